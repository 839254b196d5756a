"""The rows that lists and search read: made from the frozen document, and from nothing else."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from claims.models import Listing, PublishedVersion


def put(version: PublishedVersion) -> None:
    """List this version in the place of the one before. Call it in the transaction that
    publishes."""
    Listing.objects.update_or_create(review_id=version.review_id, defaults=said_in(version))


def said_in(version: PublishedVersion) -> dict[str, Any]:
    document = version.document
    claim, verdict = document["claim"], document["verdict"]
    speaker = claim["speaker"] or {}
    articles = [a["article"] for a in document["appearances"]]
    return {
        "version": version,
        "slug": document["slug"],
        "claim_uuid": claim["id"],
        "claim": claim["text"],
        "headline": claim["headline"],
        "verdict": verdict["code"],
        "verdict_reason": verdict["reason"],
        "summary": document["summary"],
        "body": document["body"],
        "kind": document["kind"],
        "retracted": document["retracted"],
        "speaker": speaker.get("id"),
        "speaker_name": speaker.get("name", ""),
        "party": speaker.get("party", ""),
        "types": [t["code"] for t in claim["types"]],
        # Documents frozen before claims had topics have none.
        "topic": (claim.get("topic") or {}).get("code", ""),
        "outlets": unique(a["publisher"] for a in articles if a["publisher"]),
        "articles": unique(a["id"] for a in articles),
        "sightings": len(articles),
        "language": document["language"],
        "stated_on": date.fromisoformat(claim["stated_on"]) if claim["stated_on"] else None,
        "first_published_at": datetime.fromisoformat(document["first_published_at"]),
        "published_at": datetime.fromisoformat(document["published_at"]),
    }


def unique(values: Any) -> list[str]:
    """In the order of the first of each."""
    return list(dict.fromkeys(values))


@transaction.atomic
def put_missing(batch: int = 500) -> int:
    """List what an earlier release published; how many. Safe to run again."""
    missing = (
        PublishedVersion.objects.current()
        .readable()
        .exclude(pk__in=Listing.objects.values("version"))
        .order_by("pk")
    )
    rows = list(missing[:batch])
    for version in rows:
        put(version)
    return len(rows)

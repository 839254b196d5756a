"""The rows that lists and search read: made from the frozen document, and from nothing else."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims import doorbell
from claims.models import Claim, Listing, PublishedVersion
from claims.models.work import RING_AGAIN_AFTER
from claims.text.ranking import read_post

from .matching import TASK, embed


def put(version: PublishedVersion) -> None:
    """List this version in the place of the one before. Call it in the transaction that
    publishes."""
    said = said_in(version)
    said["embedding"] = meaning_of(said["claim_uuid"], said["claim"])
    Listing.objects.update_or_create(review_id=version.review_id, defaults=said)
    if said["embedding"] is None:
        doorbell.ring(TASK)


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
        # To the microsecond, unlike the document: lists are paged by it.
        "first_published_at": version.review.published_at or version.published_at,
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


# What the claims mean -----------------------------------------------------------------------------


def meaning_of(claim: str, text: str) -> Any:
    """What was computed for the desk's claim, while its words are those that were published."""
    known = Claim.objects.filter(uuid=claim, text=text).order_by()
    return known.values_list("embedding", flat=True).first()


def embed_next(batch: int = 100) -> int:
    """Compute the meaning of the next public claims without one, outside any transaction; how many
    there were."""
    waiting = Listing.objects.filter(embedding=None).order_by("pk")
    texts = dict(waiting.values_list("pk", "claim")[:batch])
    vectors = embed([read_post(text).text for text in texts.values()]) if texts else ()
    for (pk, text), vector in zip(texts.items(), vectors, strict=True):
        # Only where the words are still those that were read.
        Listing.objects.filter(pk=pk, claim=text).update(embedding=vector)
    return len(texts)


def sweep(at: datetime | None = None) -> None:
    """Ring for public claims that have waited for longer than a healthy queue lets them."""
    at = at or timezone.now()
    waiting = Listing.objects.filter(embedding=None, published_at__lt=at - RING_AGAIN_AFTER)
    if waiting.exists():
        doorbell.ring(TASK)

"""A public verdict as readers' tools get it, with how it relates to the text they asked about."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from claims.models import Listing, Verdict
from claims.text.similarity import Comparison


def found_match(listing: Listing, likeness: float, comparison: Comparison) -> dict[str, Any]:
    """As `claims.services.lookup` found it."""
    return {
        "relation": comparison.relation,
        "differences": comparison.differences,
        "likeness": likeness,
        "claim": found_claim(listing),
        "review": found_review(listing),
    }


def found_claim(listing: Listing) -> dict[str, Any]:
    speaker = {"id": listing.speaker, "name": listing.speaker_name}
    return {
        "id": listing.claim_uuid,
        "text": listing.claim,
        "speaker": speaker if listing.speaker else None,
        "stated_on": listing.stated_on,
    }


def found_review(listing: Any) -> dict[str, Any]:
    return {
        "id": listing.review_uuid,
        "slug": listing.slug,
        "url": f"{settings.SITE_URL}{listing.get_absolute_url()}",
        "language": listing.language,
        "version": listing.version_number,
        "retracted": listing.retracted,
        "note": listing.version_note,
        "verdict": None if listing.retracted else found_verdict(listing),
        "first_published_at": moment(listing.first_published_at),
        "published_at": moment(listing.published_at),
    }


def found_verdict(listing: Listing) -> dict[str, Any]:
    verdict = Verdict(listing.verdict)
    return {
        "code": verdict.value,
        "label": str(verdict.label),
        "reason": listing.verdict_reason,
        "rating": verdict.rating,
    }


def moment(at: datetime) -> str:
    """RFC 3339, in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")

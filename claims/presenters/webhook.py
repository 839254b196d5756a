"""What a webhook says: https://www.standardwebhooks.com, thin events.

It names what happened and where the whole document is; that is fetched, so a message stays far
below 20 kB, and one that was held up cannot bring an old text.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from claims.models import Change

TYPES = {
    Change.Kind.PUBLISH: "review.published",
    Change.Kind.CORRECT: "review.corrected",
    Change.Kind.RE_RATE: "review.re_rated",
    Change.Kind.RETRACT: "review.retracted",
    Change.Kind.REMOVE: "review.removed",
}
PING = "ping"
LONGEST_REASON = 2000  # characters
REMOVED = "Removed for legal reasons."


def message(change: Change | None) -> bytes:
    """The body for this change, as its version is served now; of a test without one."""
    body = event(change) if change else {"type": PING, "data": {}}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def event(change: Change) -> dict[str, Any]:
    version, review = change.version, change.version.review
    api = f"{settings.SITE_URL}/api/v1/reviews/{review.slug}/"
    return {
        "type": TYPES[Change.Kind(change.kind)],
        "timestamp": change.at.isoformat(),
        "data": {
            "id": str(change.entry_id),
            "position": change.position,
            "review": {"id": str(review.uuid), "slug": review.slug},
            "version": version.number,
            "verdict": None if version.removed_at else version.verdict,
            "sha256": version.sha256,
            "url": f"{settings.SITE_URL}{review.get_absolute_url()}",
            "api_url": f"{api}versions/{version.number}/",
            "latest_url": api,
            "tombstone": tombstone(change),
        },
    }


def tombstone(change: Change) -> dict[str, str] | None:
    """Why this version is not to be shown any more."""
    if change.version.removed_at:
        return {"reason": REMOVED}
    if change.kind == Change.Kind.RETRACT:
        return {"reason": Truncator(change.version.note).chars(LONGEST_REASON)}
    return None

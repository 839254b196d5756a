"""A public verdict as Google's Fact Check Tools API answers it:
https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims#Claim"""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from claims.models import Listing, Verdict


def found_claim(listing: Listing) -> dict[str, Any]:
    """What is not known is left out, as Google does."""
    claim = {
        "text": listing.claim,
        "claimant": listing.speaker_name,
        "claimDate": listing.stated_on and moment(listing.stated_on),
        "claimReview": [
            {
                "publisher": {
                    "name": settings.NEWSROOM["name"],
                    "site": urlsplit(settings.SITE_URL).hostname,
                },
                "url": f"{settings.SITE_URL}{listing.get_absolute_url()}",
                "title": str(listing),
                "reviewDate": moment(listing.published_at),
                "textualRating": str(Verdict(listing.verdict).label),
                "languageCode": listing.language,
            }
        ],
    }
    return {name: value for name, value in claim.items() if value}


def moment(at: date | datetime) -> str:
    """RFC 3339; a day is its first moment."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{at.isoformat()}T00:00:00Z"

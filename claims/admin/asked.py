"""What a request asks of the queue: which claims, seen in which state, until which day."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from claims.models import Claim
from claims.services import listing, triage
from claims.services.listing import Ask

from .desk import row_id

# The tabs of the list, the first one opened first; what follows is under “More”.
TABS = {
    "new": "To decide",
    listing.MINE: "Mine",
    listing.UNASSIGNED: "Unassigned",
    "accepted": "Accepted",
    listing.SECOND: "For a second reader",
    listing.EDITED: "Corrected by publisher",
    listing.ZOMBIE: "Refuted, seen again",
    "deferred": "Deferred",
}
MORE = {
    "dismissed": "Dismissed",
    "under_review": "Under review",
    "reviewed": "Reviewed",
    "merged": "Merged",
    "superseded": "Superseded",
    listing.ALL: "All",
}
DAYS = {"1": "Tomorrow", "7": "In a week", "30": "In a month", "": "No day: until I reopen it"}
PARAMETERS = {
    "tab": "status", "words": "q", "type": "type", "topic": "topic", "band": "score",
    "speaker": "speaker", "outlet": "outlet", "after": "after",
}  # fmt: skip


def asked(query: Any) -> Ask:
    """What the parameters of the list's address ask for."""
    given = {field: query.get(name, "") for field, name in PARAMETERS.items()}
    given = {field: value for field, value in given.items() if value}
    if given.get("tab") not in {*TABS, *MORE}:
        given.pop("tab", None)
    return Ask(**given, article=row_id(query.get("article")), newest=query.get("order") == "newest")


def as_seen(claim: Claim, request: HttpRequest) -> Claim:
    """The claim in the status this person saw, so that a colleague's decision is not undone."""
    seen = request.POST.get("seen", claim.status)
    if seen in Claim.Status.values:
        claim.status = seen
    return claim


def day(request: HttpRequest) -> date | None:
    """The day until which a claim is deferred: a date, or in how many days."""
    if chosen := request.POST.get("until", ""):
        try:
            return date.fromisoformat(chosen)
        except ValueError:
            raise triage.TriageRefused("The day is not a date. Choose it again.") from None
    days = request.POST.get("days", "")
    return timezone.localdate() + timedelta(days=int(days)) if days in DAYS and days else None

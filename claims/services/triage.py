"""What a reviewer decides about a claim before anybody writes about it. All of it can be undone."""

from django.db import transaction
from django.utils import timezone

from claims.models import Claim, ClaimEvent

from .users import User

Status = Claim.Status

# The decisions, and from which states each is possible.
FROM = {
    Status.ACCEPTED: {Status.NEW, Status.DEFERRED, Status.DISMISSED, Status.SUPERSEDED},
    Status.DEFERRED: {Status.NEW, Status.ACCEPTED},
    Status.DISMISSED: {Status.NEW, Status.ACCEPTED, Status.DEFERRED},
    Status.NEW: {Status.ACCEPTED, Status.DEFERRED, Status.DISMISSED},
}


class TriageRefused(ValueError):
    """The decision is not possible now. The message says why."""


def accept(claim: Claim, *, by: User) -> None:
    decide(claim, Status.ACCEPTED, by=by)


def defer(claim: Claim, *, by: User, reason: str = "") -> None:
    decide(claim, Status.DEFERRED, by=by, reason=reason)


def dismiss(claim: Claim, *, by: User, reason: str) -> None:
    if not reason.strip():
        raise TriageRefused("Say why the claim is dismissed: a colleague may ask.")
    decide(claim, Status.DISMISSED, by=by, reason=reason)


def reopen(claim: Claim, *, by: User) -> None:
    """Undo accept, defer or dismiss."""
    decide(claim, Status.NEW, by=by)


@transaction.atomic
def decide(claim: Claim, to: Claim.Status, *, by: User, reason: str = "") -> None:
    """Move the claim if it is still where this person saw it."""
    seen = Status(claim.status)
    if seen not in FROM[to]:
        now, then = seen.label.lower(), to.label.lower()
        raise TriageRefused(f"This claim is {now}: it cannot become {then}.")
    won = Claim.objects.filter(pk=claim.pk, status=seen).update(
        status=to, touched_at=timezone.now()
    )
    if not won:
        raise TriageRefused("A colleague has just decided about this claim. Look again.")
    ClaimEvent.objects.create(
        claim=claim, from_status=seen, to_status=to, reason=reason.strip(), by=by
    )
    claim.status = to

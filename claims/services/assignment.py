"""Who has a claim: taken, handed over and given back, in its history; and who has it open now.

Neither keeps anybody from anything. They tell colleagues not to do the same work twice.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import Claim, ClaimEvent, QueueEntry

from .users import User

Status = Claim.Status
ASSIGNABLE = (Status.NEW, Status.ACCEPTED, Status.DEFERRED, Status.UNDER_REVIEW)
HELD = timedelta(seconds=90)  # after the last sign of the page that has the claim open


class TriageRefused(ValueError):
    """The decision is not possible now. The message says why."""


@transaction.atomic
def assign(
    claim: Claim, to: User | None, *, by: User, seen: int | None = None
) -> ClaimEvent | None:
    """Take (`to` is `by`), hand over, or give back (None), if the person who has it is still the
    one that was `seen`. None where nothing changes."""
    entry = QueueEntry.objects.select_for_update(of=("self",)).select_related("assigned_to")
    now = entry.get(pk=claim.pk)
    if now.assigned_to_id == (to.pk if to else None):
        return None
    if now.assigned_to_id != seen:
        who = f"{called(now.assigned_to)} has this claim now" if now.assigned_to else "It is free"
        raise TriageRefused(f"A colleague was faster: {who[0].lower()}{who[1:]}. Look again.")
    if to and now.status not in ASSIGNABLE:
        label = str(Status(now.status).label).lower()
        raise TriageRefused(f"This claim is {label}: there is nothing to do about it.")
    return write([now], to, by)[0]


@transaction.atomic
def give(
    claims: Iterable[int], to: User | None, *, by: User, batch: uuid.UUID | None = None
) -> int:
    """Hand many claims to somebody, those that nobody has; or give back (None) those that somebody
    has. How many."""
    entries = QueueEntry.objects.filter(claim__in=claims, assigned_to__isnull=to is not None)
    if to:
        entries = entries.filter(status__in=ASSIGNABLE)
    locked = entries.order_by("claim").select_for_update(of=("self",))
    return len(write(list(locked.select_related("assigned_to")), to, by, batch))


def write(
    entries: list[QueueEntry], to: User | None, by: User, batch: uuid.UUID | None = None
) -> list[ClaimEvent]:
    at = timezone.now()
    QueueEntry.objects.filter(pk__in=[e.pk for e in entries]).update(
        assigned_to=to, assigned_at=at if to else None
    )
    Claim.objects.filter(pk__in=[e.pk for e in entries]).update(touched_at=at)
    return ClaimEvent.objects.bulk_create(
        ClaimEvent(
            claim_id=entry.pk,
            from_status=entry.status,
            to_status=entry.status,
            reason=f"Assigned to: {called(entry.assigned_to)} → {called(to)}",
            batch=batch,
            by=by,
            at=at,
        )
        for entry in entries
    )


def undo_batch(batch: uuid.UUID, *, by: User) -> int:
    """Take back what give() did to claims that nobody had; how many are free again."""
    steps = ClaimEvent.objects.filter(batch=batch, reason__startswith="Assigned to: nobody →")
    mine = {step.claim_id: step.at for step in steps}
    entries = QueueEntry.objects.filter(pk__in=mine).order_by("claim").select_for_update()
    still = [e for e in entries if e.assigned_at == mine[e.pk]]
    free = QueueEntry.objects.filter(pk__in=[e.pk for e in still]).select_related("assigned_to")
    return len(write(list(free), None, by, uuid.uuid4()))


def left_out(claim: Claim, verb: str) -> str:
    """Why give() leaves this claim out; "" when it does not."""
    has = claim.entry.assigned_to
    if verb == "give_back":
        return "" if has else "Nobody has it."
    if has:
        return f"{called(has)} has it. Open it to hand it over."
    if claim.status in ASSIGNABLE:
        return ""
    return f"It is {str(Status(claim.status).label).lower()}."


def called(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else "nobody"


def colleagues() -> list[User]:
    """Whom a claim can be handed to: those who may decide about claims."""
    may = Q(groups__permissions__codename="triage_claim") | Q(is_superuser=True)
    staff = User.objects.filter(may, is_active=True, is_staff=True).distinct()
    return sorted(staff, key=lambda user: called(user).lower())


# Who has it open ----------------------------------------------------------------------------------


def hold(claim: int, *, by: User, at: datetime | None = None) -> User | None:
    """Say that this person has the claim open, for as long as HELD; the colleague who already has,
    if somebody does."""
    at = at or timezone.now()
    entries = QueueEntry.objects.filter(pk=claim)
    free = entries.filter(Q(held_by=None) | Q(held_until__lt=at) | Q(held_by=by))
    if free.update(held_by=by, held_until=at + HELD):
        return None
    entry = entries.select_related("held_by").first()
    return entry.held_by if entry else None


def release(claim: int, *, by: User) -> None:
    QueueEntry.objects.filter(pk=claim, held_by=by).update(held_by=None, held_until=None)

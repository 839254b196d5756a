"""What a reviewer decides about a claim before anybody writes about it, and who has it.

All of it can be undone, one step or a whole batch, from the history.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from claims.models import Claim, ClaimEvent, QueueEntry

from . import assignment
from .assignment import TriageRefused as TriageRefused
from .users import User

Status = Claim.Status
Dismissed = ClaimEvent.Dismissed

# The decisions, and from which states each is possible.
FROM = {
    Status.ACCEPTED: {Status.NEW, Status.DEFERRED, Status.DISMISSED, Status.SUPERSEDED},
    Status.DEFERRED: {Status.NEW, Status.ACCEPTED},
    Status.DISMISSED: {Status.NEW, Status.ACCEPTED, Status.DEFERRED},
    Status.NEW: {Status.ACCEPTED, Status.DEFERRED, Status.DISMISSED},
}
# Steps that undo() takes back; a merge or a review has a way back of its own.
DECIDED = {*FROM, Status.SUPERSEDED}
MOST = 1000  # claims in one batch
UNDONE = "Undone."
RETURNED = "The day until which it was deferred has come."


# One claim ----------------------------------------------------------------------------------------


def accept(claim: Claim, *, by: User) -> ClaimEvent:
    return decide(claim, Status.ACCEPTED, by=by)


def defer(claim: Claim, *, by: User, reason: str = "", until: date | None = None) -> ClaimEvent:
    """Put off until a day, on which it comes back by itself, or until somebody reopens it."""
    return decide(claim, Status.DEFERRED, by=by, reason=reason, until=until)


def dismiss(claim: Claim, *, by: User, reason: str = "", code: str = "") -> ClaimEvent:
    """For a reason of the short list (ClaimEvent.Dismissed), in the person's own words, or both."""
    return decide(claim, Status.DISMISSED, by=by, reason=reason, code=code)


def reopen(claim: Claim, *, by: User) -> ClaimEvent:
    """Undo accept, defer or dismiss."""
    return decide(claim, Status.NEW, by=by)


@transaction.atomic
def decide(
    claim: Claim,
    to: Claim.Status,
    *,
    by: User,
    reason: str = "",
    code: str = "",
    until: date | None = None,
) -> ClaimEvent:
    """Move the claim if it is still where this person saw it."""
    code = why_not(to, reason, code, until)
    seen = Status(claim.status)
    if seen not in FROM[to]:
        now, then = seen.label.lower(), to.label.lower()
        raise TriageRefused(f"This claim is {now}: it cannot become {then}.")
    events = move([(claim.pk, seen)], to, by=by, reason=said(reason, until), code=code)
    if not events:
        raise TriageRefused("A colleague has just decided about this claim. Look again.")
    settle_entries([claim.pk], by, to, until)
    claim.status = to
    return events[0]


def why_not(to: Claim.Status, reason: str, code: str, until: date | None) -> str:
    """The code of the reason; raises TriageRefused where the decision lacks something."""
    if to == Status.DISMISSED:
        if not reason.strip() and code in ("", Dismissed.OTHER):
            raise TriageRefused("Say why the claim is dismissed: a colleague may ask.")
        if code and code not in Dismissed.values:
            raise TriageRefused("Choose one of the reasons, or write your own.")
        return code or Dismissed.OTHER
    if until and until <= timezone.localdate():
        raise TriageRefused("Choose a day after today, or no day.")
    return ""


def said(reason: str, until: date | None) -> str:
    """What the history keeps of a decision, beside the code."""
    day = f"Until {until:%-d %B %Y}." if until else ""
    return " ".join(filter(None, (day, reason.strip())))


def move(
    rows: Iterable[tuple[int, str]], to: str, *, by: User | None, **event: Any
) -> list[ClaimEvent]:
    """Give each claim that is still in the state beside its key the new one; their events."""
    events, now = [], timezone.now()
    wanted: dict[str, list[int]] = {}
    for pk, status in rows:
        wanted.setdefault(status, []).append(pk)
    for status, pks in sorted(wanted.items()):
        standing = Claim.objects.filter(pk__in=pks, status=status).order_by("pk")
        won = list(standing.select_for_update(no_key=True).values_list("pk", flat=True))
        Claim.objects.filter(pk__in=won).update(status=to, touched_at=now)
        events += [
            ClaimEvent(claim_id=pk, from_status=status, to_status=to, by=by, at=now, **event)
            for pk in won
        ]
    return ClaimEvent.objects.bulk_create(events)


def settle_entries(pks: Iterable[int], by: User, to: str, until: date | None = None) -> None:
    """Whoever decided has the claim open no longer. The day stays when a deferred claim is taken
    up, so that undoing that puts it back."""
    entries = QueueEntry.objects.filter(claim__in=pks)
    entries.filter(held_by=by).update(held_by=None, held_until=None)
    if to == Status.DEFERRED:
        entries.update(deferred_until=until)


# Many claims --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with many claims at once."""

    verb: str  # accept, defer, dismiss, reopen, assign or give_back
    reason: str = ""
    code: str = ""
    until: date | None = None
    to: User | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a step would do, and what is left out: why, how many, and the first few."""

    rows: tuple[tuple[int, str], ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    first_left_out: Mapping[str, list[Claim]] = field(default_factory=dict)


BECOMES = {
    "accept": Status.ACCEPTED,
    "defer": Status.DEFERRED,
    "dismiss": Status.DISMISSED,
    "reopen": Status.NEW,
}
SHOWN = 5


def plan(rows: Mapping[int, str], verb: str) -> Plan:
    """What `verb` would do with the claims, by key, in the states in which they were seen."""
    claims = Claim.objects.select_related("entry").in_bulk(list(rows)[:MOST])
    fits, why, first = [], Counter[str](), dict[str, list[Claim]]()
    for pk, seen in list(rows.items())[:MOST]:
        claim = claims.get(pk)
        if claim is None:
            continue
        if reason := left_out(claim, seen, verb):
            why[reason] += 1
            first.setdefault(reason, []).extend([claim] if why[reason] <= SHOWN else [])
        else:
            fits.append((pk, seen))
    if len(rows) > MOST:
        why[f"At most {MOST:,} at once: do it again for the rest."] = len(rows) - MOST
    return Plan(tuple(fits), dict(why), first)


def left_out(claim: Claim, seen: str, verb: str) -> str:
    """Why the step is not for this claim; "" when it is."""
    if claim.status != seen:
        return "A colleague has decided about it since you saw it."
    if verb in ("assign", "give_back"):
        return assignment.left_out(claim, verb)
    if claim.status not in FROM[BECOMES[verb]]:
        return f"It is {named(claim.status)}."
    return ""


def named(status: str) -> str:
    return str(Status(status).label).lower()


@transaction.atomic
def many(rows: Iterable[tuple[int, str]], step: Step, *, by: User) -> tuple[uuid.UUID, int]:
    """Take the step with every claim that is still as it was seen: the batch, and how many."""
    rows = list(rows)[:MOST]
    batch = uuid.uuid4()
    if step.verb in ("assign", "give_back"):
        to = step.to if step.verb == "assign" else None
        return batch, assignment.give([pk for pk, _ in rows], to, by=by, batch=batch)
    becomes = BECOMES[step.verb]
    code = why_not(becomes, step.reason, step.code, step.until)
    possible = [(pk, seen) for pk, seen in rows if seen in FROM[becomes]]
    reason = said(step.reason, step.until)
    events = move(possible, becomes, by=by, reason=reason, code=code, batch=batch)
    settle_entries([e.claim_id for e in events], by, becomes, step.until)
    return batch, len(events)


# The way back -------------------------------------------------------------------------------------


@transaction.atomic
def undo(event: ClaimEvent, *, by: User) -> ClaimEvent:
    """Take one decision back; refused when the claim has gone on since."""
    found = taken_back(ClaimEvent.objects.filter(pk=event.pk), by, None)
    if not found:
        raise TriageRefused("The claim has gone on since: there is nothing to undo any more.")
    return found[0]


@transaction.atomic
def undo_batch(batch: uuid.UUID, *, by: User) -> tuple[int, int]:
    """Take back what was done together: how many claims, and how many had gone on since."""
    steps = ClaimEvent.objects.filter(batch=batch)
    done = len(taken_back(steps, by, uuid.uuid4())) or assignment.undo_batch(batch, by=by)
    if not done:
        raise TriageRefused("All of these claims have gone on since: nothing was undone.")
    return done, steps.count() - done


def can_undo(event: ClaimEvent) -> bool:
    """Whether a step is of those that undo() takes back, if nothing has happened since."""
    return event.from_status in DECIDED and event.to_status in DECIDED


def taken_back(steps: QuerySet[ClaimEvent], by: User, batch: uuid.UUID | None) -> list[ClaimEvent]:
    later = ClaimEvent.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"))
    last = steps.filter(from_status__in=DECIDED, to_status__in=DECIDED).exclude(
        Exists(later.exclude(from_status=F("to_status")))
    )
    back: dict[str, list[tuple[int, str]]] = {}
    for step in last.exclude(from_status=F("to_status")):
        back.setdefault(step.from_status, []).append((step.claim_id, step.to_status))
    done: list[ClaimEvent] = []
    for to, rows in sorted(back.items()):
        done += move(rows, to, by=by, reason=UNDONE, batch=batch)
    return done


# Deferred claims come back ------------------------------------------------------------------------


@transaction.atomic
def wake(at: datetime | None = None, most: int = MOST) -> int:
    """Give deferred claims whose day has come the state they had before; how many. As often as one
    likes: a claim comes back once."""
    today = timezone.localdate(at)
    due = (
        QueueEntry.objects.filter(status=Status.DEFERRED, deferred_until__lte=today)
        .order_by("claim")
        .select_for_update(skip_locked=True, of=("self",))
    )
    pks = list(due.values_list("pk", flat=True)[:most])
    deferrals = ClaimEvent.objects.filter(claim__in=pks, to_status=Status.DEFERRED)
    before = dict(deferrals.order_by("pk").values_list("claim", "from_status"))
    woken = 0
    for to in (Status.NEW, Status.ACCEPTED):
        rows = [(pk, Status.DEFERRED) for pk in pks if before.get(pk, Status.NEW) == to]
        woken += len(move(rows, to, by=None, reason=RETURNED))
    return woken

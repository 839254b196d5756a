"""Errands: ring for them, take them with their host, give them back."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims import doorbell
from claims.models.work import MAX_ATTEMPTS
from ingest.models import LEASE, Errand, Fetch, Host, Poll

TASKS: dict[type[Errand], str] = {Poll: "ingest.tasks.poll", Fetch: "ingest.tasks.collect"}

# Rows that one beat rings for; and how many hosts that did not serve us well the last time may
# keep workers busy at once, of the 40 threads of docs/operations.md.
MOST = 500
MOST_STRANGERS = 32

# Between two requests to one host, where its robots.txt asks for no longer one.
PAUSE = timedelta(seconds=2)
# With 429 and 503 a server may ask us for more, but not shut out all that it serves for a day.
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_BACKOFF = timedelta(days=1)
# A server may ask for more than our own backoff, but not for ever.
LONGEST_RETRY_AFTER = timedelta(days=7)
LONGEST_REASON = 2000


class LeaseLost(Exception):
    """Another worker took the row over; nothing of this attempt is written."""


class HostBusy(Exception):
    """A redirect leads to a host that somebody else asks at the moment, or that has its pause."""

    def __init__(self, host: str):
        super().__init__(host)
        self.host = host


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to one errand, and to its host."""

    model: type[Errand]
    pk: int
    token: uuid.UUID
    host: str
    held_until: datetime

    def is_trusted(self) -> bool:
        """Whether it comes from a person, or from a host that served us well the last time."""
        return not self.host or Host.objects.filter(name=self.host, good=True).exists()

    def judge_host(self, good: bool) -> None:
        if self.host:
            Host.objects.judge(self.host, good)

    def write(self, **fields: Any) -> bool:
        """Write to the row if it is still ours."""
        return bool(self.model.objects.held(self.pk, self.token).update(**fields))

    def give_back(self, **fields: Any) -> bool:
        """End the lease; `fields` say what the row is now."""
        if "last_error" in fields:
            fields["last_error"] = storable(fields["last_error"])
        return self.write(lease_token=None, lease_until=None, rung_at=None, **fields)


def storable(reason: str) -> str:
    """Reasons quote what strangers sent: without the characters that no database takes."""
    reason = reason.encode("utf-8", "replace").decode().replace("\0", "")
    return reason[:LONGEST_REASON]


def hold(host: str) -> datetime:
    """Keep everybody else from a host that a redirect leads to; until when. Raises HostBusy."""
    until = Host.objects.hold(host, timezone.now())
    if until is None:
        raise HostBusy(host)
    return until


def release(host: str, until: datetime, pause: timedelta = PAUSE) -> None:
    """Let others at the host, `pause` from now; `until` is what holding it gave."""
    Host.objects.release(host, until, timezone.now() + min(max(pause, PAUSE), LONGEST_PAUSE))


def wait_for(lease: Lease, host: str) -> None:
    """Give the row back until that host is free. Not an attempt."""
    lease.give_back(state=Errand.State.WAITING, attempts=F("attempts") - 1, host=host)


def ring(errand: Errand) -> None:
    doorbell.ring(TASKS[type(errand)], errand.pk)


@transaction.atomic
def ring_due(at: datetime | None = None) -> int:
    """Ring for what is due; how many rows. Two beats at once share them."""
    at = at or timezone.now()
    rung = 0
    for model in TASKS:
        bury_exhausted(model, at)
        strangers = model.objects.of_strangers()
        room = max(0, MOST_STRANGERS - strangers.under_way(at).count())
        due = model.objects.due(at)
        pks = [*due.exclude(pk__in=strangers.values("pk")).values_list("pk", flat=True)[:MOST]]
        pks += due.filter(pk__in=strangers.values("pk")).values_list("pk", flat=True)[:room]
        rung += ring_for(model, pks, at)
    return rung


def ring_for(model: type[Errand], pks: list[int], at: datetime) -> int:
    """Mark the rows and ring, but for those that another beat has just marked."""
    # Conditions on the row itself, not a subquery: PostgreSQL looks at them again once it has the
    # lock, when another beat has marked the row a moment ago.
    locked = set(
        model.objects.open_to_lease(at)
        .silent(at)
        .filter(pk__in=pks)
        .select_for_update(skip_locked=True, no_key=True)
        .values_list("pk", flat=True)
    )
    ours = [pk for pk in pks if pk in locked]
    model.objects.filter(pk__in=ours).update(rung_at=at)
    doorbell.ring_each(TASKS[model], ours)
    return len(ours)


def bury_exhausted(model: type[Errand], at: datetime) -> None:
    dying = model.objects.exhausted(at).select_for_update(skip_locked=True)
    model.objects.filter(pk__in=list(dying.values_list("pk", flat=True))).update(
        state=Errand.State.DEAD,
        lease_token=None,
        lease_until=None,
        finished_at=at,
        last_error=f"The worker died {MAX_ATTEMPTS} times of this. Its answer may be a trap.",
    )


def take(model: type[Errand], pk: int, at: datetime | None = None) -> Lease | None:
    """The lease of the row and of its host; None when there is nothing to do, or not yet."""
    at = at or timezone.now()
    token = model.objects.lease(pk, at, LEASE)
    if token is None:
        return None
    host = model.objects.values_list("host", flat=True).get(pk=pk)
    held_until = Host.objects.hold(host, at) if host else at + LEASE
    lease = Lease(model, pk, token, host, held_until or at)
    if held_until is None:
        # Not an attempt: ring_due() rings again when the host is free.
        wait_for(lease, host)
        return None
    return lease


def backoff(
    failures: int, unit: timedelta, retry_after: float | None, at: datetime | None = None
) -> datetime:
    """When to try again: twice as long after each failure, never all at once, and not before the
    server wants."""
    wait: timedelta = min(unit * 2 ** min(failures, 12), LONGEST_BACKOFF)
    wait *= random.uniform(1, 1.25)
    asked = timedelta(seconds=min(retry_after or 0, LONGEST_RETRY_AFTER.total_seconds()))
    return (at or timezone.now()) + max(wait, asked)


@transaction.atomic
def retry(errand: Errand) -> bool:
    """A person gives an errand that failed for good new attempts, or has a waiting one done now."""
    won = (
        type(errand)
        .objects.filter(pk=errand.pk, state__in=[Errand.State.DEAD, Errand.State.WAITING])
        .update(
            state=Errand.State.WAITING,
            attempts=0,
            failures=0,
            not_before=timezone.now(),
            finished_at=None,
        )
    )
    if won:
        ring(errand)
    return bool(won)

"""Each message to a webhook on its way: made, sent, tried again, given up, forgotten."""

import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.defaultfilters import pluralize
from django.utils import timezone

from claims import doorbell
from claims.models import Change, Delivery, Endpoint, PartnerEvent
from claims.presenters.webhook import message

from . import ledger
from .signatures import signed
from .users import User

TASK = "claims.tasks.deliver"
GONE = 410
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2
# Longer than the longest request (pipeline.py).
LEASE = timedelta(seconds=40)
# An answer that took longer is slow: its endpoint shares few threads with others like it, and is
# left after each message.
SLOW = timedelta(seconds=2)
SLOW_AT_ONCE = 6
# The days without one success after which an endpoint is given up.
GIVEN_UP_AFTER = timedelta(days=5)
KEPT = timedelta(days=30)
RUNG_LATELY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to send one message, and what to send."""

    pk: int
    token: uuid.UUID
    endpoint: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt: a status and the first bytes, or `error` where no answer came."""

    status: int | None
    ms: int
    answer: str = ""
    error: str = ""
    retry_after: float | None = None

    @property
    def success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def quick(self) -> bool:
        return self.success and timedelta(milliseconds=self.ms) < SLOW


def announce() -> None:
    """Make the deliveries of new changes. Call in the sequencer's transaction: positions and
    deliveries become visible together, so no change is without its message."""
    told = [e.pk for e in Endpoint.objects.open().select_for_update(no_key=True) if fill(e)]
    ring(told)


def fill(endpoint: Endpoint) -> int:
    """Deliveries for all changes after `endpoint.position`; call with the row locked."""
    # Read first: what gets its position meanwhile is for the next time.
    last = ledger.last_position()
    new = Q(position__gt=endpoint.position, position__lte=last)
    made = make(endpoint, wanted(endpoint).filter(new))
    endpoint.position = last
    endpoint.save(update_fields=["position"])
    return made


def wanted(endpoint: Endpoint) -> QuerySet[Change]:
    return Change.objects.filter(kind__in=endpoint.events, position__isnull=False)


def make(endpoint: Endpoint, changes: QuerySet[Change]) -> int:
    """Those that are there already stay as they are."""
    rows = [
        Delivery(endpoint=endpoint, change=one, message=one.entry_id, position=one.position or 0)
        for one in changes.select_related("version").defer("version__document").order_by("position")
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def once_more(rows: QuerySet[Delivery]) -> int:
    """Due at once, with all their attempts; returns how many."""
    return rows.update(
        state=Delivery.State.WAITING, attempts=0, not_before=timezone.now(), finished_at=None
    )


def ring(endpoints: Iterable[int]) -> None:
    doorbell.ring_each(TASK, endpoints)


@transaction.atomic
def ring_due(at: datetime | None = None) -> int:
    """Ring for endpoints that something waits for: beat does so every 5 seconds. Of the slow ones
    only a few at a time, so that they never take all threads."""
    at = at or timezone.now()
    quiet = Q(rung_at=None) | Q(rung_at__lt=at - RUNG_LATELY)
    due = Endpoint.objects.due(at).filter(quiet).select_for_update(no_key=True, skip_locked=True)
    free = max(0, SLOW_AT_ONCE - slow_now(at))
    swift = list(due.filter(slow=False).values_list("pk", flat=True)[:500])
    # In no order, for otherwise the same few would always come first.
    slow = list(due.filter(slow=True).order_by("?").values_list("pk", flat=True)[:free])
    Endpoint.objects.filter(pk__in=[*swift, *slow]).update(rung_at=at)
    ring([*swift, *slow])
    return len(swift) + len(slow)


def slow_now(at: datetime) -> int:
    busy = Q(state=Delivery.State.LEASED, lease_until__gte=at)
    return Delivery.objects.filter(busy, endpoint__slow=True).count()


@transaction.atomic
def take(pk: int, at: datetime | None = None) -> Lease | None:
    """The oldest message that waits for this endpoint, unless one is on its way there."""
    at = at or timezone.now()
    endpoint = Endpoint.objects.due(at).filter(pk=pk).select_for_update(no_key=True).first()
    if endpoint is None or (endpoint.slow and slow_now(at) >= SLOW_AT_ONCE):
        return None
    row = (
        endpoint.deliveries.open_to_lease(at)
        .filter(Q() if endpoint.disabled_at is None else Q(position=0))
        .select_related("change__version__review")
        .defer("change__version__document")
        .order_by("position", "pk")
        .first()
    )
    token = Delivery.objects.lease(row.pk, at, LEASE) if row else None
    if row is None or token is None:
        return None
    body = message(row.change)
    headers = {"content-type": "application/json", **signed(endpoint, msg_id(row), body, at)}
    return Lease(row.pk, token, endpoint.pk, endpoint.url, headers, body)


def msg_id(row: Delivery) -> str:
    return f"msg_{row.message.hex}"


@transaction.atomic
def settle(lease: Lease, outcome: Outcome) -> bool:
    """Write what became of the attempt, under the lease. False where another worker has the row:
    the partner may have got the message twice, with one id."""
    now = timezone.now()
    endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=lease.endpoint)
    row = Delivery.objects.held(lease.pk, lease.token).select_related("change__version").first()
    if row is None:
        return False
    row.tries = [*row.tries, log_line(outcome, now)][-2 * Delivery.max_attempts :]
    row.lease_token = row.lease_until = None
    row.last_error = "" if outcome.success else outcome.error or f"answered {outcome.status}"
    if outcome.success:
        row.state, row.finished_at = Delivery.State.DONE, now
    elif outcome.status == GONE or row.change is None or row.attempts >= Delivery.max_attempts:
        row.state, row.finished_at = Delivery.State.DEAD, now
    else:
        row.state, row.not_before = Delivery.State.WAITING, now + wait(row.attempts, outcome)
    row.save()
    Endpoint.objects.filter(pk=endpoint.pk).update(slow=not outcome.quick, rung_at=None)
    if row.change is None:  # a test changes nothing more
        return True
    judge(endpoint, outcome, now, last=row.state == Delivery.State.DEAD)
    if outcome.success:
        version = row.change.version
        ledger.acknowledge_version(endpoint.partner_id, version.review_id, version.number)
        if row.change.kind == Change.Kind.REMOVE:
            ledger.heard_of_removal(endpoint.partner_id, version)
    return True


def log_line(outcome: Outcome, at: datetime) -> dict[str, Any]:
    return {
        "at": at.isoformat(timespec="seconds"),
        "ms": outcome.ms,
        "status": outcome.status,
        "answer": outcome.answer,
        "error": outcome.error,
    }


def wait(attempts: int, outcome: Outcome) -> timedelta:
    """Until the next attempt; not before the server asked."""
    planned = WAITS[min(attempts, len(WAITS)) - 1] * random.uniform(1, 1 + JITTER)
    return max(planned, timedelta(seconds=outcome.retry_after or 0))


def judge(endpoint: Endpoint, outcome: Outcome, now: datetime, *, last: bool) -> None:
    """Whether the endpoint goes on. After the `last` attempt nothing may be due for weeks: who
    waited for five days to pass would never learn that it is down."""
    failing = None if outcome.success else endpoint.failing_since or now
    if outcome.status == GONE:
        disable(endpoint, why="It answered 410, which means: send no more.", by=None)
    elif failing and failing < now - (WAITS[-1] if last else GIVEN_UP_AFTER):
        give_up(endpoint, failing, now)
    elif last:
        # Others arrived since the attempt before: it refuses this message alone.
        failing = None
    Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=failing)


def give_up(endpoint: Endpoint, failing: datetime, now: datetime) -> None:
    days = (now - failing).days
    disable(endpoint, why=f"Nothing reached it for {days} day{pluralize(days)}.", by=None)


@transaction.atomic
def disable(endpoint: Endpoint, *, why: str, by: User | None) -> None:
    won = Endpoint.objects.open().filter(pk=endpoint.pk)
    if won.update(disabled_at=timezone.now(), disabled_why=why[:300]):
        note(endpoint, PartnerEvent.Kind.DISABLED, by, why)


def note(endpoint: Endpoint, kind: str, by: User | None, reason: str = "") -> None:
    PartnerEvent.objects.create(
        partner=endpoint.partner, kind=kind, by=by, reason=reason or endpoint.url
    )


@transaction.atomic
def sweep(at: datetime | None = None) -> int:
    """End what died on its last attempt, forget what is a month old, and make the deliveries that
    an endpoint lacks which was switched on while the sequencer ran."""
    at = at or timezone.now()
    late = Endpoint.objects.open().filter(position__lt=ledger.last_position())
    for endpoint in late.select_for_update(no_key=True, skip_locked=True):
        fill(endpoint)
    dying = Delivery.objects.exhausted(at).select_for_update(skip_locked=True)
    pks = list(dying.values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=pks).update(
        state=Delivery.State.DEAD,
        lease_token=None,
        lease_until=None,
        finished_at=at,
        last_error="The worker died on the last attempt.",
    )
    down = Endpoint.objects.open().filter(failing_since__lt=at - WAITS[-1], deliveries__in=pks)
    for endpoint in down.distinct():
        give_up(endpoint, endpoint.failing_since or at, at)
    # What enable() will send once more stays.
    owed = Q(state=Delivery.State.DEAD, position__gt=0, endpoint__disabled_at__isnull=False)
    old = Delivery.objects.filter(finished_at__lt=at - KEPT).exclude(owed)
    Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:5000])).delete()
    return ring_due(at)

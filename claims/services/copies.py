"""Our own copies of the pages that reviews cite: asked for with the evidence, then fetched."""

import hashlib
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from claims import doorbell
from claims.models import ArchivedCopy, Evidence
from claims.models.work import MAX_ATTEMPTS

TASK = "claims.tasks.archive"
# A page that two reviews cite within a day is fetched once.
FRESH = timedelta(days=1)
# Longer than the longest request.
LEASE = timedelta(seconds=60)
# After the first and the second failure.
WAITS = (timedelta(minutes=1), timedelta(minutes=30))
# Of what a server says with the page, the part that tells what was served and when.
KEPT_HEADERS = ("content-type", "date", "last-modified", "etag", "content-language")


class LeaseLost(Exception):
    """Another worker took the row over; nothing of this attempt is written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to fetch one copy."""

    pk: int
    token: uuid.UUID
    url: str


@transaction.atomic
def ask_for(evidence: Evidence) -> ArchivedCopy:
    """The copy of what this item cites, asked for if there is no fresh one."""
    if evidence.copy and evidence.copy.url == evidence.url:
        return evidence.copy
    since = timezone.now() - FRESH
    known = (
        ArchivedCopy.objects.filter(url=evidence.url, created_at__gte=since)
        .exclude(state=ArchivedCopy.State.DEAD)
        .defer("body")
        .first()
    )
    copy: ArchivedCopy = known or ArchivedCopy.objects.create(url=evidence.url)
    Evidence.objects.filter(pk=evidence.pk).update(copy=copy)
    evidence.copy = copy
    if not known:
        doorbell.ring(TASK, copy.pk)
    return copy


@transaction.atomic
def ask_again(copy: ArchivedCopy) -> bool:
    """A person gives a copy that failed new attempts."""
    won = ArchivedCopy.objects.filter(pk=copy.pk, state=ArchivedCopy.State.DEAD).update(
        state=ArchivedCopy.State.WAITING, attempts=0, not_before=timezone.now(), last_error=""
    )
    if won:
        doorbell.ring(TASK, copy.pk)
    return bool(won)


def take(pk: int, at: datetime | None = None) -> Lease | None:
    token = ArchivedCopy.objects.lease(pk, at, LEASE)
    if token is None:
        return None
    return Lease(pk, token, ArchivedCopy.objects.values_list("url", flat=True).get(pk=pk))


def complete(lease: Lease, *, body: bytes, final_url: str, headers: Mapping[str, str]) -> None:
    """Store the bytes as they came. Raises LeaseLost."""
    now = timezone.now()
    won = ArchivedCopy.objects.held(lease.pk, lease.token).update(
        state=ArchivedCopy.State.DONE,
        lease_token=None,
        lease_until=None,
        last_error="",
        finished_at=now,
        fetched_at=now,
        body=zlib.compress(body),
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        final_url=plain(final_url)[:2000],
        content_type=plain(headers.get("content-type", ""))[:200],
        headers={name: plain(headers[name]) for name in KEPT_HEADERS if name in headers},
    )
    if not won:
        raise LeaseLost(f"copy {lease.pk}")


def plain(words: str) -> str:
    """What a server says of itself, without what cannot be stored or shown."""
    return "".join(letter for letter in words if letter.isprintable())


@transaction.atomic
def fail(lease: Lease, reason: str, *, temporary: bool) -> None:
    """Give the row back for another attempt, or end it: what will not get better is not tried
    again."""
    row = ArchivedCopy.objects.held(lease.pk, lease.token).select_for_update(no_key=True).first()
    if row is None:
        return
    over = not temporary or row.attempts >= MAX_ATTEMPTS
    row.state = ArchivedCopy.State.DEAD if over else ArchivedCopy.State.WAITING
    row.not_before = timezone.now() + WAITS[min(row.attempts, len(WAITS)) - 1]
    row.lease_token = row.lease_until = None
    row.last_error = plain(reason)[:2000]
    row.save()


@transaction.atomic
def sweep(at: datetime | None = None, cap: int = 200) -> int:
    """Ring again for copies whose message was lost, end those that died three times."""
    at = at or timezone.now()
    dying = ArchivedCopy.objects.exhausted(at).select_for_update(skip_locked=True)
    ArchivedCopy.objects.filter(pk__in=list(dying.values_list("pk", flat=True))).update(
        state=ArchivedCopy.State.DEAD,
        lease_token=None,
        lease_until=None,
        last_error=f"The worker died {MAX_ATTEMPTS} times while fetching this page.",
    )
    rows = ArchivedCopy.objects.overdue(at).select_for_update(skip_locked=True)
    overdue = list(rows.order_by("not_before").values_list("pk", flat=True)[:cap])
    ArchivedCopy.objects.filter(pk__in=overdue).give_back(at)
    doorbell.ring_each(TASK, overdue)
    return len(overdue)


def content(copy: ArchivedCopy) -> bytes:
    """The bytes as they came; none while the copy is not done."""
    return zlib.decompress(bytes(copy.body)) if copy.body else b""

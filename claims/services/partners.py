"""Partners: their keys, and the change log they follow."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from claims.models import ApiKey, Change, Partner, PartnerEvent

from . import deliveries
from .users import User

KEY_PREFIX = "fcw_"
SEQUENCER_LOCK = 7_202_611  # names the advisory lock of number_changes(); any constant does
USED_RECENTLY = timedelta(minutes=1)


class KeyRefused(ValueError):
    """The key opens nothing. The message says why, and what to do."""


@transaction.atomic
def issue_key(
    partner: Partner,
    *,
    scopes: Iterable[str] = (ApiKey.Scope.READ,),
    expires_at: datetime | None = None,
    per_minute: int = 600,
    networks: Iterable[str] = (),
    by: User | None = None,
) -> tuple[ApiKey, str]:
    """A new key. The second value is the key itself: it is shown once and cannot be read back."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        partner=partner,
        prefix=secret[:10],
        sha256=digest(secret),
        scopes=list(scopes),
        expires_at=expires_at,
        per_minute=per_minute,
        networks=list(networks),
    )
    note(key, PartnerEvent.Kind.KEY_ISSUED, by)
    return key, secret


def find_key(secret: str, at: datetime | None = None, address: str | None = None) -> ApiKey:
    """The valid key with this secret, used from `address`; notes its use, at most once a minute.
    Raises KeyRefused."""
    at = at or timezone.now()
    known = ApiKey.objects.select_related("partner")
    key: ApiKey | None = known.filter(sha256=digest(secret)).first()
    if why := why_refused(key, at):
        raise KeyRefused(f"{why} Ask {settings.NEWSROOM['email']} for a new one.")
    assert key
    if key.networks and address is not None and not within(address, key.networks):
        raise KeyRefused(
            f"This key may not be used from {address}. "
            f"Ask {settings.NEWSROOM['email']} for one that may."
        )
    if key.last_used_at is None or key.last_used_at < at - USED_RECENTLY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
    return key


def why_refused(key: ApiKey | None, at: datetime) -> str:
    """Why this key opens nothing; "" when it is valid."""
    if key is None:
        return "This key is not known here: check that it was copied whole."
    if key.revoked_at:
        return f"This key was revoked on {timezone.localdate(key.revoked_at):%-d %B %Y}."
    if key.expires_at and key.expires_at <= at:
        return f"This key expired on {timezone.localdate(key.expires_at):%-d %B %Y}."
    return ""


def within(address: str, networks: Iterable[str]) -> bool:
    """An address that cannot be read is in no network."""
    try:
        known = ip_address(address)
    except ValueError:
        return False
    known = getattr(known, "ipv4_mapped", None) or known
    return any(known in ip_network(one) for one in networks)


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User | None = None) -> None:
    valid = ApiKey.objects.filter(pk=key.pk, revoked_at=None)
    if valid.update(revoked_at=timezone.now()):
        note(key, PartnerEvent.Kind.KEY_REVOKED, by)


def note(key: ApiKey, kind: str, by: User | None) -> None:
    PartnerEvent.objects.create(
        partner=key.partner, kind=kind, by=by, reason=f"{key.prefix}…: {', '.join(key.scopes)}"
    )


COUNT = """
INSERT INTO claims_usage AS u (key_id, day, requests, refused, minute, in_minute)
VALUES (%(key)s, %(day)s, 1, 0, %(minute)s, 1)
ON CONFLICT (key_id, day) DO UPDATE SET
    requests = u.requests + 1,
    minute = excluded.minute,
    in_minute = CASE WHEN u.minute = excluded.minute THEN u.in_minute + 1 ELSE 1 END,
    refused = u.refused
        + (u.minute = excluded.minute AND u.in_minute >= %(limit)s)::integer
RETURNING in_minute
"""


def count_request(key: ApiKey, at: datetime | None = None) -> float | None:
    """Count it, for all web processes together; the seconds to wait if it is one too many."""
    at = at or timezone.now()
    minute = at.replace(second=0, microsecond=0)
    values: dict[str, int | date | datetime] = {
        "key": key.pk,
        "day": timezone.localdate(at),
        "minute": minute,
        "limit": key.per_minute,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        (so_far,) = cursor.fetchone()
    return None if so_far <= key.per_minute else 60 - (at - minute).total_seconds()


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def number_changes(*, wait: bool = True) -> int:
    """Give every committed change without a position the next one; returns how many.

    Free when nothing waits, so that a reader may call it first and never waits for the clock. A
    reader does not `wait` for another sequencer either: it may be stuck.
    """
    if not Change.objects.filter(position=None).exists():
        return 0
    return number_waiting(wait)


@transaction.atomic
def number_waiting(wait: bool) -> int:
    """One sequencer at a time: the lock is held until this transaction commits, so positions
    appear in order and a reader who has seen position n never meets a smaller one later."""
    if not sequencer_lock(wait):
        return 0
    waiting = list(Change.objects.filter(position=None).order_by("pk"))
    last = Change.objects.aggregate(last=Max("position"))["last"] or 0
    for position, change in enumerate(waiting, start=last + 1):
        change.position = position
    Change.objects.bulk_update(waiting, ["position"])
    deliveries.announce()
    return len(waiting)


def sequencer_lock(wait: bool) -> bool:
    """Whether this transaction is the sequencer now."""
    with connection.cursor() as cursor:
        if not wait:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
            return bool(cursor.fetchone()[0])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        return True

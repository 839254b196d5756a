"""Partners: their keys, and the change log they follow."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from claims.models import ApiKey, Change, Partner

from . import webhooks

KEY_PREFIX = "fcw_"
SEQUENCER_LOCK = 7_202_611  # names the advisory lock of number_changes(); any constant does
USED_RECENTLY = timedelta(minutes=1)


class KeyRefused(ValueError):
    """The key opens nothing. The message says why, and what to do."""


def issue_key(
    partner: Partner,
    *,
    scopes: Iterable[ApiKey.Scope] = (ApiKey.Scope.READ,),
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key. The second value is the key itself: it is shown once and cannot be read back."""
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        partner=partner,
        prefix=secret[:10],
        sha256=digest(secret),
        scopes=list(scopes),
        expires_at=expires_at,
    )
    return key, secret


def find_key(secret: str, at: datetime | None = None) -> ApiKey:
    """The valid key with this secret; notes its use, at most once a minute. Raises KeyRefused."""
    at = at or timezone.now()
    known = ApiKey.objects.select_related("partner")
    key: ApiKey | None = known.filter(sha256=digest(secret)).first()
    if why := why_refused(key, at):
        raise KeyRefused(f"{why} Ask {settings.NEWSROOM['email']} for a new one.")
    assert key
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


def revoke_key(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now())


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
    webhooks.announce()
    return len(waiting)


def sequencer_lock(wait: bool) -> bool:
    """Whether this transaction is the sequencer now."""
    with connection.cursor() as cursor:
        if not wait:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
            return bool(cursor.fetchone()[0])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        return True

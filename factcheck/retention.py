"""What is deleted after a while. Texts, reviews, versions, events and the change log never are.

The sweep forgets more often what is younger: deliveries of webhooks after a month, and after a
day the keyed addresses of those who sent a report.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from claims.models import DeskSession, Usage
from ingest.models import Fetch

# Rows of one statement: a night must not hold locks for minutes.
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Rule:
    """`old` finds the rows whose time is over; `end` deletes them, or what they should not keep."""

    name: str
    old: Callable[[datetime], QuerySet]
    end: Callable[[QuerySet], object]


def delete(rows: QuerySet) -> None:
    rows.delete()


def forget_key(rows: QuerySet) -> None:
    """The article stays; the same key would bring in another one from now on."""
    rows.update(idempotency_key="", request_sha256="")


def before(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)


RULES = [
    Rule(
        "sessions that have ended",
        lambda at: DeskSession.objects.filter(expire_date__lt=at),
        delete,
    ),
    *(
        Rule(
            name,
            lambda at, model=model: model.objects.filter(
                attempt_time__lt=before(at, settings.KEEP_LOGINS)
            ),
            delete,
        )
        for name, model in (
            ("wrong passwords", AccessAttempt),
            ("failed logins", AccessFailureLog),
            ("logins", AccessLog),
        )
    ),
    Rule(
        "counts of partners' requests",
        lambda at: Usage.objects.filter(day__lt=before(at, settings.KEEP_REQUEST_COUNTS).date()),
        delete,
    ),
    Rule(
        "idempotency keys",
        lambda at: Fetch.objects.exclude(idempotency_key="").filter(
            created_at__lt=before(at, settings.KEEP_IDEMPOTENCY_KEYS)
        ),
        forget_key,
    ),
]


def purge(at: datetime | None = None) -> dict[str, int]:
    """Delete what may go; how many rows of each. What is broken off goes on the next time."""
    at = at or timezone.now()
    return {rule.name: end_old(rule, at) for rule in RULES}


def count(at: datetime | None = None) -> dict[str, int]:
    """What `purge` would delete now."""
    at = at or timezone.now()
    return {rule.name: rule.old(at).count() for rule in RULES}


def end_old(rule: Rule, at: datetime) -> int:
    ended = 0
    while pks := list(rule.old(at).values_list("pk", flat=True)[:BATCH]):
        rule.end(rule.old(at).filter(pk__in=pks))
        ended += len(pks)
    return ended

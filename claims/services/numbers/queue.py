"""How long open claims and submitted reviews have waited, as of now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from .rates import rows

HIGH = 0.6  # a score from which on the desk calls a claim highly check-worthy
OLDEST = 10
DAY = timedelta(days=1)
# Each bucket reaches from the age before it up to, but not including, its own.
AGES = {
    "under a day": DAY,
    "1 to 2 days": 3 * DAY,
    "3 to 6 days": 7 * DAY,
    "1 to 4 weeks": 28 * DAY,
    "4 to 12 weeks": 84 * DAY,
    "longer": None,
}


@dataclass(frozen=True, slots=True)
class Age:
    """How many claims have waited so long; `high` of them score HIGH or more."""

    name: str
    new: int
    high: int
    deferred: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row that waits: its key, its words, since when."""

    pk: int
    words: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    ages: tuple[Age, ...]
    oldest: tuple[Waiting, ...]
    oldest_high: tuple[Waiting, ...]
    submitted: tuple[Waiting, ...]

    @property
    def new(self) -> int:
        return sum(age.new for age in self.ages)

    @property
    def high(self) -> int:
        return sum(age.high for age in self.ages)

    @property
    def deferred(self) -> int:
        return sum(age.deferred for age in self.ages)


COUNTS = """
SELECT width_bucket(created_at, %(edges)s::timestamptz[]) AS bucket,
    count(*) FILTER (WHERE status = 'new'),
    count(*) FILTER (WHERE status = 'new' AND score >= %(high)s),
    count(*) FILTER (WHERE status = 'deferred')
FROM claims_claim WHERE status IN ('new', 'deferred') GROUP BY 1
"""
OLDEST_CLAIMS = """
SELECT id, left(text, 300), created_at FROM claims_claim
WHERE status = 'new' {} ORDER BY created_at, id LIMIT %(limit)s
"""
SUBMITTED = """
SELECT r.id, coalesce(nullif(r.headline, ''), left(c.text, 300)), (
    SELECT max(e.at) FROM claims_reviewevent e
    WHERE e.review_id = r.id AND e.to_status = 'submitted'
) AS since
FROM claims_review r JOIN claims_claim c ON c.id = r.claim_id
WHERE r.status = 'submitted' ORDER BY since NULLS FIRST, r.id LIMIT %(limit)s
"""


def queue(at: datetime | None = None) -> Queue:
    now = at or timezone.now()
    # From the oldest edge to the youngest: a claim made before all edges is in bucket 0.
    edges = sorted(now - age for age in AGES.values() if age is not None)
    params: dict[str, Any] = {"edges": edges, "high": HIGH, "limit": OLDEST}
    counts = {bucket: row for bucket, *row in rows(COUNTS, params)}
    return Queue(
        tuple(
            Age(name, *counts.get(len(edges) - number, (0, 0, 0)))
            for number, name in enumerate(AGES)
        ),
        waiting(OLDEST_CLAIMS.format(""), params),
        waiting(OLDEST_CLAIMS.format("AND score >= %(high)s"), params),
        waiting(SUBMITTED, params),
    )


def waiting(sql: str, params: dict[str, Any]) -> tuple[Waiting, ...]:
    return tuple(Waiting(*row) for row in rows(sql, params))

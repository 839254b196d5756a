"""How much came in and went out, and how long it took."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .decisions import BY_ENGINE, DECISION, STANDING, decides, outcome
from .periods import Bucket, Period
from .rates import rows

DAY_OF = "({} AT TIME ZONE %(zone)s)::date"
IN_PERIOD = "{0} >= %(start)s AND {0} < %(end)s"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the work: its count in each bucket of the period."""

    name: str
    means: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Duration:
    """How long `count` of them took: half of them at most `median`, nine in ten at most `ninth`."""

    name: str
    means: str
    count: int
    median: timedelta | None
    ninth: timedelta | None


@dataclass(frozen=True, slots=True)
class Throughput:
    buckets: tuple[Bucket, ...]
    steps: tuple[Step, ...]
    # From found to decided to published.
    durations: tuple[Duration, ...]


# Name → what is counted, in words. Each name is what a query below gives for its rows.
STEPS = {
    "Articles received": "by the day they arrived",
    "Claims found": "by the engine, claims it has since superseded too",
    "Claims added by hand": "which the engine had missed",
    "Accepted": "each claim once, by its last decision, if it stands",
    "Dismissed": "each claim once, by its last decision, if it stands",
    "Deferred": "each claim once, by its last decision, if it stands",
    "Reviews started": "those given up later too",
    "Reviews submitted": "each once, when last handed in, unless sent back since",
    "Reviews published": "first versions",
    "Corrections": "further versions: spelling, clarifications, corrections, rating changes",
    "Rating changes": "corrections that changed the verdict; counted among the corrections too",
    "Retractions": "published reviews that we no longer stand behind",
}

PERCENTILES = """
    count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY {0}),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY {0})
"""
ARTICLES = f"""
SELECT 'Articles received', {DAY_OF.format("fetched_at")}, count(*) FROM claims_article
WHERE {IN_PERIOD.format("fetched_at")} GROUP BY 2
"""
# All of them from the index of days, less those by hand, which have an index of their own: so no
# row is read.
FOUND = f"""
SELECT 'Claims found', {DAY_OF.format("created_at")}, count(*) FROM claims_claim
WHERE {IN_PERIOD.format("created_at")} GROUP BY 2
"""
BY_HAND = f"""
SELECT 'Claims added by hand', {DAY_OF.format("created_at")}, count(*) FROM claims_claim
WHERE {IN_PERIOD.format("created_at")} AND detected_text = '' GROUP BY 2
"""
# One query for both, so that the decisions are looked for once: the counts, then the percentiles.
DECIDED = f"""
WITH {DECISION}, standing AS MATERIALIZED (
    SELECT d.at, d.outcome, d.at - c.created_at AS took, {BY_ENGINE} AS by_engine
    FROM {STANDING}
)
SELECT initcap(outcome), {DAY_OF.format("at")}, count(*), NULL::interval, NULL::interval
FROM standing GROUP BY 1, 2
UNION ALL
SELECT 'took', NULL, {PERCENTILES.format("took")}
FROM standing WHERE by_engine AND outcome <> 'deferred'
"""
REVIEWS = f"""
SELECT 'Reviews started', {DAY_OF.format("at")}, count(*) FROM claims_reviewevent
WHERE {IN_PERIOD.format("at")} AND from_status = '' GROUP BY 2
UNION ALL
SELECT 'Reviews submitted', {DAY_OF.format("e.at")}, count(*) FROM claims_reviewevent e
WHERE {IN_PERIOD.format("e.at")} AND e.to_status = 'submitted' AND e.from_status = 'draft'
  AND NOT EXISTS (
    SELECT FROM claims_reviewevent l
    WHERE l.review_id = e.review_id AND (l.at, l.id) > (e.at, e.id)
      AND (l.to_status = 'draft' OR l.to_status = 'submitted' AND l.from_status = 'draft')
  ) GROUP BY 2
"""
VERSIONS = f"""
SELECT kind, {DAY_OF.format("published_at")}, count(*) FROM claims_publishedversion
WHERE {IN_PERIOD.format("published_at")} GROUP BY 1, 2
"""
KINDS = {
    "publication": ("Reviews published",),
    "rating_change": ("Corrections", "Rating changes"),
    "retraction": ("Retractions",),
}


def throughput(period: Period) -> Throughput:
    """Eight queries, each over its own days only."""
    by_step: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    *decided, (_, _, *took) = rows(DECIDED, period.params)
    counts = [row[:3] for row in decided]
    for sql in (ARTICLES, FOUND, BY_HAND, REVIEWS):
        counts += rows(sql, period.params)
    for kind, day, n in rows(VERSIONS, period.params):
        counts += [(step, day, n) for step in KINDS.get(kind, ("Corrections",))]
    for step, day, n in counts:
        by_step[step][day] += n
    for day, n in by_step["Claims added by hand"].items():
        by_step["Claims found"][day] -= n
    return Throughput(
        period.buckets(),
        tuple(Step(name, means, period.sums(by_step[name])) for name, means in STEPS.items()),
        (Duration(*TO_DECISION, *took), *durations(period)),
    )


TO_DECISION = (
    "Found → decided",
    "claims of the engine accepted or dismissed in the period, to their last decision",
)
# The acceptance that a review followed: the last one before it was published.
PUBLISHED = """
WITH published AS (
    SELECT c.created_at, c.detected_text, v.published_at, (
        SELECT max(e.at) FROM claims_claimevent e
        WHERE e.claim_id = c.id AND e.at <= v.published_at AND {accepts}
    ) AS accepted_at
    FROM claims_publishedversion v
    JOIN claims_review r ON r.id = v.review_id JOIN claims_claim c ON c.id = r.claim_id
    WHERE v.kind = 'publication' AND v.published_at >= %(start)s AND v.published_at < %(end)s
)
"""


def durations(period: Period) -> Iterator[Duration]:
    """Of the reviews published in the period."""
    accepts = f"{decides('e')} AND {outcome('e.to_status')} = 'accepted'"
    published = PUBLISHED.format(accepts=accepts)
    for name, means, took, condition in (
        (
            "Decided → published",
            "reviews first published in the period, from the acceptance of their claim",
            "published_at - accepted_at",
            "accepted_at IS NOT NULL",
        ),
        (
            "Found → published",
            "reviews first published in the period, of claims that the engine found",
            "published_at - created_at",
            "detected_text <> ''",
        ),
    ):
        sql = f"{published} SELECT {PERCENTILES.format(took)} FROM published WHERE {condition}"
        [answer] = rows(sql, period.params)
        yield Duration(name, means, *answer)

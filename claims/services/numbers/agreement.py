"""How far people agreed with the engine: of what it found, what they kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.models import Claim, ClaimEvent

from .decisions import BY_ENGINE, BY_HAND, DECISION, STANDING
from .periods import Bucket, Period
from .rates import Rate, rows

# The reasons of factors are read from the newest decisions only: their lists are long.
NEWEST = 20_000
WORDS = 12
# Why a claim is dismissed that should never have been found; other reasons are the desk's choices.
MISTAKES = (
    ClaimEvent.Dismissed.NO_CLAIM,
    ClaimEvent.Dismissed.NOT_CHECKABLE,
    ClaimEvent.Dismissed.WRONG_WORDS,
)
# What the history calls a field ("Types: old → new", a line each: services/claims.py, spans.py).
FIELDS = {
    "Text": "wording", "Words": "span", "Types": "types", "Speaker": "speaker", "Said on": "date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A group of decided claims, and the share of them that people kept."""

    name: str
    kept: Rate


@dataclass(frozen=True, slots=True)
class Band:
    """The claims that scored from `low` to under `high`, on average `mean` (all 0–1)."""

    low: float
    high: float
    mean: float
    kept: Rate


@dataclass(frozen=True, slots=True)
class FactorLine:
    """Claims in whose score this factor spoke `side` ("for" or "against") checking, and all
    others of the same decisions."""

    name: str
    side: str
    having: Rate
    others: Rate


@dataclass(frozen=True, slots=True)
class Reason:
    """How many claims were dismissed so; `mistake`: of the engine, not a choice of the desk."""

    name: str
    n: int
    mistake: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    kept: Rate
    # Those kept, and those dismissed for a reason that is not the engine's mistake.
    sound: Rate
    deferred: int
    over_time: tuple[tuple[Bucket, Rate], ...]
    types: tuple[Line, ...]
    bands: tuple[Band, ...]
    factors: tuple[FactorLine, ...]
    # How many decisions the factors were read from; fewer than all where there are very many.
    sampled: int
    # Why claims were dismissed, by the desk's list of reasons, the commonest first.
    reasons: tuple[Reason, ...]
    # What people wrote beside it, the commonest first; the rest together.
    words: tuple[tuple[str, int], ...]
    other_words: int
    # Of the claims kept, those in which a person changed the field since.
    changed: tuple[Line, ...]
    # Of the claims kept, and those added by hand, the ones that the engine found.
    recall: Rate


CHANGED = ", ".join(f"('{field}')" for field in FIELDS)
# One query, so that the decisions are looked for once: rows of (table, name, n, kept, mean score).
JUDGED = f"""
WITH {DECISION}, standing AS MATERIALIZED (
    SELECT d.claim_id AS id, c.types, c.score, d.at, d.outcome, d.outcome = 'accepted' AS kept,
        d.reason, d.code
    FROM {STANDING} AND {BY_ENGINE}
), judged AS MATERIALIZED (
    SELECT * FROM standing WHERE outcome <> 'deferred'
), newest AS MATERIALIZED (
    SELECT j.id, j.kept, (
        SELECT a.factors FROM claims_appearance a
        WHERE a.claim_id = j.id AND a.moved_from_id IS NULL ORDER BY a.id LIMIT 1
    ) AS factors
    FROM (SELECT id, kept FROM judged ORDER BY at DESC LIMIT {NEWEST}) j
)
SELECT 'deferred', '', count(*), 0, NULL::float FROM standing WHERE outcome = 'deferred'
UNION ALL
SELECT 'day', ((at AT TIME ZONE %(zone)s)::date)::text, count(*), count(*) FILTER (WHERE kept),
    NULL FROM judged GROUP BY 2
UNION ALL
SELECT 'type', type, count(*), count(*) FILTER (WHERE kept), NULL
FROM judged, unnest(types) AS type GROUP BY 2
UNION ALL
SELECT 'band', least(9, floor(score * 10))::text, count(*), count(*) FILTER (WHERE kept),
    avg(score) FROM judged GROUP BY 2
UNION ALL
SELECT 'code', code, count(*), 0, NULL FROM judged WHERE NOT kept GROUP BY 2
UNION ALL
SELECT 'words', reason, count(*), 0, NULL FROM judged WHERE NOT kept AND reason <> '' GROUP BY 2
UNION ALL
SELECT 'changed', field, count(DISTINCT j.id), 0, NULL
FROM judged j JOIN claims_claimevent e ON e.claim_id = j.id, (VALUES {CHANGED}) AS f (field)
WHERE j.kept AND e.from_status = e.to_status AND e.by_id IS NOT NULL
  AND e.reason ~ ('(^|\n)' || field || ': ') GROUP BY 2
UNION ALL
SELECT 'newest', '', count(*), count(*) FILTER (WHERE kept), NULL FROM newest WHERE factors <> '[]'
UNION ALL
SELECT CASE WHEN (f->>'contribution')::float > 0 THEN 'for' ELSE 'against' END, f->>'name',
    count(*), count(*) FILTER (WHERE kept), NULL
FROM newest, jsonb_array_elements(factors) AS f
WHERE f->>'name' <> 'constant' AND (f->>'contribution')::float <> 0 GROUP BY 1, 2
"""
ADDED = f"""
SELECT count(*) FROM claims_claim c
WHERE c.created_at >= %(start)s AND c.created_at < %(end)s AND {BY_HAND}
  AND c.status NOT IN ('dismissed', 'merged', 'superseded')
"""


def agreement(period: Period) -> Agreement:
    """Of what was decided in the period about claims that the engine found."""
    tables: dict[str, dict[str, tuple[int, int, float]]] = defaultdict(dict)
    for table, name, n, kept, mean in rows(JUDGED, period.params):
        tables[table][name] = (n, kept, mean)
    [(added,)] = rows(ADDED, period.params)
    over_time = by_bucket(period, tables["day"])
    total = Rate(sum(r.part for _, r in over_time), sum(r.whole for _, r in over_time))
    newest = rate(tables["newest"][""])
    words = by_words(tables["words"])
    reasons = tuple(by_code(tables["code"]))
    mistakes = sum(reason.n for reason in reasons if reason.mistake)
    return Agreement(
        kept=total,
        sound=Rate(total.whole - mistakes, total.whole),
        deferred=tables["deferred"][""][0],
        over_time=over_time,
        types=tuple(
            Line(str(Claim.Type(name).label), rate(row))
            for name, row in largest_first(tables["type"])
        ),
        bands=tuple(
            Band(int(tenth) / 10, (int(tenth) + 1) / 10, row[2], rate(row))
            for tenth, row in sorted(tables["band"].items())
        ),
        factors=tuple(factor_lines(tables, newest)),
        sampled=newest.whole,
        reasons=reasons,
        words=tuple(words[:WORDS]),
        other_words=sum(n for _, n in words[WORDS:]),
        changed=tuple(
            Line(label, Rate(tables["changed"].get(field, NONE)[0], total.part))
            for field, label in FIELDS.items()
        ),
        recall=Rate(total.part, total.part + added),
    )


Row = tuple[int, int, float]
NONE: Row = (0, 0, 0.0)


def rate(row: Row) -> Rate:
    return Rate(row[1], row[0])


def largest_first(table: dict[str, Row]) -> list[tuple[str, Row]]:
    return sorted(table.items(), key=lambda item: (-item[1][0], item[0]))


def by_bucket(period: Period, days: dict[str, Row]) -> tuple[tuple[Bucket, Rate], ...]:
    step = period.coarse
    decided = period.sums({date.fromisoformat(day): row[0] for day, row in days.items()}, step)
    kept = period.sums({date.fromisoformat(day): row[1] for day, row in days.items()}, step)
    rates = (Rate(part, whole) for part, whole in zip(kept, decided, strict=True))
    return tuple(zip(period.buckets(step), rates, strict=True))


def by_code(table: dict[str, Row]) -> Iterable[Reason]:
    for code, (n, *_) in largest_first(table):
        name = ClaimEvent.Dismissed(code).label if code else "None chosen"
        yield Reason(str(name), n, code in MISTAKES)


def by_words(table: dict[str, Row]) -> list[tuple[str, int]]:
    """The same words in other letters or with other spaces are the same reason."""
    counts: dict[str, int] = defaultdict(int)
    spelled: dict[str, str] = {}
    for reason, row in largest_first(table):
        words = " ".join(reason.split())
        counts[words.lower().rstrip(".")] += row[0]
        spelled.setdefault(words.lower().rstrip("."), words)
    return sorted(((spelled[k], n) for k, n in counts.items()), key=lambda r: (-r[1], r[0]))


def factor_lines(tables: dict[str, dict[str, Row]], newest: Rate) -> Iterable[FactorLine]:
    for side in ("for", "against"):
        for name, row in largest_first(tables[side]):
            having = rate(row)
            others = Rate(newest.part - having.part, newest.whole - having.whole)
            yield FactorLine(name, side, having, others)

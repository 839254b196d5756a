"""Whom the desk checks: claims found in a period, and what became of them, by group."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Claim

from .decisions import OUTCOMES
from .periods import Period
from .rates import Rate, rows

UNKNOWN = {
    "party": "No party known",
    "speaker": "Nobody named",
    "outlet": "No outlet known",
    "type": "No type",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Claims found in the period and neither merged nor superseded, as they stand now."""

    key: str  # opaque and stable where the group is a row: a UUID
    name: str
    more: str  # the party of a speaker
    found: int
    accepted: int
    dismissed: int
    deferred: int
    checked: int  # their review was published, also if it was retracted since
    re_rated: int  # a correction changed the verdict of that review
    retracted: int

    @property
    def undecided(self) -> int:
        return self.found - self.accepted - self.dismissed - self.deferred

    @property
    def checked_rate(self) -> Rate:
        return Rate(self.checked, self.found)

    @property
    def dismissed_rate(self) -> Rate:
        return Rate(self.dismissed, self.found)

    @property
    def re_rated_rate(self) -> Rate:
        return Rate(self.re_rated, self.checked)


@dataclass(frozen=True, slots=True)
class Audit:
    total: Group
    groups: tuple[Group, ...]


# Each: the joins that a dimension needs, and (key, name, more) of the group of claim `k`.
DIMENSIONS = {
    "party": (
        "LEFT JOIN claims_speaker s ON s.id = k.speaker_id",
        "'', coalesce(s.party, ''), ''",
    ),
    "speaker": (
        "LEFT JOIN claims_speaker s ON s.id = k.speaker_id",
        "coalesce(s.uuid::text, ''), coalesce(s.name || CASE s.distinction WHEN '' THEN '' "
        "ELSE ' (' || s.distinction || ')' END, ''), coalesce(s.party, '')",
    ),
    # A claim that several outlets ran counts once with each. OFFSET 0 as in decisions.STANDING.
    "outlet": (
        "LEFT JOIN (SELECT DISTINCT m.id AS claim_id, r.publisher_id FROM cohort m "
        "CROSS JOIN LATERAL (SELECT snapshot_id FROM claims_appearance "
        "WHERE claim_id = m.id OFFSET 0) a "
        "JOIN claims_snapshot t ON t.id = a.snapshot_id "
        "JOIN claims_article r ON r.id = t.article_id WHERE r.publisher_id IS NOT NULL"
        ") w ON w.claim_id = k.id LEFT JOIN claims_publisher o ON o.id = w.publisher_id",
        "coalesce(o.uuid::text, ''), coalesce(o.name, ''), ''",
    ),
    # A claim of several types counts once with each.
    "type": (
        "LEFT JOIN LATERAL (SELECT DISTINCT unnest(k.types) AS type) t ON true",
        "'', coalesce(t.type, ''), ''",
    ),
}


def counted(outcome: str) -> str:
    states = ", ".join(f"'{state}'" for state in OUTCOMES[outcome])
    return f"count(*) FILTER (WHERE k.status IN ({states}))"


COUNTS = f"""
    count(*), {counted("accepted")}, {counted("dismissed")}, {counted("deferred")},
    count(v.claim_id), count(*) FILTER (WHERE v.re_rated), count(*) FILTER (WHERE v.retracted)
"""
AUDIT = """
WITH cohort AS MATERIALIZED (
    SELECT id, status, speaker_id, types FROM claims_claim
    WHERE created_at >= %(start)s AND created_at < %(end)s
      AND status NOT IN ('merged', 'superseded')
), verdicts AS MATERIALIZED (
    SELECT r.claim_id, bool_or(r.status = 'retracted') AS retracted, bool_or(EXISTS (
        SELECT FROM claims_publishedversion p WHERE p.review_id = r.id AND p.kind = 'rating_change'
    )) AS re_rated
    FROM claims_review r JOIN cohort k ON k.id = r.claim_id
    WHERE r.status IN ('published', 'corrected', 'retracted') GROUP BY 1
)
SELECT true, '', '', '', {counts} FROM cohort k LEFT JOIN verdicts v ON v.claim_id = k.id
UNION ALL
SELECT false, {names}, {counts} FROM cohort k LEFT JOIN verdicts v ON v.claim_id = k.id {joins}
GROUP BY 2, 3, 4
"""


def audit(period: Period, dimension: str) -> Audit:
    """By "party", "speaker", "outlet" or "type"; the largest groups first."""
    joins, names = DIMENSIONS[dimension]
    answer = rows(AUDIT.format(counts=COUNTS, names=names, joins=joins), period.params)
    [total] = [Group(*row) for whole, *row in answer if whole]
    groups = [group_of(dimension, *row) for whole, *row in answer if not whole]
    return Audit(total, tuple(sorted(groups, key=lambda g: (-g.found, g.name, g.key))))


def group_of(dimension: str, key: str, name: str, more: str, *counts: int) -> Group:
    if not name:
        return Group(key, UNKNOWN[dimension], more, *counts)
    label = str(Claim.Type(name).label) if dimension == "type" else name
    return Group(key, label, more, *counts)


# What the columns of the export mean, in their order; the page shows the same words.
COLUMNS = {
    "from": "first day of the period, in the newsroom’s time zone",
    "to": "last day of the period",
    "by": "what the rows are grouped by: party, speaker, outlet or type",
    "id": "the speaker’s or outlet’s stable id (UUID); empty for parties and types",
    "group": "the group’s name",
    "party": "for speakers: their party as the desk knows it",
    "found": "claims found in the period, by the engine or by hand; no merged or superseded ones",
    "accepted": "of these, accepted for checking (being reviewed and reviewed included)",
    "dismissed": "of these, dismissed",
    "deferred": "of these, deferred",
    "undecided": "of these, nobody has decided yet",
    "checked": "of these, those whose review was published (retracted since included)",
    "checked_share": "checked ÷ found",
    "checked_low": "lower end of its 95 % interval (Wilson)",
    "checked_high": "upper end of its 95 % interval",
    "dismissed_share": "dismissed ÷ found",
    "dismissed_low": "lower end of its 95 % interval",
    "dismissed_high": "upper end of its 95 % interval",
    "rating_changes": "checked claims whose published verdict a correction changed",
    "rating_change_share": "rating_changes ÷ checked",
    "rating_change_low": "lower end of its 95 % interval",
    "rating_change_high": "upper end of its 95 % interval",
    "retracted": "checked claims whose review was retracted",
}


def export(period: Period, dimension: str, groups: Iterable[Group]) -> Iterable[list[str]]:
    """The lines of the export under COLUMNS; shares have four decimals, empty where n is 0."""
    for g in groups:
        yield [
            *(str(day) for day in (period.first, period.last)),
            *(dimension, g.key, g.name, g.more),
            *(str(n) for n in (g.found, g.accepted, g.dismissed, g.deferred, g.undecided)),
            *(str(g.checked), *figures(g.checked_rate), *figures(g.dismissed_rate)),
            *(str(g.re_rated), *figures(g.re_rated_rate), str(g.retracted)),
        ]


def figures(rate: Rate) -> list[str]:
    """Share, low, high."""
    if rate.share is None or rate.interval is None:
        return ["", "", ""]
    return [f"{value:.4f}" for value in (rate.share, *rate.interval)]

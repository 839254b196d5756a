"""The order of the queue: what each claim's factors weigh, by the desk's own profile.

A claim's rank is the engine's sum of factors (text/checkworthiness.py) with what the desk knows
beside the words, each multiplied with the profile's weight: 1 / (1 + exp(-sum)). PostgreSQL
computes it, so that 20,000 claims are put in order by one statement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from claims import doorbell
from claims.models import Claim, QueueEntry, RankingProfile

from .users import User

TASK = "claims.tasks.rank"
AT_ONCE = 20_000
LEAST, MOST = 0.0, 3.0  # what a person may multiply a factor with

# What the desk knows of a claim and the engine does not, and what it adds to the sum.
SEEN_AGAIN, REFUTED = "seen again", "already refuted"
PER_DOUBLING = 0.35  # each time that the number of articles with the claim doubles
REFUTED_ADDS = 0.8

# The factors a desk weighs, as its people call them, and what each is good for.
FACTORS = {
    "number": ("Has a number", "A figure can be compared with a source."),
    "comparison or record": ("Comparison or record", "More than, the most, the first since."),
    "record": ("Record", "First, last or worst since: one earlier case settles it."),
    "cause named": ("Names a cause", "Says that one thing led to another."),
    "law, vote or promise": ("Law, vote or promise", "There is a record to look in."),
    "dated": ("Dated", "Says when."),
    "specific": ("Names somebody or something", "A person, a place, an organisation."),
    "health, elections or public money": ("Health, elections or public money", "Much at stake."),
    "attributed": ("Somebody said it", "Not in the newspaper’s own voice."),
    "said by a politician": ("Said by a politician", "By role or party."),
    "wording": ("Wording", "What the trained model reads in the words beyond these signs."),
    SEEN_AGAIN: ("Seen again", "Stands in more than one article."),
    REFUTED: ("Already refuted", "A published verdict says of the same claim that it is false."),
    "prediction": ("Prediction", "Counts against: nobody can check the future."),
    "partly opinion": ("Partly opinion", "Counts against."),
    "personal": ("Personal", "Counts against: about the speaker’s own life."),
}


class RankingRefused(ValueError):
    """The weights cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A claim in the queue, and the rank it has or would have."""

    claim: Claim
    rank: float


def profile() -> RankingProfile | None:
    """The one in use; None where the desk has not weighed anything yet."""
    return RankingProfile.objects.first()


def weights_in_use() -> tuple[int, dict[str, float]]:
    """Its key (0: none) and its weights."""
    newest = profile()
    return (newest.pk, newest.weights) if newest else (0, {})


# Writing ------------------------------------------------------------------------------------------


def rank_of(row: str) -> str:
    """SQL: the rank of a row by its factors and the profile's weights; null without factors."""
    return f"""(
        SELECT 1 / (1 + exp(-greatest(least(sum(
            added::float * coalesce((%(weights)s::jsonb ->> name)::float, 1)), 500), -500)))
        FROM jsonb_each_text({row}.factors) AS each (name, added)
    )"""


# Locked in the order of keys: two at once never wait for each other.
REFRESH = f"""
    WITH locked AS (
        SELECT claim_id FROM claims_queueentry WHERE claim_id = ANY(%(pks)s)
        ORDER BY claim_id FOR NO KEY UPDATE
    ), seen AS (
        SELECT locked.claim_id, count(DISTINCT s.article_id) AS articles,
            (array_agg(s.article_id ORDER BY a.id))[1] AS article_id,
            (array_agg(a.factors ORDER BY a.id))[1] AS said
        FROM locked
        LEFT JOIN claims_appearance a ON a.claim_id = locked.claim_id
        LEFT JOIN claims_snapshot s ON s.id = a.snapshot_id
        GROUP BY locked.claim_id
    ), known AS (
        SELECT seen.claim_id, article_id,
            coalesce(
                (SELECT jsonb_object_agg(f ->> 'name', f -> 'contribution')
                    FROM jsonb_array_elements(said) f),
                -- Without reasons, its score is the reason.
                jsonb_build_object('constant', ln(
                    greatest(least(c.score, 0.999), 0.001)
                    / (1 - greatest(least(c.score, 0.999), 0.001))))
            )
            || CASE WHEN articles > 1 THEN jsonb_build_object(
                %(seen_again)s::text, round((%(per_doubling)s * log(2, articles))::numeric, 3)
            ) ELSE '{{}}' END
            || CASE WHEN EXISTS (
                SELECT FROM claims_claimmatch m JOIN claims_review r ON r.claim_id = m.earlier_id
                WHERE m.claim_id = seen.claim_id AND m.status <> 'rejected'
                    AND m.relation IN ('same', 'implies')
                    AND r.status IN ('published', 'corrected')
                    AND r.verdict IN ('false', 'mostly_false')
            ) THEN jsonb_build_object(%(refuted)s::text, %(refuted_adds)s::float)
            ELSE '{{}}' END AS factors
        FROM seen JOIN claims_claim c ON c.id = seen.claim_id
    )
    UPDATE claims_queueentry AS entry
    SET factors = known.factors, article_id = known.article_id, ranked_by = %(profile)s,
        rank = {rank_of("known")}
    FROM known WHERE entry.claim_id = known.claim_id
"""


@transaction.atomic
def refresh(claims: Iterable[int]) -> None:
    """Write anew what is known of these claims (by key) beside their words, and their ranks.

    Called wherever sightings, matches or verdicts change.
    """
    pks = sorted(set(claims))
    if not pks:
        return
    key, weights = weights_in_use()
    with connection.cursor() as cursor:
        cursor.execute(
            REFRESH,
            {
                **parameters(key, weights),
                "pks": pks,
                "seen_again": SEEN_AGAIN,
                "per_doubling": PER_DOUBLING,
                "refuted": REFUTED,
                "refuted_adds": REFUTED_ADDS,
            },
        )


def refresh_around(claim: int) -> None:
    """A verdict about this claim changed: those that are like it may be refuted now, or not."""
    later = Claim.objects.get(pk=claim).later_matches.values_list("claim", flat=True)
    refresh([claim, *later])


@transaction.atomic
def set_weights(weights: Mapping[str, float], *, by: User) -> RankingProfile:
    """Save the desk's weights and put its open queue in order: at once up to AT_ONCE claims; what
    is beyond goes on in a task."""
    kept = checked(weights)
    saved = RankingProfile.objects.create(weights=kept, by=by)
    if rank_next() == AT_ONCE:
        doorbell.ring(TASK)
    return saved


def checked(weights: Mapping[str, float]) -> dict[str, float]:
    """Those that change something; raises RankingRefused."""
    for name, weight in weights.items():
        if name not in FACTORS:
            raise RankingRefused(f"There is no factor “{name}”.")
        if not LEAST <= weight <= MOST:
            label = FACTORS[name][0]
            raise RankingRefused(f"{label}: a weight is a number from {LEAST:g} to {MOST:g}.")
    return {name: float(weight) for name, weight in weights.items() if weight != 1}


# Rows that somebody else is writing are left for the next round, and nobody waits. By their place
# on the disk (ctid): by their key, PostgreSQL would read a table of a million rows for 20,000.
RERANK = f"""
    WITH due AS MATERIALIZED (
        SELECT ctid AS place FROM claims_queueentry
        WHERE status IN ('new', 'accepted') AND ranked_by < %(profile)s
        ORDER BY ranked_by, claim_id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE claims_queueentry AS entry
    SET ranked_by = %(profile)s, rank = coalesce({rank_of("entry")}, rank)
    WHERE entry.ctid = ANY(ARRAY(SELECT place FROM due))
"""


@transaction.atomic
def rank_next(most: int = AT_ONCE) -> int:
    """Rank open claims that an older profile ranked; how many. 0: the queue is in order."""
    key, weights = weights_in_use()
    if not key:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(RERANK, {**parameters(key, weights), "most": most})
        return int(cursor.rowcount)


def parameters(key: int, weights: Mapping[str, float]) -> dict[str, Any]:
    return {"profile": key, "weights": Jsonb(dict(weights))}


# Looking ------------------------------------------------------------------------------------------


def unranked(most: int) -> int:
    """How many open claims the task has still to rank; at most `most` are counted."""
    key, _ = weights_in_use()
    return QueueEntry.objects.open().filter(ranked_by__lt=key)[:most].count() if key else 0


def best(most: int = 10) -> list[Place]:
    """The claims to decide that stand highest."""
    rows = QueueEntry.objects.filter(status=Claim.Status.NEW).ranked()
    return [Place(e.claim, e.rank) for e in rows.select_related("claim__speaker")[:most]]


PREVIEW = f"""
    SELECT claim_id, coalesce({rank_of("entry")}, rank) AS next
    FROM (
        SELECT claim_id, rank, factors FROM claims_queueentry WHERE status = 'new'
        ORDER BY rank DESC, claim_id DESC LIMIT {AT_ONCE}
    ) AS entry
    ORDER BY next DESC, claim_id DESC LIMIT %(most)s
"""


def best_with(weights: Mapping[str, float], most: int = 10) -> list[Place]:
    """As best(), were these the weights, among the first AT_ONCE of today; nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(PREVIEW, {**parameters(0, checked(weights)), "most": most})
        found = cursor.fetchall()
    claims = Claim.objects.select_related("speaker").in_bulk([pk for pk, _ in found])
    return [Place(claims[pk], rank) for pk, rank in found]

"""Which claims are worth comparing with a text: PostgreSQL finds the nearest in meaning and those
that share a rare word, and `text/ranking.py` says how alike each is.

Serves the desk, which looks among all claims, and readers' tools, which look among public verdicts.
Statements written by hand: querysets for each sentence took longer to build than to run.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from pgvector import HalfVector

from claims.text.ranking import Likeness, Said, rarest, stems


@dataclass(frozen=True, slots=True)
class Searched:
    """A table with `stated_on` and `embedding`. `key` is its primary key, `stems` its column of the
    words' stems, `title` SQL for further stems of a row, or NULL. `most` rows are candidates by
    meaning, and as many by words: of the `rare` rows or fewer that have a rare word of the text."""

    table: str
    key: str
    stems: str
    most: int
    rare: int
    title: str = "NULL"


CLAIMS = Searched(
    "claims_claim",
    "id",
    "stems",
    most=100,
    rare=2000,
    title="""(
        SELECT tsvector_to_array(to_tsvector('english', headline || ' ' || verdict_reason))
        FROM claims_review
        WHERE claim_id = claims_claim.id AND status <> 'withdrawn'
        ORDER BY claims_review.id DESC LIMIT 1
    )""",
)
# Readers' tools show ten, and wait for them.
LISTINGS = Searched("claims_listing", "review_id", "head", most=50, rare=1000)


@dataclass(frozen=True, slots=True)
class Near:
    """The key of a claim that is like a text: how much, from 0 to 1, and by meaning alone.
    `all_words`: it has every word of the text."""

    key: int
    likeness: float
    cosine: float
    all_words: bool


@dataclass(frozen=True, slots=True)
class Words:
    """How many claims there are, and the share of them that has a stem: the planner's estimates,
    kept up to date by autovacuum. A stem that it does not list is rarer than all that it lists."""

    total: float
    shares: dict[str, float]

    @classmethod
    def of(cls, stems: Iterable[str], searched: Searched = CLAIMS) -> "Words":
        return cls._known("%(asked)s::text[]", list(stems), searched)

    @classmethod
    def in_text(cls, text: str, searched: Searched = CLAIMS) -> "Words":
        """Of the stems of a text, which `shares` then names."""
        stems = "tsvector_to_array(to_tsvector('english', %(asked)s))"
        return cls._known(stems, text, searched)

    @classmethod
    def _known(cls, stems: str, asked: str | list[str], searched: Searched) -> "Words":
        values = {"asked": asked, "table": searched.table, "column": searched.stems}
        with connection.cursor() as cursor:
            cursor.execute(STATISTICS.format(stems=stems), values)
            found, total, listed, shares, rare = cursor.fetchone()
        known = dict(zip(listed or (), shares or (), strict=True))
        least = max(rare or 0, 1 / max(total, 100)) / 2
        return cls(max(total, 0), {stem: known.get(stem, least) for stem in found})


STATISTICS = """
    WITH asked AS (SELECT {stems} AS stems)
    SELECT asked.stems, reltuples, known.stems, known.shares,
        most_common_elem_freqs[cardinality(most_common_elems::text::text[]) + 1]
    FROM asked, pg_class LEFT JOIN pg_stats
        ON schemaname = relnamespace::regnamespace::text AND tablename = relname
        AND attname = %(column)s,
    LATERAL (
        SELECT array_agg(stem) AS stems, array_agg(share::float) AS shares
        FROM unnest(most_common_elems::text::text[], most_common_elem_freqs) AS u (stem, share)
        WHERE stem = ANY(asked.stems)
    ) AS known
    WHERE pg_class.oid = %(table)s::regclass
"""

# Looks on where too few of the nearest pass the other conditions.
LOOK_ON = """
    SELECT set_config('hnsw.ef_search', %s, true),
        set_config('hnsw.iterative_scan', 'relaxed_order', true)
"""

SHARING = """
    SELECT {key} FROM ({among}) AS among WHERE {stems} @@ %s::tsquery
    ORDER BY {weight} DESC, {key} DESC LIMIT {most}
"""
NEAREST = """
    WITH asked AS (SELECT %s::halfvec AS meaning),
    near AS (
        SELECT {key} FROM ({among}) AS among WHERE embedding IS NOT NULL
        ORDER BY embedding <=> (SELECT meaning FROM asked) LIMIT {most}
    )
    SELECT {key}, stated_on, embedding <=> (SELECT meaning FROM asked), tsvector_to_array({stems}),
        {title}
    FROM {table} JOIN (SELECT {key} FROM near UNION SELECT unnest(%s::bigint[])) AS found
        USING ({key})
"""
Statement = tuple[str, Sequence[Any]]  # with its values


def nearest(
    said: Said,
    vector: Callable[[], Any],
    searched: Searched,
    among: QuerySet[Any],
    words: Words,
) -> list[Near]:
    """The candidates by meaning and by words, in no order. Call it in a transaction.

    `vector` is asked for as late as can be: what a thread computes is wanted only after the words.
    """
    rows = statement_of(among, searched)
    with connection.cursor() as cursor:
        cursor.execute(LOOK_ON, [str(searched.most)])
        sharing = by_words(said, searched, rows, words)
        keys = [key for (key,) in cursor.execute(*sharing).fetchall()] if sharing else []
        cursor.execute(*by_meaning(vector(), keys, searched, rows))
        found = cursor.fetchall()
    likeness = Likeness(said, words.shares)
    alike = []
    for key, day, distance, own, title in found:
        other = Said(stems(own, title or ()), day)
        cosine = 0.0 if distance is None else 1 - distance
        all_words = bool(said.stems) and said.stems.keys() <= other.stems.keys()
        alike.append(Near(key, likeness.to(other, cosine), cosine, all_words))
    return alike


def by_words(said: Said, searched: Searched, rows: Statement, words: Words) -> Statement | None:
    """The keys of those that share a rare word; common words would find half of all claims."""
    shares = {stem: words.shares[stem] for stem in said.stems}
    rare = rarest(shares, words.total, searched.rare)
    if not rare:
        return None
    terms = [quoted(stem) for stem in rare]
    weights = [-math.log(shares[stem]) for stem in rare]
    has = f"CASE WHEN {searched.stems} @@ %s::tsquery THEN %s::float8 ELSE 0 END"
    statement, values = filled(SHARING, searched, rows, weight=" + ".join([has] * len(rare)))
    return statement, [*values, " | ".join(terms), *chain(*zip(terms, weights, strict=True))]


def by_meaning(vector: Any, keys: list[int], searched: Searched, rows: Statement) -> Statement:
    """Key, day, distance, stems, stems of the title: of the nearest, and of those with `keys`."""
    statement, values = filled(NEAREST, searched, rows, title=searched.title)
    return statement, [HalfVector(vector).to_text(), *values, keys]


def statement_of(among: QuerySet[Any], searched: Searched) -> Statement:
    rows = among.order_by().values(searched.key, "embedding", searched.stems)
    return cast(Statement, rows.query.sql_with_params())


def filled(template: str, searched: Searched, rows: Statement, **more: str) -> Statement:
    names = {"key": searched.key, "stems": searched.stems, "table": searched.table}
    return template.format(among=rows[0], most=searched.most, **names, **more), rows[1]


def quoted(stem: str) -> str:
    """A stem as a tsquery spells it."""
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"

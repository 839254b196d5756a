"""Verdicts that a reader of this one may want: similar claims, the same speaker, the same topic.

Which ones is looked up every few minutes; what they say, each time the page is asked for. Both
come from the listings, which hold public text alone.
"""

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import TrigramDistance
from django.db import connection
from django.db.models import ExpressionWrapper, FloatField, QuerySet, Value
from django.db.models.functions import Extract

from claims.models import Listing, Verdict
from claims.models.public import NAMED

SHOWN = 4
KEPT = 300  # seconds
# Of the claim, the speaker and the party; 0 is the same text, from 1 on nothing is shared.
NEAR = 0.6
WHY = ("A similar claim", "The same speaker", "The same topic")
FIELDS = (
    "review_id", "version_id", "slug", "claim", "headline", "verdict", "speaker_name",
    "first_published_at",
)  # fmt: skip
# Asked before each page and each 304: to build the same as a queryset takes longer than the answer.
ROWS = f"""
    SELECT {", ".join(FIELDS)} FROM claims_listing
    WHERE review_id = ANY(%s::bigint[]) AND NOT retracted"""

Row = dict[str, Any]


def related(review: int) -> list[Row]:
    """What to show beside this public review, and why; [] where it is not listed."""
    chosen = choose(review, int(time.time() // KEPT))
    if not chosen:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [[pk for pk, _ in chosen]])
        rows = {row[0]: dict(zip(FIELDS, row, strict=True)) for row in cursor.fetchall()}
    return [
        rows[pk] | {"why": WHY[why], "verdict": Verdict(rows[pk]["verdict"])}
        for pk, why in chosen
        if pk in rows
    ]


def mark(rows: Sequence[Row]) -> str:
    """Changes with whatever is shown of them."""
    return " ".join(f"{row['review_id']}:{row['version_id']}:{row['why']}" for row in rows)


@lru_cache(maxsize=4096)
def choose(review: int, period: int) -> tuple[tuple[int, int], ...]:
    """Which reviews, and which of WHY each is; the best first."""
    own = Listing.objects.filter(pk=review).values("claim", "speaker_name", "party", "speaker",
                                                   "topic").first()  # fmt: skip
    if own is None:
        return ()
    others = Listing.objects.exclude(pk=review).filter(retracted=False)
    text = f"{own['claim']} {own['speaker_name']} {own['party']}".lower()
    found = [near(others, text)]
    found += [newest(others.filter(speaker=own["speaker"]), 1)] if own["speaker"] else []
    found += [newest(others.filter(topic=own["topic"]), 2)] if own["topic"] else []
    rows = found[0].union(*found[1:], all=True) if found[1:] else found[0]
    best: dict[int, int] = {}
    for pk, why, rank in sorted(rows, key=lambda row: row[1:]):
        if why or rank < NEAR:
            best.setdefault(pk, why)
    return tuple(best.items())[:SHOWN]


def near(others: QuerySet[Listing], text: str) -> QuerySet[Listing]:
    """From the index listing_nearest, which gives the nearest first without reading the rest."""
    ranked = others.annotate(why=Value(0), rank=TrigramDistance(NAMED, text)).order_by("rank")
    return ranked.values_list("pk", "why", "rank")[:SHOWN]


def newest(others: QuerySet[Listing], why: int) -> QuerySet[Listing]:
    age = ExpressionWrapper(Extract("published_at", "epoch") * -1.0, FloatField())
    ordered = others.annotate(why=Value(why), rank=age).order_by("-published_at", "-pk")
    return ordered.values_list("pk", "why", "rank")[:SHOWN]

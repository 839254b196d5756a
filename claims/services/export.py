"""Everything that is published, in one go: as it stood at one position of the change log.

Versions stay as they are and positions are given in order, so what stood at a position can be read
again at any time. An export therefore needs no transaction that stays open for as long as a
partner takes to read it: it reads some rows, gives its connection back, and goes on after the last
one. So does a partner whose connection broke. What is legally removed meanwhile is blank at once.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import connection

from claims.models import Change, PublishedVersion
from claims.presenters.removals import without_removed

from .documents import fingerprint
from .sessions import give_back

# Rows read at once: an export holds so many documents in memory.
BATCH = 1000

# Which reviews: all of them, or for each claim its newest public one. A retracted review may have
# had a successor.
REVIEWS = "TRUE"
CLAIMS = """
    removed_at IS NULL AND NOT EXISTS (
        SELECT FROM claims_review successor
        JOIN claims_publishedversion later ON later.review_id = successor.id
        JOIN claims_change telling ON telling.version_id = later.id
        WHERE successor.claim_id = review.claim_id AND successor.id > review.id
        AND telling.position <= %(position)s
    )"""

# What PublishedVersion.objects.as_of() finds, and their contents. By hand, for it is run a
# thousand times in an export: no time of Python's goes into columns that are only written down
# again. The versions are chosen first: joined with all reviews and claims, PostgreSQL would read
# those tables from the beginning for each batch.
STATEMENT = """
    SELECT review_id, review.uuid::text, review.slug, told.uuid, number, sha256, note, how, {at},
           {removed_at}, CASE WHEN removed_at IS NOT NULL
               THEN (SELECT uuid::text FROM claims_claim WHERE id = review.claim_id) END,
           CASE WHEN {shown} THEN document::text END
    FROM (
        SELECT DISTINCT ON (version.review_id) version.*, change.kind AS how, change.at
        FROM claims_publishedversion version JOIN claims_change change ON version_id = version.id
        WHERE version.review_id > %(after)s AND position <= %(position)s
        AND change.kind = ANY(%(kinds)s)
        ORDER BY version.review_id, version.number DESC LIMIT %(batch)s
    ) told
    JOIN claims_review review ON review.id = review_id
    ORDER BY review_id"""


def moment(column: str) -> str:
    """SQL: as REST framework writes it elsewhere."""
    written = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return f"replace({written}, '.000000', '') || 'Z'"


class Row(NamedTuple):
    """The latest version of a review, and the entry of the change log that told of it."""

    review_pk: int
    review: str
    slug: str
    version: uuid.UUID
    number: int
    sha256: str
    note: str
    kind: str
    at: str
    removed_at: str | None
    # Of a removed one, whose document no longer tells it.
    claim: str | None
    # The document as the database writes it: most lines are handed on without being parsed.
    text: str

    @property
    def document(self) -> dict[str, Any]:
        """{} once it was legally removed."""
        parsed: dict[str, Any] = json.loads(self.text)
        return parsed

    @property
    def retracted(self) -> bool:
        return self.kind == Change.Kind.RETRACT


def batches(position: int, after: int = 0, shown: str = REVIEWS) -> Iterator[Iterator[Row]]:
    """All of them in the order of their reviews, from the one after `after` (its primary key).
    Each batch is to be read to its end before anything is handed out: only then does it give the
    session of the database back."""
    statement = STATEMENT.format(at=moment("told.at"), removed_at=moment("removed_at"), shown=shown)
    asked: dict[str, Any] = {
        "position": position, "after": after, "batch": BATCH, "kinds": list(Change.NEW_VERSIONS)
    }  # fmt: skip
    count = BATCH

    def batch() -> Iterator[Row]:
        nonlocal count
        removed = removed_after(asked["after"])
        for count, found in enumerate(stream(statement, asked), start=1):  # noqa: B007
            row = Row._make(found)
            asked["after"] = row.review_pk
            if row.text is not None:
                yield without_notes(row, removed.get(row.review_pk))
        # Whoever reads slowly keeps a thread, but no session of the database.
        give_back()

    while count == BATCH:
        count = 0
        yield batch()


def stream(statement: str, asked: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows while the database still writes: it takes as long for them as Python does. By
    hundreds, which needs libpq 17 or newer; psycopg's wheels bring it."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        yield from cursor.stream(statement, asked, size=100)


def removed_after(review: int) -> dict[int, set[int]]:
    """Of the reviews after this one, which versions are legally removed: few ever are."""
    found = defaultdict(set)
    removed = PublishedVersion.objects.filter(review__gt=review, removed_at__isnull=False)
    for review, number in removed.values_list("review_id", "number"):
        found[review].add(number)
    return dict(found)


def without_notes(row: Row, removed: set[int] | None) -> Row:
    """Without those of versions that were removed, as everywhere else."""
    if not removed or row.removed_at:
        return row
    document = without_removed(row.document, removed)
    text = json.dumps(document, ensure_ascii=False)
    return row._replace(text=text, sha256=fingerprint(document))


def terms() -> dict[str, str]:
    """Under which conditions it is handed out: stands in every file."""
    house = settings.NEWSROOM
    return {
        "licence": settings.NEWSROOM_LICENCE
        or f"All rights reserved. Ask {house['email']} before you publish any of it.",
        "attribution": f"{house['name']}, {house['url']}",
    }

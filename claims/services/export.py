"""Everything that is published, in one go: as it stood at one position of the change log.

Versions stay as they are and positions are given in order, so what stood at a position can be read
again at any time. An export therefore needs no transaction that stays open for as long as a
partner takes to read it: it reads some rows, gives its connection back, and goes on after the last
one. So does a partner whose connection broke. What is legally removed meanwhile is blank at once.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

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
    version.removed_at IS NULL AND NOT EXISTS (
        SELECT FROM claims_review successor
        JOIN claims_publishedversion later ON later.review_id = successor.id
        JOIN claims_change telling ON telling.version_id = later.id
        WHERE successor.claim_id = review.claim_id AND successor.id > review.id
        AND telling.position <= %(position)s
    )"""

# By hand, for it is run a thousand times in an export: no time of Python's goes into columns that
# are only written down again. The keys come first: joined with reviews and claims, PostgreSQL
# would read those tables from the beginning for each batch.
STATEMENT = """
    WITH told AS MATERIALIZED (
        SELECT DISTINCT ON (version.review_id)
               version.review_id, version.id, change.kind, change.at
        FROM claims_publishedversion version JOIN claims_change change ON version_id = version.id
        WHERE version.review_id > %(after)s AND change.position <= %(position)s
        AND change.kind = ANY(%(kinds)s)
        ORDER BY version.review_id, version.number DESC LIMIT %(batch)s
    )
    SELECT told.review_id, review.uuid::text, review.slug, claim.uuid::text, version.uuid,
           version.number, version.sha256, version.note, {removed_at}, told.kind, {at},
           CASE WHEN {shown} THEN version.document::text END
    FROM told
    JOIN claims_publishedversion version ON version.id = told.id
    JOIN claims_review review ON review.id = told.review_id
    JOIN claims_claim claim ON claim.id = review.claim_id
    ORDER BY told.review_id"""


def moment(column: str) -> str:
    """SQL: as REST framework writes it elsewhere."""
    written = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return f"replace({written}, '.000000', '') || 'Z'"


class Row(NamedTuple):
    """The latest version of a review, and the entry of the change log that told of it."""

    review_pk: int
    review: str
    slug: str
    claim: str
    version: uuid.UUID
    number: int
    sha256: str
    note: str
    removed_at: str | None
    kind: str
    at: str
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


def batches(position: int, after: int = 0, shown: str = REVIEWS) -> Iterator[list[Row]]:
    """All of them in the order of their reviews, from the one after `after` (its primary key)."""
    statement = STATEMENT.format(
        at=moment("told.at"), removed_at=moment("version.removed_at"), shown=shown
    )
    while True:
        asked = {"position": position, "after": after, "batch": BATCH,
                 "kinds": list(Change.NEW_VERSIONS)}  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            rows = [Row._make(row) for row in cursor.fetchall()]
        found = [row for row in rows if row.text is not None]
        served = as_served(found) if found else []
        # Whoever reads slowly keeps a thread, but no session of the database.
        give_back()
        if served:
            yield served
        if len(rows) < BATCH:
            return
        after = rows[-1].review_pk


def as_served(rows: Sequence[Row]) -> list[Row]:
    """Without the notes of versions that were removed, as everywhere else."""
    removed = defaultdict(set)
    of_these = PublishedVersion.objects.filter(
        review__gte=rows[0].review_pk, review__lte=rows[-1].review_pk, removed_at__isnull=False
    )
    for review, number in of_these.values_list("review_id", "number"):
        removed[review].add(number)
    return [without_notes(row, removed.get(row.review_pk)) for row in rows]


def without_notes(row: Row, removed: set[int] | None) -> Row:
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

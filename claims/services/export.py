"""Everything that is published, in one go: as it stood at one position of the change log.

Versions stay as they are and positions are given in order, so what stood at a position can be read
again at any time. An export therefore needs no transaction that stays open for as long as a
partner takes to read it: it reads some rows, gives its connection back, and goes on after the last
one. So does a partner whose connection broke. What is legally removed meanwhile is blank at once.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from claims.models import Change, PublishedVersion
from claims.presenters.removals import removed_numbers, without_removed

from .documents import fingerprint
from .sessions import give_back

# Rows read at once: an export holds so many documents in memory.
BATCH = 500


class Row(NamedTuple):
    """The latest version of a review, and the entry of the change log that told of it."""

    review_pk: int
    review: uuid.UUID
    slug: str
    claim: uuid.UUID
    version: uuid.UUID
    number: int
    sha256: str
    note: str
    removed_at: datetime | None
    kind: str
    at: datetime
    # The document as the database writes it: most lines are handed on without being parsed.
    text: str
    removed_numbers: list[int]

    @property
    def document(self) -> dict[str, Any]:
        """{} once it was legally removed."""
        parsed: dict[str, Any] = json.loads(self.text)
        return parsed

    @property
    def retracted(self) -> bool:
        return self.kind == Change.Kind.RETRACT


FIELDS = (
    "review_id",
    "review__uuid",
    "review__slug",
    "review__claim__uuid",
    "uuid",
    "number",
    "sha256",
    "note",
    "removed_at",
)

Versions = QuerySet[PublishedVersion]


def reviews(versions: Versions, position: int) -> Versions:
    return versions


def claims(versions: Versions, position: int) -> Versions:
    """One version per claim: of its newest public review. A retracted review may have had a
    successor."""
    successor = PublishedVersion.objects.filter(
        review__claim=OuterRef("review__claim"),
        review__gt=OuterRef("review"),
        changes__position__lte=position,
    )
    return versions.filter(~Exists(successor), removed_at=None)


def batches(
    position: int, after: int = 0, narrowed: Callable[[Versions, int], Versions] = reviews
) -> Iterator[list[Row]]:
    """All of them in the order of their reviews, from the one after `after` (its primary key)."""
    while True:
        # Apart from their contents: joined with reviews and claims, PostgreSQL would read those
        # tables from the beginning for each batch.
        keys = list(
            PublishedVersion.objects.as_of(position)
            .filter(review__gt=after)
            .values_list("pk", "review_id", "changes__kind", "changes__at")[:BATCH]
        )
        told = {pk: (kind, at) for pk, _, kind, at in keys}
        found = contents(narrowed(PublishedVersion.objects.filter(pk__in=told), position), told)
        # Whoever reads slowly keeps a thread, but no session of the database.
        give_back()
        if found:
            yield found
        if len(keys) < BATCH:
            return
        after = keys[-1][1]


def contents(versions: Versions, told: Mapping[int, tuple[str, datetime]]) -> list[Row]:
    rows = (
        versions.annotate(text=Cast("document", TextField()), removed_numbers=removed_numbers())
        .order_by("review_id")
        .values_list("pk", *FIELDS, "text", "removed_numbers")
    )
    return [as_served(Row._make([*row[:-2], *told[pk], *row[-2:]])) for pk, *row in rows]


def as_served(row: Row) -> Row:
    """Without the notes of versions that were removed, as everywhere else."""
    if not row.removed_numbers or row.removed_at:
        return row
    document = without_removed(row.document, row.removed_numbers)
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

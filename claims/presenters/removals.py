"""What later versions still say of one that was removed for legal reasons.

A frozen document lists the versions before it, each with the note that was published with it. The
record is not rewritten; whoever shows or serves a document takes those notes out of it first.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from claims.models import PublishedVersion

NOTE = "Removed for legal reasons."


def removed_numbers(review: str = "review") -> ArraySubquery:
    """For annotate(): the removed versions of the same review."""
    removed = PublishedVersion.objects.filter(review=OuterRef(review), removed_at__isnull=False)
    return ArraySubquery(removed.order_by("number").values("number"))


def without_removed(document: Mapping[str, Any], removed: Collection[int]) -> dict[str, Any]:
    """The document without the notes of these versions; the verdicts they gave stay."""
    lines = [
        line | {"note": NOTE} if line["number"] in removed and line["note"] else line
        for line in document["versions"]
    ]
    return {**document, "versions": lines}

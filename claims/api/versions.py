"""What partners may see. The API reads published versions and the change log, never a Review or a
Claim on its way: a draft has no version, so it cannot leak."""

from collections.abc import Collection
from typing import Any, Protocol, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, JSONField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from rest_framework.exceptions import NotFound

from claims.models import Listing, PublishedVersion
from claims.presenters.removals import removed_numbers, without_removed
from claims.services.documents import fingerprint

from .documents import FrozenDocument, names
from .problems import Gone

Rows = TypeVar("Rows", bound=QuerySet[Any])


class Served(Protocol):
    """A version, or a listing with what its version says."""

    document: dict[str, Any]
    sha256: str


Row = TypeVar("Row", bound=Served)


class Without(Func):
    """A JSON object without these names, a text[]."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = JSONField()


def listed(parts: Collection[str]) -> QuerySet[Listing]:
    """Each public review with these parts of its latest version, in the order of one of the
    listings' indexes: of a list of versions PostgreSQL would look at all before it shows a page.
    What a page does not say is not sent to be read: it is more than half of a document."""
    unsaid = Value(sorted(names(FrozenDocument).keys() - set(parts)))
    rows = Listing.objects.only("version", "first_published_at")  # what the cursor says
    return rows.annotate(
        document=Without("version__document", Cast(unsaid, ArrayField(TextField()))),
        sha256=F("version__sha256"),
        removed_numbers=removed_numbers(),
    )


def as_listed(row: Listing) -> Listing:
    """As it is served. Few reviews had a version removed: theirs are hashed anew, so read whole."""
    if row.removed_numbers:
        row.document = row.version.document
    return as_served(row, row.removed_numbers)


def of_each_claim(rows: Rows) -> Rows:
    """One row per claim: of its newest public review. A retracted review may have had a
    successor."""
    successor = PublishedVersion.objects.filter(
        review__claim=OuterRef("review__claim"), review__gt=OuterRef("review")
    )
    return rows.filter(~Exists(successor))


def found(versions: QuerySet[PublishedVersion], what: str) -> PublishedVersion:
    """The one version, or the problem that says why there is none."""
    version = versions.annotate(removed_numbers=removed_numbers()).first()
    if version is None:
        raise NotFound(f"No published review has {what}. Find what there is at /api/v1/reviews/.")
    if version.removed_at:
        day = timezone.localdate(version.removed_at)
        raise Gone(f"Removed for legal reasons on {day:%-d %B %Y}. Delete your copies.")
    return as_served(version, version.removed_numbers)


def as_served(version: Row, removed: list[int]) -> Row:
    """With the document that partners get and the hash of exactly that; not for saving."""
    if removed and version.document:
        version.document = without_removed(version.document, removed)
        version.sha256 = fingerprint(version.document)
    return version

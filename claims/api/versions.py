"""What partners may see. The API reads published versions and the change log, never a Review or a
Claim on its way: a draft has no version, so it cannot leak."""

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from rest_framework.exceptions import NotFound

from claims.models import PublishedVersion
from claims.presenters.removals import removed_numbers, without_removed
from claims.services.documents import fingerprint

from .problems import Gone


def current() -> QuerySet[PublishedVersion]:
    return PublishedVersion.objects.current().annotate(
        # Never changes, unlike published_at: a correction must not move a review between pages.
        first_published_at=F("review__published_at")
    )


def listed() -> QuerySet[PublishedVersion]:
    """The latest version of each public review, by way of the listings and their indexes."""
    return PublishedVersion.objects.filter(review__listing__version=F("pk")).annotate(
        first_published_at=F("review__listing__first_published_at"),
        removed_numbers=removed_numbers(),
    )


def of_each_claim(versions: QuerySet[PublishedVersion]) -> QuerySet[PublishedVersion]:
    """One version per claim: of its newest public review. A retracted review may have had a
    successor."""
    successor = PublishedVersion.objects.filter(
        review__claim=OuterRef("review__claim"), review__gt=OuterRef("review")
    )
    return versions.filter(~Exists(successor))


def found(versions: QuerySet[PublishedVersion], what: str) -> PublishedVersion:
    """The one version, or the problem that says why there is none."""
    version = versions.annotate(removed_numbers=removed_numbers()).first()
    if version is None:
        raise NotFound(f"No published review has {what}. Find what there is at /api/v1/reviews/.")
    if version.removed_at:
        day = timezone.localdate(version.removed_at)
        raise Gone(f"Removed for legal reasons on {day:%-d %B %Y}. Delete your copies.")
    return as_served(version, version.removed_numbers)


def as_served(version: PublishedVersion, removed: list[int]) -> PublishedVersion:
    """With the document that partners get and the hash of exactly that; not for saving."""
    if removed and version.document:
        version.document = without_removed(version.document, removed)
        version.sha256 = fingerprint(version.document)
    return version

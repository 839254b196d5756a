"""Freeze a version, and tell partners of it in the same transaction."""

from datetime import datetime

from django.conf import settings
from django.db import connection

from claims import doorbell
from claims.models import Change, PublishedVersion, Review, Verdict
from claims.presenters.claimreview import claim_review
from claims.presenters.markup import violations

from . import listings, queue
from .documents import build_document, fingerprint
from .users import User

NUMBER_TASK = "claims.tasks.number_changes"

Kind = PublishedVersion.Kind
CHANGES = {
    Kind.PUBLICATION: Change.Kind.PUBLISH,
    Kind.RATING_CHANGE: Change.Kind.RE_RATE,
    Kind.RETRACTION: Change.Kind.RETRACT,
}


class ReviewRefused(ValueError):
    """The step is not possible. The message says why, and what to do."""


def publish(
    review: Review,
    kind: PublishedVersion.Kind,
    *,
    author: User,
    approver: User,
    at: datetime,
    note: str = "",
) -> PublishedVersion:
    """Render the public document once and record it. Call inside the caller's transaction, with
    the review locked. Raises ReviewRefused where its markup would mislead machines."""
    hold_texts(review)
    earlier = list(review.versions.order_by("number"))
    version = PublishedVersion(
        review=review,
        number=len(earlier) + 1,
        kind=kind,
        verdict=Verdict(review.verdict),
        note=note,
        author=author,
        approver=approver,
        published_at=at,
    )
    version.document = build_document(review, version, earlier)
    page = settings.SITE_URL + review.get_absolute_url()
    if faults := violations(claim_review(version.document), page):
        raise ReviewRefused("Not ready: " + " ".join(faults))
    version.sha256 = fingerprint(version.document)
    version.save(force_insert=True)
    listings.put(version)
    Change.objects.create(kind=CHANGES.get(kind, Change.Kind.CORRECT), version=version, at=at)
    doorbell.ring(NUMBER_TASK)
    queue.refresh_around(review.claim_id)
    return version


def hold_texts(review: Review) -> None:
    """Keep the texts that the document quotes from being removed before it is stored: a legal
    removal waits for this lock, finds the new version, and takes it too (0002_guards.py)."""
    snapshots = review.claim.appearances.values_list("snapshot_id", flat=True)
    with connection.cursor() as cursor:
        for pk in sorted(set(snapshots)):
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(hashtext('claims_snapshot'), %s)", [pk]
            )

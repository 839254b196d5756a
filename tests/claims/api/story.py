"""What can become of a published review, in one line each."""

from django.db import connection

from claims.models import Correction, PublishedVersion, Review
from claims.services import corrections
from tests.factories import approve_correction, editor, reviewer

Kind = Correction.Kind


def correct(review: Review, kind: str = Kind.CORRECTION, reason="A date was wrong.", **changes):
    """A new version; without `changes` the summary gains a sentence."""
    if not changes and kind != Kind.RETRACTION:
        changes = {"summary": f"{review.summary} It was on a Thursday."}
    proposed = corrections.propose(review, kind=kind, reason=reason, changes=changes, by=reviewer())
    version = approve_correction(proposed, by=editor())
    review.refresh_from_db()
    return version


def rate_anew(review: Review, verdict: str = "true"):
    return correct(review, Kind.RATING_CHANGE, "New evidence came in.", verdict=verdict)


def retract(review: Review):
    return correct(review, Kind.RETRACTION, "The record was misread.")


def remove(version: PublishedVersion, why="A court has ordered it."):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('version', %s, %s, %s)", [version.uuid, why, editor().pk]
        )
    version.refresh_from_db()

"""What the first page of the desk shows: the work that waits for this person."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from claims.models import Claim, Correction, Extraction, Review
from claims.services import sightings
from claims.services.users import User

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    claims: QuerySet[Claim]
    drafts: QuerySet[Review]
    second_reader: QuerySet[Review]
    corrections: QuerySet[Correction]
    # Claims whose outlet changed their words, those that people work on first.
    edited: QuerySet[Claim]
    reading: QuerySet[Extraction]
    failed: QuerySet[Extraction]


def waiting_for(user: User) -> Waiting:
    """Each at most SHOWN rows; the lists show the rest."""
    reviews = Review.objects.select_related("claim", "author")
    extractions = Extraction.objects.select_related("snapshot__article").defer(
        "sentences", "snapshot__text"
    )
    return Waiting(
        claims=Claim.objects.filter(status=Claim.Status.NEW)
        .select_related("speaker")
        .order_by("-score", "-pk")[:SHOWN],
        drafts=reviews.filter(status=Review.Status.DRAFT, author=user)[:SHOWN],
        second_reader=reviews.filter(status=Review.Status.SUBMITTED)[:SHOWN],
        corrections=Correction.objects.filter(status=Correction.Status.PROPOSED).select_related(
            "review__claim", "author"
        )[:SHOWN],
        edited=sightings.edited(Claim.objects.all()).order_by(
            F("touched_at").desc(nulls_last=True), "-score", "-pk"
        )[:SHOWN],
        reading=extractions.filter(state__in=["waiting", "leased"])[:SHOWN],
        failed=extractions.filter(state=Extraction.State.DEAD)[:SHOWN],
    )

"""Earlier claims with the same truth conditions: suggested by machine, confirmed by people."""

from collections.abc import Iterable

from django.contrib.postgres.search import TrigramDistance
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from claims.models import Appearance, Claim, ClaimEvent, ClaimMatch
from claims.text.similarity import differences

from .users import User

NEAR = 0.4  # trigram similarity from which a claim is worth a look
MOST = 5


class MatchingRefused(ValueError):
    """The match cannot be confirmed, rejected or undone. The message says why."""


def similar_claims(claim: Claim) -> list[tuple[Claim, float]]:
    """Up to five earlier claims of similar wording with their similarity, 0 to 1, nearest first."""
    nearest = (
        Claim.objects.filter(pk__lt=claim.pk)
        .exclude(status__in=[Claim.Status.MERGED, Claim.Status.SUPERSEDED])
        .annotate(distance=TrigramDistance(Lower("text"), claim.text.lower()))
        .order_by("distance")[:MOST]
    )
    return [(near, 1 - near.distance) for near in nearest if 1 - near.distance >= NEAR]


def suggest(claims: Iterable[Claim]) -> None:
    """Suggest up to five earlier claims for each, with what differs spelled out."""
    ClaimMatch.objects.bulk_create(
        (
            match(claim, earlier, similarity)
            for claim in claims
            for earlier, similarity in similar_claims(claim)
        ),
        ignore_conflicts=True,
    )


def match(claim: Claim, earlier: Claim, similarity: float) -> ClaimMatch:
    """Similar wording is not the same claim: whatever differs makes it the same topic at most."""
    differs = list(differences(claim.text, earlier.text))
    return ClaimMatch(
        claim=claim,
        earlier=earlier,
        similarity=similarity,
        relation=ClaimMatch.Relation.SAME_TOPIC if differs else ClaimMatch.Relation.SAME,
        differences=differs,
    )


@transaction.atomic
def confirm(match: ClaimMatch, *, by: User) -> None:
    """“The same claim”: its sightings move to the earlier claim, the trace remains."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=match.claim_id)
    if claim.reviews.exclude(status="withdrawn").exists():
        raise MatchingRefused("This claim has a review of its own; withdraw that first.")
    decide(match, ClaimMatch.Status.CONFIRMED, by)
    claim.appearances.filter(moved_from=None).update(moved_from=claim)
    claim.appearances.update(claim=match.earlier_id)
    move(claim, Claim.Status.MERGED, by=by, merged_into=match.earlier)


@transaction.atomic
def reject(match: ClaimMatch, *, by: User) -> None:
    decide(match, ClaimMatch.Status.REJECTED, by)


@transaction.atomic
def split(claim: Claim, *, by: User) -> None:
    """Undo a merge: the sightings that came from this claim return to it."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if claim.status != Claim.Status.MERGED:
        raise MatchingRefused("This claim is not merged into another.")
    Appearance.objects.filter(moved_from=claim).update(claim=claim, moved_from=None)
    claim.matches.filter(status=ClaimMatch.Status.CONFIRMED).update(
        status=ClaimMatch.Status.REJECTED, decided_by=by, decided_at=timezone.now()
    )
    move(claim, Claim.Status.ACCEPTED, by=by, merged_into=None)


def decide(match: ClaimMatch, status: ClaimMatch.Status, by: User) -> None:
    won = ClaimMatch.objects.filter(pk=match.pk, status=ClaimMatch.Status.SUGGESTED).update(
        status=status, decided_by=by, decided_at=timezone.now()
    )
    if not won:
        raise MatchingRefused("Somebody has already decided about this match.")


def move(claim: Claim, status: Claim.Status, *, by: User, merged_into: Claim | None) -> None:
    ClaimEvent.objects.create(claim=claim, from_status=claim.status, to_status=status, by=by)
    Claim.objects.filter(pk=claim.pk).update(
        status=status, merged_into=merged_into, touched_at=timezone.now()
    )

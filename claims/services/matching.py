"""Earlier claims with the same truth conditions: suggested by machine, confirmed by people."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.search import TrigramDistance
from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from claims.models import Claim, ClaimEvent, ClaimMatch
from claims.models.work import RING_AGAIN_AFTER
from claims.text.similarity import differences

from .users import User

NEAR = 0.4  # trigram similarity from which a claim is worth a look
MOST = 5
TASK = "claims.tasks.match"
Status = Claim.Status


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


@transaction.atomic
def suggest_next(batch: int = 100) -> int:
    """Compare the next claims with earlier ones; how many were compared.

    Apart from the extraction, because the search costs milliseconds for each claim and an article
    may have thousands. Whoever dies in between leaves the rest unmatched, for the next call.
    """
    waiting = Claim.objects.filter(matched_at=None).order_by("pk")
    claims = list(waiting.select_for_update(no_key=True, skip_locked=True)[:batch])
    suggest(claims)
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(matched_at=timezone.now())
    return len(claims)


def overdue(at: datetime) -> bool:
    """Whether claims have waited to be compared for longer than a healthy queue lets them."""
    return Claim.objects.filter(matched_at=None, created_at__lt=at - RING_AGAIN_AFTER).exists()


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
    claim, earlier = locked(match.claim_id, match.earlier_id)
    refuse_merge(claim, earlier)
    decide(match, ClaimMatch.Status.CONFIRMED, by)
    claim.appearances.update(moved_from=claim, claim=earlier)
    # A person has decided about it: a new extraction must not supersede it.
    Claim.objects.filter(pk=earlier.pk).update(touched_at=timezone.now())
    move(claim, Status.MERGED, by=by, merged_into=earlier)


@transaction.atomic
def reject(match: ClaimMatch, *, by: User) -> None:
    decide(match, ClaimMatch.Status.REJECTED, by)


@transaction.atomic
def split(claim: Claim, *, by: User) -> None:
    """Undo a merge: the claim gets its sightings and its status back."""
    (claim,) = locked(claim.pk)
    if claim.status != Status.MERGED:
        raise MatchingRefused("This claim is not merged into another.")
    claim.moved_away.update(claim=claim, moved_from=None)
    claim.matches.filter(status=ClaimMatch.Status.CONFIRMED).update(
        status=ClaimMatch.Status.REJECTED, decided_by=by, decided_at=timezone.now()
    )
    before = claim.events.filter(to_status=Status.MERGED).latest("pk").from_status
    move(claim, Status(before), by=by, merged_into=None)


def locked(*pks: int) -> list[Claim]:
    """The claims in the order asked for, locked in the order of their keys (no deadlock)."""
    rows = Claim.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    by_pk = {claim.pk: claim for claim in rows}
    return [by_pk[pk] for pk in pks]


def refuse_merge(claim: Claim, earlier: Claim) -> None:
    for one in (claim, earlier):
        if one.status in (Status.MERGED, Status.SUPERSEDED):
            raise MatchingRefused(f"“{one}” is {one.get_status_display()}; look there instead.")
    if claim.merged.exists():
        raise MatchingRefused("Other claims were merged into this one; undo that first.")
    if claim.reviews.exclude(status="withdrawn").exists():
        raise MatchingRefused("This claim has a review of its own; withdraw that first.")


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

"""Earlier claims with the same truth conditions: suggested by machine, confirmed by people.

`candidates.py` finds what is alike, and `text/similarity.py` says what it differs in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Func, Q, QuerySet, Subquery
from django.utils import timezone
from pgvector.django import CosineDistance

from claims.models import Claim, ClaimEvent, ClaimMatch, Extraction, Review
from claims.models.work import RING_AGAIN_AFTER
from claims.text.ranking import Said, read_post, stems
from claims.text.similarity import compare

from . import candidates, queue
from .candidates import CLAIMS, Words
from .users import User

NEAR = 0.4  # likeness from which a claim is worth a look: see docs/method.md
MOST = 5
PATIENCE = timedelta(minutes=30)  # of claims, while articles wait to be read
TASK = "claims.tasks.match"
STEMS = ArrayField(models.TextField())
Status = Claim.Status
MatchStatus = ClaimMatch.Status


class MatchingRefused(ValueError):
    """The match cannot be confirmed, rejected or undone. The message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """An earlier claim, how alike it is (0 to 1), and the cosine of the two meanings."""

    claim: Claim
    likeness: float
    cosine: float


def embed(texts: list[str]) -> Any:
    """Unit vectors. The encoder is loaded here: many processes never compare anything."""
    from claims.text.encoder import embedder

    return embedder().embed(texts)


@transaction.atomic
def look_up(text: str, most: int = MOST) -> list[Found]:
    """The claims most like a text that somebody typed or pasted; nothing is written."""
    post = read_post(text)
    [vector] = embed([post.text])
    words = Words.in_text(post.text)
    return nearest(Said(stems(words.shares), post.day), vector, standing(), words, most)


def suggest_next(batch: int = 100) -> int:
    """Compare the next claims with earlier ones; how many were compared.

    Apart from the extraction, because the search costs milliseconds for each claim and an article
    may have thousands. Whoever dies in between leaves the rest unmatched, for the next call.
    """
    embed_next(batch)
    return compare_next(batch)


def embed_next(batch: int) -> int:
    """Compute the meaning of the next claims, outside any transaction; how many there were."""
    waiting = standing().filter(matched_at=None, embedding=None).order_by("pk")
    texts = dict(waiting.values_list("pk", "text")[:batch])
    vectors = embed([read_post(text).text for text in texts.values()]) if texts else ()
    for (pk, text), vector in zip(texts.items(), vectors, strict=True):
        # Only where the words are still those that were read.
        Claim.objects.filter(pk=pk, text=text).update(embedding=vector)
    return len(texts)


@transaction.atomic
def compare_next(batch: int) -> int:
    waiting = standing().filter(matched_at=None, embedding__isnull=False).order_by("pk")
    claims = list(waiting.select_for_update(no_key=True, skip_locked=True)[:batch])
    suggest(claims)
    Claim.objects.filter(pk__in=[c.pk for c in claims]).update(matched_at=timezone.now())
    queue.refresh(c.pk for c in claims)
    return len(claims)


def may_compare(at: datetime | None = None) -> bool:
    """Articles that wait to be read go first, for comparing takes longer than reading; but not for
    ever."""
    at = at or timezone.now()
    if not Extraction.objects.waiting_now(at).exists():
        return True
    return standing().filter(matched_at=None, created_at__lt=at - PATIENCE).exists()


def overdue(at: datetime) -> bool:
    """Whether claims have waited to be compared for longer than a healthy queue lets them."""
    return standing().filter(matched_at=None, created_at__lt=at - RING_AGAIN_AFTER).exists()


@transaction.atomic
def suggest(claims: Iterable[Claim]) -> None:
    """Suggest up to five earlier claims for each, with what differs spelled out.

    What was suggested before and nobody decided about goes: the words may have changed.
    """
    read = list(
        Claim.objects.filter(pk__in=[claim.pk for claim in claims])
        .annotate(lexemes=Func("stems", function="tsvector_to_array", output_field=STEMS))
        .defer(None)
        .order_by("pk")
    )
    words = Words.of({stem for claim in read for stem in claim.lexemes})
    ClaimMatch.objects.filter(claim__in=read, status=MatchStatus.SUGGESTED).delete()
    ClaimMatch.objects.bulk_create(
        (match(claim, found) for claim in read for found in similar_claims(claim, words)),
        ignore_conflicts=True,
    )


def similar_claims(claim: Any, words: Words) -> list[Found]:
    """Up to five earlier claims that are alike, the most alike first."""
    said = Said(stems(claim.lexemes), claim.stated_on)
    earlier = standing().filter(pk__lt=claim.pk)
    found = nearest(said, claim.embedding, earlier, words)
    return [one for one in found if one.likeness >= NEAR]


def match(claim: Claim, found: Found) -> ClaimMatch:
    """Similar wording is not the same claim: the guard decides about the relation."""
    guard = compare(claim.text, found.claim.text, found.cosine)
    return ClaimMatch(
        claim=claim,
        earlier=found.claim,
        similarity=found.likeness,
        relation=guard.relation,
        differences=list(guard.differences),
    )


def say_anew(claim: Claim) -> None:
    """The words of a claim changed: open suggestions must not go on saying what they said.

    Nothing is embedded here (an editor is waiting), so nothing is called the same for its meaning.
    """
    either = Q(claim=claim) | Q(earlier=claim)
    waiting = ClaimMatch.objects.filter(either, status=MatchStatus.SUGGESTED)
    for suggested in waiting.select_related("claim", "earlier"):
        guard = compare(suggested.claim.text, suggested.earlier.text, 0.0)
        suggested.relation, suggested.differences = guard.relation, list(guard.differences)
        suggested.save(update_fields=["relation", "differences"])


# The search -------------------------------------------------------------------------------------


def standing() -> QuerySet[Claim]:
    """Without those that stand for nothing now: nothing is suggested for them, nor they for it."""
    return Claim.objects.exclude(status__in=[Status.MERGED, Status.SUPERSEDED])


def nearest(
    said: Said, vector: Any, among: QuerySet[Claim], words: Words, most: int = MOST
) -> list[Found]:
    """The claims that are most alike, best first; of two as good, the earlier one."""
    found = candidates.nearest(said, lambda: vector, CLAIMS, among, words)
    best = sorted(found, key=lambda one: (-one.likeness, one.key))[:most]
    claims = Claim.objects.in_bulk([one.key for one in best])
    return [Found(claims[one.key], one.likeness, one.cosine) for one in best]


# What people decide -----------------------------------------------------------------------------


@transaction.atomic
def confirm(match: ClaimMatch, *, by: User) -> None:
    """“The same claim”: its sightings move to the earlier claim, the trace remains."""
    claim, earlier = locked(match.claim_id, match.earlier_id)
    refuse_merge(claim, earlier)
    decide(match, MatchStatus.SUGGESTED, MatchStatus.CONFIRMED, by)
    claim.appearances.update(moved_from=claim, claim=earlier)
    # A person has decided about it: a new extraction must not supersede it.
    Claim.objects.filter(pk=earlier.pk).update(touched_at=timezone.now())
    move(claim, Status.MERGED, by=by, merged_into=earlier, other=earlier)
    queue.refresh([claim.pk, earlier.pk])


@transaction.atomic
def merge(claim: Claim, earlier: Claim, *, by: User) -> ClaimMatch:
    """Merge into a claim that a person found, whatever was suggested or said about the two."""
    if claim.pk == earlier.pk:
        raise MatchingRefused("This is the claim itself. Choose another.")
    claim, earlier = locked(claim.pk, earlier.pk)
    alike = likeness(claim, earlier)
    guard = compare(claim.text, earlier.text, alike)
    match, _ = ClaimMatch.objects.update_or_create(
        claim=claim,
        earlier=earlier,
        defaults={"status": MatchStatus.SUGGESTED, "decided_by": None, "decided_at": None},
        create_defaults={
            "similarity": alike,
            "relation": guard.relation,
            "differences": list(guard.differences),
        },
    )
    confirm(match, by=by)
    return match


@transaction.atomic
def reject(match: ClaimMatch, *, by: User) -> None:
    decide(match, MatchStatus.SUGGESTED, MatchStatus.REJECTED, by)
    note(match, "Not the same claim.", by)


@transaction.atomic
def reconsider(match: ClaimMatch, *, by: User) -> None:
    """Take back what was decided about a suggestion: it is open again."""
    match.refresh_from_db()
    if match.status == MatchStatus.SUGGESTED:
        raise MatchingRefused("Nobody has decided about this suggestion.")
    if match.status == MatchStatus.CONFIRMED:
        restore(match.claim, by=by)
    else:
        note(match, "Open again whether it is the same claim.", by)
    decide(match, match.status, MatchStatus.SUGGESTED, None)


@transaction.atomic
def split(claim: Claim, *, by: User) -> None:
    """Undo a merge for good: the claim gets its sightings and its status back, and is told apart
    from the one it was merged into."""
    claim.matches.filter(status=MatchStatus.CONFIRMED).update(
        status=MatchStatus.REJECTED, decided_by=by, decided_at=timezone.now()
    )
    restore(claim, by=by)


def restore(claim: Claim, *, by: User) -> None:
    (claim,) = locked(claim.pk)
    if claim.status != Status.MERGED:
        raise MatchingRefused("This claim is not merged into another.")
    claim.moved_away.update(claim=claim, moved_from=None)
    before = claim.events.filter(to_status=Status.MERGED).latest("pk").from_status
    move(claim, Status(before), by=by, merged_into=None, other=claim.merged_into)
    queue.refresh(pk for pk in (claim.pk, claim.merged_into_id) if pk)


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


def decide(match: ClaimMatch, seen: str, to: str, by: User | None) -> None:
    at = timezone.now() if by else None
    won = ClaimMatch.objects.filter(pk=match.pk, status=seen)
    if not won.update(status=to, decided_by=by, decided_at=at):
        raise MatchingRefused("Somebody has already decided about this match.")


def note(match: ClaimMatch, words: str, by: User) -> None:
    """Write down what was decided, without a step of the claim."""
    ClaimEvent.objects.create(
        claim=match.claim,
        other=match.earlier,
        from_status=match.claim.status,
        to_status=match.claim.status,
        reason=words,
        by=by,
    )
    Claim.objects.filter(pk=match.claim_id).update(touched_at=timezone.now())


def move(
    claim: Claim,
    status: Claim.Status,
    *,
    by: User,
    merged_into: Claim | None,
    other: Claim | None = None,
) -> None:
    ClaimEvent.objects.create(
        claim=claim, from_status=claim.status, to_status=status, other=other, by=by
    )
    Claim.objects.filter(pk=claim.pk).update(
        status=status, merged_into=merged_into, touched_at=timezone.now()
    )


def likeness(claim: Claim, other: Claim) -> float:
    """How alike two claims are in meaning, 0 to 1; 0 where that was not computed."""
    distance = (
        Claim.objects.filter(pk=claim.pk)
        .order_by()
        .values_list(CosineDistance("embedding", Subquery(vector_of(other))), flat=True)
        .get()
    )
    return 0.0 if distance is None else max(0.0, 1 - distance)


def vector_of(claim: Claim) -> QuerySet[Claim, Any]:
    return Claim.objects.filter(pk=claim.pk).order_by().values("embedding")


# What a new verdict is held against --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Departure:
    """An earlier verdict about the same claim that a proposed one is not in line with."""

    review: Review
    text: str  # “We rated the same claim False on 3 May 2017.”


def departures(claim: Claim, verdict: str) -> list[Departure]:
    """Standing verdicts, the newest first, from which `verdict` departs: those about claims that
    are the same in all that was compared, and that nobody has told apart. One query."""
    if not verdict:
        return []
    same = ClaimMatch.objects.filter(relation=ClaimMatch.Relation.SAME, differences=[]).exclude(
        status=MatchStatus.REJECTED
    )
    others = Q(claim__in=same.filter(claim=claim).values("earlier")) | Q(
        claim__in=same.filter(earlier=claim).values("claim")
    )
    standing = Review.objects.filter(others, status__in=["published", "corrected"])
    departing = standing.exclude(verdict=verdict).select_related("claim")
    return [Departure(r, rated(r)) for r in departing.order_by("-published_at", "-pk")[:MOST]]


def rated(review: Review) -> str:
    day = timezone.localdate(review.published_at)
    return f"We rated the same claim {review.get_verdict_display()} on {day:%-d %B %Y}."

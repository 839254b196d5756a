"""Where a claim begins and ends, as people see it: mark one, move its ends, split it.

Offsets are Unicode code points of the snapshot's text. Who changes a span names the one they saw:
the slower of two colleagues is told. An appearance whose span a person has set has no extraction,
and no later one sets it back (services/extraction.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims import doorbell
from claims.models import Appearance, Claim, ClaimEvent, Review, Snapshot
from claims.text.analyse import read
from claims.text.encoder import ModelBroken
from claims.text.results import Claim as FoundClaim
from claims.text.spans import trim

from . import matching, queue, triage
from .extraction import appearance_row, claim_row, speakers_of
from .users import User

Status = Claim.Status
Ends: TypeAlias = tuple[int, int]

LONGEST = 3_000  # characters; the longest sentence that the engine reads in one piece
TAKEN_BACK = "Marked by mistake."
# What the engine says about the words of a claim; nobody writes these.
OF_THE_WORDS = ("flags", "times", "quantities", "precedent")
# What it proposes, and people may have changed.
PROPOSED = ("types", "plan")
OF_THE_SPEAKER = ("speaker_printed", "voice", "cue", "chain")
JOINS = ",;:–—-"


class SpanRefused(ValueError):
    """The claim cannot begin or end there. The message says why, and what to do."""


# The verbs ----------------------------------------------------------------------------------------


@transaction.atomic
def create(snapshot: Snapshot, start: int, end: int, *, by: User) -> Claim:
    """A claim that a person found. Speaker, types and score are what the engine makes of it.

    Words that an engine once took for a claim, and a later one did not, become that claim again.
    """
    start, end = usable(snapshot, start, end)
    there = snapshot.appearances.select_related("claim").filter(start=start, end=end).first()
    if there:
        return revive(there.claim, by=by)
    found = reading(snapshot, start, end)
    claim = claim_row(found, speakers_of([found]).get(found.speaker), snapshot)
    return store(claim, appearance_row(found, claim, snapshot), by=by)


@transaction.atomic
def move(appearance: Appearance, start: int, end: int, *, seen: Ends, by: User) -> bool:
    """Let the claim begin and end elsewhere; False where it does so already.

    Its text, numbers, dates and score follow the new words, unless people have worded it.
    """
    appearance, claim = held(appearance, seen)
    snapshot = appearance.snapshot
    start, end = usable(snapshot, start, end)
    if (start, end) == seen:
        return False
    taken = snapshot.appearances.select_related("claim").filter(start=start, end=end).first()
    if taken:
        raise SpanRefused(in_use(taken.claim) + " Merge the two claims instead.")
    before, after = appearance.exact, reading(snapshot, start, end)
    follow(claim, reading(snapshot, *seen), after)
    row = appearance_row(after, claim, snapshot)
    for field in ("extraction", "exact", "prefix", "suffix", "start", "end", "score", "factors"):
        setattr(appearance, field, getattr(row, field))
    with refused_by_database():
        appearance.save()
    queue.refresh([claim.pk])
    note(claim, f"Words: “{before}” → “{appearance.exact}”", by=by)
    return True


@transaction.atomic
def split(appearance: Appearance, first: Ends, second: Ends, *, seen: Ends, by: User) -> Claim:
    """Two claims of one: this keeps the first part, the second becomes a claim of its own, by the
    same speaker, which is returned."""
    start, end = seen
    if not start <= first[0] < first[1] <= second[0] < second[1] <= end:
        raise SpanRefused("Split the claim within its words: both parts must have some.")
    _, claim = held(appearance, seen)
    move(appearance, *first, seen=seen, by=by)
    other = create(appearance.snapshot, *second, by=by)
    Claim.objects.filter(pk=other.pk).update(
        speaker=claim.speaker, stated_on=claim.stated_on, stated_precision=claim.stated_precision
    )
    other.appearances.filter(snapshot=appearance.snapshot_id).update(
        **{field: getattr(appearance, field) for field in OF_THE_SPEAKER}
    )
    note(claim, f"Split: the rest is now “{other}”", by=by)
    return other


# Undo ---------------------------------------------------------------------------------------------


@transaction.atomic
def take_back(claim: Claim, *, by: User) -> None:
    """Undo create(): the claim is dismissed; marking the same words again brings it back."""
    triage.dismiss(claim, by=by, reason=TAKEN_BACK)


@transaction.atomic
def join(appearance: Appearance, other: Claim, ends: Ends, *, seen: Ends, by: User) -> None:
    """Undo split(): the first part gets its words back, the other claim is taken back."""
    move(appearance, *ends, seen=seen, by=by)
    take_back(other, by=by)


# Where a split would cut --------------------------------------------------------------------------


def halves(text: str, ends: Ends, at: int) -> tuple[Ends, Ends]:
    """The two parts of a span cut at `at`, without the white space and commas between them."""
    start, end = ends
    first = trim(text, start, min(max(at, start), end), extra=JOINS)
    second = trim(text, min(max(at, start), end), end, extra=JOINS)
    if first is None or second is None:
        raise SpanRefused("Split the claim within its words: both parts must have some.")
    # What opens the first part and ends the second was chosen before.
    return (start, first.end), (second.start, end)


# What they have in common -------------------------------------------------------------------------


def usable(snapshot: Snapshot, start: int, end: int) -> Ends:
    """The span without white space at its ends. Raises SpanRefused."""
    if snapshot.removed_at:
        raise SpanRefused("This text was removed for legal reasons: nothing in it can be marked.")
    if not 0 <= start <= end <= len(snapshot.text):
        raise SpanRefused("These words are not in the text. Choose them again in the article.")
    words = trim(snapshot.text, start, end)
    if words is None:
        raise SpanRefused("There are no words between these ends. Choose at least one.")
    if words.end - words.start > LONGEST:
        raise SpanRefused(
            f"That is {words.end - words.start:,} characters, at most {LONGEST:,} make a claim. "
            "Choose the sentence that says it."
        )
    return words.start, words.end


def reading(snapshot: Snapshot, start: int, end: int) -> FoundClaim:
    published = snapshot.article.published_at
    try:
        return read(
            snapshot.text,
            start,
            end,
            published=timezone.localdate(published) if published else None,
        )
    except ModelBroken as broken:
        raise SpanRefused(
            f"The engine cannot read just now ({broken}). Nothing was changed; try again later."
        ) from broken


def held(appearance: Appearance, seen: Ends) -> tuple[Appearance, Claim]:
    """The appearance and its claim, locked, if their words may still be changed.

    Reviews first, as who approves one does: what a second reader approved is what is published.
    """
    claim_id = Appearance.objects.values_list("claim", flat=True).get(pk=appearance.pk)
    reviews = Review.objects.select_for_update(no_key=True).filter(claim=claim_id).order_by("pk")
    public = any(review.status in Review.PUBLIC for review in reviews)
    (claim,) = matching.locked(claim_id)
    row = (
        Appearance.objects.select_for_update(no_key=True, of=("self",))
        .select_related("snapshot__article")
        .get(pk=appearance.pk)
    )
    if (row.start, row.end) != seen or row.claim_id != claim_id:
        raise SpanRefused(
            "A colleague has changed where this claim begins and ends since you opened the page. "
            f"It now says “{row.exact}”. Look again."
        )
    if public:
        raise SpanRefused(
            "A published check quotes these words, so they stay. Mark the words you mean as a "
            "claim of their own, or propose a correction of the check."
        )
    if row.anchors.exists():
        raise SpanRefused(
            "The outlet has changed its text since, and these words were followed there. "
            "Change the claim in the latest version."
        )
    return row, claim


def follow(claim: Claim, before: FoundClaim, after: FoundClaim) -> None:
    """Let the claim say what its new words say, where it still says what the engine made of the
    old ones."""
    old, new = before.as_dict(), after.as_dict()
    changed: dict[str, Any] = {}
    if claim.text in (claim.detected_text, before.text):
        changed = {field: new[field] for field in OF_THE_WORDS}
        changed |= {"text": after.text, "score": after.score}
        changed |= {f: new[f] for f in PROPOSED if getattr(claim, f) == old[f]}
    Claim.objects.filter(pk=claim.pk).update(**changed, touched_at=timezone.now())
    if changed and after.text != claim.text:
        matching.say_anew(claim)
        doorbell.ring(matching.TASK)


def store(claim: Claim, appearance: Appearance, *, by: User) -> Claim:
    claim.detected_text, claim.touched_at = "", timezone.now()
    claim.save()
    with refused_by_database():
        appearance.save()
    queue.refresh([claim.pk])
    ClaimEvent.objects.create(
        claim=claim, to_status=claim.status, reason=f"Marked: “{appearance.exact}”", by=by
    )
    doorbell.ring(matching.TASK)
    return claim


def revive(claim: Claim, *, by: User) -> Claim:
    """What only an engine gave up, or its finder took back, may be marked again."""
    (claim,) = matching.locked(claim.pk)
    last = claim.events.first()
    taken_back = claim.status == Status.DISMISSED and last and last.reason == TAKEN_BACK
    if claim.status != Status.SUPERSEDED and not taken_back:
        raise SpanRefused(in_use(claim))
    matching.move(claim, Status.NEW, by=by, merged_into=None)
    claim.refresh_from_db()
    return claim


def in_use(claim: Claim) -> str:
    state = claim.get_status_display().lower()
    advice = " Reopen it instead." if claim.status == Status.DISMISSED else ""
    return f"Exactly these words are a claim already ({state}): “{claim}”.{advice}"


def note(claim: Claim, reason: str, *, by: User) -> None:
    ClaimEvent.objects.create(
        claim=claim, from_status=claim.status, to_status=claim.status, reason=reason, by=by
    )


@contextmanager
def refused_by_database() -> Iterator[None]:
    """A colleague was faster by milliseconds: say what the database found."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "appearance_span_once" in str(error):
            raise SpanRefused(
                "A colleague has just marked exactly these words. Load the page again."
            ) from error
        if "legally removed" in str(error):
            raise SpanRefused("This text was just removed for legal reasons.") from error
        raise

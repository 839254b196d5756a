"""Claims found again: in a changed text of their article, or in another outlet's copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Anchor, Appearance, Claim, Extraction, Snapshot
from claims.text.anchoring import Anchor as Place
from claims.text.anchoring import anchors

from . import queue
from .users import User

CONTEXT = 32  # characters of prefix and suffix: enough to find a quote again in a changed text
OPEN = (Extraction.State.WAITING, Extraction.State.LEASED)
# What the engine found out about the words; the rest is where they stand.
KEPT = ("claim_id", "speaker_printed", "voice", "cue", "chain", "score", "factors", "moved_from_id")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text in which claims stood before; `own` where it is a version of the same article."""

    text: str
    own: bool
    # Key, start and end of each appearance.
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """What became of one appearance."""

    appearance: int
    own: bool
    place: Place


# Which extraction waits for which -----------------------------------------------------------------


def open_before(pk: int) -> bool:
    """Whether this extraction must wait for an earlier one of its article, or of the first article
    with its story."""
    rows = Extraction.objects.filter(pk=pk).values_list(
        "snapshot__article_id", "snapshot__article__same_story_id"
    )
    stories = [key for row in rows for key in row if key]
    before = Extraction.objects.filter(pk__lt=pk, snapshot__article__in=stories, state__in=OPEN)
    return before.exists()


def waiting_for(extraction: Extraction) -> QuerySet[Extraction, int]:
    """The extractions that may have waited for this one."""
    article = extraction.snapshot.article_id
    return Extraction.objects.filter(
        Q(snapshot__article=article) | Q(snapshot__article__same_story=article),
        pk__gt=extraction.pk,
        state=Extraction.State.WAITING,
    ).values_list("pk", flat=True)


# Before the work: where claims stood --------------------------------------------------------------


def earlier(snapshot: Snapshot) -> tuple[Earlier, ...]:
    """The texts to look for claims of: earlier versions, each with the appearances that were not
    found again since; and the last version of the first article with the story."""
    own = Appearance.objects.filter(
        snapshot__article=snapshot.article_id, snapshot__lt=snapshot.pk, carried_to=None
    )
    found = texts_of(own, own=True)
    first = snapshot.article.same_story
    if first:
        found += texts_of(first.latest.appearances.all(), own=False)
    return tuple(found)


def texts_of(appearances: QuerySet[Appearance], own: bool) -> list[Earlier]:
    standing = appearances.filter(snapshot__removed_at=None).order_by("snapshot", "start")
    rows = standing.values_list("snapshot", "pk", "start", "end")
    by_text = {key: [row[1:] for row in group] for key, group in groupby(rows, lambda row: row[0])}
    texts = Snapshot.objects.in_bulk(by_text)
    return [Earlier(texts[key].text, own, tuple(spans)) for key, spans in by_text.items()]


# The work: outside any transaction ----------------------------------------------------------------


def trace(before: Iterable[Earlier], text: str) -> list[Trace]:
    """What became of the words of each appearance in the new text."""
    return [
        Trace(pk, source.own, place)
        for source in before
        for (pk, _, _), place in zip(
            source.spans,
            anchors(source.text, [(start, end) for _, start, end in source.spans], text),
            strict=True,
        )
    ]


def reworded(pk: int, traces: Iterable[Trace]) -> bool:
    """Whether a copy has a claim of its story in other words: then it is read after all, for the
    other figure is a claim of its own."""
    found = any(t.place.fate in ("changed", "unclear") for t in traces if not t.own)
    if found:
        Extraction.objects.filter(pk=pk).update(copied=False)
    return found


# After the work -----------------------------------------------------------------------------------


def carry(extraction: Extraction, traces: Iterable[Trace]) -> None:
    """Record what became of the appearances; where the words stand as they stood, the claim is
    sighted here too."""
    traces = list(traces)
    before = Appearance.objects.in_bulk([t.appearance for t in traces])
    same = [t for t in traces if t.place.fate in ("exact", "moved")]
    Appearance.objects.bulk_create(
        (sighting(extraction, before[t.appearance], t) for t in same), ignore_conflicts=True
    )
    queue.refresh(before[t.appearance].claim_id for t in same if not t.own)
    Anchor.objects.bulk_create(
        settled_before([anchor(extraction.snapshot, t) for t in traces if t.own]),
        ignore_conflicts=True,
    )


def sighting(extraction: Extraction, before: Appearance, trace: Trace) -> Appearance:
    text, start, end = extraction.snapshot.text, trace.place.start or 0, trace.place.end or 0
    return Appearance(
        snapshot=extraction.snapshot,
        # Where a person said where the claim begins and ends, that holds here too.
        extraction=extraction if before.extraction_id else None,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
        engine=before.engine,
        carried_from=before if trace.own else None,
        **{field: getattr(before, field) for field in KEPT},
    )


def anchor(snapshot: Snapshot, trace: Trace) -> Anchor:
    place = trace.place
    return Anchor(
        appearance_id=trace.appearance,
        snapshot=snapshot,
        fate=place.fate,
        start=place.start,
        end=place.end,
    )


def settled_before(found: list[Anchor]) -> list[Anchor]:
    """Nobody is asked twice about the same edit."""
    settled = Anchor.objects.filter(
        appearance__in=[a.appearance_id for a in found], settled_at__isnull=False
    ).select_related("snapshot")
    last = {a.appearance_id: a for a in settled.order_by("pk")}
    for new in found:
        old = last.get(new.appearance_id)
        if old and (old.fate, old.words) == (new.fate, new.words):
            new.settled_by_id, new.settled_at = old.settled_by_id, old.settled_at
    return found


# What people see of it ----------------------------------------------------------------------------


def edited(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Those whose words their outlet changed after publication, and nobody has settled that."""
    dropped = (Claim.Status.DISMISSED, Claim.Status.SUPERSEDED)
    edits = Anchor.objects.edits().values("appearance__claim")
    return claims.filter(pk__in=edits).exclude(status__in=dropped)


def edits_of(claim: Claim) -> QuerySet[Anchor]:
    """The open edits of a claim's words, with what is needed to show them."""
    return (
        Anchor.objects.edits()
        .filter(appearance__claim=claim)
        .select_related("appearance__snapshot", "snapshot__article__publisher")
    )


@transaction.atomic
def settle(claim: Claim, *, by: User) -> int:
    """A person has seen how the words of the claim were changed."""
    seen = Anchor.objects.edits().filter(appearance__claim=claim).values("pk")
    return Anchor.objects.filter(pk__in=list(seen.values_list("pk", flat=True))).update(
        settled_by=by, settled_at=timezone.now()
    )

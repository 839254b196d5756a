"""Work with extractions: put them in the queue, take them, write their result, try again."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims import doorbell
from claims.models import Appearance, Claim, Extraction, Snapshot, Speaker
from claims.models.work import MAX_ATTEMPTS
from claims.text.analyse import ENGINE
from claims.text.results import Analysis
from claims.text.results import Claim as FoundClaim
from claims.text.topics import topic

from . import matching, queue, sightings

TASK = "claims.tasks.extract"
LONGEST = {
    field.name: field.max_length
    for model in (Speaker, Appearance)
    for field in model._meta.fields
    if field.max_length
}
RETRY_AFTER = timedelta(seconds=20)


class LeaseLost(Exception):
    """Another worker took the row over; nothing of this attempt is written."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to one extraction, and the text it is to read."""

    pk: int
    token: uuid.UUID
    text: str
    published: datetime | None
    # Where claims of this story stood before: in earlier versions, or with another outlet.
    earlier: tuple[sightings.Earlier, ...] = ()
    # Nothing is to be looked for but those claims.
    copied: bool = False


def enqueue(
    snapshot: Snapshot, engine: str = ENGINE, *, copied: bool = False, again: bool = False
) -> Extraction:
    """The extraction of this snapshot by this engine; made, and announced, if there is none.
    `again`: the text is to be read, also where only the claims of a copy were taken over."""
    extraction, created = Extraction.objects.get_or_create(
        snapshot=snapshot, engine=engine, defaults={"copied": copied}
    )
    if again and not created:
        skipped = Extraction.objects.filter(pk=extraction.pk, copied=True)
        created = bool(
            skipped.exclude(state=Extraction.State.LEASED).update(
                copied=False,
                state=Extraction.State.WAITING,
                attempts=0,
                not_before=timezone.now(),
                finished_at=None,
            )
        )
        extraction.refresh_from_db()
    if created:
        doorbell.ring(TASK, extraction.pk)
    return extraction


def take(pk: int, at: datetime | None = None) -> Lease | None:
    """Lease the row; the attempt is counted and committed before any work begins.

    Not while an earlier extraction of the story is open: its claims are to be found again here.
    """
    if sightings.open_before(pk):
        return None
    token = Extraction.objects.lease(pk, at)
    if token is None:
        return None
    row = Extraction.objects.select_related("snapshot__article").get(pk=pk)
    snapshot = row.snapshot
    return Lease(
        pk,
        token,
        snapshot.text,
        snapshot.article.published_at,
        sightings.earlier(snapshot),
        row.copied,
    )


@transaction.atomic
def complete(
    lease: Lease, analysis: Analysis, traces: Iterable[sightings.Trace] = ()
) -> Extraction:
    """Write the claims and mark the work done, all or nothing; `traces` say what became of the
    earlier ones. Raises LeaseLost."""
    won = Extraction.objects.held(lease.pk, lease.token).update(
        state=Extraction.State.DONE,
        lease_token=None,
        lease_until=None,
        last_error="",
        finished_at=timezone.now(),
        sentences=[
            {"start": s.start, "end": s.end, "outcome": s.outcome, "reason": s.reason}
            for s in analysis.sentences
        ],
    )
    if not won:
        raise LeaseLost(f"extraction {lease.pk}")
    extraction: Extraction = Extraction.objects.select_related("snapshot__article").get(pk=lease.pk)
    # A text that was legally removed while it was read gives no claims.
    if extraction.snapshot.removed_at is None:
        sightings.carry(extraction, traces)
        store_claims(extraction, analysis.claims)
    doorbell.ring_each(TASK, sightings.waiting_for(extraction))
    return extraction


@transaction.atomic
def fail(lease: Lease, error: BaseException) -> None:
    """Give the row back for another attempt, or bury it after the last one."""
    row = Extraction.objects.held(lease.pk, lease.token).select_for_update(no_key=True).first()
    if row is None:
        return
    spent = row.attempts >= MAX_ATTEMPTS
    row.state = Extraction.State.DEAD if spent else Extraction.State.WAITING
    row.not_before = timezone.now() + RETRY_AFTER
    row.lease_token = row.lease_until = None
    row.last_error = f"{type(error).__name__}: {error}"[:2000]
    row.save()


@transaction.atomic
def retry(extraction: Extraction) -> bool:
    """Three more attempts for an extraction that is dead, or left sentences unread."""
    unread = Q(state=Extraction.State.DONE, sentences__contains=[{"outcome": "failed"}])
    failed = Extraction.objects.filter(Q(state=Extraction.State.DEAD) | unread)
    won = failed.filter(pk=extraction.pk).update(
        state=Extraction.State.WAITING, attempts=0, not_before=timezone.now(), finished_at=None
    )
    if won:
        doorbell.ring(TASK, extraction.pk)
    return bool(won)


@transaction.atomic
def sweep(at: datetime | None = None, cap: int = 1000) -> int:
    """Ring again for work whose message was lost, bury what died three times; rows rung for."""
    at = at or timezone.now()
    # SKIP LOCKED, here and below: a worker that is just storing its result keeps its row, and two
    # beats at once share the rows.
    dying = Extraction.objects.exhausted(at).select_for_update(skip_locked=True)
    Extraction.objects.filter(pk__in=list(dying.values_list("pk", flat=True))).update(
        state=Extraction.State.DEAD,
        lease_token=None,
        lease_until=None,
        last_error=f"The worker died {MAX_ATTEMPTS} times while reading this text.",
    )
    # Given back, so that the next sweep, a quarter of a minute later, does not ring again.
    rows = Extraction.objects.overdue(at).select_for_update(skip_locked=True).order_by("not_before")
    overdue = list(rows.values_list("pk", flat=True)[:cap])
    Extraction.objects.filter(pk__in=overdue).give_back(at)
    doorbell.ring_each(TASK, overdue)
    if matching.overdue(at):
        doorbell.ring(matching.TASK)
    return len(overdue)


def store_claims(extraction: Extraction, found: Iterable[FoundClaim]) -> None:
    """Add what is new, keep what is there; what people touched is never changed.

    A span that an earlier engine found stays with its claim. Claims of this snapshot that this
    engine no longer finds are superseded, unless a person has touched them or they stand in the
    article of another outlet as well. Where a person said where a claim begins and ends, its words
    are not found once more.
    """
    found = list(found)
    present = {
        (a.start, a.end): a
        for a in extraction.snapshot.appearances.select_related("claim").select_for_update()
    }
    placed = [span for span, a in present.items() if a.extraction_id is None]
    new = [
        c
        for c in found
        if (c.start, c.end) not in present and not any(mostly_one(c, span) for span in placed)
    ]
    kept = [present[c.start, c.end] for c in found if (c.start, c.end) in present]
    if extraction.copied:
        kept = list(present.values())
    add(extraction, new)
    Claim.objects.filter(pk__in=[a.claim_id for a in kept], status=Claim.Status.SUPERSEDED).update(
        status=Claim.Status.NEW
    )
    gone = {a.claim_id for a in present.values()} - {a.claim_id for a in kept}
    elsewhere = Appearance.objects.filter(claim__in=gone).exclude(
        snapshot__article=extraction.snapshot.article_id
    )
    superseded = (
        Claim.objects.filter(pk__in=gone, status=Claim.Status.NEW, touched_at=None)
        .exclude(pk__in=elsewhere.values("claim"))
        .update(status=Claim.Status.SUPERSEDED)
    )
    extraction.added, extraction.kept, extraction.superseded = len(new), len(kept), superseded
    extraction.save(update_fields=["added", "kept", "superseded"])


def mostly_one(found: FoundClaim, placed: tuple[int, int]) -> bool:
    """Whether more than half of the words of one of the two are those of the other."""
    shared = min(found.end, placed[1]) - max(found.start, placed[0])
    return 2 * shared > min(found.end - found.start, placed[1] - placed[0])


def add(extraction: Extraction, found: list[FoundClaim]) -> None:
    speakers = speakers_of(found)
    claims = Claim.objects.bulk_create(
        claim_row(c, speakers.get(c.speaker), extraction.snapshot) for c in found
    )
    Appearance.objects.bulk_create(
        appearance_row(c, claim, extraction.snapshot, extraction)
        for c, claim in zip(found, claims, strict=True)
    )
    queue.refresh(claim.pk for claim in claims)
    doorbell.ring(matching.TASK)


def speakers_of(found: list[FoundClaim]) -> dict[str | None, Speaker]:
    """A row for each name, made where there is none; two workers may make it at once."""
    # No name is longer than its column; what is longer is a mistake of the engine's.
    by_name = {c.speaker: c for c in found if c.speaker and len(c.speaker) <= LONGEST["name"]}
    rows = speakers_named(by_name)
    if missing := by_name.keys() - rows.keys():
        Speaker.objects.bulk_create(
            (made_speaker(name, by_name[name]) for name in sorted(missing)), ignore_conflicts=True
        )
        rows |= speakers_named(missing)
    return rows


def made_speaker(name: str, said: FoundClaim) -> Speaker:
    role, party = cut("role", said.speaker_role), cut("party", said.speaker_party)
    return Speaker(name=name, role=role, party=party)


def speakers_named(names: Iterable[str]) -> dict[str | None, Speaker]:
    """As Speaker.objects.named() finds each of them, all in one query."""
    rows: Iterable[Any] = Speaker.objects.raw(NAMED, [list(names)])
    return {row.asked: row for row in rows}


NAMED = """
    SELECT s.*, asked.name AS asked
    FROM unnest(%s::text[]) AS asked (name) JOIN claims_speaker s
        ON lower(s.name) = lower(asked.name) AND s.distinction = ''
"""


def cut(column: str, text: str | None) -> str:
    return (text or "")[: LONGEST[column]]


def claim_row(found: FoundClaim, speaker: Speaker | None, snapshot: Snapshot) -> Claim:
    published = snapshot.article.published_at
    said = found.as_dict()
    return Claim(
        text=found.text,
        detected_text=found.text,
        topic=topic(found.text),
        speaker=speaker,
        stated_on=timezone.localdate(published) if published else None,
        **{
            field: said[field]
            for field in ("types", "score", "flags", "times", "quantities", "precedent", "plan")
        },
    )


def appearance_row(
    found: FoundClaim, claim: Claim, snapshot: Snapshot, extraction: Extraction | None = None
) -> Appearance:
    """Without an extraction where a person said where the claim begins and ends."""
    text = snapshot.text
    return Appearance(
        claim=claim,
        snapshot=snapshot,
        extraction=extraction,
        exact=found.exact,
        prefix=text[max(0, found.start - sightings.CONTEXT) : found.start],
        suffix=text[found.end : found.end + sightings.CONTEXT],
        start=found.start,
        end=found.end,
        speaker_printed=cut("speaker_printed", found.speaker_printed),
        voice=found.voice,
        cue=cut("cue", found.cue),
        chain=list(found.chain),
        score=found.score,
        factors=[asdict(factor) for factor in found.factors],
        engine=extraction.engine if extraction else ENGINE,
    )

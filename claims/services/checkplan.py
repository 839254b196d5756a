"""The check plan of a claim, ticked off step by step by whoever works on it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from claims.models import Claim, ClaimEvent, PlanTick

from .claims import ClaimRefused, line
from .users import User

# The kinds of steps, in the order in which one works.
KINDS = {
    "rule": "Decide first how to count",
    "establish": "What must hold",
    "refute": "What would refute it",
    "look": "Where to look",
}


class PlanConflict(ClaimRefused):
    """A colleague has noted something about the step in between; nothing was overwritten."""


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    text: str
    key: str
    tick: PlanTick | None

    @property
    def done(self) -> bool:
        return bool(self.tick and self.tick.done)

    @property
    def note(self) -> str:
        return self.tick.note if self.tick else ""


def key_of(kind: str, text: str) -> str:
    """Not the words, which would outlive their legal removal."""
    return hashlib.sha1(f"{kind}\n{text}".encode(), usedforsecurity=False).hexdigest()


def steps(claim: Claim, ticks: Iterable[PlanTick]) -> list[Step]:
    """The plan with what became of each step, in the order of KINDS."""
    known = {tick.step: tick for tick in ticks}
    keyed = [(s["kind"], s["text"], key_of(s["kind"], s["text"])) for s in claim.plan]
    order = list(KINDS)
    found = [Step(kind, text, key, known.get(key)) for kind, text, key in keyed]
    return sorted(found, key=lambda s: order.index(s.kind) if s.kind in KINDS else len(order))


def step_of(claim: Claim, key: str) -> Step:
    found = next((s for s in steps(claim, claim.ticks.select_related("by")) if s.key == key), None)
    if not found:
        raise ClaimRefused("The plan has changed: this step is no longer in it. Look again.")
    return found


@transaction.atomic
def work(
    claim: Claim, key: str, *, done: bool, note: str, seen: tuple[bool, str], by: User
) -> Step:
    """Tick a step, or take the tick away, and note something about it.

    `seen` is the tick and the note that this person had before them. What they did not change
    stays as a colleague left it. Raises PlanConflict where both wrote a note.
    """
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    before = step_of(claim, key)
    note, seen_note = tidy(note), tidy(seen[1])
    if note == seen_note:
        note = before.note
    elif before.note not in (seen_note, note):
        raise PlanConflict("A colleague has noted something else meanwhile. Both are kept here.")
    if done == seen[0]:
        done = before.done
    if (done, note) == (before.done, before.note):
        return before
    values = {"done": done, "note": note, "by": by, "at": timezone.now()}
    PlanTick.objects.update_or_create(claim=claim, step=key, defaults=values)
    write_down(claim, before, done, note, by)
    if claim.touched_at is None:
        Claim.objects.filter(pk=claim.pk).update(touched_at=timezone.now())
    return step_of(claim, key)


def tidy(note: str) -> str:
    return note.replace("\r\n", "\n").strip()


def write_down(claim: Claim, before: Step, done: bool, note: str, by: User) -> None:
    told = [f"Check plan: {before.text}"]
    if done != before.done:
        told.append("Done." if done else "Open again.")
    if note != before.note:
        told.append(line("Note", before.note, note))
    ClaimEvent.objects.create(
        claim=claim,
        from_status=claim.status,
        to_status=claim.status,
        reason="\n".join(told),
        by=by,
    )

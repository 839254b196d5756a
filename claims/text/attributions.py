"""Who is found to have said what, as a text is read."""

import re
from dataclasses import dataclass, replace

from claims.text.marks import Quotation
from claims.text.names import Names, Person
from claims.text.sources import first_subject
from claims.text.spans import Span, trim
from claims.text.speakers import Speakers
from claims.text.turns import Turn

# A sentence of the outlet's own between two quotations.
_TOLD_BETWEEN = re.compile(r"(?:[.!?][”\"’']?\s+|\n\s*)\w[^“\"]{15}")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words and who they are attributed to; `person` is None where the text does not tell.

    `chain` names those through whom it came, nearest the outlet first: for "A said that B had
    said …" the person is B and the chain is (A,). `more` are further stretches of a content that
    the outlet interrupts, `relative` the "who" that stands for the source. An `attitude` is told by
    the outlet in its own words: no statement of the person's.
    """

    content: Span
    voice: str
    person: Person | None = None
    cue: Span | None = None
    source: Span | None = None
    chain: tuple[str, ...] = ()
    more: tuple[Span, ...] = ()
    relative: Span | None = None
    attitude: bool = False

    @property
    def contents(self) -> tuple[Span, ...]:
        return (self.content, *self.more)

    @property
    def sources(self) -> tuple[Span, ...]:
        return tuple(span for span in (self.source, self.relative) if span)


def joined(found: list[Attribution]) -> list[Attribution]:
    """The stretches of a content that share their cue as one attribution."""
    together: dict[tuple[Span | None, ...], Attribution] = {}
    for attribution in found:
        key = (attribution.cue, attribution.source) if attribution.cue else (attribution.content,)
        first = together.get(key)
        if first is None:
            together[key] = attribution
            continue
        spans = sorted({*first.contents, *attribution.contents})
        voice = first.voice if first.voice == attribution.voice else "mixed"
        together[key] = replace(first, content=spans[0], more=tuple(spans[1:]), voice=voice)
    return list(together.values())


class Attributions:
    """Grows in the order of the text, and remembers who spoke: a quotation may go on from it.

    `found` holds everything, `spoken` the attribution of each quotation by its number.
    """

    def __init__(self, text: str, masked: str, quotations: list[Quotation], names: Names) -> None:
        self.text, self.masked, self.quotations = text, masked, quotations
        self.speakers = Speakers(text, names)
        self.found: list[Attribution] = []
        self.spoken: dict[int, Attribution] = {}

    def take_turn(self, turn: Turn) -> None:
        person = self.speakers.who(turn.source)
        self.found.append(Attribution(turn.content, "direct", person, turn.cue, turn.source))

    def speak(self, index: int, cue: Span, source: Span) -> None:
        person = self.speakers.who(source)
        found = Attribution(self.quotations[index].outer, "direct", person, cue, source)
        self.spoken[index] = found
        self.found.append(found)

    def report(self, content: Span, cue: Span, source: Span) -> None:
        person = self.speakers.who(source)
        outer = [a for a in self.found[-4:] if a.content.covers(cue) and a.person]
        chain = tuple(
            dict.fromkeys(a.person.name for a in outer if a.person and a.person != person)
        )
        voice = "mixed" if "_" in self.masked[content.start : content.end] else "indirect"
        self.found.append(Attribution(content, voice, person, cue, source, chain))

    def notice_subject(self, sentence: Span) -> None:
        subject = first_subject(self.masked, sentence)
        if subject and subject.of(self.masked) == subject.of(self.text):
            self.speakers.notice(subject)

    def inherit(self, index: int) -> None:
        """A quotation without a cue goes on from the one before, or nobody is known to speak."""
        quotation = self.quotations[index]
        if any(a.content.covers(quotation.outer) for a in self.found[-6:]):
            return
        previous = self._goes_on_from(index)
        if not self._stands_alone(quotation) or len(quotation.inner.of(self.text)) < 12:
            return
        if previous:
            found = replace(previous, content=quotation.outer)
        elif self.speakers.latest:
            person, source = self.speakers.latest, self.speakers.latest_at
            found = Attribution(quotation.outer, "direct", person, source=source)
        else:
            found = Attribution(quotation.outer, "unattributed")
        self.spoken[index] = found
        self.found.append(found)

    def _goes_on_from(self, index: int) -> Attribution | None:
        """The quotation before, unless the outlet tells something else in between."""
        previous = self.spoken.get(index - 1)
        if previous is None:
            return None
        ends = [span.end for span in (previous.content, previous.cue, previous.source) if span]
        start = self.quotations[index].outer.start
        told = _TOLD_BETWEEN.search(self.masked, min(max(ends), start), start)
        return None if told else previous

    def _stands_alone(self, quotation: Quotation) -> bool:
        """A quotation that begins a sentence; words quoted in mid-sentence are not speech."""
        before = trim(self.text, max(0, quotation.outer.start - 8), quotation.outer.start)
        return before is None or self.text[before.end - 1] in ".!?”\"’':…"


def mask(text: str, quotations: list[Quotation]) -> str:
    """The text with quoted words blanked by "_", so that no cue is found inside a quotation.

    No-break spaces become plain ones; every place stays where it is.
    """
    pieces, at = [], 0
    for quotation in quotations:
        if quotation.inner.start < at:
            continue
        pieces += [
            text[at : quotation.inner.start],
            "_" * (quotation.inner.end - quotation.inner.start),
        ]
        at = quotation.inner.end
    return "".join([*pieces, text[at:]]).replace("\xa0", " ")

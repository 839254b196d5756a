"""A sentence by voice: the stretches that are somebody's words, and those that are the outlet's."""

import re
from dataclasses import dataclass
from itertools import groupby

from claims.text.attributions import Attribution
from claims.text.cues import KIND, STANCE
from claims.text.signs import SHARE, compiled
from claims.text.spans import Span

_SHARE = compiled(r"(?:only |just |about |nearly |almost |over )?" + SHARE)
_ADDRESS_STOP = re.compile(r"[,;:“\"—–]|\s(?:and|but|while|after|before|as|when)\s")
# "A report published on Monday found …" states nothing of its own.
_ISSUED = re.compile(r"\s+(?:released|published|issued|out|conducted|commissioned|carried out)\b")
_OUTLET, _NOBODY = -1, -2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a sentence in one voice; the outlet's own where `attribution` is None."""

    span: Span
    attribution: Attribution | None


def stretches(text: str, sentence: Span, attributed: list[Attribution]) -> list[Stretch]:
    """The sentence by voice, in order; cues and the names before them belong to nobody."""
    owner = [_OUTLET] * (sentence.end - sentence.start)

    def paint(span: Span | None, value: int) -> None:
        if span and (part := span.clip(sentence)):
            size = part.end - part.start
            owner[part.start - sentence.start : part.end - sentence.start] = [value] * size

    for number, attribution in enumerate(attributed):
        if _first_person(text, attribution) or _is_telling(text, attribution):
            continue
        paint(_with_cue(text, attribution), number)
        if not keeps_cue(text, attribution):
            paint(_introduction(text, attribution), _NOBODY)
            paint(attribution.cue, _NOBODY)
            paint(_address(text, sentence, attribution), _NOBODY)
    found, at = [], sentence.start
    for value, group in groupby(owner):
        end = at + len(list(group))
        if value != _NOBODY and re.search(r"\w", text[at:end]):
            found.append(Stretch(Span(at, end), attributed[value] if value >= 0 else None))
        at = end
    return found


def _address(text: str, sentence: Span, attribution: Attribution) -> Span | None:
    """To whom and where it was said, after a quotation: "“…,” Ms Doe told voters in Tarn."."""
    cue, source = attribution.cue, attribution.source
    if cue is None or attribution.voice != "direct" or cue.start < attribution.content.end:
        return None
    start = max(cue.end, source.end if source else 0)
    if start >= sentence.end:
        return None
    stop = _ADDRESS_STOP.search(text, start, sentence.end)
    return Span(start, stop.start() if stop else sentence.end)


def _introduction(text: str, attribution: Attribution) -> Span | None:
    """The speaker's name with an apposition; a relative clause is the outlet's own statement."""
    source, cue = attribution.source, attribution.cue
    if source is None or cue is None or source.start > cue.start:
        return source
    if cue.of(text).endswith("ing") and "," in text[source.end : cue.start]:
        return None  # "Ms Doe resigned on Monday, saying …": her name is in the outlet's statement
    beside = text[source.end : source.end + 10]
    if re.match(r",\s+(?:who|which|whose)\b", beside):
        return None
    belongs = beside.startswith(",") or _ISSUED.match(text, source.end, cue.start)
    return Span(source.start, cue.start if belongs else source.end)


def _first_person(text: str, attribution: Attribution) -> bool:
    """True of "I said that …", which is the quoted speaker's own statement."""
    source = attribution.source
    return source is not None and source.of(text).lower() in ("i", "we", "you")


def _is_telling(text: str, attribution: Attribution) -> bool:
    """True of "who backed X" and "a majority said …": what the outlet itself tells."""
    cue, source = attribution.cue, attribution.source
    stance = cue is not None and cue.of(text).lower() in STANCE
    return stance or (source is not None and bool(_SHARE.match(source.of(text))))


def keeps_cue(text: str, attribution: Attribution) -> bool:
    """True of "blamed X for Y" and "vowed to Y", which say nothing without the verb."""
    cue = attribution.cue
    return cue is not None and KIND.get(cue.of(text).lower()) in ("at", "to")


def judges(text: str, attribution: Attribution) -> bool:
    """True of "called the plan a joke": a judgement, unless its words say more."""
    cue = attribution.cue
    return cue is not None and KIND.get(cue.of(text).lower()) == "at"


def _with_cue(text: str, attribution: Attribution) -> Span:
    if not attribution.cue or not keeps_cue(text, attribution):
        return attribution.content
    start = attribution.cue.start
    source = attribution.source
    if source and source.end <= start and start - source.end < 30:
        start = source.start
    return Span(min(start, attribution.content.start), attribution.content.end)

"""The turns in an article: "Ms Doe: …" opens a paragraph whose words need no quotation marks."""

import re
from dataclasses import dataclass

from claims.text.labels import label_source, names_somebody
from claims.text.names import Names
from claims.text.spans import Span, paragraphs

_LABEL = re.compile(r"(?P<who>[A-Z][^:?!;,“”\"\n]{1,90}):\s+(?=[^\s“\"‘'])")
_SENTENCE_END = ".?!…)”\"’'—–"


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks (`source`), the colon (`cue`) and what they say."""

    source: Span
    cue: Span
    content: Span


def turns(text: str, names: Names) -> dict[int, Turn]:
    """Turns by the place where their paragraph starts."""
    found = (_turn(text, paragraph, names) for paragraph in paragraphs(text))
    return {start: turn for start, turn in found if turn}


def _turn(text: str, paragraph: Span, names: Names) -> tuple[int, Turn | None]:
    label = _LABEL.match(text, paragraph.start, paragraph.end)
    if label is None or text[paragraph.end - 1] not in _SENTENCE_END:
        return paragraph.start, None
    named = label_source(label["who"])
    if not names_somebody(named.of(label["who"]), names):
        return paragraph.start, None
    source = Span(label.start() + named.start, label.start() + named.end)
    colon = Span(label.end("who"), label.end("who") + 1)
    return paragraph.start, Turn(source, colon, Span(label.end(), paragraph.end))

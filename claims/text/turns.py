"""The turns of a transcript: "Ms Doe: …" opens a paragraph whose words need no quotation marks."""

import re
from dataclasses import dataclass

from claims.text.lexicon import HONORIFICS, ROLE_WORDS
from claims.text.names import Names
from claims.text.spans import Span, paragraphs

_LABEL = re.compile(r"(?P<who>[A-Z][^:?!;,“”\"\n]{1,90}):\s+(?=[^\s“\"‘'])")
_NAMED_IN_BRACKETS = re.compile(r"\((?P<name>(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady)\.? [^)]+)\)")
_LINKS = frozenset("of for the and to in".split())
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
    source = _source(label)
    if not _names_somebody(source.of(text), names):
        return paragraph.start, None
    colon = Span(label.end("who"), label.end("who") + 1)
    return paragraph.start, Turn(source, colon, Span(label.end(), paragraph.end))


def _source(label: re.Match[str]) -> Span:
    """The name: in "The Minister (Ms Doe)" and "Ms Doe (Tarn) (Lab)" it is Ms Doe."""
    if named := _NAMED_IN_BRACKETS.search(label["who"]):
        return Span(label.start() + named.start("name"), label.start() + named.end("name"))
    return Span(label.start(), label.start() + len(label["who"].partition("(")[0].rstrip()))


def _names_somebody(label: str, names: Names) -> bool:
    """False of "One thing is clear", "Poll" and "The result"."""
    words = label.split()
    if any(not word[0].isupper() and word not in _LINKS for word in words):
        return False
    first = words[0].rstrip(".").lower()
    if first in HONORIFICS or (first == "the" and words[-1].lower() in ROLE_WORDS):
        return True
    person = names.resolve(label.title() if label.isupper() else label)
    return person is not None and " " in person.name and person.name[0].isupper()

"""Half-open ranges of Unicode code points, and the paragraphs of a text."""

import re
from dataclasses import dataclass

# A long run without a sentence end is cut here, so that work per sentence stays bounded.
MAX_SENTENCE = 3_000

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SENTENCE_END = (".", "!", "?", "…", ":", ";", '"', "”", "’", "'", ")", "]")
_WRAPPED_LINE = range(50, 121)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`text[start:end]`, counted in code points, as `TextPositionSelector` does in a str."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def clip(self, other: "Span") -> "Span | None":
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


def trim(text: str, start: int, end: int, extra: str = "") -> Span | None:
    """The range without white space (and `extra` characters) at its ends; None if none is left."""
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return Span(start, end) if start < end else None


def paragraphs(text: str, within: Span | None = None) -> list[Span]:
    """Paragraphs in order, trimmed, none empty; lines of a hard-wrapped paragraph stay together."""
    found: list[Span] = []
    for line in lines(text, within):
        if found and _continues(text, found[-1], line):
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return found


def lines(text: str, within: Span | None = None) -> list[Span]:
    """Lines in order, trimmed, none empty."""
    found, start, end = [], *((within.start, within.end) if within else (0, len(text)))
    for match in _BREAK.finditer(text, start, end):
        found.append(trim(text, start, match.start()))
        start = match.end()
    found.append(trim(text, start, end))
    return [line for line in found if line]


def _continues(text: str, before: Span, line: Span) -> bool:
    gap = text[before.end : line.start]
    if len(_BREAK.findall(gap)) != 1 or text[before.end - 1] in _SENTENCE_END:
        return False
    width = before.end - max(text.rfind("\n", before.start, before.end) + 1, before.start)
    return width in _WRAPPED_LINE and (text[line.start].islower() or width > 60)

"""Quotation marks: which stretches of a text stand between them.

Curly, straight, angle and low marks, mixed openings and closings, quotations that run over
paragraphs (each new paragraph opens again, only the last one closes), and the British habit of
single marks, told from apostrophes by what stands on either side.
"""

import re
from dataclasses import dataclass

from claims.text.spans import Span, trim

_OPENING = "“«„"
_CLOSING = "”»"
# Two apostrophes or backticks are a typewriter's quotation mark, still common in news archives.
_DOUBLE = re.compile(r"[“”«»„\"]|''|``")
_SINGLE_OPEN = re.compile(r"(?<![\w’'])[‘'](?=[\w\[£$€…])")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…\])%])[’'](?!\w)")


@dataclass(frozen=True, slots=True)
class Quotation:
    """`inner` lies between the marks, `outer` includes them; `closed` if the mark was there."""

    inner: Span
    outer: Span
    closed: bool
    single: bool = False


def quotations(text: str, paragraphs: list[Span]) -> list[Quotation]:
    """Outermost quotations in order; one that runs over paragraphs gives one per paragraph."""
    found: list[Quotation] = []
    for paragraph in paragraphs:
        double = _double(text, paragraph)
        found += sorted(double + _single(text, paragraph, double), key=lambda q: q.outer)
    return found


def _double(text: str, paragraph: Span) -> list[Quotation]:
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _DOUBLE.finditer(text, paragraph.start, paragraph.end):
        if opened is None:
            opened = mark if _may_open(text, paragraph, mark) else None
        elif mark.group() in _OPENING and not text[mark.start() - 1].isalnum():
            # A second opening mark: the first was never closed.
            found += _make(text, Span(*opened.span()), Span(mark.start(), mark.start()))
            opened = mark
        else:
            found += _make(text, Span(*opened.span()), Span(*mark.span()))
            opened = None
    if opened is not None and _opens_properly(text, paragraph, opened.start()):
        found += _make(text, Span(*opened.span()), Span(paragraph.end, paragraph.end))
    return found


def _may_open(text: str, paragraph: Span, mark: re.Match[str]) -> bool:
    if mark.group() in _OPENING:
        return True
    if mark.group() in _CLOSING:
        return mark.start() == paragraph.start
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    return not before.isalnum() and not after.isspace()


def _opens_properly(text: str, paragraph: Span, at: int) -> bool:
    """An unclosed mark counts at the start of a paragraph or after a colon or comma."""
    before = trim(text, paragraph.start, at)
    return before is None or text[before.end - 1] in ":,.!?"


def _make(text: str, opening: Span, closing: Span, *, single: bool = False) -> list[Quotation]:
    """A quotation between two marks; an empty closing mark is one that was never set."""
    inner = trim(text, opening.end, closing.start)
    if inner is None:
        return []
    closed = closing.start < closing.end
    return [Quotation(inner, Span(opening.start, closing.end), closed, single)]


def _single(text: str, paragraph: Span, double: list[Quotation]) -> list[Quotation]:
    found: list[Quotation] = []
    at, outside = paragraph.start, iter(double)
    quotation = next(outside, None)
    while match := _SINGLE_OPEN.search(text, at, paragraph.end):
        at = match.end()
        while quotation and quotation.outer.end <= match.start():
            quotation = next(outside, None)
        if quotation and quotation.outer.start <= match.start():
            continue
        close = _SINGLE_CLOSE.search(text, at, paragraph.end)
        if close is None:
            if _opens_properly(text, paragraph, match.start()):
                end = Span(paragraph.end, paragraph.end)
                found += _make(text, Span(*match.span()), end, single=True)
            break
        found += _make(text, Span(*match.span()), Span(*close.span()), single=True)
        at = close.end()
    return found

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
_DOUBLE = re.compile(r"[“”«»„\"]")
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
    opened: int | None = None
    for match in _DOUBLE.finditer(text, paragraph.start, paragraph.end):
        at = match.start()
        if opened is None:
            opened = at if _may_open(text, paragraph, at) else None
        elif match.group() in _OPENING and not text[at - 1].isalnum():
            # A second opening mark: the first was never closed, unless this one stands inside.
            found += _make(text, opened, at, closed=False)
            opened = at
        else:
            found += _make(text, opened, at, closed=True)
            opened = None
    if opened is not None and _opens_properly(text, paragraph, opened):
        found += _make(text, opened, paragraph.end, closed=False)
    return found


def _may_open(text: str, paragraph: Span, at: int) -> bool:
    if text[at] in _OPENING:
        return True
    if text[at] in _CLOSING:
        return at == paragraph.start
    before = text[at - 1] if at > paragraph.start else " "
    return not before.isalnum() and at + 1 < paragraph.end and not text[at + 1].isspace()


def _opens_properly(text: str, paragraph: Span, at: int) -> bool:
    """An unclosed mark counts at the start of a paragraph or after a colon or comma."""
    before = text[paragraph.start : at].rstrip()
    return not before or before[-1] in ":,.!?"


def _make(
    text: str, opened: int, end: int, *, closed: bool, single: bool = False
) -> list[Quotation]:
    inner = trim(text, opened + 1, end)
    if inner is None:
        return []
    return [Quotation(inner, Span(opened, end + 1 if closed else end), closed, single)]


def _single(text: str, paragraph: Span, double: list[Quotation]) -> list[Quotation]:
    found: list[Quotation] = []
    at = paragraph.start
    while match := _SINGLE_OPEN.search(text, at, paragraph.end):
        at = match.end()
        if any(q.outer.start <= match.start() < q.outer.end for q in double):
            continue
        close = _SINGLE_CLOSE.search(text, at, paragraph.end)
        if close is None:
            break
        found += _make(text, match.start(), close.start(), closed=True, single=True)
        at = close.end()
    return found

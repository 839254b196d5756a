"""Sentences with true offsets.

Boundaries are nupunkt's (Punkt: Kiss and Strunk 2006, doi:10.1162/coli.2006.32.4.485), found one
paragraph at a time, so that a headline without a full stop never runs into the text below it.
"""

import re

import nupunkt

from claims.text.spans import MAX_SENTENCE, Span, paragraphs, trim

_WORD = re.compile(r"\w")
_QUOTE_END = "\"”’'»"
# "“Why now?” she asked." is one sentence.
_CUE_CLAUSE = re.compile(
    r"[a-z]|(?:[A-Z][\w.’'-]*\s){1,4}(?:said|says|asked|added|told|wrote|replied|tweeted)\b"
    r"[^\"“]{0,60}$"
)


def sentences(text: str) -> list[Span]:
    """Sentences in order: trimmed, disjoint, together covering every non-space character."""
    return [span for paragraph in paragraphs(text) for span in _of_paragraph(text, paragraph)]


def _of_paragraph(text: str, paragraph: Span) -> list[Span]:
    found: list[Span] = []
    for start, end in nupunkt.sent_spans(paragraph.of(text)):
        span = trim(text, paragraph.start + start, paragraph.start + end)
        if span is None:
            continue
        if found and _belongs_to_previous(span.of(text), text[found[-1].end - 1]):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return [piece for span in found for piece in _bounded(text, span)]


def _belongs_to_previous(sentence: str, last: str) -> bool:
    if _WORD.search(sentence) is None:
        return True
    return last in _QUOTE_END and bool(_CUE_CLAUSE.match(sentence))


def _bounded(text: str, span: Span) -> list[Span]:
    pieces, start = [], span.start
    while span.end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > 0 else start + MAX_SENTENCE
        pieces.append(trim(text, start, cut))
        start = cut
    pieces.append(trim(text, start, span.end))
    return [piece for piece in pieces if piece]

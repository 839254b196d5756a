"""What differs between two texts, word by word."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word with the white space after it, so that joining the parts gives the text back.
WORD = re.compile(r"\S+\s*|\s+")


def word_diff(old: str, new: str) -> SafeString:
    """`new` with what was taken out of `old` struck through and what came in underlined."""
    before, after = WORD.findall(old), WORD.findall(new)
    # With its shortcut for very frequent words: without it, 20,000 characters of one repeated word
    # took 43 seconds.
    matcher = SequenceMatcher(None, before, after)
    return format_html_join(
        "",
        "{}",
        (
            (part(op, "".join(before[a:b]), "".join(after[c:d])),)
            for op, a, b, c, d in matcher.get_opcodes()
        ),
    )


def part(op: str, old: str, new: str) -> SafeString | str:
    if op == "equal":
        return new
    removed = format_html("<del>{}</del>", old) if old else ""
    added = format_html("<ins>{}</ins>", new) if new else ""
    return format_html("{}{}", removed, added)


# The two texts of a claim beside each other -------------------------------------------------------

TOKEN = re.compile(r"\w+(?:[’'.,-]\w+)*|\s+|[^\w\s]")
QUOTED = re.compile(r"“([^”]+)”")
Mark = tuple[int, int, str, str]  # start, end, CSS class, title


def beside(printed: str, text: str, flags: Iterable[str]) -> tuple[SafeString, SafeString]:
    """The words as printed and the self-contained text, with what the rewrite replaced and put in,
    and the words of which the engine was unsure, marked in both."""
    old, new = (list(TOKEN.finditer(words)) for words in (printed, text))
    # A capital at the start is no change.
    matcher = SequenceMatcher(
        None, [t.group().lower() for t in old], [t.group().lower() for t in new]
    )
    gone: list[Mark] = []
    added: list[Mark] = []
    for op, a, b, c, d in matcher.get_opcodes():
        if op != "equal":
            gone += stretch(old[a:b], "replaced", "the rewrite says this in other words")
            added += stretch(new[c:d], "put-in", "put in by the rewrite")
    unsure = list(flags)
    return (
        marked(printed, [*gone, *doubts(printed, unsure)]),
        marked(text, [*added, *doubts(text, unsure)]),
    )


def stretch(tokens: list[re.Match], css: str, title: str) -> list[Mark]:
    """One mark for tokens that stand together; none for white space and punctuation alone."""
    words = [token for token in tokens if token.group()[0].isalnum()]
    return [(words[0].start(), tokens[-1].end(), css, title)] if words else []


def doubts(text: str, flags: Iterable[str]) -> Iterator[Mark]:
    """The words that a flag quotes: which “seat”."""
    for flag in flags:
        for words in QUOTED.findall(flag):
            for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.I):
                yield found.start(), found.end(), "unsure", f"not clear: {flag}"


def marked(text: str, marks: Iterable[Mark]) -> SafeString:
    """`text` with each mark as an element around its words; where two overlap, one in the other."""
    marks = [m for m in marks if m[0] < m[1]]
    ends = sorted({0, len(text), *(end for m in marks for end in m[:2])})
    return format_html_join(
        "",
        "{}",
        (
            (wrapped(text[a:b], [m for m in marks if m[0] <= a and b <= m[1]]),)
            for a, b in pairwise(ends)
        ),
    )


def wrapped(words: str, marks: Iterable[Mark]) -> SafeString | str:
    html: SafeString | str = words
    for css, title in {(css, title): None for _, _, css, title in marks}:
        html = format_html('<span class="{}" title="{}">{}</span>', css, title, html)
    return html

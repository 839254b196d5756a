"""What differs between two texts, word by word."""

import re
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word with the white space after it, so that joining the parts gives the text back.
WORD = re.compile(r"\S+\s*|\s+")


def word_diff(old: str, new: str) -> SafeString:
    """`new` with what was taken out of `old` struck through and what came in underlined."""
    before, after = WORD.findall(old), WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
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

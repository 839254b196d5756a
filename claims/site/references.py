"""The reasoning as it is shown: each [n] leads to evidence n, and evidence n leads back."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from claims.services.markdown import clean

Document = Mapping[str, Any]

TAG = re.compile(r"(<[^>]*>)")
REFERENCE = re.compile(r"\[([1-9][0-9]{0,2})\]")
# Inside these a number in brackets is a link's text or code, not a reference.
CLOSED = ("a", "code", "pre")


def reasoning(document: Document) -> tuple[SafeString, set[int]]:
    """The text's HTML, and the numbers that it refers to.

    Sanitised again: a hole closed in the sanitiser must be closed in what was frozen before.
    """
    numbers = {str(item["number"]) for item in document["evidence"]}
    cited: set[int] = set()

    def reference(found: re.Match[str]) -> str:
        number = found[1]
        if number not in numbers:
            return found[0]
        # The first one is where the evidence leads back to.
        place = "" if int(number) in cited else f' id="cited-{number}"'
        cited.add(int(number))
        return f'<a class="reference"{place} href="#evidence-{number}">[{number}]</a>'

    parts, closed = [], 0
    # nh3 writes ">" inside attributes as "&gt;", so a tag ends at the first ">".
    for part in TAG.split(clean(document["body_html"])):
        if part.startswith("<"):
            closed += nesting(part)
        elif not closed:
            part = REFERENCE.sub(reference, part)
        parts.append(part)
    return mark_safe("".join(parts)), cited


def nesting(tag: str) -> int:
    name = tag.strip("</>").partition(" ")[0]
    if name not in CLOSED:
        return 0
    return -1 if tag.startswith("</") else 1

"""What a new version would say that the last one does not, in words for its second reader."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]
# The part of the document, which of its items, and a number should two be the same.
Key = tuple[str, str, int]
# What a part says: each of its names, and the words there.
Part = dict[str, str]

# Made from other names, which are compared themselves, or what tells one item from the next.
MADE = {
    "claim": {"id"},
    "verdict": {"code", "rating", "best", "worst"},
    "appearances": {"start", "end", "article id", "snapshot id", "snapshot sha256"},
    # Our copy of a page may arrive at any time, and changes nothing that is said.
    "evidence": {
        "number",
        "copy",
        "copy id",
        "copy sha256",
        "copy size",
        "copy content type",
        "copy fetched at",
    },
    "body_html": {""},
    "as_of": {""},
}
HEADINGS = {
    "claim": "Claim",
    "appearances": "Where it was said",
    "body": "Reasoning",
    "reply": "The speaker’s reply",
}
WORDS = {
    "label": "",
    "text": "",
    "exact": "the words",
    "before": "words before",
    "after": "words after",
    "reason": "in one line",
    "stated on": "said on",
    "stated precision": "how exact that date is",
    "speaker name": "speaker",
    "speaker id": "which speaker of that name",
    "speaker printed": "speaker as printed",
    "article publisher": "outlet",
    "article url": "link of the article",
    "precedent": "record",
    "plan": "check plan",
    "url": "link",
    "quote": "passage",
    "archived url": "archived copy",
    "archived_url": "archived copy",
    "accessed on": "read on",
    "accessed_on": "read on",
    "primary": "primary source",
}

# What is typed of a cited item.
ITEM = (
    "role", "title", "url", "primary", "quote", "accessed_on", "archived_url", "interest",
)  # fmt: skip


def differences(old: Document, new: Document) -> list[tuple[str, str, str]]:
    """What differs: its name, what the last version says, what the new one would.

    Evidence that is new is shown apart.
    """
    before, after = parts({name: old.get(name) for name in new}), parts(new)
    known = [key for key in before | after if key[0] != "evidence" or key in before]
    return [row for key in known for row in rows(key, before.get(key, {}), after.get(key, {}))]


def known_numbers(document: Document) -> set[int]:
    """The items that a version cites."""
    return {item["number"] for item in document.get("evidence") or ()}


def item_in_words(item: Document) -> str:
    """A cited item as a text, to compare it with what it was."""
    said = {name: plain(item.get(name)) for name in ITEM}
    return "\n".join(f"{WORDS.get(n, n)}: {words}" for n, words in said.items() if words)


def parts(document: Document) -> dict[Key, Part]:
    found: dict[Key, Part] = {}
    for name, value in document.items():
        items = value if name in ("appearances", "evidence") else [value]
        for item in items or ():
            said = {leaf: words for leaf, words in leaves(item) if leaf not in MADE.get(name, ())}
            found[free_key(found, name, which(name, item))] = said
    return found


def which(name: str, item: Any) -> str:
    """What stays the same of an item when its wording changes."""
    if name == "evidence":
        return str(item["number"])
    if name == "appearances":
        return f"{item['snapshot']['id']} {item['start']} {item['end']}"
    return ""


def free_key(found: Mapping[Key, Part], name: str, item: str) -> Key:
    return name, item, sum(key[:2] == (name, item) for key in found)


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every name in it, however deep, with what stands there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{name} {key.replace('_', ' ')}".strip())
    elif isinstance(value, list):
        yield name, "\n".join(one_line(item) for item in value)
    else:
        yield name, plain(value)


def one_line(item: Any) -> str:
    """An item of a list within an item: a type, a step of the plan, a reason for the score."""
    if isinstance(item, dict) and "label" in item:
        return str(item["label"])
    return ": ".join(words for _, words in leaves(item) if words)


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def rows(key: Key, before: Part, after: Part) -> Iterator[tuple[str, str, str]]:
    heading = HEADINGS.get(key[0], key[0].capitalize())
    if key[0] == "evidence":
        heading = f"{heading} [{key[1]}]"
    if not before or not after:
        if before or after:
            yield heading, whole(before), whole(after)
        return
    for name in before | after:
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield titled(heading, name), old, new


def whole(part: Part) -> str:
    return "\n".join(f"{WORDS.get(n, n) or 'text'}: {words}" for n, words in part.items() if words)


def titled(heading: str, name: str) -> str:
    word = WORDS.get(name, name)
    return f"{heading}: {word}" if word else heading

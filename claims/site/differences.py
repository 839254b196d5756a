"""What changed between two versions, word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from claims.site.words import ROLES, who_said_it
from claims.templatetags.record import day

Document = Mapping[str, Any]

WORD = re.compile(r"\S+\s*|\s+")
AROUND = 8  # words left standing on each side of a change
STANDS = 3  # words that two texts must share in a row to count as unchanged

# Whether the words are the same, and where they stand in the old and in the new text.
Stretch = tuple[bool, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is `same`, `removed`, `added`, or left out (`gap`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the document, and how its text changed."""

    field: str
    pieces: tuple[Piece, ...]


def changes(old: Document, new: Document) -> list[Change]:
    """The fields that differ, in the order of the page."""
    before, after = dict(fields(old)), dict(fields(new))
    return [
        Change(name, shortened(pieces(before[name], after[name])))
        for name in after
        if before[name] != after[name]
    ]


def fields(document: Document) -> Iterator[tuple[str, str]]:
    claim = document["claim"]
    yield "Claim in short", claim["headline"]
    yield "Claim", claim["text"]
    yield "Who said it", speaker(document)
    yield "When", day(claim["stated_on"], claim["stated_precision"])
    yield "Where", "\n".join(sighting(a) for a in document["appearances"])
    yield "Verdict", document["verdict"]["label"]
    yield "Why", document["verdict"]["reason"]
    yield "Summary", document["summary"]
    yield "Reasoning", document["body"]
    yield "Evidence", "\n".join(evidence(item) for item in document["evidence"])
    yield "Reply", reply(document["reply"])


def speaker(document: Document) -> str:
    named = document["claim"]["speaker"] or {"role": "", "party": ""}
    party = f" ({named['party']})" if named["party"] else ""
    return in_a_row(who_said_it(document), named["role"]) + party


def sighting(appearance: Document) -> str:
    article = appearance["article"]
    place = in_a_row(article["publisher"], article["title"], day(article["published_on"]))
    return f"“{appearance['exact']}” {place}"


def evidence(item: Document) -> str:
    quote = f" “{item['quote']}”" if item["quote"] else ""
    interest = f" Its interest: {item['interest']}" if item.get("interest") else ""
    return (
        f"[{item['number']}] {item['title']}. {ROLES[item['role']][1]}.{quote} {item['url']}"
        f"{interest}"
    )


def reply(answer: Document) -> str:
    asked = f"Asked on {day(answer['asked_on'])}." if answer["asked_on"] else ""
    replied = f"\nAnswered on {day(answer['replied_on'])}." if answer.get("replied_on") else ""
    return f"{asked}\n{answer['text']}{replied}".strip()


def in_a_row(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


# Versions are frozen, so their differences are too; a page of ten versions costs them once.
@lru_cache(maxsize=256)
def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Without the `removed` ones, in their order, the words of the new text; without `added`, of
    the old."""
    a, b = WORD.findall(old), WORD.findall(new)
    found = []
    for same, i, j, k, m in readable(opcodes(a, b)):
        if same:
            found.append(Piece("same", text(b[k:m])))
            continue
        if i < j:
            found.append(Piece("removed", text(a[i:j])))
        if k < m:
            found.append(Piece("added", text(b[k:m])))
    return tuple(found)


def text(words: list[str]) -> str:
    """As they stood, lines too; the space between two pieces belongs to neither."""
    return "".join(words).rstrip(" ")


def opcodes(a: list[str], b: list[str]) -> list[Stretch]:
    """Compared without the space that follows: a word that ends a line now has not changed."""
    matcher = SequenceMatcher(None, [w.strip() for w in a], [w.strip() for w in b])
    return [(kind == "equal", i, j, k, m) for kind, i, j, k, m in matcher.get_opcodes()]


def readable(stretches: list[Stretch]) -> list[Stretch]:
    """A rewritten sentence is one change: a few words it shares with the old do not split it."""
    merged: list[Stretch] = []
    for place, (same, i, j, k, m) in enumerate(stretches):
        inside = 0 < place < len(stretches) - 1
        same = same and not (inside and j - i < STANDS)
        if merged and not same and not merged[-1][0]:
            _, i, _, k, _ = merged.pop()
        merged.append((same, i, j, k, m))
    return merged


def shortened(whole: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Long stretches in which nothing changed are left out."""
    last = len(whole) - 1
    return tuple(
        short
        for place, piece in enumerate(whole)
        for short in (middle_out(piece, place == 0, place == last) if is_same(piece) else [piece])
    )


def is_same(piece: Piece) -> bool:
    return piece.kind == "same"


def middle_out(piece: Piece, first: bool, last: bool) -> list[Piece]:
    """The words next to a change; before the first and after the last one there is no change."""
    words = WORD.findall(piece.text)
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + 2:
        return [piece]
    kept = [("same", words[:head]), ("gap", ["…"]), ("same", words[len(words) - tail :])]
    return [Piece(kind, text(stretch)) for kind, stretch in kept if stretch]

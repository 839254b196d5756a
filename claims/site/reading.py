"""From frozen documents to what the verdict page shows, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.site.differences import Change, changes
from claims.site.words import AGAINST, FACTORS, PLAN, ROLES

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One version in the history, and what it changed in the version before."""

    line: Document
    before: Document | None
    changes: list[Change]

    @property
    def kind(self) -> str:
        return str(self.line["kind"])


def history(documents: Mapping[int, Document], number: int) -> list[Entry]:
    """The versions up to this one, newest first. A removed version has no document to compare."""
    lines = documents[number]["versions"]
    befores = [None, *lines]
    entries = [
        Entry(line, before, compared(documents, line["number"]))
        for before, line in zip(befores, lines, strict=False)
    ]
    return entries[::-1]


def compared(documents: Mapping[int, Document], number: int) -> list[Change]:
    if number not in documents or number - 1 not in documents:
        return []
    return changes(documents[number - 1], documents[number])


def of_kind(entries: list[Entry], *kinds: str) -> list[Entry]:
    return [entry for entry in entries if entry.kind in kinds]


def reasons(document: Document) -> dict[str, list[str]]:
    """Why this claim: what spoke for checking it, and what against, strongest first."""
    first = document["appearances"][0] if document["appearances"] else {"factors": []}
    named = [f for f in first["factors"] if f["name"] != "constant"]
    named.sort(key=lambda f: -abs(f["contribution"]))
    return {
        "for": [in_words(f) for f in named if f["contribution"] > 0],
        "against": [in_words(f) for f in named if f["contribution"] < 0],
    }


def in_words(factor: Document) -> str:
    name = str(factor["name"])
    words = FACTORS if factor["contribution"] > 0 else FACTORS | AGAINST
    return words.get(name, name)


def plan(document: Document) -> list[tuple[str, list[str]]]:
    """The check plan, step by step under the headings a reader understands."""
    steps = document["claim"]["plan"]
    found = [
        (heading, [step["text"] for step in steps if step["kind"] == kind])
        for kind, heading in PLAN.items()
    ]
    return [(heading, texts) for heading, texts in found if texts]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the claim was said, the earliest first, those without a day last."""

    sightings: list[Document]
    outlets: int
    first: str | None
    last: str | None


def timeline(document: Document) -> Timeline:
    said = document["appearances"]
    days = sorted(a["article"]["published_on"] for a in said if a["article"]["published_on"])
    return Timeline(
        sorted(said, key=lambda a: a["article"]["published_on"] or "~"),
        len({a["article"]["publisher"] for a in said if a["article"]["publisher"]}),
        days[0] if days else None,
        days[-1] if days else None,
    )


def weight(document: Document) -> list[tuple[str, str, int, int]]:
    """How many items speak for the claim, against it, or give context, and how many of them are
    primary sources: (sign, words, items, primary)."""
    found = []
    for role, (sign, words) in ROLES.items():
        items = [item for item in document["evidence"] if item["role"] == role]
        if items:
            found.append((sign, words, len(items), sum(bool(i["primary"]) for i in items)))
    return found

"""Everywhere a claim was seen, in order of time: the list, and the line of dots above it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from claims.models import Anchor, Appearance, Claim, Review

from .cards import VOICES

SHOWN = 200
FIRST = 8  # more are folded
WIDTH, EDGE, STEP, LINE = 640, 10, 11, 60
FATES = {
    "exact": "still there",
    "moved": "moved within the text",
    "changed": "reworded",
    "gone": "taken out",
    "unclear": "could not be followed",
}


@dataclass(frozen=True, slots=True)
class Sighting:
    appearance: Appearance
    article: Any
    at: datetime
    dated: bool  # the outlet's date, not the day we found it
    voice: str
    fates: list[tuple[Anchor, str]]
    other_words: bool


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    again: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: list[Sighting]
    folded: list[Sighting]
    more: bool
    dots: list[Dot]
    verdicts: list[tuple[float, Review]]
    begin: datetime | None
    end: datetime | None

    @property
    def top(self) -> float:
        """Where the drawing begins: above the highest pile of dots."""
        return min((dot.y for dot in self.dots), default=LINE) - STEP

    @property
    def height(self) -> float:
        return LINE + 6 - self.top

    @property
    def summary(self) -> str:
        count = len(self.rows) + len(self.folded)
        after = sum(dot.again for dot in self.dots)
        told = f"{count} sightings from {self.begin:%-d %B %Y} to {self.end:%-d %B %Y}"
        return f"{told}, {after} of them after our verdict." if self.verdicts else f"{told}."


def timeline(claim: Claim, reviews: Iterable[Review]) -> Timeline:
    """Two queries; without the texts of the articles."""
    rows = list(
        claim.appearances.filter(carried_from=None)
        .select_related("snapshot__article__publisher")
        .defer("snapshot__text", "factors")
        .annotate(at=Coalesce("snapshot__article__published_at", "snapshot__taken_at"))
        .order_by("at", "pk")[: SHOWN + 1]
    )
    fates = later_versions(claim)
    first = rows[0].exact if rows else ""
    found = [sighting(row, fates[row.snapshot.article_id], first) for row in rows[:SHOWN]]
    public = [r for r in reviews if r.published_at]
    times = [s.at for s in found] + [r.published_at for r in public]
    begin, end = (min(times), max(times)) if found else (None, None)
    return Timeline(
        found[:FIRST],
        found[FIRST:],
        len(rows) > SHOWN,
        dots(found, public, begin, end),
        [(place(r.published_at, begin, end), r) for r in public] if found else [],
        begin,
        end,
    )


def later_versions(claim: Claim) -> dict[int, list[tuple[Anchor, str]]]:
    """By article, what became of the words in each later version of it, the oldest first."""
    anchors = (
        Anchor.objects.filter(appearance__claim=claim)
        .select_related("snapshot")
        .defer("snapshot__text")
        .order_by("-pk")
    )
    found: dict[int, list[tuple[Anchor, str]]] = defaultdict(list)
    for anchor in reversed(anchors[:SHOWN]):
        found[anchor.snapshot.article_id].append((anchor, FATES[anchor.fate]))
    return found


def sighting(row: Any, fates: list[tuple[Anchor, str]], first: str) -> Sighting:
    article = row.snapshot.article
    return Sighting(
        row,
        article,
        row.at,
        article.published_at is not None,
        VOICES.get(row.voice, row.voice),
        fates,
        row.exact.lower().strip(" .") != first.lower().strip(" ."),
    )


def place(at: datetime, begin: datetime | None, end: datetime | None) -> float:
    """Where a time stands on the line; in the middle where there is but one."""
    if begin is None or end is None or begin == end:
        return WIDTH / 2
    return round(EDGE + (WIDTH - 2 * EDGE) * ((at - begin) / (end - begin)), 1)


def dots(
    found: list[Sighting], public: list[Review], begin: datetime | None, end: datetime | None
) -> list[Dot]:
    """One dot for each sighting, on top of one another where they would touch."""
    height: dict[int, int] = defaultdict(int)
    decided = min((r.published_at for r in public), default=None)
    placed = []
    for seen in found:
        x = place(seen.at, begin, end)
        column = round(x / STEP)
        y = LINE - 8 - STEP * min(height[column], 4)
        height[column] += 1
        placed.append(Dot(x, y, decided is not None and seen.at > decided))
    return placed

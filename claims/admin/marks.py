"""Small marks that lists and pages share: a score with its bar, types and states as tags.

Bars are SVG: under the content security policy an element may not carry a style attribute.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.models import Claim

# One muted colour per family of types; sixteen would not be told apart.
FAMILIES = {
    "quantity": "number",
    "comparison": "number",
    "precedent": "precedent",
    "causal": "causal",
    "rule": "record",
    "voting": "record",
    "support": "record",
    "prediction": "prediction",
    "public_opinion": "opinion",
    "event": "event",
    "quote": "event",
}
FAMILY_NAMES = {
    "number": "number or comparison",
    "precedent": "precedent or record",
    "causal": "cause",
    "record": "law, vote or promise",
    "prediction": "prediction",
    "opinion": "public opinion",
    "event": "event or quote",
    "other": "other",
}

HALF = 50
# What the scorer calls otherwise than a reader would.
NAMES = {"constant": "Where every claim starts"}


def family(types: Iterable[str]) -> str:
    """The colour of a claim: that of its first type."""
    return FAMILIES.get(next(iter(types), ""), "other")


def type_tags(types: Iterable[str]) -> SafeString:
    return format_html_join(
        " ",
        '<span class="tag type type-{}">{}</span>',
        ((FAMILIES.get(t, "other"), Claim.Type(t).label.capitalize()) for t in types),
    )


def state_tag(code: str, label: str) -> SafeString:
    return format_html('<span class="tag state state-{}">{}</span>', code, capfirst(label))


def percent(score: float) -> int:
    return round(100 * score)


def score_bar(score: float) -> SafeString:
    """The score of 0–1 as a whole number of 100, and as a bar."""
    return format_html(
        '<span class="score"><span class="figure">{0}</span>'
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="6"/><rect class="fill" width="{0}" height="6"/>'
        "</svg></span>",
        percent(score),
    )


def factor_bars(factors: list[dict]) -> SafeString:
    """Named factors, each a bar to the right (for checking) or to the left (against)."""
    longest = max((abs(f["contribution"]) for f in factors), default=0) or 1
    return format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="figure">{}</td><td>'
        '<svg class="bar wide" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="8"/>'
        '<rect class="{}" x="{}" width="{}" height="8"/></svg></td></tr>',
        (factor_row(f["name"], f["contribution"], longest) for f in factors),
    )


def factor_row(name: str, contribution: float, longest: float) -> tuple:
    length = HALF * abs(contribution) / longest
    side, start = ("for", HALF) if contribution >= 0 else ("against", HALF - length)
    figure = f"{contribution:+.1f}".replace("-", "−")
    return NAMES.get(name, capfirst(name)), figure, side, round(start, 1), round(length, 1)


# An article's way to its claims. A stage that waits for a worker stands for the next one.
WAY = {"fetching": "Fetching", "reading": "Reading", "extracting": "Extracting", "done": "Done"}
WAITS = {"waiting": "waiting for a worker", "queued": "waiting for the engine"}


@dataclass(frozen=True, slots=True)
class Stage:
    label: str
    place: str  # past, now, later or failed
    note: str = ""


def stages(progress: dict[str, Any], skipped: int = 0) -> list[Stage]:
    """The way from where it began: 0 with fetching, 1 with reading, 2 with extracting."""
    way = list(WAY)[skipped:]
    stage = progress["stage"]
    at = {"waiting": way[0], "queued": "extracting", "failed": ""}.get(stage, stage)
    note = WAITS.get(stage, "")
    if stage == "extracting" and progress.get("of"):
        note = f"{progress['read']}/{progress['of']}"
    if stage == "failed":
        return [Stage("Failed", "failed")]
    here = way.index(at)
    line = []
    for number, name in enumerate(way):
        place = "past" if number < here or stage == "done" else "later"
        place = "now" if number == here and stage != "done" else place
        line.append(Stage(WAY[name], place, note if number == here else ""))
    return line


RECORDS = {
    "first_since": "The first time since an earlier case",
    "extreme_since": "The highest or lowest since an earlier case",
    "all_time": "A record of all time",
    "only_first": "The first or only case ever",
}
DIRECTIONS = {"max": "the highest", "min": "the lowest", "first": "the first"}


def precedent_in_words(precedent: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What a record claim says, as pairs for a reader; what the engine left open says so."""
    if not precedent:
        return []
    since, span = precedent.get("since"), precedent.get("span_years")
    direction = DIRECTIONS.get(precedent.get("direction") or "")
    kind = RECORDS.get(precedent.get("kind") or "", "A record")
    if precedent.get("kind") == "extreme_since" and direction:
        kind = f"{direction.capitalize()} since an earlier case"
    return [
        ("Kind of record", kind),
        ("What is counted", precedent.get("metric") or "not said: settle it first"),
        ("Among which cases", precedent.get("universe") or "not said: settle it first"),
        *([("As printed", f"“{precedent['anchor']}”")] if precedent.get("anchor") else []),
        *([("Earlier case", str(since))] if since else []),
        *([("That is", f"{span} years before")] if span else []),
        *([("The claim", "denies the record")] if precedent.get("polarity") == "denied" else []),
    ]

"""An article as it is read on the desk: its text with every claim in place, and what became of
each sentence. A long text comes in parts, so that none takes long to open."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from claims.models import Appearance, Claim, Extraction, Snapshot
from claims.services.spans import Ends
from claims.text.labels import labels

from .highlights import LANES, Mark, Piece, marked, parts, pieces

# Characters; articles have 3,000 to 30,000, a debate of three hours 200,000.
PART = 30_000
LONGEST_NAME = 120
# Somebody has decided that the claim is to be checked, or checks it.
TAKEN = {Claim.Status.ACCEPTED, Claim.Status.UNDER_REVIEW, Claim.Status.REVIEWED}


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of a text, and the claims that stand there."""

    page: str
    number: int
    all: list[Ends]
    start: int
    end: int
    text: str
    marks: list[Mark]
    # How many claims stand in the parts before.
    before: int

    def mark_of(self, claim: int) -> Mark | None:
        return next((m for m in self.marks if m.claim.pk == claim), None)

    def beside(self, mark: Mark, step: int) -> Mark | None:
        at = self.marks.index(mark) + step
        return self.marks[at] if 0 <= at < len(self.marks) else None


def standing(snapshot: Snapshot):
    """The claims of a text, without those a newer engine no longer finds."""
    return snapshot.appearances.exclude(claim__status=Claim.Status.SUPERSEDED)


def part_of(snapshot: Snapshot, wanted: int = 0, claim: int = 0) -> Part:
    """The part with this claim, or else the wanted one of 1, 2, …"""
    everywhere = standing(snapshot)
    all_parts = parts(snapshot.text, PART)
    number = min(max(wanted, 1), len(all_parts)) - 1
    if claim and len(all_parts) > 1:
        starts = everywhere.filter(claim=claim).order_by("start").values_list("start", flat=True)
        if (at := starts.first()) is not None:
            number = bisect_right([start for start, _ in all_parts], at) - 1
    start, end = all_parts[number]
    here = everywhere.filter(end__gt=start, start__lt=end).select_related("claim__speaker")
    before = everywhere.filter(end__lte=start).count() if number else 0
    shown = here.defer("factors", "chain", "claim__plan", "claim__times", "claim__quantities",
                       "claim__precedent", "claim__detected_text")  # fmt: skip
    page = reverse("admin:claims_article_change", args=[snapshot.article_id])
    return Part(
        page, number + 1, all_parts, start, end, snapshot.text[start:end], marked(shown), before
    )


# The text -----------------------------------------------------------------------------------------


def running_text(part: Part, current: Mark | None) -> SafeString:
    """The part with its claims in place; in a transcript, who speaks stands out."""
    who = [
        (part.start + label.start, part.start + label.end)
        for label in labels(part.text)
        if label.who and label.end - label.start < LONGEST_NAME
    ]
    speaks = dict(who) if len(who) > 1 else {}
    also = [place for span in speaks.items() for place in span]
    html = []
    name_ends = 0
    for piece in pieces(part.text, part.marks, part.start, also):
        if piece.start in speaks:
            html.append('<b class="who">')
            name_ends = speaks[piece.start]
        html.append(piece_html(piece, part, current))
        if piece.end == name_ends:
            html.append("</b>")
    return mark_safe("".join(html))


def piece_html(piece: Piece, part: Part, current: Mark | None) -> str:
    """HTML: the words, wrapped once for each claim that covers them, after the numbers of those
    that begin here; `data-s` is where they begin in the whole text. Written by hand, for a part
    has thousands of these and format_html() escapes every argument again.
    """
    numbers = "".join(number_link(mark, part, current) for mark in piece.begins)
    # A browser would make one line end of a carriage return and a line feed, and offsets wrong.
    words = escape(piece.text).replace("\r", "&#13;")
    html = f'<span data-s="{piece.start}">{words}</span>'
    for mark in {m.lane: m for m in piece.marks[: 2 * LANES]}.values():
        this = " this" if mark == current else ""
        html = (
            f'<span class="mark type-{mark.family} s{mark.strength} lane-{mark.lane}{this}"'
            f' data-c="{mark.claim.pk}" title="{mark.told}">{html}</span>'
        )
    return numbers + html


def number_link(mark: Mark, part: Part, current: Mark | None, *, again: bool = False) -> SafeString:
    """The number of a claim before its words: the place to go to, and what j and k stop at."""
    claim, number = mark.claim, part.before + mark.number
    states = "" if mark.strength else " off"
    states += " taken" if claim.status in TAKEN else ""
    more = ' hx-swap-oob="true"' if again else ""
    if mark == current:
        states, more = f"{states} current", f'{more} aria-current="true"'
    return mark_safe(
        f'<a class="number type-{mark.family}{states}" id="claim-{claim.pk}"'
        f' href="{part.page}?snapshot={mark.appearance.snapshot_id}&amp;claim={claim.pk}"'
        f' data-row{more} title="{mark.told}" aria-label="Claim {number}: {mark.told}">{number}</a>'
    )


# The sentences ------------------------------------------------------------------------------------

OUTCOMES = {"claim": "a claim", "not_claim": "no claim", "failed": "failed"}
WHY = {
    "a question": "It asks; it does not state.",
    "an exhortation": "It tells somebody what to do.",
    "a greeting or answer word": "A greeting, thanks or an answer.",
    "a note on the reporting": "About the reporting, not the matter.",
    "a remark on the proceedings": "About the proceedings, not the matter.",
    "a fragment without a statement": "Not a whole statement.",
    "only says who is speaking": "Only says who is speaking.",
    "nothing in it that could be verified": "Nothing in it that could be verified.",
    "opinion": "A judgement: nobody could prove it true or false.",
    "personal": "The speaker’s own experience or feeling: there is no public record of it.",
    "opinion and personal": "A judgement and the speaker’s own feeling.",
    "personal and opinion": "A judgement and the speaker’s own feeling.",
    "not_claim": "It states nothing.",
}
NAMES = dict(Claim.Type.choices)


def plain_reason(outcome: str, reason: str) -> str:
    """Why a sentence is what it is, in words for people who never saw the engine."""
    if outcome == "claim":
        return ", ".join(NAMES.get(name, name) for name in reason.split(", ")).capitalize()
    return WHY.get(reason) or reason or "The engine gave no reason."


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence, or what stands between two; `outcome` is empty there."""

    html: SafeString
    outcome: str
    label: str
    why: str
    begins_paragraph: bool
    blank: bool


def sentence_rows(part: Part, sentences: list[dict], current: Mark | None) -> Iterator[Row]:
    """The whole part, sentence by sentence."""
    here = [s for s in sentences if s["end"] > part.start and s["start"] < part.end]
    edges = sorted({part.start, part.end, *(e for s in here for e in (s["start"], s["end"]))})
    cut = list(pieces(part.text, part.marks, part.start, edges))
    starts = [piece.start for piece in cut]
    at = {max(s["start"], part.start): s for s in here}
    paragraph = True
    edges = [edge for edge in edges if part.start <= edge <= part.end]
    for start, end in zip(edges, edges[1:], strict=False):
        inside = cut[bisect_left(starts, start) : bisect_left(starts, end)]
        text = part.text[start - part.start : end - part.start]
        sentence = at.get(start)
        yield Row(
            mark_safe("".join(piece_html(piece, part, current) for piece in inside)),
            sentence["outcome"] if sentence else "",
            OUTCOMES[sentence["outcome"]] if sentence else "",
            plain_reason(sentence["outcome"], sentence["reason"]) if sentence else "",
            paragraph and bool(sentence),
            not text.strip(),
        )
        paragraph = "\n" in text if not sentence else False


def coverage(extraction: Extraction | None) -> dict:
    """How many sentences became what, and why not."""
    sentences = extraction.sentences if extraction else []
    counts = Counter(s["outcome"] for s in sentences)
    whys = Counter(
        plain_reason("not_claim", s["reason"]) for s in sentences if s["outcome"] == "not_claim"
    )
    return {"counts": counts, "why_not": whys.most_common()}


def failures(extraction: Extraction | None, text: str, most: int = 50) -> list[dict]:
    """The sentences that could not be read, each with its error."""
    failed = [s for s in (extraction.sentences if extraction else []) if s["outcome"] == "failed"]
    return [
        {"text": text[s["start"] : s["end"]], "reason": s["reason"], "start": s["start"]}
        for s in failed[:most]
    ]


def others(part: Part, mark: Mark, most: int = 40) -> Iterable[Appearance]:
    """The claims nearest to this one, to merge it into; in their order."""
    at = part.marks.index(mark)
    near = sorted(part.marks, key=lambda m: abs(m.number - 1 - at))[: most + 1]
    return sorted((m for m in near if m.claim.pk != mark.claim.pk), key=lambda m: m.number)

"""The history of a claim for a reader: everything that happened to it, the newest first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.models import Anchor, Claim, ClaimEvent, ReviewEvent
from claims.models.reviews import Review
from claims.services import triage
from claims.services.claims import TO

from .desk import page_address
from .diffs import word_diff

PAGE = 25
# As services.claims.line() writes a change; a text may go on over several lines.
FIELDS = ("Text", "Types", "Topic", "Speaker", "Said on", "Stated precision", "Note", "Assigned to")
CHANGE = re.compile(rf"^({'|'.join(FIELDS)}): ", re.M)
EMPTY = ("none", "nobody")
MERGED = Claim.Status.MERGED


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    by: Any  # a user; None is the engine or a worker
    kind: str
    what: SafeString | str
    more: SafeString | str = ""
    # The step that can be taken back, and the batch it was taken in.
    undo: int | None = None
    batch: Any = None


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[Entry]
    number: int
    newer: int | None
    older: int | None


def history(claim: Claim, number: int = 1) -> Page:
    """One page of it, in five queries whatever there is."""
    number = max(1, min(number, 1000))
    most = number * PAGE + 1
    sources = (steps, reviewed, seen, changed_by_outlet, settled)
    found = chain.from_iterable(islice(source(claim, most), most) for source in sources)
    born = Entry(claim.created_at, None, "born", "Became a claim of the desk")
    entries = sorted([*found, born], key=lambda entry: entry.at, reverse=True)
    return Page(
        entries[most - 1 - PAGE : most - 1],
        number,
        number - 1 if number > 1 else None,
        number + 1 if len(entries) >= most else None,
    )


# What people and workers did ----------------------------------------------------------------------


def steps(claim: Claim, most: int) -> Iterator[Entry]:
    events = ClaimEvent.objects.filter(Q(claim=claim) | Q(other=claim))
    last = True  # only the last step can be taken back
    for event in events.select_related("by", "claim", "other")[:most]:
        what, more = told(event, claim)
        if same_place(event) or event.claim_id != claim.pk:
            yield Entry(event.at, event.by, "edit" if same_place(event) else "step", what, more)
            continue
        undo = last and event.to_status == claim.status and triage.can_undo(event)
        last = False
        back = {"undo": event.pk, "batch": event.batch} if undo else {}
        yield Entry(event.at, event.by, "step", what, more, **back)


def same_place(event: ClaimEvent) -> bool:
    return event.from_status == event.to_status


def told(event: ClaimEvent, claim: Claim) -> tuple[SafeString | str, SafeString | str]:
    if event.other_id:
        return about_two(event, claim), event.reason if not same_place(event) else ""
    if same_place(event):
        return changes(event.reason)
    before, after = status(event.from_status), status(event.to_status)
    what = format_html("{} → <b>{}</b>", capfirst(before), after) if before else capfirst(after)
    reason = event.reason
    if event.code:
        what = format_html("{}: {}", what, event.get_code_display().lower())
    return what, reason


def about_two(event: ClaimEvent, claim: Claim) -> SafeString:
    here = event.claim_id == claim.pk
    other = link(event.other if here else event.claim)
    if event.to_status == event.from_status:
        return format_html("{} {}", event.reason, other)
    if event.to_status == MERGED:
        return format_html(
            "<b>Merged</b> into {}" if here else "{} was <b>merged</b> into it", other
        )
    return format_html(
        "<b>Split</b> from {} again" if here else "{} was <b>split</b> off again", other
    )


def changes(reason: str) -> tuple[SafeString | str, SafeString | str]:
    """The headline of a change, and each field with what was taken out and put in."""
    first, *rest = CHANGE.split(reason)
    fields = list(zip(rest[::2], rest[1::2], strict=True))
    first = first.strip()
    what = first or f"Changed {', '.join(name.lower() for name, _ in fields)}"
    diffs = format_html_join(
        "", '<div class="change"><span class="field">{}</span> <span class="diff">{}</span></div>',
        ((name, diff(values.rstrip("\n"))) for name, values in fields),
    )  # fmt: skip
    return what, diffs


def diff(values: str) -> SafeString | str:
    """Word by word; as it was written where a text has the arrow in it."""
    if values.count(TO) != 1:
        return values
    before, after = values.split(TO)
    return word_diff(*("" if value in EMPTY else value for value in (before, after)))


def reviewed(claim: Claim, most: int) -> Iterator[Entry]:
    events = ReviewEvent.objects.filter(review__claim=claim).select_related("by", "review")
    for event in events[:most]:
        step = format_html(
            '<a href="{}">Review</a>: {}<b>{}</b>',
            page_address(event.review),
            f"{review_status(event.from_status)} → " if event.from_status else "",
            review_status(event.to_status),
        )
        if event.verdict:
            step = format_html("{}, {}", step, event.get_verdict_display())
        yield Entry(event.at, event.by, "review", step, event.reason)


# What the engine found ----------------------------------------------------------------------------


def seen(claim: Claim, most: int) -> Iterator[Entry]:
    found = claim.appearances.select_related("snapshot__article__publisher", "extraction")
    for row in found.defer("snapshot__text", "factors", "extraction__sentences").order_by("-pk")[
        :most
    ]:
        run = row.extraction
        at = (run and run.finished_at) or row.snapshot.taken_at
        again = "Found again in a later version of" if row.carried_from_id else "Seen in"
        article = row.snapshot.article
        outlet = f", {article.publisher}" if article.publisher else ""
        what = format_html("{} {}{}", again, link(article), outlet)
        yield Entry(at, None, "sighting", what, f"Engine {row.engine}" if row.engine else "")


def changed_by_outlet(claim: Claim, most: int) -> Iterator[Entry]:
    edits = anchors(claim).filter(fate__in=Anchor.EDITED).order_by("-found_at")
    for edit in edits[:most]:
        fate = edit.get_fate_display()
        what = format_html("{} changed its text: {}", link(edit.snapshot.article), fate)
        yield Entry(edit.found_at, None, "outlet", what)


def settled(claim: Claim, most: int) -> Iterator[Entry]:
    for edit in anchors(claim).exclude(settled_at=None).order_by("-settled_at")[:most]:
        what = format_html("Noted the change in {}", link(edit.snapshot.article))
        yield Entry(edit.settled_at, edit.settled_by, "edit", what)


def anchors(claim: Claim) -> Any:
    rows = Anchor.objects.filter(appearance__claim=claim)
    return rows.select_related("snapshot__article", "settled_by").defer("snapshot__text")


def link(row: Any) -> SafeString:
    return format_html('<a href="{}" dir="auto">{}</a>', page_address(row), row)


def status(code: str) -> str:
    return Claim.Status(code).label.lower() if code in Claim.Status.values else code


def review_status(code: str) -> str:
    return Review.Status(code).label.lower() if code in Review.Status.values else code

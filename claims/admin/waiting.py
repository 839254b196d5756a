"""What the first page of the desk shows: the work that waits for this person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils.safestring import SafeString

from claims.models import Claim, Correction, Endpoint, Extraction, QueueEntry, ReaderReport, Review
from claims.services import ledger, sightings
from claims.services.users import User

from .desk import page_address
from .marks import score_bar, state_tag, type_tags

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    url: str
    note: str = ""
    tags: SafeString | str = ""
    score: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A panel of the page. Without rows it shows `empty`, or is left out where that is ""."""

    name: str
    title: str
    url: str
    rows: list[Row]
    empty: str = ""
    alert: bool = False
    more: bool = False


def section(
    name: str, title: str, url: str, found: QuerySet | list, row: Callable, **more: object
) -> Section:
    """The first SHOWN of `found`, and whether there are more."""
    rows = list(found[: SHOWN + 1])
    return Section(
        name, title, url, [row(one) for one in rows[:SHOWN]], more=len(rows) > SHOWN, **more
    )


def waiting_for(user: User) -> dict[str, list]:
    """What is wrong, and two columns: this person's work and everybody's, the empty ones last."""
    shown = [s for s in all_sections(user) if s.rows or s.empty]
    mine = ("assigned", "drafts", "second", "corrections")
    columns = [
        sorted((s for s in shown if not s.alert and (s.name in mine) == own), key=empty)
        for own in (True, False)
    ]
    return {
        "alerts": [s for s in shown if s.alert],
        "columns": sorted(columns, key=lambda column: all(map(empty, column))),
    }


def empty(part: Section) -> bool:
    return not part.rows


def all_sections(user: User) -> Iterator[Section]:
    if user.has_perm("claims.view_claim"):
        yield assigned(user)
        yield new_claims()
        yield edited()
    if user.has_perm("claims.view_review"):
        if user.has_perm("claims.add_review"):
            yield drafts(user)
        yield second_reader(user)
        yield corrections(user)
    if user.has_perm("claims.view_readerreport"):
        yield reported()
    if user.has_perm("claims.view_partner"):
        yield unheard()
        yield given_up()
    if user.has_perm("claims.view_extraction"):
        yield being_read()
        yield not_read()


def listed(name: str, query: str = "") -> str:
    return reverse(f"admin:claims_{name}_changelist") + query


def claim_row(claim: Claim) -> Row:
    return Row(
        claim.text,
        page_address(claim),
        note=claim.speaker.name if claim.speaker else "",
        tags=type_tags(claim.types),
        score=score_bar(claim.score),
    )


ENTRIES = QueueEntry.objects.select_related("claim__speaker").defer(
    "claim__plan", "claim__times", "claim__quantities", "claim__precedent", "factors"
)


def assigned(user: User) -> Section:
    return section(
        "assigned",
        "Your claims",
        listed("claim", "?status=accepted"),
        ENTRIES.open().filter(assigned_to=user).ranked(),
        lambda entry: claim_row(entry.claim),
        empty="None. Take a claim from the queue, and it waits for you here.",
    )


def new_claims() -> Section:
    return section(
        "claims",
        "New claims",
        listed("claim"),
        ENTRIES.filter(status=Claim.Status.NEW).ranked(),
        lambda entry: claim_row(entry.claim),
        empty="No new claims. Paste an article: the engine marks what could be checked, and you "
        "decide.",
    )


def edited() -> Section:
    """Claims whose outlet changed their words, those that people work on first."""
    return section(
        "edited",
        "Corrected by publisher",
        listed("claim", "?status=edited"),
        sightings.edited(Claim.objects.all()).order_by(
            F("touched_at").desc(nulls_last=True), "-score", "-pk"
        ),
        lambda claim: Row(
            claim.text,
            f"{page_address(claim)}#edits",
            tags=state_tag(claim.status, claim.get_status_display()),
        ),
        alert=True,
    )


REVIEWS = Review.objects.select_related("claim", "author")


def drafts(user: User) -> Section:
    return section(
        "drafts",
        "Your drafts",
        listed("review", "?status=draft&mine=yes"),
        REVIEWS.filter(status=Review.Status.DRAFT, author=user).order_by("-pk"),
        lambda review: Row(str(review), page_address(review)),
        empty="None. Open a claim and start a review.",
    )


def own(user: User) -> Case:
    """1 for what this person wrote, else 0: somebody else must decide that, so it comes last."""
    return Case(When(author=user, then=1), default=0)


def by(author: User, user: User, own: str) -> str:
    return own if author == user else f"by {author.get_full_name() or author.get_username()}"


def second_reader(user: User) -> Section:
    return section(
        "second",
        "Waiting for a second reader",
        listed("review", "?status=submitted"),
        REVIEWS.filter(status=Review.Status.SUBMITTED).alias(own=own(user)).order_by("own", "pk"),
        lambda review: Row(
            str(review),
            page_address(review),
            note=by(review.author, user, "yours: a colleague must read it"),
        ),
        empty="None. A finished draft that its author submits waits here for a colleague.",
    )


def corrections(user: User) -> Section:
    return section(
        "corrections",
        "Corrections to decide",
        listed("correction"),
        Correction.objects.filter(status=Correction.Status.PROPOSED)
        .select_related("review__claim", "author")
        .alias(own=own(user))
        .order_by("own", "pk"),
        lambda correction: Row(
            str(correction),
            f"{page_address(correction.review)}#correction",
            note=by(correction.author, user, "yours: a colleague must decide it"),
        ),
        empty="None. They are proposed on the page of a published review.",
    )


def reported() -> Section:
    """The oldest first: its reader has waited longest."""
    return section(
        "reports",
        "Readers report",
        listed("readerreport"),
        ReaderReport.objects.filter(state=ReaderReport.State.NEW)
        .select_related("review__claim")
        .order_by("at", "pk"),
        lambda report: Row(report.text, page_address(report), note=f"about “{report.review}”"),
    )


def unheard() -> Section:
    """New verdicts that partners have not heard of."""
    return section(
        "unheard",
        "Partners still show the old verdict",
        listed("partner"),
        ledger.unheard(),
        lambda one: Row(
            str(one.review),
            page_address(one.review),
            note=f"{one.partner} holds version {one.holds} of {one.current}",
        ),
        alert=True,
    )


def given_up() -> Section:
    """Webhooks that were switched off by the workbench, not by a person."""
    rows = Endpoint.objects.exclude(disabled_at=None).exclude(disabled_why__startswith="Switched")
    return section(
        "webhooks",
        "Webhooks that were given up",
        listed("partner"),
        rows.select_related("partner").order_by("-disabled_at"),
        lambda one: Row(
            one.partner.name, page_address(one.partner), note=f"{one.url}: {one.disabled_why}"
        ),
        alert=True,
    )


EXTRACTIONS = Extraction.objects.select_related("snapshot__article").defer(
    "sentences", "snapshot__text"
)


def being_read() -> Section:
    return section(
        "reading",
        "Being read now",
        listed("extraction"),
        EXTRACTIONS.filter(state__in=["waiting", "leased"]),
        lambda extraction: Row(
            str(extraction.snapshot.article),
            page_address(extraction),
            tags=state_tag(extraction.state, extraction.get_state_display()),
        ),
    )


def not_read() -> Section:
    return section(
        "failed",
        "Could not be read",
        listed("extraction", "?state=dead"),
        EXTRACTIONS.filter(state=Extraction.State.DEAD),
        lambda extraction: Row(
            str(extraction.snapshot.article),
            page_address(extraction),
            note=extraction.last_error[:90],
        ),
        alert=True,
    )

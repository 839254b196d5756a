"""What one sees of a claim, on its page and beside the queue: claim_card.html shows card()."""

from typing import Any

from django.db.models import Count, Min, Prefetch, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from claims.models import Claim, ClaimMatch, QueueEntry, Review
from claims.services import checkplan, documents, matching

from .diffs import beside, word_diff
from .marks import precedent_in_words

LIVE = ("draft", "submitted", "published", "corrected")
MATCHES = 20
Status = Claim.Status

# How the words came into the article, for a reader.
VOICES = {
    "direct": "In the speaker’s own words",
    "indirect": "In reported speech",
    "mixed": "Partly in the speaker’s own words",
    "headline": "In the headline",
    "outlet": "In the newspaper’s own voice",
    "unattributed": "Quoted without a named speaker",
}


def card(request: HttpRequest, claim: Claim, *, rows: bool = False) -> dict[str, Any]:
    """All that claim_card.html shows, in at most 8 queries; `claim` with its speaker.

    `rows`: earlier claims and steps of the plan are rows that `j` and `k` move through, on a page
    that has no other rows.
    """
    reviews = list(claim.reviews.select_related("author"))
    live = next((review for review in reviews if review.status in LIVE), None)
    entry = QueueEntry.objects.select_related("assigned_to", "held_by").filter(claim=claim).first()
    return {
        "claim": claim,
        "rows": rows,
        "first": first_sighting(claim),
        "seen": seen(claim),
        "matches": matches(claim),
        "plan": plan(claim),
        "precedent": precedent_in_words(claim.precedent),
        "reviews": reviews,
        "live": live,
        "departures": matching.departures(claim, live.verdict) if live else [],
        "entry": entry,
        "held_by": held_by(entry, request),
        "edited": word_diff(claim.detected_text, claim.text)
        if claim.detected_text and claim.detected_text != claim.text
        else "",
    }


def held_by(entry: QueueEntry | None, request: HttpRequest) -> Any:
    """The colleague who has the claim open just now."""
    if entry is None or entry.held_by is None or entry.held_until is None:
        return None
    others = entry.held_by != request.user and entry.held_until > timezone.now()
    return entry.held_by if others else None


def first_sighting(claim: Claim) -> dict[str, Any] | None:
    """Where the claim was said first: the words in their paragraph, and both texts."""
    found = claim.appearances.filter(carried_from=None).select_related(
        "snapshot__article__publisher"
    )
    said = found.order_by("snapshot__article__published_at", "pk").first()
    if said is None:
        return None
    printed, text = beside(said.exact, claim.detected_text or claim.text, claim.flags)
    return {
        "appearance": said,
        "article": said.snapshot.article,
        "around": documents.context(said.snapshot.text, said.start, said.end),
        "printed": printed,
        "text": text,
        "voice": VOICES.get(said.voice, said.get_voice_display()),
    }


def seen(claim: Claim) -> dict[str, Any]:
    """The repeat counter: articles and outlets the claim was seen in, and since when."""
    article = "snapshot__article"
    return claim.appearances.aggregate(
        times=Count("pk", filter=Q(carried_from=None)),
        articles=Count(article, distinct=True),
        outlets=Count(f"{article}__publisher", distinct=True),
        since=Min(Coalesce(f"{article}__published_at", "snapshot__taken_at")),
    )


def matches(claim: Claim) -> list[dict[str, Any]]:
    """Similar earlier claims, each with its verdict and what became of the suggestion.

    What was only suggested goes where either claim stands for nothing now.
    """
    public = Review.objects.filter(status__in=Review.PUBLIC).order_by("-published_at")
    found = (
        claim.matches.select_related("earlier__speaker", "earlier__merged_into", "decided_by")
        .prefetch_related(Prefetch("earlier__reviews", public, to_attr="verdicts"))
        .order_by("-similarity")
    )
    dead = (Status.MERGED, Status.SUPERSEDED)
    open_ones = claim.status not in dead
    return [
        {
            "match": m,
            "earlier": m.earlier,
            "verdict": next(iter(m.earlier.verdicts), None),
            "open": m.status == ClaimMatch.Status.SUGGESTED,
        }
        for m in found[:MATCHES]
        if m.status != ClaimMatch.Status.SUGGESTED or (open_ones and m.earlier.status not in dead)
    ]


def plan(claim: Claim) -> dict[str, Any]:
    """The check plan, its steps under a heading for each kind."""
    steps = checkplan.steps(claim, claim.ticks.select_related("by"))
    kinds = {**checkplan.KINDS, **{s.kind: s.kind for s in steps if s.kind not in checkplan.KINDS}}
    groups = [(kind, title, [s for s in steps if s.kind == kind]) for kind, title in kinds.items()]
    return {
        "groups": [group for group in groups if group[2]],
        "count": len(steps),
        "done": sum(step.done for step in steps),
    }

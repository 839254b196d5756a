"""The page a claim is judged on. Its list and the decisions about it: queue.py."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from claims.models import Anchor, Claim, ClaimMatch, Review, Speaker
from claims.services import claims, documents, matching, reviews, triage
from claims.services.sightings import edits_of, settle

from .desk import ListAdmin, page_address, posted, row_id, verb
from .diffs import word_diff
from .filters import SUGGESTED
from .forms import ClaimForm
from .marks import factor_bars
from .queue import QueueAdmin

LIVE = ("draft", "submitted", "published", "corrected")


@admin.register(Claim)
class ClaimAdmin(QueueAdmin):
    page_related = ("speaker", "merged_into")

    def page(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        form = ClaimForm(posted(request), instance=claim, prefix="claim")
        if request.method != "POST":
            return self.show(request, claim, form)
        if not self.has_change_permission(request, claim):
            return self.refuse(request)
        if form.is_valid() and (answer := self.save_edit(request, claim, form)):
            return answer
        # The form has put what was typed into `claim`.
        claim = get_object_or_404(Claim.objects.select_related(*self.page_related), pk=claim.pk)
        stored = stored_beside(form, claim)
        if stored is not None and not form.non_field_errors():
            form.add_error(None, "A colleague has changed this claim since you opened it.")
        return self.show(request, claim, form, stored)

    def show(
        self,
        request: HttpRequest,
        claim: Claim,
        form: ClaimForm,
        stored: dict[str, str] | None = None,
    ) -> HttpResponse:
        return self.render(
            request,
            "claim",
            claim,
            title="Claim",
            form=form,
            stored=stored,
            speakers=Speaker.objects.all()[:SUGGESTED],
            edits=[edit_row(edit) for edit in edits_of(claim)],
            sightings=sightings(claim),
            matches=matches(claim),
            reviews=claim.reviews.select_related("author"),
            live=claim.reviews.filter(status__in=LIVE).first(),
            reviewable=claim.status in reviews.REVIEWABLE,
            possible={to.value for to, seen in triage.FROM.items() if claim.status in seen},
            history=claim.events.select_related("by"),
        )

    def save_edit(self, request: HttpRequest, claim: Claim, form: ClaimForm) -> HttpResponse | None:
        try:
            changed = claims.edit(claim, form.changes(), seen=form.seen(), by=request.user)
        except claims.ClaimRefused as refusal:
            form.add_error(None, str(refusal))
            return None
        text = "Saved. What the engine found is kept beside it." if changed else "Nothing changed."
        self.message_user(request, text, messages.SUCCESS)
        return redirect(self.address(claim))

    @verb("claims.triage_claim")
    def settle(self, request: HttpRequest, claim: Claim) -> str:
        settle(claim, by=request.user)
        return "Noted. You are told when the words are changed again."

    @verb("claims.add_review")
    def start_review(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        review = reviews.start_review(claim, by=request.user)
        self.message_user(request, "Your draft. Only you can edit it.", messages.SUCCESS)
        return redirect(page_address(review))

    @verb("claims.change_claimmatch")
    def same(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        match = chosen_match(claim, request)
        matching.confirm(match, by=request.user)
        text = "Merged: what was said here now counts as a sighting of this claim."
        self.message_user(request, text, messages.SUCCESS)
        return redirect(page_address(match.earlier))

    @verb("claims.change_claimmatch")
    def different(self, request: HttpRequest, claim: Claim) -> str:
        matching.reject(chosen_match(claim, request), by=request.user)
        return "Noted: not the same claim."

    @verb("claims.change_claimmatch")
    def split(self, request: HttpRequest, claim: Claim) -> str:
        matching.split(claim, by=request.user)
        return "Split: this claim stands on its own again."


def stored_beside(form: ClaimForm, claim: Claim) -> dict[str, str] | None:
    """What is stored now where it is not what was typed, if a colleague has changed it."""
    beside = form.overtaken(claims.values(claim))
    return beside and {name: claims.shown(value) for name, value in beside.items()}


def chosen_match(claim: Claim, request: HttpRequest) -> ClaimMatch:
    return get_object_or_404(claim.matches, pk=row_id(request.POST.get("match")))


def sightings(claim: Claim) -> list[dict]:
    """Where the claim stands, each with its paragraph and the reasons for its score."""
    return [
        {
            "appearance": a,
            "article": a.snapshot.article,
            "around": documents.context(a.snapshot.text, a.start, a.end),
            "factors": factor_bars(a.factors),
        }
        for a in documents.sightings(claim)
    ]


def edit_row(edit: Anchor) -> dict:
    """How an outlet changed the words of a claim, and where to read both versions."""
    old, new = edit.appearance.snapshot, edit.snapshot
    page = page_address(new.article)
    return {
        "gone": edit.fate == Anchor.Fate.GONE,
        "unclear": edit.fate == Anchor.Fate.UNCLEAR,
        "words": edit.appearance.exact
        if edit.fate == Anchor.Fate.UNCLEAR
        else word_diff(edit.appearance.exact, edit.words),
        "article": new.article,
        "old": old,
        "new": new,
        "before": f"{page}?snapshot={old.pk}&claim={edit.appearance.claim_id}"
        f"#claim-{edit.appearance.claim_id}",
        "after": f"{page}?snapshot={new.pk}",
    }


def matches(claim: Claim) -> list[dict]:
    """Similar earlier claims, each with what became of it."""
    public = Review.objects.filter(status__in=Review.PUBLIC).order_by("-published_at")
    found = claim.matches.select_related("earlier__speaker", "decided_by").prefetch_related(
        Prefetch("earlier__reviews", public, to_attr="verdicts")
    )
    return [
        {"match": m, "earlier": m.earlier, "verdict": next(iter(m.earlier.verdicts), None)}
        for m in found
    ]


@admin.register(Speaker)
class SpeakerAdmin(ListAdmin):
    list_display = ["name", "distinction", "kind", "role", "party"]
    search_fields = ["name"]
    searched = "name"
    fields = ["name", "distinction", "kind", "role", "party", "wikidata"]
    empty_state = "No speakers yet. They come with the claims."

"""Claims: the queue, the page a claim is judged on, and the decisions about it."""

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Anchor, Appearance, Claim, ClaimMatch, Review, Speaker
from claims.services import claims, documents, matching, reviews, triage
from claims.services.sightings import edits_of, settle

from .desk import ListAdmin, PageAdmin, local_day, page_address, posted, reason, row_id, verb
from .diffs import word_diff
from .filters import SUGGESTED, ClaimStatus, ClaimType, Outlet, ScoreBand, SpeakerName
from .forms import ClaimForm
from .marks import factor_bars, score_bar, state_tag, type_tags

LIVE = ("draft", "submitted", "published", "corrected")


@admin.register(Claim)
class ClaimAdmin(PageAdmin):
    list_display = ["words", "kinds", "said_by", "worth", "state", "outlet", "found_on"]
    list_filter = [ClaimStatus, ClaimType, ScoreBand, Outlet, SpeakerName]
    list_select_related = ["speaker"]
    ordering = ["-score", "-pk"]
    search_fields = ["text"]
    searched = "text"
    search_help_text = "Words of the claim"
    empty_state = "No claims here. Paste an article, or look under another tab."
    page_related = ("speaker", "merged_into")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """Rows of the list: without the long JSON, with the outlets they stand in."""
        outlets = Appearance.objects.select_related("snapshot__article__publisher").only(
            "claim", "snapshot__article__publisher__name"
        )
        return (
            super()
            .get_queryset(request)
            .defer("plan", "times", "quantities", "precedent", "flags", "detected_text")
            .prefetch_related(Prefetch("appearances", outlets))
        )

    @admin.display(description="claim")
    def words(self, claim: Claim) -> str:
        return claim.text

    @admin.display(description="type")
    def kinds(self, claim: Claim) -> SafeString:
        return type_tags(claim.types)

    @admin.display(description="who said it", ordering="speaker__name")
    def said_by(self, claim: Claim) -> str:
        return claim.speaker.name if claim.speaker else "—"

    @admin.display(description="score", ordering="score")
    def worth(self, claim: Claim) -> SafeString:
        return score_bar(claim.score)

    @admin.display(description="status", ordering="status")
    def state(self, claim: Claim) -> SafeString:
        return state_tag(claim.status, claim.get_status_display())

    @admin.display(description="outlet")
    def outlet(self, claim: Claim) -> str:
        publishers = {a.snapshot.article.publisher for a in claim.appearances.all()} - {None}
        return ", ".join(sorted(p.name for p in publishers)) or "—"

    @admin.display(description="found", ordering="created_at")
    def found_on(self, claim: Claim) -> SafeString:
        return format_html('<span class="figure">{}</span>', local_day(claim.created_at))

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
    def accept(self, request: HttpRequest, claim: Claim) -> str:
        triage.accept(as_seen(claim, request), by=request.user)
        return "Accepted: it is worth a check. Start a review when somebody has time."

    @verb("claims.triage_claim")
    def defer(self, request: HttpRequest, claim: Claim) -> str:
        triage.defer(as_seen(claim, request), by=request.user, reason=reason(request))
        return "Deferred. You find it under the tab Deferred."

    @verb("claims.triage_claim")
    def dismiss(self, request: HttpRequest, claim: Claim) -> str:
        triage.dismiss(as_seen(claim, request), by=request.user, reason=reason(request))
        return "Dismissed. “Reopen” undoes it."

    @verb("claims.triage_claim")
    def reopen(self, request: HttpRequest, claim: Claim) -> str:
        triage.reopen(as_seen(claim, request), by=request.user)
        return "Reopened: it is back in the queue."

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


def as_seen(claim: Claim, request: HttpRequest) -> Claim:
    """The claim in the status this person saw, so that a colleague's decision is not undone."""
    seen = request.POST.get("seen", claim.status)
    if seen in Claim.Status.values:
        claim.status = seen
    return claim


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

"""The page a claim is judged on. Its list and the decisions about it: queue.py."""

import re
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from claims.models import Anchor, Claim, ClaimEvent, ClaimMatch, QueueEntry, Speaker
from claims.services import assignment, checkplan, claims, matching, queue, reviews, triage
from claims.services.sightings import edits_of, settle

from .asked import DAYS
from .cards import card, plan
from .desk import ListAdmin, NotText, page_address, posted, row_id, tell, verb, verb_address
from .diffs import word_diff
from .factors import chart, why_other_rank
from .filters import SUGGESTED
from .forms import ClaimForm
from .history import history
from .queue import QueueAdmin
from .sightings import timeline

OFFERED = 10
LONGEST_SEARCH = 2000
ADDRESS = re.compile(r"/claim/(\d{1,18})/")


@admin.register(Claim)
class ClaimAdmin(QueueAdmin):
    page_related = ("speaker", "merged_into")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_into)
        return [
            path("<int:pk>/merge-into/", view, name="claims_claim_merge_into")
        ] + super().get_urls()

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
        shown = card(request, claim, rows=True)
        return self.render(
            request,
            "claim",
            claim,
            title="Claim",
            card=shown,
            form=form,
            stored=stored,
            topics=Claim.Topic.choices,
            speakers=Speaker.objects.all()[:SUGGESTED],
            dismissals=ClaimEvent.Dismissed.choices,
            days=DAYS.items(),
            assignable=claim.status in assignment.ASSIGNABLE,
            colleagues=assignment.colleagues(),
            edits=[edit_row(edit) for edit in edits_of(claim)],
            timeline=timeline(claim, shown["reviews"]),
            reviewable=claim.status in reviews.REVIEWABLE,
            possible={to.value for to, seen in triage.FROM.items() if claim.status in seen},
            **why_ranked(claim, shown["entry"]),
            history=history(claim, row_id(request.GET.get("history")) or 1),
        )

    def save_edit(self, request: HttpRequest, claim: Claim, form: ClaimForm) -> HttpResponse | None:
        try:
            changed = claims.edit(claim, form.changes(), seen=form.seen(), by=request.user)
        except claims.ClaimRefused as refusal:
            form.add_error(None, str(refusal))
            return None
        text = "Saved. What the engine found is kept beside it." if changed else "Nothing changed."
        tell(request, text)
        return redirect(self.address(claim))

    @verb("claims.triage_claim")
    def settle(self, request: HttpRequest, claim: Claim) -> str:
        settle(claim, by=request.user)
        return "Noted. You are told when the words are changed again."

    @verb("claims.add_review")
    def start_review(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        review = reviews.start_review(claim, by=request.user)
        tell(request, "Your draft. Only you can edit it.")
        return redirect(page_address(review))

    @verb("claims.change_claim")
    def topic(self, request: HttpRequest, claim: Claim) -> str:
        chosen = request.POST.get("topic", "")
        if chosen and chosen not in Claim.Topic.values:
            raise claims.ClaimRefused("There is no such topic. Choose one of the list.")
        before = claim.topic
        if not claims.edit(claim, {"topic": chosen}, by=request.user):
            return ""
        undo = verb_address(claim, "topic")
        tell(request, "Topic changed.", undo=undo, fields={"topic": before})
        return ""

    # The check plan

    @verb("claims.change_plantick")
    def work(self, request: HttpRequest, claim: Claim) -> HttpResponse | str:
        """Tick a step, or note something about it; a part of the page where htmx asks."""
        conflict = False
        key = request.POST.get("step", "")
        try:
            step = checkplan.work(
                claim,
                key,
                done="done" in request.POST,
                note=letters(request, "note"),
                seen=(bool(request.POST.get("seen_done")), letters(request, "seen_note")),
                by=request.user,
            )
        except checkplan.PlanConflict as refusal:
            if not request.htmx:
                # Without script the page is built anew, so what was typed must be in the message.
                typed = letters(request, "note")
                raise checkplan.PlanConflict(f"{refusal} You typed: {typed}") from refusal
            step, conflict = checkplan.step_of(claim, key), True
        if not request.htmx:
            return ""
        context = {
            "claim": claim, "step": step, "conflict": conflict, "editable": True,
            "plan": plan(claim), "beside": True,
            # What stands on the person's page; after a conflict they have read the other note too.
            "shown_done": "done" in request.POST,
            "shown_note": step.note if conflict else letters(request, "note"),
        }  # fmt: skip
        return TemplateResponse(request, "admin/desk/claim_saved.html", context)

    # One claim or two

    @verb("claims.change_claimmatch")
    def same(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        match = chosen_match(claim, request)
        matching.confirm(match, by=request.user)
        return self.merged(request, match)

    def merged(self, request: HttpRequest, match: ClaimMatch) -> HttpResponse:
        text = "Merged: what was said here now counts as a sighting of this claim."
        undo = verb_address(match.claim, "reconsider")
        fields = {"match": match.pk, "next": self.onward(request, match.claim)}
        tell(request, text, undo=undo, fields=fields)
        return redirect(self.onward(request, match.earlier))

    @verb("claims.change_claimmatch")
    def different(self, request: HttpRequest, claim: Claim) -> str:
        match = chosen_match(claim, request)
        matching.reject(match, by=request.user)
        undo = verb_address(claim, "reconsider")
        tell(request, "Noted: not the same claim.", undo=undo, fields={"match": match.pk})
        return ""

    @verb("claims.change_claimmatch")
    def reconsider(self, request: HttpRequest, claim: Claim) -> str:
        matching.reconsider(chosen_match(claim, request), by=request.user)
        return "Taken back: both claims are as they were."

    @verb("claims.change_claimmatch")
    def split(self, request: HttpRequest, claim: Claim) -> str:
        into = claim.merged_into_id
        matching.split(claim, by=request.user)
        text = "Split: this claim stands on its own again."
        tell(request, text, undo=verb_address(claim, "merge"), fields={"into": into})
        return ""

    @verb("claims.change_claimmatch")
    def merge(self, request: HttpRequest, claim: Claim) -> HttpResponse:
        into = get_object_or_404(Claim, pk=row_id(request.POST.get("into")))
        return self.merged(request, matching.merge(claim, into, by=request.user))

    def merge_into(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look for the claim that this one is the same as."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        claim = get_object_or_404(Claim.objects.select_related("speaker"), pk=pk)
        if not request.user.has_perm("claims.change_claimmatch"):
            return self.refuse(request)
        words = request.GET.get("q", claim.text).replace("\0", "")[:LONGEST_SEARCH]
        return self.render(
            request,
            "claim_merge",
            claim,
            title="Merge into another claim",
            words=words,
            found=looked_up(words, claim),
        )


def letters(request: HttpRequest, name: str) -> str:
    words = request.POST.get(name, "")
    if "\0" in words:
        raise NotText("The note has a character that is not text. Type it again.")
    return words


def looked_up(words: str, claim: Claim) -> list[Claim]:
    """The claims most like these words, or the one whose address was pasted; not this one."""
    if address := ADDRESS.search(words):
        found = list(Claim.objects.filter(pk=address[1]))
    else:
        found = [one.claim for one in matching.look_up(words, OFFERED + 1)] if words.strip() else []
    return [one for one in found if one.pk != claim.pk][:OFFERED]


def why_ranked(claim: Claim, entry: QueueEntry | None) -> dict[str, Any]:
    """The engine's reasons, of the sighting that the claim was made for: the first; and why the
    desk ranks it otherwise."""
    first = claim.appearances.order_by("pk").values_list("factors", flat=True).first() or []
    _, weights = queue.weights_in_use()
    return {
        "chart": chart(first, claim.score),
        "rank": entry.rank if entry else claim.score,
        "why_rank": why_other_rank(first, entry.factors if entry else {}, weights),
    }


def stored_beside(form: ClaimForm, claim: Claim) -> dict[str, str] | None:
    """What is stored now where it is not what was typed, if a colleague has changed it."""
    beside = form.overtaken(claims.values(claim))
    return beside and {name: claims.shown(value) for name, value in beside.items()}


def chosen_match(claim: Claim, request: HttpRequest) -> ClaimMatch:
    return get_object_or_404(claim.matches, pk=row_id(request.POST.get("match")))


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


@admin.register(Speaker)
class SpeakerAdmin(ListAdmin):
    list_display = ["name", "distinction", "kind", "role", "party"]
    search_fields = ["name"]
    searched = "name"
    fields = ["name", "distinction", "kind", "role", "party", "wikidata"]
    empty_state = "No speakers yet. They come with the claims."

"""Reviews: one person writes, another reads and publishes."""

from itertools import pairwise
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.models import Review
from claims.services import copies, documents, gate, markdown, reviews
from claims.services.matching import departures
from claims.services.reviews import Conflict, ReviewRefused, why_not_approve, why_not_edit

from .comments import CommentVerbs, talk
from .copies import CopyVerbs, cited
from .corrections import CorrectionVerbs, partners_told, pending_correction
from .desk import PageAdmin, confirmed, local_day, local_minute, reason, tell, verb
from .diffs import word_diff
from .filters import Mine, ReviewStatus, ReviewVerdict
from .forms import DraftForm, EvidenceOfDraft
from .marks import state_tag

APPROVE = "claims.approve_review"
# Saves whose changes the page shows.
REVISIONS = 20
NAMES = {
    **{name: capfirst(Review._meta.get_field(name).verbose_name) for name in reviews.EDITABLE},
    "evidence": "Evidence",
}


@admin.register(Review)
class ReviewAdmin(CorrectionVerbs, CommentVerbs, CopyVerbs, PageAdmin):
    list_display = ["__str__", "verdict_mark", "state", "author", "approver", "started"]
    list_filter = [ReviewStatus, ReviewVerdict, Mine]
    list_select_related = ["claim", "author", "approver"]
    search_fields = ["claim__text"]
    searched = "claim__text"
    search_help_text = "Words of the claim"
    empty_state = "No reviews here. Open a claim and start one."
    page_related = ("claim__speaker", "author", "approver")

    @admin.display(description="verdict", ordering="verdict")
    def verdict_mark(self, review: Review) -> SafeString | str:
        if not review.verdict:
            return "—"
        return state_tag(f"verdict-{review.verdict}", review.get_verdict_display())

    @admin.display(description="status", ordering="status")
    def state(self, review: Review) -> SafeString:
        return state_tag(review.status, review.get_status_display())

    @admin.display(description="started", ordering="created_at")
    def started(self, review: Review) -> str:
        return local_day(review.created_at)

    def page(self, request: HttpRequest, review: Review) -> HttpResponse:
        if request.method == "POST":
            return self.save(request, review)
        if why_not_edit(review, request.user):
            return self.show(request, review)
        form = DraftForm(instance=review, initial={"edition": review.edition})
        return self.show(request, review, form, EvidenceOfDraft(instance=review))

    def save(self, request: HttpRequest, review: Review) -> HttpResponse:
        """Save the draft with its evidence, all or nothing; a refusal shows the form again."""
        if not request.user.has_perm("claims.change_review"):
            return self.refuse(request)
        form = DraftForm(request.POST, instance=review)
        evidence = EvidenceOfDraft(request.POST, instance=review)
        if form.is_valid() & evidence.is_valid():
            try:
                self.save_both(request, review, form, evidence)
            except ReviewRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return self.saved(request, review)
        review = Review.objects.select_related(*self.page_related).get(pk=review.pk)
        stored = differing(form, review)
        if stored is not None and not form.non_field_errors():
            form.add_error(None, "This review was saved elsewhere since you opened it.")
        return self.show(request, review, form, evidence, stored)

    @transaction.atomic
    def save_both(
        self, request: HttpRequest, review: Review, form: DraftForm, evidence: Any
    ) -> None:
        edition = form.cleaned_data["edition"]
        reviews.save_draft(review, form.changes(), edition=edition, by=request.user)
        evidence.save()
        for item in review.evidence.select_related("copy").defer("copy__body"):
            copies.ask_for(item)
        reviews.remember(review, by=request.user)

    def saved(self, request: HttpRequest, review: Review) -> HttpResponse:
        if "_submit" not in request.POST:
            self.message_user(request, "Saved.", messages.SUCCESS)
            return redirect(self.address(review))
        try:
            reviews.submit(review, by=request.user)
            self.handed_in(request, review, "Saved and handed in. A colleague reads it now.")
        except ReviewRefused as refusal:
            self.message_user(request, f"Saved. {refusal}", messages.WARNING)
        return redirect(self.address(review))

    def show(
        self,
        request: HttpRequest,
        review: Review,
        form: DraftForm | None = None,
        evidence: Any = None,
        stored: dict[str, str] | None = None,
    ) -> HttpResponse:
        return self.render(
            request,
            "review",
            review,
            title="Review",
            form=form,
            evidence_forms=evidence,
            stored=stored,
            points=gate.gate(review),
            departures=departures(review.claim, review.verdict),
            why_not_edit=why_not_edit(review, request.user),
            why_not_approve=why_not_approve(review, request.user),
            seen=documents.reading(review) if review.status == Review.Status.SUBMITTED else "",
            may_return=review.author == request.user or request.user.has_perm(APPROVE),
            body=markdown.render(review.body),
            evidence=documents.evidence_part(review),
            kept=cited(review),
            revisions=revisions(review),
            **talk(review),
            versions=review.versions.select_related("author", "approver").defer("document"),
            history=review.events.select_related("by"),
            sighting=documents.sightings(review.claim)[:1],
            **pending_correction(review, request.user),
        )

    @verb("claims.change_review")
    def autosave(self, request: HttpRequest, review: Review) -> HttpResponse:
        """Save the texts as they stand, for the script. 200 with the edition that the next save is
        meant for; 409 when somebody else saved; 422 with the fields that cannot be saved yet."""
        form = DraftForm(request.POST, instance=review)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=422)
        edition = form.cleaned_data["edition"]
        try:
            reviews.save_draft(review, form.changes(), edition=edition, by=request.user)
        except ReviewRefused as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return JsonResponse({"errors": {"": [str(refusal)]}}, status=status)
        now = {"points": gate.gate(review), "departures": departures(review.claim, review.verdict)}
        return JsonResponse(
            {
                "edition": review.edition,
                "at": f"{timezone.localtime():%H:%M}",
                "gate": render_to_string("admin/desk/gate.html", now, request),
            }
        )

    @verb("claims.change_review")
    def submit(self, request: HttpRequest, review: Review) -> None:
        reviews.submit(review, by=request.user)
        self.handed_in(request, review, "Handed in. A colleague reads it now.")

    def handed_in(self, request: HttpRequest, review: Review, text: str) -> None:
        back = reverse("admin:claims_review_send_back", args=[review.pk])
        tell(request, text, undo=back, fields={"reason": "Taken back at once."})

    @verb("claims.change_review")
    def approve(self, request: HttpRequest, review: Review) -> HttpResponse | str:
        if why := why_not_approve(review, request.user):
            raise ReviewRefused(why)
        if not confirmed(request):
            return self.ask(
                request,
                review,
                title="Approve and publish?",
                happens=f"This publishes “{review}” with the verdict "
                f"{review.get_verdict_display()} to the site. {partners_told()}",
                button="Approve and publish",
            )
        reviews.approve(review, seen=request.POST.get("seen", ""), by=request.user)
        return "Published."

    @verb("claims.change_review")
    def send_back(self, request: HttpRequest, review: Review) -> str:
        reviews.send_back(review, by=request.user, reason=reason(request))
        return "Sent back to its author." if review.author != request.user else "Yours again."

    @verb("claims.change_review")
    def withdraw(self, request: HttpRequest, review: Review) -> HttpResponse | str:
        if not confirmed(request):
            return self.ask(
                request,
                review,
                title="Withdraw this review?",
                happens="The review ends here and the claim goes back to the queue. "
                "What was written stays readable on the desk.",
                button="Withdraw",
                asks_reason=True,
            )
        why = reason(request)
        if not why.strip():
            raise ReviewRefused("Say why the review is withdrawn: a colleague may ask.")
        reviews.withdraw(review, by=request.user, reason=why)
        return "Withdrawn. The claim is back in the queue."


def differing(form: DraftForm, review: Review) -> dict[str, str] | None:
    """What is stored where it is not what was typed: shown beside the fields, nothing is lost.

    The next save is meant for what is stored now.
    """
    if not form.is_bound or str(review.edition) == form.data.get("edition"):
        return None
    form.data = form.data.copy()
    form.data["edition"] = str(review.edition)
    typed = form.data
    return {
        field: str(value or "nothing")
        for field in reviews.EDITABLE
        if str(value := getattr(review, field) or "") != typed.get(field, "").replace("\r\n", "\n")
    }


def revisions(review: Review) -> list[dict]:
    """What was saved when and by whom, with what changed since the save before; newest first."""
    saved = list(review.revisions.select_related("by")[: REVISIONS + 1])
    return [
        {
            "by": new.by,
            "at": local_minute(new.at),
            "changes": [
                (name, word_diff(text(old), text(said)))
                for field, name in NAMES.items()
                if (said := new.values.get(field)) != (old := earlier.values.get(field))
            ],
        }
        for new, earlier in pairwise(saved)
    ]


def text(value: Any) -> str:
    """A saved value as it is read: evidence is a list of items."""
    if isinstance(value, list):
        return "\n".join(
            f"[{item['number']}] {item['role']}: {item['title']} {item['url']} {item['quote']}"
            for item in value
        )
    return str(value or "")

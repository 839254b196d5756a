"""Reviews: one person writes, another reads and publishes."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from claims.models import Review
from claims.services import copies, documents, gate, markdown, reviews
from claims.services.assignment import called
from claims.services.matching import departures
from claims.services.reviews import Conflict, ReviewRefused, why_not_approve, why_not_edit

from .comments import CommentVerbs, talk
from .copies import CopyVerbs
from .corrections import CorrectionVerbs, partners_told, pending_correction
from .desk import PageAdmin, confirmed, local_day, local_minute, reason, row_id, tell, verb
from .diffs import word_diff
from .filters import Mine, ReviewStatus, ReviewVerdict
from .forms import DraftForm
from .ledger import Ledger
from .marks import state_tag
from .pending import item_in_words

APPROVE = "claims.approve_review"
# Saves whose changes the page shows.
REVISIONS = 20
NAMES = {
    **{name: capfirst(Review._meta.get_field(name).verbose_name) for name in reviews.EDITABLE},
    "evidence": "Evidence",
}


@admin.register(Review)
class ReviewAdmin(CorrectionVerbs, CommentVerbs, CopyVerbs, PageAdmin):
    list_display = ["__str__", "verdict_mark", "state", "written_by", "approved_by", "started"]
    list_filter = [ReviewStatus, ReviewVerdict, Mine]
    list_select_related = ["claim", "author", "approver"]
    search_fields = ["claim__text"]
    searched = "claim__text"
    search_help_text = "Words of the claim"
    empty_state = "No reviews here. Open a claim and start one."
    page_related = ("claim__speaker", "author", "approver")

    @admin.display(description="author", ordering="author")
    def written_by(self, review: Review) -> str:
        return called(review.author)

    @admin.display(description="approver", ordering="approver", empty_value="—")
    def approved_by(self, review: Review) -> str | None:
        return called(review.approver) if review.approver else None

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
        return self.show(request, review, form, Ledger(review))

    def save(self, request: HttpRequest, review: Review) -> HttpResponse:
        """Save the draft with its evidence, all or nothing; a refusal shows the form again."""
        if not request.user.has_perm("claims.change_review"):
            return self.refuse(request)
        form = DraftForm(request.POST, instance=review)
        evidence = Ledger(review, request.POST)
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
        self, request: HttpRequest, review: Review, form: DraftForm, evidence: Ledger
    ) -> None:
        edition = form.cleaned_data["edition"]
        reviews.save_draft(review, form.changes(), edition=edition, by=request.user)
        evidence.save()
        for _, item in documents.numbered(review):
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
        evidence: Ledger | None = None,
        stored: dict[str, str] | None = None,
        refused: str = "",
        typed: QueryDict | None = None,
    ) -> HttpResponse:
        """`refused`: why the remark that was `typed` is not kept."""
        pending = pending_correction(review, request.user)
        correction = pending.get("correction")
        if refused and not why_not_edit(review, request.user):
            form = DraftForm(instance=review, initial={"edition": review.edition})
            evidence = Ledger(review)
        return self.render(
            request,
            "review",
            review,
            title="Review",
            form=form,
            evidence_forms=evidence,
            evidence_differs=evidence and any(item.has_changed() for item in evidence),
            stored=stored,
            **standing(review),
            why_not_edit=why_not_edit(review, request.user),
            why_not_approve=why_not_approve(review, request.user),
            seen=documents.reading(review) if review.status == Review.Status.SUBMITTED else "",
            may_return=review.author == request.user or request.user.has_perm(APPROVE),
            body=markdown.render(review.body),
            cited=documents.numbered(review),
            refused=refused,
            typed=typed,
            **talk(review, correction),
            versions=review.versions.select_related("author", "approver").defer("document"),
            history=review.events.select_related("by"),
            sighting=documents.sightings(review.claim)[:1],
            **pending,
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.changes_view)
        return [path("<int:pk>/changes/", view, name="claims_review_changes"), *super().get_urls()]

    def changes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who changed what in the text and the evidence, a page at a time."""
        review = get_object_or_404(Review.objects.select_related("claim"), pk=pk)
        if not self.has_view_permission(request, review):
            raise PermissionDenied
        start = row_id(request.GET.get("from"))
        found = sittings(review, start)
        return self.render(
            request,
            "changes",
            review,
            title="What changed in the text",
            sittings=found,
            onward=start + REVISIONS if len(found) == REVISIONS else 0,
        )

    @verb("claims.change_review")
    def autosave(self, request: HttpRequest, review: Review) -> HttpResponse:
        """Save what can be saved as it stands, for the script; nothing is removed, and no copy of
        a half-typed link asked for.

        200 with the edition that the next save is meant for, the ids of the evidence, and what is
        wrong with the rest, by field; 409 when somebody else saved; 422 when nothing can be saved.
        """
        form, evidence = DraftForm(request.POST, instance=review), Ledger(review, request.POST)
        form.is_valid()
        try:
            ids = self.save_valid(request, review, form, evidence)
        except ReviewRefused as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return JsonResponse({"errors": {"": [str(refusal)]}}, status=status)
        return JsonResponse(
            {
                "edition": review.edition,
                "at": f"{timezone.localtime():%H:%M}",
                "gate": render_to_string("admin/desk/gate.html", standing(review), request),
                "ids": ids,
                "unfinished": sum(item.is_unfinished for item in evidence.kept()),
                "errors": form.errors | mistakes(evidence),
            }
        )

    @transaction.atomic
    def save_valid(
        self, request: HttpRequest, review: Review, form: DraftForm, evidence: Ledger
    ) -> dict[str, int]:
        edition = form.cleaned_data.get("edition")
        if edition is None or evidence.broken:
            raise ReviewRefused(evidence.broken or "Reload the page: it is not whole.")
        reviews.save_draft(review, form.valid_changes(), edition=edition, by=request.user)
        ids = evidence.save_valid()
        reviews.remember(review, by=request.user)
        return ids

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


def standing(review: Review) -> dict[str, Any]:
    """What the checklist shows."""
    points = gate.gate(review)
    unmet = [point for point in points if not point.met]
    return {
        "points": points,
        "blocking": sum(point.blocks for point in unmet),
        "advice": sum(not point.blocks for point in unmet),
        "departures": departures(review.claim, review.verdict),
    }


def mistakes(evidence: Ledger) -> dict[str, list[str]]:
    """What is wrong with the items, by the field's name in the page."""
    return {
        item.add_prefix(name): errors
        for item in evidence.kept()
        if not item.is_unfinished
        for name, errors in item.errors.items()
    }


def sittings(review: Review, start: int = 0) -> list[dict]:
    """What was saved when and by whom, with what changed since the save before; newest first."""
    saved = list(review.revisions.select_related("by")[start : start + REVISIONS + 1])
    earlier: list[Any] = [*saved[1:], None] if len(saved) <= REVISIONS else saved[1:]
    return [
        {
            "by": new.by,
            "at": local_minute(new.at),
            "changes": [
                (name, word_diff(text(old), text(said)))
                for field, name in NAMES.items()
                if (said := new.values.get(field))
                != (old := before.values.get(field) if before else "")
                and (said or old)
            ],
        }
        for new, before in zip(saved, earlier, strict=False)
    ]


def text(value: Any) -> str:
    """A saved value as it is read: evidence is a list of items."""
    if isinstance(value, list):
        return "\n\n".join(f"[{item['number']}] {item_in_words(item)}" for item in value)
    return str(value or "")

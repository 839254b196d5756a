"""After publication: proposing a correction, and deciding about a colleague's."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from claims.models import ApiKey, Correction, Partner, Review
from claims.services import corrections, documents, reports
from claims.services.assignment import called
from claims.services.reviews import ReviewRefused, plain
from claims.services.users import User

from .desk import PageAdmin, confirmed, local_day, page_address, posted, reason, row_id, verb
from .diffs import word_diff
from .filters import state_tabs
from .forms import CorrectionForm, NewEvidence
from .marks import state_tag
from .pending import differences, known_numbers


class CorrectionVerbs:
    """The part of a review's page that comes after publication."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.correct_view)
        return [path("<int:pk>/correct/", view, name="claims_review_correct"), *super().get_urls()]

    def correct_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("claims.add_correction"):
            raise PermissionDenied
        review = get_object_or_404(Review.objects.select_related("claim"), pk=pk)
        if why := why_not_correct(review):
            self.message_user(request, why, messages.ERROR)
            return redirect(self.address(review))
        initial = {field: getattr(review, field) for field in corrections.CARRIED}
        initial["edition"] = review.edition
        form = CorrectionForm(posted(request), initial=initial)
        evidence = NewEvidence(posted(request), prefix="evidence")
        if request.method == "POST" and form.is_valid() & evidence.is_valid():
            try:
                proposed = propose(
                    review, form.cleaned_data, evidence, dropping(request), request.user
                )
            except ReviewRefused as refusal:
                form.add_error(None, str(refusal))
                review.refresh_from_db()
            else:
                reports.note_origin(proposed, row_id(request.GET.get("report")), by=request.user)
                text = "Proposed. Nothing is public before a colleague approves it."
                self.message_user(request, text, messages.SUCCESS)
                return redirect(self.address(review))
        return self.render(
            request,
            "correct",
            review,
            title="Propose a correction",
            form=form,
            evidence_forms=evidence,
            stored=overtaken(form, review),
            cited=documents.numbered(review),
            dropping=dropping(request),
        )

    @verb("claims.add_correction")
    def approve_correction(self, request: HttpRequest, review: Review) -> HttpResponse | str:
        correction = chosen(review, request)
        if why := corrections.why_not_decide(correction, request.user):
            raise ReviewRefused(why)
        if not confirmed(request):
            return self.ask(
                request,
                review,
                title=f"Publish this {correction.get_kind_display().lower()}?",
                happens=f"{consequence(correction)} {partners_told()}",
                button="Approve and publish",
            )
        version = corrections.approve(
            correction, seen=request.POST.get("seen", ""), by=request.user
        )
        return f"Published as version {version.number}."

    @verb("claims.add_correction")
    def decline_correction(self, request: HttpRequest, review: Review) -> str:
        correction = chosen(review, request)
        corrections.decline(correction, by=request.user, reason=reason(request))
        return "Taken back." if correction.author == request.user else "Declined."


def why_not_correct(review: Review) -> str:
    if review.status not in (Review.Status.PUBLISHED, Review.Status.CORRECTED):
        return "Only a published review can be corrected."
    if review.corrections.filter(status=Correction.Status.PROPOSED).exists():
        return "A correction is already waiting for a second reader."
    return ""


def dropping(request: HttpRequest) -> list[int]:
    """The cited items that the new version leaves out."""
    return [row_id(value) for value in request.POST.getlist("drop")]


def propose(
    review: Review, values: dict[str, Any], evidence: Any, dropped: list[int], by: User
) -> Correction:
    return corrections.propose(
        review,
        kind=Correction.Kind(values["kind"]),
        reason=values["reason"],
        changes={field: values[field] for field in corrections.CARRIED},
        evidence=[item.cleaned_data for item in evidence if item.has_changed()],
        dropped=review.evidence.filter(pk__in=dropped),
        edition=values["edition"],
        by=by,
    )


def overtaken(form: CorrectionForm, review: Review) -> dict[str, str] | None:
    """What is published now where it is not what was typed, if a correction came in between. The
    next proposal is meant for what is published now."""
    if not form.is_bound or form.data.get("edition") == str(review.edition):
        return None
    form.data = form.data.copy()
    form.data["edition"] = str(review.edition)
    return {
        field: now or "nothing"
        for field in corrections.CARRIED
        if (now := plain(getattr(review, field))) != form.data.get(field, "").replace("\r\n", "\n")
    }


def chosen(review: Review, request: HttpRequest) -> Correction:
    """The correction this person has read, not whichever is open now."""
    return get_object_or_404(review.corrections, pk=row_id(request.POST.get("correction")))


def consequence(correction: Correction) -> str:
    if correction.kind == Correction.Kind.RETRACTION:
        return "The page stays and says that the review is retracted, and why."
    if correction.kind == Correction.Kind.RATING_CHANGE:
        return (
            f"The verdict becomes {correction.get_verdict_display()}, with a notice at the top "
            "of the page. The old version stays readable."
        )
    return "This publishes a new version to the site. The old one stays readable."


def partners_told() -> str:
    number = Partner.objects.filter(keys__in=ApiKey.objects.valid()).distinct().count()
    if not number:
        return "No partner has a key yet."
    return f"{number} partner{'s' if number > 1 else ''} will receive it on their next sync."


def pending_correction(review: Review, user: User) -> dict[str, Any]:
    """The open correction with what it changes, and whether this person may decide."""
    correction = review.corrections.filter(status=Correction.Status.PROPOSED).first()
    if correction is None:
        return {"why_not_correct": why_not_correct(review)}
    last, new = review.versions.latest().document, documents.content(review, correction)
    dropped = [item for item in last["evidence"] if item["number"] not in known_numbers(new)]
    apart = {f"Evidence [{item['number']}]" for item in dropped}
    return {
        "correction": correction,
        "correction_seen": documents.mark(new, correction),
        "why_not_correct": why_not_correct(review),
        "why_not_decide": corrections.why_not_decide(correction, user),
        "own_correction": correction.author_id == user.pk,
        "changes": [
            (name, word_diff(*texts))
            for name, *texts in differences(last, new)
            if name not in apart
        ],
        "dropped": dropped,
        "new_evidence": [
            (number, item)
            for number, item in documents.numbered(review, correction)
            if number not in known_numbers(last)
        ],
    }


@admin.register(Correction)
class CorrectionAdmin(PageAdmin):
    list_display = ["__str__", "state", "written_by", "proposed", "decided_by"]
    list_filter = [state_tabs(Correction.Status.choices, "status", "proposed")]
    list_select_related = ["review__claim", "author", "approver"]
    empty_state = "No corrections here. Open a published review to propose one."

    @admin.display(description="author", ordering="author")
    def written_by(self, correction: Correction) -> str:
        return called(correction.author)

    @admin.display(description="approver", ordering="approver", empty_value="—")
    def decided_by(self, correction: Correction) -> str | None:
        return called(correction.approver) if correction.approver else None

    def has_change_permission(self, request: HttpRequest, obj: Correction | None = None) -> bool:
        return False

    @admin.display(description="status", ordering="status")
    def state(self, correction: Correction) -> SafeString:
        return state_tag(correction.status, correction.get_status_display())

    @admin.display(description="proposed", ordering="proposed_at")
    def proposed(self, correction: Correction) -> str:
        return local_day(correction.proposed_at)

    def page(self, request: HttpRequest, correction: Correction) -> HttpResponse:
        """A correction is read and decided on the page of its review."""
        return redirect(f"{page_address(correction.review)}#correction")

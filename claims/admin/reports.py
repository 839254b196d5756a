"""What readers reported: read, answered or set aside by an editor, the start of a correction."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims.models import Correction, ReaderReport
from claims.services import reports

from .corrections import why_not_correct
from .desk import PageAdmin, local_minute, tell, verb, verb_address, words
from .filters import state_tabs
from .marks import state_tag


@admin.register(ReaderReport)
class ReaderReportAdmin(PageAdmin):
    list_display = ["__str__", "about", "state_mark", "sent", "answered_by"]
    list_filter = [state_tabs(ReaderReport.State.choices, "state", "new")]
    list_select_related = ["review__claim", "answered_by"]
    page_related = ("review__claim", "answered_by", "correction__author")
    empty_state = (
        "No reports here. Readers send them from the foot of each fact-check; an answer stands at "
        "an address that only the reader knows."
    )

    def has_change_permission(self, request: HttpRequest, obj: ReaderReport | None = None) -> bool:
        return False

    @admin.display(description="about", ordering="review")
    def about(self, report: ReaderReport) -> str:
        return Truncator(str(report.review)).chars(60)

    @admin.display(description="state", ordering="state")
    def state_mark(self, report: ReaderReport) -> SafeString:
        return state_tag(report.state, report.get_state_display())

    @admin.display(description="sent", ordering="at")
    def sent(self, report: ReaderReport) -> str:
        return local_minute(report.at)

    def page(self, request: HttpRequest, report: ReaderReport) -> HttpResponse:
        may = request.user.has_perm
        is_open = report.state == ReaderReport.State.NEW
        return self.render(
            request,
            "report",
            report,
            title="A reader’s report",
            latest=report.review.versions.latest(),
            may_answer=is_open and may("claims.change_readerreport"),
            may_correct=is_open and may("claims.add_correction"),
            why_not_correct=why_not_correct(report.review),
            suggested=suggested(report),
        )

    @verb("claims.change_readerreport")
    def answer(self, request: HttpRequest, report: ReaderReport) -> str:
        reports.answer(report, words(request, "answer"), by=request.user)
        return "Answered. The reader finds it at their address; their e-mail address is deleted."

    @verb("claims.change_readerreport")
    def set_aside(self, request: HttpRequest, report: ReaderReport) -> None:
        reports.set_aside(report, by=request.user)
        tell(request, "Set aside as no report.", undo=verb_address(report, "reopen"))

    @verb("claims.change_readerreport")
    def reopen(self, request: HttpRequest, report: ReaderReport) -> str:
        reports.reopen(report, by=request.user)
        return "Open again."

    @verb("claims.add_correction")
    def correct(self, request: HttpRequest, report: ReaderReport) -> HttpResponse:
        """To the form of a correction, which knows where it came from."""
        address = reverse("admin:claims_review_correct", args=[report.review_id])
        return redirect(f"{address}?report={report.pk}")


def suggested(report: ReaderReport) -> str:
    """How an answer could begin, where the report led to a correction that is public."""
    correction = report.correction
    if correction is None or correction.status != Correction.Status.APPROVED:
        return ""
    return f"Thank you. We have corrected the fact-check: {correction.reason}"

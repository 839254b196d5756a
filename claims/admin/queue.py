"""The queue: the list of claims, and the decisions taken about them."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Appearance, Claim
from claims.services import triage

from .desk import PageAdmin, local_day, reason, verb
from .filters import ClaimStatus, ClaimType, Outlet, ScoreBand, SpeakerName
from .marks import score_bar, state_tag, type_tags


class QueueAdmin(PageAdmin):
    list_display = ["words", "kinds", "said_by", "worth", "state", "outlet", "found_on"]
    list_filter = [ClaimStatus, ClaimType, ScoreBand, Outlet, SpeakerName]
    list_select_related = ["speaker"]
    ordering = ["-score", "-pk"]
    search_fields = ["text"]
    searched = "text"
    search_help_text = "Words of the claim"
    empty_state = "No claims here. Paste an article, or look under another tab."

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


def as_seen(claim: Claim, request: HttpRequest) -> Claim:
    """The claim in the status this person saw, so that a colleague's decision is not undone."""
    seen = request.POST.get("seen", claim.status)
    if seen in Claim.Status.values:
        claim.status = seen
    return claim

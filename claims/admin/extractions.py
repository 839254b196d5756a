"""Extractions: what the engine is reading, has read, and could not read."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.models import Extraction
from claims.services import extraction as extractions

from .desk import PageAdmin, local_minute, page_address, verb
from .filters import state_tabs
from .marks import state_tag


@admin.register(Extraction)
class ExtractionAdmin(PageAdmin):
    list_display = ["article", "state_mark", "attempts", "engine", "asked", "ended", "last_error"]
    list_filter = [state_tabs(Extraction.State.choices, "state", "all")]
    list_select_related = ["snapshot__article"]
    empty_state = "Nothing is waiting to be read, and nothing failed."
    page_related = ("snapshot__article",)

    def has_change_permission(self, request: HttpRequest, obj: Extraction | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Extraction]:
        return super().get_queryset(request).defer("sentences", "snapshot__text")

    @admin.display(description="article")
    def article(self, extraction: Extraction) -> str:
        return str(extraction.snapshot.article)

    @admin.display(description="state", ordering="state")
    def state_mark(self, extraction: Extraction) -> str:
        return state_tag(extraction.state, extraction.get_state_display())

    @admin.display(description="asked for", ordering="created_at")
    def asked(self, extraction: Extraction) -> str:
        return local_minute(extraction.created_at)

    @admin.display(description="finished", ordering="finished_at")
    def ended(self, extraction: Extraction) -> str:
        return local_minute(extraction.finished_at) if extraction.finished_at else "—"

    def page(self, request: HttpRequest, extraction: Extraction) -> HttpResponse:
        """The article's page shows the extraction's state and result."""
        address = page_address(extraction.snapshot.article)
        return redirect(f"{address}?snapshot={extraction.snapshot_id}#extraction")

    @verb("claims.change_extraction")
    def retry(self, request: HttpRequest, extraction: Extraction) -> str:
        if extractions.retry(extraction):
            return "Back in the queue, with three more attempts."
        return "This extraction is not among the failed ones any more."

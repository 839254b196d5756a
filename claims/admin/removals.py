"""Legal removals: for administrators, asked once, for good, and listed."""

import uuid

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.models import Removal
from claims.services import removals
from claims.services.removals import RemovalRefused

from .desk import NotText, PageAdmin, local_minute, reason

REMOVE = "claims.add_removal"


@admin.register(Removal)
class RemovalAdmin(PageAdmin):
    list_display = ["removed_on", "kind", "reason", "by", "sha256"]
    list_display_links = None
    list_select_related = ["by"]
    empty_state = (
        "Nothing was removed. A text is removed from the page of its article or of its review, "
        "and only where a court or the law demands it."
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REMOVE)

    def has_change_permission(self, request: HttpRequest, obj: Removal | None = None) -> bool:
        return False

    @admin.display(description="removed", ordering="at")
    def removed_on(self, removal: Removal) -> str:
        return local_minute(removal.at)

    def page(self, request: HttpRequest, removal: Removal) -> HttpResponse:
        """All that is left of it stands in the list."""
        return redirect(reverse("admin:claims_removal_changelist"))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        kind = request.GET.get("kind", "")
        try:
            target = as_uuid(request.GET.get("uuid", ""))
            taken = removals.consequence(kind, target)
        except RemovalRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect(reverse("admin:claims_removal_changelist"))
        why = ""
        if request.method == "POST":
            try:
                why = reason(request)
                removals.remove(kind, target, reason=why, by=request.user)
            except (NotText, RemovalRefused) as refusal:
                why = str(refusal)
            else:
                text = "Removed for good. Readers and partners are told that it was."
                self.message_user(request, text, messages.SUCCESS)
                return redirect(reverse("admin:claims_removal_changelist"))
        return self.render(request, "removal", title="Remove for legal reasons", taken=taken,
                           kind=kind, error=why)  # fmt: skip


def as_uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise RemovalRefused("There is no such text.") from error

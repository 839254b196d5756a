"""The desk's copies of cited pages: how far each is, to read, to fetch again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from claims.models import ArchivedCopy, Review
from claims.services import copies

from .desk import row_id, verb

# The page is a stranger's: it is only ever saved, never shown under our address.
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
EXTENSIONS = {"text/html": "html", "application/pdf": "pdf", "text/plain": "txt"}


class CopyVerbs:
    """The part of a review's page about our copies of its evidence."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.copy_view)
        return [
            path("copies/<uuid:uuid>/", view, name="claims_review_copy"),
            *super().get_urls(),
        ]

    def copy_view(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """The bytes as they came, as a file to save."""
        if not self.has_view_permission(request):
            return self.refuse(request)
        copy = get_object_or_404(ArchivedCopy, uuid=uuid, state=ArchivedCopy.State.DONE)
        kind = copy.content_type.partition(";")[0].strip().lower()
        return HttpResponse(
            copies.content(copy),
            content_type="application/octet-stream",
            headers={
                **HEADERS,
                "Content-Disposition": f'attachment; filename="copy-{copy.sha256[:12]}.'
                f'{EXTENSIONS.get(kind, "bin")}"',
            },
        )

    @verb("claims.change_review")
    def copy_again(self, request: HttpRequest, review: Review) -> str:
        item = get_object_or_404(
            review.evidence.select_related("copy").defer("copy__body"),
            pk=row_id(request.POST.get("evidence")),
        )
        if item.copy is None:
            copies.ask_for(item)
        else:
            copies.ask_again(item.copy)
        return "Asked for. The copy is here in a moment, if the page can be reached."

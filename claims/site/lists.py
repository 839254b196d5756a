"""Lists of fact-checks: which rows, and page by page."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.models import Listing

PER_PAGE = 20


def listed() -> QuerySet[Listing]:
    """Without the texts that no list shows."""
    return Listing.objects.newest_checks().defer("summary", "body", "words")


def paged(request: HttpRequest, rows: QuerySet | list, per_page: int | None = None) -> Page:
    return Paginator(rows, per_page or PER_PAGE).get_page(request.GET.get("page"))

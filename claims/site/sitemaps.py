"""What search engines find: the sitemap (https://www.sitemaps.org/protocol.html) and the one of
news (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import Listing
from claims.site.feed import writable

LIMIT = 50_000  # addresses in one file
PAGES = ("home", "search", "speakers", "topics", "corrections", "methodology", "about", "funding")
NEWS = timedelta(days=2)
NEWS_LIMIT = 1_000


@require_safe
@cache_control(no_cache=True)
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """One file while everything has room in it, then a list of files."""
    numbers = list(parts())
    if not numbers or numbers == [0]:
        return written(request, 0)
    context = {"site": settings.SITE_URL, "parts": numbers}
    return render(request, "site/sitemap_index.xml", context, content_type="application/xml")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def part(request: HttpRequest, number: int) -> HttpResponse:
    if number not in parts():
        raise Http404("No such part")
    return written(request, number)


def written(request: HttpRequest, number: int) -> HttpResponse:
    first = number == next(parts(), 0)
    pages = [reverse(f"site:{name}") for name in PAGES] if first else []
    # The standing pages have room beside the checks.
    low, high = bounds(number)
    rows = Listing.objects.filter(pk__gte=low, pk__lt=high).order_by("pk")
    context = {
        "site": settings.SITE_URL,
        "pages": pages,
        "verdicts": rows.values_list("slug", "version__published_at").iterator(),
    }
    return render(request, "site/sitemap.xml", context, content_type="application/xml")


def bounds(number: int) -> tuple[int, int]:
    """By key, and not by counting: a part stays the same when there are more, and its cost is that
    of its own rows."""
    size = LIMIT - len(PAGES)
    return number * size, (number + 1) * size


def parts() -> Iterator[int]:
    """The parts with anything in them: from one to the next by the index, not through the rows."""
    rows = Listing.objects.order_by("pk").values_list("pk", flat=True)
    low = 0
    while (pk := rows.filter(pk__gte=low).first()) is not None:
        number = pk // (LIMIT - len(PAGES))
        yield number
        _, low = bounds(number)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """What was first published in the last two days and still stands."""
    fresh = Listing.objects.newest_checks().filter(
        first_published_at__gte=timezone.now() - NEWS, retracted=False
    )
    rows = fresh.only("slug", "claim", "headline", "verdict", "first_published_at")
    context = {
        "site": settings.SITE_URL,
        "name": settings.NEWSROOM["name"],
        "language": iso_639(settings.NEWSROOM["language"]),
        "articles": [(row, writable(news_title(row))) for row in rows[:NEWS_LIMIT]],
    }
    return render(request, "site/news_sitemap.xml", context, content_type="application/xml")


def news_title(row: Listing) -> str:
    return f"{row.get_verdict_display()}: {row}"


def iso_639(language: str) -> str:
    """Two or three letters; Chinese alone says which."""
    name = language.lower()
    return name if name in ("zh-cn", "zh-tw") else name.partition("-")[0]

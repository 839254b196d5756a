"""The pages around the verdicts."""

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import Claim, Correction, PublishedVersion, Verdict
from claims.models.reviews import LADDER
from claims.site.words import FACTORS, MARKS, TYPES

PER_PAGE = 20
NOTICES = ("clarification", "correction", "rating_change", "retraction")
SITEMAP_LIMIT = 50_000  # https://www.sitemaps.org/protocol.html


@require_safe
@cache_control(no_cache=True)
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    # By the day of first publication: a corrected comma does not make old news new.
    verdicts = (
        PublishedVersion.objects.current().readable().order_by("-review__published_at", "-pk")
    )
    return render(request, "site/home.html", {"page": paged(request, verdicts)})


@require_safe
@cache_control(no_cache=True)
@conditional_page
def corrections(request: HttpRequest) -> HttpResponse:
    rating_changes_only = request.GET.get("only") == "rating-changes"
    kinds = ("rating_change",) if rating_changes_only else NOTICES
    notices = PublishedVersion.objects.filter(kind__in=kinds, removed_at=None)
    context = {
        "page": paged(request, notices.order_by("-published_at", "-pk")),
        "rating_changes_only": rating_changes_only,
    }
    return render(request, "site/corrections.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def methodology(request: HttpRequest) -> HttpResponse:
    context = {
        "scale": [verdict for verdict in Verdict if verdict.rating is not None],
        "off_scale": [(verdict, MARKS[verdict]) for verdict in Verdict if verdict.rating is None],
        "types": [(kind.label, TYPES[kind]) for kind in Claim.Type],
        "factors": FACTORS.values(),
        "ladder": [(kind.label, LADDER[kind]) for kind in Correction.Kind],
    }
    return render(request, "site/methodology.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /desk/", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    rows = PublishedVersion.objects.current().readable().order_by("-published_at", "-pk")
    context = {
        "site": settings.SITE_URL,
        "verdicts": rows.values_list("review__slug", "published_at")[:SITEMAP_LIMIT],
    }
    return render(request, "site/sitemap.xml", context, content_type="application/xml")


def paged(request: HttpRequest, rows: QuerySet[PublishedVersion]) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))

"""The first page, the corrections, and what the newsroom says of itself."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import Claim, Correction, Listing, PublishedVersion, Verdict
from claims.models.reviews import LADDER
from claims.services.markdown import render as markdown
from claims.site.lists import listed, paged
from claims.site.words import FACTORS, MARKS, TYPES
from claims.templatetags.record import local_date
from claims.text.checkworthiness import BY_HAND
from claims.text.encoder import settings as fitted

LATEST = 6
FEW = 4
NOTICES = ("clarification", "correction", "rating_change", "retraction")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def home(request: HttpRequest) -> HttpResponse:
    changed = notices("rating_change").filter(review__listing__isnull=False)
    context = {
        "latest": listed()[:LATEST],
        "changed": changed[:FEW],
        "repeated": repeated()[:FEW],
        "topics": topics(),
    }
    return render(request, "site/home.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def corrections(request: HttpRequest) -> HttpResponse:
    rating_changes_only = request.GET.get("only") == "rating-changes"
    page = paged(request, notices(*(["rating_change"] if rating_changes_only else NOTICES)))
    context = {
        "page": page,
        "months": list(by_month(page.object_list)),
        "rating_changes_only": rating_changes_only,
    }
    return render(request, "site/corrections.html", context)


def notices(*kinds: str):
    """The versions that readers are told of, newest first."""
    told = PublishedVersion.objects.exclude(kind__in=["publication", "spelling"])
    return told.filter(kind__in=kinds, removed_at=None).order_by("-published_at", "-pk")


def by_month(
    versions: Iterable[PublishedVersion],
) -> Iterator[tuple[date, list[PublishedVersion]]]:
    for month, group in groupby(versions, lambda v: local_date(v.published_at).replace(day=1)):
        yield month, list(group)


def repeated():
    """What was seen most often, and still stands."""
    rows = listed().filter(sightings__gt=1, retracted=False)
    return rows.order_by("-sightings", "-first_published_at")


def topics() -> list[tuple[Claim.Topic, int]]:
    """The topics that have checks, from A to Z, and how many."""
    counts = Listing.objects.exclude(topic="").order_by().values_list("topic")
    named = [(Claim.Topic(code), n) for code, n in counts.annotate(n=Count("*"))]
    return sorted(named, key=lambda pair: str(pair[0].label))


@require_safe
@cache_control(no_cache=True)
@conditional_page
def methodology(request: HttpRequest) -> HttpResponse:
    weights = [(n, w) for n, w in (fitted()["weights"] | BY_HAND).items() if n in FACTORS]
    weights.sort(key=lambda pair: -abs(pair[1]))
    context = {
        "scale": [verdict for verdict in Verdict if verdict.rating is not None],
        "off_scale": [(verdict, MARKS[verdict]) for verdict in Verdict if verdict.rating is None],
        "types": [(kind.label, TYPES[kind]) for kind in Claim.Type],
        "speaks_for": [FACTORS[name] for name, weight in weights if weight > 0],
        "speaks_against": [FACTORS[name] for name, weight in weights if weight < 0],
        "quality": fitted()["held out"],
        "ladder": [(kind.label, LADDER[kind]) for kind in Correction.Kind],
    }
    return render(request, "site/methodology.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def about(request: HttpRequest) -> HttpResponse:
    context = {"text": text("about"), "funding": text("funding")}
    return render(request, "site/about.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def funding(request: HttpRequest) -> HttpResponse:
    return render(request, "site/funding.html", {"text": text("funding")})


@require_safe
@cache_control(no_cache=True)
@conditional_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html", {"text": text("privacy")})


def text(name: str) -> SafeString:
    """What the newsroom says in its own words; "" if it says nothing."""
    if not settings.NEWSROOM_TEXTS:
        return SafeString("")
    path = Path(settings.NEWSROOM_TEXTS, f"{name}.md")
    return mark_safe(markdown(path.read_text("utf-8"))) if path.exists() else SafeString("")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /desk/"]
    lines += [f"Sitemap: {settings.SITE_URL}/{name}.xml" for name in ("sitemap", "news-sitemap")]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

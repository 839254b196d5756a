"""Numbers the editor looks at: four pages of figures over a period, and the audit as CSV."""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from claims.presenters.spreadsheet import neutral
from claims.services.numbers.agreement import NEWEST, Agreement, agreement
from claims.services.numbers.fairness import COLUMNS, DIMENSIONS, Group, audit, export
from claims.services.numbers.periods import LONGEST, Bucket, Period, latest
from claims.services.numbers.queue import queue
from claims.services.numbers.throughput import Throughput, throughput

from .charts import Column, Dot, columns, shares

# Whoever may read the rows may read their sums.
PERMISSIONS = ("claims.view_claim", "claims.view_review", "claims.view_claimevent")
PAGES = {
    "numbers": "Throughput",
    "numbers_queue": "Age of the queue",
    "numbers_agreement": "Engine and reviewers",
    "numbers_fairness": "Fairness audit",
}
USUAL = 30  # days
PRESETS = {7: "7 days", USUAL: "30 days", 90: "90 days", 365: "12 months"}
GROUPS_SHOWN = 100
NAMED = {"party": "Party", "speaker": "Speaker", "outlet": "Outlet", "type": "Type of claim"}

Figures = Callable[[HttpRequest, Period], dict]


def pages(site: AdminSite) -> list[URLPattern]:
    """The URLs of the numbers; the site puts them before its own."""
    views = {
        "numbers": ("numbers/", overview_figures),
        "numbers_queue": ("numbers/queue/", queue_figures),
        "numbers_agreement": ("numbers/agreement/", agreement_figures),
        "numbers_fairness": ("numbers/fairness/", fairness_figures),
    }
    as_csv = path(
        "numbers/fairness.csv", site.admin_view(fairness_csv), name="numbers_fairness_csv"
    )
    return [as_csv] + [
        path(at, site.admin_view(page(site, name, figures)), name=name)
        for name, (at, figures) in views.items()
    ]


def page(site: AdminSite, name: str, figures: Figures) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        refuse_strangers(request)
        period, wrong = asked(request)
        status, found = 200, {}
        try:
            # Of its own, so that a query that was cut off leaves the rest of the page working.
            with transaction.atomic():
                found = figures(request, period)
        except OperationalError:
            status = 503
            wrong = (
                f"Counting {period.days} days takes too long just now, so it was stopped. "
                "Nothing is lost: choose a shorter period, or try again later."
            )
        context = {
            **site.each_context(request),
            "title": f"Numbers: {PAGES[name].lower()}",
            "here": name,
            "heading": PAGES[name],
            "tabs": [(reverse(f"admin:{n}"), label, n) for n, label in PAGES.items()],
            "period": period,
            "presets": [(latest(days), label) for days, label in PRESETS.items()],
            "query": f"from={period.first}&to={period.last}",
            "wrong": wrong,
            "counted": status == 200,
            "today": timezone.localdate(),
            **found,
        }
        return TemplateResponse(request, f"admin/desk/{name}.html", context, status=status)

    return view


def refuse_strangers(request: HttpRequest) -> None:
    if not all(request.user.has_perm(permission) for permission in PERMISSIONS):
        raise PermissionDenied


def asked(request: HttpRequest) -> tuple[Period, str]:
    """The period that the address names, or the usual one; and what was wrong with it."""
    usual = latest(USUAL)
    if not (request.GET.get("from") or request.GET.get("to")):
        return usual, ""
    try:
        first = date.fromisoformat(request.GET.get("from", ""))
        last = min(date.fromisoformat(request.GET.get("to", "")), usual.last)
        period = Period(first, last)
        # A year before any newsroom is a slip, and the first years have no midnight in all zones.
        if first.year < 1990:
            raise ValueError
    except ValueError:
        return usual, "Give both days, as in 2026-11-30. These are the last 30 days."
    if last < first:
        return usual, "The period ends before it begins, or lies ahead. These are the last 30 days."
    if period.days > LONGEST:
        return usual, "At most five years are counted at once. These are the last 30 days."
    return period, ""


def overview_figures(request: HttpRequest, period: Period) -> dict:
    found = throughput(period)
    return {
        "charts": [
            (step, columns(bars(found, step.counts), step.name)) for step in found.steps
        ],
        "rows": [
            (label(bucket), bucket.whole, [step.counts[at] for step in found.steps])
            for at, bucket in reversed(list(enumerate(found.buckets)))
        ],
        "anything": any(step.total for step in found.steps),
        "cut": not all(bucket.whole for bucket in found.buckets),
        "durations": found.durations,
    }  # fmt: skip


def bars(found: Throughput, counts: Iterable[int]) -> list[Column]:
    pairs = zip(found.buckets, counts, strict=True)
    return [Column(label(bucket), n, bucket.whole) for bucket, n in pairs]


def label(bucket: Bucket) -> str:
    """Its day, or its first and last."""
    if bucket.first == bucket.last:
        return f"{bucket.first:%-d %b}"
    if bucket.whole and bucket.first.day == 1:
        return f"{bucket.first:%b %Y}"
    if bucket.first.month == bucket.last.month:
        return f"{bucket.first:%-d}–{bucket.last:%-d %b}"
    return f"{bucket.first:%-d %b} – {bucket.last:%-d %b}"


def queue_figures(request: HttpRequest, period: Period) -> dict:
    waits = queue()
    return {
        "queue": waits,
        "most": max(max(age.new, age.deferred) for age in waits.ages),
        "now": timezone.now(),
    }


def agreement_figures(request: HttpRequest, period: Period) -> dict:
    found = agreement(period)
    return {
        "agreement": found,
        "over_time": over_time(found),
        "calibration": calibration(found),
        "buckets": [(label(b), rate) for b, rate in reversed(found.over_time) if rate.whole],
        "bands": [(f"{round(100 * b.low)}–{round(100 * b.high)}", b) for b in found.bands],
        "for_it": [f for f in found.factors if f.side == "for"],
        "against": [f for f in found.factors if f.side == "against"],
        "sampled": found.sampled >= NEWEST,
        "dismissed": found.kept.whole - found.kept.part,
    }


def over_time(found: Agreement) -> str:
    last = max(1, len(found.over_time) - 1)
    dots = [Dot(at / last, start(b), rate) for at, (b, rate) in enumerate(found.over_time)]
    return shares(dots, "Share of the engine’s claims that people kept, over time",
                  "The table below holds the figures.")  # fmt: skip


def start(bucket: Bucket) -> str:
    return f"{bucket.first:%-d %b}"


def calibration(found: Agreement) -> str:
    dots = [Dot(b.mean, f"{100 * b.mean:.0f}", b.kept) for b in found.bands]
    return shares(dots, "Share of claims that people kept, by score",
                  "The table below holds the figures.", diagonal=True)  # fmt: skip


# Where shares are sorted, groups too small for a percentage come last: 1 of 1 is not the most.
SORTS: dict[str, Callable[[Group], tuple]] = {
    "name": lambda g: (g.name.lower(),),
    "found": lambda g: (-g.found,),
    "checked": lambda g: (g.checked_rate.few, -(g.checked_rate.share or 0)),
    "dismissed": lambda g: (g.dismissed_rate.few, -(g.dismissed_rate.share or 0)),
    "rerated": lambda g: (g.re_rated_rate.few, -(g.re_rated_rate.share or 0), -g.re_rated),
}


def fairness_figures(request: HttpRequest, period: Period) -> dict:
    by = dimension(request)
    sort = request.GET.get("sort", "found")
    sort = sort if sort in SORTS else "found"
    found = audit(period, by)
    groups = sorted(found.groups, key=lambda g: (*SORTS[sort](g), -g.found, g.name))
    return {
        "by": by,
        "named": NAMED[by],
        "dimensions": NAMED.items(),
        "sort": sort,
        "total": found.total,
        "groups": groups[:GROUPS_SHOWN],
        "count": len(groups),
        "columns": COLUMNS.items(),
    }


def dimension(request: HttpRequest) -> str:
    by = request.GET.get("by", "party")
    return by if by in DIMENSIONS else "party"


def fairness_csv(request: HttpRequest) -> HttpResponse:
    """All groups. With a byte order mark, without which Excel takes UTF-8 for something else."""
    refuse_strangers(request)
    period, wrong = asked(request)
    if wrong:
        return HttpResponse(wrong, status=400, content_type="text/plain; charset=utf-8")
    by = dimension(request)
    lines = export(period, by, audit(period, by).groups)
    name = f"fairness-{by}-{period.first}-{period.last}.csv"
    return StreamingHttpResponse(
        written([list(COLUMNS)], lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def written(*tables: Iterable[list[str]]) -> Iterator[str]:
    """RFC 4180, after a byte order mark."""
    yield "\ufeff"
    for table in tables:
        for row in table:
            line = StringIO()
            csv.writer(line).writerow(neutral(cell) for cell in row)
            yield line.getvalue()

"""Charts of the public pages: SVG drawn on the server, widths in per cent so that letters keep
their size; every axis begins at zero."""

from collections.abc import Iterator, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.models import Verdict

ROW = 30
LABELS = 36  # per cent of the width
BARS = 54


def verdict_bars(counts: Mapping[Verdict, int], title: str) -> SafeString:
    """How often each verdict was given: all of the scale, then those that have no place on it."""
    most = max(counts.values(), default=0) or 1
    said = ", ".join(f"{verdict.label} {n}" for verdict, n in counts.items())
    rows = list(placed(counts))
    height = rows[-1][1] + ROW
    return format_html(
        '<svg class="bars" width="100%" height="{}" role="img"><title>{}</title><desc>{}</desc>'
        "{}{}</svg>",
        height,
        title,
        f"{said}.",
        format_html('<text class="aside" x="0" y="{}">Not on the scale</text>', 5 * ROW + 30),
        format_html_join("", "{}", ((bar(v, y, n, most),) for v, y, n in rows)),
    )


def placed(counts: Mapping[Verdict, int]) -> Iterator[tuple[Verdict, int, int]]:
    """Each verdict, where its row begins, and its number."""
    on = [verdict for verdict in Verdict if verdict.rating is not None]
    off = [verdict for verdict in Verdict if verdict.rating is None]
    for at, verdict in enumerate(on):
        yield verdict, at * ROW, counts.get(verdict, 0)
    for at, verdict in enumerate(off):
        yield verdict, (len(on) + at) * ROW + 40, counts.get(verdict, 0)


def bar(verdict: Verdict, y: int, n: int, most: int) -> SafeString:
    width = round(BARS * n / most, 1)
    drawn = (
        format_html('<rect x="{}%" y="{}" width="{}%" height="16"/>', LABELS, y + 7, width)
        if n
        else ""
    )
    return format_html(
        '<g class="{}"><text x="0" y="{}">{}</text>{}'
        '<line x1="{}%" y1="{}" x2="{}%" y2="{}"/><text class="n" x="{}%" dx="8" y="{}">{}</text>'
        "</g>",
        verdict.value if verdict.rating else "off",
        y + 20,
        verdict.label,
        drawn,
        LABELS,
        y + 3,
        LABELS,
        y + 27,
        LABELS + width,
        y + 20,
        f"{n:,}",
    )

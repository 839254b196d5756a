"""Charts, drawn on the server as SVG: no script, no style attribute."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Days = list[tuple[date, int]]
WIDTH, GAP, HEIGHT = 6, 2, 40


def every_day(counts: Mapping[date, int], last: date, days: int) -> Days:
    """The last `days` days in order, those without anything too."""
    first = last - timedelta(days=days - 1)
    return [(day, counts.get(day, 0)) for day in (first + timedelta(n) for n in range(days))]


def bars(days: Days, title: str) -> SafeString:
    """A bar for each day, from zero; the description says it in words."""
    most = max((n for _, n in days), default=0)
    return format_html(
        '<svg class="days" viewBox="0 0 {} {}" preserveAspectRatio="xMinYMax" role="img">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        len(days) * (WIDTH + GAP) - GAP,
        HEIGHT,
        title,
        in_words(days),
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
            (bar(at, n, most) for at, (_, n) in enumerate(days)),
        ),
    )


def in_words(days: Days) -> str:
    counts = [n for _, n in days]
    if not any(counts):
        return f"Nothing in {len(days)} days."
    return f"{sum(counts)} in {len(days)} days, at most {max(counts)} a day."


def bar(at: int, n: int, most: int) -> tuple[str, int, float, int, float]:
    """A day without anything has a hairline, so that it is seen to be one."""
    height = max(1.0, round(HEIGHT * n / most, 1)) if n else 1.0
    return "fill" if n else "track", at * (WIDTH + GAP), HEIGHT - height, WIDTH, height

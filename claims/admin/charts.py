"""Charts of the desk's figures, drawn on the server as SVG: no script, no style attribute.

Every axis begins at zero; a share's axis ends at 100 %. The page has the table behind each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.services.numbers.rates import Rate

# In units of the drawing, which is shown at about one pixel each.
WIDTH, HEIGHT = 300, 104
LEFT, RIGHT, TOP, BOTTOM = 34, 296, 8, 84
TALL = 236
SHARES = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Column:
    """A bar of a chart; `whole` unless its days were cut short."""

    label: str
    n: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Dot:
    """A share at `x` (0–1 across the chart), with its interval; `label` stands under it."""

    x: float
    label: str
    rate: Rate


def columns(bars: Sequence[Column], title: str) -> SafeString:
    """How many, bar by bar."""
    top = ceiling(max((bar.n for bar in bars), default=0))
    step = (RIGHT - LEFT) / max(1, len(bars))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img"><title>{}</title><desc>{}</desc>'
        "{}{}{}</svg>",
        WIDTH,
        HEIGHT,
        title,
        column_words(bars),
        format_html_join(
            "",
            '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
            '<text class="y" x="{}" y="{}">{}</text>',
            (
                (LEFT, y, RIGHT, y, LEFT - 5, y + 4, f"{n:,}")
                for n, y in ((0, BOTTOM), (top, TOP))
                if n or not y < BOTTOM
            ),
        ),
        format_html_join(
            "",
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>',
            (column(at, bar, top, step) for at, bar in enumerate(bars)),
        ),
        ends([bar.label for bar in bars]),
    )


def column(at: int, bar: Column, top: int, step: float) -> tuple:
    height = (BOTTOM - TOP) * bar.n / top if top else 0
    width = max(1.0, step * 0.8)
    x = LEFT + at * step + (step - width) / 2
    shade = "fill" if bar.whole else "part"
    return (
        *(shade, round(x, 1), round(BOTTOM - height, 1), round(width, 1), round(height, 1)),
        *(bar.label, f"{bar.n:,}"),
    )


def ceiling(most: int) -> int:
    """The end of an axis: 1, 2, 3, 5 or 10 times a power of ten; 0 where there is nothing."""
    power = 1
    while most > 10 * power:
        power *= 10
    return next((n * power for n in (1, 2, 3, 5, 10) if n * power >= most), 0) if most else 0


def ends(labels: Sequence[str]) -> SafeString:
    """The first and the last label, under the axis."""
    shown = [(LEFT, "start", labels[0])] if labels else []
    if len(labels) > 1:
        shown.append((RIGHT, "end", labels[-1]))
    rows = ((x, HEIGHT - 6, anchor, label) for x, anchor, label in shown)
    return format_html_join("", '<text x="{}" y="{}" text-anchor="{}">{}</text>', rows)


def column_words(bars: Sequence[Column]) -> str:
    if not any(bar.n for bar in bars):
        return "None."
    most = max(bars, key=lambda bar: bar.n)
    return f"{sum(bar.n for bar in bars):,} in all; most, {most.n:,}, {most.label}."


def share_bar(rate: Rate, usual: float | None = None) -> SafeString:
    """A share from 0 to 100 % as a bar, its 95 % interval as a line, and where `usual` stands."""
    if rate.interval is None or rate.share is None:
        return SafeString("")
    low, high = (round(100 * end, 1) for end in rate.interval)
    tick = "" if usual is None else format_html(
        '<rect class="usual" x="{}" width="0.8" height="14"/>', round(100 * usual, 1)
    )  # fmt: skip
    return format_html(
        '<svg class="share{}" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="14"/><rect class="fill" width="{}" y="3" '
        'height="8"/>{}<rect class="range" x="{}" y="6" width="{}" height="2"/></svg>',
        " few" if rate.few else "",
        round(100 * rate.share, 1),
        tick,
        low,
        round(high - low, 1),
    )


def count_bar(n: int, most: int) -> SafeString:
    """A count beside the largest of its table."""
    return format_html(
        '<svg class="share" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="14"/>'
        '<rect class="fill" width="{}" y="3" height="8"/></svg>',
        round(100 * n / most, 1) if most else 0,
    )


def shares(dots: Iterable[Dot], title: str, said: str, *, diagonal: bool = False) -> SafeString:
    """Shares from 0 to 100 % with their intervals, and n under each; `diagonal` is where they
    would stand if a score of 30 meant that 30 % are kept."""
    known = [dot for dot in dots if dot.rate.whole]
    every = -(-len(known) // 9)
    return format_html(
        '<svg class="chart tall" viewBox="0 0 {} {}" role="img"><title>{}</title><desc>{}</desc>'
        "{}{}{}</svg>",
        WIDTH + LEFT,
        TALL,
        title,
        said,
        format_html_join(
            "",
            '<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>'
            '<text class="y" x="{}" y="{}">{} %</text>',
            ((LEFT + 8, up(n), WIDTH + LEFT, up(n), LEFT + 3, up(n) + 4, n) for n in SHARES),
        ),
        format_html('<line class="diagonal" x1="{}" y1="{}" x2="{}" y2="{}"/>',
                    across(0), up(0), across(1), up(100)) if diagonal else "",
        format_html_join("", "{}", ((dot_mark(dot, at % every > 0),)
                                    for at, dot in enumerate(known))),
    )  # fmt: skip


def dot_mark(dot: Dot, quiet: bool) -> SafeString:
    low, high = dot.rate.interval or (0.0, 0.0)
    x, share = across(dot.x), 100 * (dot.rate.share or 0)
    words = f"{dot.label}: {dot.rate.part:,} of {dot.rate.whole:,}"
    below = "" if quiet else format_html(
        '<text class="middle" x="{}" y="{}">{}</text>'
        '<text class="middle n" x="{}" y="{}">{}</text>',
        x, up(0) + 15, dot.label, x, up(0) + 29, f"{dot.rate.whole:,}",
    )  # fmt: skip
    return format_html(
        '<g class="{}"><title>{}</title><line class="range" x1="{}" y1="{}" x2="{}" y2="{}"/>'
        '<circle cx="{}" cy="{}" r="3.5"/></g>{}',
        *("few" if dot.rate.few else "many", words),
        *(x, up(100 * low), x, up(100 * high), x, up(share), below),
    )


def up(percent: float) -> float:
    """The height of a share in a tall chart."""
    return round(TALL - 40 - (TALL - 52) * percent / 100, 1)


def across(x: float) -> float:
    return round(LEFT + 16 + (WIDTH - 24) * x, 1)

"""How the desk says figures: small numbers in words, shares with their interval."""

from datetime import timedelta

from django import template
from django.utils.safestring import SafeString

from claims.admin import charts
from claims.services.numbers.rates import Rate

register = template.Library()
register.simple_tag(charts.share_bar)
register.simple_tag(charts.count_bar)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ENOUGH_FOR_NINTH = 10


@register.filter
def lasting(time: timedelta | None) -> str:
    """As many minutes, hours or days as one would say."""
    if time is None:
        return "—"
    if time < HOUR:
        return f"{round(time / timedelta(minutes=1))} min"
    if time < 2 * DAY:
        return f"{time / HOUR:.1f} hours"
    return f"{time / DAY:.1f} days"


@register.filter
def counted(rate: Rate) -> str:
    return f"{rate.part:,} of {rate.whole:,}" if rate.whole else "none"


@register.filter
def share(rate: Rate) -> str:
    """A percentage, where there are enough to say one."""
    return "" if rate.share is None or rate.few else f"{100 * rate.share:.0f} %"


@register.filter
def between(rate: Rate) -> str:
    """Its 95 % interval."""
    if rate.interval is None:
        return ""
    low, high = (f"{100 * end:.0f}" for end in rate.interval)
    return f"{low}–{high} %"


@register.filter
def in_words(rate: Rate) -> str:
    """“3 of 5”, or “62 % (38 of 61)”."""
    return counted(rate) if rate.few else f"{share(rate)} ({counted(rate)})"


@register.filter
def beside(rate: Rate, usual: Rate) -> str:
    """Whether the share of a group is surely another than that of all; "" where it is not."""
    if rate.few or rate.interval is None or usual.share is None:
        return ""
    low, high = rate.interval
    return "above" if low > usual.share else "below" if high < usual.share else ""


@register.simple_tag
def rate_cells(rate: Rate, usual: float | None = None) -> SafeString:
    """Four cells of a table: how many, share, interval, bar."""
    return charts.format_html(
        '<td class="figure n">{}</td><td class="figure">{}</td><td class="figure quiet">{}</td>'
        '<td class="bars">{}</td>',
        *(counted(rate), share(rate), between(rate), charts.share_bar(rate, usual)),
    )

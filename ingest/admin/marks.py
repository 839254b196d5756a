"""Small marks of lists and pages: a time as one says it, and nothing."""

from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil

# Left out where a narrow screen turns the row of a list into a card.
NOTHING = SafeString('<span class="nothing">—</span>')


def moment(at: datetime) -> SafeString:
    """ "9 minutes ago" or "in 3 hours"; the title has the day and the minute in the newsroom."""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{local:%-d %B %Y, %H:%M}",
        in_words(at, timezone.now()),
    )


def in_words(at: datetime, now: datetime) -> str:
    seconds = (at - now).total_seconds()
    if abs(seconds) < 60:
        return "now" if seconds > 0 else "just now"
    if seconds > 0:
        return f"in {timeuntil(at, now, depth=1)}".replace("\xa0", " ")
    return f"{timesince(at, now, depth=1)} ago".replace("\xa0", " ")


def due(at: datetime) -> SafeString:
    """When the next look is; a time that has passed is waiting for its turn."""
    return moment(at) if at > timezone.now() else SafeString("due now")

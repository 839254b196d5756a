"""Filters for what comes out of a frozen document: dates as text, links, words for codes."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from claims.site import words

register = template.Library()

Document = Mapping[str, Any]

FORMATS = {"day": "j F Y", "month": "F Y", "year": "Y"}

register.filter("who", words.who_said_it)
register.filter("claim_title", words.claim_title)
register.filter("verdict_now", words.verdict_now)


@register.simple_tag
def newsroom() -> Mapping[str, str]:
    """The newsroom as it is now: an old page's letters box is not where to write today."""
    return settings.NEWSROOM


# A page has thirty dates, and the same ones again and again.
@register.filter
@lru_cache(maxsize=4096)
def day(value: str | datetime | None, precision: str = "day") -> str:
    """“26 February 2017” in the newsroom's zone, or as much of it as is known."""
    if not value:
        return ""
    return date_format(local_date(value), FORMATS[precision])


def local_date(value: str | datetime) -> date:
    if isinstance(value, str) and len(value) == 10:
        return date.fromisoformat(value)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return timezone.localdate(moment)


@register.filter
def web_address(url: str) -> str:
    """The URL if it leads to the web; "" for javascript: and its kind."""
    return url if url.lower().startswith(("https://", "http://")) else ""


@register.filter
def in_archive(sighting: Document) -> str:
    """Where the Wayback Machine shows the article as it was nearest to the day we read it; "" for
    what is not on the web. https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine"""
    address = web_address(sighting["article"]["url"])
    read = datetime.fromisoformat(sighting["snapshot"]["taken_at"])
    return f"https://web.archive.org/web/{read:%Y%m%d%H%M%S}/{address}" if address else ""


@register.filter
def voice(code: str) -> str:
    return words.VOICES.get(code, "")


@register.filter
def role_sign(code: str) -> str:
    return words.ROLES.get(code, ("○", ""))[0]


@register.filter
def role_words(code: str) -> str:
    return words.ROLES.get(code, ("", "Gives context"))[1]


@register.filter
def mark(code: str) -> str:
    return words.MARKS.get(code, "")


@register.filter
def last_notice(document: Document) -> Document | None:
    """The latest version that readers are told of, if any came after the first."""
    lines = [v for v in document["versions"] if v["kind"] not in ("publication", "spelling")]
    return lines[-1] if lines else None


@register.filter
def verdict_before(document: Document) -> str:
    return str(document["versions"][-2]["verdict"]["label"])


@register.filter
def steps(rating: int) -> list[str]:
    """The five steps of the meter, False first, as the classes that draw them."""
    return [
        f"step{' filled' if n <= rating else ''}{' here' if n == rating else ''}"
        for n in range(1, 6)
    ]

"""Template tags of the desk."""

from urllib.parse import urlsplit

from django import template
from django.template.defaultfilters import date, pluralize
from django.utils import timezone

from claims.admin import marks, toasts
from claims.admin.waiting import waiting_for
from claims.models import Claim, Review

register = template.Library()

register.simple_tag(waiting_for)
register.simple_tag(marks.type_tags)
register.simple_tag(marks.state_tag)
register.simple_tag(marks.score_bar)
register.filter("way_back", toasts.way_back)

STATUSES = dict(Claim.Status.choices) | dict(Review.Status.choices)


@register.filter
def person(user):
    """A name as colleagues say it; a worker has none."""
    return (user.get_full_name() or user.get_username()) if user else "the engine"


@register.filter
def status_name(code):
    """What a state in the history is called."""
    return STATUSES.get(code, code).lower()


@register.filter
def of(mapping, key):
    """`mapping[key]` where the key is a variable."""
    return (mapping or {}).get(key)


@register.filter
def family_name(family):
    """What a colour stands for, in the legend."""
    return marks.FAMILY_NAMES[family]


@register.simple_tag
def verdict_tag(row):
    """The verdict of a review or of a version."""
    return marks.state_tag(f"verdict-{row.verdict}", row.get_verdict_display())


@register.filter
def host(url):
    """Where a link leads, in short: records.example."""
    return urlsplit(url).netloc.removeprefix("www.")


register.filter("percent", marks.percent)

PLAN_KINDS = {
    "establish": "must hold",
    "refute": "would refute",
    "rule": "decide",
    "look": "look in",
}


@register.filter
def plan_kind(kind):
    return PLAN_KINDS.get(kind, kind)


@register.filter
def said_when(claim):
    """The day it was said, as exactly as that is known."""
    pattern = {"day": "j F Y", "month": "F Y", "year": "Y"}[claim.stated_precision]
    return date(claim.stated_on, pattern)


@register.filter
def seen_in_words(seen):
    """The repeat counter: “seen 7 times in 4 outlets since 3 May 2017”."""
    if not seen["times"]:
        return "not seen in any article"
    since = date(timezone.localtime(seen["since"]), "j F Y")
    if seen["times"] == 1:
        return f"seen once, {since}"
    outlets = seen["outlets"]
    where = f" in {outlets} outlet{pluralize(outlets)}" if outlets else ""
    return f"seen {seen['times']} times{where} since {since}"


@register.filter
def anchored(x):
    """Which end of a label stands at x in a chart 320 wide, so that none is cut off."""
    return "start" if x < 60 else "end" if x > 260 else "middle"

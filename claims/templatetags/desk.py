"""Template tags of the desk."""

from django import template

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


PRECEDENT = ("metric", "universe", "anchor", "since", "span_years", "direction", "polarity")


@register.filter
def precedent_facts(precedent):
    """The fields of a record claim that say something."""
    named = [("record", precedent.get("kind")), *((n, precedent.get(n)) for n in PRECEDENT)]
    return [(n.replace("_", " "), str(v).replace("_", " ")) for n, v in named if v is not None]

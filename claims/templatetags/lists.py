"""Filters for rows of `Listing`, and for numbers in sentences."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import apnumber, intcomma

from claims.models import Listing, PublishedVersion, Verdict

register = template.Library()

TOLD = ("clarification", "correction", "rating_change", "retraction")


@register.filter
def marked(listing: Listing) -> Mapping[str, Any]:
    """As much of a document as its mark needs."""
    verdict = Verdict(listing.verdict)
    return {
        "retracted": listing.retracted,
        "verdict": {"code": verdict.value, "label": str(verdict.label), "rating": verdict.rating},
    }


@register.filter
def notice(listing: Listing) -> str:
    """What readers are told of its latest version: “rating change”; "" of the first one."""
    kind = PublishedVersion.Kind(listing.kind)
    return str(kind.label).lower() if kind in TOLD else ""


@register.filter
def repeats(listing: Listing) -> str:
    """“seen seven times, in four outlets”; "" for what was seen once."""
    if listing.sightings < 2:
        return ""
    outlets = len(listing.outlets)
    where = f", in {counted(outlets, 'outlet')}" if outlets > 1 else ""
    return f"seen {times(listing.sightings)}{where}"


@register.filter
def times(number: int) -> str:
    return "twice" if number == 2 else counted(number, "time")


@register.filter
def counted(number: int, noun: str) -> str:
    """“one outlet”, “four outlets”, “1,200 outlets”; as in sentences, small numbers in words."""
    return f"{in_words(number)} {noun}{'' if number == 1 else 's'}"


@register.filter
def in_words(number: int) -> str:
    return "no" if number == 0 else intcomma(apnumber(number))


@register.filter
def get(values: Mapping[str, Any], key: str) -> Any:
    return values[key]

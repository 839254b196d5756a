"""Filters of the desk's lists: tabs above, choices and a name in the search form."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from claims.models import Appearance, Article, Claim, Publisher, Review, Speaker, Verdict
from claims.services.sightings import edited

Choices = Iterable[tuple[str, str]]

# Where a score changes its meaning for the reader of a queue, not for the engine.
BANDS = {
    "high": ("60 and more", {"score__gte": 0.6}),
    "middle": ("40 to 59", {"score__gte": 0.4, "score__lt": 0.6}),
    "low": ("under 40", {"score__lt": 0.4}),
}
ALL = "all"
# Names offered while one is typed; any other can be typed too.
SUGGESTED = 300


class Select(admin.SimpleListFilter):
    """A drop-down in the search form; `every` is the choice that filters nothing."""

    template = "admin/desk/filters/select.html"
    every = "Any"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return self.narrow(queryset, self.value()) if self.value() else queryset

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(**{self.parameter_name: value})


class Tabs(admin.SimpleListFilter):
    """A row of tabs above the list, one of them always chosen."""

    template = "admin/desk/filters/tabs.html"
    tabs = True
    default = ALL

    def value(self) -> str:
        return super().value() or self.default

    def choices(self, changelist: Any) -> Iterator[dict]:
        for value, label in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}, ["p"]),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == ALL:
            return queryset
        return queryset.filter(**{self.parameter_name: self.value()})


class ClaimStatus(Tabs):
    title, parameter_name, default = "status", "status", Claim.Status.NEW

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        short = {"new": "To decide", "merged": "Merged", "superseded": "Superseded"}
        named = [(value, short.get(value, label.capitalize())) for value, label in STATUSES]
        return [*named, (EDITED, "Corrected by publisher"), (ALL, "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return edited(queryset) if self.value() == EDITED else super().queryset(request, queryset)


EDITED = "edited"
STATUSES = Claim.Status.choices


class ClaimType(Select):
    title, parameter_name, every = "type", "type", "Any type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(value, label.capitalize()) for value, label in Claim.Type.choices]

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(types__contains=[value])


class ScoreBand(Select):
    title, parameter_name, every = "score", "score", "Any score"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(name, label) for name, (label, _) in BANDS.items()]

    def narrow(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(**BANDS[value][1]) if value in BANDS else queryset


class Name(admin.SimpleListFilter):
    """A part of a name: a newsroom soon knows too many for a drop-down."""

    template = "admin/desk/filters/name.html"
    named: type[Publisher] | type[Speaker]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        names = self.named.objects.values_list("name", flat=True)[:SUGGESTED]
        return [(name, name) for name in names]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return self.narrow(queryset, self.named.objects.filter(name__icontains=self.value()))

    def narrow(self, queryset: QuerySet, found: QuerySet) -> QuerySet:
        raise NotImplementedError


class Outlet(Name):
    title, parameter_name, named = "outlet", "outlet", Publisher

    def narrow(self, queryset: QuerySet, found: QuerySet) -> QuerySet:
        if queryset.model is Article:
            return queryset.filter(publisher__in=found)
        there = Appearance.objects.filter(
            claim=OuterRef("pk"), snapshot__article__publisher__in=found
        )
        return queryset.filter(Exists(there))


class SpeakerName(Name):
    title, parameter_name, named = "speaker", "speaker", Speaker

    def narrow(self, queryset: QuerySet, found: QuerySet) -> QuerySet:
        return queryset.filter(speaker__in=found)


class ReviewStatus(Tabs):
    title, parameter_name = "status", "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        short = {
            "draft": "Drafts",
            "submitted": "For a second reader",
            "corrected": "Corrected",
            "withdrawn": "Withdrawn",
        }
        named = [(v, short.get(v, label.capitalize())) for v, label in Review.Status.choices]
        return [(ALL, "All"), *named]


class Mine(Select):
    title, parameter_name, every = "written by", "mine", "Everybody’s"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", "Mine"), ("no", "Colleagues’")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "yes":
            return queryset.filter(author=request.user)
        return queryset.exclude(author=request.user) if self.value() == "no" else queryset


class ReviewVerdict(Select):
    title, parameter_name, every = "verdict", "verdict", "Any verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return Verdict.choices


def state_tabs(choices: list[tuple[str, str]], parameter: str, first: str) -> type[Tabs]:
    """Tabs for a list whose rows are in one of a few states."""

    class StateTabs(Tabs):
        title = parameter_name = parameter
        default = first

        def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
            return [(ALL, "All"), *((value, label.capitalize()) for value, label in choices)]

    return StateTabs

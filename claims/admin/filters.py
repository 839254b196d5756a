"""Filters of the desk's lists: tabs above, choices and a name in the search form."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.models import Publisher, Review, Speaker, Verdict

Choices = Iterable[tuple[str, str]]

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
        return queryset.filter(publisher__in=found)


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

"""Which reviews: every parameter is named here. None is passed through to the ORM."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField

from claims.models import Claim, Listing, Verdict
from claims.services import search


def in_utc(at: datetime) -> datetime:
    """PostgreSQL refuses offsets of 16 hours and more, which Python takes. Raises ValueError."""
    if at.tzinfo is None:
        raise ValueError("no offset")
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("before the year 1 or after 9999") from error


class MomentField(IsoDateTimeField):
    def to_python(self, value: str) -> datetime | None:
        at = super().to_python(value)
        try:
            return at and in_utc(at)
        except ValueError as error:
            raise ValidationError("Not a moment between the years 1 and 9999.") from error


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class WordsField(forms.CharField):
    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not search.can_be_asked(value):
            raise ValidationError("Send a word to look for, not only such as “the” or “-not”.")


class WordsFilter(filters.CharFilter):
    field_class = WordsField


class ListingFilter(filters.FilterSet):
    """Asks the listing, which is made of the frozen document and has the indexes: what a
    correction says later changes nothing here before."""

    # distinct: nothing comes twice, and comparing whole rows is slow.
    verdict = filters.MultipleChoiceFilter(
        choices=Verdict.choices,
        field_name="verdict",
        distinct=False,
        help_text="Repeat it for any of several.",
    )
    type = filters.MultipleChoiceFilter(
        choices=Claim.Type.choices, method="of_type", help_text="Repeat it for any of several."
    )
    speaker = filters.UUIDFilter(field_name="speaker", help_text="The speaker's id.")
    outlet = filters.CharFilter(
        method="in_outlet", help_text="Name of an outlet that ran the claim, as it is printed."
    )
    language = filters.CharFilter(field_name="language", help_text="Such as en-GB.")
    text = WordsFilter(
        method="with_words",
        max_length=500,
        help_text="Words of the claim, the speaker, the summary or the reasoning; all of them, in "
        'whatever form. “or”, “-word” and “"a phrase"” are understood.',
    )
    stated_since = filters.DateFilter(
        field_name="stated_on",
        lookup_expr="gte",
        help_text="The claim was made on this day or later.",
    )
    stated_until = filters.DateFilter(
        field_name="stated_on",
        lookup_expr="lte",
        help_text="The claim was made on this day or earlier.",
    )
    published_since = MomentFilter(
        field_name="published_at",
        lookup_expr="gte",
        help_text="The latest version is of this moment or later. Without an offset: the "
        "newsroom's time.",
    )
    published_until = MomentFilter(
        field_name="published_at",
        lookup_expr="lt",
        help_text="The latest version is older than this moment.",
    )

    class Meta:
        model = Listing
        fields: list[str] = []

    def of_type(self, listings: QuerySet, name: str, value: list[str]) -> QuerySet:
        return listings.filter(types__overlap=value) if value else listings

    def in_outlet(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings.filter(outlets__contains=[value])

    def with_words(self, listings: QuerySet, name: str, value: str) -> QuerySet:
        return listings.filter(words=search.asked(value))

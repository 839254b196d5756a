"""Which reviews: every parameter is named here. None is passed through to the ORM."""

from datetime import UTC, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from django_filters.fields import IsoDateTimeField

from claims.models import Claim, PublishedVersion, Verdict


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


class VersionFilter(filters.FilterSet):
    """Asks the frozen document: what a correction says later changes nothing here before."""

    # distinct: these joins add no rows, and comparing whole documents is slow.
    verdict = filters.MultipleChoiceFilter(
        choices=Verdict.choices, distinct=False, help_text="Repeat it for any of several."
    )
    type = filters.MultipleChoiceFilter(
        choices=Claim.Type.choices, method="of_type", help_text="Repeat it for any of several."
    )
    speaker = filters.UUIDFilter(method="by_speaker", help_text="The speaker's id.")
    language = filters.CharFilter(field_name="document__language", help_text="Such as en-GB.")
    published_since = MomentFilter(
        field_name="published_at",
        lookup_expr="gte",
        help_text="The latest version is of this moment or later. Without an offset: the "
        "newsroom's time.",
    )

    class Meta:
        model = PublishedVersion
        fields: list[str] = []

    def of_type(self, versions: QuerySet, name: str, value: list[str]) -> QuerySet:
        any_of = Q()
        for code in value:
            any_of |= Q(document__contains={"claim": {"types": [{"code": code}]}})
        return versions.filter(any_of)

    def by_speaker(self, versions: QuerySet, name: str, value: UUID) -> QuerySet:
        return versions.filter(document__contains={"claim": {"speaker": {"id": str(value)}}})

"""Which reviews: every parameter is named here. None is passed through to the ORM."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters

from claims.models import Claim, PublishedVersion, Verdict


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
    published_since = filters.IsoDateTimeFilter(
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

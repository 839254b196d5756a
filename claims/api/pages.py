"""Lists of what is published, page by page."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from claims.models import Listing

from .access import Tagged
from .documents import Chosen, Frozen, chosen
from .filters import ListingFilter, in_utc
from .problems import BadParameters
from .versions import as_listed

FIELDS = OpenApiParameter(
    "fields",
    description="Only these fields of each result, with commas between: `slug,verdict.label`. "
    "What the description requires is then missing where you did not ask for it.",
)
LIMIT = serializers.IntegerField(min_value=1, max_value=200)


class Pages(CursorPagination):
    """Newest first, by the date that never changes. What is wrong is refused, not ignored."""

    page_size = 50
    page_size_query_param = "limit"
    page_size_query_description = "Results per page, 1 to 200."
    max_page_size = LIMIT.max_value
    # A correction is a new version: among reviews of one second, too, it must not move its review.
    ordering = ("-first_published_at", "-review_id")

    def get_page_size(self, request: Request) -> int:
        if self.page_size_query_param not in request.query_params:
            return self.page_size
        try:
            return LIMIT.run_validation(request.query_params[self.page_size_query_param])
        except serializers.ValidationError as error:
            raise BadParameters({"limit": error.detail[0]}) from error

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The parent trusts the position inside a cursor: a made-up one would end in a 500."""
        try:
            cursor = super().decode_cursor(request)
            if cursor and cursor.position:
                at = in_utc(datetime.fromisoformat(cursor.position))
                cursor = cursor._replace(position=str(at))
        except (NotFound, ValueError) as error:
            raise BadParameters(
                {"cursor": "Not one of ours. Start without it and follow `next`."}
            ) from error
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor, limit = super().get_schema_operation_parameters(view)
        limit["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [cursor, limit]


class Listed(Tagged, ListAPIView):
    queryset: QuerySet[Listing]
    serializer_class: type[Frozen]
    filterset_class = ListingFilter
    pagination_class = Pages
    parameters = (*ListingFilter.base_filters, "fields", "cursor", "limit")
    repeatable = ("verdict", "type")

    def filter_queryset(self, queryset: QuerySet[Listing]) -> QuerySet[Listing]:
        """To build the form of all filters takes longer than to find a page."""
        asked = self.request.query_params.keys() & ListingFilter.base_filters.keys()
        return super().filter_queryset(queryset) if asked else queryset

    def paginate_queryset(self, queryset: QuerySet[Listing]) -> list[Listing]:
        rows = super().paginate_queryset(queryset)
        self.brought = {row.pk: row.document["version"] for row in rows}
        return [as_listed(row) for row in rows]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "fields": self.fields()}

    def fields(self) -> Chosen:
        try:
            asked = self.request.query_params.get("fields")
            return chosen(self.serializer_class, asked) if asked else None
        except ValueError as error:
            raise BadParameters({"fields": str(error)}) from error

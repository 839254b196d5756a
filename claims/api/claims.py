from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import PublishedVersion

from . import versions
from .access import RETRY_AFTER, PartnerView, answers
from .filters import VersionFilter
from .pages import Pages
from .serializers import ClaimLine


class ClaimList(PartnerView, ListAPIView):
    """Every claim with a published review, by that review's date, newest first. What the desk
    has not published about is its work in progress, and not here."""

    queryset = PublishedVersion.objects.none()
    serializer_class = ClaimLine
    filterset_class = VersionFilter
    pagination_class = Pages
    parameters = (*VersionFilter.base_filters, "cursor", "limit")
    repeatable = ("verdict", "type")

    def get_queryset(self):
        return versions.of_each_claim().filter(removed_at=None)

    @extend_schema(
        operation_id="claims_list",
        parameters=[RETRY_AFTER],
        responses=answers(ClaimLine(many=True)),
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class ClaimDetail(PartnerView):
    @extend_schema(parameters=[RETRY_AFTER], responses=answers(ClaimLine, 404, 410))
    def get(self, request: Request, id: UUID) -> Response:
        """One claim, where it stands, and its newest public review."""
        version = versions.found(
            versions.of_each_claim().filter(review__claim__uuid=id), f"a claim {id}"
        )
        return Response(ClaimLine(version).data)

from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import PublishedVersion

from . import versions
from .access import Tagged
from .answers import CONDITION, ETAG, NOT_MODIFIED, RETRY_AFTER, answers
from .pages import FIELDS, Listed
from .reviews import found
from .serializers import ClaimLine


@extend_schema_view(
    get=extend_schema(
        operation_id="claims_list",
        parameters=[FIELDS, CONDITION, ETAG, RETRY_AFTER],
        responses=answers(ClaimLine(many=True)) | NOT_MODIFIED,
    )
)
class ClaimList(Listed):
    """Every claim with a published review, by that review's date, newest first. What the desk
    has not published about is its work in progress, and not here."""

    queryset = versions.of_each_claim(versions.listed(ClaimLine.parts()))
    serializer_class = ClaimLine


class ClaimDetail(Tagged):
    @extend_schema(
        parameters=[CONDITION, ETAG, RETRY_AFTER],
        responses=answers(ClaimLine, 404, 410) | NOT_MODIFIED,
    )
    def get(self, request: Request, id: UUID) -> Response:
        """One claim, where it stands, and its newest public review."""
        version = found(
            request,
            versions.of_each_claim(PublishedVersion.objects.current()).filter(
                review__claim__uuid=id
            ),
            f"the claim {id}",
        )
        self.brought = {version.review_id: version.number}
        return Response(ClaimLine(version).data)

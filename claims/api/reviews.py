from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from claims.models import PublishedVersion
from claims.presenters.claimreview import claim_review
from claims.services import ledger
from claims.services.documents import fingerprint

from . import versions
from .access import Json, LinkedData, PartnerView, unless_known
from .answers import CONDITION, ETAG, NOT_MODIFIED, RETRY_AFTER, answers
from .documents import FrozenDocument
from .pages import FIELDS, Listed
from .problems import Gone
from .serializers import ReviewLine

FROZEN = extend_schema(
    parameters=[CONDITION, ETAG, RETRY_AFTER],
    responses=answers(FrozenDocument, 404, 410) | NOT_MODIFIED,
)


@extend_schema_view(
    get=extend_schema(
        operation_id="reviews_list",
        parameters=[FIELDS, CONDITION, ETAG, RETRY_AFTER],
        responses=answers(ReviewLine(many=True)) | NOT_MODIFIED,
    )
)
class ReviewList(Listed):
    """Every published review in its latest version, newest first, retracted ones too."""

    queryset = versions.listed(ReviewLine.parts())
    serializer_class = ReviewLine


class ReviewDetail(PartnerView):
    @FROZEN
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The whole document of the latest version, as it was frozen. A retracted review says
        `"retracted": true`, and why in `note`."""
        return frozen(request, latest(request, slug, unread(request)))


class ReviewVersion(PartnerView):
    @FROZEN
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        """One version of the review; what was published stays readable."""
        rows = unread(request).filter(review__slug=slug, number=number)
        version = found(request, rows, f"the slug “{slug}” and a version {number}")
        return frozen(request, version)


class ReviewClaimReview(PartnerView):
    renderer_classes = [LinkedData, Json]

    @extend_schema(
        parameters=[CONDITION, ETAG, RETRY_AFTER],
        responses=answers(OpenApiTypes.OBJECT, 404, 410) | NOT_MODIFIED,
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The review as schema.org ClaimReview. 410 once it is retracted: then there is no rating
        that anybody stands behind."""
        version = latest(request, slug, PublishedVersion.objects.all())
        node = claim_review(version.document)
        if node is None:
            note(request, version)  # who got a 410 knows
            raise Gone(f"Retracted: {version.note} Take its rating down.", "retracted")
        return handed_out(request, version, fingerprint(node), lambda: node)


def frozen(request: Request, version: PublishedVersion) -> HttpResponseBase:
    """The whole document, unless the partner holds it."""
    return handed_out(request, version, version.sha256, lambda: version.document)


def unread(request: Request) -> QuerySet[PublishedVersion]:
    """Whoever asks whether theirs is current mostly has it: then the document stays unread."""
    all_of_it = PublishedVersion.objects.all()
    return all_of_it.defer("document") if "If-None-Match" in request.headers else all_of_it


def handed_out(
    request: Request, version: PublishedVersion, sha256: str, body: Callable[[], dict[str, Any]]
) -> HttpResponseBase:
    response = unless_known(request, sha256, body)  # raises where `If-Match` names another
    note(request, version)
    return response


def note(request: Request, version: PublishedVersion) -> None:
    """In the ledger, once for each version. HEAD brings nothing."""
    if request.method == "GET":
        ledger.fetched_version(request.auth.partner_id, version.review_id, version.number)


def latest(request: Request, slug: str, among: QuerySet[PublishedVersion]) -> PublishedVersion:
    return found(request, among.current().filter(review__slug=slug), f"the slug “{slug}”")


def found(request: Request, rows: QuerySet[PublishedVersion], what: str) -> PublishedVersion:
    """The one version. That it was removed is noted in the ledger, too: who got a 410 knows."""
    try:
        return versions.found(rows, what)
    except Gone:
        if request.method == "GET":
            ledger.heard_of_removal(request.auth.partner_id, rows.get())
        raise

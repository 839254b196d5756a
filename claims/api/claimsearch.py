"""A drop-in for claims:search of Google's Fact Check Tools, with this newsroom's verdicts only:
https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search"""

from datetime import timedelta

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from claims.presenters.factchecktools import found_claim
from claims.services import lookup

from .access import PartnerView
from .answers import RETRY_AFTER, answers
from .authentication import GoogleKey
from .lookup import LANGUAGE, LONGEST
from .problems import BadParameters

DEEPEST = 10_000  # results that may be skipped
CENTURY = 36_525


class SearchQuery(s.Serializer):
    """Names as Google has them."""

    query = s.CharField(
        required=False,
        max_length=LONGEST,
        help_text="What was claimed. Required unless reviewPublisherSiteFilter is there.",
    )
    languageCode = s.CharField(
        required=False,
        max_length=35,
        validators=[LANGUAGE],
        help_text="Such as en-US; the region is not considered.",
    )
    reviewPublisherSiteFilter = s.CharField(
        required=False,
        max_length=255,
        help_text="Any site but this newsroom's own finds nothing.",
    )
    maxAgeDays = s.IntegerField(
        required=False,
        min_value=0,
        max_value=CENTURY,
        help_text="By the date of the claim or of the review, whichever is newer.",
    )
    pageSize = s.IntegerField(min_value=1, max_value=100, default=10)
    pageToken = s.RegexField(
        r"^[0-9]{1,5}$", required=False, help_text="nextPageToken of the last answer."
    )
    offset = s.IntegerField(
        min_value=0,
        max_value=DEEPEST,
        default=0,
        help_text="Results to skip; not read where there is a pageToken.",
    )
    key = s.CharField(
        required=False, help_text="Your key, as Google's clients send it. Better: in a header."
    )
    alt = s.ChoiceField(["json"], required=False)
    prettyPrint = s.ChoiceField(["true", "false"], required=False, help_text="Not considered.")

    def validate(self, values):
        if not (values.get("query") or values.get("reviewPublisherSiteFilter")):
            raise BadParameters({"query": "Send a query, or reviewPublisherSiteFilter."})
        return values


class ReviewPublisher(s.Serializer):
    name = s.CharField()
    site = s.CharField()


class FoundReview(s.Serializer):
    publisher = ReviewPublisher()
    url = s.URLField()
    title = s.CharField()
    reviewDate = s.DateTimeField()
    textualRating = s.CharField()
    languageCode = s.CharField()


class FoundClaim(s.Serializer):
    text = s.CharField()
    claimant = s.CharField(required=False)
    claimDate = s.DateTimeField(required=False)
    claimReview = FoundReview(many=True)


class FoundClaims(s.Serializer):
    """Google leaves out what is empty: nothing found is {}."""

    claims = FoundClaim(many=True, required=False)
    nextPageToken = s.CharField(required=False)


class ClaimSearch(PartnerView):
    authentication_classes = [GoogleKey]
    parameters = tuple(SearchQuery().fields)

    @extend_schema(
        operation_id="claims_search",
        parameters=[SearchQuery, RETRY_AFTER],
        responses=answers(FoundClaims),
    )
    def get(self, request: Request) -> Response:
        """As Google's claims:search answers, from this newsroom alone. Retracted reviews are left
        out: nobody stands behind their ratings."""
        sent = SearchQuery(data=request.query_params)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        offset, size = int(values.get("pageToken") or values["offset"]), values["pageSize"]
        found = lookup.search(asked(values), offset, size + 1)
        answer: dict[str, object] = {}
        if found:
            answer["claims"] = [found_claim(listing) for listing in found[:size]]
        if len(found) > size and offset + size <= DEEPEST:
            answer["nextPageToken"] = str(offset + size)
        return Response(answer)


def asked(values: dict[str, object]) -> lookup.Query:
    days = values.get("maxAgeDays")
    return lookup.Query(
        text=values.get("query", ""),
        language=values.get("languageCode", ""),
        site=values.get("reviewPublisherSiteFilter", ""),
        since=None if days is None else timezone.localdate() - timedelta(days=days),
    )

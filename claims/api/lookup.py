"""What was published about a sentence, for readers' tools: one in the address, or many posted."""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import ClaimMatch, Verdict
from claims.services import lookup

from .access import Body, PartnerView
from .answers import RETRY_AFTER, answers

LONGEST = 2000  # characters; a longer text is a passage, not one claim
TEXTS = 50
LANGUAGE = RegexValidator(
    r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", "Not a language tag; send one such as en or en-GB."
)


class Narrowing(s.Serializer):
    language = s.CharField(
        required=False,
        max_length=35,
        validators=[LANGUAGE],
        help_text="Reviews in this language, of whatever region: en finds en-GB.",
    )
    limit = s.IntegerField(min_value=1, max_value=20, default=10)


class CheckQuery(Narrowing):
    q = s.CharField(max_length=LONGEST, help_text="The sentence.")


class CheckTexts(Body, Narrowing):
    texts = s.ListField(child=s.CharField(max_length=LONGEST), min_length=1, max_length=TEXTS)


class MatchedSpeaker(s.Serializer):
    id = s.UUIDField(source="speaker")
    name = s.CharField(source="speaker_name")


class MatchedClaim(s.Serializer):
    id = s.UUIDField(source="claim_uuid")
    text = s.CharField(source="claim")
    speaker = s.SerializerMethodField()
    stated_on = s.DateField(allow_null=True)

    @extend_schema_field(MatchedSpeaker(allow_null=True))
    def get_speaker(self, listing):
        return MatchedSpeaker(listing).data if listing.speaker else None


class MatchedVerdict(s.Serializer):
    code = s.ChoiceField(Verdict.choices)
    label = s.CharField()
    reason = s.CharField(help_text="The verdict in one line.")
    rating = s.IntegerField(allow_null=True, help_text="1 (False) to 5 (True); null: off the scale")


class MatchedReview(s.Serializer):
    """The address of the whole is /reviews/<slug>/."""

    id = s.UUIDField(source="review.uuid")
    slug = s.SlugField()
    url = s.SerializerMethodField(help_text="The page that readers see.")
    language = s.CharField()
    version = s.IntegerField(source="version.number")
    retracted = s.BooleanField()
    note = s.CharField(
        source="version.note",
        allow_blank=True,
        help_text="What changed in this version and why; for a retraction, why.",
    )
    verdict = s.SerializerMethodField(help_text="null: retracted, nobody stands behind it.")
    first_published_at = s.DateTimeField(default_timezone=UTC)
    published_at = s.DateTimeField(default_timezone=UTC, help_text="Of this version.")

    def get_url(self, listing) -> str:
        return f"{settings.SITE_URL}{listing.get_absolute_url()}"

    @extend_schema_field(MatchedVerdict(allow_null=True))
    def get_verdict(self, listing):
        if listing.retracted:
            return None
        verdict = Verdict(listing.verdict)
        return {
            "code": verdict.value,
            "label": str(verdict.label),
            "reason": listing.verdict_reason,
            "rating": verdict.rating,
        }


class Match(s.Serializer):
    """Similar words are not the same claim: show the verdict as one about the text only where
    `relation` is `same`, and otherwise say what differs."""

    relation = s.ChoiceField(
        ClaimMatch.Relation.choices,
        source="comparison.relation",
        help_text="Of the text to the claim that was checked.",
    )
    differences = s.ListField(
        child=s.CharField(),
        source="comparison.differences",
        help_text="“1982 ≠ 1992”: the text says 1982, the claim that was checked 1992.",
    )
    likeness = s.FloatField(help_text="0 to 1: of meaning, rare words and dates.")
    claim = MatchedClaim(source="listing")
    review = MatchedReview(source="listing")


class CheckedText(s.Serializer):
    text = s.CharField()
    matches = Match(many=True)


class CheckedTexts(s.Serializer):
    results = CheckedText(many=True)


class Check(PartnerView):
    parameters = ("q", "language", "limit")

    def wrong(self, name: str) -> str:
        if self.request.method == "POST":
            return "Send it in the body."
        return super().wrong(name)

    @extend_schema(
        operation_id="check_text",
        parameters=[CheckQuery, RETRY_AFTER],
        responses=answers(CheckedText),
    )
    def get(self, request: Request) -> Response:
        """Published verdicts on claims like this sentence: the same claim first, then the most
        alike, each with what differs. None: nothing like it was published."""
        query = CheckQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(CheckedText(checked(query.validated_data["q"], query)).data)

    @extend_schema(
        operation_id="check_texts",
        parameters=[RETRY_AFTER],
        request=CheckTexts,
        responses=answers(CheckedTexts, 413, 415),
    )
    def post(self, request: Request) -> Response:
        """The same for up to 50 sentences, in their order. Counts as one request."""
        sent = CheckTexts(data=request.data)
        sent.is_valid(raise_exception=True)
        results = [checked(text, sent) for text in sent.validated_data["texts"]]
        return Response(CheckedTexts({"results": results}).data)


def checked(text: str, asked: Narrowing) -> dict[str, Any]:
    language = asked.validated_data.get("language", "")
    matches = lookup.check(text, most=asked.validated_data["limit"], language=language)
    return {"text": text, "matches": matches}

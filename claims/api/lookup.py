"""What was published about a sentence, for readers' tools: one in the address, or many posted."""

from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import ClaimMatch, Verdict
from claims.presenters.matches import found_match
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


# What `presenters/matches.py` makes, described.


class MatchedSpeaker(s.Serializer):
    id = s.UUIDField()
    name = s.CharField()


class MatchedClaim(s.Serializer):
    id = s.UUIDField()
    text = s.CharField()
    speaker = MatchedSpeaker(allow_null=True)
    stated_on = s.DateField(allow_null=True)


class MatchedVerdict(s.Serializer):
    code = s.ChoiceField(Verdict.choices)
    label = s.CharField()
    reason = s.CharField(help_text="The verdict in one line.")
    rating = s.IntegerField(allow_null=True, help_text="1 (False) to 5 (True); null: off the scale")


class MatchedReview(s.Serializer):
    """The address of the whole is /reviews/<slug>/."""

    id = s.UUIDField()
    slug = s.SlugField()
    url = s.CharField(help_text="The page that readers see.")
    language = s.CharField()
    version = s.IntegerField()
    retracted = s.BooleanField()
    note = s.CharField(
        allow_blank=True,
        help_text="What changed in this version and why; for a retraction, why.",
    )
    verdict = MatchedVerdict(allow_null=True, help_text="null: retracted, nobody stands behind it.")
    first_published_at = s.DateTimeField()
    published_at = s.DateTimeField(help_text="Of this version.")


class Match(s.Serializer):
    """Similar words are not the same claim: show the verdict as one about the text only where
    `relation` is `same`, and otherwise say what differs."""

    relation = s.ChoiceField(
        ClaimMatch.Relation.choices, help_text="Of the text to the claim that was checked."
    )
    differences = s.ListField(
        child=s.CharField(),
        help_text="“1982 ≠ 1992”: the text says 1982, the claim that was checked 1992.",
    )
    likeness = s.FloatField(help_text="0 to 1: of meaning, rare words and dates.")
    claim = MatchedClaim()
    review = MatchedReview()


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
        return Response(checked(query.validated_data["q"], query))

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
        return Response({"results": results})


def checked(text: str, asked: Narrowing) -> dict[str, Any]:
    language = asked.validated_data.get("language", "")
    hits = lookup.check(text, most=asked.validated_data["limit"], language=language)
    matches = [found_match(hit.listing, hit.likeness, hit.comparison) for hit in hits]
    return {"text": text, "matches": matches}

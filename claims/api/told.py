"""What webhooks say, for the OpenAPI document; presenters/webhook.py writes it."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, OpenApiWebhook, extend_schema
from rest_framework import serializers as s

from claims.models import Change, Verdict
from claims.presenters.webhook import LONGEST_REASON, PING, TYPES

from .serializers import ReviewName

MEANING = {
    Change.Kind.PUBLISH: "A review was published.",
    Change.Kind.CORRECT: "A new version says something better; the verdict stays.",
    Change.Kind.RE_RATE: "A new version gives another verdict.",
    Change.Kind.RETRACT: "Nobody stands behind the review any more: take it down, say why.",
    Change.Kind.REMOVE: "A version was removed for legal reasons: delete your copies.",
}


class ToldTombstone(s.Serializer):
    reason = s.CharField(max_length=LONGEST_REASON)


class ToldData(s.Serializer):
    id = s.UUIDField(help_text="Of the entry in /changes/; the same in every attempt and replay.")
    position = s.IntegerField(help_text="The place in that log: messages can overtake each other.")
    review = ReviewName()
    version = s.IntegerField()
    verdict = s.ChoiceField(Verdict.choices, allow_null=True, help_text="null: removed.")
    sha256 = s.CharField()
    url = s.URLField(help_text="The page that readers see.")
    api_url = s.URLField(help_text="The document of this version.")
    latest_url = s.URLField(help_text="The document of the latest version.")
    tombstone = ToldTombstone(allow_null=True, help_text="Stop showing this version.")


class Told(s.Serializer):
    type = s.ChoiceField([(name, name) for name in TYPES.values()])
    timestamp = s.DateTimeField(help_text="When it was published.")
    data = ToldData()


class Ping(s.Serializer):
    """A test. It tells nothing and counts for nothing."""

    type = s.ChoiceField([(PING, PING)])
    data = s.DictField()


HEADERS = {
    "webhook-id": "Names the message, however often it is sent.",
    "webhook-timestamp": "Of this attempt, in seconds since 1970.",
    "webhook-signature": "v1,<HMAC-SHA256>; two while a secret is replaced.",
}
ANSWERS = {
    200: OpenApiResponse(description="Taken. Any 2xx will do, within 15 seconds."),
    410: OpenApiResponse(description="Send no more: the webhook is switched off."),
    "default": OpenApiResponse(description="A failure; it is sent again."),
}


def told(name: str, body: type[s.Serializer], what: str) -> OpenApiWebhook:
    described = extend_schema(
        operation_id=name.replace(".", "_"),
        description=f"{what} Signed after https://www.standardwebhooks.com.",
        request=body,
        responses=ANSWERS,
    )
    return OpenApiWebhook(name=name, decorator=described)


PUBLISHED, CORRECTED, RE_RATED, RETRACTED, REMOVED = (
    told(TYPES[kind], Told, what) for kind, what in MEANING.items()
)
TEST = told(PING, Ping, "A test from the desk.")


def with_headers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook: the package describes no headers of a webhook."""
    for described in result["webhooks"].values():
        described["post"]["parameters"] = [
            {
                "in": "header",
                "name": name,
                "required": True,
                "description": what,
                "schema": {"type": "string"},
            }
            for name, what in HEADERS.items()
        ]
    return result

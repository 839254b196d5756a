"""Partners send articles in: POST answers at once with an address that tells how far it is."""

import hashlib
import json
import re
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as s
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.access import Body, PartnerView
from claims.api.answers import RETRY_AFTER, answers
from claims.api.authentication import MayRead
from claims.api.problems import BadParameters
from claims.models import ApiKey, Article, Partner
from claims.services.articles import LONGEST, MAX_CHARACTERS, ArticleRefused

from .models import Fetch
from .services import fetches

LARGEST_REQUEST = 12 * 1024 * 1024
HTML = "text/html; charset=utf-8"  # whatever the page says: it came in JSON
KEY = re.compile(r"[\x21-\x7e]{1,255}")
STAGES = {
    "waiting": "waits for a worker; `detail` says why if an attempt failed",
    "fetching": "its page is asked for",
    "reading": "its text is read out of the page",
    "queued": "its text is here and waits for the engine",
    "extracting": "the engine looks for claims: `read` of `of` sentences",
    "done": "the newsroom has it",
    "failed": "`detail` says why, and what to do",
}


class Unprocessable(APIException):
    status_code = 422
    default_code = "unprocessable"

    def __init__(self, field: str, why: str):
        super().__init__({field: [why]})


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = (
        f"The request has more than {LARGEST_REQUEST:,} bytes. Send the article's text instead of "
        "its page, or split it."
    )


class MayIngest(MayRead):
    scope = ApiKey.Scope.INGEST


def words(field: str, **options: Any) -> s.CharField:
    return s.CharField(required=False, allow_blank=True, max_length=LONGEST[field], **options)


class ArticleIn(Body):
    """`text`, `html`, or `url` alone: then the page is fetched. With a text, `url` says where it
    was published; the same address is the same article."""

    url = words("url", help_text="http or https")
    text = s.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text=f"Kept to the letter; at most {MAX_CHARACTERS:,} characters.",
    )
    html = s.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text="The page as it was published; the text is read out of it.",
    )
    title = words("title")
    byline = words("byline")
    publisher = words("publisher", help_text="The outlet that ran it.")
    published_at = s.DateTimeField(
        required=False, help_text="“Last Thursday” is reckoned from this day."
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("text") and values.get("html"):
            raise BadParameters({"html": "Send `text` or `html`, not both."})
        if not any(values.get(name) for name in ("text", "html", "url")):
            raise BadParameters({"text": "Send the `text`, the `html`, or the `url` to fetch."})
        return values


class Accepted(s.Serializer):
    id = s.UUIDField()
    status_url = s.URLField(help_text="Ask here how far it is.")


class ArticleStatus(s.Serializer):
    id = s.UUIDField()
    stage = s.ChoiceField(
        [(name, name) for name in STAGES],
        help_text=" ".join(f"{name}: {what}." for name, what in STAGES.items()),
    )
    detail = s.CharField(allow_blank=True)
    read = s.IntegerField(allow_null=True)
    of = s.IntegerField(allow_null=True)
    url = s.CharField(allow_blank=True)
    received_at = s.DateTimeField()


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description=(
        "Any 1 to 255 visible characters, new for each article. After a broken connection, send "
        "the same request with the same key: it is taken in once, and answered alike."
    ),
)


class Articles(PartnerView):
    permission_classes = [MayIngest]

    @extend_schema(
        operation_id="articles_create",
        parameters=[IDEMPOTENCY_KEY, RETRY_AFTER],
        request=ArticleIn,
        responses=answers(Accepted, 413, 415, 422, success=202),
    )
    def post(self, request: Request) -> Response:
        """Send an article in. It is taken before it is read: `status_url` tells what became of
        it."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
            raise TooLarge()
        article = ArticleIn(data=request.data)
        article.is_valid(raise_exception=True)
        try:
            fetch = once(
                request.auth.partner, idempotency_key(request), request.data, article.validated_data
            )
        except ArticleRefused as refused:
            raise Unprocessable(refused.field, str(refused)) from refused
        url = status_url(request, fetch)
        accepted = {"id": str(fetch.uuid), "status_url": url}
        return Response(accepted, status=202, headers={"Location": url})


class ArticleDetail(PartnerView):
    permission_classes = [MayIngest]

    @extend_schema(
        operation_id="articles_status",
        parameters=[RETRY_AFTER],
        responses=answers(ArticleStatus, 404),
    )
    def get(self, request: Request, id: UUID) -> Response:
        """How far an article is that was sent with a key of yours."""
        sent = Fetch.objects.select_related("article").filter(partner=request.auth.partner)
        fetch = sent.filter(uuid=id).first()
        if fetch is None:
            raise NotFound(f"Nobody sent the article {id} with a key of yours.")
        return Response(ArticleStatus(status_of(fetch)).data)


def status_of(fetch: Fetch) -> dict[str, Any]:
    progress = fetch.progress
    return {
        "id": fetch.uuid,
        "stage": progress["stage"],
        "detail": progress["reason"],
        "read": progress.get("read"),
        "of": progress.get("of"),
        "url": fetch.url or fetch.details.get("url", ""),
        "received_at": fetch.created_at,
    }


def status_url(request: Request, fetch: Fetch) -> str:
    return request.build_absolute_uri(reverse("ingest:article", args=[fetch.uuid]))


def idempotency_key(request: Request) -> str:
    key: str = request.headers.get("Idempotency-Key", "")
    if key and not KEY.fullmatch(key):
        raise BadParameters({"Idempotency-Key": "1 to 255 visible ASCII characters, no spaces."})
    return key


def once(partner: Partner, key: str, sent: Any, values: dict[str, Any]) -> Fetch:
    """The arrival that this request makes, or made the first time. Raises ArticleRefused,
    Unprocessable when another request had the same key."""
    sha256 = hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()
    fetch = known(partner, key)
    if fetch is None:
        try:
            with transaction.atomic():
                return take_in(partner, values, idempotency_key=key, request_sha256=sha256)
        except IntegrityError:
            # The same request, twice at this moment.
            fetch = known(partner, key)
            if fetch is None:
                raise
    if fetch.request_sha256 != sha256:
        raise Unprocessable(
            "Idempotency-Key",
            "Another article came with this key. Send a new key with every new article.",
        )
    return fetch


def known(partner: Partner, key: str) -> Fetch | None:
    return Fetch.objects.filter(partner=partner, idempotency_key=key).first() if key else None


def take_in(partner: Partner, values: dict[str, Any], **request: str) -> Fetch:
    said = {name: value for name, value in values.items() if name not in ("text", "html")}
    if published := said.pop("published_at", None):
        said["published_at"] = published.isoformat()
    common: dict[str, Any] = {"via": Article.Via.API, "partner": partner, "details": said}
    if text := values.get("text"):
        return fetches.hand_in(text, **common, **request)
    if html := values.get("html"):
        return fetches.keep_upload(
            html.encode(), content_type="text/html; charset=utf-8", **common, **request
        )
    return fetches.collect_link(values["url"], **common, **request)

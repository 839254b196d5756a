"""The bulk export: everything that is published, in one file, as long as it may be."""

import threading
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import Throttled
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from claims.models import PublishedVersion, Review
from claims.services import export, ledger
from claims.services.partners import number_changes
from claims.services.sessions import give_back

from .access import PartnerView, known
from .answers import CONDITION, NOT_MODIFIED, RETRY_AFTER, answers
from .authentication import still_valid
from .changes import check_place, numbered, read_token
from .compression import compressed
from .export_forms import FORMS, Form, Header
from .problems import BadParameters
from .serializers import ExportQuery
from .tokens import BEGINNING, Token

# Each holds a thread for as long as the partner reads: most threads stay free for all others.
PLACES = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))
# Seconds after which a revoked key gets no further.
KEY_EVERY = 1
FULL = "Others are taking their export just now."
LINK = OpenApiParameter(
    "Link",
    location=OpenApiParameter.HEADER,
    response=[200],
    description="`rel=next`: what changes after this export; `rel=license`, if it has an address.",
)


class AsAddressed(DefaultContentNegotiation):
    """The address says which form: `Accept` is not asked."""

    def select_renderer(self, request: Request, renderers: list[Any], format_suffix=None):
        return renderers[0], renderers[0].media_type


def described(form: str) -> Any:
    """For @extend_schema, which a class of its own for each form needs."""
    media_type = FORMS[form].media_type.partition(";")[0]
    is_json = form.endswith(".json")
    body = {(200, media_type): OpenApiTypes.OBJECT if is_json else OpenApiTypes.BINARY}
    problems = {key: said for key, said in answers(None, 410).items() if key != 200}
    get = extend_schema(
        operation_id=f"export_{form.replace('.', '_')}",
        parameters=[ExportQuery, CONDITION, LINK, RETRY_AFTER],
        responses=body | problems | NOT_MODIFIED,
    )
    return extend_schema_view(get=get)


class Export(PartnerView):
    parameters = ("at", "after")
    content_negotiation_class = AsAddressed
    form: str

    def get(self, request: Request) -> HttpResponseBase:
        """All of it, as it stands now: one line for each review, or for each claim with one.

        Constant in memory on both sides, compressed with zstd or gzip if you accept that. When
        the connection breaks, ask for the rest with `at` and `after`. Then follow `/changes/`
        from the token that came with it.
        """
        query = ExportQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        form, asked = FORMS[self.form], query.validated_data
        token, after = self.present(), 0
        if asked:
            token = read_token(asked["at"], "at")
            check_place(token)
            after = find(form, asked["after"], token.position)
        else:
            etag = f'W/"{token}"'
            if unchanged := known(request, etag):
                return unchanged
        header = Header(self.form, str(token), **export.terms())
        response = self.response(form, header, token.position, after)
        if not asked:
            response["ETag"] = etag
        return response

    def present(self) -> Token:
        number_changes(wait=False)
        last = numbered().order_by("position").defer("version__document").last()
        return Token.at(last) if last else BEGINNING

    def response(self, form: Form, header: Header, position: int, after: int) -> HttpResponseBase:
        if self.request.method == "HEAD":
            return finished(HttpResponse(), form, header)
        if not PLACES.acquire(blocking=False):
            raise Throttled(wait=30, detail=FULL)
        rows = export.batches(position, after, form.shown)
        pieces = watched(form.pieces(rows, header), self.request, position)
        stream, coding = compressed(pieces, self.request.headers.get("Accept-Encoding", ""))
        response = StreamingHttpResponse(Held(stream), content_type=form.media_type)
        if coding:
            response["Content-Encoding"] = coding
        return finished(response, form, header)


def finished(response: HttpResponseBase, form: Form, header: Header) -> HttpResponseBase:
    day = timezone.localdate()
    response["Content-Disposition"] = (
        f'attachment; filename="{header.export.replace(".", f"-{day}.")}"'
    )
    response["Content-Type"] = form.media_type
    response["Vary"] = "Accept-Encoding"
    response["Link"] = f'<{header.changes}>; rel="next"'
    if header.licence.startswith("http"):
        response["Link"] += f', <{header.licence}>; rel="license"'
    return response


def watched(pieces: Iterator[bytes], request: Request, position: int) -> Iterator[bytes]:
    """Breaks off when the key is revoked; noted in the ledger when it was handed out whole."""
    looked = time.monotonic()
    for piece in pieces:
        if time.monotonic() - looked >= KEY_EVERY:
            still_valid(request)
            give_back()
            looked = time.monotonic()
        yield piece
    ledger.fetched_to(request.auth.partner, position)


class Held:
    """Gives its place back when the response is closed, however that comes."""

    def __init__(self, pieces: Iterator[bytes]):
        self.pieces, self.closed = pieces, False

    def __iter__(self) -> Iterator[bytes]:
        return self.pieces

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            PLACES.release()


def find(form: Form, id: UUID, position: int) -> int:
    """The primary key of the review that the line with this id came from."""
    lines = PublishedVersion.objects.as_of(position).filter(**{form.named_by: id})
    review = Review.objects.filter(pk__in=lines.values("review")).aggregate(last=Max("pk"))["last"]
    if review is None:
        raise BadParameters({"after": "No line of this export has this id."})
    return int(review)


ADDRESSES = {
    form: described(form)(type("Export", (Export,), {"form": form, "__doc__": Export.__doc__}))
    for form in FORMS
}

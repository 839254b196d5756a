"""Errors as problem details (RFC 9457): what happened, and in `detail` what to do about it."""

import math
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    NotFound,
    PermissionDenied,
    Throttled,
    ValidationError,
)
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_code = "gone"


class PreconditionFailed(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = (
        "Nothing that can be posted here replaces anything, so `If-Match` is never met. Leave it "
        "out; against doing it twice send an `Idempotency-Key` with an article."
    )


class Resync(APIException):
    status_code = status.HTTP_410_GONE
    default_code = "resync"
    default_detail = (
        "This token does not belong to the present change log: it comes from another "
        "installation, or a backup was restored. Resync: call /changes/ without `since`, apply "
        "every entry, and drop the copies that no entry named."
    )


class BadParameters(ValidationError):
    """`errors` maps a parameter's name to what is wrong with it."""

    def __init__(self, errors: dict[str, str]):
        super().__init__({name: [text] for name, text in errors.items()})


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's handler, with the body turned into a problem."""
    error = as_api_exception(error)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, APIException):
        return response
    if isinstance(error, Throttled) and error.wait:
        response["Retry-After"] = str(math.ceil(error.wait))
    response.data = problem(response.status_code, error)
    response.content_type = MEDIA_TYPE
    return response


def as_api_exception(error: Exception) -> Exception:
    """REST framework's handler does this too, and keeps the result to itself."""
    if isinstance(error, Http404):
        return NotFound()
    if isinstance(error, DjangoPermissionDenied):
        return PermissionDenied()
    return error


def server_error(request: HttpRequest) -> HttpResponse:
    """The project's handler500: a problem for programs, the page for people."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    error = APIException("Something broke here; it is not your request. Try again later.")
    return JsonResponse(problem(500, error), status=500, content_type=MEDIA_TYPE)


def problem(status_code: int, error: APIException) -> dict[str, Any]:
    """`type` is left out, which means about:blank: the title is then the status phrase."""
    found = {
        "title": HTTPStatus(status_code).phrase,
        "status": status_code,
        "code": getattr(error.detail, "code", error.default_code),
        "detail": error.detail,
    }
    if isinstance(error.detail, dict):
        found["errors"] = [{"parameter": name, "detail": text} for name, text in flat(error.detail)]
        found["detail"] = " ".join(f"{e['parameter']}: {e['detail']}" for e in found["errors"])
    return found


def flat(errors: dict[Any, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """`{"texts": {3: ["Blank."]}}` is about the parameter `texts.3`."""
    for name, texts in errors.items():
        if isinstance(texts, dict):
            yield from flat(texts, f"{within}{name}.")
        else:
            yield f"{within}{name}", " ".join(texts)

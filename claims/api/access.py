"""What all views for partners share: the key, the problems, and parameters that are all known."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import conditional_page
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.services import ledger

from .authentication import MayRead, PartnerKey, PerKey
from .problems import BadParameters, PreconditionFailed, problem_response

ANOTHER = "What is here now has another ETag than `If-Match` names."


class Json(JSONRenderer):
    """One form only: `Accept: application/json; indent=4` would change bytes under one ETag."""

    def get_indent(self, accepted_media_type: str, renderer_context: dict[str, Any]) -> None:
        return None


class LinkedData(Json):
    media_type = "application/ld+json"
    format = "jsonld"


class Body(serializers.Serializer):
    """What is posted: a field that is ignored would do less than was asked for."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            known = ", ".join(self.fields)
            raise BadParameters(dict.fromkeys(unknown, f"Unknown here. Known: {known}."))
        values: dict[str, Any] = super().to_internal_value(data)
        return values


class PartnerView(APIView):
    authentication_classes = [PartnerKey]
    permission_classes = [MayRead]
    throttle_classes = [PerKey]
    renderer_classes = [Json]
    parameters: ClassVar[tuple[str, ...]] = ()
    repeatable: ClassVar[tuple[str, ...]] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # No answer has a date: then it is to be ignored (RFC 9110, 13.1.4). Django answers 412.
        request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
        if request.method not in SAFE_METHODS and "If-Match" in request.headers:
            raise PreconditionFailed
        if errors := {name: why for name in request.query_params if (why := self.wrong(name))}:
            raise BadParameters(errors)

    def wrong(self, name: str) -> str:
        """A filter that is ignored would answer with too much: say so instead."""
        values = self.request.query_params.getlist(name)
        if name not in self.parameters:
            return f"Unknown here. Known: {', '.join(self.parameters) or 'none'}."
        if len(values) > 1 and name not in self.repeatable:
            return "Give it once."
        return "" if all(values) else "Give it a value, or leave it out."

    def get_exception_handler(self):
        return problem_response

    def finalize_response(self, request, response, *args, **kwargs) -> HttpResponseBase:
        """Nobody's cache may keep what a retraction takes back."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization"])
        return response


class Tagged(PartnerView):
    """GET with a strong ETag that is made of the very bytes of the answer."""

    # Of each review in the answer its version, for the ledger.
    brought: Mapping[int, int] | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Rendered at once: before that nobody knows whether a condition is met.
        response = conditional_page(super().dispatch)(request, *args, **kwargs).render()
        if request.method != "GET":
            return response
        if response.status_code == 412:
            refused = self.handle_exception(PreconditionFailed(ANOTHER))
            return self.finalize_response(self.request, refused, *args, **kwargs).render()
        if self.brought:
            ledger.fetched_versions(self.request.auth.partner_id, self.brought)
        return response


def known(request: Request, etag: str) -> HttpResponseBase | None:
    """304 when the partner holds what this ETag names."""
    response = get_conditional_response(request, etag=etag)
    if response and response.status_code == 412:
        raise PreconditionFailed(ANOTHER)
    return response


def unless_known(
    request: Request, sha256: str, body: Callable[[], dict[str, Any]]
) -> HttpResponseBase:
    """The body with its strong ETag, or 304 when the partner holds these very bytes."""
    etag = f'"{sha256}"'
    response = known(request, etag) or Response(body())
    response["ETag"] = etag
    return response

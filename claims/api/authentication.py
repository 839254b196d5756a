"""`Authorization: Bearer fcw_…` (RFC 6750): one key per partner, looked up on every request, so
that a revoked key stops at once."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import permissions
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from claims.models import ApiKey
from claims.services.partners import KeyRefused, count_request, find_key

CHALLENGE = 'Bearer realm="partners"'


class PartnerKey(BaseAuthentication):
    """Sets `request.auth` to the ApiKey. A key is no person: `request.user` stays anonymous."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey]:
        secret = self.secret(request)
        if not secret:
            raise NotAuthenticated(
                "Send your key in the header `Authorization: Bearer fcw_…`. "
                f"Ask {settings.NEWSROOM['email']} for one."
            )
        try:
            address = import_string(settings.CLIENT_ADDRESS)(request)
            return AnonymousUser(), find_key(secret, address=address)
        except KeyRefused as refused:
            raise AuthenticationFailed(str(refused)) from refused

    def secret(self, request: Request) -> str:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        return secret.strip() if scheme.lower() == "bearer" else ""

    def authenticate_header(self, request: Request) -> str:
        """RFC 6750, 3.1: a request without a key gets no error code."""
        if "Authorization" in request.headers:
            return f'{CHALLENGE}, error="invalid_token"'
        return CHALLENGE


class GoogleKey(PartnerKey):
    """Also where Google's clients put a key (https://cloud.google.com/docs/authentication/api-keys-use),
    the address among them: a drop-in must take it there."""

    def secret(self, request: Request) -> str:
        return (
            request.headers.get("X-Goog-Api-Key", "")
            or request.query_params.get("key", "")
            or super().secret(request)
        )


def still_valid(request: Request) -> None:
    """For what takes long: a key that is revoked meanwhile stops as well."""
    if not ApiKey.objects.valid().filter(pk=request.auth.pk).exists():
        raise AuthenticationFailed("This key ended while the request was under way.")


class MissingScope(PermissionDenied):
    def __init__(self, key: ApiKey, scope: str):
        super().__init__(
            f"This key has the scopes {key.scopes}; this address needs “{scope}”. "
            f"Ask {settings.NEWSROOM['email']} for a key that has it."
        )
        # Where REST framework looks for the WWW-Authenticate header of an error.
        self.auth_header = f'{CHALLENGE}, error="insufficient_scope", scope="{scope}"'


class MayRead(permissions.BasePermission):
    scope = ApiKey.Scope.READ

    def has_permission(self, request: Request, view: APIView) -> bool:
        if self.scope not in request.auth.scopes:
            raise MissingScope(request.auth, self.scope)
        return True


class PerKey(BaseThrottle):
    """As many requests a minute as the key allows, counted in the database."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        self.seconds = count_request(request.auth)
        return self.seconds is None

    def wait(self) -> float | None:
        return self.seconds


class PartnerKeyScheme(OpenApiAuthenticationExtension):
    target_class = PartnerKey
    name = "partnerKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The key that the newsroom gave you; it starts with `fcw_`.",
        }


class GoogleKeyScheme(OpenApiAuthenticationExtension):
    target_class = GoogleKey
    name = ["googleHeader", "googleParameter"]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        return [
            {"type": "apiKey", "in": "header", "name": "X-Goog-Api-Key"},
            {"type": "apiKey", "in": "query", "name": "key"},
        ]

    def get_security_requirement(self, auto_schema: object) -> list[dict[str, list[str]]]:
        """One is enough."""
        return [{name: []} for name in (PartnerKeyScheme.name, *self.name)]

"""How the answers of the addresses are described in the schema."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from .problems import MEDIA_TYPE
from .serializers import ProblemShape

CONDITION = OpenApiParameter(
    "If-None-Match", location=OpenApiParameter.HEADER, description="The ETag you hold."
)
ETAG = OpenApiParameter(
    "ETag",
    location=OpenApiParameter.HEADER,
    response=[200, 304],
    description="Strong: the same bytes.",
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    type=int,
    location=OpenApiParameter.HEADER,
    response=[429],
    description="Seconds to wait.",
)
NOT_MODIFIED = {304: OpenApiResponse(description="You hold the present bytes.")}
PROBLEMS = {
    400: "A parameter is unknown, empty or wrong; `errors` says which.",
    401: "No key, or a key that is not known, revoked or expired.",
    403: "The key lacks the scope.",
    404: "Nothing public is there.",
    410: "There was something: removed for legal reasons, retracted, or a token to resync.",
    412: "`If-Match` names another ETag.",
    413: "The request is too large.",
    415: "Send JSON.",
    422: "The article cannot be taken in; `errors` says what to change.",
    429: "Too many requests with this key.",
}


def answers(body: Any, *problems: int, success: int = 200) -> dict[Any, Any]:
    """For @extend_schema: success with this body, and the problems that every address may
    answer."""
    said = {200: "Found.", 202: "Taken in."}[success]
    return {success: OpenApiResponse(body, description=said)} | {
        (status, MEDIA_TYPE): OpenApiResponse(ProblemShape, description=PROBLEMS[status])
        for status in sorted({400, 401, 403, 412, 429, *problems})
    }

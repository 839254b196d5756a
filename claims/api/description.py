"""The machine's description of the API, and a page to try it. Open to everybody: neither holds
data of its own."""

from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from .access import Json
from .problems import problem_response


class Schema(SpectacularJSONAPIView):
    """OpenAPI 3.1."""


class TryIt(SpectacularSwaggerSplitView):
    url_name = "api:schema"
    # The package's template has an inline style, which the content security policy refuses.
    template_name = "api/try_it.html"


class Nowhere(APIView):
    """Programs get a problem for a wrong address as well, not a web page."""

    permission_classes = [AllowAny]
    renderer_classes = [Json]
    schema = None

    def get_exception_handler(self):
        return problem_response

    def initial(self, request: Request, *args, **kwargs) -> None:
        raise NotFound("Nothing lives at this address. All addresses: /api/v1/schema/.")

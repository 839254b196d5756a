"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The client's address, as our own outermost proxy saw it; what a client claims is not read.

    Each proxy appends the address it was called from, so the last ones are ours (MDN,
    "X-Forwarded-For", selecting an IP address).
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    hops.append(request.META.get("REMOTE_ADDR", ""))
    return hops[-1 - min(settings.TRUSTED_PROXIES, len(hops) - 1)] or hops[-1]

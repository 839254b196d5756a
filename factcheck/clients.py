"""Where a request comes from."""

from ipaddress import ip_address, ip_network

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


def network(request: HttpRequest) -> str:
    """What wrong passwords are counted by: the address, of IPv6 the /64 that one customer has."""
    whole = address(request)
    try:
        if ip_address(whole).version == 4:
            return whole
    except ValueError:
        return whole
    return str(ip_network(f"{whole}/64", strict=False).network_address)

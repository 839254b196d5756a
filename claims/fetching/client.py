"""fetch(): ask, follow redirects, read."""

import re
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPException
from urllib.parse import urljoin

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from .answers import FetchFailed, Limits, Response
from .connections import PIECE, Clock, Wire, addresses, connect, encrypted
from .networks import PUBLIC, Reach
from .places import Place, place
from .unpacking import DECODERS, too_large

# The name that robots.txt may speak to.
PRODUCT = "factcheck-workbench"
LIMITS = Limits()

_REDIRECTS, _FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
_CREDENTIALS = {"authorization", "cookie", "proxy-authorization"}
_CODINGS, _HEADERS = 2, 100_000
_TOKEN, _CONTROL = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII), re.compile(r"[\x00-\x1f\x7f]")


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits = LIMITS,
    reach: Reach = PUBLIC,
    enter: Callable[[str], None] = lambda url: None,
) -> Response:
    """Ask once, follow redirects; 304, 404, 429, 5xx are answers too. `enter` is called with each
    address that a redirect leads to, and may raise before it is asked. Raises FetchFailed."""
    given = {name.lower(): value for name, value in (headers or {}).items()}
    request = _Request(place(url, reach), method.upper(), given, body)
    hops: list[str] = []
    try:
        return _follow(request, hops, limits, reach, enter)
    except FetchFailed as error:
        if not hops:
            raise
        reason = f"Redirected from {request.place.host}: {error.reason}"
        raise FetchFailed(
            reason, temporary=error.temporary, retry_after=error.retry_after
        ) from error


def _follow(
    request: "_Request",
    hops: list[str],
    limits: Limits,
    reach: Reach,
    enter: Callable[[str], None],
) -> Response:
    """Leaves in `hops` where it was sent on from."""
    clock = Clock(limits.deadline)
    moved, for_good = None, True
    while True:
        response = _exchange(request, limits, reach, clock)
        location = response.headers.get("location")
        if response.status not in _REDIRECTS or location is None:
            return replace(response, hops=tuple(hops), moved=moved)
        hops.append(response.url)
        if len(hops) > limits.redirects:
            raise FetchFailed(f"{request.place.host} redirects once too often.")
        request = request.redirected(response.status, location, reach)
        if request.place.url in hops:
            raise FetchFailed(f"{request.place.host} redirects in a circle.")
        enter(request.place.url)
        for_good = for_good and response.status in _FOR_GOOD
        moved = request.place.url if for_good else moved


@dataclass(frozen=True, slots=True)
class _Request:
    place: Place
    method: str
    headers: Mapping[str, str]
    body: bytes | None

    def redirected(self, status: int, location: str, reach: Reach) -> "_Request":
        """What a browser would ask next, without the credentials if it is somebody else."""
        # Sent as bytes, mostly UTF-8, and read as Latin-1.
        location = location.encode("latin-1").decode("utf-8", "replace").strip()
        try:
            to = place(urljoin(self.place.url, location), reach)
        except ValueError as error:
            raise FetchFailed(f"{self.place.host} names what is no web address.") from error
        method, headers, body = self.method, self.headers, self.body
        if method != "HEAD" and (status == 303 or (status in {301, 302} and method == "POST")):
            method, body = "GET", None
        secret = body is not None or not _CREDENTIALS.isdisjoint(headers)
        if secret and self.place.scheme == "https" and to.scheme == "http":
            raise FetchFailed(f"{to.host} is asked by http, where what we send can be read.")
        if to.origin != self.place.origin:
            headers = {name: headers[name] for name in headers if name not in _CREDENTIALS}
        return _Request(to, method, headers, body)


def _exchange(request: _Request, limits: Limits, reach: Reach, clock: Clock) -> Response:
    to = request.place
    connection = HTTPConnection(to.host, to.port)
    headers = {
        "user-agent": PRODUCT,
        "accept": "*/*",
        **request.headers,
        "host": to.authority,
        "accept-encoding": ", ".join(DECODERS) if limits.taste is None else "identity",
        "connection": "close",
    }
    sock = connect(to, addresses(to, reach, clock), clock)
    try:
        sock = encrypted(sock, to, clock)
        connection.sock = Wire(sock, limits.wire, clock)
        connection.request(
            request.method,
            to.target,
            body=request.body,
            headers={name.title(): value for name, value in headers.items()},
            preload_content=False,
        )
        answer = connection.getresponse()
        if answer.status < 200:
            raise FetchFailed(f"{to.host} answered {answer.status}, which ends no request.")
        named = _headers(answer, to.host)
        if limits.taste is not None:
            return Response(to.url, answer.status, named, _taste(answer, limits.taste))
        # The page of an error is read by nobody, and may be a trap like any other.
        empty = answer.status >= 300 or request.method == "HEAD"
        body = b"" if empty else _body(answer, named, to.host, limits)
        return Response(to.url, answer.status, named, body)
    except ssl.SSLCertVerificationError as error:
        reason = f"The certificate of {to.host} is not to be trusted: {error.verify_message}."
        raise FetchFailed(reason) from error
    except (HTTPException, HTTPError, OSError, ValueError) as error:
        reason = f"{to.host} broke off or answered with what is not HTTP ({type(error).__name__})."
        raise FetchFailed(reason, temporary=True) from error
    finally:
        connection.close()
        sock.close()


def _headers(answer: BaseHTTPResponse, host: str) -> dict[str, str]:
    """Nothing in them that a database or a later request would stumble over."""
    pairs = list(answer.headers.itermerged())
    if sum(len(name) + len(value) for name, value in pairs) > _HEADERS:
        raise FetchFailed(f"{host} sends more than {_HEADERS // 1000} kB of headers.")
    return {
        name.lower(): _CONTROL.sub("", value) for name, value in pairs if _TOKEN.fullmatch(name)
    }


def _taste(answer: BaseHTTPResponse, size: int) -> bytes:
    """The first bytes; none where they do not come, for the status has come already."""
    try:
        return answer.read1(size, decode_content=False)
    except (FetchFailed, HTTPException, HTTPError, OSError, ValueError):
        return b""


def _body(answer: BaseHTTPResponse, headers: Mapping[str, str], host: str, limits: Limits) -> bytes:
    """Read in pieces, whatever size the server announces, then unpacked within the limit."""
    if (answer.length_remaining or 0) > limits.wire:
        raise too_large(limits.wire)
    named = headers.get("content-encoding", "").lower().split(",")
    # RFC 9110 8.4.1: x-gzip is gzip.
    codings = [one.strip().removeprefix("x-") for one in named]
    codings = [one for one in codings if one not in {"", "identity"}]
    if len(codings) > _CODINGS or not DECODERS.keys() >= set(codings):
        raise FetchFailed(f"{host} packs its pages as {', '.join(codings)[:60]}: unreadable here.")
    body = b"".join(answer.stream(PIECE, decode_content=False))
    try:
        for coding in reversed(codings):
            body = DECODERS[coding](body, limits.decoded) if body else b""
    except zlib.error as error:
        raise FetchFailed(f"{host} sent a damaged {coding} body.", temporary=True) from error
    if len(body) > limits.decoded:
        raise too_large(limits.decoded)
    return body

"""One connection to one checked address, under one deadline."""

import io
import socket
import ssl
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import NoReturn

import certifi

from .answers import FetchFailed
from .networks import Address, Reach
from .places import Place
from .unpacking import too_large

# One address that swallows every packet must not use up the time of the others.
_SECONDS_TO_CONNECT, _ADDRESSES_TO_TRY = 10.0, 4
PIECE = 65_536


class Clock:
    """One deadline for looking up, connecting, asking and reading."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._end = seconds, monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than 0. Raises FetchFailed."""
        left = self._end - monotonic()
        return left if left > 0 else self.ran_out()

    def ran_out(self) -> NoReturn:
        raise FetchFailed(f"The answer took longer than {self._seconds:g} seconds.", temporary=True)


def addresses(to: Place, reach: Reach, clock: Clock) -> list[Address]:
    """All that the name has, looked up once. Raises FetchFailed if one of them is not public: a
    name that leads here and there is no mistake."""
    try:
        found: list[Address] = [ip_address(to.host)]
    except ValueError:
        found = _look_up(to, clock)
    for address in found:
        if kind := reach.why_not(address):
            raise FetchFailed(f"{to.host} is not on the public internet: it leads to {kind}.")
    return found


def _look_up(to: Place, clock: Clock) -> list[Address]:
    """In a thread, for getaddrinfo() knows no time limit; one that hangs dies with the process."""
    answers: SimpleQueue[list[Address] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
            answers.put([ip_address(row[4][0]) for row in rows])
        except (OSError, ValueError) as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=clock.left())
    except Empty:
        clock.ran_out()
    if isinstance(found, Exception):
        unknown = isinstance(found, OSError) and found.errno in {
            socket.EAI_NONAME,
            getattr(socket, "EAI_NODATA", None),
        }
        why = "there is no such name" if unknown else "the name could not be looked up"
        raise FetchFailed(f"{to.host} was not found: {why}.", temporary=not unknown) from found
    return list(dict.fromkeys(found))


def connect(to: Place, addresses: list[Address], clock: Clock) -> socket.socket:
    failed: OSError | None = None
    for address in addresses[:_ADDRESSES_TO_TRY]:
        try:
            wait = min(clock.left(), _SECONDS_TO_CONNECT)
            sock = socket.create_connection((str(address), to.port), timeout=wait)
        except OSError as error:
            failed = error
            continue
        try:
            if ip_address(sock.getpeername()[0]) == address:
                return sock
        except OSError as error:
            failed = error
            sock.close()
            continue
        sock.close()
        raise FetchFailed(f"{to.host} was answered for by another address than its own.")
    clock.left()
    reason = f"{to.host} could not be reached: {failed and failed.strerror or 'no answer'}."
    raise FetchFailed(reason, temporary=True) from failed


@cache
def _tls() -> ssl.SSLContext:
    """Trusts what the system trusts, and what certifi lists: some systems bring nothing."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def encrypted(sock: socket.socket, to: Place, clock: Clock) -> socket.socket:
    """The certificate must be for the name, not for the address that was connected to."""
    if to.scheme == "http":
        return sock
    # A handshake keeps to this as a whole.
    sock.settimeout(clock.left())
    try:
        return _tls().wrap_socket(sock, server_hostname=to.host)
    except TimeoutError:
        clock.ran_out()


class Wire:
    """What http.client takes for a socket. A socket's own timeout starts anew with every byte, and
    urllib3 counts only the body: here both limits hold for all that is sent and read."""

    def __init__(self, sock: socket.socket, limit: int, clock: Clock) -> None:
        self._sock, self._limit, self._clock = sock, limit, clock
        self._read = 0

    def settimeout(self, _seconds: float | None) -> None:
        """Set before each step instead."""

    def close(self) -> None:
        """Left to whoever opened it: http.client closes its socket before the body is read."""

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self.step(self._sock.send, rest) :]

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self), PIECE)

    def read_into(self, buffer: memoryview) -> int:
        count = self.step(self._sock.recv_into, buffer)
        self._read += count
        if self._read > self._limit:
            raise too_large(self._limit)
        return count

    def step(self, call: Callable[[memoryview], int], data: memoryview) -> int:
        self._sock.settimeout(self._clock.left())
        try:
            return call(data)
        except TimeoutError:
            self._clock.ran_out()


class _Reading(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._wire.read_into(buffer)

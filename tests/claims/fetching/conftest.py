"""Servers and names for the fetching tests. Nothing here or there leaves this machine."""

import re
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from ipaddress import ip_address, ip_network
from pathlib import Path
from threading import Event, Thread

import pytest

from claims.fetching import Limits, Reach, connections, fetch

CERTIFICATE = Path(__file__).with_name("paper.example.pem")
LOOPBACK = ip_network("127.0.0.0/8")

Answer = bytes | Callable[[socket.socket], None]


def answer(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    named = {"Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def received(connection: socket.socket) -> bytes:
    """A request with its body: who hangs up on unread bytes resets the connection."""
    request = connection.recv(65536)
    length = int((re.findall(rb"Content-Length: (\d+)", request) or [0])[0])
    # A larger one is for a test of not reading it.
    while len(request.partition(b"\r\n\r\n")[2]) < length < 1_000_000:
        request += connection.recv(65536)
    return request


class Server:
    """Gives each connection the next of its answers, the last one for ever. An answer is bytes, or
    what to do with the connection once the request is there."""

    def __init__(self, *answers: Answer, host: str = "127.0.0.1", port: int = 0, tls: bool = False):
        self.answers, self.requests, self.connections = list(answers), [], 0
        self.over = Event()
        self._listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
        self.port = self._listener.getsockname()[1]
        self.tls = tls
        Thread(target=self._run, daemon=True).start()

    @property
    def reach(self) -> Reach:
        return Reach(frozenset({self.port}), (LOOPBACK,))

    def fetch(self, path: str = "/", *, host: str = "127.0.0.1", **options):
        options = {"limits": Limits(deadline=10), "reach": self.reach} | options
        scheme = "https" if self.tls else "http"
        return fetch(f"{scheme}://{host}:{self.port}{path}", **options)

    def close(self) -> None:
        self.over.set()
        # accept() sleeps on after a bare close().
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection = self._listener.accept()[0]
                self.connections += 1
                Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), ExitStack() as open_:
            open_.enter_context(connection)
            if self.tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(CERTIFICATE)
                connection = open_.enter_context(context.wrap_socket(connection, server_side=True))
            self.requests.append(received(connection))
            now = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(now, bytes):
                connection.sendall(now)
            else:
                now(connection)


@pytest.fixture
def serve():
    with ExitStack() as running:

        def start(*answers: Answer, **options) -> Server:
            server = Server(*(answers or (answer(),)), **options)
            running.callback(server.close)
            return server

        yield start


@pytest.fixture(autouse=True)
def attempts(monkeypatch):
    """The addresses that were connected to. Any that is not loopback fails here, even if the
    guard should let it pass."""
    real, made = socket.create_connection, []

    def connect(address, *args, **kwargs):
        made.append(address[0])
        if not ip_address(address[0]).is_loopback:
            raise OSError("the tests stay on this machine")
        return real(address, *args, **kwargs)

    monkeypatch.setattr(connections.socket, "create_connection", connect)
    return made


class Names(dict):
    def __init__(self):
        super().__init__()
        self.asked = Counter()


@pytest.fixture
def names(monkeypatch):
    """A name server: `names["paper.example"] = ["127.0.0.1"]`, or a list of such lists, one for
    each time it is asked, or an error. `names.asked` counts."""
    real = socket.getaddrinfo

    known = Names()

    def look_up(host, port, *args, **kwargs):
        if host not in known:
            return real(host, port, *args, **kwargs)
        known.asked[host] += 1
        found = known[host]
        if isinstance(found, Exception):
            raise found
        if isinstance(found[0], list):
            found = found.pop(0) if len(found) > 1 else found[0]
        return [(0, 0, 0, "", (address, port)) for address in found]

    monkeypatch.setattr(connections.socket, "getaddrinfo", look_up)
    return known

"""One deadline for everything together, whatever a server does to be slow."""

import socket
import time

import pytest

from claims.fetching import FetchFailed, Limits, connections, fetch

from .conftest import CERTIFICATE, answer

DEADLINE = 0.4
# The machine that tests may be busy.
LATEST = DEADLINE + 1


def trickle(start, drop):
    def send(connection):
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            time.sleep(0.02)

    return send


def silent(connection):
    # Ends when the client hangs up.
    connection.recv(1)


def never_reads(connection):
    time.sleep(LATEST)


OK = b"HTTP/1.1 200 OK\r\n"
SLOW = {
    "silence": silent,
    "status line": trickle(b"HTTP/1.1 ", b"2"),
    "header line": trickle(OK + b"X: ", b"x"),
    "header lines": trickle(OK, b"X: 1\r\n"),
    "one more continue": trickle(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": trickle(OK + b"Content-Length: 1000000\r\n\r\n", b"x"),
    "body to the end": trickle(OK + b"\r\n", b"x"),
    "chunks": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "chunk size": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "one chunk": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFF\r\n", b"x"),
    "trailer": trickle(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: 1\r\n"),
    "packed body": trickle(OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\0", b"\0"),
}


def assert_late(fetch):
    began = time.monotonic()
    with pytest.raises(FetchFailed, match=r"longer than 0\.4 seconds") as failed:
        fetch()
    assert DEADLINE * 0.9 < time.monotonic() - began < LATEST
    assert failed.value.temporary


@pytest.mark.parametrize("way", SLOW)
def test_slow_answers(way, serve):
    assert_late(lambda: serve(SLOW[way]).fetch(limits=Limits(DEADLINE)))


@pytest.mark.parametrize("way", ["silence", "header line", "body"])
def test_slow_answers_over_tls(way, serve, names, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    connections._tls.cache_clear()
    names["paper.example"] = ["127.0.0.1"]
    server = serve(SLOW[way], tls=True)
    assert_late(lambda: server.fetch(host="paper.example", limits=Limits(DEADLINE)))
    connections._tls.cache_clear()


# The beginning of a ServerHello of 16,000 bytes.
@pytest.mark.parametrize(
    "hello", [silent, trickle(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03", b"\0")]
)
def test_a_slow_handshake(hello, serve, monkeypatch):
    """It may take all the time there is, not only that for connecting."""
    monkeypatch.setattr(connections, "_SECONDS_TO_CONNECT", 0.1)
    server = serve(hello)
    url = f"https://127.0.0.1:{server.port}/"
    assert_late(lambda: fetch(url, reach=server.reach, limits=Limits(DEADLINE)))


def test_each_step_waits_only_for_what_is_left():
    class Socket:
        def settimeout(self, seconds):
            waits.append(seconds)

        def recv_into(self, buffer):
            time.sleep(0.01)
            return 1

        def send(self, data):
            return 1

    waits: list[float] = []
    wire = connections.Wire(Socket(), 10, connections.Clock(1))
    wire.sendall(b"ask")
    for _ in range(3):
        wire.read_into(memoryview(b"x"))
    assert len(waits) == 6
    assert sorted(waits, reverse=True) == waits
    assert waits[-1] < 0.98


def test_a_slow_name_server(serve, monkeypatch):
    def look_up(*args, **kwargs):
        time.sleep(LATEST + 1)
        return []

    monkeypatch.setattr(connections.socket, "getaddrinfo", look_up)
    assert_late(lambda: serve().fetch(host="paper.example", limits=Limits(DEADLINE)))


def test_a_server_that_does_not_read(serve):
    body = b"x" * 20_000_000
    assert_late(lambda: serve(never_reads).fetch(method="POST", body=body, limits=Limits(DEADLINE)))


def test_an_address_that_swallows_packets(serve, names, monkeypatch):
    """The others still get their turn, and all of them together the time of one."""
    server = serve(answer(b"awake"), host="127.0.0.2")
    names["paper.example"] = ["127.0.0.3", "127.0.0.2"]
    monkeypatch.setattr(connections, "_SECONDS_TO_CONNECT", 0.1)
    real, waits = socket.create_connection, []

    def connect(address, timeout, **kwargs):
        if address[0] == "127.0.0.2":
            return real(address, timeout=timeout, **kwargs)
        waits.append(timeout)
        time.sleep(timeout)
        raise TimeoutError("timed out")

    monkeypatch.setattr(connections.socket, "create_connection", connect)
    assert server.fetch(host="paper.example", limits=Limits(DEADLINE)).body == b"awake"
    names["paper.example"] = ["127.0.0.3"] * 9
    monkeypatch.setattr(connections, "_SECONDS_TO_CONNECT", 10)
    assert_late(lambda: server.fetch(host="paper.example", limits=Limits(DEADLINE)))
    assert waits[0] == 0.1


def test_redirects_share_one_deadline(serve):
    def slow_redirect(connection):
        time.sleep(DEADLINE * 0.4)
        connection.sendall(answer(status="302 Found", Location=f"/{time.monotonic()}"))

    assert_late(lambda: serve(slow_redirect).fetch(limits=Limits(DEADLINE)))

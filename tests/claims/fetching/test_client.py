"""What is asked, what comes back, and what is refused of it."""

import re
import socket
import ssl
from datetime import UTC, datetime

import pytest
import time_machine

from claims.fetching import FetchFailed, Response, connections, fetch

from .conftest import CERTIFICATE, answer


def test_what_is_asked(serve):
    server = serve(answer(b"<p>Hello"))
    response = server.fetch("/über uns?q=a b&r=%C3%A4#part", headers={"if-none-match": '"7"'})
    request = server.requests[0].decode()
    assert request.startswith("GET /%C3%BCber%20uns?q=a%20b&r=%C3%A4 HTTP/1.1\r\n")
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n" in request
    assert '\r\nIf-None-Match: "7"\r\n' in request
    assert "\r\nUser-Agent: factcheck-workbench\r\n" in request
    assert "\r\nAccept-Encoding: gzip, deflate\r\n" in request
    assert "\r\nConnection: close\r\n" in request
    assert response.body == b"<p>Hello"
    assert response.url == f"http://127.0.0.1:{server.port}/%C3%BCber%20uns?q=a%20b&r=%C3%A4"
    assert response.hops == ()


def test_a_password_in_the_address_is_left_out(serve, names):
    server = serve(answer(b"page"))
    names["paper.example"] = ["127.0.0.1"]
    response = server.fetch(host="desk:secret@Paper.Example.")
    assert response.url == f"http://paper.example:{server.port}/"
    assert b"secret" not in server.requests[0]
    assert b"authorization" not in server.requests[0].lower()


def test_a_name_is_put_into_ascii_once(serve, names):
    server = serve(answer(b"page"))
    names["xn--zrich-kva.example"] = ["127.0.0.1"]
    assert server.fetch(host="ZÜRICH.example").body == b"page"
    assert f"Host: xn--zrich-kva.example:{server.port}".encode() in server.requests[0]


def test_a_message_is_posted_whole(serve):
    server = serve(answer(status="204 No Content"))
    response = server.fetch(method="post", body=b"x" * 300_000, headers={"Webhook-Id": "7"})
    assert response.status == 204
    assert b"Content-Length: 300000\r\nUser-Agent" in server.requests[0]
    assert b"\r\nWebhook-Id: 7\r\n" in server.requests[0]
    assert server.requests[0].endswith(b"\r\n\r\n" + b"x" * 300_000)


@pytest.mark.parametrize("status", ["304 Not Modified", "404 Not Found", "410 Gone", "503 Busy"])
def test_an_answer_that_is_no_page_is_an_answer(status, serve):
    response = serve(answer(b"read by nobody", status, ETag='"8"')).fetch()
    assert response.status == int(status[:3])
    assert response.headers["etag"] == '"8"'
    assert response.body == b""


def test_an_answer_to_head_has_no_body_to_refuse(serve):
    large = answer(Content_Length="99999999999", Content_Encoding="br")
    response = serve(large).fetch(method="HEAD")
    assert response.body == b""
    assert response.headers["content-length"] == "99999999999"


def test_repeated_headers_are_joined(serve):
    body = b"HTTP/1.1 200 OK\r\nLink: <a>\r\nlink: <b>\r\nContent-Length: 0\r\n\r\n"
    assert serve(body).fetch().headers["link"] == "<a>, <b>"


def test_headers_hold_nothing_that_a_database_refuses(serve):
    odd = b"HTTP/1.1 200 OK\r\nETag: a\0b\x7f\xe9\r\nX\0: 1\r\nFold: a\r\n  b\r\nContent-Length: 0"
    headers = serve(odd + b"\r\n\r\n").fetch().headers
    assert headers["etag"] == "ab\xe9"
    assert not [one for pair in headers.items() for one in pair if re.search(r"[\x00-\x1f]", one)]


def test_too_many_headers(serve):
    with pytest.raises(FetchFailed, match="more than 100 kB of headers"):
        serve(answer(b"", A="x" * 50_000, B="x" * 50_000)).fetch()


def test_a_reason_can_be_stored_and_shown(serve):
    for url in (
        "http://\ud800\0.example/",
        f"http://{'[' * 7_000}",
        "\ud800://x",
        f"{'x' * 99}://",
    ):
        with pytest.raises(FetchFailed) as failed:
            fetch(url)
        assert len(failed.value.reason) < 200
        assert failed.value.reason.isascii()


# What the server says about waiting ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("999999999", 7 * 24 * 3600),
        ("Sun, 01 Mar 9999 11:00:00 GMT", 7 * 24 * 3600),
        ("9" * 5000, None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
@time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False)
def test_retry_after(value, seconds):
    assert Response("", 429, {"retry-after": value}, b"").retry_after == seconds
    assert Response("", 429, {}, b"").retry_after is None


# Redirects ----------------------------------------------------------------------------------------


def to(location, status="302 Found"):
    return answer(status=status, Location=location)


def test_five_redirects_are_followed_and_no_sixth(serve):
    chain = [to(f"/{number}") for number in range(1, 6)]
    server = serve(*chain, answer(b"there"))
    response = server.fetch()
    assert response.body == b"there"
    assert [hop.rpartition("/")[2] for hop in response.hops] == ["", "1", "2", "3", "4"]
    assert response.url.endswith("/5")
    with pytest.raises(FetchFailed, match="once too often"):
        serve(*chain, to("/6"), answer(b"there")).fetch()


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [([], None), ([301], "/0"), ([302], None), ([308, 301], "/1"), ([301, 302, 301], "/0")],
)
def test_only_what_moved_for_good_has_moved(statuses, moved, serve):
    chain = [to(f"/{at}", f"{status} Redirect") for at, status in enumerate(statuses)]
    server = serve(*chain, answer(b"there"))
    assert server.fetch().moved == (moved and f"http://127.0.0.1:{server.port}{moved}")


def test_whoever_asks_may_stop_before_the_next_address(serve):
    server = serve(to("/next"), answer(b"there"))
    entered = []
    assert server.fetch(enter=entered.append).body == b"there"
    assert entered == [f"http://127.0.0.1:{server.port}/next"]

    def refuse(url):
        raise FetchFailed("Not there.", temporary=True, retry_after=7)

    server = serve(to("/next"), answer(b"never"))
    with pytest.raises(FetchFailed, match="Not there") as failed:
        server.fetch(enter=refuse)
    assert (failed.value.temporary, failed.value.retry_after) == (True, 7)
    assert server.connections == 1


@pytest.mark.parametrize("chain", [["/"], ["/a", "/"], ["/a", "/b", "/a#again"]])
def test_a_circle_is_left_at_once(chain, serve):
    server = serve(*map(to, chain), answer(b"never"))
    with pytest.raises(FetchFailed, match="circle"):
        server.fetch()
    assert server.connections == len(chain)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/caf\u00e9", "/caf%C3%A9"),
        ("next?x=1", "/in/next?x=1"),
        ("?y=2", "/in/?y=2"),
        ("../up me", "/up%20me"),
    ],
)
def test_where_a_redirect_leads(location, target, serve):
    server = serve(to(location), answer(b"there"))
    assert server.fetch("/in/").body == b"there"
    assert server.requests[1].split()[1].decode() == target


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (303, "HEAD", "HEAD"),
        (302, "HEAD", "HEAD"),
    ],
)
def test_how_a_redirect_is_asked(status, method, then, serve):
    server = serve(to("/next", f"{status} Redirect"), answer())
    server.fetch(method=method, body=b"{}" if method == "POST" else None)
    assert server.requests[1].split()[0].decode() == then
    assert (b"Content-Length: 2" in server.requests[1]) == (then == "POST")


@pytest.mark.parametrize("status", ["300 Choices", "304 Not Modified", "306 Unused"])
def test_not_every_3xx_is_a_redirect(status, serve):
    assert serve(to("/next", status)).fetch().url.endswith("/")


def test_credentials_stay_with_the_one_they_are_for(serve):
    other = serve(answer(b"other"))
    server = serve(to("/here"), to(f"http://127.0.0.1:{other.port}/"))
    reach = type(server.reach)(server.reach.ports | other.reach.ports, server.reach.networks)
    headers = {"Authorization": "Bearer x", "Cookie": "y=1", "Accept": "text/html"}
    assert server.fetch(headers=headers, reach=reach).body == b"other"
    assert b"Bearer" in server.requests[1]
    assert b"Bearer" not in other.requests[0]
    assert b"Cookie" not in other.requests[0]
    assert b"Accept: text/html" in other.requests[0]


# TLS ----------------------------------------------------------------------------------------------


@pytest.fixture
def trusted(monkeypatch):
    """The test certificate, which is for paper.example, is trusted."""
    context = ssl.create_default_context(cafile=CERTIFICATE)
    monkeypatch.setattr(connections, "_tls", lambda: context)


@pytest.fixture
def paper(serve, names):
    def start(*answers):
        names["paper.example"] = names["other.example"] = ["127.0.0.1"]
        return serve(*answers, tls=True)

    return start


def test_the_certificate_is_for_the_name_not_the_address(paper, trusted):
    response = paper(answer(b"over TLS")).fetch(host="paper.example")
    assert response.body == b"over TLS"
    for host in ("other.example", "127.0.0.1"):
        server = paper(answer(b"over TLS"))
        with pytest.raises(FetchFailed, match="not to be trusted: .*mismatch") as failed:
            server.fetch(host=host)
        assert not failed.value.temporary
        assert server.requests == []


def test_a_certificate_that_nobody_vouches_for(paper):
    with pytest.raises(FetchFailed, match="not to be trusted: self-signed"):
        paper(answer(b"over TLS")).fetch(host="paper.example")


@pytest.mark.parametrize(
    "options", [{"headers": {"authorization": "x"}}, {"method": "POST", "body": b"{}"}]
)
def test_nothing_of_ours_goes_from_https_to_http(options, paper, serve, trusted):
    plain = serve(answer(b"plain"))
    location = f"http://127.0.0.1:{plain.port}/"
    server = paper(to(location, "307 Temporary"))
    reach = type(server.reach)(server.reach.ports | plain.reach.ports, server.reach.networks)
    with pytest.raises(FetchFailed, match="can be read"):
        server.fetch(host="paper.example", reach=reach, **options)
    assert plain.connections == 0
    assert server.fetch(host="paper.example", reach=reach).body == b"plain"


# Failures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "says", "temporary"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), "no such name", False),
        (socket.gaierror(socket.EAI_AGAIN, ""), "could not be looked up", True),
        (OSError("no network"), "could not be looked up", True),
        (UnicodeError("label too long"), "could not be looked up", True),
    ],
)
def test_a_name_that_is_not_found(error, says, temporary, serve, names):
    names["paper.example"] = error
    with pytest.raises(FetchFailed, match=says) as failed:
        serve().fetch(host="paper.example")
    assert failed.value.temporary is temporary


def test_nobody_answers_there(serve):
    server = serve()
    server.close()
    with pytest.raises(FetchFailed, match="could not be reached") as failed:
        server.fetch()
    assert failed.value.temporary


def test_the_next_address_is_tried(serve, names):
    server = serve(answer(b"second"), host="127.0.0.2")
    names["paper.example"] = ["127.0.0.3", "127.0.0.2"]
    assert server.fetch(host="paper.example").body == b"second"


@pytest.mark.parametrize(
    "nonsense",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x15\x03\x01\x00\x02\x02\x0a",
        b"HTTP/1.1 999999 Odd\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 500 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"1" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnumber\r\nhel",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 100_000,
    ],
)
def test_what_is_not_http(nonsense, serve):
    with pytest.raises(FetchFailed):
        serve(nonsense).fetch()


def test_a_body_may_come_in_chunks_or_until_the_end(serve):
    chunks = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=1\r\nlo\r\n0\r\n\r\n"
    )
    assert serve(chunks).fetch().body == b"hello"
    assert serve(b"HTTP/1.0 200 OK\r\n\r\nhello").fetch().body == b"hello"

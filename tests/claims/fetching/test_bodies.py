"""Packed, damaged, endless: what may stand where a page should be."""

import gzip
import time
import tracemalloc
import zlib
from functools import partial

import pytest

from claims.fetching import FetchFailed, Limits
from claims.fetching.unpacking import DECODERS

from .conftest import answer

# The names of the tests are made of it, and must not change from second to second.
compress = partial(gzip.compress, mtime=0)
PAGE = b"<p>The council spent less on parks.</p>" * 400


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (PAGE, "identity"),
        (compress(PAGE), "gzip"),
        (compress(PAGE), " X-GZIP "),
        (compress(PAGE[:100]) + compress(PAGE[100:]), "gzip"),
        (compress(PAGE) + b"\0" * 9, "gzip"),
        (compress(PAGE) + b"\x1f\x8b\x08", "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (raw_deflate(PAGE), "deflate"),
        (compress(zlib.compress(PAGE)), "deflate, gzip"),
    ],
)
def test_bodies_are_unpacked(packed, coding, serve):
    assert serve(answer(packed, Content_Encoding=coding)).fetch().body == PAGE


def test_an_empty_body_needs_no_unpacking(serve):
    assert serve(answer(b"", Content_Encoding="gzip")).fetch().body == b""


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (compress(PAGE)[:-20], "gzip"),
        (compress(PAGE)[:5], "gzip"),
        (PAGE, "gzip"),
        (zlib.compress(PAGE)[:-9], "deflate"),
        (PAGE, "deflate"),
        (compress(PAGE)[:60] + b"\0" * 20, "gzip"),
        (compress(PAGE) + compress(PAGE)[:-20], "gzip"),
    ],
)
def test_a_damaged_body_is_not_half_a_page(packed, coding, serve):
    with pytest.raises(FetchFailed, match="damaged") as failed:
        serve(answer(packed, Content_Encoding=coding)).fetch()
    assert failed.value.temporary


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br", "gzip, gzip, gzip", "x"])
def test_what_we_cannot_unpack_is_refused(coding, serve):
    with pytest.raises(FetchFailed, match="unreadable here") as failed:
        serve(answer(PAGE, Content_Encoding=coding)).fetch()
    assert not failed.value.temporary


# Too much -----------------------------------------------------------------------------------------

SMALL = Limits(deadline=10, wire=200_000, decoded=400_000)


def endless(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def endless_headers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: " + b"x" * 60_000 + b"\r\n")


def endless_continue(connection):
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def endless_chunks(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\nx\r\n" * 10_000)


def endless_trailers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
    while True:
        connection.sendall(b"X: 1\r\n" * 10_000)


@pytest.mark.parametrize(
    "way", [endless, endless_headers, endless_continue, endless_chunks, endless_trailers]
)
def test_what_never_ends_is_left(way, serve):
    with pytest.raises(FetchFailed, match=r"larger than 0\.2 MB"):
        serve(way).fetch(limits=SMALL)


@pytest.mark.parametrize(
    "header",
    [b"Content-Length: 99999999999", b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFF"],
)
def test_an_announced_size_reserves_no_memory(header, serve):
    with pytest.raises(FetchFailed):
        serve(b"HTTP/1.1 200 OK\r\n" + header + b"\r\n\r\nx").fetch()


def test_a_size_is_not_waited_for(serve):
    server = serve(lambda connection: connection.sendall(answer(b"", Content_Length="200001")))
    with pytest.raises(FetchFailed, match="larger"):
        server.fetch(limits=SMALL)


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (compress(b"\0" * 400_001), "gzip"),
        (compress(b"\0" * 200_001) * 2, "gzip"),
        (zlib.compress(b"\0" * 400_001), "deflate"),
        (compress(compress(b"\0" * 50_000_000)), "gzip, gzip"),
        (b"\0" * 400_001, ""),
    ],
)
def test_bombs(packed, coding, serve):
    limits = Limits(deadline=10, wire=500_000, decoded=400_000)
    with pytest.raises(FetchFailed, match=r"larger than 0\.4 MB") as failed:
        serve(answer(packed, Content_Encoding=coding)).fetch(limits=limits)
    assert not failed.value.temporary


def test_a_bomb_is_not_unpacked_to_see_that_it_is_one():
    bomb = compress(b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(FetchFailed, match="larger"):
        DECODERS["gzip"](bomb, 400_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    "packed",
    [
        compress(b"") * (10_000_000 // len(compress(b""))),
        compress(b"x") * (10_000_000 // len(compress(b"x"))),
    ],
    ids=["empty members", "tiny members"],
)
def test_many_members_take_no_longer_than_one(packed):
    began = time.process_time()
    DECODERS["gzip"](packed, 20_000_000)
    assert time.process_time() - began < 8


def test_as_much_as_is_allowed(serve):
    body = b"\0" * 400_000
    assert serve(answer(compress(body), Content_Encoding="gzip")).fetch(limits=SMALL).body == body


@pytest.mark.parametrize("coding", ["deflate, gzip", "gzip, gzip"])
def test_nothing_packed_twice_is_nothing(coding, serve):
    assert serve(answer(compress(b""), Content_Encoding=coding)).fetch().body == b""

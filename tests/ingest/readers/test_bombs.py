"""Bombs are refused within ten seconds by a child that may not have more than 512 MB."""

import gzip
import threading
import time
import zlib
from contextlib import suppress

import psutil
import pytest

from ingest import readers, sandbox
from tests.ingest.readers.made import LAUGHS, MB, QUADRATIC, WORD, deflated, docx, paragraph, pdf

PAGE = b"<html><body><h1>A road</h1>"
RSS = "<rss><channel><title>%s</title></channel></rss>"

BOMBS = {
    "gzip": lambda: gzip.compress(b"\0" * 100 * MB),
    "pdf-zeros": lambda: pdf(deflated(b"\0" * MB, 1000)),
    "pdf-white": lambda: pdf(deflated(b" " * MB, 70)),
    "pdf-twice": lambda: pdf(
        zlib.compress(deflated(b"\0" * MB, 2000), 9), filters="[/FlateDecode/FlateDecode]"
    ),
    "pdf-operators": lambda: pdf(deflated(b"q " * (MB // 2), 10)),
    "pdf-brackets": lambda: pdf(deflated(b"[" * MB, 5)),
    "docx-zeros": lambda: docx(b" " * MB, times=1000),
    "docx-laughs": lambda: docx((LAUGHS + WORD % paragraph("&m;")).encode()),
    "docx-quadratic": lambda: docx((QUADRATIC + WORD % paragraph("&a;" * 20_000)).encode()),
    "docx-deep": lambda: docx(b"<a>" * 200_000),
    "rss-laughs": lambda: (LAUGHS + RSS % "&m;").encode(),
    "rss-wide-laughs": lambda: (LAUGHS + RSS % "&m;").encode("utf-16"),
    "rss-quadratic": lambda: (QUADRATIC + RSS % ("&a;" * 20_000)).encode(),
    "rss-deep": lambda: b"<rss>" + b"<a>" * 1_000_000,
    "rss-attributes": lambda: b"<rss " + b"a='b' " * 1_500_000 + b">",
    "rss-brackets": lambda: b"<rss>" + b"<" * 10 * MB,
    "debate-laughs": lambda: (LAUGHS + "<publicwhip><speech>&m;</speech></publicwhip>").encode(),
    "html-deep": lambda: PAGE + b"<div>" * 3_000_000,
    "html-wide": lambda: PAGE + b"<table>" + b"<tr><td>a</td>" * 1_000_000,
}
# Long, and nothing worse; they may be read.
LARGE = {
    "html-line": lambda: PAGE + b"<p>" + b"word " * 3_000_000,
    "html-brackets": lambda: PAGE + b"<" * 5 * MB,
    "html-json": lambda: PAGE + b"<script type='application/ld+json'>" + b"[" * 5 * MB,
    "html-class": lambda: PAGE + b"<p class='" + b"related " * 1_000_000 + b"'>x",
    "vtt": lambda: b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + b"<v " * 3_000_000,
    "srt": lambda: b"1\n00:00:01,000 --> 00:00:02,000\n" + b"A: b\n" * 500_000,
    "text": lambda: b"word " * 4_000_000,
}


@pytest.fixture
def peak():
    """The largest memory of the sandbox's processes, in bytes, filled while the test runs."""
    readers.read(b"Some text, so that the server is there.")
    found, over = [0], threading.Event()

    def watch():
        while not over.wait(0.02):
            try:
                server = psutil.Process(sandbox._server.process.pid)
                sizes = [child.memory_info().rss for child in server.children()]
            except (psutil.Error, AttributeError):
                continue
            found[0] = max([found[0], *sizes])

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield found
    over.set()
    watcher.join()


def read(name, data):
    return (readers.read_feed if name.startswith("rss") else readers.read)(data)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name, peak):
    data = BOMBS[name]()
    started = time.monotonic()
    with pytest.raises(readers.Unreadable):
        read(name, data)
    assert time.monotonic() - started < 10
    assert peak[0] < 512 * 1024**2


@pytest.mark.parametrize("name", LARGE)
def test_a_large_document_ends_one_way_or_the_other(name, peak):
    data = LARGE[name]()
    started = time.monotonic()
    with suppress(readers.Unreadable):
        read(name, data)
    assert time.monotonic() - started < 10
    assert peak[0] < 512 * 1024**2

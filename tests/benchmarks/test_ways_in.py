"""What the whole way in costs: feeds and articles from a server on this machine, ours beside what
one would write without guards.

A step at a time, so that each has its price: the guard (addresses, caps, deadline) by the same
reading with another client, our own reading by doing it in this process, the sandbox by what the
child process adds.
"""

import gzip
import socketserver
import statistics
import threading

import pytest

from tests.benchmarks.race import ROUNDS, Race

pytestmark = pytest.mark.bench

FEEDS, ARTICLES = 60, 30
# What the guard may cost.
MOST = 1.25
ENTRIES, PARAGRAPHS = 30, 25
WORDS = "the council of Sampleton spent twice as much on roads and buses as the year before".split()


def sentence(seed: int) -> str:
    return " ".join(WORDS[(seed + at * 5) % len(WORDS)] for at in range(30)) + f" {seed * 7}."


def feed(number: int) -> bytes:
    items = "".join(
        f"<item><title>Story {number}.{at}</title><link>http://paper.example/{number}/{at}</link>"
        f"<guid>{number}-{at}</guid><pubDate>Mon, 16 Nov 2026 08:{at:02}:00 GMT</pubDate>"
        f"<description>{sentence(at)}</description></item>"
        for at in range(ENTRIES)
    )
    return (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>The Invented Times</title>"
        f"<link>http://paper.example/</link><description>News</description>{items}</channel></rss>"
    ).encode()


def article(number: int) -> bytes:
    """Of the usual proportions: a tenth of it is the article."""
    menu = "".join(f"<li><a href='/topic/{at}'>Topic {at}</a></li>" for at in range(150))
    script = "<script>var settings={};" + "settings.a=[1,2,3];" * 2000 + "</script>"
    text = "".join(f"<p>{sentence(number + at)}</p>" for at in range(PARAGRAPHS))
    return (
        f"<!doctype html><html lang=en><head><title>Story {number} | The Invented Times</title>"
        "<meta name=author content='Dora Writer'>"
        "<meta property='article:published_time' content='2026-11-16T08:00:00Z'>"
        f"{script}</head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>Story {number}</h1>{text}</article><footer><ul>{menu}</ul></footer>"
        "</body></html>"
    ).encode()


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while line := self.rfile.readline():
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            self.wfile.write(self.server.answers[int(line.split()[1].rpartition(b"/")[2])])


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request, client_address):
        """A client that hangs up has what it wants."""


@pytest.fixture
def serve():
    """serve(pages, content_type) -> their addresses"""
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def start(pages, content_type):
            packed = [gzip.compress(page) for page in pages]
            server.answers = [
                (
                    f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n"
                    f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
                ).encode()
                + body
                for body in packed
            ]
            port = server.server_address[1]
            return [f"http://127.0.0.1:{port}/{at}" for at in range(len(pages))]

        yield start
        server.shutdown()


# Each step beside the one before it.
WAYS = {
    "feeds": [
        ("feedparser.parse(url) in a loop", "feedparser-loop", True),
        ("requests + feedparser", "feedparser-requests", True),
        ("the same with our client", "feedparser-guarded", False),
        ("our client and reader, in one process", "feeds-inside", False),
        ("our client and reader, sandboxed", "feeds-sandboxed", False),
    ],
    "articles": [
        ("requests + trafilatura", "trafilatura-requests", True),
        ("the same with our client", "trafilatura-guarded", False),
        ("our client and reader, in one process", "articles-inside", False),
        ("our client and reader, sandboxed", "articles-sandboxed", False),
    ],
}
PAGES = {
    "feeds": (feed, FEEDS, "application/rss+xml"),
    "articles": (article, ARTICLES, "text/html; charset=utf-8"),
}


@pytest.mark.parametrize("what", WAYS)
def test_the_price_of_the_whole_way_in(what, serve):
    make, count, content_type = PAGES[what]
    pages = [make(number) for number in range(count)]
    with Race(serve(pages, content_type)) as race:
        for label, name, peer in WAYS[what]:
            race.enter(label, name, peer=peer)
        race.run()
        print(race.table(f"{count} {what} of {len(pages[0]) // 1000} kB", what, count))
        if race.absent:
            pytest.skip("no peer to compare with")
        before, *teams = race.teams
        first = before
        for team in teams:
            print(f"  {team.label}: {told(team, before)}")
            before = team
        print(f"  all together: {told(before, first)}")
        by_label = {team.label: team for team in race.teams}
        guarded = by_label["the same with our client"]
        peer = race.teams[race.teams.index(guarded) - 1]
        assert statistics.median(ratios(guarded, peer)) <= MOST


def ratios(team, other) -> list[float]:
    return sorted(mine / theirs for mine, theirs in zip(team.seconds, other.seconds, strict=True))


def told(team, other) -> str:
    found = ratios(team, other)
    return (
        f"{statistics.median(found):.2f} times as long as {other.label} "
        f"({found[0]:.2f} to {found[-1]:.2f} in {ROUNDS} rounds)"
    )

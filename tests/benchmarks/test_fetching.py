"""What the guard costs: our fetch() beside requests without one, from a server on this machine.

On a real network both wait a thousand times longer than either works.
"""

import gzip
import socketserver
import statistics
import threading

import pytest

from tests.benchmarks.race import ROUNDS, Race

pytestmark = pytest.mark.bench

PAGES = 100
# The guard may cost a quarter of what requests does.
MOST = 1.25
ARTICLE = b"".join(
    b"<p>Paragraph %d of an invented article about %d bus routes.</p>\n" % (at, at * 7919 % 1000)
    for at in range(1000)
)


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        while any(iter(self.rfile.readline, b"\r\n")):
            self.wfile.write(self.server.answer)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request, client_address):
        """A client that hangs up has what it wants."""


@pytest.fixture
def url():
    body = gzip.compress(ARTICLE)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.answer = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body)
        ) + body
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{{}}:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_price_of_the_guard(host, url):
    with Race([url.format(host)] * PAGES) as race:
        race.enter("ours, guarded", "fetch")
        race.enter("requests.get", "requests", peer=True)
        race.enter("requests, no environment, no kept connection", "requests-bare", peer=True)
        race.run()
        print(race.table(f"Pages of {len(ARTICLE) // 1000} kB from {host}", "pages", PAGES))
        if race.absent:
            pytest.skip("no peer to compare with")
        ours, *peers = race.teams
        for peer in peers:
            pairs = zip(ours.seconds, peer.seconds, strict=True)
            ratios = sorted(mine / theirs for mine, theirs in pairs)
            middle = statistics.median(ratios)
            spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f} in {ROUNDS} rounds"
            print(f"  ours takes {middle:.2f} times as long as {peer.label} ({spread})")
            assert middle <= MOST

"""What partners ask for at a million published reviews, from a real web server, beside what one
would use instead. Last by its name: it adds to the tables that other benchmarks read."""

import http.client
import json
import os
import socket
import statistics
import sys
import threading
import time
from contextlib import contextmanager

import psutil
import pytest
from django.db import connection

from claims.api.tokens import Token
from claims.models import Change
from claims.services.partners import issue_key
from factcheck.children import Child
from factcheck.places import REPOSITORY
from tests.benchmarks import published
from tests.factories import make_partner
from tests.faults.harness import serving_environment

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

REVIEWS = int(os.environ.get("BENCH_REVIEWS", 1_000_000))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 3))
PAGES = 20
MB = 1024 * 1024


@pytest.fixture(scope="module")
def log(big, django_db_blocker, tmp_path_factory):
    """(positions, ours, stock): two web servers on the same tables."""
    with django_db_blocker.unblock():
        began = time.perf_counter()
        positions = published.multiply(REVIEWS)
        print(f"\n{positions:,} entries of the log: {time.perf_counter() - began:.0f} s")
        secret = issue_key(make_partner(), per_minute=1_000_000)[1]
    logs = tmp_path_factory.mktemp("web")
    with (
        server("factcheck.wsgi", logs) as ours,
        server("tests.benchmarks.stock_api", logs) as stock,
    ):
        yield positions, Web(ours, secret), Web(stock, secret)


@contextmanager
def server(module, logs):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        child = Child(
            module,
            [sys.executable, "-m", "gunicorn", f"{module}:application", "--worker-class=gthread"]
            + ["--threads=4", f"--bind=fd://{listener.fileno()}", "--no-control-socket"],
            logs / f"{module}.log",
            {**serving_environment(), "FACTCHECK_PROCESS": "web"},
            popen_options={"cwd": REPOSITORY, "pass_fds": [listener.fileno()]},
        )
        child.start()
        try:
            yield child, listener.getsockname()[1]
        finally:
            child.stop()


class Web:
    def __init__(self, running, secret):
        (self.child, self.port), self.secret = running, secret

    def get(self, path, **headers):
        """Status, and how many bytes came."""
        there = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        there.request("GET", path, headers={"Authorization": f"Bearer {self.secret}"} | headers)
        answer, size = there.getresponse(), 0
        while piece := answer.read(MB):
            size, self.end = size + len(piece), piece
        there.close()
        assert answer.status == 200, (path, answer.status)
        return size

    def memory(self):
        return sum(p.memory_info().rss for p in psutil.Process(self.child.process.pid).children())


def seconds(work, *args, **kwargs):
    began = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - began


def copied():
    """The documents, as fast as the database gives them."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        query = "COPY (SELECT document FROM claims_publishedversion) TO STDOUT"
        with cursor.cursor.copy(query) as reader:
            for _ in reader:
                pass


def told(name, ratios, least):
    middle = statistics.median(ratios)
    print(f"{name:44}{middle:8.2f} × ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
    assert middle >= least, name


def by_turns(one, other, rounds):
    """How many times faster `one` is, in each round but the first."""
    return [seconds(other) / seconds(one) for _ in range(rounds + 1)][1:]


def test_the_export(log):
    positions, ours, stock = log
    reviews, copy_ratios, page_ratios = REVIEWS, [], []
    for _ in range(ROUNDS):
        copying = seconds(copied)
        whole = seconds(ours.get, "/api/v1/export/reviews.ndjson")
        assert json.loads(ours.end.splitlines()[-1])["end"]
        paged = seconds(pages, stock, PAGES)
        copy_ratios.append(copying / positions / (whole / reviews))
        page_ratios.append(paged / (PAGES * 100) / (whole / reviews))
        print(f"COPY {copying:.1f} s, export {whole:.1f} s, {reviews / whole:,.0f} lines/s")
    told("export.ndjson, beside COPY", copy_ratios, 0.5)
    told("export.ndjson, beside DRF's cursor pages", page_ratios, 10)


def pages(stock, count):
    """The kindest peer: a cursor, no count, no key."""
    path = "/stock/cursor/"
    for _ in range(count):
        there = http.client.HTTPConnection("127.0.0.1", stock.port)
        there.request("GET", path)
        page = json.loads(there.getresponse().read())
        there.close()
        path = page["next"].partition(f":{stock.port}")[2]


def test_pages_deep_in_the_log(log):
    positions, ours, stock = log
    deep = positions * 9 // 10
    token = Token.at(Change.objects.select_related("version").get(position=deep))
    told(
        f"/changes/ after {deep:,}, beside OFFSET",
        by_turns(
            lambda: ours.get(f"/api/v1/changes/?since={token}&limit=100"),
            lambda: stock.get(f"/stock/changes/?offset={deep}&limit=100"),
            7,
        ),
        20,
    )


def test_the_first_page_of_the_list(log):
    _, ours, stock = log
    told(
        "/reviews/, beside a ModelViewSet",
        by_turns(
            lambda: ours.get("/api/v1/reviews/?limit=50"),
            lambda: stock.get("/stock/versions/?limit=50"),
            7,
        ),
        3,
    )


@pytest.mark.parametrize("form", ["reviews.ndjson", "reviews.csv", "datafeed.json", "reviews.xlsx"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_memory(log, form, coding):
    _, ours, _ = log
    ours.get("/api/v1/reviews/?limit=1")  # the process has started and loaded what it loads once
    idle, most, done = ours.memory(), 0, threading.Event()
    took = []

    def take():
        try:
            name, accepted = f"/api/v1/export/{form}", {"Accept-Encoding": coding}
            took.append(seconds(ours.get, name, **accepted))
        finally:
            done.set()

    threading.Thread(target=take).start()
    while not done.wait(0.2):
        most = max(most, ours.memory())
    assert took, "It did not arrive."
    print(
        f"{form:16}{coding:10}{(most - idle) / MB:6.1f} MB above {idle / MB:.0f}, {took[0]:.0f} s"
    )
    assert most - idle <= 64 * MB

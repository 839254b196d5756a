"""The queue and the database go away, and come back."""

import http.client
import json
import signal
import time

import pytest
from django.db import connection

from claims.models import Article, Extraction
from claims.services.partners import issue_key
from factcheck import embedded
from factcheck.places import Places
from tests import factories
from tests.faults import stories
from tests.faults.harness import all_done, doubled, empty_queue, report, wait_for, web

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key():
    return issue_key(factories.make_partner(), scopes=["ingest", "read"])[1]


def ask(address, path, key="", article="") -> tuple[int, float]:
    """Status and seconds of one request; an article is posted."""
    began = time.monotonic()
    client = http.client.HTTPConnection(*address, timeout=60)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    if article:
        client.request("POST", path, json.dumps({"text": article}), headers)
    else:
        client.request("GET", path, headers=headers if key else {})
    response = client.getresponse()
    response.read()
    client.close()
    return response.status, time.monotonic() - began


def post_all(address, key, first, count) -> float:
    """Post stories; the longest of them, in seconds."""
    answers = [
        ask(address, "/api/v1/articles/", key, stories.story(n))
        for n in range(first, first + count)
    ]
    assert {status for status, _ in answers} == {202}
    return max(seconds for _, seconds in answers)


def test_the_queue_is_away_for_a_minute(start_worker, clock, server, tmp_path, key):
    valkey = server("valkey")
    worker = start_worker(concurrency=2)
    with web(tmp_path) as address:
        post_all(address, key, 0, 2)
        wait_for(all_done, timeout=60)
        valkey.stop()
        gone = time.monotonic()
        try:
            slowest = post_all(address, key, 2, 20)
            stored = Article.objects.count()
            time.sleep(max(0.0, 60 - (time.monotonic() - gone)))
        finally:
            valkey.start().wait_until(lambda: embedded.valkey_answers(Places.from_environment()))
        took = wait_for(all_done, timeout=240)
        post_all(address, key, 22, 1)
        wait_for(all_done, timeout=15)
    figure = f"slowest answer {slowest:.1f} s, {stored} of 22 stored, all done {took:.0f} s after"
    report(5, "Valkey away for 60 s", figure, "6 s, all, 120 s")
    assert worker.child.process.poll() is None
    assert (stored, doubled()) == (22, 0)
    assert slowest <= 6
    assert took <= 120


# What each answers while the queue is frozen.
PAGES = {
    "/": 200,
    "/search/": 200,
    "/desk/login/": 200,
    "/health/live/": 200,
    "/health/ready/": 200,
    "/health/": 503,
}


def test_the_queue_freezes(start_worker, server, tmp_path, key):
    """The connection stands, and nobody answers."""
    valkey = server("valkey")
    with web(tmp_path) as address:
        post_all(address, key, 0, 1)
        valkey.process.send_signal(signal.SIGSTOP)
        try:
            posts = post_all(address, key, 1, 5)
            asked = {path: ask(address, path) for path in PAGES}
        finally:
            valkey.process.send_signal(signal.SIGCONT)
    pages = max(took for _, took in asked.values())
    figure = f"slowest article {posts:.1f} s, slowest page {pages:.1f} s"
    report(6, "Valkey frozen", figure, "8 s")
    assert Article.objects.count() == 6
    assert {path: status for path, (status, _) in asked.items()} == PAGES
    assert max(posts, pages) <= 8
    empty_queue()


def test_the_database_is_restarted_in_the_middle(start_worker, clock, server):
    postgres = server("postgres")
    workers = [start_worker(name, concurrency=1) for name in ("first", "second")]
    stories.receive(150, sentences=3)
    wait_for(lambda: Extraction.objects.filter(state=Extraction.State.DONE).count() > 10, 60)
    connection.close()
    postgres.stop()
    postgres.start().wait_until(lambda: embedded.postgres_answers(Places.from_environment()))
    open_then = 150 - Extraction.objects.filter(state=Extraction.State.DONE).count()
    took = wait_for(all_done, timeout=240)
    done = Extraction.objects.filter(state=Extraction.State.DONE).count()
    figure = f"{open_then} of 150 were open, {done} done {took:.0f} s later, {doubled()} doubled"
    alive = [worker.child.process.poll() is None for worker in workers]
    report(7, "PostgreSQL restarted", f"{figure}; workers alive: {alive}", "0 lost, 0 died")
    assert all(alive)
    assert open_then > 20
    assert (done, doubled()) == (150, 0)


def test_health_tells_of_a_worker_that_stopped(start_worker, clock, server, tmp_path):
    """Its processes are there, its connection stands; it takes nothing any more."""
    start_worker("others", queues="default,fetch")
    worker = start_worker("reader", queues="extract")
    with web(tmp_path) as address:
        wait_for(lambda: ask(address, "/health/")[0] == 200, timeout=90, every=1)
        worker.freeze()
        red = wait_for(lambda: ask(address, "/health/")[0] == 503, timeout=120, every=1)
        worker.thaw()
        green = wait_for(lambda: ask(address, "/health/")[0] == 200, timeout=90, every=1)
    figure = f"health is red after {red:.0f} s, green {green:.0f} s after it goes on"
    report(14, "a worker that stopped consuming", figure, "red in 60 s")
    assert red <= 60

"""Nothing is lost and nothing is done twice: workers are killed, messages thrown away.

The numbers are those of the table in docs/operations.md.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from random import Random

import psutil
import pytest
import redis
from django.conf import settings

from claims.models import Article, Claim, Extraction
from factcheck.celery import app
from factcheck.places import REPOSITORY
from tests.faults import stories
from tests.faults.harness import (
    all_done,
    doubled,
    empty_queue,
    report,
    serving_environment,
    wait_for,
)
from tests.faults.test_extraction import receive, state

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

# Ends the moment its article is committed: forked, for Django takes a second to load.
COMMIT_AND_DIE = """
import os, signal, sys
import django
django.setup()
from claims import doorbell
from django.db import connection
from tests.faults import stories
doorbell.send = lambda task, *args: os.kill(os.getpid(), signal.SIGKILL)
for number in range(int(sys.argv[1])):
    connection.close()
    if os.fork() == 0:
        stories.receive(1, first=number)
        os._exit(1)
    assert os.WTERMSIG(os.wait()[1]) == signal.SIGKILL
"""


def waiting_messages(queue: str = "extract") -> int:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return client.llen(queue)


def undone() -> int:
    return Extraction.objects.exclude(state=Extraction.State.DONE).count()


def test_a_storm_of_kills(start_worker, clock):
    """Each kill hits one process, a worker's main one or one of its pool; what Docker restarts is
    restarted."""
    random = Random(1)
    workers = [start_worker(name, concurrency=2) for name in ("first", "second")]
    stories.receive(500)
    end, kills, at_work = time.monotonic() + 60, 0, 0
    while time.monotonic() < end:
        time.sleep(5)
        at_work += bool(undone())
        processes = [process for worker in workers for process in everyone(worker)]
        with suppress(psutil.NoSuchProcess):
            random.choice(processes).send_signal(signal.SIGKILL)
            kills += 1
        time.sleep(0.2)
        for worker in workers:
            if worker.child.process.poll() is not None:
                worker.restart()
    last = time.monotonic()
    wait_for(all_done, timeout=300)
    took = time.monotonic() - last
    figure = f"{500 - undone()} of 500 done, {doubled()} doubled, {took:.0f} s after the last kill"
    report(1, f"{kills} kills in 60 s, {at_work} of them at work", figure, "500, 0, 180 s")
    assert doubled() == 0
    assert Article.objects.filter(same_story=None).count() == 500
    assert at_work >= 6
    assert took <= 180


def everyone(worker) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return [worker.main, *worker.pool()]
    return []


def test_messages_that_died_in_the_hands_of_a_worker(start_worker, request):
    """A worker waits in BRPOP; Valkey gives it the message and forgets it; it never wakes up."""
    for number in range(10):
        die_with_a_message(start_worker(f"idle-{number}", queues="extract", pool="solo"), number)
    assert undone() == 10
    request.getfixturevalue("clock")  # not before: its own messages would be taken, too
    start_worker("back")
    took = wait_for(all_done, timeout=150)
    report(2, "messages lost in the BRPOP gap", f"10 of 10 done after {took:.0f} s", "90 s")
    assert doubled() == 0
    assert took <= 90


def die_with_a_message(worker, number: int) -> None:
    """It waits in BRPOP for a second at a time, and may be frozen between two of them."""
    for first in range(100 * number, 100 * number + 50):
        worker.freeze()
        stories.receive(1, first=first)
        if not waiting_messages():
            return worker.kill()
        worker.thaw()
        wait_for(lambda: undone() == number)
    raise AssertionError("Never frozen in BRPOP.")


def test_crashes_between_commit_and_publish(start_worker, request):
    environment = {**os.environ, **serving_environment(), "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-c", COMMIT_AND_DIE, "100"], check=True, env=environment)
    assert waiting_messages() == 0
    assert undone() == 100
    request.getfixturevalue("clock")  # not before: its own messages would wait, too
    start_worker(concurrency=2)
    took = wait_for(all_done, timeout=150)
    report(3, "crashes after commit", f"100 of 100 done after {took:.0f} s", "90 s")
    assert took <= 90


def test_the_queue_is_emptied_in_the_middle(start_worker, clock):
    start_worker(concurrency=2)
    stories.receive(500, sentences=1)
    wait_for(lambda: undone() < 450, timeout=60)
    empty_queue()
    left = undone()
    took = wait_for(all_done, timeout=300)
    done = Extraction.objects.filter(state=Extraction.State.DONE).count()
    figure = f"{500 - done} of 500 lost, {left} of them were open; done after {took:.0f} s"
    report(4, "FLUSHALL in the middle", figure, "0 lost")
    assert left > 100
    assert (done, doubled()) == (500, 0)


def test_a_worker_that_comes_back_after_its_lease_ran_out(start_worker, clock, tmp_path):
    """It goes on where it was, and finds that another has taken over."""
    first = start_worker("first")
    row = receive(200)
    wait_for(lambda: state(row) == Extraction.State.LEASED)
    first.freeze()
    start_worker("second")
    wait_for(all_done, timeout=120)
    first.thaw()
    wait_for(lambda: "went to another worker" in (tmp_path / "first.log").read_text(), timeout=60)
    row.refresh_from_db()
    figure = f"{row.attempts} attempts, {doubled()} claims beside the {row.added} of one result"
    report(9, "an article read beyond its lease", figure, "exactly one result")
    assert row.attempts == 2
    assert doubled() == 0 < row.added


def test_the_same_message_twenty_times_at_once(start_worker):
    start_worker(concurrency=4)
    row = receive(40)
    for _ in range(19):
        app.send_task("claims.tasks.extract", args=[row.pk])
    wait_for(all_done, timeout=60)
    wait_for(lambda: not waiting_messages(), timeout=30)
    row.refresh_from_db()
    report(10, "20 equal messages", f"{row.attempts} attempt, {doubled()} doubled", "one effect")
    assert row.attempts == 1
    assert Claim.objects.count() == row.added > 0

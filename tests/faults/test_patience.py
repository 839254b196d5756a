"""What only time shows: leases that run out by themselves, and a text that kills its reader.

`make faults` runs these; they wait for real and print what they measured.
"""

import time
from random import Random
from threading import Event, Thread

import pytest
from django.db import connection

from claims.models import Claim, Extraction
from claims.models.work import MAX_ATTEMPTS
from claims.services import extraction
from factcheck.places import REPOSITORY
from tests.faults.harness import empty_queue, wait_for
from tests.faults.test_extraction import is_done, receive, state

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

# Python runs a module of this name at start, if it finds one: no switch in the product's own code.
SITECUSTOMIZE = """
import os
from claims.text import analyse as module

healthy = module.analyse

def analyse(text, **options):
    if text.startswith("poison"):
        os.kill(os.getpid(), 9)
    return healthy(text, **options)

module.analyse = analyse
"""


@pytest.fixture
def clock():
    """What beat does, in this process: a sweep every few seconds."""
    stop = Event()

    def tick():
        while not stop.wait(2):
            extraction.sweep()
        connection.close()

    thread = Thread(target=tick)
    thread.start()
    yield
    stop.set()
    thread.join()


def test_a_killed_worker_s_article_is_read_once_its_lease_ran_out(start_worker, clock):
    first = start_worker("first")
    row = receive(600)
    wait_for(lambda: state(row) == Extraction.State.LEASED)
    first.kill()
    empty_queue()
    began = time.monotonic()
    start_worker("second")
    wait_for(lambda: is_done(row), timeout=90)
    print(f"\nread {time.monotonic() - began:.0f} s after the kill")
    row.refresh_from_db()
    assert row.attempts == 2
    assert row.added == Claim.objects.count()


def a_story(number):
    """Like no other: copies of one story wait for the first of them to be read."""
    words = "mayor bridge budget school river tax vote nurse farm train harbour library".split()
    return " ".join(Random(number).choices(words, k=60))


def test_a_text_that_kills_its_reader_is_buried_and_others_go_on(start_worker, clock, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(SITECUSTOMIZE)
    start_worker(PYTHONPATH=f"{tmp_path}:{REPOSITORY}")
    began = time.monotonic()
    bad = receive(1, name="poison. ")
    healthy = [receive(0, name=f"Number {n}. {a_story(n)}.") for n in range(20)]
    wait_for(lambda: all(map(is_done, healthy)), timeout=60)
    others = time.monotonic() - began
    wait_for(lambda: state(bad) == Extraction.State.DEAD, timeout=240)
    print(f"\n20 others done after {others:.0f} s, buried after {time.monotonic() - began:.0f} s")
    bad.refresh_from_db()
    assert bad.attempts == MAX_ATTEMPTS
    assert "died 3 times" in bad.last_error
    assert not Claim.objects.filter(appearances__snapshot=bad.snapshot).exists()

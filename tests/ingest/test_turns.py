"""Documents are read one at a time, those of hosts that served us well first."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from ingest import pipeline
from ingest.pipeline import Refused, Turns
from ingest.services import fetches

from .conftest import ADDRESS, collect, poll


def test_one_at_a_time_and_the_trusted_first():
    turns, order = Turns(), []

    def read(name, first):
        with turns.take(first):
            order.append(name)
            time.sleep(0.05)

    with ThreadPoolExecutor(8) as pool:
        with turns.take(first=True):
            strangers = [pool.submit(read, f"stranger {n}", False) for n in range(3)]
            time.sleep(0.1)
            friends = [pool.submit(read, f"friend {n}", True) for n in range(3)]
            time.sleep(0.1)
            assert order == []
        for each in strangers + friends:
            each.result()
    assert [name.split()[0] for name in order] == ["friend"] * 3 + ["stranger"] * 3


def test_nobody_waits_longer_than_the_lease_allows(monkeypatch):
    monkeypatch.setattr(pipeline, "LONGEST_TURN", 0.05)
    turns = Turns()
    with turns.take(first=True):
        with pytest.raises(Refused) as refused, turns.take(first=True):
            pass
        assert refused.value.temporary
    # Whoever gave up holds nobody back.
    with turns.take(first=False):
        pass


@pytest.mark.django_db
def test_hosts_that_served_us_well_and_people_are_trusted(monkeypatch, web, feed, lists):
    asked = []
    monkeypatch.setattr(
        pipeline, "TURNS", SimpleNamespace(take=lambda first: asked.append(first) or nullcontext())
    )
    web.page(ADDRESS)
    for _ in range(2):
        poll(feed)
    web.page(ADDRESS, b"", status=500)
    poll(feed)
    web.page(ADDRESS)
    poll(feed)
    collect(fetches.keep_upload(b"It rained."))
    assert asked == [False, True, False, True]


def test_a_reader_that_fails_makes_room():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.take(first=False):
        raise ZeroDivisionError
    with turns.take(first=False):
        pass

import gc
import time

import psutil
import pytest
from celery.signals import worker_before_create_process

from factcheck import celery, memory

BLOCK, BLOCKS = 2_000, 50_000  # larger than what Python keeps in arenas of its own


@pytest.fixture(autouse=True)
def _as_it_was():
    yield
    gc.unfreeze()


def used():
    return psutil.Process().memory_info().rss


@pytest.mark.skipif(memory.trim is None, reason="This system's malloc() cannot be told.")
def test_what_was_freed_goes_back(monkeypatch):
    blocks = [bytes(BLOCK) for _ in range(BLOCKS)]
    kept = blocks[::100]
    most = used()
    monkeypatch.setattr(memory, "looked", time.monotonic())
    del blocks
    memory.give_back()
    assert most - used() < BLOCK * BLOCKS / 2, "too soon to look"
    monkeypatch.setattr(memory, "looked", float("-inf"))
    memory.give_back()
    assert most - used() > BLOCK * BLOCKS / 2
    assert len(kept) == BLOCKS / 100


class Part:
    """Of a circle."""

    seen = 0

    def __init__(self):
        self.whole = self

    def __del__(self):
        Part.seen += 1


def test_circles_go_and_what_is_loaded_is_looked_through_once(monkeypatch):
    monkeypatch.setattr(memory, "looked", float("-inf"))
    monkeypatch.setattr(memory, "loaded", False)
    Part()
    memory.give_back()
    assert Part.seen == 1
    assert gc.get_freeze_count() > 10_000


def test_what_a_process_of_the_pool_inherits_is_not_looked_through():
    assert celery.app.main == "factcheck"
    assert not gc.get_freeze_count()
    worker_before_create_process.send(sender=None)
    assert gc.get_freeze_count() > 10_000

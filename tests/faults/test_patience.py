"""What only time shows: leases that run out by themselves, and a text that kills its reader.

`make faults` runs these; they wait for real and print what they measured.
"""

import time
from itertools import count

import pytest

from claims.models import Claim, Extraction
from claims.models.work import MAX_ATTEMPTS
from factcheck.places import REPOSITORY
from tests.faults import stories
from tests.faults.harness import empty_queue, report, wait_for
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


def test_a_killed_worker_s_article_is_read_once_its_lease_ran_out(start_worker, clock):
    first = start_worker("first")
    row = receive(600)
    wait_for(lambda: state(row) == Extraction.State.LEASED)
    first.kill()
    empty_queue()
    began = time.monotonic()
    start_worker("second")
    wait_for(lambda: is_done(row), timeout=90)
    print(f"\n   read {time.monotonic() - began:.0f} s after the kill")
    row.refresh_from_db()
    assert row.attempts == 2
    assert row.added == Claim.objects.count()


def test_a_text_that_kills_its_reader_is_buried_and_others_go_on(start_worker, clock, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(SITECUSTOMIZE)
    start_worker(concurrency=2, PYTHONPATH=f"{tmp_path}:{REPOSITORY}")
    numbers = count()
    busy(numbers, lambda took: took > 5)
    before = busy(numbers, lambda took: took > 30)
    began = time.monotonic()
    bad = receive(1, name="poison. ")
    during = busy(numbers, lambda took: state(bad) == Extraction.State.DEAD or took > 240)
    buried = time.monotonic() - began
    # Before and after: the more claims there are, the longer a new one is compared.
    usual = (before + busy(numbers, lambda took: took > 30)) / 2
    bad.refresh_from_db()
    figure = (
        f"{bad.attempts} starts, dead after {buried:.0f} s, "
        f"the others at {100 * during / usual:.0f} %"
    )
    report(8, "a text that kills its reader", figure, "3 starts, 180 s, 80 %")
    assert bad.state == Extraction.State.DEAD
    assert bad.attempts == MAX_ATTEMPTS == 3
    assert "died 3 times" in bad.last_error
    assert not Claim.objects.filter(appearances__snapshot=bad.snapshot).exists()
    assert buried <= 180
    assert during >= 0.8 * usual


def busy(numbers, enough) -> float:
    """Articles read per second, while there are always some to read."""
    finished = Extraction.objects.filter(state=Extraction.State.DONE)
    began, before = time.monotonic(), finished.count()
    while not enough(time.monotonic() - began):
        waiting = Extraction.objects.filter(state=Extraction.State.WAITING).count()
        stories.receive(max(0, 20 - waiting), sentences=2, first=next(numbers) * 20)
        time.sleep(0.2)
    return (finished.count() - before) / (time.monotonic() - began)

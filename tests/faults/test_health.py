"""A worker that stops taking messages is noticed."""

import time

import pytest

from factcheck import health
from factcheck.celery import app
from tests.faults.harness import wait_for

pytestmark = pytest.mark.faults
QUEUES = ("default", "extract", "fetch")


class Beat:
    """Puts pulses into the queues as beat does, while somebody waits."""

    at = 0.0

    def workers_are_well(self) -> bool:
        if time.monotonic() - self.at > 10:
            for queue in QUEUES:
                app.send_task("factcheck.tasks.pulse", queue=queue, expires=20)
            self.at = time.monotonic()
        return not any(health.workers().values())


def test_health_notices_a_frozen_worker(start_worker):
    beat = Beat()
    worker = start_worker(queues=",".join(QUEUES))
    wait_for(beat.workers_are_well)
    worker.freeze()
    seconds = wait_for(lambda: not beat.workers_are_well(), timeout=90, every=0.5)
    worker.thaw()
    again = wait_for(beat.workers_are_well, timeout=60, every=0.5)
    print(f"\nred {seconds:.0f} s after the worker froze, green {again:.0f} s after it went on")
    assert seconds <= 60

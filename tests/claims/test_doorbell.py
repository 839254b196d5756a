"""Ringing never costs who rings more than once."""

import pytest
from kombu.exceptions import OperationalError

from claims import doorbell


@pytest.fixture
def rung(monkeypatch):
    """What was tried; the queue is down while `rung` says so."""
    calls = []

    def send_task(task, args):
        calls.append(args[0])
        if args[0] < 0:
            raise OperationalError("frozen")

    monkeypatch.setattr(doorbell.current_app, "send_task", send_task)
    return calls


def test_a_dead_queue_is_told_to_nobody(rung):
    assert doorbell.send("task", -1) is False
    assert rung == [-1]


def test_after_a_failure_nobody_waits_for_the_next(rung, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(doorbell.time, "monotonic", lambda: now)
    assert [doorbell.send("task", pk) for pk in (1, -2, 3, 4)] == [True, False, False, False]
    now += doorbell.QUIET + 1
    assert doorbell.send("task", 5) is True
    assert rung == [1, -2, 5]

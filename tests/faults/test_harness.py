"""The helpers themselves: a worker that starts, works, freezes and dies."""

import psutil

from factcheck.celery import app
from tests.faults.harness import wait_for


def test_a_worker_consumes_both_queues_and_stops(start_worker):
    worker = start_worker()
    queues = app.control.inspect([worker.node], limit=1).active_queues()[worker.node]
    assert {queue["name"] for queue in queues} == {"extract", "default"}
    assert len(worker.pool()) == 1
    main = worker.main
    worker.stop()
    assert not main.is_running()


def test_a_killed_worker_leaves_no_process(start_worker):
    worker = start_worker(concurrency=2)
    processes = [worker.main, *worker.pool()]
    worker.kill()
    wait_for(lambda: not any(is_alive(process) for process in processes), timeout=5)


def is_alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_a_frozen_worker_answers_nothing_until_it_thaws(start_worker):
    worker = start_worker()
    worker.freeze()
    assert not worker.answers()
    worker.thaw()
    wait_for(worker.answers, timeout=10)

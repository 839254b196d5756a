"""Real Celery workers on the test database and queue, to be frozen, killed and watched."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import redis
from django.conf import settings
from django.db import connection

from factcheck.celery import app
from factcheck.children import Child
from factcheck.places import REPOSITORY


def wait_for(condition: Callable[[], bool], timeout: float = 30, every: float = 0.05) -> float:
    """Seconds until `condition()` held; fails the test after `timeout`."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > timeout:
            raise AssertionError(f"Not within {timeout} s: {condition}")
        time.sleep(every)
    return time.monotonic() - began


@dataclass
class Worker:
    """One `celery worker`; `child.process.pid` is its main process."""

    child: Child
    node: str

    @property
    def main(self) -> psutil.Process:
        return psutil.Process(self.child.process.pid)

    def pool(self) -> list[psutil.Process]:
        """The prefork children that run the tasks."""
        return self.main.children()

    def answers(self) -> bool:
        return bool(app.control.ping(destination=[self.node], timeout=0.5, limit=1))

    def freeze(self) -> None:
        for process in (self.main, *self.pool()):
            process.suspend()

    def thaw(self) -> None:
        for process in (self.main, *self.pool()):
            process.resume()

    def kill(self) -> None:
        """kill -9 the whole worker, as a machine that lost power would."""
        for process in (*self.pool(), self.main):
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        self.child.process.wait()

    def stop(self) -> None:
        """The warm shutdown of SIGTERM."""
        self.child.stop()


@contextmanager
def workers(logs: Path) -> Iterator[Callable[..., Worker]]:
    """Yields start(name="w", queues=…, concurrency=1, pool="prefork", **environment) -> Worker,
    ready."""
    started: list[Worker] = []

    def start(
        name="w", queues="extract,default", concurrency=1, pool="prefork", **environment
    ) -> Worker:
        options = [f"--queues={queues}", f"--concurrency={concurrency}", f"--pool={pool}"]
        worker = Worker(worker_process(name, options, logs, environment), f"{name}@test")
        started.append(worker)
        worker.child.start().wait_until(worker.answers)
        return worker

    try:
        yield start
    finally:
        for worker in started:
            worker.child.stop()


def worker_process(name, options, logs, environment) -> Child:
    return Child(
        f"worker {name}",
        [sys.executable, "-m", "celery", "-A", "factcheck", "worker", "--loglevel=INFO"]
        + [f"--hostname={name}@test", *options]
        + ["--without-gossip", "--without-mingle"],
        logs / f"{name}.log",
        {**serving_environment(), "FACTCHECK_PROCESS": "worker", **environment},
        orphan_signal=signal.SIGKILL,
        popen_options={"cwd": REPOSITORY},
    )


def serving_environment() -> dict[str, str]:
    """For a process that serves on the test's database and queue, as the runtime role."""
    before, _, _ = settings.RUNTIME_URL.rpartition("/")
    return {
        "DATABASE_URL": f"{before}/{connection.settings_dict['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "FACTCHECK_ROLE": "runtime",
    }


def empty_queue() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()

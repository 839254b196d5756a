"""Real workers, clocks and web servers on the test database and queue, to be frozen, killed and
watched."""

import os
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

from claims.models import Appearance, Claim, Extraction
from factcheck import supervisor
from factcheck.celery import app
from factcheck.children import Child, running
from factcheck.places import REPOSITORY, Places


def wait_for(condition: Callable[[], bool], timeout: float = 30, every: float = 0.05) -> float:
    """Seconds until `condition()` held; fails the test after `timeout`."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > timeout:
            raise AssertionError(f"Not within {timeout} s: {condition}")
        time.sleep(every)
    return time.monotonic() - began


def report(number: int, what: str, figure: str, bar: str) -> None:
    """One line for docs/operations.md; the load tells what else the machine had to do."""
    print(f"\n{number:2} {what}: {figure} (bar: {bar}; load {os.getloadavg()[0]:.1f})")


def all_done() -> bool:
    return not Extraction.objects.exclude(state=Extraction.State.DONE).exists()


def doubled() -> int:
    """Claims and appearances beyond what the extractions say they added."""
    added = sum(Extraction.objects.values_list("added", flat=True))
    spans = Appearance.objects.values("snapshot", "start", "end").distinct().count()
    return Claim.objects.count() - added + Appearance.objects.count() - spans


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
        # A connection of its own: those of the pool may be older than the queue's last restart.
        with app.connection_for_write() as queue:
            control = app.control
            return bool(control.ping([self.node], timeout=0.5, limit=1, connection=queue))

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

    def restart(self) -> None:
        """What Docker does when the main process has ended: with it, the others end too."""
        self.child.stop()
        self.child.start()


@contextmanager
def workers(logs: Path) -> Iterator[Callable[..., Worker]]:
    """Yields start(name="w", queues=…, concurrency=1, pool="prefork", options=(), **environment) ->
    Worker, ready."""
    started: list[Worker] = []

    def start(
        name="w",
        queues="extract,default",
        concurrency=1,
        pool="prefork",
        options=(),
        **environment,
    ) -> Worker:
        options = [
            f"--queues={queues}",
            f"--concurrency={concurrency}",
            f"--pool={pool}",
            *options,
        ]
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
    return serving(
        f"worker {name}",
        ["celery", "-A", "factcheck", "worker", "--loglevel=INFO"]
        + [f"--hostname={name}@test", *options]
        + ["--without-gossip", "--without-mingle"],
        logs / f"{name}.log",
        "worker",
        environment,
    )


@contextmanager
def beat(logs: Path, name: str = "beat") -> Iterator[Child]:
    """The clock, with the schedule of the settings."""
    child = serving(
        name,
        ["celery", "-A", "factcheck", "beat", "--loglevel=INFO"]
        + [f"--schedule={logs}/{name}-schedule"],
        logs / f"{name}.log",
        "worker",
    )
    with running() as children:
        children.append(child.start())
        yield child


@contextmanager
def web(logs: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """The web server as the workbench starts it; yields host and port."""
    with supervisor.listen(8400) as listener, running() as children:
        child = supervisor.web(Places(logs), supervisor.address(listener), listener)
        child.environment = {**child.environment, **serving_environment(), **environment}
        children.append(child.start())
        child.wait_until(lambda: supervisor.web_answers(listener))
        yield listener.getsockname()


def serving(name, arguments, log, process, environment=()) -> Child:
    return Child(
        name,
        [sys.executable, "-m", *arguments],
        log,
        {**serving_environment(), "FACTCHECK_PROCESS": process, **dict(environment)},
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

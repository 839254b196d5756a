"""Child processes that end when we do: own session, death signal, log file, readiness."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None, use_errno=True)


class ChildDied(Exception):
    """A child ended although nobody asked it to, or was not ready in time."""

    def __init__(self, child: "Child", what: str):
        super().__init__(f"{child.name} {what}. The end of {child.log}:\n{child.tail()}")


@dataclass
class Child:
    """One process. `prepare` runs in it before exec.

    stop() sends `stop_with` and, after `grace` seconds, SIGKILL; `orphan_signal` is what the
    kernel sends when this process dies without a word.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_with: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    grace: float = 10
    prepare: Callable[[], None] | None = None
    popen_options: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None
    asked: bool = False

    def start(self) -> "Child":
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.old"))
        self.asked = False
        with self.log.open("wb") as log, heard_later() as heard:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal goes to the whole group: only we may hear it.
                start_new_session=True,
                preexec_fn=self._before_exec(os.getpid(), heard),
                **self.popen_options,
            )
        return self

    def _before_exec(self, parent: int, heard: set[int]) -> Callable[[], None]:
        def before_exec() -> None:
            if self.prepare:
                self.prepare()
            # Last, because a change of user or namespace clears it.
            die_with(parent, self.orphan_signal)
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)

        return before_exec

    def wait_until(self, ready: Callable[[], bool], timeout: float = 30) -> None:
        deadline = time.monotonic() + timeout
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise ChildDied(self, f"was not ready after {timeout:.0f} s")
            time.sleep(0.02)

    def check(self) -> None:
        """Raise ChildDied if the process has ended."""
        if self.process and self.process.poll() is not None:
            raise ChildDied(self, f"ended with status {self.process.returncode}")

    def ask_to_stop(self) -> None:
        # Once: a second SIGTERM tells a Celery worker to drop its tasks.
        if self.process and self.process.poll() is None and not self.asked:
            self.process.send_signal(self.stop_with)
            self.asked = True

    def stop(self) -> None:
        """Ask, wait, insist."""
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.grace)
        self._kill_group()
        self.process = None

    def _kill_group(self) -> None:
        """End what the child may have left behind in its own process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def tail(self, lines: int = 15) -> str:
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@contextmanager
def heard_later() -> Iterator[set[int]]:
    """For a block that forks: Ctrl-C and its like come after it. Python drops an exception that is
    raised while it sets itself right after a fork, and nobody would ever hear of the signal.

    Yields the signals that were blocked before, which is for a child to restore."""
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    )
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def running() -> Iterator[list[Child]]:
    """A list to append started children to; at the end all stop side by side.

    What must outlive them runs in a block around this one.
    """
    children: list[Child] = []
    try:
        yield children
    finally:
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop()


def run_to_end(child: Child) -> None:
    """Start and wait; raises ChildDied when it fails."""
    try:
        child.start().process.wait()
        if child.process.returncode:
            child.check()
    finally:
        child.stop()


def die_with(parent: int, death_signal: signal.Signals) -> None:
    """Ask the kernel for `death_signal` when `parent` ends, even by kill -9 (Linux only)."""
    if sys.platform != "linux":
        return
    LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
    # The parent may have ended between fork and prctl.
    if os.getppid() not in (parent, 0):
        os.kill(os.getpid(), signal.SIGKILL)

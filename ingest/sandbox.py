"""Readers of strangers' bytes, each document in a child process of its own with limits.

A server process has every library loaded and never sees a document: it forks for each one, and the
fork gives up what it does not need (files, network, memory, time) before it reads a byte. So no
document can influence the next, and a document costs a fork and not a start of Python. The server
is a subprocess because Celery's own children may not use multiprocessing.
"""

import atexit
import json
import logging
import os
import secrets
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

CPU_SECONDS = 6
WALL_SECONDS = 8.5
# Of address space; the libraries alone take 250 MB of it.
MEMORY = 512 * 1024 * 1024
LARGEST_REPLY = 32 * 1024 * 1024
START_SECONDS = 60.0

_ROOT = str(Path(__file__).resolve().parent.parent)
_BOOT = (
    f"import sys; sys.path.insert(0, {_ROOT!r}); from ingest import sandboxed; sandboxed.serve()"
)
GO = b"+"


class Unreadable(ValueError):
    """The bytes cannot be read. The message says why and what to do; `temporary` when the fault
    is this machine's and the same bytes may be read later."""

    def __init__(self, reason: str, temporary: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.temporary = temporary


def run(reader: str, data: bytes, **options: Any) -> dict[str, Any]:
    """What that reader's `read(data, **options)` found, as a dictionary. `reader` is a kind or a
    module of ingest.readers; options are JSON values. Raises Unreadable."""
    with _lock:
        try:
            reply = _ask(reader, data, options)
        except _Vanished:
            # Somebody killed the server itself; that says nothing of the document.
            reply = _ask(reader, data, options)
    if "unreadable" in reply:
        raise Unreadable(reply["unreadable"])
    if "failed" in reply:
        log.warning("The %s reader failed on a document:\n%s", reader, reply["failed"])
        raise Unreadable("The document is damaged, or of a form that cannot be read yet.")
    found: dict[str, Any] = reply["found"]
    return found


def _ask(reader: str, data: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
    global _server
    if _server is None or not _server.is_idle():
        close()
        _server = _Server()
    try:
        return _server.ask(reader, data, options)
    except Unreadable:
        close()
        raise


def close() -> None:
    """End the server of this process, if there is one."""
    global _server
    if _server is not None:
        _server.kill()
        _server = None


class _Vanished(Unreadable):
    pass


class _Server:
    """The parent's end."""

    def __init__(self) -> None:
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", _BOOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Nothing of this process's environment: it holds passwords.
                env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise Unreadable(f"No reader could be started: {error}.", temporary=True) from error
        assert self.process.stdin
        assert self.process.stdout
        self.to, self.back = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.to, False)
        os.set_blocking(self.back, False)
        try:
            self.exchange(b"", time.monotonic() + START_SECONDS)
        except Unreadable:
            self.kill()
            raise Unreadable("The reader did not start.", temporary=True) from None

    def is_idle(self) -> bool:
        """Alive, with nothing left over to say: a closed or a talking pipe is readable."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.back, selectors.EVENT_READ)
            return not selector.select(0)

    def ask(self, reader: str, data: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
        token = secrets.token_hex(8)
        head = json.dumps({"reader": reader, "options": options, "token": token}).encode()
        request = GO + framed(head) + framed(data)
        reply: dict[str, Any] = json.loads(self.exchange(request, time.monotonic() + WALL_SECONDS))
        if reply.pop("token", None) != token:
            raise Unreadable("The reader answered out of turn.")
        return reply

    def exchange(self, request: bytes, deadline: float) -> bytes:
        """Send and receive side by side: the child may die or answer before it has read all."""
        answer, unsent, wanted = bytearray(), memoryview(request), 8
        with selectors.DefaultSelector() as selector:
            selector.register(self.back, selectors.EVENT_READ)
            if request:
                selector.register(self.to, selectors.EVENT_WRITE)
            while len(answer) < wanted:
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise Unreadable(
                        f"Reading it took longer than {WALL_SECONDS:g} seconds.", temporary=True
                    )
                for key, _ in ready:
                    if key.fd == self.to:
                        unsent = self.send(unsent)
                        if not unsent:
                            selector.unregister(self.to)
                        continue
                    chunk = os.read(self.back, 1 << 20)
                    if not chunk:
                        raise self.cause_of_death()
                    answer += chunk
                    wanted = _length(answer)
        return bytes(answer[8:])

    def send(self, unsent: memoryview) -> memoryview:
        try:
            return unsent[os.write(self.to, unsent[: 1 << 20]) :]
        except BlockingIOError:
            return unsent
        except BrokenPipeError:
            return unsent[:0]

    def cause_of_death(self) -> Unreadable:
        """The server's exit status says what ended its fork."""
        try:
            status = self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            status = 0
        if status < 0:
            return _Vanished("The reader was ended from outside.", temporary=True)
        if status - 128 in (signal.SIGXCPU, signal.SIGKILL):
            return Unreadable(
                f"Reading it takes more than {CPU_SECONDS} seconds of processor time."
            )
        return Unreadable("The document makes its reader crash; it is damaged or hostile.")

    def kill(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # macOS says "not permitted" of a group of zombies.
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe
            try:
                pipe.close()
            except BrokenPipeError:
                continue


def _length(answer: bytearray) -> int:
    if len(answer) < 8:
        return 8
    length = int.from_bytes(answer[:8], "big")
    if length > LARGEST_REPLY:
        raise Unreadable(f"What was read has more than {LARGEST_REPLY:,} bytes.")
    return 8 + length


def framed(payload: bytes) -> bytes:
    return len(payload).to_bytes(8, "big") + payload


_server: _Server | None = None
_lock = threading.Lock()
_inherited: list[_Server] = []


def _after_fork() -> None:
    """A forked worker starts a server of its own; the old one stays its parent's."""
    global _server, _lock
    _lock = threading.Lock()
    if _server is not None:
        _server.process.returncode = 0  # or its finaliser warns of a child that is not ours
        _inherited.append(_server)
        _server = None


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close)

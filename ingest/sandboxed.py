"""The inside of the sandbox: the server that forks a process for each document."""

import gc
import importlib
import json
import os
import pkgutil
import resource
import sys
import traceback
from dataclasses import asdict
from typing import Any, NoReturn

from ingest.sandbox import CPU_SECONDS, GO, MEMORY, Unreadable, framed

# No library leaves with this status by itself.
_ANSWERED = 71
_FAILED = 70
_TOO_BIG = f"Reading it takes more than {MEMORY // 1024**2} MB of memory."


def serve() -> NoReturn:
    """Answer one document after the other until the pipe closes. A fork that dies takes the
    server with it, with an exit status that says how."""
    package = importlib.import_module("ingest.readers")
    for module in pkgutil.iter_modules(package.__path__):
        reader = importlib.import_module(f"ingest.readers.{module.name}")
        if hasattr(reader, "preload"):
            reader.preload()
    silence = os.open(os.devnull, os.O_WRONLY)
    gc.collect()
    gc.freeze()
    _write(framed(b""))
    while os.read(0, 1) == GO:
        pid = os.fork()
        if pid == 0:
            os.dup2(silence, 2)
            os.close(silence)
            os._exit(_answer())
        _, status = os.waitpid(pid, 0)
        left = os.waitstatus_to_exitcode(status)
        if left != _ANSWERED:
            os._exit(128 - left if left < 0 else _FAILED)
    os._exit(0)


def _answer() -> int:
    try:
        _give_up_everything()
        head = json.loads(_read())
        reply = {"token": head["token"]} | _reply(head["reader"], _read(), head["options"])
        payload = json.dumps(reply).encode()
    except MemoryError:
        gc.collect()
        payload = json.dumps({"token": head["token"], "unreadable": _TOO_BIG}).encode()
    except BaseException:
        return _FAILED
    _write(framed(payload))
    return _ANSWERED


def _reply(name: str, data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    readers = importlib.import_module("ingest.readers")
    module = sys.modules[f"ingest.readers.{readers.READERS.get(name, name)}"]
    try:
        return {"found": asdict(module.read(data, **options))}
    except Unreadable as error:
        return {"unreadable": error.reason}
    except RecursionError:
        return {"unreadable": "The document is nested too deeply to be read."}
    except MemoryError:
        raise
    except Exception:
        return {"failed": traceback.format_exc()[-4000:]}


def _give_up_everything() -> None:
    """Not every system knows every limit, and macOS refuses some."""
    limits = {
        "RLIMIT_CPU": CPU_SECONDS,
        "RLIMIT_AS": MEMORY,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
        # No new descriptor: neither a file nor a socket can be opened any more.
        "RLIMIT_NOFILE": 0,
    }
    for name, most in limits.items():
        try:
            # SIGXCPU comes at the soft limit, SIGKILL a second later at the hard one.
            hard = most + 1 if name == "RLIMIT_CPU" else most
            resource.setrlimit(getattr(resource, name), (most, hard))
        except (AttributeError, ValueError, OSError):
            continue
    sys.addaudithook(_refuse)


_REFUSED = ("open", "socket.", "subprocess.", "shutil.", "ctypes.", "urllib.", "ftplib.", "http.")
_REFUSED_OS = frozenset(
    "os." + verb
    for verb in (
        "chmod chown exec fork forkpty kill killpg link listdir mkdir posix_spawn putenv remove"
        " rename rmdir scandir spawn startfile symlink system truncate unsetenv utime"
    ).split()
)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED) or event in _REFUSED_OS:
        raise PermissionError(f"a reader may not {event}")


def _read() -> bytes:
    length = int.from_bytes(_exactly(8), "big")
    return _exactly(length)


def _exactly(length: int) -> bytes:
    got = bytearray()
    while len(got) < length:
        chunk = os.read(0, min(1 << 20, length - len(got)))
        if not chunk:
            raise EOFError
        got += chunk
    return bytes(got)


def _write(payload: bytes) -> None:
    unsent = memoryview(payload)
    while unsent:
        unsent = unsent[os.write(1, unsent) :]

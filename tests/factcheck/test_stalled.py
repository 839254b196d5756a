"""Who stops reading, and who reads slowly, from a real gunicorn."""

import socket
import sys
import time
from contextlib import contextmanager, suppress

import pytest

from factcheck.children import Child, running
from factcheck.places import REPOSITORY
from tests.faults.harness import wait_for

APPLICATION = """
from pathlib import Path
from factcheck.stalled import let_go

class Answer:
    def __iter__(self):
        return iter([bytes(256 * 1024)] * 64)

    def close(self):
        Path("closed").touch()

def answer(environ, start_response):
    start_response("200 OK", [])
    return Answer()

application = let_go(answer, seconds=1)
"""
SIZE = 64 * 256 * 1024


@pytest.fixture
def ask(tmp_path):
    """`with ask() as connection` — to a server with one thread that is just answering."""
    (tmp_path / "application.py").write_text(APPLICATION)
    with socket.create_server(("127.0.0.1", 0)) as listener, running() as children:
        child = Child(
            "web",
            [sys.executable, "-m", "gunicorn", "application", "--worker-class=gthread"]
            + ["--threads=1", "--no-control-socket", f"--bind=fd://{listener.fileno()}"],
            tmp_path / "web.log",
            {"PYTHONPATH": str(REPOSITORY)},
            popen_options={"cwd": tmp_path, "pass_fds": [listener.fileno()]},
        )
        children.append(child.start())

        @contextmanager
        def asked():
            (tmp_path / "closed").unlink(missing_ok=True)
            with socket.create_connection(listener.getsockname(), timeout=30) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert connection.recv(15) == b"HTTP/1.0 200 OK"
                yield connection

        yield asked


def read(connection: socket.socket, pause: float = 0) -> int:
    size = 0
    with suppress(ConnectionResetError):
        while piece := connection.recv(256 * 1024):
            size += len(piece)
            time.sleep(pause)
    return size


def test_who_stops_reading_is_let_go_and_the_next_is_answered(ask, tmp_path):
    closed = tmp_path / "closed"
    with ask() as stalled:
        wait_for(closed.exists, timeout=10)
        with ask() as connection:
            assert read(connection) > SIZE
        assert read(stalled) < SIZE


def test_who_reads_slowly_gets_it_all(ask):
    with ask() as connection:
        assert read(connection, pause=0.1) > SIZE

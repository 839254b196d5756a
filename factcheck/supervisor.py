"""Starts everything one machine needs, in order, watches it, and stops it in reverse."""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from factcheck import embedded
from factcheck.celery import app
from factcheck.children import Child, run_to_end, running
from factcheck.places import REPOSITORY, Places
from factcheck.screen import Screen


@contextmanager
def everything(places: Places, screen: Screen, port: int) -> Iterator[list[Child]]:
    """The whole workbench for the length of the block. Raises what `embedded.servers` raises."""
    with (
        embedded.servers(
            places,
            database=settings.EMBEDDED_DATABASE,
            queue=settings.EMBEDDED_QUEUE,
            report=screen.begin,
        ) as servers,
        running() as children,
    ):
        screen.begin("Preparing the tables")
        manage(places, "migrate", "--no-input", role="owner")
        manage(places, "grant_runtime", role="owner")
        screen.begin("Loading the seed article and the demo users")
        manage(places, "seed")
        screen.begin("Starting the worker and its clock")
        children += [worker(places, port).start(), beat(places, port).start()]
        screen.begin(f"Starting the web server on port {port}")
        children.append(web(places, port).start())
        children[-1].wait_until(lambda: web_answers(port))
        screen.begin("Waiting for the worker")
        children[0].wait_until(worker_answers, timeout=60)
        yield [*servers, *children]


def manage(places: Places, command: str, *arguments: str, role: str = "runtime") -> None:
    """Run a management command to its end; raises ChildDied with its output."""
    run_to_end(
        python_child(
            places,
            command,
            [REPOSITORY / "manage.py", command, *arguments],
            {"FACTCHECK_ROLE": role, "FACTCHECK_PROCESS": "command"},
        )
    )


def worker(places: Places, port: int) -> Child:
    child = python_child(
        places,
        "worker",
        ["-m", "celery", "-A", "factcheck", "worker", "--loglevel=INFO", "--queues=extract,default"]
        + ["--concurrency=2", "--without-gossip", "--without-mingle", "--hostname=workbench@%h"],
        {"FACTCHECK_PROCESS": "worker"} | site(address(port)),
    )
    # SIGTERM lets a running task finish; when we were killed its servers are gone as well.
    child.orphan_signal = signal.SIGKILL
    child.grace = 75
    return child


def beat(places: Places, port: int) -> Child:
    return python_child(
        places,
        "beat",
        ["-m", "celery", "-A", "factcheck", "beat", "--loglevel=INFO"],
        {"FACTCHECK_PROCESS": "worker"} | site(address(port)),
    )


def web(places: Places, port: int) -> Child:
    return python_child(
        places,
        "web",
        ["-m", "gunicorn", "factcheck.wsgi", f"--bind=127.0.0.1:{port}", "--worker-class=gthread"]
        + [f"--threads={settings.WEB_THREADS}", "--graceful-timeout=10"]
        # Its default path is shared by every gunicorn of the user.
        + ["--no-control-socket"],
        {"FACTCHECK_PROCESS": "web"} | site(address(port)),
    )


def python_child(
    places: Places, name: str, arguments: list[str | Path], environment: dict[str, str]
) -> Child:
    return Child(
        name,
        [sys.executable, *arguments],
        places.logs / f"{name}.log",
        {"FACTCHECK_DATA": str(places.data), "PYTHONUNBUFFERED": "1"} | environment,
        popen_options={"cwd": REPOSITORY},
    )


def site(url: str) -> dict[str, str]:
    """The port may have moved; an address the user chose stays."""
    return {} if "SITE_URL" in os.environ or not url else {"SITE_URL": url}


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def free_port(wanted: int) -> int:
    """`wanted`, or the next port nobody listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            # Or a port whose last connections linger counts as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"No free port from {wanted} to {wanted + 99}")


def web_answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def worker_answers() -> bool:
    return bool(app.control.ping(timeout=1, limit=1))


def serve(children: list[Child]) -> None:
    """Watch until a signal comes; raises ChildDied as soon as one has ended."""
    while True:
        for child in children:
            child.check()
        time.sleep(0.5)

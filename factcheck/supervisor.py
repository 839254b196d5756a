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
def everything(places: Places, screen: Screen, listener: socket.socket) -> Iterator[list[Child]]:
    """The whole workbench for the length of the block. Raises what `embedded.servers` raises."""
    url = address(listener)
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
        manage(places, "upgrade", role="owner")
        # They take seconds to load; the seed is loaded meanwhile.
        children.append(worker(places, url).start())
        children.append(web(places, url, listener).start())
        screen.begin("Loading the seed article")
        manage(places, "seed", "--minimal", "--skip-checks", role="runtime")
        screen.begin("Starting the web server")
        children[1].wait_until(lambda: web_answers(listener))
        screen.begin("Starting the worker and its clock")
        children[0].wait_until(worker_answers, timeout=60)
        children.append(fetcher(places, url).start())
        children.append(beat(places, url).start())
        yield [*servers, *children]


def manage(places: Places, *command: str, role: str) -> None:
    """Run a management command to its end; raises ChildDied with its output."""
    environment = {"FACTCHECK_ROLE": role, "FACTCHECK_PROCESS": "command"}
    run_to_end(python_child(places, command[0], [REPOSITORY / "manage.py", *command], environment))


def worker(places: Places, url: str) -> Child:
    return celery_worker(
        places, "worker", url, ["--queues=extract,default", "--concurrency=2"], "workbench"
    )


def fetcher(places: Places, url: str) -> Child:
    """Threads, for they only wait: for servers, and for the reader's process."""
    return celery_worker(
        places, "fetcher", url, ["--queues=fetch", "--pool=threads", "--concurrency=40"], "fetch"
    )


def celery_worker(places: Places, name: str, url: str, options: list[str], node: str) -> Child:
    child = python_child(
        places,
        name,
        ["-m", "celery", "-A", "factcheck", "worker", "--loglevel=INFO", *options]
        + ["--without-gossip", "--without-mingle", f"--hostname={node}@%h"],
        {"FACTCHECK_PROCESS": "worker"} | site(url),
    )
    # SIGTERM lets a running task finish; when we were killed its servers are gone as well.
    child.orphan_signal = signal.SIGKILL
    child.grace = 75
    return child


def beat(places: Places, url: str) -> Child:
    return python_child(
        places,
        "beat",
        ["-m", "celery", "-A", "factcheck", "beat", "--loglevel=INFO"],
        {"FACTCHECK_PROCESS": "worker"} | site(url),
    )


def web(places: Places, url: str, listener: socket.socket) -> Child:
    child = python_child(
        places,
        "web",
        ["-m", "gunicorn", "factcheck.wsgi", "--worker-class=gthread"]
        + [f"--bind=fd://{listener.fileno()}"]
        + [f"--threads={settings.WEB_THREADS}", "--graceful-timeout=10"]
        # Its default path is shared by every gunicorn of the user.
        + ["--no-control-socket"],
        {"FACTCHECK_PROCESS": "web"} | site(url),
    )
    child.popen_options["pass_fds"] = [listener.fileno()]
    return child


def python_child(
    places: Places, name: str, arguments: list[str | Path], environment: dict[str, str]
) -> Child:
    return Child(
        name,
        [sys.executable, *arguments],
        places.logs / f"{name}.log",
        {
            "FACTCHECK_DATA": str(places.data),
            "PYTHONUNBUFFERED": "1",
            # `upgrade` has just made them; each Celery process would take half a second more.
            "CELERY_SKIP_CHECKS": "1",
        }
        | environment,
        popen_options={"cwd": REPOSITORY},
    )


def site(url: str) -> dict[str, str]:
    """The port may have moved; an address the user chose stays."""
    return {} if "SITE_URL" in os.environ else {"SITE_URL": url}


def listen(wanted: int) -> socket.socket:
    """A socket on `wanted` or the next free port, given to the web server as it is.

    Two workbenches that start at once would both find the same port free.
    """
    for port in range(wanted, wanted + 100):
        try:
            return socket.create_server(("127.0.0.1", port), backlog=128)
        except OSError:
            continue
    raise OSError(f"No free port from {wanted} to {wanted + 99}")


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


def web_answers(listener: socket.socket) -> bool:
    connection = http.client.HTTPConnection(*listener.getsockname(), timeout=2)
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

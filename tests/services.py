"""A pytest plugin (see `-p` in pyproject.toml): one throw-away database and queue per run.

It must set the environment before pytest-django reads the settings, and so it imports nothing
that needs them. Under xdist only the controller starts servers; its workers inherit their address.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack

import pytest

from factcheck import embedded
from factcheck.children import Child
from factcheck.places import Places

RUNNING = ExitStack()
# The servers of this run, by name: tests of faults stop, freeze and start them.
SERVERS: dict[str, Child] = {}


def is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def choose_environment() -> None:
    """An own data folder for this run, the owner role, and a Redis database per xdist worker."""
    os.environ["FACTCHECK_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
    if not is_worker():
        os.environ["FACTCHECK_DATA"] = tempfile.mkdtemp(prefix="factcheck-tests-")
        RUNNING.callback(shutil.rmtree, os.environ["FACTCHECK_DATA"], ignore_errors=True)
        # pytest_unconfigure is not called when the settings cannot be loaded.
        atexit.register(RUNNING.close)
    else:
        choose_queue(int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")))
    if "DATABASE_URL" in os.environ and "DATABASE_OWNER_URL" not in os.environ:
        # A test server with one role; conftest.py makes the other.
        os.environ.setdefault("DATABASE_RUNTIME_ROLE", "factcheck_test_runtime")


def choose_queue(number: int) -> None:
    """A Redis database for each xdist worker."""
    if given := os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = f"{given.rpartition('/')[0]}/{number}"
    else:
        os.environ["REDIS_URL"] = Places.from_environment().redis_url(number)


choose_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if is_worker() or config.option.collectonly or config.option.help or config.option.version:
        return
    servers = RUNNING.enter_context(
        embedded.servers(
            Places.from_environment(),
            database="DATABASE_URL" not in os.environ,
            queue="REDIS_URL" not in os.environ,
            durable=False,
        )
    )
    SERVERS.update((server.name, server) for server in servers)


def pytest_unconfigure(config: pytest.Config) -> None:
    RUNNING.close()

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

from factcheck.places import Places

RUNNING = ExitStack()


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
    if "REDIS_URL" not in os.environ and is_worker():
        number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw"))
        os.environ["REDIS_URL"] = Places.from_environment().redis_url(number)


choose_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if is_worker() or config.option.collectonly or config.option.help or config.option.version:
        return
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    from factcheck import embedded

    places = Places.from_environment()
    RUNNING.enter_context(embedded.servers(places, durable=False))


def pytest_unconfigure(config: pytest.Config) -> None:
    RUNNING.close()

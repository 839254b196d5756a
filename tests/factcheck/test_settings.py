import os
import runpy
import subprocess
import sys

import psycopg
import pytest
from celery.app.defaults import DEFAULTS
from django.core.exceptions import ImproperlyConfigured

from factcheck.places import REPOSITORY

PRODUCTION = {
    "FACTCHECK_ENV": "production",
    "SECRET_KEY": "8f" * 30 + "-of-a-test",
    "ALLOWED_HOSTS": "factcheck.example",
    "DATABASE_URL": "postgres://factcheck:x@database/factcheck",
    "DATABASE_OWNER_URL": "postgres://factcheck_owner:y@database/factcheck",
    "REDIS_URL": "redis://:z@queue:6379/0",
    "SITE_URL": "https://factcheck.example",
    "NEWSROOM_NAME": "The Daily Example",
    "NEWSROOM_EMAIL": "desk@factcheck.example",
}
NEEDED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL")


@pytest.fixture
def load(monkeypatch):
    """load(**environment) -> the settings that a process with it would have."""

    def load(**environment):
        for name in {*PRODUCTION, "FACTCHECK_ROLE", "FACTCHECK_PROCESS", "DJANGO_DEBUG"}:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(REPOSITORY / "factcheck" / "settings.py"))

    return load


class TestProduction:
    @pytest.mark.parametrize("name", NEEDED)
    def test_refuses_to_start_without(self, load, name):
        environment = {key: value for key, value in PRODUCTION.items() if key != name}
        with pytest.raises(ImproperlyConfigured, match=f"{name} must be set"):
            load(**environment)

    @pytest.mark.parametrize("name", NEEDED)
    def test_refuses_an_empty(self, load, name):
        with pytest.raises(ImproperlyConfigured, match=f"{name} must be set"):
            load(**PRODUCTION | {name: ""})

    def test_refuses_debug(self, load):
        with pytest.raises(ImproperlyConfigured, match="DJANGO_DEBUG"):
            load(**PRODUCTION, DJANGO_DEBUG="1")

    def test_makes_no_passwords_of_its_own(self, load, tmp_path):
        load(**PRODUCTION, FACTCHECK_DATA=str(tmp_path / "none"))
        assert not (tmp_path / "none").exists()

    def test_passes_every_deploy_check(self, tmp_path):
        result = run_manage(
            "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION, FACTCHECK_DATA=tmp_path
        )
        assert result.returncode == 0, result.stderr

    @pytest.mark.parametrize("command", ["seed", "workbench"])
    def test_has_no_demo_users(self, command):
        result = run_manage(command, **PRODUCTION)
        assert result.returncode == 1
        assert "CommandError" in result.stderr


@pytest.mark.parametrize("name", ["FACTCHECK_ENV", "FACTCHECK_ROLE", "FACTCHECK_PROCESS"])
def test_a_misspelt_choice_is_refused(load, name):
    with pytest.raises(ImproperlyConfigured, match=f"{name} is 'Production'"):
        load(**{name: "Production"})


def test_an_owner_connects_as_the_owner(load):
    both = [
        load(FACTCHECK_ROLE=role)["DATABASES"]["default"]["USER"] for role in ("owner", "runtime")
    ]
    assert both == ["factcheck_owner", "factcheck"]


@pytest.mark.parametrize(
    ("process", "pooled", "kept", "statement", "lock"),
    [
        ("web", True, 0, "15s", "5s"),
        ("worker", False, 600, "1min", "10s"),
        ("command", False, 0, "0", "3s"),
    ],
)
def test_each_kind_of_process_has_its_limits(
    load, settings, process, pooled, kept, statement, lock
):
    loaded = load(FACTCHECK_PROCESS=process, DATABASE_URL=settings.RUNTIME_URL)
    database = loaded["DATABASES"]["default"]
    assert ("pool" in database["OPTIONS"], database["CONN_MAX_AGE"]) == (pooled, kept)
    with psycopg.connect(
        host=database["HOST"],
        user=database["USER"],
        password=database["PASSWORD"],
        port=database["PORT"] or None,
        dbname=database["NAME"],
        options=database["OPTIONS"]["options"],
    ) as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("statement_timeout", "lock_timeout")
        ]
    assert shown == [statement, lock]


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("redis://:pw@queue:6379/0", "redis://:pw@queue:6379/0"),
        ("rediss://:pw@queue:6379/0", "rediss://:pw@queue:6379/0"),
        ("unix://:pw@/tmp/v.sock?db=3", "redis+socket://:pw@/tmp/v.sock?virtual_host=3"),
    ],
)
def test_one_address_serves_redis_and_celery(load, redis_url, broker_url):
    assert load(REDIS_URL=redis_url)["CELERY_BROKER_URL"] == broker_url


def test_celery_knows_every_option(load):
    """It would pass over a misspelt one in silence."""
    ours = {name.removeprefix("CELERY_").lower() for name in load() if name.startswith("CELERY_")}
    # Read by Celery's Django fixup under its full name.
    assert ours - set(DEFAULTS) == {"db_reuse_max"}


def test_without_the_embedded_database_one_sentence_says_so(tmp_path):
    result = run_manage("migrate", FACTCHECK_DATA=tmp_path)
    assert result.returncode == 1
    assert result.stderr.strip() == (
        "The workbench's database is not running: "
        "start it with `make workbench`, or set DATABASE_URL."
    )


def run_manage(*arguments, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, REPOSITORY / "manage.py", *arguments],
        env=kept | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
    )

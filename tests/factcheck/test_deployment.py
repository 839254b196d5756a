"""docker-compose.yml and Dockerfile, as far as they can be judged without a Docker engine."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from factcheck import probe
from factcheck.embedded import EXTENSIONS
from factcheck.places import REPOSITORY

COMPOSE = REPOSITORY / "docker-compose.yml"
PROGRAMS = Path(sys.executable).parent
SECRETS = {
    "SECRET_KEY",
    "POSTGRES_PASSWORD",
    "OWNER_PASSWORD",
    "RUNTIME_PASSWORD",
    "QUEUE_PASSWORD",
}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text())


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_follows_the_compose_specification():
    """check-jsonschema brings the schema of https://github.com/compose-spec/compose-spec."""
    result = subprocess.run(
        [PROGRAMS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_hadolint_finds_nothing_in_the_dockerfile():
    result = subprocess.run(
        [PROGRAMS / "hadolint", REPOSITORY / "Dockerfile"], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout


def test_only_the_web_server_can_be_reached_and_only_from_this_machine(services):
    published = {name: each["ports"] for name, each in services.items() if "ports" in each}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_database_and_queue_have_no_way_out(services, compose):
    assert compose["networks"]["inside"] == {"internal": True}
    assert services["database"]["networks"] == services["queue"]["networks"] == ["inside"]


def test_whatever_keeps_running_is_watched(services):
    assert {name for name, each in services.items() if "healthcheck" not in each} == {"migrate"}
    assert services["migrate"]["restart"] == "no"


def test_every_secret_comes_from_the_environment():
    text = COMPOSE.read_text()
    assert set(re.findall(r"\$\{(\w+(?:PASSWORD|KEY)):\?", text)) == SECRETS
    assert not re.findall(r"\$\{\w*(?:PASSWORD|KEY)(?!:\?|\w)", text)


def test_every_setting_of_a_newsroom_reaches_the_containers(compose):
    settings = (REPOSITORY / "factcheck/settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+|one_of|needed_in_production)\(\s*"([A-Z_]+)"', settings))
    # The image says where it runs; compose who asks; debugging is refused in production.
    of_the_image = {"FACTCHECK_ENV", "FACTCHECK_ROLE", "STATIC_ROOT", "DJANGO_DEBUG"}
    of_compose = {"FACTCHECK_PROCESS", "DATABASE_OWNER_URL", "DATABASE_RUNTIME_ROLE"}
    assert read > {"SECRET_KEY", "METRICS_TOKEN", "NEWSROOM_URL", "FACTCHECK_ENV"}
    assert read - of_the_image - of_compose == set(compose["x-environment"])


def test_only_the_migration_and_the_database_know_the_owner(services):
    knowing = {name for name, each in services.items() if "OWNER_PASSWORD" in str(each)}
    assert knowing == {"migrate", "database"}
    assert services["migrate"]["environment"]["FACTCHECK_ROLE"] == "owner"


def test_every_queue_has_a_worker(services, settings):
    queues = {
        option.removeprefix("--queues=")
        for each in services.values()
        for option in each.get("command", [])
        if option.startswith("--queues=")
    }
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert queues == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_the_queue_loses_nothing_and_evicts_nothing(compose):
    content = compose["configs"]["queue"]["content"]
    for line in ("appendonly yes", "appendfsync everysec", "maxmemory-policy noeviction"):
        assert line in content


def test_the_database_is_made_as_the_embedded_one_is(compose):
    script = compose["configs"]["roles"]["content"]
    assert set(re.findall(r"CREATE EXTENSION (\w+);", script)) == set(EXTENSIONS)
    assert "CREATE DATABASE factcheck OWNER factcheck_owner;" in script


def test_the_image_holds_only_what_runs():
    kept = (REPOSITORY / ".dockerignore").read_text().split()
    assert kept[kept.index("*") :] == [
        "*",
        "!manage.py",
        "!requirements.txt",
        "!LICENSE",
        "!factcheck",
        "!claims",
        "!ingest",
        "**/__pycache__",
    ]


def test_the_image_gets_no_development_tools(tmp_path):
    """The step of the Dockerfile, run here."""
    step = re.search(r"RUN (sed .* > runtime\.txt)", (REPOSITORY / "Dockerfile").read_text())[1]
    shutil.copy(REPOSITORY / "requirements.txt", tmp_path)
    subprocess.run(["/bin/sh", "-c", step], cwd=tmp_path, check=True)
    packages = (tmp_path / "runtime.txt").read_text()
    assert "\ndjango==" in packages
    assert "\npytest==" not in packages


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("factcheck.example", "factcheck.example"),
        ("factcheck.example, www.example", "factcheck.example"),
        (".example.org", "example.org"),
    ],
)
def test_the_probe_calls_the_server_by_a_name_it_knows(monkeypatch, allowed, host):
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    assert probe.known_host() == host


@pytest.mark.parametrize(("host", "ready"), [("localhost", True), ("elsewhere.example", False)])
def test_the_probe_asks_the_running_server(db, live_server, monkeypatch, host, ready):
    monkeypatch.setenv("ALLOWED_HOSTS", host)
    assert probe.ready(live_server.thread.port) is ready


def test_the_probe_says_no_where_nobody_listens():
    assert probe.ready(port=9) is False

"""docs/operations.md says what the code does."""

import re
import shlex

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from factcheck.places import REPOSITORY

TEXT = (REPOSITORY / "docs" / "operations.md").read_text()
CODE = {
    name: (REPOSITORY / "factcheck" / f"{name}.py").read_text()
    for name in ("settings", "checks", "embedded", "places")
}


def test_every_setting_is_described():
    read = set(
        re.findall(r'(?:env\.\w+|one_of|needed_in_production)\(\s*"([A-Z_]+)"', CODE["settings"])
    )
    read.add("FACTCHECK_DATA")
    described = set(re.findall(r"`([A-Z]\w+_\w+)`", TEXT))
    described |= {f"NEWSROOM{tail}" for tail in re.findall(r"`(_[A-Z_]+)`", TEXT)}
    assert read - described == set()


def test_every_check_is_described():
    assert set(re.findall(r"factcheck\.E\d+", TEXT)) == set(
        re.findall(r"factcheck\.E\d+", CODE["checks"])
    )


def test_every_secret_of_compose_is_described():
    needed = re.findall(r"\$\{(\w+):\?", (REPOSITORY / "docker-compose.yml").read_text())
    assert set(needed) <= set(re.findall(r"^(\w+)=", TEXT, re.M))


PROVED = re.findall(r"^\| (\d+) \| .*\| `(tests/\S+)::(\w+)` \|$", TEXT, re.M)


def test_no_check_of_what_was_proved_is_lost():
    assert [int(number) for number, _, _ in PROVED] == list(range(1, 23))


def test_every_check_has_its_figure():
    rows = re.findall(r"^\| (\d+) \|[^|]+\|[^|]+\|([^|]+)\| +\d+ \w+ \d{4} \|", TEXT, re.M)
    assert [int(number) for number, figure in rows if figure.strip()] == list(range(1, 23))


@pytest.mark.parametrize(("number", "file", "name"), PROVED)
def test_each_check_is_there(number, file, name):
    assert re.search(rf"def {name}\(", (REPOSITORY / file).read_text())


def test_every_command_is_there():
    known = get_commands()
    for name, rest in re.findall(r"manage\.py ([a-z_]+)([^`\n]*)", TEXT):
        parser = load_command_class(known[name], name).create_parser("manage.py", name)
        options = re.findall(r"(?<=\s)--[a-z-]+", rest)
        assert set(options) <= set(parser._option_string_actions), name


SHELL = "".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.M | re.S))
COMPOSE = [shlex.split(line) for line in SHELL.splitlines() if line.startswith("docker compose")]
WITH_VALUE = {"--tail", "--volume", "--scale"}


@pytest.mark.parametrize("words", COMPOSE, ids=" ".join)
def test_every_service_is_there(words):
    services = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())["services"]
    verb, *rest = words[2:]
    assert verb in {"build", "down", "exec", "logs", "ps", "restart", "run", "stop", "up"}
    named = [
        word
        for before, word in zip([verb, *rest], rest, strict=False)
        if not word.startswith("-") and before not in WITH_VALUE
    ]
    assert set(named[:1]) <= services.keys()


RUNBOOK = TEXT.partition("## When something is wrong")[2].partition("\n## ")[0]
QUOTED = {" ".join(words.split()) for words in re.findall(r"“([^”]+)”", RUNBOOK)}
SECTIONS = re.findall(r"^##+ (.+)$", TEXT, re.M)


@pytest.fixture(scope="module")
def code():
    """All that the program can say."""
    folders = [REPOSITORY / name for name in ("claims", "ingest", "factcheck")]
    files = [f for folder in folders for f in folder.rglob("*") if f.suffix in (".py", ".html")]
    return " ".join(" ".join(file.read_text() for file in files).split())


@pytest.mark.parametrize("words", sorted(QUOTED - set(SECTIONS)))
def test_what_is_quoted_is_what_is_said(code, words):
    for part in words.split("…"):
        assert part.strip() in code, part


def test_every_setting_named_is_there():
    compose = (REPOSITORY / "docker-compose.yml").read_text()
    known = CODE["settings"] + CODE["places"] + CODE["embedded"] + compose
    named = set(re.findall(r"`([A-Z]{2,}_[A-Z_]+)`", TEXT))
    assert {name for name in named if name not in known} == {"SSL_CERT_FILE"}  # OpenSSL's own

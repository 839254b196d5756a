"""docs/operations.md says what the code does."""

import re

import pytest

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


@pytest.mark.parametrize(("number", "file", "name"), PROVED)
def test_each_check_is_there(number, file, name):
    assert re.search(rf"def {name}\(", (REPOSITORY / file).read_text())

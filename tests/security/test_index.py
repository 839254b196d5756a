"""docs/security.md names tests that there are."""

import ast
import re

import pytest

from factcheck.places import REPOSITORY

PAGE = (REPOSITORY / "docs" / "security.md").read_text()
INDEX = re.findall(r"^\| (\d+) \| [^|]+ \| `([\w/.]+)(?:::(\w+))?` \|$", PAGE, re.M)


def functions_of(path):
    tree = ast.parse((REPOSITORY / path).read_text())
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


def test_every_number_has_a_line():
    assert {int(number) for number, _, _ in INDEX} == {17, 18, 19, *range(23, 41)}


@pytest.mark.parametrize(("number", "path", "name"), INDEX)
def test_the_test_is_there(number, path, name):
    found = {each for each in functions_of(path) if each.startswith("test_")}
    assert name in found if name else found


def test_the_threats_name_checks_of_the_index():
    table = PAGE.partition("## Who attacks")[2].partition("\nNot defended")[0]
    cells = re.findall(r"\| ([\d–, ]+) \|$", table, re.M)
    named = set()
    for part in ", ".join(cells).split(", "):
        first, _, last = part.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named <= {int(number) for number, _, _ in INDEX}

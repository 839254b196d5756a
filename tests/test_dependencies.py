"""Every package that the workbench installs may be used with its licence, and is listed."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FINE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software|MPL|Mozilla|LGPL|ISC|HPND|Unlicense|CC0", re.I
)


def named(requirement):
    return re.match(r"[\w-]+", requirement).group().lower()


def direct():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {named(requirement) for requirement in project["dependencies"]}


def installed():
    runtime = (ROOT / "requirements.txt").read_text().partition("# --- Development")[0]
    return sorted(set(re.findall(r"^([a-z][\w.-]*)==", runtime, re.M)))


def test_every_direct_dependency_is_listed_with_its_licence():
    listed = re.findall(
        r"^\| ([\w-]+) \| [^|]+ \| [^|]+ \|$", (ROOT / "docs/dependencies.md").read_text(), re.M
    )

    assert {name.lower() for name in listed} - {"package"} == direct()


@pytest.mark.parametrize("package", installed())
def test_its_licence_is_compatible(package):
    try:
        about = metadata(package)
    except PackageNotFoundError:
        pytest.skip("not installed on this platform")
    classifiers = [c for c in about.get_all("Classifier", []) if c.startswith("License")]
    licence = " ".join([about["License-Expression"] or "", about["License"] or "", *classifiers])
    assert FINE.search(licence), licence
    # "MPL-1.1 OR GPL-2.0" leaves the choice to us.
    if " OR " not in licence:
        assert not re.search(r"\bA?GPL|Affero", licence.replace("LGPL", "")), licence

"""What import-linter cannot see. The contracts themselves stand in pyproject.toml."""

import ast
import subprocess
import sys
import tomllib

import pytest

from factcheck.places import REPOSITORY

PYTHON_FILES = sorted(
    path
    for folder in ("claims", "factcheck", "ingest")
    for path in (REPOSITORY / folder).rglob("*.py")
)
HTTP_CLIENTS = (
    "urllib3",
    "requests",
    "httpx",
    "aiohttp",
    "http.client",
    "urllib.request",
    "urllib.robotparser",
    "ftplib",
    "smtplib",
    "socket",
    "ssl",
    # The readers' packages can fetch as well.
    "trafilatura.fetch_url",
    "trafilatura.downloads",
    "trafilatura.feeds",
    "trafilatura.sitemaps",
    "trafilatura.spider",
)
# fetching is the client; supervisor and probe ask only their own web server on loopback, and the
# simulated partner, a process of its own, the newsroom that it is given. stalled connects to
# nobody: it limits the connections that came.
MAY_CONNECT = ("claims/fetching/", "factcheck/supervisor.py", "factcheck/probe.py") + (
    "claims/management/partner.py",
    "factcheck/stalled.py",
)


def imports(path):
    """Every module name that a file imports, at any depth of the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path):
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("path", PYTHON_FILES, ids=name)
def test_only_one_file_speaks_http_to_the_world(path):
    dotted = tuple(f"{client}." for client in HTTP_CLIENTS)
    found = [module for module in imports(path) if f"{module}.".startswith(dotted)]
    assert name(path).startswith(MAY_CONNECT) or not found


@pytest.mark.parametrize("package", ["claims.text", "ingest.readers"])
def test_plain_python_loads_no_framework(package):
    """In a process of its own: here everything is loaded already."""
    code = f"""
import importlib, pkgutil, sys
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(*sorted({{"django", "celery", "redis", "psycopg", "urllib3"}} & set(sys.modules)))
"""
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""


def test_every_strict_package_is_type_checked():
    """mypy stops at a folder that does not exist, so a new one is easily forgotten."""
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        checked = tomllib.load(file)["tool"]["mypy"]["files"]
    strict = {"claims/text", "claims/fetching", "claims/services", "claims/presenters", "ingest"}
    assert {folder for folder in strict if (REPOSITORY / folder).exists()} == set(checked)


def test_no_file_has_a_name_that_says_nothing():
    names = {path.stem for path in PYTHON_FILES}
    assert not names & {"utils", "helpers", "common", "misc", "base"}

"""`manage.py workbench` as people run it: whole, from a copy of the tree, ended in every way."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from factcheck.places import REPOSITORY, Places
from tests.faults.harness import wait_for

NOT_COPIED = shutil.ignore_patterns(".*", "var", "tests", "docs")
SERVING = "Ctrl-C stops everything."


@dataclass
class Workbench:
    """One checkout and the process that runs its workbench."""

    checkout: Path
    process: subprocess.Popen | None = None
    # Every process of this workbench inherits it, so that none is overlooked.
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    def start(self, *arguments: str) -> "Workbench":
        self.process = subprocess.Popen(
            [sys.executable, self.checkout / "manage.py", "workbench", *arguments],
            env=clean_environment() | {"WORKBENCH_TEST": self.mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self

    def read_until(self, end: str) -> str:
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if end in line:
                return "".join(lines)
        raise AssertionError("It ended early:\n" + "".join(lines))

    def finish(self) -> tuple[int, str]:
        """Its exit status and what it still said."""
        said, _ = self.process.communicate(timeout=120)
        return self.process.returncode, said

    def press_ctrl_c(self) -> None:
        """A terminal sends SIGINT to the whole foreground process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def processes(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if self.mark in mark_of(process)]

    def clean_up(self) -> None:
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.process and not self.process.stdout.closed:
            self.process.communicate()
        shutil.rmtree(Places(self.checkout / "var").sockets, ignore_errors=True)


def mark_of(process):
    try:
        return process.environ().get("WORKBENCH_TEST", "")
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return ""


def clean_environment():
    ours = re.compile("FACTCHECK_|DATABASE_|REDIS_URL|SITE_URL|DJANGO_|PYTEST_|PYTHONDONT")
    return {name: value for name, value in os.environ.items() if not ours.match(name)}


@pytest.fixture
def checkout(tmp_path):
    """checkout(folder) copies the tree there; all that runs from a copy ends with the test."""
    made = []

    def make(folder: str) -> Workbench:
        target = tmp_path / folder
        shutil.copytree(REPOSITORY, target, ignore=NOT_COPIED)
        made.append(Workbench(target))
        return made[-1]

    yield make
    for workbench in made:
        workbench.clean_up()


def status_of(path, port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def port_in(said):
    return int(re.search(r"http://127\.0\.0\.1:(\d+)/desk/", said)[1])


def claims_in(said):
    """The rows of the table, which is tab-separated in a pipe."""
    _, _, rest = said.partition("Type\tSpeaker\tScore\tClaim\n")
    table, _, _ = rest.partition("\n\n")
    return [line.split("\t") for line in table.splitlines()]


def test_two_at_once_end_each_in_its_own_way(checkout):
    """One test, for to fill a new one with the demonstration takes half a minute."""
    # Longer than the 107 bytes that the path of a unix socket may have.
    first = checkout("/".join(["a long way down"] * 12)).start("--port", "8300")
    second = checkout("second").start("--port", "8300")
    ports = [port_in(each.read_until(SERVING)) for each in (first, second)]
    assert len(set(ports)) == 2
    for port in ports:
        assert [status_of(path, port) for path in ("/", "/desk/login/")] == [200, 200]

    first.process.kill()
    first.finish()
    wait_for(lambda: not first.processes(), timeout=15)
    assert status_of("/health/ready/", ports[1]) == 200

    first.start("--port", "8300").read_until(SERVING)
    first.press_ctrl_c()
    first.press_ctrl_c()
    status, said = first.finish()
    assert (status, "Stopped" in said, "Traceback" in said) == (0, True, False)
    assert first.processes() == []

    status, said = first.start("--once", "--port", "8300").finish()
    assert status == 0, said
    assert "reviewer / " in said
    assert any("precedent" in types and "1982" in text for types, _, _, text in claims_in(said))
    assert first.processes() == []

    status, said = Workbench(second.checkout).start("--once").finish()
    assert (status, "Traceback" in said) == (1, False)
    assert f"A workbench already runs on {second.checkout / 'var'}" in said

    next(each for each in second.processes() if "beat" in each.cmdline()).kill()
    status, said = second.finish()
    assert status == 1
    assert "beat ended with status -9. The end of" in said
    assert second.processes() == []

"""Processes that do the same work by turns, so that whatever else the machine does meets them all.

A contestant races as one process on two cores, or as two processes on a core each.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from factcheck.places import REPOSITORY

CORES = tuple(sorted(os.sched_getaffinity(0)))[:2] if hasattr(os, "sched_getaffinity") else (0, 1)
PEERS = REPOSITORY / "var/bench-venv/bin/python"
ROUNDS = 7


class CannotRun(Exception):
    """Why a contestant stays away."""


@dataclass
class Team:
    """The processes of one contestant; `seconds` of each round so far."""

    label: str
    processes: list[subprocess.Popen]
    seconds: list[float] = field(default_factory=list)

    def run(self) -> list[Any]:
        began = time.perf_counter()
        for process in self.processes:
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [_answer(process) for process in self.processes]
        self.seconds.append(time.perf_counter() - began)
        return answers


class Race:
    """`with Race(texts) as race:`, enter contestants, run, print."""

    def __init__(self, texts: list[str]) -> None:
        self.texts, self.teams, self.absent = texts, [], []
        self._running = ExitStack()

    def __enter__(self) -> "Race":
        return self

    def __exit__(self, *error: object) -> None:
        self._running.close()

    def enter(self, label: str, name: str, *, processes: int = 1, peer: bool = False) -> None:
        """A contestant that cannot run is told in the table."""
        shares = [CORES] if processes == 1 else [(core,) for core in CORES]
        python = PEERS if peer else Path(sys.executable)
        if not python.exists():
            self.absent.append((label, "var/bench-venv is missing: `make bench` makes it"))
            return
        try:
            self.teams.append(Team(label, [self._start(python, name, share) for share in shares]))
        except CannotRun as reason:
            self.absent.append((label, str(reason)))

    def run(self, rounds: int = ROUNDS) -> None:
        for _ in range(rounds):
            for team in self.teams:
                team.run()

    def table(self, title: str, unit: str, per_process: int) -> str:
        """`per_process`: how many units one process works off in a round."""
        lines = [f"\n{title}: {unit} a second, median (slowest to fastest of {ROUNDS} rounds)"]
        for team in self.teams:
            rates = sorted(per_process * len(team.processes) / taken for taken in team.seconds)
            middle = statistics.median(rates)
            lines.append(f"  {team.label:46}{middle:9.1f}  ({rates[0]:.1f} to {rates[-1]:.1f})")
        return "\n".join(lines + [f"  {label:46}  left out: {why}" for label, why in self.absent])

    def _start(self, python: Path, name: str, cores: tuple[int, ...]) -> subprocess.Popen:
        process = self._running.enter_context(_Runner(python, name, cores))
        process.stdin.write(json.dumps(self.texts) + "\n")
        process.stdin.flush()
        if (said := _answer(process)) != "ready":
            raise CannotRun(said)
        return process


class _Runner(subprocess.Popen):
    """Leaving its block closes its input, by which it learns of the end."""

    def __init__(self, python: Path, name: str, cores: tuple[int, ...]) -> None:
        script = Path(__file__).with_name("contestants.py")
        quiet = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "TRANSFORMERS_VERBOSITY": "error"}
        super().__init__(
            [python, "-W", "ignore", script, name, ",".join(map(str, cores))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env=os.environ
            | quiet
            | {"PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": str(len(cores))},
        )


def _answer(process: subprocess.Popen) -> Any:
    line = process.stdout.readline()
    if not line:
        raise CannotRun(f"it ended with {process.wait()}, see above")
    return json.loads(line)

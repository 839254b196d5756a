"""Run the engine on labelled rows; no database, but for `match`, which starts the embedded one.

Exit codes: 0 done, 1 a file cannot be used, the model's too, 2 wrong use.
"""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from claims.text.encoder import ModelBroken
from factcheck.evaluation.rows import BadRows, Row, count, read
from factcheck.evaluation.scores import Score, UnknownLabels
from factcheck.evaluation.tasks import TASKS, Task

_WRONG_USE = 2
_EPILOG = """
tasks and the fields they read:
{tasks}

example:
  manage.py evaluate checkworthy gold.jsonl.gz --out predictions.jsonl --score
  manage.py evaluate match gold.jsonl --collection claims.jsonl --out predictions.jsonl
"""


class Command(BaseCommand):
    help = "Run the engine on JSON lines, and with --score compare it with their labels."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        tasks = (
            f"  {name:12} {', '.join(task.reads):10} (--score: {', '.join(task.gold)})"
            for name, task in TASKS.items()
        )
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EPILOG.format(tasks="\n".join(tasks)),
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=TASKS, metavar="TASK", help="see below")
        parser.add_argument("gold", type=Path, metavar="GOLD", help="JSON lines, plain or gzip")
        parser.add_argument(
            "--out", type=Path, required=True, metavar="PRED", help="where predictions are written"
        )
        parser.add_argument(
            "--collection",
            type=Path,
            metavar="FILE",
            help="the earlier claims that `match` ranks: vclaim_id, vclaim, title, speaker, date",
        )
        parser.add_argument("--score", action="store_true", help="print how well they agree")

    def handle(self, *args: Any, **options: Any) -> None:
        task, files = TASKS[options["task"]], [options["gold"]]
        if task.with_collection:
            files.append(_collection(options))
        try:
            total = _checked(task, files, score=options["score"])
            pairs = _predict(task, files, options["out"], total, keep=options["score"])
            if options["score"]:
                self.stdout.write("\n".join(_lines(_scored(task, pairs))))
        except (BadRows, UnknownLabels, ModelBroken) as error:
            raise CommandError(str(error)) from None


def _collection(options: dict[str, Any]) -> Path:
    collection: Path | None = options["collection"]
    if collection:
        return collection
    raise CommandError(
        f"{options['task']} ranks earlier claims: name their file with --collection FILE.",
        returncode=_WRONG_USE,
    )


def _checked(task: Task, files: list[Path], *, score: bool) -> int:
    """How many rows there are; all are read once, so that none fails halfway. Raises BadRows."""
    total = count(files[0], task.reads)
    if score:
        count(files[0], task.gold, why="--score compares with it; without, only predictions.")
    for collection in files[1:]:
        count(collection, ("vclaim_id", "vclaim"))
    return total


def _predict(
    task: Task, files: list[Path], out: Path, total: int, *, keep: bool
) -> list[tuple[Row, Row]]:
    """Write one line a prediction; return the rows with theirs if they are to be kept."""
    kept = []
    with _opened(out, files) as file, closing(task.predict(*map(read, files))) as predictions:
        for row, prediction in _shown(zip(read(files[0]), predictions, strict=True), total):
            # ASCII only: a lone surrogate has no UTF-8 form, and any reader can take this.
            file.write(json.dumps(prediction) + "\n")
            if keep:
                kept.append((row, prediction))
    return kept


def _opened(out: Path, files: list[Path]) -> IO[str]:
    try:
        if out.exists() and any(out.samefile(file) for file in files):
            raise CommandError(
                f"--out {out} would overwrite what is read: name another file.",
                returncode=_WRONG_USE,
            )
        return out.open("w", encoding="ascii")
    except OSError as error:
        raise CommandError(
            f"Cannot write {out}: {error.strerror}. Name a file in a folder that you may write to.",
            returncode=_WRONG_USE,
        ) from None


def _shown(pairs: Iterable[tuple[Row, Row]], total: int) -> Iterable[tuple[Row, Row]]:
    """The same, with a bar on a terminal."""
    if not sys.stderr.isatty():
        return pairs
    from rich.console import Console
    from rich.progress import track

    return track(pairs, "Evaluating", total=total, console=Console(stderr=True), transient=True)


def _scored(task: Task, pairs: list[tuple[Row, Row]]) -> Score:
    try:
        return task.score(pairs)
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(
            f"The predictions are written, but the labels cannot be compared: {error!r}. "
            f"Give {' and '.join(task.gold)} the shape that docs/method.md describes."
        ) from error


def _lines(score: Score) -> list[str]:
    width = max(map(len, score.figures))
    figures = (
        f"{name:{width}}  {value}" if isinstance(value, int) else f"{name:{width}}  {value:.4f}"
        for name, value in score.figures.items()
    )
    return [f"# {score.compared}", *figures]

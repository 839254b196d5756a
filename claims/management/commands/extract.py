"""Print the claims of a text file; no database, no services.

Exit codes: 0 analysed, 2 wrong use, 65 the input is not text, 66 the file cannot be read, 69 the
model is missing (the numbers of BSD sysexits.h).
"""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.text.analyse import analyse
from claims.text.encoder import ModelBroken
from claims.text.results import Analysis, Claim

_NOT_TEXT, _NO_INPUT, _UNAVAILABLE = 65, 66, 69
_COLUMNS = ("type", "speaker", "score", "exact words")
_EXAMPLE = """
example:
  manage.py extract seeds/copeland-byelection.txt --published 2017-02-26
  curl -s https://example.org/speech.txt | manage.py extract - --json
"""


class Command(BaseCommand):
    help = "Find the checkable claims in a UTF-8 text file (or - for standard input)."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=_EXAMPLE,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a text file, or - to read standard input")
        parser.add_argument(
            "--published",
            metavar="DATE",
            help="day of publication (YYYY-MM-DD), which dates are read against",
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="the whole analysis as JSON (docs/extract.schema.json)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        published = _day(options["published"])
        try:
            analysis = analyse(_text(options["file"]), published=published)
        except ModelBroken as error:
            raise CommandError(str(error), returncode=_UNAVAILABLE) from None
        if failed := [s for s in analysis.sentences if s.outcome == "failed"]:
            self.stderr.write(f"{len(failed)} sentences failed; the first: {failed[0].reason}")
        if options["json"]:
            # ASCII only: a lone surrogate has no UTF-8 form, and any reader can take this.
            self.stdout.write(json.dumps(analysis.as_dict(), indent=1))
        elif self.stdout.isatty():
            _table(analysis)
        else:
            for claim in analysis.claims:
                self.stdout.write("\t".join(_row(claim)))


def _day(printed: str | None) -> date | None:
    try:
        return date.fromisoformat(printed) if printed else None
    except ValueError:
        raise CommandError(
            f"--published takes a day as YYYY-MM-DD, not {printed!r}.", returncode=2
        ) from None


def _text(name: str) -> str:
    """The file's text, line ends as they are, so that offsets point into the file's own words."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"Cannot read {name}: {error.strerror}.", returncode=_NO_INPUT) from None
    try:
        text = raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + len(raw) - len(error.object)
        message = f"{name} is not UTF-8 text: byte {at} is 0x{raw[at]:02x}. Save it as UTF-8."
        raise CommandError(message, returncode=_NOT_TEXT) from None
    if not text.strip():
        raise CommandError(f"{name} holds no text.", returncode=_NOT_TEXT)
    return text


def _row(claim: Claim) -> tuple[str, str, str, str]:
    speaker = claim.speaker or f"({claim.voice})"
    return ", ".join(claim.types), speaker, f"{claim.score:.2f}", " ".join(claim.exact.split())


def _table(analysis: Analysis) -> None:
    # Imported here: only a terminal needs it, and a pipe should not wait for it.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*_COLUMNS[:-1])
    table.columns[2].justify = "right"
    table.add_column(_COLUMNS[-1], ratio=1)
    for claim in analysis.claims:
        table.add_row(*(Text(cell) for cell in _row(claim)))
    console = Console()
    console.print(table)
    console.print(f"{len(analysis.claims)} claims in {len(analysis.sentences)} sentences.")

"""What `manage.py workbench` says: rich on a terminal, plain lines in a pipe."""

import time
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table


class Screen:
    def __init__(self, stream: TextIO):
        self.stream = stream
        self.console = Console(file=stream, highlight=False)
        self.step: str | None = None
        self.began = 0.0
        self.spinner = self.console.status("")

    def begin(self, step: str) -> None:
        """Say what happens now; the step before it is done."""
        self.end()
        self.step, self.began = step, time.monotonic()
        if self.console.is_terminal:
            self.spinner.update(f"{step} …")
            self.spinner.start()

    def end(self) -> None:
        if self.step:
            seconds = time.monotonic() - self.began
            self.spinner.stop()
            self.console.print(f"[green]✓[/] {self.step} [dim]({seconds:.1f} s)[/]")
        self.step = None

    def give_up(self) -> None:
        """Leave the present step without a tick."""
        self.spinner.stop()
        self.step = None

    def say(self, text: str = "") -> None:
        """Plainly: rich would wrap lines and turn tabs into spaces."""
        print(text, file=self.stream, flush=True)

    def claims(self, title: str, rows: Iterable[Sequence[str]]) -> None:
        """A table of (types, speaker, score, text); tab-separated lines in a pipe."""
        heading = ("Type", "Speaker", "Score", "Claim")
        if not self.console.is_terminal:
            for row in (heading, *rows):
                self.say("\t".join(row))
            return
        table = Table(title=escape(title), title_justify="left", header_style="bold")
        for name in heading:
            table.add_column(name, justify="right" if name == "Score" else "left")
        for row in rows:
            table.add_row(*map(escape, row))
        self.console.print(table)

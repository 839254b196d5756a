import argparse
import json
import re
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from claims.services.articles import ArticleRefused
from ingest import pipeline
from ingest.models import Errand, Fetch
from ingest.services import fetches
from ingest.services.fetches import LARGEST_UPLOAD

LINK = re.compile(r"https?://", re.I)
STDIN = "-"
WAITS = "Its server has a pause; a worker collects it as soon as it may."
LONGEST = 90.0  # seconds for one item
EVERY = 0.3  # seconds, while a host has its pause or a worker was faster


class Command(BaseCommand):
    help = (
        "Take articles in: files (text, HTML, PDF, Word, captions, ParlParse XML), all files of a "
        "folder, web addresses, and - for what is piped in. A worker finds their claims. Each one "
        "is told of, and one that cannot be taken in does not stop the others (exit status 1).\n\n"
        "Examples: manage.py ingest debate.txt --published 2017-02-26 --publisher 'The Example'\n"
        "          manage.py ingest https://paper.example/story speech.docx"
    )

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=argparse.RawTextHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("items", nargs="+", metavar="PATH|URL|-")
        parser.add_argument("--title", default="", help="default: what it says, or the file's name")
        parser.add_argument("--publisher", default="", help="the outlet that ran it")
        parser.add_argument("--url", default="", help="where a file was published (one file only)")
        parser.add_argument("--published", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each")

    def handle(self, items: list[str], **options: Any) -> None:
        items = [each for item in items for each in within(item)]
        if options["url"] and (len(items) > 1 or LINK.match(items[0])):
            raise CommandError("--url says where a file was published; give one file with it.")
        said = details(options)
        refused = 0
        # On a terminal only: in a pipe or a log a bar is noise.
        bar = Progress(console=Console(stderr=True)) if sys.stderr.isatty() else None
        with bar or nullcontext():
            step = advance(bar, len(items))
            for item in items:
                step(item, 0)
                outcome = take(item, said)
                refused += outcome["state"] == "refused"
                self.tell(outcome, options["json"])
                step(item, 1)
        if refused:
            raise CommandError(f"{refused} of {len(items)} were not taken in.")

    def tell(self, outcome: dict[str, str], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome))
        elif outcome["state"] == "refused":
            self.stderr.write(f"{outcome['item']}: {outcome['reason']}")
        elif outcome["state"] == "later":
            self.stdout.write(f"{outcome['item']}: tried again later. {outcome['reason']}")
        else:
            state = "received" if outcome["state"] == "received" else "already here"
            self.stdout.write(f"{outcome['item']}: {state}, article {outcome['article']}")


def advance(bar: Progress | None, total: int) -> Callable[[str, int], None]:
    if bar is None:
        return lambda item, by: None
    task = bar.add_task("", total=total)
    return lambda item, by: bar.update(task, advance=by, description=escape(item[-50:]))


def details(options: dict[str, Any]) -> dict[str, str]:
    said = {name: options[name] for name in ("title", "publisher", "url") if options[name]}
    if options["published"]:
        said["published_at"] = midnight(options["published"]).isoformat()
    return said


def take(item: str, said: dict[str, str]) -> dict[str, str]:
    """What became of one file or address: received, known, later or refused, and why."""
    try:
        fetch = settled(queue(item, said))
    except (OSError, ArticleRefused) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return {"item": item, "state": "refused", "reason": reason}
    if fetch.article is None:
        state = "refused" if fetch.state == Errand.State.DEAD else "later"
        return {"item": item, "state": state, "reason": fetch.last_error or WAITS}
    is_new = fetch.article.latest.taken_at >= fetch.created_at
    state = "received" if is_new else "known"
    return {"item": item, "state": state, "article": str(fetch.article.uuid)}


def within(item: str) -> list[str]:
    """The files of a folder and of those within it, but for hidden ones; else the item itself."""
    folder = Path(item)
    if item == STDIN or LINK.match(item) or not folder.is_dir():
        return [item]
    parts = {path: path.relative_to(folder).parts for path in folder.rglob("*") if path.is_file()}
    found = [path for path, names in parts.items() if not any(n.startswith(".") for n in names)]
    if not found:
        raise CommandError(f"There is no file in the folder {item}.")
    return [str(path) for path in sorted(found)]


def queue(item: str, said: dict[str, str]) -> Fetch:
    if LINK.match(item):
        return fetches.collect_link(item, details=said)
    if item == STDIN:
        # One byte more than fits, so that it is refused and not cut.
        return fetches.keep_upload(sys.stdin.buffer.read(LARGEST_UPLOAD + 1), details=said)
    path = Path(item)
    fetches.refuse_large(path.stat().st_size)
    return fetches.keep_upload(path.read_bytes(), name=path.name, details=said)


def settled(fetch: Fetch) -> Fetch:
    """The row once something became of it, here or in a worker that was faster; or as it is when
    that takes too long, for a server may ask for a pause of an hour."""
    until = time.monotonic() + LONGEST
    while True:
        pipeline.collect_article(fetch.pk)
        fetch.refresh_from_db()
        if fetch.article or fetch.failures or fetch.state == Errand.State.DEAD:
            return fetch
        if time.monotonic() > until:
            return fetch
        time.sleep(EVERY)


def midnight(day: date) -> datetime:
    """The start of that day in the newsroom's time zone."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))

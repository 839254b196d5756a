import argparse
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.models import Article
from claims.services.articles import ArticleRefused, receive_article
from ingest.readers.text import Unreadable, read_text


class Command(BaseCommand):
    help = (
        "Take plain-text articles in; the worker finds their claims. Every file is told of, and "
        "one that cannot be read does not stop the others (exit status 1).\n\n"
        "Example: manage.py ingest debate.txt --published 2017-02-26 --publisher 'The Example'"
    )

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=argparse.RawTextHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--title", default="", help="default: the name of the file")
        parser.add_argument("--publisher", default="", help="the outlet that ran it")
        parser.add_argument("--url", default="", help="where it was published (one file only)")
        parser.add_argument("--published", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, files: list[Path], **options: Any) -> None:
        if options["url"] and len(files) > 1:
            raise CommandError("--url names one article; give one file with it.")
        refused = [path for path in files if not self.take(path, options)]
        if refused:
            raise CommandError(f"{len(refused)} of {len(files)} files were not taken in.")

    def take(self, path: Path, options: dict[str, Any]) -> bool:
        try:
            received = receive_article(
                text=read_text(path.read_bytes()),
                title=options["title"] or path.stem,
                publisher=options["publisher"],
                url=options["url"],
                published_at=midnight(options["published"]),
                via=Article.Via.FILE,
            )
        except (OSError, Unreadable, ArticleRefused) as error:
            self.stderr.write(f"{path}: {getattr(error, 'strerror', None) or error}")
            return False
        state = "received" if received.created else "already here"
        self.stdout.write(f"{path}: {state}, article {received.article.uuid}")
        return True


def midnight(day: date | None) -> datetime | None:
    """The start of that day in the newsroom's time zone."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) if day else None

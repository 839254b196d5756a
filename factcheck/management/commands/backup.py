from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factcheck.backups import BackupFailed, backup


class Command(BaseCommand):
    help = (
        "Write the whole database into a new folder, while everything goes on working. "
        "FACTCHECK_ROLE=owner manage.py backup FOLDER"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="made by this command")

    def handle(self, *, folder: Path, **options: Any) -> None:
        if settings.ROLE != "owner":
            raise CommandError("Run this as the owner of the tables: FACTCHECK_ROLE=owner")
        try:
            sums = backup(folder)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        rows = sum(count for count, _ in sums.values())
        self.stdout.write(f"{rows:,} rows of {len(sums)} tables are in {folder}")

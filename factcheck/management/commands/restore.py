from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from factcheck.backups import BackupFailed, restore


class Command(BaseCommand):
    help = (
        "Fill an empty database from a folder of `backup`, compare every table with what was "
        "backed up, then upgrade. FACTCHECK_ROLE=owner manage.py restore FOLDER"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--replace", action="store_true", help="throw away what is in the database first"
        )

    def handle(self, *, folder: Path, replace: bool, **options: Any) -> None:
        if settings.ROLE != "owner":
            raise CommandError("Run this as the owner of the tables: FACTCHECK_ROLE=owner")
        try:
            sums = restore(folder, replace=replace)
        except BackupFailed as error:
            raise CommandError(str(error)) from error
        rows = sum(count for count, _ in sums.values())
        self.stdout.write(f"{rows:,} rows of {len(sums)} tables are back, each as it was.")
        call_command("upgrade", stdout=self.stdout)

import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factcheck import embedded, moving
from factcheck.children import ChildDied


class Command(BaseCommand):
    help = (
        "Copy the workbench's embedded database to an empty one of your own, and compare every "
        "table. Example: manage.py move_data postgres://factcheck_owner:secret@db.example/factcheck"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("target", help="postgres://owner:password@host/database, empty")

    def handle(self, *, target: str, **options):
        began = time.monotonic()
        try:
            sums = moving.move(settings.PLACES, target)
        except embedded.AlreadyRunning as error:
            raise CommandError(f"{error}: stop it first, so that nobody writes.") from None
        except (moving.MoveRefused, embedded.SetupFailed, ChildDied) as error:
            raise CommandError(str(error)) from None
        rows, seconds = sum(each.rows for each in sums.values()), time.monotonic() - began
        self.stdout.write(
            f"{len(sums)} tables with {rows:,} rows are at {urlsplit(target).hostname or 'home'}, "
            f"each compared by count and checksum ({seconds:.0f} s).\n\n"
            "Next, with DATABASE_URL (who serves) and DATABASE_OWNER_URL (this one) set:\n"
            "  FACTCHECK_ROLE=owner manage.py upgrade\n"
            "The embedded data are as they were; remove them when the new ones have a backup."
        )

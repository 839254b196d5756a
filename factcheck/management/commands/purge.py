from django.core.management.base import BaseCommand

from factcheck import retention


class Command(BaseCommand):
    help = (
        "Delete what need not be kept: ended sessions, old logins, request counts and idempotency "
        "keys. Beat does this every night. Example: manage.py purge --dry-run"
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say how much there is")

    def handle(self, *, dry_run: bool, **options):
        found = retention.count() if dry_run else retention.purge()
        for name, rows in found.items():
            self.stdout.write(f"{rows:7,} {name}")

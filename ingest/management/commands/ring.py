from typing import Any

from django.core.management.base import BaseCommand

from ingest.services import errands


class Command(BaseCommand):
    help = (
        "Ring for the polls and fetches that are due. Beat does this every 5 seconds; run it by "
        "hand, or from cron, where beat does not run."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{errands.ring_due()} polls and fetches rung for.")

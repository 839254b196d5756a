from django.core.management.base import BaseCommand

from claims.services import copies, deliveries, extraction, listings, partners


class Command(BaseCommand):
    help = (
        "Ring again for work whose message was lost, and number new changes. Beat does this "
        "every 15 seconds; run it by hand, or from cron, where beat does not run."
    )

    def handle(self, **options):
        rung = extraction.sweep()
        copies.sweep()
        listings.sweep()
        deliveries.sweep()
        numbered = partners.number_changes()
        self.stdout.write(f"{rung} extractions rung for, {numbered} changes numbered.")

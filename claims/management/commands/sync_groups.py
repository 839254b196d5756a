from django.core.management.base import BaseCommand

from claims.services.users import GROUPS, sync_groups


class Command(BaseCommand):
    help = "Give the groups of the newsroom their permissions; run after migrate."

    def handle(self, **options):
        sync_groups()
        self.stdout.write(f"Groups: {', '.join(GROUPS)}.")

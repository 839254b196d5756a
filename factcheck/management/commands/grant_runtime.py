from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factcheck.roles import OneRole, grant_runtime


class Command(BaseCommand):
    help = "Give the runtime role its rights on every table; run as the owner, after migrate."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        if settings.ROLE != "owner":
            raise CommandError("Run this as the owner of the tables: FACTCHECK_ROLE=owner")
        try:
            count = grant_runtime(settings.DATABASE_RUNTIME_ROLE)
        except OneRole as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{settings.DATABASE_RUNTIME_ROLE} may use {count} tables.")

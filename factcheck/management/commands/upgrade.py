from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from claims.services import listings
from factcheck.roles import OneRole, grant_runtime


class Command(BaseCommand):
    help = (
        "Bring the database up to date after every change of version: migrate, the runtime "
        "role's rights, the groups' permissions, the public lists. "
        "FACTCHECK_ROLE=owner manage.py upgrade"
    )

    def handle(self, **options):
        if settings.ROLE != "owner":
            raise CommandError("Run this as the owner of the tables: FACTCHECK_ROLE=owner")
        call_command("migrate", interactive=False, stdout=self.stdout)
        try:
            grant_runtime(settings.DATABASE_RUNTIME_ROLE)
        except OneRole as error:
            # A developer's own database may have one role; check --deploy refuses it.
            self.stderr.write(f"History is not protected: {error}")
        call_command("sync_groups", stdout=self.stdout)
        while listings.put_missing():
            pass

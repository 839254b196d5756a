from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable

from claims.services import listings
from factcheck.roles import OneRole, grant_runtime

HOLDERS = """
    SELECT format('process %s (%s) holds %s', pid, usename, string_agg(DISTINCT relname, ', '))
    FROM pg_locks JOIN pg_class ON pg_class.oid = relation JOIN pg_stat_activity USING (pid)
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND granted
    AND pid <> pg_backend_pid() AND pg_stat_activity.datname = current_database()
    GROUP BY pid, usename ORDER BY pid
"""


class Command(BaseCommand):
    help = (
        "Bring the database up to date after every change of version: migrate, the runtime "
        "role's rights, the groups' permissions, the public lists. "
        "FACTCHECK_ROLE=owner manage.py upgrade"
    )

    def handle(self, **options):
        if settings.ROLE != "owner":
            raise CommandError("Run this as the owner of the tables: FACTCHECK_ROLE=owner")
        try:
            self.upgrade()
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise CommandError(in_use()) from error
            raise

    def upgrade(self):
        call_command("migrate", interactive=False, stdout=self.stdout)
        try:
            grant_runtime(settings.DATABASE_RUNTIME_ROLE)
        except OneRole as error:
            # A developer's own database may have one role; check --deploy refuses it.
            self.stderr.write(f"History is not protected: {error}")
        call_command("sync_groups", stdout=self.stdout)
        while listings.put_missing():
            pass


def in_use():
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS)
        holders = "; ".join(line for (line,) in cursor.fetchall())
    return (
        f"The tables are in use: {holders or 'nobody holds them any more'}. The step that waited "
        "was undone, those before it stand: run this again when that work is over."
    )

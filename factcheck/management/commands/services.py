import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factcheck import embedded
from factcheck.children import ChildDied


class Command(BaseCommand):
    help = "Run only the embedded PostgreSQL and Valkey, until Ctrl-C."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with embedded.servers(settings.PLACES, report=self.stdout.write):
                self.stdout.write(f"Both answer in {settings.PLACES.sockets}. Ctrl-C stops them.")
                signal.pause()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        except (ChildDied, embedded.AlreadyRunning, embedded.SetupFailed) as error:
            raise CommandError(str(error)) from error

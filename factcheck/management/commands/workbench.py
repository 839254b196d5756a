import json
import signal
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from factcheck import embedded, supervisor
from factcheck.children import ChildDied
from factcheck.places import UnsafeFolder
from factcheck.screen import Screen
from factcheck.seeded import ExtractionFailed, claim_rows, wait_for_seed

EXPECTED = (
    ChildDied,
    ExtractionFailed,
    UnsafeFolder,
    embedded.AlreadyRunning,
    embedded.SetupFailed,
)


class Command(BaseCommand):
    help = (
        "Run the whole workbench on this machine: database, queue, worker, web. "
        "Example: manage.py workbench --once"
    )
    # They would load every model before the first line appears; migrate runs them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="stop after the table of claims")
        parser.add_argument("--port", type=int, default=8000, help="or the next free one")

    def handle(self, *, once: bool, port: int, **options):
        if settings.PRODUCTION:
            raise CommandError("Not in production: it makes demo users. See docs/operations.md")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, interrupt_once)
        screen = Screen(sys.stdout)
        try:
            self.run(screen, once, port)
        except KeyboardInterrupt:
            screen.give_up()
            screen.say("Stopped: nothing of the workbench runs any more.")
        except EXPECTED as error:
            screen.give_up()
            raise CommandError(str(error)) from error

    def run(self, screen: Screen, once: bool, wanted: int) -> None:
        port = supervisor.free_port(wanted)
        if port != wanted:
            screen.say(f"Port {wanted} is taken: the workbench uses {port}.")
        with supervisor.everything(settings.PLACES, screen, port) as children:
            screen.begin("Finding the claims of the seed article")
            article = wait_for_seed(children)
            screen.end()
            screen.say()
            screen.claims(f"Claims in “{article.title}”", claim_rows(article))
            if once:
                return
            self.tell_where(screen, supervisor.address(port))
            supervisor.serve(children)

    def tell_where(self, screen: Screen, address: str) -> None:
        screen.say()
        for name, path in (
            ("The desk", "/desk/"),
            ("The public site", "/"),
            ("The API", "/api/v1/"),
            ("Try the API", "/api/v1/docs/"),
        ):
            screen.say(f"{name:16} {address}{path}")
        screen.say()
        for role, login in demo_logins().items():
            screen.say(f"{'Log in as ' + role:20} {login['username']} / {login['password']}")
        screen.say(f"\nLogs: {settings.PLACES.logs}\nCtrl-C stops everything.")


def demo_logins() -> dict[str, dict[str, str]]:
    path = settings.PLACES.logins
    return json.loads(path.read_text()) if path.exists() else {}


def interrupt_once(number, frame):
    """The second Ctrl-C of an impatient user must not break off the stopping."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt

import json
import signal
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

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
        with (
            supervisor.listen(wanted) as listener,
            supervisor.everything(settings.PLACES, screen, listener) as children,
        ):
            address = supervisor.address(listener)
            screen.begin("Finding the claims of the seed article")
            article = wait_for_seed(children)
            screen.end()
            screen.say()
            screen.claims(f"Claims in “{article.title}”", claim_rows(article))
            tell_where(screen, address)
            if not address.endswith(f":{wanted}"):
                screen.say(f"\nAnother program uses port {wanted}: note the address above.")
            if not once:
                screen.say("\nCtrl-C stops everything.\n")
                # Nobody waits for it: the desk is open, with the seed article on it.
                screen.begin("Loading the demo newsroom")
                supervisor.manage(settings.PLACES, "seed", "--skip-checks", role="runtime")
                screen.end()
                supervisor.serve(children)


def tell_where(screen: Screen, address: str) -> None:
    logins = json.loads(settings.PLACES.logins.read_text())
    screen.say(f"""
The desk         {address}{reverse("admin:index")}
                 {" or ".join(login_text(logins[role]) for role in ("reviewer", "editor"))}
The public site  {address}/
The API          {address}{reverse("api:docs")}
                 a partner's key: {logins["partner"]["key"]}
Logs             {settings.PLACES.logs}""")


def login_text(login: dict[str, str]) -> str:
    return f"{login['username']} / {login['password']}"


def interrupt_once(number, frame):
    """The second Ctrl-C of an impatient user must not break off the stopping."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt

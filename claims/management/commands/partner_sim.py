"""Behave as a partner who is killed again and again, and see whether it ends in step.

The partner (claims/management/partner.py) is a process of its own that knows the API and nothing
else. This command is its bad luck: it kills it, and tells it of every change by webhook, twice, in
no order, with forgeries among them.

Exit codes: 0 in step, 1 differences, 2 wrong use, 69 the newsroom does not answer, or nothing that
can be read (BSD sysexits.h).
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.fetching import FetchFailed, Reach, fetch
from claims.management import partner
from claims.models import ApiKey, Change, Endpoint, Partner
from claims.presenters.webhook import message
from claims.services import signatures
from claims.services.partners import issue_key, number_changes, revoke_key

NAME = "Partner simulator"
UNAVAILABLE = 69
# Seconds in which a partner that lives and is well takes a message.
PATIENCE = 30.0
LOOPBACK = ip_network("127.0.0.1/32")


@dataclass(slots=True)
class Result:
    reviews: int = 0
    kills: int = 0
    messages: int = 0
    # Altered or old messages that the partner took all the same.
    forgeries_taken: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def in_step(self) -> bool:
        return not self.differences and not self.forgeries_taken


class Command(BaseCommand):
    help = "Follow the newsroom as a partner would, crash, and say whether all is in step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=settings.SITE_URL, help="of the running newsroom")
        parser.add_argument("--kills", type=int, default=10, help="how often it is killed")
        parser.add_argument("--messages", type=int, default=200, help="webhooks, the newest")
        parser.add_argument("--seed", type=int, default=None, help="of its luck")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kills"] < 0 or options["messages"] < 0:
            raise CommandError("--kills and --messages are numbers from 0 on.", returncode=2)
        key, secret = own_key()
        try:
            newsroom = partner.Newsroom(options["url"], secret)
            result = play(newsroom, options, random.Random(options["seed"]))
        finally:
            revoke_key(key)
            forget(key.partner)
        self.report(result, options["json"])
        if not result.in_step:
            sys.exit(1)

    def report(self, result: Result, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(result) | {"in_step": result.in_step}))
        elif self.stdout.isatty():
            show(result)
        else:
            for line in [*result.differences, *lines(result)]:
                self.stdout.write(line)


def own_key() -> tuple[ApiKey, str]:
    """For an hour at most: a killed simulator leaves nothing open."""
    us, _ = Partner.objects.get_or_create(name=NAME)
    soon = timezone.now() + timedelta(hours=1)
    return issue_key(us, expires_at=soon, per_minute=100_000)


def forget(us: Partner) -> None:
    """Our copies are gone: else the desk would say for ever that we show an old verdict."""
    us.holdings.all().delete()
    nothing = {"fetched_position": 0, "acknowledged_position": 0}
    Partner.objects.filter(pk=us.pk).update(**nothing, fetched_at=None, acknowledged_at=None)


@contextmanager
def readable(newsroom: partner.Newsroom) -> Iterator[None]:
    """Ends the command where the newsroom's answers are no use."""
    try:
        yield
    except HTTPError as error:
        error.close()
        answered = f"{error.url} answered {error.code} {error.reason}."
    except URLError as error:
        answered = (
            f"{newsroom.url} does not answer: {error.reason}. Start it with `make workbench`, or "
            "name another with --url."
        )
    except partner.BROKEN as error:
        answered = f"{newsroom.url} gave a broken answer: {error}."
    else:
        return
    raise CommandError(answered, returncode=UNAVAILABLE)


def play(newsroom: partner.Newsroom, options: dict[str, Any], luck: random.Random) -> Result:
    result = Result()
    with readable(newsroom), newsroom.ask("changes/", limit=1):
        pass  # ends before anything is started
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "partner.sqlite")
        endpoint = Endpoint(uuid=UUID(int=luck.getrandbits(128)))
        life = Life(newsroom, store, signatures.shown(signatures.secret_of(endpoint)))
        try:
            storm(life, endpoint, options, luck, result)
        finally:
            status = life.end()
        if status:
            result.differences.append(f"its program ended with {status}")
        compare(newsroom, store, Path(folder) / "fresh.sqlite", result)
    return result


class Life:
    """The partner's process, which begins anew after each death."""

    def __init__(self, newsroom: partner.Newsroom, store: str, secret: str) -> None:
        self.port = partner.free_port()
        self.command = [
            sys.executable,
            partner.__file__,
            "--store",
            store,
            "--port",
            str(self.port),
        ]
        self.environment = os.environ | {
            "FACTCHECK_URL": newsroom.url,
            "FACTCHECK_KEY": newsroom.key,
            "FACTCHECK_SECRET": secret,
        }
        self.process = self.begin()

    def begin(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, env=self.environment)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.process = self.begin()

    @property
    def over(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> int:
        """Lets it pull once more; the exit status, 0 if it could."""
        try:
            self.process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        return self.process.returncode

    def tell(self, headers: dict[str, str], body: bytes) -> int:
        """The status that it answers; 0 for no answer."""
        reach = Reach(frozenset({self.port}), (LOOPBACK,))
        url = f"http://127.0.0.1:{self.port}/"
        try:
            answer = fetch(url, method="POST", headers=headers, body=body, reach=reach)
        except FetchFailed:
            return 0
        return answer.status


def storm(
    life: Life, endpoint: Endpoint, options: dict[str, Any], luck: random.Random, result: Result
) -> None:
    """Messages, forgeries and deaths in no order; what did not arrive is sent again."""
    number_changes()
    newest = Change.objects.exclude(position=None).select_related("version__review")
    changes = list(newest.order_by("-position")[: options["messages"]])
    steps: list[Change | None] = [*changes, *changes, *[None] * options["kills"]]
    luck.shuffle(steps)
    well = time.monotonic()
    # Nobody wakes it when it dies by itself.
    while steps and not life.over:
        change = steps.pop()
        if change is None:
            time.sleep(luck.uniform(0, 0.4))
            life.kill()
            result.kills += 1
            well = time.monotonic()
            continue
        headers, body = signed(endpoint, change)
        status = life.tell(headers, body)
        if taken(status):
            result.messages += 1
            forged = body.replace(b"review", b"reviow", 1)
            result.forgeries_taken += taken(life.tell(headers, forged))
            well = time.monotonic()
        elif status in (0, 503) and time.monotonic() - well < PATIENCE:
            time.sleep(0.05)
            steps.insert(luck.randint(0, len(steps)), change)
        else:
            named = f"{change.version.review.slug}, entry {change.position}"
            answered = f"{status} was answered" if status else "nothing was answered"
            result.differences.append(f"{named}: the message was not taken, {answered}")


def taken(status: int) -> bool:
    return 200 <= status < 300


def signed(endpoint: Endpoint, change: Change) -> tuple[dict[str, str], bytes]:
    body = message(change)
    headers = signatures.signed(endpoint, f"msg_{change.entry_id.hex}", body, timezone.now())
    return {"content-type": "application/json", **headers}, body


def compare(newsroom: partner.Newsroom, store: str, fresh: Path, result: Result) -> None:
    """What the partner shows, beside what one shows who begins today."""
    follower = partner.Partner(newsroom, store)
    beginner = partner.Partner(newsroom, str(fresh))
    with readable(newsroom):
        beginner.pull()
        while follower.token() != beginner.token():  # colleagues go on publishing
            follower.pull()
            beginner.pull()
    ours, right = follower.held(), beginner.held()
    result.reviews = len(right)
    for id in sorted(right.keys() | ours.keys()):
        if (have := ours.get(id)) != (should := right.get(id)):
            result.differences.append(difference(id, have, should))


def difference(id: str, have: tuple[int, str] | None, should: tuple[int, str] | None) -> str:
    if have is None or should is None:
        return f"{id}: {'missing' if have is None else 'shown, but no longer published'}"
    if have[0] != should[0]:
        return f"{id}: version {have[0]} instead of {should[0]}"
    return f"{id}: other words in version {have[0]}"


def lines(result: Result) -> list[str]:
    verdict = "in step" if result.in_step else f"{len(result.differences)} differences"
    return [
        f"{result.reviews} reviews, {result.kills} times killed, {result.messages} messages, "
        f"{result.forgeries_taken} forgeries taken: {verdict}"
    ]


def show(result: Result) -> None:
    # Imported here: only a terminal needs it.
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(justify="right")
    for number, what in [
        (result.reviews, "reviews shown"),
        (result.kills, "times killed"),
        (result.messages, "messages taken, each twice and in no order"),
        (result.forgeries_taken, "forged messages taken"),
        (len(result.differences), "differences"),
    ]:
        table.add_row(str(number), what)
    console = Console()
    console.print(table)
    for line in result.differences[:20]:
        console.print(f"  [red]{line}[/red]")
    console.print("[bold green]In step.[/]" if result.in_step else "[bold red]Not in step.[/]")

"""The long work, never one transaction: lease → robots → fetch → read in the sandbox → write."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network

from django.conf import settings

from claims.fetching import FetchFailed, Limits, Reach, Response, fetch
from claims.services.articles import ArticleRefused

from . import readers, robots
from .models import Fetch, Poll
from .services import errands, feeds, fetches
from .services.errands import HostBusy, Lease, LeaseLost
from .services.fetches import Arrival

logger = logging.getLogger(__name__)

# Fifty servers that keep us waiting must not keep a healthy one waiting for a minute.
POLL_LIMITS = Limits(deadline=20.0)
LIMITS = Limits()
REACH = Reach(
    frozenset(settings.FETCH_PORTS), tuple(ip_network(n) for n in settings.FETCH_NETWORKS)
)
# With the requests and the reading, well below the lease.
LONGEST_TURN = 45.0

# What an answer means that is no page: what to tell at the desk.
STATUSES = {
    401: "The site asks for a login (401). Paste the text instead.",
    402: "The site asks for money (402). Paste the text instead.",
    403: "The site refuses us (403). Paste the text instead.",
    404: "There is no page at this address (404). Check the link.",
    410: "The page was taken down (410).",
    451: "The page is blocked for legal reasons (451).",
}
TOO_MANY = {429, 503}
TEMPORARY = {408, 425, 429, 500, 502, 503, 504}


class Refused(Exception):
    """A server's answer that brings nothing. The same fields as FetchFailed has."""

    def __init__(self, reason: str, temporary: bool, retry_after: float | None = None):
        super().__init__(reason)
        self.reason, self.temporary, self.retry_after = reason, temporary, retry_after


def poll_feed(pk: int) -> bool:
    """Look at one feed. False when there is nothing to do, or it failed."""
    lease = errands.take(Poll, pk)
    if lease is None:
        return False
    poll = Poll.objects.select_related("feed").get(pk=pk)
    try:
        look(lease, poll)
    except HostBusy as busy:
        errands.wait_for(lease, busy.host)
        return False
    except (FetchFailed, Refused) as failure:
        feeds.failed(lease, poll, failure.reason, failure.retry_after)
    except readers.Unreadable as unreadable:
        feeds.failed(lease, poll, str(unreadable))
    # Whatever it is, the row must say so, and the feed is looked at again.
    except Exception as error:
        logger.exception("Poll %s failed", pk)
        feeds.failed(lease, poll, f"A fault of ours, {type(error).__name__}: {error}")
    else:
        lease.judge_host(good=True)
        return True
    lease.judge_host(good=False)
    return False


def look(lease: Lease, poll: Poll) -> None:
    feed = poll.feed
    response = ask(lease, feed.url, poll.conditions(), POLL_LIMITS)
    if response.status == 410:
        feeds.ended(lease, poll, "The feed has ended: its server says it is gone for good (410).")
        return
    found = readers.Feed(title=None, entries=())
    asks = poll.asks
    # Only who asked whether anything is new may be told that nothing is.
    if response.status != 304 or not poll.conditions():
        check(response)
        with TURNS.take(first=lease.is_trusted()):
            found = readers.read_feed(response.body, url=response.url, declared=declared(response))
        asks = feeds.asked_by(found)
    if found.alternates:
        feeds.is_a_page(lease, poll, found.alternates[0])
        return
    url = moved(response) or feed.url
    if feeds.another_at(url, feed):
        feeds.ended(lease, poll, f"It has moved to {url}, which another feed here follows.")
        return
    feeds.polled(
        lease,
        poll,
        url=url,
        title=found.title or "",
        etag=response.headers.get("etag", poll.etag),
        last_modified=response.headers.get("last-modified", poll.last_modified),
        entries=found.entries,
        asks=asks,
    )


def collect_article(pk: int) -> bool:
    """Bring one article in. False when there is nothing to do, or it failed."""
    lease = errands.take(Fetch, pk)
    if lease is None:
        return False
    rows = Fetch.objects.select_related("feed__publisher", "article", "original", "by")
    row = rows.defer("original__body").get(pk=pk)
    arrival = None
    try:
        arrival = arrive(lease, row)
        if arrival:
            lease.write(step=Fetch.Step.READING)
            with TURNS.take(first=lease.is_trusted()):
                document = readers.read(
                    arrival.data, url=arrival.url or None, declared=arrival.content_type or None
                )
            fetches.received(lease, row, arrival, document)
    except HostBusy as busy:
        errands.wait_for(lease, busy.host)
        return False
    except (FetchFailed, Refused) as failure:
        if failure.temporary:
            fetches.postponed(lease, row, failure.reason, failure.retry_after)
        else:
            fetches.refused(lease, row, failure.reason)
    except (readers.Unreadable, ArticleRefused) as refusal:
        if getattr(refusal, "temporary", False):
            fetches.postponed(lease, row, str(refusal))
        else:
            fetches.refused(lease, row, str(refusal), arrival)
    except LeaseLost:
        logger.warning("Fetch %s went to another worker; this attempt writes nothing.", pk)
    # Whatever it is, the row must say so; it is tried again, then given up.
    except Exception as error:
        logger.exception("Fetch %s failed", pk)
        fetches.postponed(lease, row, f"A fault of ours, {type(error).__name__}: {error}")
    else:
        lease.judge_host(good=True)
        return True
    lease.judge_host(good=False)
    return False


def arrive(lease: Lease, row: Fetch) -> Arrival | None:
    """The bytes of the article; None when they are those that were read before."""
    if not row.url:
        original = row.original
        assert original
        data = fetches.bytes_of(original)
        return Arrival(data, original.url, original.content_type, original=original)
    lease.write(step=Fetch.Step.FETCHING)
    response = ask(lease, row.url, row.conditions())
    arrival = Arrival(response.body, response.url, declared(response), {**response.headers})
    if response.status == 304 and row.conditions():
        fetches.looked(lease, row, arrival)
        return None
    check(response)
    return arrival


def ask(lease: Lease, url: str, headers: Mapping[str, str], limits: Limits = LIMITS) -> Response:
    """One polite request: each host that it leads to is asked what it allows, is kept from others
    meanwhile, and has its pause afterwards. Raises FetchFailed, Refused, HostBusy."""
    held = {lease.host: lease.held_until}
    pauses: dict[str, float] = {}

    def enter(url: str) -> None:
        host = feeds.host_of(url)
        if host not in held:
            held[host] = errands.hold(host)
        refuse_forbidden(url, host)
        pauses[host] = robots.crawl_delay(url, REACH) or 0.0

    try:
        enter(url)
        response = fetch(url, headers=headers, limits=limits, reach=REACH, enter=enter)
        if response.status in TOO_MANY:
            pauses[feeds.host_of(response.url)] = response.retry_after or 0.0
        return response
    finally:
        # Before the reading, which needs no host.
        for host, until in held.items():
            errands.release(host, until, timedelta(seconds=pauses.get(host, 0.0)))


def refuse_forbidden(url: str, host: str) -> None:
    """Raises Refused, or FetchFailed where it is not known what the site allows."""
    if not robots.allowed(url, REACH):
        raise Refused(
            f"{host} asks programs not to read this address (robots.txt). Paste the text instead.",
            temporary=False,
        )


def check(response: Response) -> None:
    """Raises Refused unless a page came."""
    status = response.status
    if status == 200:
        return
    temporary = status in TEMPORARY
    reason = STATUSES.get(status, f"The server answered {status}.")
    if temporary:
        reason = f"The server answered {status}; it may be better later."
    raise Refused(reason, temporary, response.retry_after)


def moved(response: Response) -> str | None:
    """Where it lives now, if that is an address that we keep."""
    return response.moved if response.moved and feeds.acceptable(response.moved) else None


def declared(response: Response) -> str:
    """With its parameters: some pages tell their encoding only there."""
    return response.headers.get("content-type", "")


class Turns:
    """One document is read at a time. A stranger's may be a trap that takes ten seconds, so the
    others go first."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.busy = False
        self.first_waiting = 0

    @contextmanager
    def take(self, first: bool) -> Iterator[None]:
        with self.changed:
            self.first_waiting += first
            free = self.changed.wait_for(
                lambda: not self.busy and (first or not self.first_waiting), LONGEST_TURN
            )
            self.first_waiting -= first
            if not free:
                raise Refused("There is too much to read at the moment.", temporary=True)
            self.busy = True
        try:
            yield
        finally:
            with self.changed:
                self.busy = False
                self.changed.notify_all()


TURNS = Turns()

"""The long work, never one transaction: lease, then compute, then write under the lease token."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network

from django.conf import settings
from django.db import connection
from django.utils import timezone

from .fetching import FetchFailed, Limits, Reach, fetch
from .models import Extraction
from .services import copies, deliveries, extraction, listings, matching, sightings
from .text.analyse import ENGINE, analyse
from .text.results import Analysis

logger = logging.getLogger(__name__)

# Whom we may ask: the public internet, and what the newsroom names as its own.
REACH = Reach(
    frozenset(settings.FETCH_PORTS), tuple(ip_network(n) for n in settings.FETCH_NETWORKS)
)

# A redirect is a failure: what is signed for one address is not sent to another. Of an answer the
# first bytes go into the log.
WEBHOOK = Limits(deadline=15, redirects=0, taste=256)
WEBHOOKS_FOR = 45  # seconds that one run may go on

RENEW_EVERY = 2  # seconds; far below the lease, for people watch the progress


def extract(pk: int) -> bool:
    """Find the claims of one extraction. False when there is nothing to do, or no longer."""
    lease = extraction.take(pk)
    if lease is None:
        return False
    published = timezone.localdate(lease.published) if lease.published else None
    try:
        with renewing(lease) as progress:
            traces = sightings.trace(lease.earlier, lease.text)
            analysis = (
                Analysis((), (), (), ENGINE)
                if lease.copied and not sightings.reworded(lease.pk, traces)
                else analyse(lease.text, published=published, progress=progress)
            )
        extraction.complete(lease, analysis, traces)
    except extraction.LeaseLost:
        logger.warning("Extraction %s went to another worker; this attempt writes nothing.", pk)
        return False
    # Whatever the engine or the database throws, the row must say so: it is retried by the sweep,
    # then buried where the desk shows it. SoftTimeLimitExceeded is an Exception too.
    except Exception as error:
        logger.exception("Extraction %s failed", pk)
        extraction.fail(lease, error)
        return False
    return True


def match() -> None:
    """Compare new claims with earlier ones, a batch a transaction, and make public ones findable,
    until none is left or a minute is over; the sweep rings for the rest."""
    stop = time.monotonic() + 60
    while time.monotonic() < stop and (
        listings.embed_next() or (matching.may_compare() and matching.suggest_next())
    ):
        pass


def archive(pk: int) -> bool:
    """Fetch our copy of a cited page. False when there is nothing to do, or it failed."""
    lease = copies.take(pk)
    if lease is None:
        return False
    try:
        response = fetch(lease.url, reach=REACH)
        if response.status == 200:
            copies.complete(
                lease, body=response.body, final_url=response.url, headers=response.headers
            )
            return True
        reason = f"The server answered {response.status}: there is no page to copy."
        copies.fail(
            lease, reason, temporary=response.status in (408, 425, 429) or response.status >= 500
        )
    except FetchFailed as failure:
        copies.fail(lease, failure.reason, temporary=failure.temporary)
    except copies.LeaseLost:
        logger.warning("Copy %s went to another worker; this attempt writes nothing.", pk)
    except Exception as error:
        logger.exception("Copy %s failed", pk)
        fault = f"A fault of ours, {type(error).__name__}: {error}"
        copies.fail(lease, fault, temporary=True)
    return False


def deliver(pk: int) -> int:
    """Send what waits for one endpoint, in order, while it answers quickly; the next run, within
    seconds, goes on. Returns how many arrived."""
    stop, arrived = time.monotonic() + WEBHOOKS_FOR, 0
    while lease := deliveries.take(pk):
        outcome = send(lease)
        if not deliveries.settle(lease, outcome) or not outcome.quick:
            break
        arrived += 1
        if time.monotonic() > stop:
            break
    return arrived


def send(lease: deliveries.Lease) -> deliveries.Outcome:
    """One attempt; never raises for what a server does."""
    began = time.monotonic()

    def took() -> int:
        return round(1000 * (time.monotonic() - began))

    try:
        response = fetch(
            lease.url,
            method="POST",
            headers=lease.headers,
            body=lease.body,
            limits=WEBHOOK,
            reach=REACH,
        )
    except FetchFailed as failure:
        return deliveries.Outcome(
            None, took(), error=failure.reason, retry_after=failure.retry_after
        )
    except Exception as error:
        logger.exception("Delivery %s failed", lease.pk)
        return deliveries.Outcome(None, took(), error=f"A fault of ours, {type(error).__name__}.")
    answer = copies.plain(response.body.decode("utf-8", "replace"))
    return deliveries.Outcome(response.status, took(), answer, retry_after=response.retry_after)


@contextmanager
def renewing(lease: extraction.Lease) -> Iterator[Callable[[int, int], None]]:
    """Keep the lease alive while the block computes; it calls what this yields with how far it
    is."""
    done = threading.Event()
    so_far: dict[str, int] = {}

    def renew() -> None:
        try:
            while not done.wait(RENEW_EVERY):
                if not Extraction.objects.renew(lease.pk, lease.token, **so_far):
                    return
        finally:
            connection.close()  # connections belong to threads

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield lambda read, count: so_far.update(sentences_read=read, sentence_count=count)
    finally:
        done.set()
        thread.join()

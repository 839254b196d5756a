"""The long work, never one transaction: lease, then compute, then write under the lease token."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.utils import timezone

from .models import Extraction
from .services import extraction, matching, sightings
from .text.analyse import ENGINE, analyse
from .text.results import Analysis

logger = logging.getLogger(__name__)

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
    """Compare new claims with earlier ones, a batch a transaction, until none is left or a minute
    is over; the sweep rings for the rest."""
    stop = time.monotonic() + 60
    while matching.suggest_next() and time.monotonic() < stop:
        pass


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

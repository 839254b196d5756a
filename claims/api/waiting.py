"""Long polling: a request that waits until there is something new.

Threads are few, so only some requests of a process wait at once; the others are answered at once,
as without `wait`. Nobody keeps a session of the database while waiting, and all who wait share one
look at the log, twice a second.
"""

import threading
import time

from django.conf import settings

from claims.services import ledger
from claims.services.partners import number_changes
from claims.services.sessions import give_back

LONGEST = 30
EVERY = 0.5
PLACES = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 4))


class Watch:
    """The end of the log as somebody saw it at most EVERY seconds ago."""

    def __init__(self) -> None:
        self.lock, self.looked_at, self.last = threading.Lock(), float("-inf"), 0

    def last_position(self) -> int:
        with self.lock:
            if time.monotonic() - self.looked_at >= EVERY:
                number_changes(wait=False)
                self.last, self.looked_at = ledger.last_position(), time.monotonic()
                give_back()
            return self.last


WATCH = Watch()


def for_news(position: int, seconds: int) -> None:
    """Return when the log is longer than `position`, or after so many seconds."""
    if not seconds or not PLACES.acquire(blocking=False):
        return
    try:
        give_back()
        until = time.monotonic() + seconds
        while WATCH.last_position() <= position and (left := until - time.monotonic()) > 0:
            time.sleep(min(EVERY, left))
    finally:
        PLACES.release()

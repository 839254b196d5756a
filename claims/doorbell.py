"""The doorbell: tells a worker that a row waits. A lost ring loses no work (models/work.py)."""

import logging
import time
from collections.abc import Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# After a failure nobody rings for a while: a frozen queue costs a request seconds, and a request
# may ring several times. The sweep makes up for it.
QUIET = 10
quiet_until = 0.0


def ring(task: str, *args: int) -> None:
    """Send the task by name once the present transaction has committed.

    robust=True and the except clause: a broker that is down must not fail what was committed;
    the sweep rings again.
    """
    transaction.on_commit(partial(send, task, *args), robust=True)


def ring_each(task: str, pks: Iterable[int]) -> None:
    """Ring for each row after commit; the first failure ends it, for the rest would fail alike."""
    transaction.on_commit(lambda: all(send(task, pk) for pk in pks), robust=True)


def send(task: str, *args: int) -> bool:
    global quiet_until
    if time.monotonic() < quiet_until:
        return False
    try:
        current_app.send_task(task, args=args)
    except (OperationalError, OSError) as error:
        quiet_until = time.monotonic() + QUIET
        logger.warning("Could not ring for %s%s: %s. The sweep will.", task, args, error)
        return False
    return True

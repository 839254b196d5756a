"""The doorbell: tells a worker that a row waits. A lost ring loses no work (models/work.py)."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def ring(task: str, *args: int) -> None:
    """Send the task by name once the present transaction has committed.

    robust=True and the except clause: a broker that is down must not fail what was committed;
    the sweep rings again.
    """
    transaction.on_commit(partial(send, task, *args), robust=True)


def send(task: str, *args: int) -> None:
    try:
        current_app.send_task(task, args=args)
    except current_app.connection_for_write().connection_errors + (OSError,) as error:
        logger.warning("Could not ring for %s%s: %s. The sweep will.", task, args, error)

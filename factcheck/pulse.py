"""Whether workers take what is in their queues: noted in PostgreSQL by whoever takes it.

A worker that answers a ping may have stopped consuming; one that is busy may not answer. So beat
puts a `pulse` into every queue, and each task of a queue counts as one.
"""

import time
from typing import Any

from django.db import connection

# A row is not written more often than this by one process.
EVERY = 5
UPSERT = """
INSERT INTO factcheck_pulse (queue, at) VALUES (%s, clock_timestamp())
ON CONFLICT (queue) DO UPDATE SET at = clock_timestamp()
"""
AGES = "SELECT queue, extract(epoch FROM clock_timestamp() - at)::float FROM factcheck_pulse"

_noted: dict[str, float] = {}


def taken(task: Any = None, **signal: Any) -> None:
    """Celery's task_prerun: somebody took a message, and from which queue."""
    queue = (task.request.delivery_info or {}).get("routing_key")
    now = time.monotonic()
    if queue and now - _noted.get(queue, -EVERY) >= EVERY:
        note(queue)
        _noted[queue] = now


def note(queue: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [queue])


def ages() -> dict[str, float]:
    """Seconds since a message was taken from each queue that a worker ever took one from."""
    with connection.cursor() as cursor:
        cursor.execute(AGES)
        return dict(cursor.fetchall())

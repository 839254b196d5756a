"""Sessions of the database, for requests that take long."""

from django.db import connection


def give_back() -> None:
    """To the pool, until the next query; not in the middle of a transaction."""
    if not connection.in_atomic_block:
        connection.close()

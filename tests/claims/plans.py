"""How PostgreSQL would look for candidates."""

from django.db import connection

from claims.services import candidates


def plan_of(*asked):
    """The plan of `candidates.search(*asked)`, as one text."""
    statement, values = candidates.search(*asked)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the rows of a test are few
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in cursor.fetchall())

"""How PostgreSQL would look for candidates."""

from django.db import connection

from claims.services import candidates


def plan_of(said, vector, searched, among, words):
    """The plans of the statements of `candidates.nearest()`, as one text."""
    rows = candidates.statement_of(among, searched)
    statements = [
        candidates.by_words(said, searched, rows, words),
        candidates.by_meaning(vector, [1, 2], searched, rows),
    ]
    lines = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the rows of a test are few
        for statement, values in statements:
            cursor.execute(f"EXPLAIN {statement}", values)
            lines += [line for (line,) in cursor.fetchall()]
    return "\n".join(lines)

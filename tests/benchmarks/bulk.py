"""Many rows at once: COPY into tables without their indexes, which are built afterwards."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection, models

BATCH = 5_000


def copy(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple], batch: int = BATCH
) -> None:
    rows = iter(rows)
    names = ", ".join(f'"{column}"' for column in columns)
    into = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    with connection.cursor() as cursor:
        while some := list(islice(rows, batch)):
            with cursor.cursor.copy(into) as writer:
                for row in some:
                    writer.write_row(row)


def drop_indexes(tables: Iterable[type[models.Model]]) -> list[str]:
    """The statements that build again what no constraint needs."""
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [names],
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def build(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        # The graph of a million vectors fits; one that does not is built many times slower.
        cursor.execute("SET maintenance_work_mem = '2GB'; SET statement_timeout = 0")
        for statement in statements:
            cursor.execute(statement)


def reset_sequences() -> None:
    """Rows made from now on get ids of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.relname, t.relname, a.attname FROM pg_class s "
            "JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') "
            "JOIN pg_class t ON t.oid = d.refobjid "
            "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
            "WHERE s.relkind = 'S' AND t.relname LIKE ANY(ARRAY['claims_%', 'auth_user'])"
        )
        for sequence, table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT setval(%s, coalesce(max("{column}"), 0) + 1, false) FROM "{table}"',
                [sequence],
            )

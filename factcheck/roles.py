"""What the runtime role may do: all rows of ordinary tables, only additions to history.

https://www.postgresql.org/docs/18/ddl-priv.html
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql


class OneRole(Exception):
    """The role that serves is the one that owns the tables: its rights cannot be limited."""


ORDINARY = sql.SQL("SELECT, INSERT, UPDATE, DELETE")


def grant_runtime(role: str) -> int:
    """Give `role` exactly its rights on every table there is; run as the owner.

    Repeatable: what is not granted here is taken away. Returns the number of tables.
    Raises OneRole.
    """
    tables = existing_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (role,):
            raise OneRole(f"{role} owns the tables and serves: set DATABASE_OWNER_URL as well")
        for statement in statements(role, tables):
            cursor.execute(statement)
    return len(tables)


def existing_tables() -> list[type[models.Model]]:
    present = set(connection.introspection.table_names())
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table in present
    ]


def statements(role: str, tables: list[type[models.Model]]) -> Iterator[sql.Composed]:
    to = sql.Identifier(role)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(to)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(to)
    yield sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(to)
    yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}").format(to)
    # Whether the structure is the one that the code needs: /health/ready/.
    yield sql.SQL("GRANT SELECT ON django_migrations TO {}").format(to)
    for model in tables:
        table = sql.Identifier(model._meta.db_table)
        for rights in rights_on(model):
            yield sql.SQL("GRANT {} ON {} TO {}").format(rights, table, to)


def rights_on(model: type[models.Model]) -> Iterator[sql.Composable]:
    """A model says `append_only = True`, and with `updatable` which fields may still change."""
    if not getattr(model, "append_only", False):
        yield ORDINARY
        return
    yield sql.SQL("SELECT, INSERT")
    columns = [model._meta.get_field(name).column for name in getattr(model, "updatable", ())]
    if columns:
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        yield sql.SQL("UPDATE ({})").format(listed)

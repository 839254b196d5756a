"""What a migration may do while the version before it still serves.

Own code, and not a linter of SQL: whether a column may go, or must have a default, is a question
about the code that runs meanwhile, and that is read from the operations.
"""

from collections.abc import Iterator

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

GONE = (
    operations.RemoveField, operations.DeleteModel, operations.RenameField,
    operations.RenameModel, operations.AlterModelTable,
)  # fmt: skip
CONCURRENT = (AddIndexConcurrently, RemoveIndexConcurrently)


def faults(migration: Migration, before: ProjectState) -> Iterator[str]:
    """Why this migration must not run beside the old code; `before` is the state it starts from."""
    everything = list(in_database(migration.operations))
    new = {op.name_lower for op in everything if isinstance(op, operations.CreateModel)}
    for op in everything:
        table = getattr(op, "model_name_lower", getattr(op, "name_lower", ""))
        for fault in faults_of(op, migration.app_label, before, fresh=table in new):
            yield f"{migration}: {op.describe()}. {fault}"
    if any(isinstance(op, operations.RunPython) for op in everything) and len(everything) > 1:
        yield f"{migration}: Data are changed while tables are locked. Make it a migration alone."
    if any(isinstance(op, CONCURRENT) for op in everything) and migration.atomic:
        yield f"{migration}: An index is built concurrently only with atomic = False."


def in_database(found: list[Operation]) -> Iterator[Operation]:
    for op in found:
        if isinstance(op, operations.SeparateDatabaseAndState):
            yield from in_database(op.database_operations)
        else:
            yield op


def faults_of(op: Operation, app: str, before: ProjectState, *, fresh: bool) -> Iterator[str]:
    """`fresh`: the table is made in the same migration, so nobody else knows it."""
    if isinstance(op, (operations.RunPython, operations.RunSQL)) and not op.reversible:
        yield "There is no way back: give it a reverse, or noop."
    if isinstance(op, GONE):
        yield "The old code still reads it: first the models forget it, a version later it goes."
    if fresh:
        return
    if isinstance(op, operations.AddField):
        yield from faults_of_column(op.field)
    if isinstance(op, operations.AlterField):
        old = before.models[app, op.model_name_lower].fields[op.name]
        yield from faults_of_change(old, op.field)
    if isinstance(op, operations.AddIndex) and not isinstance(op, CONCURRENT):
        yield "Writers wait until it is built: AddIndexConcurrently, atomic = False."
    if type(op) is operations.AddConstraint:
        yield "All rows are read under a lock: AddConstraintNotValid, and ValidateConstraint later."


def faults_of_column(field: models.Field) -> Iterator[str]:
    if field.many_to_many:
        return
    if not (field.null or field.has_db_default() or field.generated):
        yield "The old code leaves it out when it adds a row: db_default, or null."
    if field.db_index or field.unique:
        yield "Its index is built under a lock: db_index=False, and AddIndexConcurrently."


def faults_of_change(old: models.Field, new: models.Field) -> Iterator[str]:
    if old.null and not new.null:
        yield "The old code may still leave it empty: a version later."
    if old.db_type(connection) == new.db_type(connection):
        return
    longer = isinstance(old, models.CharField) and isinstance(
        new, models.TextField | models.CharField
    )
    if not longer or (new.max_length or 10**9) < (old.max_length or 10**9):
        yield "The table is written anew under a lock: add a column, fill it, and change over."

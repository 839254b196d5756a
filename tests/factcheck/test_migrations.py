"""Migrations run while the version before them serves: what they may do, and that it goes on."""

import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    ValidateConstraint,
)
from django.db import IntegrityError, ProgrammingError, connection, models
from django.db.migrations import Migration, RunPython, RunSQL, operations
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from claims.models import Review
from tests import factories
from tests.claims.api.story import correct
from tests.factcheck.migrations import faults

# The last of each app in the first release; until it is out, these move on with what is added.
FIRST_RELEASE = {"claims": "0021_growth", "ingest": "0004_asks", "factcheck": "0001_initial"}
NOTE = models.CheckConstraint(condition=~models.Q(slug="x"), name="note")
INDEX = models.Index(fields=["verdict_reason"], name="reasons")
TEXT = models.TextField

# What a version may bring along.
ALLOWED = {
    "a column that may be empty": [operations.AddField("review", "note", TEXT(null=True))],
    "a column with a default": [operations.AddField("review", "note", TEXT(db_default=""))],
    "a longer column": [
        operations.AlterField("review", "verdict_reason", models.CharField(max_length=500))
    ],
    "a column need not be filled any more": [
        operations.AlterField("review", "summary", TEXT(null=True))
    ],
    "a table": [
        operations.CreateModel("Note", [("id", models.AutoField(primary_key=True)), ("a", TEXT())]),
        operations.AddIndex("note", models.Index(fields=["a"], name="note_a")),
    ],
    "a rule for new rows": [AddConstraintNotValid("review", NOTE)],
    "a column that the models forget": [
        operations.SeparateDatabaseAndState(
            state_operations=[operations.RemoveField("review", "reply")]
        )
    ],
}
# What the code before cannot work with, and how that shows.
BREAKS = {
    "a column that must be filled": (
        IntegrityError, [operations.AddField("review", "note", TEXT(default=""))],
    ),
    "a column gone": (ProgrammingError, [operations.RemoveField("review", "reply")]),
    "a column renamed": (ProgrammingError, [operations.RenameField("review", "reply", "answer")]),
    "a table gone": (ProgrammingError, [operations.DeleteModel("Revision")]),
    "a table renamed": (ProgrammingError, [operations.RenameModel("Revision", "Edition")]),
}  # fmt: skip
# What makes others wait, or cannot be undone.
LOCKS = {
    "an index": [operations.AddIndex("review", INDEX)],
    "a column with an index": [operations.AddField("review", "n", TEXT(null=True, db_index=True))],
    "another type": [operations.AlterField("review", "edition", models.BigIntegerField())],
    "a shorter column": [
        operations.AlterField("review", "verdict_reason", models.CharField(max_length=30))
    ],
    "a column that must be filled from now on": [
        operations.AlterField("review", "published_at", models.DateTimeField())
    ],
    "a rule for all rows": [operations.AddConstraint("review", NOTE)],
    "an index built concurrently in a transaction": [AddIndexConcurrently("review", INDEX)],
    "no way back": [RunPython(lambda apps, editor: None)],
    "no way back in SQL": [RunSQL("SELECT 1")],
    "rows and tables at once": [
        RunPython(RunPython.noop, RunPython.noop),
        operations.AddField("review", "note", TEXT(null=True)),
    ],
}


@pytest.fixture(scope="module")
def graph():
    return MigrationLoader(None, ignore_no_migrations=True)


def made(found, *, atomic=True):
    migration = Migration("next", "claims")
    migration.operations, migration.atomic = found, atomic
    return migration


def test_what_came_since_the_first_release_runs_beside_the_old_code(graph):
    said = []
    for app, name in sorted(graph.disk_migrations):
        if app in FIRST_RELEASE and name > FIRST_RELEASE[app]:
            before = graph.project_state((app, name), at_end=False)
            said += faults(graph.disk_migrations[app, name], before)
    assert said == []


def test_the_first_release_is_there(graph):
    assert set(FIRST_RELEASE.items()) <= graph.disk_migrations.keys()


@pytest.mark.parametrize("found", ALLOWED.values(), ids=ALLOWED)
def test_allowed(graph, found):
    assert list(faults(made(found), graph.project_state())) == []


def test_an_index_of_its_own_and_a_rule_made_valid(graph):
    alone = made([AddIndexConcurrently("review", INDEX)], atomic=False)
    assert list(faults(alone, graph.project_state())) == []
    assert list(faults(made([ValidateConstraint("review", "note")]), graph.project_state())) == []


REFUSED = {**LOCKS, **{name: found for name, (_, found) in BREAKS.items()}}


@pytest.mark.parametrize("found", REFUSED.values(), ids=REFUSED)
def test_refused(graph, found):
    assert len(list(faults(made(found), graph.project_state()))) == 1


# The drill: this code on the tables of the next version -------------------------------------------


def upgraded(graph, found):
    """The database as the next version has it, beneath this one's models."""
    state = graph.project_state()
    with connection.schema_editor() as editor:
        made(found).apply(state, editor)


def newsroom_works():
    review = factories.make_published_review()
    correct(review)
    client = Client()
    client.force_login(factories.reviewer())
    for address in (review.get_absolute_url(), f"/desk/claims/review/{review.pk}/change/", "/"):
        assert client.get(address).status_code == 200
    assert Review.objects.get(pk=review.pk).status == Review.Status.CORRECTED


@pytest.mark.django_db
@pytest.mark.parametrize("found", ALLOWED.values(), ids=ALLOWED)
def test_the_old_code_works_on_the_new_tables(graph, found):
    upgraded(graph, found)
    newsroom_works()


@pytest.mark.django_db
@pytest.mark.parametrize(("error", "found"), BREAKS.values(), ids=BREAKS)
def test_what_is_refused_would_stop_it(graph, error, found):
    upgraded(graph, found)
    with pytest.raises(error):
        newsroom_works()

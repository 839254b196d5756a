import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, transaction

from factcheck import roles

pytestmark = pytest.mark.django_db


def test_the_runtime_role_may_write_ordinary_tables(runtime_role):
    with runtime_role():
        group = Group.objects.create(name="a")
        Group.objects.filter(pk=group.pk).update(name="b")
        assert Group.objects.filter(pk=group.pk).delete()[0] == 1


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE auth_group CASCADE",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE auth_group DISABLE TRIGGER ALL",
        "DROP TABLE auth_group",
    ],
)
def test_the_runtime_role_may_not_change_the_structure(runtime_role, statement):
    with runtime_role(), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_owner_cannot_take_its_own_rights_away():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(roles.OneRole, match="DATABASE_OWNER_URL"):
        roles.grant_runtime(owner)


def test_granting_again_changes_nothing(settings):
    before = granted()
    roles.grant_runtime(settings.DATABASE_RUNTIME_ROLE)
    assert granted() == before != set()


def granted():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL")
        return set(cursor.fetchall())


def test_rights_on_history_are_to_read_and_to_add():
    class History:
        append_only = True

    assert rights(History) == ["SELECT, INSERT"]


def test_a_column_of_history_can_be_left_open():
    class Numbered:
        append_only, updatable = True, ("model",)
        _meta = ContentType._meta

    assert rights(Numbered) == ["SELECT, INSERT", 'UPDATE ("model")']


def rights(model):
    return [right.as_string(connection.connection) for right in roles.rights_on(model)]

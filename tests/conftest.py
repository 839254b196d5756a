from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.test import TransactionTestCase

from claims.services.users import sync_groups
from factcheck.roles import grant_runtime
from tests import factories

# What every newsroom has before its first day: no test changes it for good.
FROM_THE_START = {
    "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
}  # fmt: skip


def pytest_configure():
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Otherwise each test client lists all static files before its first request.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        make_role(settings.DATABASE_RUNTIME_ROLE)
        grant_runtime(settings.DATABASE_RUNTIME_ROLE)
        sync_groups()


def empty_tables(test_case):
    """What Django does after a test without a transaction; but what is there from the start is
    not thrown away to be made again."""
    tables = set(connection.introspection.django_table_names(only_existing=True))
    emptied = sorted(tables - FROM_THE_START)
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), emptied))


TransactionTestCase._fixture_teardown = empty_tables


def make_role(name):
    """The embedded database has it; a test server named by DATABASE_URL may have one role only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
        if cursor.rowcount == 0:
            # Another xdist worker may be faster.
            cursor.execute(
                f'DO $$ BEGIN CREATE ROLE "{name}"; '
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )


@pytest.fixture
def runtime_role(db):
    """`with runtime_role():` — the block may do only what the serving processes may."""

    @contextmanager
    def block():
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.DATABASE_RUNTIME_ROLE}"')
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    return block


@pytest.fixture(autouse=True)
def _a_new_queue_for_each(monkeypatch):
    """Whoever rang in vain a test before is not silent in the next."""
    monkeypatch.setattr("claims.doorbell.quiet_until", 0.0)


@pytest.fixture
def reviewer(db):
    return factories.reviewer()


@pytest.fixture
def editor(db):
    return factories.editor()

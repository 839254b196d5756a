from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from factcheck.roles import grant_runtime
from tests import factories


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

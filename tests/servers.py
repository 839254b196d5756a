"""Databases beside the tests' own, on the same server, and commands that are run on them."""

import os
import subprocess
import sys
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from factcheck.places import OWNER_ROLE, REPOSITORY, RUNTIME_ROLE


def url(database: str, role: str = OWNER_ROLE) -> str:
    whole = settings.OWNER_URL if role == OWNER_ROLE else settings.RUNTIME_URL
    return f"{whole.rpartition('/')[0]}/{database}"


def connect(database: str, role: str = OWNER_ROLE) -> psycopg.Connection:
    server = connection.settings_dict
    return psycopg.connect(
        host=server["HOST"],
        port=server["PORT"] or None,
        user=role,
        password=settings.PLACES.secrets[role],
        dbname=database,
        autocommit=True,
    )


@contextmanager
def new_database(name: str):
    with connect("postgres") as session:
        session.execute(f"DROP DATABASE IF EXISTS {name}")
        session.execute(f"CREATE DATABASE {name}")
        yield name
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows(database: str, table: str) -> list[tuple]:
    with connect(database) as session:
        found = session.execute(
            sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(table))
        )
        return found.fetchall()


def manage(*command, database: str, ok: bool = True) -> str:
    """What a management command says, run on that database as its owner."""
    result = subprocess.run(
        [sys.executable, REPOSITORY / "manage.py", *command],
        env={
            **os.environ,
            "FACTCHECK_ROLE": "owner",
            "DATABASE_URL": url(database, RUNTIME_ROLE),
            "DATABASE_OWNER_URL": url(database),
        },
        capture_output=True,
        text=True,
    )
    assert (result.returncode == 0) is ok, result.stderr
    return result.stdout + result.stderr

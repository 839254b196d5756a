"""A migration that meets somebody's open transaction."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.harness import report, wait_for
from tests.servers import connect, manage, new_database

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_it_gives_up_and_says_who_holds_the_tables():
    """What counts is how long everybody else waits behind the lock it asks for."""
    with new_database("old") as old, ThreadPoolExecutor() as pool:
        manage("migrate", "claims", "0010", database=old)
        with connect(old) as somebody:
            somebody.execute("BEGIN; LOCK claims_review, claims_claim IN ROW EXCLUSIVE MODE")
            upgrade = pool.submit(manage, "upgrade", database=old, ok=False)
            wait_for(lambda: waiting(old), timeout=60)
            waited = wait_for(lambda: not waiting(old))
            said = upgrade.result()
        manage("upgrade", database=old)
    report(22, "a migration that meets a held lock", f"gave up after {waited:.1f} s", "5 s")
    assert "holds claims_claim, claims_review" in said
    assert "Traceback" not in said
    assert 1 < waited <= 5


def waiting(database: str) -> bool:
    with connect(database) as session:
        query = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'claims_review'::regclass"
        query += " OR NOT granted AND relation = 'claims_claim'::regclass"
        return session.execute(query).rowcount > 0

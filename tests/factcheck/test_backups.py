"""A drill: back up, restore elsewhere, compare."""

import time

import psycopg
import pytest
from django.db import connection

from factcheck import backups
from factcheck.backups import differences
from tests import factories
from tests.servers import connect, manage, new_database, rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path):
    factories.make_published_review()
    backups.backup(tmp_path / "monday")
    return tmp_path / "monday"


def test_restored_it_is_what_it_was(folder):
    began = time.monotonic()
    with new_database("elsewhere") as elsewhere:
        said = manage("restore", folder, database=elsewhere)
        print(f"\n21 restore drill: {said.splitlines()[0]} {time.monotonic() - began:.1f} s")
        assert "each as it was" in said
        here = connection.settings_dict["NAME"]
        for table in ("claims_publishedversion", "claims_snapshot", "auth_user"):
            assert rows(elsewhere, table) == rows(here, table) != []
        with connect(elsewhere, "factcheck") as serving:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute("DELETE FROM claims_snapshot")
            # The counters go on where they were.
            serving.execute(
                "INSERT INTO claims_reviewevent (review_id, from_status, to_status, verdict, "
                "reason, at) SELECT id, '', 'x', '', '', now() FROM claims_review"
            )
        assert "not empty" in manage("restore", folder, database=elsewhere, ok=False)
        assert "each as it was" in manage("restore", folder, "--replace", database=elsewhere)
        assert rows(elsewhere, "claims_reviewevent") == rows(here, "claims_reviewevent")


def test_only_its_owner_can_read_it(folder):
    assert folder.stat().st_mode & 0o077 == 0


def test_what_was_changed_since_is_refused_before_anything_is_lost(folder):
    with (folder / "database.dump").open("ab") as file:
        file.write(b"!")
    with pytest.raises(backups.BackupFailed, match="has changed"):
        backups.restore(folder, replace=True)
    assert backups.tables()


def test_a_backup_is_not_written_over(folder):
    with pytest.raises(backups.BackupFailed, match="already there"):
        backups.backup(folder)


def test_each_difference_is_named():
    then = {"same": (1, "7"), "fewer": (2, "8"), "other": (3, "9"), "gone": (1, "1")}
    now = {"same": (1, "7"), "fewer": (1, "5"), "other": (3, "4")}
    assert [line.split()[0] for line in differences(then, now)] == ["fewer", "gone", "other"]

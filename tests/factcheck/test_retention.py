"""What is deleted after a while, and what never is."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import call_command
from django.utils import timezone

from claims.models import ApiKey, DeskSession, PublishedVersion, Snapshot, Usage
from claims.services.partners import issue_key
from factcheck import retention
from factcheck.places import REPOSITORY
from ingest.models import Fetch
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ago(days):
    return NOW - timedelta(days=days)


def rows_of_every_kind(settings):
    """Of each kind one that has to go and one that stays."""
    for number, (sessions, logins, counts, keys) in enumerate(
        [
            (-1, settings.KEEP_LOGINS - 1, settings.KEEP_REQUEST_COUNTS - 1, 29),
            (1, settings.KEEP_LOGINS + 1, settings.KEEP_REQUEST_COUNTS + 1, 31),
        ]
    ):
        DeskSession.objects.create(session_key=f"s{number}", expire_date=ago(sessions))
        for model in (AccessAttempt, AccessFailureLog, AccessLog):
            more = {"failures_since_start": 1} if model is AccessAttempt else {}
            row = model.objects.create(username=f"u{number}", ip_address="192.0.2.1", **more)
            model.objects.filter(pk=row.pk).update(attempt_time=ago(logins))
        partner = factories.make_partner()
        key, _ = issue_key(partner)
        Usage.objects.create(key=key, day=ago(counts).date(), minute=ago(counts))
        Fetch.objects.create(
            via="api", partner=partner, idempotency_key="k", request_sha256="0" * 64,
            created_at=ago(keys),
        )  # fmt: skip


def test_what_is_old_goes_and_the_rest_stays(settings, runtime_role):
    rows_of_every_kind(settings)
    factories.make_published_review()
    expected = dict.fromkeys((rule.name for rule in retention.RULES), 1)
    assert retention.count(NOW) == expected
    with runtime_role():
        assert retention.purge(NOW) == expected
        assert retention.purge(NOW) == dict.fromkeys(expected, 0)
    assert [s.session_key for s in DeskSession.objects.all()] == ["s0"]
    assert [a.username for a in AccessLog.objects.all()] == ["u0"]
    assert Usage.objects.count() == 1
    assert sorted(Fetch.objects.values_list("idempotency_key", flat=True)) == ["", "k"]
    kept = (Fetch, 2), (ApiKey, 2), (Snapshot, 1), (PublishedVersion, 1)
    assert [model.objects.count() for model, _ in kept] == [number for _, number in kept]


def test_more_than_a_batch(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        DeskSession.objects.create(session_key=f"s{number}", expire_date=ago(1))
    assert retention.purge(NOW)["sessions that have ended"] == 5


def test_the_command_says_what_it_does(capsys):
    DeskSession.objects.create(session_key="s", expire_date=ago(1))
    call_command("purge", "--dry-run")
    assert "      1 sessions that have ended" in capsys.readouterr().out
    assert DeskSession.objects.exists()
    call_command("purge")
    assert not DeskSession.objects.exists()


def test_beat_does_it_every_night(settings):
    tasks = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert tasks.count("factcheck.tasks.purge") == 1


def test_the_runbook_lists_every_rule():
    page = (REPOSITORY / "docs" / "operations.md").read_text()
    table = page.partition("## What is deleted")[2].partition("\n## ")[0]
    listed = set(re.findall(r"^\| ([^|]+) \|", table, re.M))
    assert {rule.name for rule in retention.RULES} <= listed

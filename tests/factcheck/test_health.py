from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from claims.models import Extraction
from factcheck import health, pulse, tasks
from factcheck.models import Pulse
from tests import factories

QUEUES = ["default", "extract", "fetch"]


def refuse():
    raise OperationalError("connection refused")


@pytest.fixture
def whole(client, monkeypatch):
    """The parts as /health/ tells of them now, and its status."""

    def whole():
        monkeypatch.setattr(health, "_recent", (-1, {}))
        response = client.get("/health/")
        return response.status_code, response.json()["parts"]

    return whole


@pytest.fixture
def consuming(db):
    """A worker took a message from every queue just now."""
    for queue in QUEUES:
        pulse.note(queue)


def silent_for(seconds, **rows):
    Pulse.objects.filter(**rows).update(at=timezone.now() - timedelta(seconds=seconds))


def test_live_needs_no_database(client):
    assert client.get("/health/live/").json() == {"status": "ok"}


class TestReady:
    @pytest.fixture(autouse=True)
    def looked_anew(self, db):
        health.applied.cache_clear()
        yield
        health.applied.cache_clear()

    def test_asks_the_database(self, client):
        assert client.get("/health/ready/").json() == {"status": "ok"}

    def test_not_without_it(self, client, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(connection, "cursor", refuse)
            response = client.get("/health/ready/")
        assert (response.status_code, response.json()) == (503, {"status": "database unreachable"})

    def test_not_before_the_upgrade_and_then_without_a_restart(self, client):
        last = MigrationRecorder.Migration.objects.filter(app="claims").latest("pk")
        last.delete()
        response = client.get("/health/ready/")
        assert response.status_code == 503
        assert "upgrade" in response.json()["status"]
        MigrationRecorder.Migration.objects.create(app=last.app, name=last.name)
        assert client.get("/health/ready/").status_code == 200

    def test_the_role_that_serves_may_look(self, client, runtime_role):
        with runtime_role():
            assert client.get("/health/ready/").status_code == 200

    def test_a_newer_schema_is_fine(self, client):
        """The old version serves on while the new one has migrated already."""
        MigrationRecorder.Migration.objects.create(app="claims", name="9999_of_the_next_version")
        assert client.get("/health/ready/").status_code == 200

    def test_a_stopped_worker_keeps_no_reader_away(self, client):
        assert client.get("/health/ready/").status_code == 200


class TestWhole:
    def test_all_is_well(self, whole, consuming):
        status, parts = whole()
        assert (status, set(parts.values())) == (200, {"ok"})
        names = {"database", "broker", "articles", *(f"worker {queue}" for queue in QUEUES)}
        assert set(parts) == names

    def test_before_a_worker_ever_took_anything(self, db, whole):
        status, parts = whole()
        assert status == 503
        assert parts["worker fetch"].startswith("nothing was taken from the queue ever")

    @pytest.mark.parametrize("queue", QUEUES)
    def test_a_worker_that_stopped_consuming(self, whole, consuming, queue):
        silent_for(20, queue=queue)
        assert whole()[0] == 200
        silent_for(46, queue=queue)
        status, parts = whole()
        assert status == 503
        assert [name for name, said in parts.items() if said != "ok"] == [f"worker {queue}"]

    def test_a_worker_that_reads_long_articles_is_busy_not_gone(self, whole, consuming):
        silent_for(100, queue="extract")
        factories.make_article()
        row = Extraction.objects.get()
        token = Extraction.objects.lease(row.pk)
        assert whole()[0] == 200
        Extraction.objects.filter(lease_token=token).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )
        assert whole()[0] == 503

    def test_an_article_that_waits_too_long(self, whole, consuming, settings):
        factories.make_article()
        late = timezone.now() - timedelta(minutes=settings.QUEUE_AGE_LIMIT + 1)
        assert whole()[0] == 200
        Extraction.objects.update(not_before=late)
        status, parts = whole()
        assert (status, parts["articles"]) == (503, "one has waited for 16 minutes to be read")

    def test_without_the_broker(self, whole, consuming, settings):
        settings.REDIS_URL = "unix:///nowhere.sock?db=0"
        status, parts = whole()
        assert (status, parts["broker"]) == (503, "unreachable")

    def test_without_the_database(self, whole, db, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(connection, "cursor", refuse)
            status, parts = whole()
        assert (status, parts) == (503, {"database": "unreachable", "broker": "ok"})

    def test_whoever_asks_often_asks_the_database_once(
        self, client, whole, consuming, monkeypatch, django_assert_num_queries
    ):
        monkeypatch.setattr(health.time, "monotonic", lambda: 1000.0)
        whole()
        with django_assert_num_queries(0):
            client.get("/health/")


class TestPulse:
    @pytest.fixture(autouse=True)
    def nothing_noted(self, db, monkeypatch):
        monkeypatch.setattr(pulse, "_noted", {})

    def test_every_task_is_one(self):
        tasks.pulse.apply(routing_key="fetch")
        assert pulse.ages().keys() == {"fetch"}

    def test_is_not_written_for_each(self, django_assert_num_queries):
        tasks.pulse.apply(routing_key="fetch")
        with django_assert_num_queries(0):
            tasks.pulse.apply(routing_key="fetch")

    def test_is_written_again(self, monkeypatch):
        tasks.pulse.apply(routing_key="fetch")
        silent_for(100)
        pulse._noted["fetch"] -= pulse.EVERY
        tasks.pulse.apply(routing_key="fetch")
        assert pulse.ages()["fetch"] < 50

    def test_every_queue_gets_one_from_beat(self, settings):
        beats = [
            entry["options"]["queue"]
            for entry in settings.CELERY_BEAT_SCHEDULE.values()
            if entry["task"] == tasks.pulse.name
        ]
        assert sorted(beats) == health.queues()

    def test_may_be_written_by_the_role_that_serves(self, runtime_role):
        with runtime_role():
            pulse.note("extract")
            pulse.note("extract")

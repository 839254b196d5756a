"""Prometheus: who may ask, what is told, and that the dashboard asks for nothing else."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from claims.models import Extraction
from factcheck import metrics, pulse
from factcheck.places import REPOSITORY
from tests import factories

DASHBOARD = REPOSITORY / "docs" / "grafana-dashboard.json"


@pytest.fixture
def scrape(client, settings):
    """scrape() -> {(name, label values…): value}"""
    settings.METRICS_TOKEN = "a-token"

    def scrape():
        response = client.get("/metrics", headers={"Authorization": "Bearer a-token"})
        assert response.status_code == 200
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(response.content.decode())
            for sample in family.samples
        }

    return scrape


def test_is_not_there_without_a_token(client, settings, db):
    assert settings.METRICS_TOKEN == ""
    for token in ("", "None", "x"):
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer b-token", "Basic a-token", "Bearer ä"])
def test_wants_the_token(client, settings, given):
    settings.METRICS_TOKEN = "a-token"
    response = client.get("/metrics", headers={"Authorization": given})
    assert (response.status_code, response.content) == (401, b"")


@pytest.mark.django_db
class TestWhatIsTold:
    def test_of_work(self, scrape):
        factories.make_article()
        Extraction.objects.update(not_before=timezone.now() - timedelta(minutes=2))
        dead = factories.make_article()
        Extraction.objects.filter(snapshot__article=dead).update(state="dead")
        held = factories.make_article()
        Extraction.objects.lease(Extraction.objects.get(snapshot__article=held).pk)
        told = scrape()
        of = {
            name: told[f"factcheck_work_{name}", "extraction"]
            for name in ("waiting", "running", "failed")
        }
        assert of == {"waiting": 1, "running": 1, "failed": 1}
        assert 119 < told["factcheck_work_oldest_seconds", "extraction"] < 130
        assert told["factcheck_work_oldest_seconds", "fetch"] == 0

    def test_of_parts_and_pulses(self, scrape):
        pulse.note("extract")
        told = scrape()
        assert told["factcheck_part_ok", "worker extract"] == 1
        assert told["factcheck_part_ok", "worker fetch"] == 0
        assert told["factcheck_part_ok", "broker"] == 1
        assert told["factcheck_pulse_seconds", "extract"] < 5

    def test_of_what_is_published(self, scrape):
        factories.make_published_review()
        told = scrape()
        assert told["factcheck_changes_total",] == 0
        assert told["factcheck_changes_unnumbered",] == 1
        assert told["factcheck_database_bytes",] > 1e6
        assert told["factcheck_database_sessions",] >= 1

    def test_of_answers(self, scrape, client):
        before = scrape()
        client.get("/methodology/")
        client.get("/desk/")
        client.get("/api/v1/reviews/")
        client.get("/health/live/")
        client.generic("BREW", "/")
        after = scrape()

        def more(*key):
            key = ("factcheck_http_requests_total", *key)
            return after[key] - before.get(key, 0)

        assert more("site", "GET", "200") == 1
        assert more("desk", "GET", "302") == 1
        assert more("api", "GET", "401") == 1
        assert more("site", "other", "405") == 1
        seconds = [key for key in after if key[0] == "factcheck_http_request_seconds_count"]
        assert {area for _, area in seconds} <= {"site", "desk", "api", "static"}

    def test_costs_a_known_number_of_queries(self, scrape, django_assert_num_queries):
        scrape()
        with django_assert_num_queries(30):
            scrape()

    def test_a_dead_database_is_told_of_too(self, scrape, monkeypatch):
        def refuse():
            raise OperationalError("connection refused")

        with monkeypatch.context() as patch:
            patch.setattr(metrics.connection, "cursor", refuse)
            told = scrape()
        assert told["factcheck_part_ok", "database"] == 0
        assert told["factcheck_part_ok", "broker"] == 1


def test_web_processes_count_together(tmp_path):
    """Two processes, one sum; the files outlive who wrote them."""
    code = """
import django, os
django.setup()
from factcheck import metrics
metrics.REQUESTS.labels("site", "GET", "200").inc()
from prometheus_client import CollectorRegistry, generate_latest
registry = CollectorRegistry()
metrics.MultiProcessCollector(registry)
print(generate_latest(registry).decode())
"""
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=REPOSITORY,
            capture_output=True, text=True, check=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert re.search(r"factcheck_http_requests_total\{.*\} 2\.0", said[1])


@pytest.mark.django_db
class TestDashboard:
    @pytest.fixture
    def panels(self):
        return [p for p in json.loads(DASHBOARD.read_text())["panels"] if p["type"] != "row"]

    def test_asks_only_for_what_is_told(self, panels, scrape, client):
        client.get("/methodology/")
        factories.make_published_review()
        pulse.note("extract")
        told = {key[0] for key in scrape()}
        asked = {
            name
            for panel in panels
            for target in panel["targets"]
            for name in re.findall(r"factcheck_\w+", target["expr"])
        }
        assert asked - told == set()

    def test_shows_all_that_is_told(self, panels, scrape, client):
        client.get("/methodology/")
        pulse.note("extract")
        text = json.dumps(panels)
        told = {re.sub("_(bucket|count|sum|created)$", "", key[0]) for key in scrape()}
        assert {name for name in told if name not in text} == set()

    def test_panels_do_not_overlap(self, panels):
        seen = set()
        for panel in panels:
            at = panel["gridPos"]
            cells = {
                (x, y)
                for x in range(at["x"], at["x"] + at["w"])
                for y in range(at["y"], at["y"] + at["h"])
            }
            assert not cells & seen, panel["title"]
            assert at["x"] + at["w"] <= 24
            seen |= cells

"""What Prometheus is told: the work that waits, from the database, at the moment it asks; and what
the web processes answered, from counters that they share.

Only whoever knows METRICS_TOKEN is answered; without one there is no such address.
"""

import hmac
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from claims.models import ArchivedCopy, Change, Delivery, Endpoint, Extraction, ReaderReport
from factcheck import health, pulse
from ingest.models import Fetch, Poll

WORK = {
    "extraction": Extraction,
    "copy": ArchivedCopy,
    "delivery": Delivery,
    "poll": Poll,
    "fetch": Fetch,
}

# Counted by each process; with PROMETHEUS_MULTIPROC_DIR (wsgi.py) in files that all read.
COUNTED = CollectorRegistry()
REQUESTS = Counter(
    "factcheck_http_requests", "Answers", ["area", "method", "status"], registry=COUNTED
)
SECONDS = Histogram(
    "factcheck_http_request_seconds",
    "Time until the answer was ready",
    ["area"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=COUNTED,
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def middleware(answer: Callable[[HttpRequest], HttpResponse]) -> Callable:
    def counted(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = answer(request)
        if area := area_of(request.path):
            method = request.method if request.method in METHODS else "other"
            REQUESTS.labels(area, method, str(response.status_code)).inc()
            SECONDS.labels(area).observe(time.monotonic() - began)
        return response

    return counted


def area_of(path: str) -> str:
    """Which of the three faces; "" for those that watch."""
    if path.startswith(("/health/", "/metrics")):
        return ""
    first = path.split("/")[1]
    return first if first in ("desk", "api", "static") else "site"


def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def exposition() -> bytes:
    registry = CollectorRegistry()
    registry.register(Installation())
    counted = COUNTED
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    return generate_latest(registry) + generate_latest(counted)


class Installation:
    """Reads the database and the broker when asked; the same in every process."""

    def describe(self) -> list[Metric]:
        """Without this the registry would read everything once to learn the names."""
        return []

    def collect(self) -> Iterator[Metric]:
        parts = health.parts()
        yield gauge(
            "part_ok",
            "Whether this part works (/health/)",
            "part",
            {name: not trouble for name, trouble in parts.items()},
        )
        yield gauge("broker_messages", "Messages in a queue", "queue", messages())
        try:
            yield from work()
            yield from record()
            yield from database()
        except DatabaseError:
            return


def gauge(name: str, text: str, label: str, values: dict[str, Any]) -> Metric:
    family = GaugeMetricFamily(f"factcheck_{name}", text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family


def messages() -> dict[str, int]:
    with health.broker() as client:
        try:
            return {queue: client.llen(queue) for queue in health.queues()}
        except redis.RedisError:
            return {}


def work() -> Iterator[Metric]:
    """All but the failed ones are found by the partial indexes of open work."""
    now = timezone.now()
    yield gauge(
        "work_waiting",
        "Rows that are due and wait for a worker",
        "work",
        {name: model.objects.waiting_now(now).count() for name, model in WORK.items()},
    )
    waits = {name: health.oldest_wait(model) for name, model in WORK.items()}
    yield gauge(
        "work_oldest_seconds",
        "How long the oldest of them has waited",
        "work",
        {name: wait.total_seconds() if wait else 0 for name, wait in waits.items()},
    )
    yield gauge(
        "work_running",
        "Rows that a worker holds",
        "work",
        {name: model.objects.held_by_someone(now).count() for name, model in WORK.items()},
    )
    yield gauge(
        "work_failed",
        "Rows that were given up; the desk can try them again",
        "work",
        {name: model.objects.filter(state="dead").count() for name, model in WORK.items()},
    )
    yield gauge("pulse_seconds", "Since a worker took a message", "queue", pulse.ages())


def record() -> Iterator[Metric]:
    last = Change.objects.aggregate(last=Max("position"))["last"] or 0
    yield CounterMetricFamily(
        "factcheck_changes", "Published versions and removals that partners can see", last
    )
    counts = {
        "changes_unnumbered": (
            "Changes that partners cannot see yet",
            Change.objects.filter(position=None),
        ),
        "feeds_failing": (
            "Feeds whose last poll failed",
            Poll.objects.filter(state="waiting", failures__gt=0),
        ),
        "webhooks_failing": (
            "Webhooks that do not answer",
            Endpoint.objects.open().exclude(failing_since=None),
        ),
        "reports_open": (
            "Readers' reports without an answer",
            ReaderReport.objects.filter(state=ReaderReport.State.NEW),
        ),
    }
    for name, (text, rows) in counts.items():
        yield GaugeMetricFamily(f"factcheck_{name}", text, rows.count())


DATABASE = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       pg_database_size(current_database())
"""


def database() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(DATABASE)
        sessions, size = cursor.fetchone()
    yield GaugeMetricFamily("factcheck_database_sessions", "Open sessions", sessions)
    yield GaugeMetricFamily("factcheck_database_bytes", "Size of the database", size)

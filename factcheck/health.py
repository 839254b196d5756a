"""Three answers for whoever watches the installation: is this process alive, can it serve, does
everything work."""

import time
from datetime import timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from claims.models import Extraction
from factcheck import pulse

# Beat puts a pulse into every queue each ten seconds.
SILENT_AFTER = 45
# Strangers may ask as often as they like.
KEPT = 5


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Whether this process can serve; for the proxy, which must not wait for a worker."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not schema_is_here():
            return JsonResponse({"status": "the database waits for `upgrade`"}, status=503)
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})


def schema_is_here() -> bool:
    """Whether every migration of this code has run; looked for until they have."""
    try:
        return applied()
    except NotYet:
        return False


class NotYet(Exception):
    """A migration is missing."""


@cache
def applied() -> bool:
    """True, and remembered; what is raised is not. Raises NotYet."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotYet
    return True


def whole(request: HttpRequest) -> JsonResponse:
    """Everything that has to work, for whoever is called at night."""
    parts = recent_parts(int(time.monotonic() // KEPT))
    broken = any(trouble for trouble in parts.values())
    shown = {name: trouble or "ok" for name, trouble in parts.items()}
    status = "failing" if broken else "ok"
    return JsonResponse({"status": status, "parts": shown}, status=503 if broken else 200)


_recent: tuple[int, dict[str, str]] = (-1, {})


def recent_parts(moment: int) -> dict[str, str]:
    global _recent
    if _recent[0] != moment:
        _recent = (moment, parts())
    return _recent[1]


def parts() -> dict[str, str]:
    """Each part, and what is wrong with it: "" for nothing."""
    found = {"broker": "" if broker_answers() else "unreachable"}
    try:
        found |= workers() | {"articles": waiting_too_long()}
    except DatabaseError:
        return {"database": "unreachable", **found}
    return {"database": "", **found}


def queues() -> list[str]:
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    return sorted(routed | {settings.CELERY_TASK_DEFAULT_QUEUE})


def workers() -> dict[str, str]:
    ages = pulse.ages()
    return {f"worker {queue}": silence(queue, ages.get(queue)) for queue in queues()}


def silence(queue: str, age: float | None) -> str:
    if age is not None and age <= SILENT_AFTER:
        return ""
    # Long articles may keep every process of this worker for longer; it renews their leases.
    if queue == "extract" and Extraction.objects.held_by_someone().exists():
        return ""
    since = "ever" if age is None else f"for {age:.0f} s"
    return f"nothing was taken from the queue {since}: its worker or beat has stopped"


def waiting_too_long() -> str:
    limit = timedelta(minutes=settings.QUEUE_AGE_LIMIT)
    waited = oldest_wait(Extraction) or timedelta()
    minutes = int(waited.total_seconds() // 60)
    return f"one has waited for {minutes} minutes to be read" if waited > limit else ""


def oldest_wait(model: type) -> timedelta | None:
    """How long the row has been due that waits the longest."""
    first = model.objects.waiting_now().aggregate(first=Min("not_before"))["first"]
    return timezone.now() - first if first else None


def broker() -> redis.Redis:
    """A client that gives up after two seconds, and does not try again."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=2,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), retries=0),
    )


def broker_answers() -> bool:
    with broker() as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False

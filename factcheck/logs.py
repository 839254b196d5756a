"""One event a line, each with the request and the job that it belongs to.

A request's id goes with every message that it puts into a queue, and with those that the task puts
there in turn: one id is the whole story of a click.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

logger = structlog.stdlib.get_logger("factcheck.requests")

# What a proxy of ours may call a request; whatever else comes is replaced.
NAME = re.compile(r"[\w.:-]{8,64}", re.ASCII)
# Asked every few seconds by whoever watches.
QUIET = ("/health/", "/metrics")

EVERY_EVENT: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*EVERY_EVENT, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def formatter(form: str) -> logging.Formatter:
    """For the settings: `json` for programs that collect logs, `lines` for people."""
    remove = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    last: list[structlog.typing.Processor]
    if form == "json":
        last = [
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=EVERY_EVENT, processors=[remove, *last]
    )


def middleware(answer: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Names the request, in the log and in the answer, and logs one line about it."""

    def named(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        given = request.headers.get("X-Request-ID", "")
        request_id = given if NAME.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = answer(request)
            if not request.path.startswith(QUIET):
                log(request, response, time.monotonic() - began)
        response["X-Request-ID"] = request_id
        return response

    return named


def log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """The route, not the path: some addresses are secrets."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    logger.info(
        "request",
        method=request.method,
        route=match.route if match else None,
        status=response.status_code,
        ms=round(1000 * seconds),
        user=user.pk if user else None,
    )


def send_along(headers: dict[str, Any], **signal: Any) -> None:
    """Celery's before_task_publish: the message knows which request it comes from."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id:
        headers["request_id"] = request_id


def begin_task(task_id: str, task: Any, args: Any = (), **signal: Any) -> None:
    """Celery's task_prerun: what is logged from now on belongs to this job."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(job_id=task_id, task=task.name)
    if args:
        structlog.contextvars.bind_contextvars(row=args[0])
    if request_id := request_of(task):
        structlog.contextvars.bind_contextvars(request_id=request_id)


def request_of(task: Any) -> str | None:
    """A worker makes attributes of a message's headers; a task that is called keeps them apart."""
    request = task.request
    return getattr(request, "request_id", None) or (request.headers or {}).get("request_id")


def end_task(**signal: Any) -> None:
    """Celery's task_postrun. A thread does other work next."""
    structlog.contextvars.clear_contextvars()

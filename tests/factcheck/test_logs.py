"""One event a line, with the request and the job that it belongs to."""

import json
import logging

import pytest
import redis
import structlog

from claims import doorbell
from claims.tasks import extract
from factcheck import logs, tasks

AN_ID = "4f2a-of-the-proxy"


@pytest.fixture
def lines():
    """lines() -> what was logged, as JSON."""
    stream = Stream()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter("json"))
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.text.splitlines()]
    root.removeHandler(handler)


class Stream:
    text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass


@pytest.mark.django_db
def test_a_request_is_one_line_without_its_secrets(client, lines):
    client.get("/reports/8c3f2f80-5e0c-4a6e-9d3c-000000000000/?email=ada@example.org")
    [line] = [line for line in lines() if line["logger"] == "factcheck.requests"]
    assert line["message"] == "request"
    assert (line["method"], line["status"], line["level"]) == ("GET", 404, "info")
    assert "8c3f2f80" not in str(line)
    assert "ada@" not in str(line)


@pytest.mark.django_db
def test_a_request_says_who_asked(client, lines, admin_user):
    client.force_login(admin_user)
    client.get("/desk/")
    assert [line["user"] for line in lines() if "route" in line] == [admin_user.pk]


def test_who_watches_fills_no_log(client, lines):
    client.get("/health/live/")
    assert [line for line in lines() if line["logger"] == "factcheck.requests"] == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [(AN_ID, True), ("short", False), ("x" * 65, False), ("with space or\tmore", False)],
)
def test_a_proxy_may_name_the_request(client, given, kept):
    answer = client.get("/health/live/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (answer == given) is kept
    assert logs.NAME.fullmatch(answer)


def test_a_task_knows_the_request_that_rang_for_it():
    headers = {}
    with structlog.contextvars.bound_contextvars(request_id=AN_ID):
        logs.send_along(headers=headers)
    assert headers == {"request_id": AN_ID}
    nothing = {}
    logs.send_along(headers=nothing)
    assert nothing == {}


@pytest.mark.django_db
def test_a_message_carries_it(broker):
    with structlog.contextvars.bound_contextvars(request_id=AN_ID):
        assert doorbell.send("claims.tasks.extract", 7)
    assert broker("extract")["headers"]["request_id"] == AN_ID


@pytest.fixture
def broker(settings):
    """broker(queue) -> the message that waits there."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield lambda queue: json.loads(client.lpop(queue))
        client.flushdb()


@pytest.mark.django_db
def test_what_a_task_logs_names_job_row_and_request(lines, monkeypatch):
    def work(pk):
        logging.getLogger("claims.pipeline").warning("Extraction %s is odd", pk)

    monkeypatch.setattr("claims.tasks.pipeline.extract", work)
    extract.apply(args=[7], task_id="job-1", headers={"request_id": AN_ID})
    [line] = [line for line in lines() if line["logger"] == "claims.pipeline"]
    assert line["message"] == "Extraction 7 is odd"
    assert (line["job_id"], line["row"], line["task"]) == ("job-1", 7, extract.name)
    assert line["request_id"] == AN_ID


@pytest.mark.django_db
def test_the_next_task_starts_with_nothing(lines):
    tasks.pulse.apply(task_id="job-1")
    assert structlog.contextvars.get_contextvars() == {}


def test_an_error_is_one_line_with_its_traceback(lines):
    try:
        raise ValueError("no such year")
    except ValueError:
        logging.getLogger("claims").exception("Failed")
    [line] = lines()
    assert line["level"] == "error"
    assert "ValueError: no such year" in line["exception"]


def test_lines_for_people():
    record = logging.LogRecord("claims", logging.INFO, "", 0, "Read %s", ("it",), None)
    assert "Read it" in logs.formatter("lines").format(record)
    assert "\x1b" not in logs.formatter("lines").format(record)

import pytest
from django.db import OperationalError, connection


def test_live_needs_no_database(client):
    assert client.get("/health/live/").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_asks_the_database(client):
    assert client.get("/health/ready/").json() == {"status": "ok"}


@pytest.mark.django_db
def test_not_ready_without_it(client, monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/health/ready/")
    assert (response.status_code, response.json()) == (503, {"status": "database unreachable"})

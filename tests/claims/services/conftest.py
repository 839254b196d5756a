"""A server of a partner."""

import pytest

from claims import pipeline
from claims.fetching import Reach
from tests.claims.fetching.conftest import LOOPBACK, Server, answer


@pytest.fixture
def serve(monkeypatch):
    """`serve(*answers)` — a partner's server, which alone may be reached."""
    running = []

    def start(*answers):
        server = Server(*(answers or (answer(b"thanks"),)))
        running.append(server)
        ports = frozenset(one.port for one in running)
        monkeypatch.setattr(pipeline, "REACH", Reach(ports, (LOOPBACK,)))
        return server

    yield start
    for server in running:
        server.close()

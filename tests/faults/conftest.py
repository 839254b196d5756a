import pytest

from tests import services
from tests.faults import harness


@pytest.fixture
def start_worker(transactional_db, tmp_path):
    """start_worker(name="w", …) -> Worker, on the test database; it ends with the test."""
    harness.empty_queue()
    with harness.workers(tmp_path) as start:
        yield start


@pytest.fixture
def clock(transactional_db, tmp_path):
    """Beat, with the schedule of the settings."""
    with harness.beat(tmp_path) as child:
        yield child


@pytest.fixture
def server():
    """server("valkey") -> Child, to be stopped or frozen."""

    def get(name):
        if name not in services.SERVERS:
            pytest.skip(f"{name} of this run is not ours to stop")
        return services.SERVERS[name]

    return get

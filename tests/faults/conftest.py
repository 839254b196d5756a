import pytest

from tests.faults import harness


@pytest.fixture
def start_worker(transactional_db, tmp_path):
    """start_worker(name="w", …) -> Worker, on the test database; it ends with the test."""
    harness.empty_queue()
    with harness.workers(tmp_path) as start:
        yield start

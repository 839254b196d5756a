import os

import pytest

from tests.benchmarks import newsroom

CLAIMS = int(os.environ.get("BENCH_CLAIMS", 1_000_000))
# The index of a million vectors takes longer to build than all the rest.
EMBEDDINGS = bool(os.environ.get("BENCH_EMBEDDINGS"))


@pytest.fixture(scope="session")
def big(django_db_setup, django_db_blocker):
    """A newsroom of a million claims (BENCH_CLAIMS), made once for the run and read by all tests.

    Tests that ask for it are never `transaction=True`: that would empty the tables after them.
    """
    with django_db_blocker.unblock():
        filled = newsroom.fill(CLAIMS, embeddings=EMBEDDINGS)
        took = ", ".join(f"{name} {seconds} s" for name, seconds in filled.seconds.items())
        print(f"\n{filled.claims:,} claims, {filled.articles:,} articles, "
              f"{filled.reviews:,} reviews: {took}")  # fmt: skip
        yield filled

import pytest

from claims.services.partners import find_key, issue_key
from tests.claims.api.contract import CheckedClient
from tests.factories import make_partner


@pytest.fixture
def secret(db):
    """A key that has just been used: the next minute notes nothing."""
    secret = issue_key(make_partner())[1]
    find_key(secret)
    return secret


@pytest.fixture
def api(secret):
    return CheckedClient(headers={"Authorization": f"Bearer {secret}"})

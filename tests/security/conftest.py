import pytest

from tests import factories


@pytest.fixture
def reviewer(db):
    return factories.reviewer()


@pytest.fixture
def editor(db):
    return factories.editor()

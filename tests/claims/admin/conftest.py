import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import factories


@pytest.fixture
def reviewer(db):
    return factories.reviewer(username="rita", first_name="Rita", last_name="Reviewer")


@pytest.fixture
def editor(db):
    return factories.editor(username="eddie", first_name="Eddie", last_name="Editor")


@pytest.fixture
def people(reviewer, editor):
    return {
        "reviewer": reviewer,
        "editor": editor,
        "guest": factories.guest(username="gus"),
        "administrator": factories.administrator(username="adam"),
        "superuser": User.objects.create_superuser("ada"),
    }


@pytest.fixture
def desk(db):
    """`desk(user)` — a browser in which this person is logged in."""

    def log_in(user):
        client = Client()
        client.force_login(user)
        return client

    return log_in

"""What the first page of the desk shows of the ways in."""

import pytest
from django.urls import reverse

from ingest.admin.feeds import failing_feeds
from ingest.models import Errand, Poll
from ingest.services import feeds
from tests import factories

from .conftest import ADDRESS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("poll", "shown"),
    [
        ({}, False),
        ({"failures": 2}, True),
        ({"state": Errand.State.DEAD}, True),
        ({"failures": 2, "state": Errand.State.DONE}, False),
    ],
    ids=["healthy", "failing", "stopped", "paused"],
)
def test_feeds_that_bring_nothing_are_shown(client, poll, shown):
    feeds.follow(ADDRESS, title="The Invented Times")
    Poll.objects.update(last_error="The server answered 503.", **poll)
    client.force_login(factories.editor())
    html = client.get(reverse("admin:index")).content.decode()
    assert ("Failing feeds" in html) == shown
    assert ("The server answered 503." in html) == shown


def test_nobody_sees_feeds_without_the_permission():
    assert failing_feeds(factories.make_user()) is None

"""After a change of version the database has what the new one needs."""

import pytest
from django.core.management import call_command

from claims.models import Listing
from tests.factories import make_published_review


@pytest.mark.django_db
def test_what_an_earlier_release_published_is_listed():
    reviews = {make_published_review() for _ in range(2)}
    Listing.objects.all().delete()
    call_command("upgrade")
    assert {listing.review for listing in Listing.objects.all()} == reviews

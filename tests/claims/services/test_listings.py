"""Every public review is listed once, as its latest version says, until it is removed."""

import pytest
from django.db import connection

from claims.models import Listing
from claims.services import corrections, listings
from tests.factories import (
    approve_correction,
    editor,
    make_claim,
    make_published_review,
    make_speaker,
    make_submitted_review,
)

pytestmark = pytest.mark.django_db


def test_a_review_is_listed_when_it_is_published():
    assert not Listing.objects.filter(review=make_submitted_review()).exists()
    speaker = make_speaker("Ada Example")
    review = make_published_review(make_claim(speaker=speaker, topic="elections"), reply="No.")
    listing = Listing.objects.get(review=review)
    assert (listing.slug, listing.verdict) == (review.slug, "mostly_true")
    assert (str(listing.speaker), listing.speaker_name) == (str(speaker.uuid), "Ada Example")
    assert (listing.topic, listing.sightings) == ("elections", 1)


def test_a_correction_replaces_it():
    review = make_published_review()
    change = {"verdict": "false", "verdict_reason": "It was not."}
    correction = corrections.propose(
        review, kind="rating_change", reason="A list.", changes=change, by=review.author
    )
    approve_correction(correction)
    listing = Listing.objects.get(review=review)
    assert (listing.verdict, listing.kind, listing.version.number) == ("false", "rating_change", 2)


def test_its_words_are_found():
    review = make_published_review()
    assert Listing.objects.filter(words="byelection seats").get().review == review


def test_what_is_removed_is_found_no_more():
    review = make_published_review()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('version', %s, 'A court says so.', %s)",
            [review.versions.get().uuid, editor().pk],
        )
    assert not Listing.objects.exists()
    assert listings.put_missing() == 0


def test_what_an_earlier_release_published_is_listed_later():
    review = make_published_review()
    Listing.objects.all().delete()
    assert listings.put_missing() == 1
    assert Listing.objects.get().review == review
    assert listings.put_missing() == 0

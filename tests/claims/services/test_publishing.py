from datetime import date
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from claims.models import PublishedVersion
from claims.services import corrections, publishing, reviews
from claims.services.reviews import ReviewRefused
from tests import factories
from tests.factories import approve_correction, editor, make_published_review, reviewer


@pytest.mark.django_db(transaction=True)
def test_a_text_removed_while_it_is_being_published_is_taken_with_its_version(monkeypatch):
    review, by = make_published_review(), editor()
    snapshot = review.claim.appearances.get().snapshot
    correction = corrections.propose(
        review, kind="spelling", reason="A letter.", changes={"summary": "Right."}, by=reviewer()
    )
    began, build = Event(), publishing.build_document

    def slowly(*args):
        document = build(*args)
        began.set()
        removal.join(0.5)  # it waits for us; without the lock it would be through
        return document

    def remove():
        began.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT legally_remove('snapshot', %s, 'Order', %s)", [snapshot.uuid, by.pk]
            )
        connection.close()

    removal = Thread(target=remove)
    monkeypatch.setattr(publishing, "build_document", slowly)
    removal.start()
    approve_correction(correction, by=by)
    removal.join()
    for version in PublishedVersion.objects.all():
        assert (version.document, bool(version.removed_at)) == ({}, True)
    assert PublishedVersion.objects.count() == 2


@pytest.mark.django_db
class TestMarkup:
    """What machines would be told is checked before anybody is told."""

    @pytest.fixture
    def faulty(self):
        claim = factories.make_claim(speaker=factories.make_speaker("Unknown", role="Mayor"))
        return factories.make_ready_review(claim, reply_asked_on=date(2017, 2, 25))

    def test_the_author_learns_what_to_fix(self, faulty):
        with pytest.raises(ReviewRefused, match="This is no name"):
            reviews.submit(faulty, by=faulty.author)
        faulty.claim.speaker.name = "Ada Example"
        faulty.claim.speaker.save()
        reviews.submit(faulty, by=faulty.author)

    def test_a_fault_that_came_later_stops_publishing(self, settings):
        review = factories.make_submitted_review()
        settings.NEWSROOM = settings.NEWSROOM | {"language": "English (UK)"}
        with pytest.raises(ReviewRefused, match="NEWSROOM_LANGUAGE"):
            factories.approve(review)
        assert not review.versions.exists()

    def test_a_correction_with_a_fault_is_not_proposed(self):
        review = factories.make_published_review()
        with pytest.raises(ReviewRefused, match="Take the verdict out"):
            corrections.propose(
                review,
                kind="clarification",
                reason="Clearer.",
                changes={"headline": "True: first since 1982"},
                by=factories.editor(),
            )
        assert not review.corrections.exists()

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from claims.models import PublishedVersion
from claims.services import corrections, publishing
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

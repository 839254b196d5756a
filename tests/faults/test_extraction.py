"""Work is not lost: real workers, killed; real messages, thrown away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Appearance, Article, Claim, Extraction
from claims.services import extraction
from claims.services.articles import receive_article
from tests.faults.harness import empty_queue, wait_for

# Long enough to be read for some seconds, so that a kill hits in the middle.
PARAGRAPH = (
    "Unemployment in region {n} fell to {n}.1% in May, the lowest since 1974, the minister Ada "
    "Example said. “We have built {n} schools,” she added. But Ben Sample said 12,{n:03} jobs had "
    "been lost in the region since 2010.\n\n"
)


def receive(paragraphs: int, name: str = "") -> Extraction:
    text = name + "".join(PARAGRAPH.format(n=n) for n in range(1, paragraphs + 1))
    return receive_article(text=text, via=Article.Via.API).extraction


def state(row: Extraction) -> str:
    return Extraction.objects.values_list("state", flat=True).get(pk=row.pk)


def is_done(row: Extraction) -> bool:
    return state(row) == Extraction.State.DONE


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(start_worker):
    first = start_worker("first")
    row = receive(600)
    wait_for(lambda: state(row) == Extraction.State.LEASED)
    first.kill()
    assert not Claim.objects.exists()
    empty_queue()  # what Redis still knows of the message does not matter
    # What 30 seconds of waiting would do.
    Extraction.objects.filter(pk=row.pk).update(lease_until=timezone.now())
    start_worker("second")
    assert extraction.sweep() == 1
    wait_for(lambda: is_done(row), timeout=60)
    row.refresh_from_db()
    assert row.attempts == 2
    assert row.added == Claim.objects.count() == Appearance.objects.count() > 600


@pytest.mark.django_db(transaction=True)
def test_a_lost_message_is_rung_again(start_worker):
    row = receive(1)
    empty_queue()
    start_worker()
    Extraction.objects.update(not_before=timezone.now() - timedelta(seconds=61))
    assert extraction.sweep() == 1
    wait_for(lambda: is_done(row))


@pytest.mark.django_db(transaction=True)
def test_an_article_is_read_as_soon_as_it_arrives(start_worker):
    start_worker()
    row = receive(2)
    wait_for(lambda: is_done(row), timeout=10)
    assert Claim.objects.count() == row.snapshot.extractions.get().added > 0

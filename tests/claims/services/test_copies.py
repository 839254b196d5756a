"""Copies of cited pages: fetched once, kept to the byte, and never silently missing."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from claims import pipeline
from claims.fetching import FetchFailed, Response
from claims.models import ArchivedCopy
from claims.services import copies, documents
from claims.services.gate import gate
from tests.factories import make_evidence, make_ready_review, make_review

pytestmark = pytest.mark.django_db

PAGE = b"<p>Byelections since 1945</p>"
URL = "https://records.example/byelections"


def answer(status=200, body=PAGE):
    headers = {"content-type": "text/html", "etag": '"1"', "set-cookie": "who=us"}
    return Response(url=URL, status=status, headers=headers, body=body, hops=())


@pytest.fixture
def server(monkeypatch):
    """What the world answers: a Response, or the exception to raise."""
    asked = []

    def fetch(url, **kwargs):
        asked.append(url)
        if isinstance(fetch.answer, Exception):
            raise fetch.answer
        return fetch.answer

    fetch.answer, fetch.asked = answer(), asked
    monkeypatch.setattr(pipeline, "fetch", fetch)
    return fetch


def fresh(copy):
    return ArchivedCopy.objects.get(pk=copy.pk)


def test_the_bytes_are_kept_with_their_hash(server):
    copy = copies.ask_for(make_evidence(make_review()))
    assert pipeline.archive(copy.pk)
    copy = fresh(copy)
    assert copies.content(copy) == PAGE
    assert copy.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert copy.headers == {"content-type": "text/html", "etag": '"1"'}


def test_two_items_that_cite_one_page_share_its_copy(server):
    review = make_review()
    first, second = make_evidence(review), make_evidence(review)
    assert copies.ask_for(first) == copies.ask_for(second)


def test_a_new_address_needs_a_new_copy(server):
    item = make_evidence(make_review())
    first = copies.ask_for(item)
    item.url = "https://records.example/other"
    item.save()
    assert copies.ask_for(item) != first


def test_done_is_done(server):
    copy = copies.ask_for(make_evidence(make_review()))
    pipeline.archive(copy.pk)
    assert not pipeline.archive(copy.pk)
    assert server.asked == [URL]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (answer(404), "dead"),
        (answer(503), "waiting"),
        (FetchFailed("No such host."), "dead"),
        (FetchFailed("No answer in time.", temporary=True), "waiting"),
        (ValueError("surprise"), "waiting"),
    ],
)
def test_only_what_may_get_better_is_tried_again(server, answers, state):
    server.answer = answers
    copy = copies.ask_for(make_evidence(make_review()))
    assert not pipeline.archive(copy.pk)
    assert fresh(copy).state == state
    assert fresh(copy).last_error


def test_after_three_attempts_it_ends_and_a_person_may_try_again(server):
    server.answer = answer(503)
    copy = copies.ask_for(make_evidence(make_review()))
    for _ in range(3):
        ArchivedCopy.objects.update(not_before=timezone.now())
        pipeline.archive(copy.pk)
    assert fresh(copy).state == "dead"
    assert copies.ask_again(copy)
    server.answer = answer()
    assert pipeline.archive(copy.pk)


def test_a_lost_ring_is_rung_again(server):
    copy = copies.ask_for(make_evidence(make_review()))
    assert copies.sweep() == 0
    assert copies.sweep(timezone.now() + timedelta(minutes=5)) == 1
    assert copies.sweep(timezone.now() + timedelta(minutes=5)) == 0
    assert fresh(copy).state == "waiting"


def test_a_worker_that_came_too_late_writes_nothing(server):
    copy = copies.ask_for(make_evidence(make_review()))
    lease = copies.take(copy.pk)
    later = timezone.now() + timedelta(minutes=2)
    assert copies.take(copy.pk, later)
    with pytest.raises(copies.LeaseLost):
        copies.complete(lease, body=PAGE, final_url=URL, headers={})


def test_the_document_names_the_copy_and_a_second_reader_is_not_disturbed_by_it(server):
    review = make_ready_review()
    item = review.evidence.get()
    copy = copies.ask_for(item)
    seen = documents.reading(review)
    assert documents.evidence_part(review)[0]["copy"] is None
    pipeline.archive(copy.pk)
    assert documents.evidence_part(review)[0]["copy"]["sha256"] == fresh(copy).sha256
    assert documents.reading(review) == seen


def test_the_gate_tells_of_pages_without_a_copy(server):
    review = make_ready_review()

    def kept():
        return next(p.met for p in gate(review) if p.name == "Our copies of the evidence")

    copy = copies.ask_for(review.evidence.get())
    assert not kept()
    pipeline.archive(copy.pk)
    assert kept()

"""The first page of the desk: what waits for this person, at a known cost."""

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.admin import waiting
from claims.models import Correction, QueueEntry
from claims.services import corrections
from tests import factories

from .pages import page

INDEX = "admin:index"


def panels(response):
    shown = response.context["waiting"]
    return [s for part in (shown["alerts"], *shown["columns"]) for s in part]


@pytest.fixture
def shows(desk):
    """`shows(user)` — {name of a panel: what its rows say} on the first page."""

    def look(user):
        response = desk(user).get(reverse(INDEX))
        found = panels(response)
        return {s.name: [(row.text, row.url, row.note) for row in s.rows] for s in found}

    return look


def assign(claim, user):
    QueueEntry.objects.filter(claim=claim).update(assigned_to=user, assigned_at=timezone.now())


def test_claims_that_a_person_has_wait_for_that_person_alone(shows, reviewer, editor):
    claim = factories.make_claim(speaker=factories.make_speaker("Ada Example"))
    assign(claim, reviewer)
    row = (claim.text, page(claim), "Ada Example")
    assert shows(reviewer)["assigned"] == [row]
    assert shows(editor)["assigned"] == []


def test_drafts_wait_for_their_author(shows, reviewer, editor):
    review = factories.make_review(by=reviewer)
    assert [url for _, url, _ in shows(reviewer)["drafts"]] == [page(review)]
    assert shows(editor)["drafts"] == []


def test_what_others_wrote_comes_first_for_the_second_reader(shows, reviewer, editor):
    mine = factories.make_submitted_review(by=editor)
    theirs = factories.make_submitted_review(by=reviewer)
    assert [(url, note) for _, url, note in shows(editor)["second"]] == [
        (page(theirs), "by Rita Reviewer"),
        (page(mine), "yours: a colleague must read it"),
    ]


def test_corrections_lead_to_the_review_they_change(shows, reviewer, editor):
    review = factories.make_published_review(by=reviewer, approver=editor)
    corrections.propose(
        review, kind=Correction.Kind.SPELLING, reason="A letter.",
        changes={"summary": "It was in 1982."}, by=reviewer,
    )  # fmt: skip
    [(_, url, note)] = shows(editor)["corrections"]
    assert url == f"{page(review)}#correction"
    assert note == "by Rita Reviewer"


def test_at_most_eight_rows_and_a_way_to_the_rest(desk, editor):
    for _ in range(waiting.SHOWN + 1):
        factories.make_claim()
    response = desk(editor).get(reverse(INDEX))
    [claims] = [s for s in panels(response) if s.name == "claims"]
    assert len(claims.rows) == waiting.SHOWN
    assert claims.more
    assert "All of them" in response.content.decode()


def test_what_has_something_comes_first(desk, editor):
    factories.make_claim()
    names = [s.name for s in panels(desk(editor).get(reverse(INDEX)))]
    assert names[:2] == ["claims", "reading"]
    factories.make_review(by=editor)
    names = [s.name for s in panels(desk(editor).get(reverse(INDEX)))]
    assert names[:2] == ["drafts", "assigned"]


def test_an_empty_page_teaches_and_alarms_nobody(desk, editor):
    response = desk(editor).get(reverse(INDEX))
    assert response.context["waiting"]["alerts"] == []
    html = response.content.decode()
    assert "Take a claim from the queue" in html
    assert "Open a claim and start a review" in html


def test_the_first_page_costs_the_same_however_much_waits(
    desk, editor, reviewer, django_assert_num_queries
):
    client = desk(editor)
    client.get(reverse(INDEX))
    for filled in (False, True):
        if filled:
            for _ in range(3):
                assign(factories.make_claim(speaker=factories.make_speaker()), editor)
                factories.make_submitted_review(by=reviewer)
                factories.make_review(by=editor)
        with django_assert_num_queries(16):
            client.get(reverse(INDEX))

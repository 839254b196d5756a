"""Two editors, one row, the same moment: one of them wins, the other is told, nothing is
overwritten in silence."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from claims.models import Claim, ClaimEvent, PublishedVersion
from claims.services.documents import reading
from tests import factories

from .pages import draft, listed, page, told, verb

pytestmark = pytest.mark.django_db(transaction=True)
BULK = f"{listed('claim')}bulk/"


@pytest.fixture
def at_once(desk):
    """at_once((user, address, data), …) -> the answers to posts that go off together."""

    def post(barrier, client, address, data):
        try:
            barrier.wait()
            return client.post(address, data)
        finally:
            connection.close()

    def run(*posts):
        barrier = Barrier(len(posts))
        with ThreadPoolExecutor(len(posts)) as pool:
            sent = [pool.submit(post, barrier, desk(user), *rest) for user, *rest in posts]
            return [each.result() for each in sent]

    return run


@pytest.fixture
def colleague():
    return factories.editor(username="carla")


def test_a_form_in_two_windows(at_once, reviewer):
    review = factories.make_ready_review(by=reviewer)
    texts = ("From the first window.", "From the second window.")
    answers = at_once(*((reviewer, page(review), draft(review, summary=text)) for text in texts))
    shown = [answer.content.decode() for answer in answers]
    conflicts = ["saved elsewhere" in html for html in shown]
    assert sorted(conflicts) == [False, True]
    review.refresh_from_db()
    assert review.summary == texts[conflicts.index(False)]
    # Who lost sees both: what is stored, and what they typed.
    assert all(text in shown[conflicts.index(True)] for text in texts)


def test_the_script_that_saves_while_one_types(at_once, reviewer):
    review = factories.make_ready_review(by=reviewer)
    texts = ("From the first window.", "From the second window.")
    at = verb(review, "autosave")
    answers = at_once(*((reviewer, at, draft(review, summary=text)) for text in texts))
    codes = [answer.status_code for answer in answers]
    assert sorted(codes) == [200, 409]
    review.refresh_from_db()
    assert review.summary == texts[codes.index(200)]


def test_two_decisions_about_a_claim(at_once, reviewer, colleague):
    claim = factories.make_claim()
    answers = at_once(
        (reviewer, verb(claim, "accept"), {"seen": "new"}),
        (colleague, verb(claim, "dismiss"), {"seen": "new", "reason": "No fact in it."}),
    )
    event = claim.events.get()
    claim.refresh_from_db()
    assert claim.status == event.to_status
    loser = 0 if event.by == colleague else 1
    assert any(words in told(answers[loser]) for words in ("colleague", "cannot become"))


def test_two_editors_approve(at_once, editor, colleague):
    review = factories.make_submitted_review()
    data = {"seen": reading(review), "confirmed": "1"}
    answers = at_once(*((user, verb(review, "approve"), data) for user in (editor, colleague)))
    version = PublishedVersion.objects.get()
    said = {user: told(answer) for user, answer in zip((editor, colleague), answers, strict=True)}
    assert said.pop(version.approver) == "Published."
    assert "not waiting for approval" in said.popitem()[1]


def test_two_people_start_a_review(at_once, reviewer, colleague):
    claim = factories.make_claim()
    answers = at_once(
        *((user, verb(claim, "start_review"), {"seen": "new"}) for user in (reviewer, colleague))
    )
    author = claim.reviews.get().author
    loser = answers[0 if author == colleague else 1]
    assert "has already started a review" in told(loser)


def test_two_who_decide_about_many(at_once, reviewer, colleague):
    claims = [factories.make_claim() for _ in range(5)]
    rows = {"row": [f"{claim.pk}:new" for claim in claims], "confirmed": "1"}
    answers = at_once(
        (reviewer, BULK, rows | {"step": "accept"}),
        (colleague, BULK, rows | {"step": "dismiss", "code": "unimportant"}),
    )
    assert ClaimEvent.objects.count() == 5
    for event in ClaimEvent.objects.select_related("claim"):
        assert event.claim.status == event.to_status != Claim.Status.NEW
    said = " ".join(map(told, answers))
    assert "left out" in said or "colleagues have decided meanwhile" in said

"""A long random walk through everything one can do to reviews: what is public has two people
behind it, after every step."""

from random import Random

import pytest
from django.db import connection

from claims.models import Correction, Review, ReviewEvent
from claims.services import corrections, reviews
from claims.services.documents import reading
from claims.services.reviews import ReviewRefused
from tests import factories

pytestmark = pytest.mark.django_db

# Every way that there is from one status to the next; "" is before the first.
WAYS = {
    ("", "draft"), ("draft", "submitted"), ("submitted", "draft"), ("draft", "withdrawn"),
    ("submitted", "withdrawn"), ("submitted", "published"), ("published", "corrected"),
    ("corrected", "corrected"), ("published", "retracted"), ("corrected", "retracted"),
}  # fmt: skip
PUBLIC = "('published', 'corrected', 'retracted')"
ALONE = f"""
    SELECT (SELECT count(*) FROM claims_review WHERE status IN {PUBLIC}
            AND (approver_id IS NULL OR approver_id = author_id))
         + (SELECT count(*) FROM claims_publishedversion
            WHERE approver_id IS NULL OR approver_id = author_id)
         + (SELECT count(*) FROM claims_review r WHERE status IN {PUBLIC}
            AND NOT EXISTS (SELECT FROM claims_publishedversion WHERE review_id = r.id))
         + (SELECT count(*) FROM claims_publishedversion v JOIN claims_review r ON r.id = review_id
            WHERE r.status NOT IN {PUBLIC})
"""


class Walk:
    """Any step, by anyone, about any review, in whatever state it is."""

    def __init__(self, seed: int):
        self.random = Random(seed)
        self.people = [
            factories.editor(), factories.editor(), factories.reviewer(), factories.reviewer(),
            factories.guest(), factories.administrator(),
        ]  # fmt: skip
        self.claims = [factories.make_claim() for _ in range(6)]
        self.done = 0

    def step(self) -> None:
        claim = self.random.choice(self.claims)
        review = claim.reviews.order_by("pk").last()
        over = review is not None and review.status == "retracted"
        if self.random.random() < (0.2 if over else 0.005):
            self.claims[self.claims.index(claim)] = factories.make_claim()
        verb = self.random.choice(self.VERBS)
        if self.random.random() < 0.5:  # else it hardly ever comes as far as a second correction
            verb = self.random.choice(self.FITTING.get(review and review.status, [Walk.start]))
        by = self.random.choice(self.people)
        try:
            if review is None or verb is Walk.start:
                self.start(claim, by)
            else:
                if verb is Walk.submit:  # the author alone may, and would rarely come by
                    by = self.random.choice([by, review.author])
                verb(self, review, by)
            self.done += 1
        except ReviewRefused:
            pass

    def start(self, claim, by) -> None:
        review = reviews.start_review(claim, by=by)
        fields = {"verdict": "false", "verdict_reason": "No.", "headline": "A seat changed hands"}
        fields |= {"summary": "It did not.", "body": "See [1]."}
        reviews.save_draft(review, fields, edition=review.edition, by=by)
        factories.make_evidence(review)

    def save(self, review, by) -> None:
        edition = review.edition - self.random.choice([0, 0, 1])
        verdict = self.random.choice(["", "true", "half_true", "false"])
        reviews.save_draft(review, {"verdict": verdict}, edition=edition, by=by)

    def submit(self, review, by) -> None:
        reviews.submit(review, by=by)

    def send_back(self, review, by) -> None:
        reviews.send_back(review, by=by, reason="Again, please.")

    def withdraw(self, review, by) -> None:
        reviews.withdraw(review, by=by, reason="No time.")

    def approve(self, review, by) -> None:
        seen = reading(review) if self.random.random() < 0.9 else "another text"
        reviews.approve(review, seen=seen, by=by)

    def propose(self, review, by) -> None:
        kind = self.random.choice(list(Correction.Kind))
        changes = {"summary": f"In {self.random.randrange(1900, 2000)}."}
        if kind == "rating_change":
            changes["verdict"] = self.random.choice(["true", "half_true", "false"])
        if kind == "retraction":
            changes = {}
        corrections.propose(review, kind=kind, reason="We were wrong.", changes=changes, by=by)

    def decide(self, review, by) -> None:
        correction = review.corrections.order_by("pk").last()
        if correction is None:
            raise ReviewRefused("There is none.")
        if self.random.random() < 0.3:
            corrections.decline(correction, by=by, reason="Not so.")
        else:
            corrections.approve(correction, seen=reading(review, correction), by=by)

    VERBS = [start, save, submit, send_back, withdraw, approve, propose, decide]
    FITTING = {
        "draft": [save, submit],
        "submitted": [send_back, approve, approve, approve],
        "published": [propose, decide, decide],
        "corrected": [propose, decide, decide],
    }


@pytest.mark.parametrize("steps", [400, pytest.param(10_000, marks=pytest.mark.faults)])
def test_nothing_is_ever_public_without_a_second_person(steps):
    walk = Walk(seed=steps)
    wrong = 0
    for _ in range(steps):
        walk.step()
        with connection.cursor() as cursor:
            cursor.execute(ALONE)
            wrong += cursor.fetchone()[0]
    ways = set(
        ReviewEvent.objects.exclude(from_status=None).values_list("from_status", "to_status")
    )
    public = Review.objects.filter(status__in=Review.PUBLIC).count()
    print(
        f"\n18 {steps:,} random steps, {walk.done:,} of them taken, {public} public reviews: "
        f"{wrong} without a second person (bar: 0)"
    )
    assert wrong == 0
    # Declined and taken back corrections are noted as steps that lead nowhere.
    assert {way for way in ways if way[0] != way[1]} <= WAYS
    assert public > 0
    assert walk.done > steps / 10
    assert steps < 10_000 or {*WAYS} <= ways | {("corrected", "corrected")}

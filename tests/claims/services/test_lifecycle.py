"""Random steps by random people: nothing is ever public without two of them."""

from contextlib import suppress
from random import Random

import pytest

from claims.models import Change, Correction, PublishedVersion, Review
from claims.services import corrections, reviews
from claims.services.reviews import ReviewRefused
from tests.factories import approve, approve_correction, editor, make_ready_review, reviewer

STEPS = 90


class Life:
    """One review among four people who try everything, in any order."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.people = [reviewer(), reviewer(), editor(), editor()]
        self.pk = make_ready_review(by=self.anybody()).pk

    @property
    def review(self):
        return Review.objects.get(pk=self.pk)

    def anybody(self):
        return self.random.choice(self.people)

    def verdict(self):
        return self.random.choice(["", "true", "half_true", "misleading", "false"])

    def step(self):
        verb = self.random.choice(
            [self.save, self.send_back, self.withdraw]
            + 5 * [self.submit, self.approve]
            + 4 * [self.propose, self.approve_correction]
            + [self.decline]
        )
        with suppress(ReviewRefused):
            verb(self.review, self.anybody())

    def save(self, review, by):
        fields = {"verdict": self.verdict(), "summary": "Words."}
        reviews.save_draft(review, fields, edition=review.edition, by=by)

    def submit(self, review, by):
        reviews.submit(review, by=by)

    def send_back(self, review, by):
        reviews.send_back(review, by=by, reason="Again.")

    def approve(self, review, by):
        approve(review, by=by)

    def withdraw(self, review, by):
        if self.random.random() < 0.02:
            reviews.withdraw(review, by=by, reason="No.")

    def propose(self, review, by):
        kind = self.random.choices(Correction.Kind.values, weights=[4, 4, 4, 9, 0.5])[0]
        corrections.propose(
            review,
            kind=Correction.Kind(kind),
            reason="Because.",
            changes={"verdict": self.verdict(), "summary": str(self.random.random())},
            by=by,
        )

    def approve_correction(self, review, by):
        for correction in review.corrections.filter(status="proposed"):
            approve_correction(correction, by=by)

    def decline(self, review, by):
        for correction in review.corrections.filter(status="proposed"):
            corrections.decline(correction, by=by, reason="No.")


def check(review):
    versions = list(PublishedVersion.objects.filter(review=review).order_by("number"))
    assert review.is_public == bool(versions)
    assert [v.number for v in versions] == list(range(1, len(versions) + 1))
    assert Change.objects.filter(version__review=review).count() == len(versions)
    for version in versions:
        assert version.approver_id != version.author_id
        assert version.approver.has_perm("claims.approve_review")
    if versions:
        assert versions[-1].verdict == review.verdict == versions[-1].document["verdict"]["code"]
    return len(versions)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_public_means_two_people(seed):
    life = Life(seed)
    for _ in range(STEPS):
        life.step()
        check(life.review)


@pytest.mark.django_db
def test_the_walks_go_far_enough_to_mean_something():
    lives = [Life(seed) for seed in range(5)]
    for life in lives:
        for _ in range(STEPS):
            life.step()
    assert sum(check(life.review) for life in lives) > 5

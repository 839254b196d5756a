"""Random steps by random people: nothing is ever public without two of them."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from claims.models import Change, Correction, PublishedVersion, Review
from claims.services import corrections, reviews
from claims.services.reviews import ReviewRefused
from tests.factories import editor, make_claim, make_evidence, reviewer

PEOPLE = st.sampled_from(["reviewer", "other reviewer", "editor", "other editor"])
VERDICTS = st.sampled_from(["", "true", "half_true", "misleading"])


class Life(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.people = dict(
            zip(PEOPLE.elements, [reviewer(), reviewer(), editor(), editor()], strict=True)
        )
        self.pk = reviews.start_review(make_claim(), by=self.people["reviewer"]).pk
        make_evidence(self.review)

    @property
    def review(self):
        return Review.objects.get(pk=self.pk)

    def attempt(self, verb, *args, **kwargs):
        try:
            verb(*args, **kwargs)
        except ReviewRefused as refusal:
            assert str(refusal)

    @rule(who=PEOPLE, verdict=VERDICTS, text=st.sampled_from(["", "Words."]))
    def save(self, who, verdict, text):
        fields = {"verdict": verdict, "verdict_reason": text, "summary": text}
        review = self.review
        self.attempt(
            reviews.save_draft, review, fields, edition=review.edition, by=self.people[who]
        )

    @rule(who=PEOPLE)
    def submit(self, who):
        self.attempt(reviews.submit, self.review, by=self.people[who])

    @rule(who=PEOPLE)
    def send_back(self, who):
        self.attempt(reviews.send_back, self.review, by=self.people[who], reason="Again.")

    @rule(who=PEOPLE, behind=st.integers(0, 1))
    def approve(self, who, behind):
        review = self.review
        self.attempt(reviews.approve, review, edition=review.edition - behind, by=self.people[who])

    @rule(who=PEOPLE)
    def withdraw(self, who):
        self.attempt(reviews.withdraw, self.review, by=self.people[who], reason="No.")

    @rule(who=PEOPLE, kind=st.sampled_from(Correction.Kind.values), verdict=VERDICTS)
    def propose(self, who, kind, verdict):
        self.attempt(
            corrections.propose,
            self.review,
            kind=Correction.Kind(kind),
            reason="Because.",
            changes={"verdict": verdict, "summary": f"{kind} {verdict}"},
            by=self.people[who],
        )

    @rule(who=PEOPLE, approve=st.booleans())
    def decide(self, who, approve):
        if correction := Correction.objects.filter(status="proposed").first():
            by = self.people[who]
            if approve:
                self.attempt(corrections.approve, correction, by=by)
            else:
                self.attempt(corrections.decline, correction, by=by, reason="No.")

    @invariant()
    def public_means_two_people(self):
        review, versions = self.review, list(PublishedVersion.objects.order_by("number"))
        assert review.is_public == bool(versions)
        assert [v.number for v in versions] == list(range(1, len(versions) + 1))
        for version in versions:
            assert version.approver_id != version.author_id
            assert version.approver.has_perm("claims.approve_review")
        if versions:
            assert (
                versions[-1].verdict == review.verdict == versions[-1].document["verdict"]["code"]
            )
        assert Change.objects.count() == len(versions)


class TestLife(Life.TestCase, TransactionTestCase):
    settings = settings(
        max_examples=15,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


pytestmark = pytest.mark.django_db

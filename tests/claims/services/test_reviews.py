import pytest
from django.db import connection

from claims.models import Article, Change, Claim, PublishedVersion, Review, ReviewEvent
from claims.services import claims, documents, reviews
from claims.services.reviews import Conflict, ReviewRefused
from tests.factories import (
    approve,
    editor,
    make_claim,
    make_evidence,
    make_published_review,
    make_ready_review,
    make_review,
    make_speaker,
    make_submitted_review,
    reviewer,
)

pytestmark = pytest.mark.django_db


def fresh(review):
    return Review.objects.get(pk=review.pk)


class TestStart:
    def test_the_claim_is_under_review(self):
        review = make_review()
        review.claim.refresh_from_db()
        assert review.claim.status == Claim.Status.UNDER_REVIEW
        assert (
            review.slug == "it-was-the-first-time-since-1982-the-governing-party-had-taken-a-seat"
        )

    def test_a_second_live_review_is_refused_by_name(self):
        review = make_review()
        with pytest.raises(ReviewRefused, match=review.author.username):
            reviews.start_review(review.claim, by=reviewer())

    def test_after_a_withdrawal_somebody_else_may_start(self):
        review = make_review()
        reviews.withdraw(review, by=review.author, reason="Out of time.")
        again = reviews.start_review(review.claim, by=reviewer())
        assert again.slug != review.slug

    def test_dismissed_claims_are_reopened_first(self):
        with pytest.raises(ReviewRefused, match="Reopen"):
            reviews.start_review(make_claim(status="dismissed"), by=reviewer())

    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            ("Crime is the highest since 1997.", "crime-is-the-highest-since-1997"),
            ("البطالة انخفضت منذ 1990", "verdict-1990"),
            ("البطالة انخفضت", "verdict"),
            ("x" * 200, "x" * 70),
        ],
    )
    def test_the_address_is_the_claim_s_first_words(self, text, slug):
        assert make_review(make_claim(text=text)).slug == slug
        assert make_review(make_claim(text=text)).slug.startswith(f"{slug}-")

    def test_two_people_may_ask_for_the_same_address_at_once(self, monkeypatch):
        first = make_review(make_claim(text="Crime is the highest since 1997."))
        monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)
        second = make_review(make_claim(text="Crime is the highest since 1997."))
        assert second.slug.startswith(f"{first.slug}-")


class TestSave:
    def test_moves_the_edition(self):
        review = make_review()
        reviews.save_draft(review, {"summary": "A."}, edition=review.edition, by=review.author)
        assert (review.summary, review.edition) == ("A.", 2)

    def test_a_stale_edition_is_a_conflict_and_overwrites_nothing(self):
        review = make_review()
        reviews.save_draft(review, {"summary": "A."}, edition=1, by=review.author)
        with pytest.raises(Conflict):
            reviews.save_draft(review, {"summary": "B."}, edition=1, by=review.author)
        assert fresh(review).summary == "A."

    @pytest.mark.parametrize("field", ["status", "approver_id", "author", "slug"])
    def test_only_the_draft_s_own_fields(self, field):
        review = make_review()
        with pytest.raises(ReviewRefused, match=field):
            reviews.save_draft(review, {field: "x"}, edition=1, by=review.author)

    def test_only_its_author(self):
        with pytest.raises(ReviewRefused, match="is writing this review"):
            reviews.save_draft(make_review(), {"summary": "B."}, edition=1, by=editor())

    def test_not_after_submission(self):
        review = make_submitted_review()
        with pytest.raises(ReviewRefused, match="only a draft"):
            reviews.save_draft(review, {"summary": "B."}, edition=review.edition, by=review.author)


class TestSubmit:
    @pytest.mark.parametrize(
        ("field", "fix"),
        [("verdict", "verdict"), ("verdict_reason", "one line"), ("summary", "summary")],
    )
    def test_says_what_is_missing(self, field, fix):
        review = make_ready_review(**{field: ""})
        with pytest.raises(ReviewRefused, match=fix):
            reviews.submit(review, by=review.author)

    def test_needs_evidence(self):
        review = make_ready_review()
        review.evidence.all().delete()
        with pytest.raises(ReviewRefused, match="evidence"):
            reviews.submit(review, by=review.author)

    def test_the_speaker_must_have_been_asked(self):
        review = make_ready_review(make_claim(speaker=make_speaker()))
        with pytest.raises(ReviewRefused, match="Ask the speaker"):
            reviews.submit(review, by=review.author)
        reviews.save_draft(
            review, {"reply": "We stand by it."}, edition=review.edition, by=review.author
        )
        reviews.submit(review, by=review.author)
        assert fresh(review).status == Review.Status.SUBMITTED

    def test_can_be_sent_back_and_submitted_again(self):
        review = make_submitted_review()
        reviews.send_back(review, by=editor(), reason="Cite the register.")
        make_evidence(review)
        reviews.submit(review, by=review.author)
        assert [e.to_status for e in ReviewEvent.objects.order_by("pk")] == [
            "draft",
            "submitted",
            "draft",
            "submitted",
        ]


class TestApprove:
    def test_publishes_one_frozen_version_and_tells_partners(self):
        review = make_published_review()
        version = PublishedVersion.objects.get()
        assert review.status == Review.Status.PUBLISHED
        assert (version.number, version.kind, version.verdict) == (1, "publication", "mostly_true")
        assert (version.author, version.approver) == (review.author, review.approver)
        assert Change.objects.get().kind == Change.Kind.PUBLISH
        assert Claim.objects.get().status == Claim.Status.REVIEWED

    def test_not_by_its_author_even_as_an_editor(self):
        review = make_submitted_review(by=editor())
        with pytest.raises(ReviewRefused, match="You wrote this review; another editor"):
            approve(review, by=review.author)

    def test_not_by_a_reviewer(self):
        review = make_submitted_review()
        with pytest.raises(ReviewRefused, match="Only an editor"):
            approve(review, by=reviewer())

    @pytest.mark.parametrize(
        "change",
        [
            lambda review: review.evidence.update(title="Another record"),
            lambda review: claims.edit(review.claim, {"text": "Other words."}, by=reviewer()),
            lambda review: review.claim.appearances.update(voice="headline"),
            lambda review: Article.objects.update(title="Another title"),
            lambda review: Review.objects.update(summary="Another summary."),
        ],
        ids=["evidence", "claim", "appearance", "article", "text"],
    )
    def test_not_what_the_editor_has_not_read(self, change):
        review = make_submitted_review()
        seen = documents.reading(review)
        change(review)
        with pytest.raises(Conflict, match="Read it again"):
            reviews.approve(review, seen=seen, by=editor())
        assert not PublishedVersion.objects.exists()

    def test_twice_is_refused(self):
        review = make_published_review()
        with pytest.raises(ReviewRefused, match="not waiting"):
            approve(review, by=editor())
        assert PublishedVersion.objects.count() == 1

    def test_is_all_or_nothing(self, monkeypatch):
        review = make_submitted_review()

        def broken(*args):
            raise ValueError("bad luck")

        monkeypatch.setattr("claims.services.publishing.build_document", broken)
        with pytest.raises(ValueError, match="bad luck"):
            approve(review, by=editor())
        assert fresh(review).status == Review.Status.SUBMITTED
        assert not Change.objects.exists()

    def test_works_as_the_runtime_role(self, runtime_role):
        review, second = make_submitted_review(), editor()
        with runtime_role():
            approve(review, by=second)
        assert PublishedVersion.objects.get().approver == second


class TestWithdraw:
    def test_the_claim_returns_to_the_queue(self):
        review = make_submitted_review()
        reviews.withdraw(review, by=review.author, reason="Superseded by events.")
        assert Claim.objects.get().status == Claim.Status.ACCEPTED

    def test_not_after_publication(self):
        review = make_published_review()
        with pytest.raises(ReviewRefused, match="Propose a retraction"):
            reviews.withdraw(review, by=review.author, reason="")

    def test_needs_a_reason(self):
        review = make_review()
        with pytest.raises(ReviewRefused, match="Say why"):
            reviews.withdraw(review, by=review.author, reason=" ")

    def test_not_by_a_colleague(self):
        with pytest.raises(ReviewRefused, match="author or an editor"):
            reviews.withdraw(make_review(), by=reviewer(), reason="")


def test_a_name_in_the_record_survives_the_person(runtime_role):
    """Accounts are deactivated; deleting one that wrote something is refused by Django too."""
    review = make_published_review()
    with pytest.raises(Exception, match="protected foreign keys"):
        review.author.delete()
    assert connection.is_usable()

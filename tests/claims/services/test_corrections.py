import pytest
from django.db import connection

from claims.models import Change, Correction, PublishedVersion, Review, ReviewEvent
from claims.services import corrections, documents
from claims.services.reviews import Conflict, ReviewRefused
from tests.factories import (
    approve_correction,
    editor,
    make_published_review,
    make_submitted_review,
    reviewer,
)

pytestmark = pytest.mark.django_db
Kind = Correction.Kind


def propose(review, kind=Kind.RATING_CHANGE, changes=None, by=None, **fields):
    return corrections.propose(
        review,
        kind=kind,
        reason=fields.pop("reason", "A record of 1960 was found."),
        changes={"verdict": "true"} if changes is None else changes,
        by=by or reviewer(),
        **fields,
    )


def test_a_rating_change_becomes_version_two_and_version_one_stays():
    review = make_published_review()
    before = review.versions.get().document
    second = editor()
    correction = propose(review)
    assert Review.objects.get().verdict == "mostly_true"
    version = approve_correction(correction, by=second)
    review.refresh_from_db()
    assert (review.status, review.verdict) == (Review.Status.CORRECTED, "true")
    assert (version.number, version.verdict, version.approver) == (2, "true", second)
    assert version.note == "A record of 1960 was found."
    assert version.document["verdict"]["code"] == "true"
    assert [v["verdict"]["code"] for v in version.document["versions"]] == ["mostly_true", "true"]
    assert review.versions.get(number=1).document == before
    assert [c.kind for c in Change.objects.order_by("pk")] == ["publish", "re_rate"]


@pytest.mark.parametrize(
    ("kind", "changes", "reason", "says"),
    [
        (Kind.CORRECTION, {"verdict": "true"}, "why", "rating change"),
        (Kind.RATING_CHANGE, {"summary": "New."}, "why", "needs a new verdict"),
        (Kind.CLARIFICATION, {}, "why", "Nothing changes"),
        (Kind.RATING_CHANGE, {"verdict": "true"}, " ", "what changed and why"),
        (Kind.CLARIFICATION, {"summary": "  "}, "why", "keeps its verdict"),
        (Kind.RATING_CHANGE, {"verdict": ""}, "why", "keeps its verdict"),
    ],
)
def test_the_ladder_means_what_it_says(kind, changes, reason, says):
    with pytest.raises(ReviewRefused, match=says):
        propose(make_published_review(), kind, changes, reason=reason)


@pytest.mark.parametrize(
    ("kind", "changes", "status", "change"),
    [
        (Kind.SPELLING, {"summary": "New."}, "corrected", "correct"),
        (Kind.CLARIFICATION, {"summary": "New."}, "corrected", "correct"),
        (Kind.CORRECTION, {"body": "New."}, "corrected", "correct"),
        (Kind.RATING_CHANGE, {"verdict": "false"}, "corrected", "re_rate"),
        (Kind.RETRACTION, {}, "retracted", "retract"),
    ],
)
def test_every_rung(kind, changes, status, change):
    review = make_published_review()
    approve_correction(propose(review, kind, changes), by=editor())
    assert Review.objects.get().status == status
    assert Change.objects.order_by("pk").last().kind == change
    assert PublishedVersion.objects.get(number=2).document["kind"] == kind


def test_the_reasoning_can_be_emptied():
    review = make_published_review()
    version = approve_correction(propose(review, Kind.CLARIFICATION, {"body": ""}))
    assert version.document["body"] == ""


def test_new_evidence_is_public_only_once_approved():
    review = make_published_review()
    item = {"role": "supports", "title": "Minutes of 1960", "url": "https://records.example/1960"}
    first = propose(review, Kind.CLARIFICATION, {}, evidence=[item])
    corrections.decline(first, by=editor(), reason="Not the original.")
    second = propose(review, Kind.CLARIFICATION, {}, evidence=[{**item, "title": "Register"}])
    version = approve_correction(second, by=editor())
    assert [e["title"] for e in version.document["evidence"]] == ["List of byelections", "Register"]


def test_nobody_approves_their_own_correction():
    correction = propose(make_published_review(), by=editor())
    with pytest.raises(ReviewRefused, match="You proposed this correction"):
        approve_correction(correction, by=correction.author)


def test_not_what_the_editor_has_not_read():
    correction = propose(make_published_review())
    seen = documents.reading(correction.review, correction)
    correction.review.claim.appearances.update(voice="headline")
    with pytest.raises(Conflict, match="Read it again"):
        corrections.approve(correction, seen=seen, by=editor())
    assert PublishedVersion.objects.count() == 1


def test_a_reviewer_cannot_approve():
    with pytest.raises(ReviewRefused, match="Only an editor"):
        approve_correction(propose(make_published_review()), by=reviewer())


def test_the_author_of_the_review_may_approve_what_somebody_else_proposes():
    author = editor()
    review = make_published_review(by=author)
    version = approve_correction(propose(review), by=author)
    assert version.approver == author != version.author


def test_a_correction_is_decided_once():
    correction = propose(make_published_review())
    approve_correction(correction, by=editor())
    for verb in (approve_correction, lambda c, by: corrections.decline(c, by=by, reason="x")):
        with pytest.raises(ReviewRefused):
            verb(correction, by=editor())
    assert PublishedVersion.objects.count() == 2


def test_one_open_correction_at_a_time():
    review = make_published_review()
    propose(review)
    with pytest.raises(ReviewRefused, match="already waiting"):
        propose(review)


def test_its_author_may_take_it_back():
    review = make_published_review()
    correction = propose(review)
    corrections.decline(correction, by=correction.author, reason="My mistake.")
    assert Correction.objects.get().status == Correction.Status.WITHDRAWN
    assert ReviewEvent.objects.first().reason == "Withdrawn. My mistake."
    propose(review)


def test_declining_needs_a_reason():
    correction = propose(make_published_review())
    with pytest.raises(ReviewRefused, match="Say why"):
        corrections.decline(correction, by=editor(), reason=" ")


def test_only_published_reviews_are_corrected():
    with pytest.raises(ReviewRefused, match="Only a published review"):
        propose(make_submitted_review())


def test_what_was_legally_removed_comes_back_by_no_correction():
    review, by = make_published_review(), editor()
    correction = propose(review)
    with connection.cursor() as cursor:
        version = review.versions.get().uuid
        cursor.execute("SELECT legally_remove('version', %s, 'Order', %s)", [version, by.pk])
    with pytest.raises(ReviewRefused, match="removed for legal reasons"):
        approve_correction(correction, by=by)
    corrections.decline(correction, by=by, reason="Removed.")
    with pytest.raises(ReviewRefused, match="removed for legal reasons"):
        propose(review)


def test_after_a_retraction_nothing_is_corrected():
    review = make_published_review()
    approve_correction(propose(review, Kind.RETRACTION, {}), by=editor())
    with pytest.raises(ReviewRefused, match="Only a published review"):
        propose(review)


def test_a_correction_made_on_an_older_version_is_refused():
    review = make_published_review()
    opened = review.edition
    approve_correction(propose(review, Kind.CLARIFICATION, {"summary": "Clearer."}))
    with pytest.raises(Conflict, match="has been published since"):
        propose(review, edition=opened)
    review.refresh_from_db()
    assert propose(review, edition=review.edition).summary == "Clearer."


def test_a_text_does_not_refer_to_what_is_dropped():
    review = make_published_review(body="The list shows it [1].")
    new = [{"role": "supports", "title": "B", "url": "https://b.example/"}]
    arguments = {"kind": Kind.CORRECTION, "dropped": review.evidence.all(), "evidence": new}
    with pytest.raises(ReviewRefused, match=r"still refers to \[1\]"):
        propose(review, changes={"summary": "Other."}, **arguments)
    assert propose(review, changes={"body": "See [2]."}, **arguments)


def test_something_stays_cited():
    review = make_published_review(body="No number.")
    with pytest.raises(ReviewRefused, match="at least one piece"):
        propose(review, Kind.CORRECTION, {"summary": "Other."}, dropped=review.evidence.all())


def test_what_is_not_cited_cannot_be_dropped():
    review = make_published_review()
    new = [{"role": "supports", "title": "B", "url": "https://b.example/"}]
    declined = propose(review, Kind.CORRECTION, {"summary": "Other."}, evidence=new)
    corrections.decline(declined, by=declined.author, reason="No.")
    with pytest.raises(ReviewRefused, match="Nothing changes"):
        propose(review, Kind.CORRECTION, {}, dropped=declined.evidence.all())

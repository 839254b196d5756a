from time import perf_counter

import pytest

from claims.models import Comment, Correction
from claims.services import comments, corrections, reviews
from claims.services.comments import Words
from claims.services.reviews import ReviewRefused
from tests.factories import (
    approve_correction,
    editor,
    make_published_review,
    make_review,
    make_submitted_review,
    reviewer,
)

pytestmark = pytest.mark.django_db

SUMMARY = "The last such gain was in 1982. The list says so."


@pytest.fixture
def review():
    return make_submitted_review(summary=SUMMARY)


def about(words, text=SUMMARY):
    return Words("summary", words, text.index(words))


def test_a_remark_stands_at_its_words(review):
    comment = comments.remark(review, "By whom?", by=editor(), about=about("The list"))
    assert comments.place(comment, {"summary": SUMMARY}) == SUMMARY.index("The list")
    assert (comment.prefix, comment.suffix) == ("The last such gain was in 1982. ", " says so.")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("Well. " + SUMMARY, 38),  # moved
        ("The list says so.", 0),  # what stood before is gone, the words stand once
        ("The list, and the list: The list", None),  # twice: which is meant?
        ("It says so.", None),  # gone
        ("", None),
    ],
)
def test_an_anchor_never_guesses(review, now, expected):
    comment = comments.remark(review, "By whom?", by=editor(), about=about("The list"))
    assert comments.place(comment, {"summary": now}) == expected


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (Words("summary", "not there", 3), "not in the text"),
        (Words("summary", " ", 3), "Name the words"),
        (Words("summary", "e", -2), "more than once"),
        (Words("summary", "s", 10**17), "more than once"),
        (Words("", "1982"), "more than once"),  # in the summary, and in the claim in short
        (Words("status", "submitted", 0), "not in the text"),
    ],
)
def test_words_that_are_not_there_are_refused(review, words, says):
    with pytest.raises(ReviewRefused, match=says):
        comments.remark(review, "By whom?", by=editor(), about=words)


def test_words_that_were_typed_are_found_where_they_stand_once(review):
    comment = comments.remark(review, "By whom?", by=editor(), about=Words("", "The list s"))
    assert (comment.field, comment.start) == ("summary", SUMMARY.index("The list"))


def test_a_remark_on_an_open_correction_stands_in_its_text():
    review = make_published_review(summary=SUMMARY)
    before = comments.remark(review, "As published.", by=editor(), about=about("1982"))
    correction = corrections.propose(
        review,
        kind=Correction.Kind.CLARIFICATION,
        reason="Clearer.",
        changes={"summary": "The last one, in 1982 too."},
        by=reviewer(),
    )
    words = Words("summary", "in 1982 too", 14)
    comment = comments.remark(review, "Too?", by=editor(), about=words)
    assert (before.correction, comment.correction) == (None, correction)
    assert comments.answer(comment, "Yes.", by=reviewer()).correction == correction
    approve_correction(correction)
    review.refresh_from_db()
    assert comments.remark(review, "Thanks.", by=editor()).correction is None


def test_a_remark_is_no_book(review):
    with pytest.raises(ReviewRefused, match="10,001. Shorten"):
        comments.remark(review, "x" * 10_001, by=editor())


def test_a_million_letters_are_looked_through_at_once(review):
    comment = comments.remark(review, "By whom?", by=editor(), about=about("e", "The"))
    comment.exact, comment.prefix = "a", "b"
    began = perf_counter()
    assert comments.place(comment, {"summary": "a" * 10**6}) is None
    assert perf_counter() - began < 5


def test_settled_once_and_reopened(review):
    comment, by = comments.remark(review, "By whom?", by=editor()), editor()
    comments.settle(comment, by=by)
    with pytest.raises(ReviewRefused, match="colleague"):
        comments.settle(comment, by=by)
    comments.reopen(comment)
    comments.settle(comment, by=by)


def test_an_answer_belongs_to_the_first_remark(review):
    first = comments.remark(review, "By whom?", by=editor())
    second = comments.answer(first, "The House.", by=review.author)
    assert comments.answer(second, "Thanks.", by=editor()).parent == first


def test_dissent_stays_and_does_not_stop_the_publication(review):
    comment = comments.dissent(review, "I would say half true.", by=editor())
    assert review.events.first().reason == "Dissent: I would say half true."
    with pytest.raises(ReviewRefused):
        comments.settle(comment, by=editor())
    Comment.objects.get(pk=comment.pk)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_remark_is_refused(review, text):
    with pytest.raises(ReviewRefused, match="Write"):
        comments.remark(review, text, by=editor())


def test_a_withdrawn_review_is_closed():
    review = make_review()
    reviews.withdraw(review, by=review.author, reason="No time.")
    review.refresh_from_db()
    with pytest.raises(ReviewRefused, match="withdrawn"):
        comments.remark(review, "Why?", by=editor())


def test_after_publication_remarks_go_on():
    assert comments.remark(make_published_review(), "A newer list is out.", by=editor())

import pytest

from claims.models import Review, ReviewEvent
from claims.services import partners, reviews
from claims.services.documents import reading
from tests import factories

from .pages import ITEM, draft, page, told, verb

VERBS = ["submit", "approve", "send_back", "withdraw", "approve_correction", "decline_correction"]


@pytest.fixture
def review(reviewer):
    """A draft of the reviewer's that the gate lets through."""
    return factories.make_ready_review(by=reviewer)


@pytest.fixture
def submitted(reviewer):
    return factories.make_submitted_review(by=reviewer)


def test_a_draft_is_saved_with_its_evidence(desk, reviewer):
    review = factories.make_review(by=reviewer)
    data = draft(review, [ITEM, {**ITEM, "role": "context", "primary": "on"}], verdict="false",
                 summary="A\r\nB", body="Text [1].", reply_asked_on="2017-02-27")  # fmt: skip
    response = desk(reviewer).post(page(review), data)
    assert told(response) == "Saved."
    review.refresh_from_db()
    assert (review.verdict, review.summary, review.body) == ("false", "A\nB", "Text [1].")
    assert review.reply_asked_on.isoformat() == "2017-02-27"
    assert review.edition == 2
    assert [e.primary for e in review.evidence.all()] == [False, True]


def test_evidence_is_changed_and_removed(desk, reviewer, review):
    data = draft(review) | {"evidence-0-title": "Another list"}
    desk(reviewer).post(page(review), data)
    assert review.evidence.get().title == "Another list"
    review.refresh_from_db()
    desk(reviewer).post(page(review), draft(review) | {"evidence-0-DELETE": "on"})
    assert not review.evidence.exists()


def test_an_edition_that_is_old_loses_nothing_on_either_side(desk, reviewer, review):
    old = draft(review, [{**ITEM, "title": "Mine, new"}], summary="What I typed.")
    reviews.save_draft(review, {"summary": "What is stored."}, edition=review.edition, by=reviewer)
    client = desk(reviewer)
    html = client.post(page(review), old).content.decode()
    for expected in ("saved elsewhere", "What I typed.", "What is stored.", "Mine, new"):
        assert expected in html
    assert html.count("Stored now:") == 1
    review.refresh_from_db()
    assert review.summary == "What is stored."
    assert review.evidence.count() == 1
    assert f'name="edition" value="{review.edition}"' in html
    client.post(page(review), old | {"edition": review.edition})
    review.refresh_from_db()
    assert review.summary == "What I typed."
    assert review.evidence.count() == 2


def test_an_old_edition_with_a_mistake_in_it_says_both(desk, reviewer, review):
    old = draft(review, headline="x" * 76)
    reviews.save_draft(review, {"summary": "Stored."}, edition=review.edition, by=reviewer)
    html = desk(reviewer).post(page(review), old).content.decode()
    assert "saved elsewhere" in html
    assert "at most 75 characters" in html


def test_a_draft_that_was_handed_in_meanwhile_keeps_what_was_typed(desk, reviewer, review):
    late = draft(review, summary="Too late, but mine.")
    reviews.submit(review, by=reviewer)
    html = desk(reviewer).post(page(review), late).content.decode()
    assert "only a draft can be edited" in html
    assert "Too late, but mine." in html
    review.refresh_from_db()
    assert review.summary != "Too late, but mine."


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"verdict": "perhaps"}, "not one of the available choices"),
        ({"headline": "x" * 76}, "at most 75 characters"),
        ({"body": "x" * 30_001}, "at most 30000 characters"),
        ({"reply_asked_on": "soon"}, "Enter a valid date"),
        ({"evidence-0-url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"evidence-0-title": ""}, "This field is required"),
        ({"evidence-TOTAL_FORMS": ""}, "did not arrive whole"),
    ],
)
def test_a_wrong_field_is_marked_and_nothing_saved(desk, reviewer, review, fields, says):
    data = draft(review, summary="Typed.") | fields
    html = desk(reviewer).post(page(review), data).content.decode()
    assert says in html
    assert "Typed." in html
    review.refresh_from_db()
    assert (review.summary, review.edition) == ("The last such gain was in 1982.", 2)


def test_saving_and_handing_in_are_one_button(desk, reviewer, review):
    response = desk(reviewer).post(page(review), draft(review, _submit="", summary="Final."))
    review.refresh_from_db()
    assert (review.status, review.summary) == ("submitted", "Final.")
    assert "A colleague reads it now" in told(response)


def test_handing_in_too_early_saves_and_says_what_is_missing(desk, reviewer, review):
    response = desk(reviewer).post(page(review), draft(review, _submit="", summary="", body="New."))
    review.refresh_from_db()
    assert (review.status, review.body) == ("draft", "New.")
    assert "Not ready: Write a summary." in told(response)


def test_the_gate_is_a_checklist(desk, reviewer):
    html = desk(reviewer).get(page(factories.make_review(by=reviewer))).content.decode()
    for fix in (
        "Choose a verdict.",
        "Add at least one piece of evidence.",
        "Better: Give the article its link",
    ):
        assert fix in html


def test_a_colleagues_draft_is_read_only_and_says_why(desk, reviewer, review):
    html = desk(factories.reviewer()).get(page(review)).content.decode()
    assert "Rita Reviewer is writing this review" in html
    assert 'id="save"' not in html


def test_a_colleague_cannot_save_into_a_draft(desk, review):
    html = desk(factories.editor()).post(page(review), draft(review, summary="x")).content.decode()
    assert "Rita Reviewer is writing this review" in html
    review.refresh_from_db()
    assert review.summary != "x"


def test_the_text_is_shown_as_readers_will_see_it(desk, reviewer):
    body = "A **bold** [1] <b>tag</b>"
    review = factories.make_submitted_review(by=reviewer, body=body)
    html = desk(reviewer).get(page(review)).content.decode()
    assert "<strong>bold</strong>" in html
    assert "&lt;b&gt;tag" in html


def test_nobody_approves_their_own_review(desk):
    author = factories.editor()
    review = factories.make_submitted_review(by=author)
    html = desk(author).get(page(review)).content.decode()
    assert 'id="approve" disabled' in html
    assert "You wrote this review; another editor must approve it." in html
    data = {"confirmed": "1", "seen": reading(review)}
    response = desk(author).post(verb(review, "approve"), data)
    assert "another editor must approve it" in told(response)
    assert_status(review, "submitted")


def test_a_reviewer_does_not_approve(desk, submitted):
    colleague = factories.reviewer()
    html = desk(colleague).get(page(submitted)).content.decode()
    assert "Only an editor can approve a review." in html
    assert "Only an editor" in told(desk(colleague).post(verb(submitted, "approve")))


def test_approval_is_asked_once_and_publishes(desk, editor, submitted):
    partners.issue_key(factories.make_partner())
    client = desk(editor)
    data = {"seen": reading(submitted)}
    asked = client.post(verb(submitted, "approve"), data).content.decode()
    assert "This publishes" in asked
    assert "1 partner will receive it" in asked
    assert f'name="seen" value="{reading(submitted)}"' in asked
    assert_status(submitted, "submitted")
    response = client.post(verb(submitted, "approve"), data | {"confirmed": "1"})
    assert told(response) == "Published."
    assert_status(submitted, "published")
    assert submitted.versions.get().approver == editor


def test_what_changed_since_it_was_read_is_not_approved(desk, editor, submitted):
    data = {"seen": reading(submitted), "confirmed": "1"}
    submitted.evidence.update(title="Another record")
    response = desk(editor).post(verb(submitted, "approve"), data)
    assert "has changed since you read it" in told(response)
    assert_status(submitted, "submitted")


def test_sending_back_needs_a_reason(desk, editor, submitted):
    client = desk(editor)
    assert "Say what" in told(client.post(verb(submitted, "send_back"), {"reason": " "}))
    response = client.post(verb(submitted, "send_back"), {"reason": "Name the list."})
    assert "Sent back" in told(response)
    assert_status(submitted, "draft")
    assert "Name the list." in client.get(page(submitted)).content.decode()


def test_the_author_takes_it_back(desk, reviewer, submitted):
    response = desk(reviewer).post(verb(submitted, "send_back"), {"reason": "A typing error."})
    assert told(response) == "Yours again."


def test_withdrawing_is_asked_once(desk, reviewer, review):
    client = desk(reviewer)
    assert "The review ends here" in client.post(verb(review, "withdraw")).content.decode()
    assert_status(review, "draft")
    client.post(verb(review, "withdraw"), {"confirmed": "1", "reason": "A double."})
    assert_status(review, "withdrawn")
    assert ReviewEvent.objects.filter(review=review, reason="A double.").exists()


def test_a_published_review_is_not_withdrawn(desk, editor):
    review = factories.make_published_review(approver=editor)
    data = {"confirmed": "1", "reason": "No."}
    response = desk(editor).post(verb(review, "withdraw"), data)
    assert "Propose a retraction" in told(response)


def test_a_published_review_shows_its_versions(desk, editor):
    review = factories.make_published_review(approver=editor)
    html = desk(editor).get(page(review)).content.decode()
    assert f'href="{review.get_absolute_url()}versions/1/"' in html
    assert 'id="propose"' in html
    assert 'id="save"' not in html


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("send_back", "a\0b", "character that is not text"),
        ("withdraw", "a\0b", "character that is not text"),
        ("withdraw", " ", "Say why"),
    ],
)
def test_a_reason_is_words(desk, reviewer, submitted, name, words, says):
    data = {"reason": words, "confirmed": "1"}
    assert says in told(desk(reviewer).post(verb(submitted, name), data))
    assert_status(submitted, "submitted")


@pytest.mark.parametrize("edition", ["9" * 19, "9" * 5000, "-1", "x", "\0"])
def test_an_edition_that_never_was_saves_nothing(desk, reviewer, review, edition):
    data = draft(review, summary="Typed.", edition=edition)
    html = desk(reviewer).post(page(review), data).content.decode()
    assert "saved elsewhere" in html
    review.refresh_from_db()
    assert review.summary != "Typed."


@pytest.mark.parametrize("name", VERBS)
def test_verbs_answer_to_post_with_permission_only(desk, reviewer, submitted, name):
    assert desk(reviewer).get(verb(submitted, name)).status_code == 405
    assert desk(factories.make_user()).post(verb(submitted, name)).status_code == 403
    assert_status(submitted, "submitted")


# Who may do what with a review of Rita's that is waiting: the step, or why not.
@pytest.mark.parametrize(
    ("role", "name", "expected"),
    [
        ("reviewer", "approve", "another editor must approve it"),
        ("editor", "approve", "Published."),
        ("superuser", "approve", "Published."),
        ("colleague", "approve", "Only an editor can approve a review."),
        ("reviewer", "send_back", "Yours again."),
        ("editor", "send_back", "Sent back"),
        ("superuser", "send_back", "Sent back"),
        ("colleague", "send_back", "Only its author or an editor"),
        ("reviewer", "withdraw", "Withdrawn."),
        ("editor", "withdraw", "Withdrawn."),
        ("superuser", "withdraw", "Withdrawn."),
        ("colleague", "withdraw", "Only its author or an editor"),
        ("reviewer", "submit", "only a draft can be edited"),
        ("editor", "submit", "only a draft can be edited"),
    ],
)
def test_roles_and_verbs(desk, people, submitted, role, name, expected):
    user = factories.reviewer() if role == "colleague" else people[role]
    data = {"seen": reading(submitted), "confirmed": "1", "reason": "Because."}
    assert expected in told(desk(user).post(verb(submitted, name), data))


def assert_status(review, status):
    assert Review.objects.get(pk=review.pk).status == status

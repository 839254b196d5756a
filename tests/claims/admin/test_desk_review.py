"""The page where a review is written: it saves itself, its ledger, remarks, preview, copies."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import ArchivedCopy, Comment, Correction, Evidence, Revision
from claims.services import comments, copies, corrections, reviews
from tests import factories

from .pages import ITEM, draft, page, told, verb

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
def review(reviewer):
    return factories.make_ready_review(by=reviewer)


@pytest.fixture
def submitted(reviewer):
    return factories.make_submitted_review(by=reviewer)


@pytest.fixture
def kept(submitted):
    """A copy of what the submitted review cites."""
    item = submitted.evidence.get()
    copy = copies.ask_for(item)
    copies.complete(
        copies.take(copy.pk),
        body=b"<script>alert(1)</script>",
        final_url="https://records.example/x",
        headers={"content-type": 'text/html"\r\nX-Bad: 1', "date": "Mon\0day"},
    )
    copy.refresh_from_db()
    return copy


def autosave(client, review, **fields):
    return client.post(verb(review, "autosave"), draft(review, **fields))


# Saving by itself ---------------------------------------------------------------------------------


def test_what_is_typed_saves_itself_with_its_evidence(desk, reviewer, review):
    data = draft(review, [{**ITEM, "title": "New"}], summary="Typed.") | {
        "evidence-0-title": "Changed"
    }
    said = desk(reviewer).post(verb(review, "autosave"), data).json()
    review.refresh_from_db()
    assert (said["edition"], review.summary) == (review.edition, "Typed.")
    first, second = review.evidence.order_by("pk")
    assert (first.title, second.title) == ("Changed", "New")
    assert said["ids"] == {"evidence-0": first.pk, "evidence-1": second.pk}
    assert "Nothing stands in the way" in said["gate"]
    assert not ArchivedCopy.objects.exists()  # the link may be half typed


def test_a_new_item_is_saved_once_wherever_it_stands(desk, reviewer, review):
    """The page has it behind an empty one, and sends its id from then on."""
    client = desk(reviewer)
    data = draft(review, [{}, {**ITEM, "title": "New"}])
    data |= {"evidence-1-accessed_on": "2017-02-27", "initial-evidence-1-accessed_on": "2017-02-27"}
    said = client.post(verb(review, "autosave"), data).json()
    assert list(said["ids"]) == ["evidence-0", "evidence-2"]
    data |= {"edition": said["edition"], "evidence-2-id": said["ids"]["evidence-2"]}
    data["evidence-2-title"] = "New, and longer"
    client.post(verb(review, "autosave"), data)
    review.refresh_from_db()
    client.post(page(review), data | {"edition": review.edition})
    assert [e.title for e in review.evidence.order_by("pk")][1:] == ["New, and longer"]


def test_one_wrong_field_does_not_keep_the_others_from_being_saved(desk, reviewer, review):
    data = draft(review, [{"title": "Half"}], headline="x" * 76, summary="Typed.")
    data["evidence-0-url"] = "javascript:alert(1)"
    answer = desk(reviewer).post(verb(review, "autosave"), data)
    said = answer.json()
    assert answer.status_code == 200
    assert set(said["errors"]) == {"headline", "evidence-0-url"}
    assert said["unfinished"] == 1
    review.refresh_from_db()
    assert (review.summary, review.headline) == ("Typed.", "First seat taken since 1982")
    assert review.evidence.get().url == "https://records.example/byelections"


def test_another_window_wins_and_this_one_hears_of_it(desk, reviewer, review):
    client, old = desk(reviewer), draft(review, summary="Mine.")
    reviews.save_draft(review, {"summary": "Theirs."}, edition=review.edition, by=reviewer)
    answer = client.post(verb(review, "autosave"), old)
    assert answer.status_code == 409
    assert "saved elsewhere" in answer.json()["errors"][""][0]
    review.refresh_from_db()
    assert review.summary == "Theirs."


def test_handed_in_meanwhile_nothing_is_saved(desk, reviewer, review):
    old = draft(review, [{**ITEM, "title": "Late"}], summary="Late.")
    reviews.submit(review, by=reviewer)
    answer = desk(reviewer).post(verb(review, "autosave"), old)
    assert answer.status_code == 422
    review.refresh_from_db()
    assert review.summary != "Late."
    assert review.evidence.count() == 1


@pytest.mark.parametrize(
    "fields", [{"edition": "x"}, {"evidence-TOTAL_FORMS": "9999"}, {"edition": ""}]
)
def test_a_page_that_is_not_whole_saves_nothing(desk, reviewer, review, fields):
    answer = desk(reviewer).post(verb(review, "autosave"), draft(review, summary="x") | fields)
    assert answer.status_code == 422
    review.refresh_from_db()
    assert review.summary != "x"


def test_nobody_else_saves_into_it(desk, people, review):
    for name in ("editor", "guest", "administrator"):
        answer = autosave(desk(people[name]), review, summary="x")
        assert answer.status_code in (403, 422), name
    review.refresh_from_db()
    assert review.summary != "x"


def test_evidence_of_another_review_is_not_touched(desk, reviewer, review):
    other = factories.make_ready_review(
        claim=factories.make_claim(article=factories.make_article())
    )
    data = draft(review, summary="x") | {"evidence-0-id": other.evidence.get().pk}
    data["evidence-0-title"] = "Taken"
    desk(reviewer).post(page(review), data)
    assert other.evidence.get().title == "List of byelections"


def test_writing_for_an_hour_is_a_handful_of_revisions(desk, reviewer, review):
    client, events = desk(reviewer), review.events.count()
    for number in range(30):
        autosave(client, review, summary=f"Typed {number}.")
        review.refresh_from_db()
    assert review.revisions.count() == 1
    assert review.events.count() == events
    Revision.objects.update(began_at=timezone.now() - timedelta(minutes=11))
    autosave(client, review, summary="After a while.")
    assert review.revisions.count() == 2


def test_what_a_second_reader_saw_is_kept_to_compare(reviewer, editor, submitted):
    reviews.send_back(submitted, by=editor, reason="Name the list.")
    submitted.refresh_from_db()
    reviews.save_draft(submitted, {"summary": "Named."}, edition=submitted.edition, by=reviewer)
    assert [r.values["summary"] for r in submitted.revisions.all()] == [
        "Named.",
        "The last such gain was in 1982.",
    ]


def test_the_history_says_who_changed_which_words(desk, reviewer, editor, submitted):
    reviews.send_back(submitted, by=editor, reason="Name the list.")
    submitted.refresh_from_db()
    data = draft(submitted, summary="The last such gain was in 1983.")
    data["evidence-0-interest"] = "Paid by the party."
    desk(reviewer).post(page(submitted), data)
    address = reverse("admin:claims_review_changes", args=[submitted.pk])
    html = desk(editor).get(address).content.decode()
    assert "<del>1982.</del><ins>1983.</ins>" in html
    assert "Paid by the party." in html
    assert "Rita Reviewer" in html
    assert desk(factories.make_user()).get(address).status_code == 403


# Remarks ------------------------------------------------------------------------------------------


def test_a_remark_is_shown_at_its_words_and_escaped(desk, reviewer, editor, submitted):
    start = submitted.summary.index("1982")
    data = {"field": "summary", "start": start, "exact": "1982", "reason": HOSTILE}
    assert "beside the words" in told(desk(editor).post(verb(submitted, "comment"), data))
    html = desk(reviewer).get(page(submitted)).content.decode()
    assert HOSTILE not in html
    assert ">1982</a>" in html
    remark = Comment.objects.get()
    desk(reviewer).post(verb(submitted, "answer"), {"comment": remark.pk, "reason": "In 1982."})
    desk(reviewer).post(verb(submitted, "settle"), {"comment": remark.pk})
    assert "settled by Rita Reviewer" in desk(editor).get(page(submitted)).content.decode()
    assert "Open again" in told(
        desk(editor).post(verb(submitted, "unsettle"), {"comment": remark.pk})
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"exact": "gone", "reason": "My long remark."}, "not in the text"),
        ({"exact": "", "reason": "x" * 10_001}, "Shorten it"),
        ({"exact": "", "reason": "a\0b"}, "not text"),
    ],
)
def test_a_refused_remark_is_still_there(desk, reviewer, editor, submitted, review, data, says):
    for user, row in ((editor, submitted), (reviewer, review)):
        html = desk(user).post(verb(row, "comment"), data).content.decode()
        assert says in html
        assert data["reason"].replace("\0", "")[:50] in html.replace("\0", "")
    assert not Comment.objects.exists()


def test_a_remark_of_another_review_is_not_found(desk, editor, review, submitted):
    remark = comments.remark(review, "Here.", by=editor)
    for name in ("answer", "settle", "unsettle"):
        data = {"comment": remark.pk, "reason": "x"}
        assert desk(editor).post(verb(submitted, name), data).status_code == 404


def test_a_dissent_is_published_over_and_stays(desk, editor, submitted):
    client = desk(editor)
    client.post(verb(submitted, "comment"), {"kind": "dissent", "reason": "Half true, I say."})
    factories.approve(submitted, by=factories.editor())
    html = client.get(page(submitted)).content.decode()
    assert html.count("Half true, I say.") == 2  # among the remarks, and in the history
    assert Comment.objects.get().kind == "dissent"


def test_remarks_on_a_correction_stand_in_its_text(desk, editor, reviewer):
    published = factories.make_published_review(approver=factories.editor())
    corrections.propose(
        published, kind=Correction.Kind.CLARIFICATION, reason="Clearer.", by=reviewer,
        changes={"summary": "It was in 1982, in Exampleton."},
    )  # fmt: skip
    data = {"exact": "in Exampleton", "reason": "Where is that?"}
    desk(editor).post(verb(published, "comment"), data)
    html = desk(reviewer).get(page(published)).content.decode()
    assert ">in Exampleton</a>" in html
    assert "On the clarification of" in html


# Preview ------------------------------------------------------------------------------------------


def preview(review):
    return reverse("site:preview", args=[review.slug])


def test_the_preview_shows_what_is_typed_and_stores_nothing(desk, reviewer, review):
    data = draft(review, summary="Typed.", body="A **bold** [1]", verdict="false")
    data |= {"reply_asked_on": "2017-02-20", "reply_due_on": "no day"}
    answer = desk(reviewer).post(preview(review), data)
    html = answer.content.decode()
    for expected in ("Typed.", "<strong>bold</strong>", "This is a preview", "20 February 2017"):
        assert expected in html
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    review.refresh_from_db()
    assert review.summary != "Typed."
    assert not review.versions.exists()


def test_a_draft_without_anything_has_a_preview(desk, reviewer):
    review = factories.make_review(by=reviewer)
    assert desk(reviewer).post(preview(review), {"verdict": "nonsense"}).status_code == 200


def test_strangers_cannot_tell_that_there_is_a_draft(client, desk, review, people):
    nothing = reverse("site:preview", args=["no-such-thing"])
    assert client.post(preview(review)).status_code == 404
    assert client.post(nothing).status_code == 404
    assert client.get(preview(review)).status_code == client.get(nothing).status_code == 405
    assert desk(factories.make_user()).post(preview(review)).status_code == 404
    assert desk(people["guest"]).post(preview(review)).status_code == 200
    gone = factories.reviewer()
    old = desk(gone)
    gone.is_active = False
    gone.save()
    assert old.post(preview(review)).status_code == 404


def test_the_preview_of_a_correction_shows_its_notice(desk, editor, reviewer):
    published = factories.make_published_review(approver=factories.editor())
    corrections.propose(
        published, kind=Correction.Kind.RATING_CHANGE, reason="A record was found.", by=reviewer,
        changes={"verdict": "false", "summary": "It was not."},
    )  # fmt: skip
    html = desk(editor).post(preview(published), {"correction": "1"}).content.decode()
    for expected in ("The verdict has changed", "A record was found.", "It was not."):
        assert expected in html
    typed = {"kind": "retraction", "reason": "Withdrawn.", "summary": "Typed"}
    html = desk(editor).post(preview(published), typed).content.decode()
    assert "We have retracted this fact-check" in html


# Evidence and its copies --------------------------------------------------------------------------


def test_a_copy_is_only_ever_saved_to_a_file(desk, editor, kept):
    address = reverse("admin:claims_review_copy", args=[kept.uuid])
    answer = desk(editor).get(address)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith('attachment; filename="copy-')
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert kept.headers == {"content-type": 'text/html"X-Bad: 1', "date": "Monday"}


def test_a_copy_is_for_the_desk(client, desk, kept):
    address = reverse("admin:claims_review_copy", args=[kept.uuid])
    assert client.get(address).status_code == 302
    assert desk(factories.make_user()).get(address).status_code == 403


def test_each_state_of_a_copy_says_what_to_do(desk, editor, submitted, kept):
    client = desk(editor)
    html = client.get(page(submitted)).content.decode()
    assert kept.sha256 in html
    for state, says in [
        ("waiting", "being fetched"),
        ("dead", "Try again"),
        (None, "not asked for yet"),
    ]:
        Evidence.objects.update(copy=None)
        if state:
            copy = ArchivedCopy.objects.create(url="https://a.example/", state=state)
            ArchivedCopy.objects.filter(pk=copy.pk).update(last_error=HOSTILE)
            Evidence.objects.update(copy=copy)
        html = client.get(page(submitted)).content.decode()
        assert says in html
        assert HOSTILE not in html


def test_asking_again_rings_for_a_worker(desk, reviewer, submitted):
    item = submitted.evidence.get()
    desk(reviewer).post(verb(submitted, "copy_again"), {"evidence": item.pk})
    copy = ArchivedCopy.objects.get()
    assert (copy.state, copy.url) == ("waiting", item.url)
    copies.fail(copies.take(copy.pk), "The server answered 404.", temporary=False)
    desk(reviewer).post(verb(submitted, "copy_again"), {"evidence": item.pk})
    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == ("waiting", 0)


def test_the_pages_do_not_load_the_bytes(desk, editor, submitted, kept):
    with CaptureQueriesContext(connection) as seen:
        desk(editor).get(page(submitted))
    assert not [
        q["sql"] for q in seen.captured_queries if '"claims_archivedcopy"."body"' in q["sql"]
    ]


def test_the_page_asks_no_more_for_more(desk, reviewer, review, django_assert_max_num_queries):
    """Twenty items and remarks cost no more queries than one."""
    for number in range(20):
        factories.make_evidence(review, title=f"List {number}")
        comments.answer(comments.remark(review, "Which?", by=reviewer), "This.", by=reviewer)
    client = desk(reviewer)
    client.get(page(review))
    with django_assert_max_num_queries(21):
        client.get(page(review))


def test_a_dropped_item_keeps_its_number_free(desk, reviewer):
    published = factories.make_published_review(body="It was [1].")
    first = published.evidence.get()
    data = {"evidence": [{"role": "supports", "title": "B", "url": "https://b.example/"}]}
    correction = corrections.propose(
        published, kind=Correction.Kind.CORRECTION, reason="Better.", by=reviewer,
        changes={"body": "It was [2]."}, dropped=[first], **data,
    )  # fmt: skip
    html = desk(reviewer).get(page(published)).content.decode()
    assert "No longer cited" in html
    version = factories.approve_correction(correction)
    assert [(e["number"], e["title"]) for e in version.document["evidence"]] == [(2, "B")]


def test_the_form_says_what_it_is_made_of(desk, reviewer, review):
    html = desk(reviewer).get(page(review)).content.decode()
    assert json.dumps(review.edition) in html
    assert "data-autosave" in html
    assert "<script>" not in html.replace("<script src", "")


def test_a_guest_reads_and_has_no_buttons(desk, people, submitted):
    html = desk(people["guest"]).get(page(submitted)).content.decode()
    for absent in ('id="remark"', 'id="withdraw"', 'id="send-back"', "copy_again", "Fetch it"):
        assert absent not in html
    assert 'id="approve" disabled' in html

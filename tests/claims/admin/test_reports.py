"""Readers' reports on the desk: they wait there, are answered once, and can start a correction."""

import pytest
from django.urls import reverse

from claims.models import Correction
from tests import factories

from .pages import page


@pytest.fixture
def report(db):
    return factories.make_report(email="reader@example.org")


def press(client, report, verb, **data):
    address = reverse(f"admin:claims_readerreport_{verb}", args=[report.pk])
    response = client.post(address, data, follow=True)
    report.refresh_from_db()
    return response.content.decode()


def test_a_report_waits_on_the_first_page(desk, editor, report):
    html = desk(editor).get(reverse("admin:index")).content.decode()
    assert "Readers report" in html
    assert page(report) in html
    press(desk(editor), report, "answer", answer="Thank you.")
    assert page(report) not in desk(editor).get(reverse("admin:index")).content.decode()


def test_an_editor_answers_once(desk, editor, report):
    html = press(desk(editor), report, "answer", answer="Thank you, you are right.")
    assert "Answered." in html
    assert "Thank you, you are right." in html
    assert (report.state, report.answered_by, report.email) == ("answered", editor, "")
    html = press(desk(factories.editor()), report, "answer", answer="No.")
    assert "A colleague has closed this report meanwhile" in html
    assert report.answer == "Thank you, you are right."


def test_an_answer_that_is_no_text_is_refused_with_words(desk, editor, report):
    assert "not text" in press(desk(editor), report, "answer", answer="a\0b")
    assert "Write the answer" in press(desk(editor), report, "answer", answer=" ")
    assert report.state == "new"


def test_what_is_no_report_is_set_aside_and_can_come_back(desk, editor, report):
    assert "Set aside" in press(desk(editor), report, "set_aside")
    assert report.state == "spam"
    press(desk(editor), report, "reopen")
    assert report.state == "new"


def test_only_editors_see_the_address_and_the_buttons(desk, reviewer, editor, report):
    assert "reader@example.org" in desk(editor).get(page(report)).content.decode()
    for person in (reviewer, factories.guest(), factories.administrator()):
        html = desk(person).get(page(report)).content.decode()
        assert "The year is wrong." in html
        assert "reader@example.org" not in html
        assert "send-answer" not in html


def test_a_report_starts_a_correction_that_knows_of_it(desk, reviewer, editor, report):
    client = desk(reviewer)
    address = reverse("admin:claims_readerreport_correct", args=[report.pk])
    form = client.post(address)["Location"]
    assert form.endswith(f"?report={report.pk}")
    review = report.review
    values = {
        name: getattr(review, name) for name in ("verdict", "verdict_reason", "headline", "body")
    }
    evidence = {f"evidence-{key}_FORMS": 0 for key in ("TOTAL", "INITIAL")}
    response = client.post(
        form, values | evidence | {"kind": "correction", "reason": "1960.", "summary": "In 1960."}
    )
    assert response.status_code == 302, response.context["form"].errors
    report.refresh_from_db()
    correction = Correction.objects.get()
    assert report.correction == correction
    assert "waiting for a second reader" in desk(editor).get(page(report)).content.decode()
    factories.approve_correction(correction, by=editor)
    html = desk(editor).get(page(report)).content.decode()
    assert "Thank you. We have corrected the fact-check: 1960." in html


def test_the_list_shows_what_is_open(desk, editor, report):
    done = factories.make_report(text="Done with.")
    press(desk(editor), done, "answer", answer="Yes.")
    address = reverse("admin:claims_readerreport_changelist")
    html = desk(editor).get(address).content.decode()
    assert "The year is wrong." in html
    assert "Done with." not in html
    assert "Done with." in desk(editor).get(f"{address}?state=all").content.decode()

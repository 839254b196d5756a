"""Reports of readers: taken in once, limited per address, closed once, their address deleted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import ReaderReport, ReportSender
from claims.services import corrections, reports
from claims.services.reports import LIMIT, WITHIN, ReportRefused, TooMany
from tests import factories

HOME = "203.0.113.7"


@pytest.fixture
def version(db):
    return factories.published_version()


@pytest.fixture
def received(version):
    def receive(text="The year is wrong.", **fields):
        fields = {"token": uuid4(), "address": HOME, **fields}
        return reports.receive(version, text, **fields)

    return receive


def test_a_report_says_which_version_it_is_about(received, version):
    report = received(" The year is wrong.\n", email="reader@example.org")
    assert (report.review, report.version) == (version.review, version.number)
    assert (report.text, report.state) == ("The year is wrong.", "new")


def test_sent_twice_it_is_stored_once(received):
    token = uuid4()
    assert received(token=token) == received("Another text.", token=token)
    assert ReaderReport.objects.count() == ReportSender.objects.count() == 1


def test_the_limit_holds_per_address_and_for_a_day(received):
    now = timezone.now()
    for minute in range(LIMIT):
        received(at=now + timedelta(minutes=minute))
    with pytest.raises(TooMany) as refusal:
        received(at=now + timedelta(hours=23))
    assert refusal.value.wait == timedelta(hours=1)
    received(address="203.0.113.8", at=now + timedelta(hours=23))
    received(at=now + WITHIN)


def test_nobody_can_read_an_address_out_of_the_database(received):
    received()
    sender = ReportSender.objects.get()
    assert HOME not in f"{sender.key}"
    assert len(sender.key) == 64


def test_senders_are_forgotten_after_a_day(received):
    now = timezone.now()
    received(at=now)
    assert reports.forget_senders(now + WITHIN - timedelta(seconds=1)) == 0
    assert reports.forget_senders(now + WITHIN) == 1
    assert ReaderReport.objects.count() == 1


def test_the_serving_process_may_forget(received, runtime_role):
    received(at=timezone.now() - WITHIN)
    with runtime_role():
        assert reports.forget_senders() == 1


def test_an_answer_closes_the_report_and_deletes_the_address(received, editor):
    report = received(email="reader@example.org")
    reports.answer(report, " You are right. ", by=editor)
    report.refresh_from_db()
    assert (report.state, report.answer, report.email) == ("answered", "You are right.", "")
    assert report.answered_by == editor
    assert report.answered_at
    assert "You are right." in report.review.events.first().reason


def test_an_answer_has_words(received, editor):
    with pytest.raises(ReportRefused, match="Write the answer"):
        reports.answer(received(), " \n", by=editor)


def test_who_comes_second_is_told(received, editor):
    report = received()
    reports.answer(report, "Thank you.", by=editor)
    for step in (
        lambda: reports.answer(report, "No.", by=editor),
        lambda: reports.set_aside(report, by=editor),
        lambda: reports.reopen(report, by=editor),
    ):
        with pytest.raises(ReportRefused):
            step()
    report.refresh_from_db()
    assert report.answer == "Thank you."


def test_what_was_set_aside_can_come_back(received, editor):
    report = received(email="reader@example.org")
    reports.set_aside(report, by=editor)
    reports.reopen(report, by=editor)
    report.refresh_from_db()
    assert (report.state, report.email, report.answered_by) == ("new", "", None)
    assert [event.reason for event in report.review.events.all()[:2]] == [
        "A reader’s report was opened again.",
        "What a reader sent was set aside: not a report.",
    ]


def test_no_closed_report_keeps_an_address(received, editor):
    report = received()
    reports.set_aside(report, by=editor)
    with pytest.raises(IntegrityError, match="report_address_deleted"), transaction.atomic():
        ReaderReport.objects.filter(pk=report.pk).update(email="reader@example.org")


def test_a_correction_knows_the_report_it_came_from(received, editor):
    report = received()
    correction = corrections.propose(
        report.review, kind="spelling", reason="A letter.", changes={"summary": "X."}, by=editor
    )
    reports.note_origin(correction, report.pk, by=editor)
    report.refresh_from_db()
    assert report.correction == correction
    elsewhere = reports.receive(factories.published_version(), "Hm.", token=uuid4(), address=HOME)
    for other in (elsewhere.pk, 0):
        reports.note_origin(correction, other, by=editor)
    elsewhere.refresh_from_db()
    assert elsewhere.correction is None

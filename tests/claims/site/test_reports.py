"""A reader reports an error without script, and finds the answer at an address of their own."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import ReaderReport, ReportSender
from claims.services import corrections, reports
from claims.site.reports import LEAST_AGE, MOST_AGE, ReportForm, salt
from tests import factories
from tests.claims.site.payloads import CHUNKS
from tests.claims.site.reader import Page
from tests.claims.site.test_versions import remove

WORDS = "The byelection of 1960 is missing."


def address(review):
    return reverse("site:report", args=[review.slug])


def stamp(review, age=60):
    with time_machine.travel(timezone.now() - timedelta(seconds=age)):
        return ReportForm(review.slug, 1).stamp


@pytest.fixture
def send(client, review):
    def send(text=WORDS, **fields):
        data = {"text": text, "email": "", "website": "", "stamp": stamp(review), **fields}
        return client.post(address(review), data)

    return send


def test_the_page_leads_to_the_form_and_the_form_to_the_answer(client, review, send):
    assert address(review) in Page(client.get(review.get_absolute_url())).links()
    form = Page(client.get(address(review)))
    assert {a["name"] for a in form.all("input") + form.all("textarea")} == {
        "csrfmiddlewaretoken", "stamp", "text", "email", "website",
    }  # fmt: skip
    response = send(email="reader@example.org")
    report = ReaderReport.objects.get()
    assert (report.text, report.email, report.version) == (WORDS, "reader@example.org", 1)
    assert (response.status_code, response["Location"]) == (302, f"/reports/{report.token}/")
    page = Page(client.get(response["Location"]))
    assert "The answer will stand on this page" in page.text
    assert WORDS in page.text
    reports.answer(report, "It was in another country.", by=factories.editor())
    page = Page(client.get(response["Location"]))
    assert "Our answer It was in another country." in page.text
    assert "it has been deleted" in page.text


def test_a_real_form_is_sent_as_it_was_shown(review):
    """The stamp and the token come from the page, with the check against forged requests on."""
    client = Client(enforce_csrf_checks=True)
    form = Page(client.get(address(review)))
    hidden = {a["name"]: a["value"] for a in form.all("input", type="hidden")}
    with time_machine.travel(timezone.now() + timedelta(seconds=LEAST_AGE + 1)):
        assert client.post(address(review), hidden | {"text": WORDS}).status_code == 302
        without = {"text": WORDS, "stamp": hidden["stamp"]}
        assert client.post(address(review), without).status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "Write what is wrong."),
        ({"text": "x" * 5001}, "at most 5000 characters"),
        ({"text": "a\0b"}, "Null characters"),
        ({"email": "nobody"}, "Write an address such as"),
        ({"website": "https://spam.example"}, "Leave the last field empty"),
        ({"stamp": ""}, "open for long"),
        ({"stamp": "forged:stamp"}, "open for long"),
    ],
)
def test_what_is_not_a_report_is_not_sent_and_not_lost(send, fields, said):
    response = send(**{"text": WORDS} | fields)
    page = Page(response)
    assert response.status_code == 422
    assert said in page.text
    if "text" not in fields:
        assert WORDS in page.text
    assert not ReaderReport.objects.exists()


@pytest.mark.parametrize(
    ("age", "sent"),
    [(0, False), (LEAST_AGE + 1, True), (MOST_AGE - 9, True), (MOST_AGE + 9, False)],
)
def test_a_stamp_has_a_least_and_a_most_age(review, send, age, sent):
    response = send(stamp=stamp(review, age))
    assert ReaderReport.objects.exists() == sent
    if not sent:
        # What was typed is still there, with a stamp that is good in a moment.
        fresh = Page(response).all("input", name="stamp")[0]["value"]
        signing.loads(fresh, salt=salt(review.slug))


def test_a_stamp_grows_older_while_mistakes_are_mended(review, send):
    once = stamp(review)
    assert Page(send("", stamp=once)).all("input", name="stamp")[0]["value"] == once
    assert send(stamp=once).status_code == 302


def test_a_stamp_is_good_for_one_verdict_and_one_report(send, review):
    other = factories.make_published_review()
    assert send(stamp=stamp(other)).status_code == 422
    once = stamp(review)
    first, second = send(stamp=once), send(stamp=once)
    assert first["Location"] == second["Location"]
    assert ReaderReport.objects.count() == 1


def test_a_flood_is_stopped_with_words(client, review, send):
    for _ in range(reports.LIMIT):
        assert send().status_code == 302
    refused = send()
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 23 * 3600
    assert "Too many reports came from your network today" in Page(refused).text
    assert WORDS in Page(refused).text
    assert ReaderReport.objects.count() == reports.LIMIT


def test_the_reader_saw_the_version_that_was_there(review, send, correct):
    old = stamp(review)
    correct(review, "clarification", summary="In 1982.")
    send(stamp=old)
    assert ReaderReport.objects.get().version == 1


def test_nothing_of_it_is_kept_by_caches_or_search_engines(client, review, send):
    secret = send()["Location"]
    for url in (address(review), secret):
        response = client.get(url)
        assert "no-store" in response["Cache-Control"]
        assert {"name": "robots", "content": "noindex"} in Page(response).all("meta")
    assert client.get(secret)["Referrer-Policy"] == "no-referrer"
    assert client.post(secret).status_code == 405


def test_the_answer_tells_of_a_correction_once_it_is_public(client, review, send):
    secret = send()["Location"]
    editor = factories.editor()
    correction = corrections.propose(
        review, kind="clarification", reason="We name it.", changes={"summary": "X."}, by=editor
    )
    reports.note_origin(correction, ReaderReport.objects.get().pk, by=editor)
    assert "corrected" not in Page(client.get(secret)).text
    factories.approve_correction(correction)
    page = Page(client.get(secret))
    assert "We have corrected the fact-check. See version 2" in page.text
    assert f"{review.get_absolute_url()}versions/2/" in page.links()


def test_drafts_and_removed_reviews_take_no_reports(client, review, send):
    draft = factories.make_ready_review()
    assert client.get(address(draft)).status_code == 404
    secret = send()["Location"]
    remove(review.versions.get())
    for url in (address(review), secret):
        response = client.get(url)
        assert response.status_code == 410
        assert WORDS not in response.content.decode()
    assert send().status_code == 410


def test_nobody_finds_a_report_by_trying(client, review):
    assert client.get("/reports/0b1f5c1e-6d0e-4c39-9a55-1f2d3c4b5a69/").status_code == 404


@pytest.mark.parametrize("payloads", CHUNKS, ids=range(len(CHUNKS)))
def test_what_a_reader_writes_stays_words(client, review, send, payloads):
    for payload in payloads:
        text = payload.replace("\0", "")
        for response in (send(text, email="x"), client.get(send(text)["Location"])):
            page = Page(response)
            assert page.open == [], payload
            wild = [page.all(tag) for tag in ("script", "img", "svg", "style")]
            assert not any(wild), payload
            names = {name for _, attributes in page.elements for name in attributes}
            assert not [n for n in names if n == "style" or n[:2] == "on"], payload
        ReportSender.objects.all().delete()  # one address may not send so many

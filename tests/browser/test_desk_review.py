"""A review from the first word to its publication, by keyboard, in two windows, by two people."""

import base64
import os
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.models import Comment, Review
from claims.services import comments, reviews
from tests import factories
from tests.claims.admin.pages import page

from .person import Person

SUMMARY = "It was 😀 in 1982. The list says so."


@pytest.fixture
def author(browser, live_server, transactional_db):
    return Person(browser, live_server.url, factories.reviewer(first_name="Rita"))


@pytest.fixture
def second(browser, live_server, transactional_db):
    return Person(browser, live_server.url, factories.editor(first_name="Eddie"))


@pytest.fixture
def review(author):
    return factories.make_ready_review(by=author.user, summary=SUMMARY, body="The list [1].")


def now(review):
    return Review.objects.get(pk=review.pk)


def types_into(person, name, text):
    field = person.find(f"[name='{name}']")
    person.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys(text)


def kept(browser, name):
    """Keep the whole page as a picture, where somebody wants pictures."""
    if folder := os.environ.get("SCREENSHOTS"):
        picture = browser.execute_cdp_cmd(
            "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True}
        )
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))


def test_what_is_typed_saves_itself_and_two_windows_do_not_overwrite(author, review, browser):
    author.is_in().goes(page(review))
    types_into(author, "summary", " Typed.")
    author.waits_until(lambda: now(review).summary == SUMMARY + " Typed.")
    author.waits_until(lambda: author.sees("Saved at", "[data-saved]"))
    # A field that is wrong is marked; the others are saved all the same.
    author.opens("[name='evidence-0-url']")
    author.sets("[name='evidence-0-url']", "no link")
    types_into(author, "verdict_reason", " Really.")
    author.waits_until(lambda: now(review).verdict_reason.endswith("Really."))
    author.waits_until(lambda: author.sees("Enter a valid URL", ".field-url"))
    author.sets("[name='evidence-0-url']", "https://records.example/a")
    author.waits_until(lambda: review.evidence.get().url == "https://records.example/a")
    # What is saved asks nobody whether they want to leave.
    author.waits_until(lambda: author.sees("Saved at", "[data-saved]"))

    # Another window saves.
    row = now(review)
    reviews.save_draft(row, {"summary": "Theirs."}, edition=row.edition, by=author.user)
    types_into(author, "summary", " Mine.")
    author.waits_until(lambda: author.sees("saved elsewhere", "[data-saved]"))
    assert now(review).summary == "Theirs."
    author.presses("#save")
    assert author.sees("Theirs.", ".field-summary .stored")
    assert author.find("[name='summary']").get_attribute("value").endswith(" Mine.")
    kept(browser, "review-conflict")
    author.presses("#save")
    assert now(review).summary.endswith(" Mine.")


def test_the_network_comes_back(author, review, browser):
    author.is_in().goes(page(review))
    browser.execute_cdp_cmd("Network.enable", {})
    offline = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **offline})
    try:
        types_into(author, "summary", " Offline.")
        author.waits_until(lambda: author.sees("no connection", "[data-saved]"))
    finally:
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **offline})
    author.waits_until(lambda: now(review).summary.endswith("Offline."))


def test_who_was_logged_out_loses_nothing(author, review, browser):
    author.is_in().goes(page(review))
    browser.delete_all_cookies()
    types_into(author, "summary", " Logged out.")
    author.waits_until(lambda: author.sees("you are logged out", "[data-saved]"))
    here = browser.current_window_handle
    browser.switch_to.new_window("tab")
    author.comes_in()
    browser.close()
    browser.switch_to.window(here)
    browser.execute_script("window.dispatchEvent(new Event('focus'))")
    author.waits_until(lambda: now(review).summary.endswith("Logged out."))
    author.presses("#save")
    assert author.sees("Saved.")


def test_the_preview_follows_the_typing(author, review, browser):
    author.is_in().goes(page(review))
    author.types("v")
    author.waits_until(lambda: author.find("#preview iframe").is_displayed())
    types_into(author, "body", " A **bold** word.")

    def bold():
        browser.switch_to.frame(author.find("#preview iframe"))
        try:
            return "bold" in [e.text for e in browser.find_elements(By.TAG_NAME, "strong")]
        finally:
            browser.switch_to.default_content()

    author.waits_until(bold)
    kept(browser, "review-preview")


def test_submitted_by_keyboard_at_once_after_typing(author, review):
    """The key is pressed while the page saves itself: the author is not told of a conflict."""
    author.is_in().goes(page(review))
    types_into(author, "summary", " Final.")
    author.browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
    author.waits_until(lambda: author.find("[data-saved]").text != "Saves itself as you write.")
    old = author.find("html")
    author.find("[name='summary']").send_keys(Keys.CONTROL, Keys.ENTER)
    author.waits_until(lambda: old != author.find("html"))
    assert (now(review).status, now(review).summary) == ("submitted", SUMMARY + " Final.")
    assert author.sees("You wrote this review; another editor must approve it.")


SELECT = """
const text = document.querySelector("[data-field=summary]").firstChild, words = arguments[0];
const at = text.data.indexOf(words);
document.getSelection().setBaseAndExtent(text, at, text, at + words.length);
"""


def test_a_second_person_remarks_and_approves(author, second, review, browser, axe):
    reviews.submit(review, by=author.user)
    second.is_in().goes(page(review))
    browser.execute_script(SELECT, "1982. The")
    second.waits_until(lambda: second.find("#remark-text").is_displayed())
    second.find("#remark-text").send_keys("Which list?")
    second.presses("#remark")
    remark = Comment.objects.get()
    assert (remark.exact, remark.start) == ("1982. The", SUMMARY.index("1982"))
    assert second.find("a.remarked").text == "1982. The"
    comments.remark(review, "It is.", by=second.user, about=comments.Words("", "The list s"))
    second.goes(page(review))
    axe(browser)
    kept(browser, "review-second-reader")
    second.presses("#approve")
    second.presses("#confirm")
    assert now(review).status == "published"


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "light"), (1280, "dark")])
def test_the_page_fits_every_screen_and_everybody(author, review, browser, axe, width, theme):
    size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
    author.is_in()
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        author.goes(page(review))
        browser.execute_script("document.documentElement.dataset.theme = arguments[0]", theme)
        author.opens("[name='evidence-0-url']")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        axe(browser)
        kept(browser, f"review-{width}-{theme}")
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_evidence_is_added_by_keyboard(author, review, browser):
    author.is_in().goes(page(review))
    author.types("c")
    author.waits_until(lambda: author.find("[name='evidence-1-title']").is_displayed())
    author.types("A memoir", Keys.TAB, "https://memoir.example/1")
    author.sets("[name='evidence-1-role']", "undermines")
    author.waits_until(lambda: review.evidence.count() == 2)
    author.waits_until(lambda: author.sees("Saved at", "[data-saved]"))
    author.browser.execute_script("document.activeElement.blur()")
    author.types("c")
    author.waits_until(lambda: author.find("[name='evidence-2-title']").is_displayed())
    author.presses("#save")
    assert [e.title for e in review.evidence.order_by("pk")] == ["List of byelections", "A memoir"]

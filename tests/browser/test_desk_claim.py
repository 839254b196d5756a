"""The page of a claim in a browser: ticked, noted, merged by one key and taken back."""

import base64
import os
import time
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from claims.services import checkplan, claims
from tests import factories
from tests.claims.admin.claim_world import whole_story

from .person import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rita(browser, live_server):
    user = factories.reviewer(first_name="Rita", last_name="Reviewer")
    yield Person(browser, live_server.url, user).comes_in()
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    # The page says now and then that it is open: let the last of that be written before the
    # tables are emptied.
    browser.get("about:blank")
    time.sleep(0.5)


@pytest.fixture
def claim(rita):
    claim = whole_story()
    rita.goes(f"/desk/claims/claim/{claim.pk}/change/")
    return claim


def seen_at(browser, width, height, scheme="light"):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
    )


def kept(browser, name):
    """Keep the whole page as a picture, where somebody wants pictures."""
    if folder := os.environ.get("SCREENSHOTS"):
        picture = browser.execute_cdp_cmd(
            "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True}
        )
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))


def types(person, *keys):
    person.find("body").send_keys(*keys)


def test_the_page_fits_every_screen_and_everybody(rita, claim, browser, axe):
    checkplan.work(
        claim, checkplan.key_of(claim.plan[0]["kind"], claim.plan[0]["text"]), done=True,
        note="The council’s list, p. 4", seen=(False, ""), by=rita.user,
    )  # fmt: skip
    for width, height in ((1280, 900), (390, 844)):
        for scheme in ("light", "dark"):
            seen_at(browser, width, height, scheme)
            browser.refresh()
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width
            kept(browser, f"desk-claim-{width}-{scheme}")
            axe(browser)


def test_a_step_of_the_plan_is_ticked_and_noted_by_key(rita, claim, browser):
    """j to the first step, p ticks it, n notes: saved as it is left, without loading the page."""
    page = rita.find("html")
    types(rita, "j", "j", "p")
    rita.waits_until(lambda: rita.sees("1 of 8 done", "#plan-count"))
    assert rita.sees("Done: Rita Reviewer", "li.step.current")
    types(rita, "n")
    browser.switch_to.active_element.send_keys("Counts byelections only.", Keys.TAB)
    rita.waits_until(lambda: claim.ticks.filter(note="Counts byelections only.").exists())
    tick = claim.ticks.get()
    assert (tick.done, tick.by) == (True, rita.user)
    assert rita.find("html") == page
    types(rita, "k", "p")
    rita.waits_until(lambda: rita.sees("0 of 8 done", "#plan-count"))
    browser.refresh()
    assert rita.find("li.step textarea").get_attribute("value") == "Counts byelections only."
    assert rita.sees("Check plan: Settle what counts", "#history")


def test_two_notes_are_shown_beside_each_other(rita, claim, browser):
    step = checkplan.steps(claim, [])[0]
    bert = factories.reviewer(first_name="Bert", last_name="Instance")
    checkplan.work(claim, step.key, done=True, note="See the list.", seen=(False, ""), by=bert)
    rita.find("li.step textarea").send_keys("Ask the council.", Keys.TAB)
    rita.waits_until(lambda: rita.sees("Bert Instance noted meanwhile", "li.step .stored"))
    assert rita.sees("See the list.", "li.step .stored")
    assert rita.find("li.step textarea").get_attribute("value") == "Ask the council."
    kept(browser, "desk-claim-note-conflict")
    rita.find("li.step textarea").send_keys(" See the list.", Keys.TAB)
    rita.waits_until(lambda: claim.ticks.get().note == "Ask the council. See the list.")
    # Her page did not show his tick, and she did not take it away.
    assert claim.ticks.get().done


def test_the_same_claim_is_confirmed_by_one_key_and_taken_back_by_another(rita, claim):
    match = claim.matches.first()
    old = rita.find("html")
    types(rita, "s")
    rita.waits_until(lambda: old != rita.find("html"))
    rita.waits_until(lambda: rita.sees("seen 8 times", ".facts"))
    assert f"/claim/{match.earlier_id}/" in rita.browser.current_url
    old = rita.find("html")
    types(rita, "u")
    rita.waits_until(lambda: old != rita.find("html"))
    rita.waits_until(lambda: rita.sees("seen 7 times", ".facts"))
    assert f"/claim/{claim.pk}/" in rita.browser.current_url
    match.refresh_from_db()
    assert match.status == "suggested"
    assert rita.sees("Split from", "#history")


def test_not_the_same_and_back(rita, claim):
    for key, status in (("n", "rejected"), ("u", "suggested")):
        old = rita.find("html")
        types(rita, key)
        rita.waits_until(lambda old=old: old != rita.find("html"))
        assert claim.matches.first().status == status


def test_an_edit_of_a_colleague_is_shown_beside_ones_own(rita, claim, browser):
    types(rita, "e")
    bert = factories.reviewer()
    claims.edit(claim, {"text": "Bert’s words."}, by=bert)
    rita.sets("[name='claim-text']", "Rita’s words.")
    rita.presses("#save-claim")
    assert rita.sees("A colleague has changed this claim since you opened it", "#edit")
    assert rita.sees("Bert’s words.", "#edit .stored")
    assert rita.find("[name='claim-text']").get_attribute("value") == "Rita’s words."
    kept(browser, "desk-claim-edit-conflict")


def test_a_claim_is_merged_by_hand(rita, claim, browser, axe):
    earlier = claim.matches.first().earlier
    old = rita.find("html")
    types(rita, "m")
    rita.waits_until(lambda: old != rita.find("html"))
    rita.sets("#merge-q", f"{rita.site}/desk/claims/claim/{earlier.pk}/change/")
    rita.presses(".look-up .button")
    axe(browser)
    kept(browser, "desk-claim-merge")
    old = rita.find("html")
    rita.find("h1").click()
    types(rita, "m")
    rita.waits_until(lambda: old != rita.find("html"))
    claim.refresh_from_db()
    assert claim.merged_into == earlier


def test_a_claim_is_dismissed_with_two_keys(rita, claim):
    old = rita.find("html")
    types(rita, "d", "4")
    rita.waits_until(lambda: old != rita.find("html"))
    claim.refresh_from_db()
    assert claim.status == "dismissed"
    assert claim.events.first().code == "unimportant"

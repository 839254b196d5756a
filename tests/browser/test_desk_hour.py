"""A newsroom's hour: sixty claims triaged by keyboard alone, and how many keys that takes."""

import os
import statistics
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from claims.models import Claim, ClaimEvent, QueueEntry
from tests import factories
from tests.browser.person import Person

pytestmark = pytest.mark.django_db(transaction=True)
SAID = (
    "{n} schools were closed in Example Bay", "waiting lists fell by {n} per cent",
    "the council built {n} houses", "rents rose for the first time since 19{n}",
    "nobody in Upper Sample pays more than {n} pounds", "crime doubled in {n} months",
)  # fmt: skip
# What an hour is made of: dismissed with a reason of the list, accepted, put off, taken.
MINE = "document.querySelector('.current')?.innerText.includes('yours')"
HOUR = ["d1", "a", "a", "d3", "f2", "a", "d4", "a", "ta", "d2"] * 6


@pytest.fixture
def rita(browser, live_server):
    user = factories.reviewer(first_name="Rita", last_name="Reviewer")
    browser.set_window_size(1280, 900)
    return Person(browser, live_server.url, user).comes_in()


def make_queue(number):
    """Claims of many articles, as many kinds as a newsroom sees."""
    types = [["quantity"], ["precedent"], ["causal"], ["rule"], ["comparison", "quantity"]]
    topics = ["education", "health", "housing", "economy", "crime", ""]
    outlets = [factories.make_publisher(f"The Invented {n}") for n in ("Times", "Post", "Courier")]
    people = [factories.make_speaker(name) for name in ("Ada Example", "Bob Instance")]
    said = [SAID[n % 6].format(n=20 + n) for n in range(number)]
    for n, words in enumerate(said):
        if n % 6 == 0:
            told = " ".join(f"The mayor said that {one}." for one in said[n : n + 6])
            article = factories.make_article(
                f"The hall was full on Monday. {told} Nobody clapped.",
                title=f"Monday in the hall, part {n // 6 + 1}", publisher=outlets[n // 6 % 3],
            )  # fmt: skip
        claim = factories.make_claim(
            words, article, text=f"The mayor of Example Bay said that {words}.",
            types=types[n % 5], score=0.95 - n / 80, speaker=[*people, None][n % 3],
            topic=topics[n % 6], plan=[{"kind": "establish", "text": f"The figure is {20 + n}."}],
        )  # fmt: skip
        QueueEntry.objects.filter(pk=claim.pk).update(article=article)


def asks(person, script):
    return person.browser.execute_script(f"return {script}")


def current(person):
    """The claim at hand; None between two rows."""
    return asks(person, "document.querySelector('[data-row].current')?.dataset.claim")


def types_keys(person, keys):
    for key in keys:
        ActionChains(person.browser).send_keys(key).perform()


def decides(person, keys):
    """Press the keys for the row at hand; wait until the next row is at hand. The claim."""
    before = current(person)
    for at, key in enumerate(keys):
        types_keys(person, key)
        if key in "df" and at + 1 < len(keys):
            person.waits_until(lambda: asks(person, "!!document.querySelector('dialog:modal')"))
        if key == "t":
            person.waits_until(lambda: asks(person, MINE))
    gone = f"!document.getElementById('row-{before}')"
    person.waits_until(lambda: asks(person, gone) and (current(person) or not shown(person)))
    return before


def shown(person):
    return asks(person, "document.querySelectorAll('[data-row]').length")


def test_sixty_claims_are_triaged_by_keyboard_alone(rita):
    make_queue(60)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: current(rita))
    asks(rita, "window.still = true")
    presses = [len(keys) for keys in HOUR if decides(rita, keys)]
    assert len(presses) == 60
    events = ClaimEvent.objects.exclude(to_status="new")
    rita.waits_until(lambda: not Claim.objects.filter(status="new").exists())
    assert Claim.objects.filter(status="accepted").count() == HOUR.count("a") + HOUR.count("ta")
    assert events.filter(to_status="dismissed", code="no_claim").count() == HOUR.count("d1")
    decisions = [len(keys) for keys in HOUR if keys[-1] == "a" or keys[0] == "d"]
    assert statistics.median(decisions) <= 3
    assert max(decisions) <= 3
    # No hand was needed elsewhere: the page was never loaded anew.
    assert asks(rita, "window.still")


def test_a_key_between_two_rows_is_not_lost(rita):
    """A row is made the current one in the next frame; a fast hand does not wait for it."""
    make_queue(3)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: current(rita))
    asks(rita, "window.requestAnimationFrame = () => 0")
    for left in (2, 1, 0):
        types_keys(rita, "a")
        rita.waits_until(lambda left=left: shown(rita) == left, seconds=5)


def test_an_undo_puts_the_row_back_and_keeps_the_place(rita):
    make_queue(8)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: current(rita))
    types_keys(rita, "jj")
    third = decides(rita, "d1")
    page = rita.find("html")
    types_keys(rita, "u")
    rita.waits_until(lambda: page != rita.find("html") and current(rita))
    assert current(rita) == third
    assert Claim.objects.get(pk=third).status == "new"


def test_the_pane_follows_and_many_are_decided_at_once(rita):
    make_queue(6)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: "20 schools" in rita.find("#pane .claim-text").text)
    types_keys(rita, "j")
    rita.waits_until(lambda: "fell by 21" in rita.find("#pane .claim-text").text)
    types_keys(rita, "xjxb")
    assert "2 ticked" in rita.find("#bulk").text
    types_keys(rita, "d")
    page = rita.find("html")
    types_keys(rita, [Keys.TAB, Keys.TAB, Keys.ENTER])
    rita.waits_until(lambda: page != rita.find("html"))
    assert rita.sees("2 claims will be dismissed")


def test_on_a_wide_screen_the_article_stands_beside_its_claim(rita, screen):
    make_queue(8)
    screen(1800, 1000)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: rita.sees("20 schools were closed", "#around .this"))
    types_keys(rita, "j")
    rita.waits_until(lambda: rita.sees("waiting lists fell by 21", "#around .this"))
    # A claim in the text leads to its row, and a row of another article to its text.
    rita.find("#around .mark:not(.this)").click()
    rita.waits_until(lambda: rita.sees("20 schools", ".queue-row.current .words"))
    types_keys(rita, "jjjjjj")
    rita.waits_until(lambda: rita.sees("part 2", "#around h2"))


def test_a_click_hits_what_it_was_aimed_at(rita):
    """The buttons of the row at hand come and go; the boxes below must not move under the mouse."""
    make_queue(6)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: current(rita))
    for at in (0, 2, 4, 5):
        rita.browser.find_elements("css selector", "input[name=row]")[at].click()
    assert "4 ticked" in rita.find("#bulk").text


def shoots(person, name):
    """A picture for the documentation, where one is asked for."""
    if folder := os.environ.get("SCREENSHOTS"):
        person.browser.save_screenshot(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def screen(browser):
    """`screen(width, height, scheme)` — the size of the window, and whether people like it dark."""

    def choose(width, height, scheme="light"):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        liked = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": liked})

    yield choose
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1600, 900), (390, 844)])
def test_the_queue_reads_well_at_any_width(rita, axe, screen, width, height):
    make_queue(14)
    for scheme in ("dark", "light"):
        screen(width, height, scheme)
        for name, path in {"list": "", "groups": "?group=article", "weights": "weights/"}.items():
            rita.goes(f"/desk/claims/claim/{path}")
            if width > 1100 and name != "weights":
                rita.waits_until(lambda: asks(rita, "!!document.querySelector('#pane h2')"))
            shoots(rita, f"queue-{name}-{width}-{scheme}")
            axe(rita.browser)
            assert asks(rita, "document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("key", ["d", "f", "T"])
def test_what_a_decision_asks_reads_well(rita, axe, key):
    make_queue(3)
    rita.goes("/desk/claims/claim/")
    rita.waits_until(lambda: current(rita))
    types_keys(rita, key)
    rita.waits_until(lambda: asks(rita, "!!document.querySelector('dialog:modal')"))
    shoots(rita, f"queue-asks-{key}")
    axe(rita.browser)

"""The pages of figures in a browser: a newsroom of seven weeks, wide, narrow, dark, and printed."""

import base64
import os
import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests import factories
from tests.claims.services.numbers_world import World

from .person import Person

PAGES = ["", "queue/", "agreement/", "fairness/", "fairness/?by=speaker&sort=checked"]
PARTIES = ["The Bridge Party", "The Harbour Alliance", "The Mill Union", ""]
SIGNS = {"number": 0.6, "dated": 0.2, "said by a politician": 0.3, "personal": -0.5}
TYPES = ["quantity", "comparison", "event", "causal", "precedent", "rule"]
CODES = ["no_claim", "unimportant", "unimportant", "already_checked", "wrong_words", ""]


@pytest.fixture
def newsroom(transactional_db):
    """Some 300 claims of 50 days, with a fixed seed: more are kept where the score is high."""
    chance, world, now = random.Random(7), World(), timezone.now()
    speakers = [
        factories.make_speaker(f"{first} Example-{number}", party=PARTIES[number % 4])
        for number, first in enumerate(["Ada", "Bert", "Cora", "Dan", "Eve", "Finn", "Gus", "Hal"])
    ]
    outlets = [factories.make_publisher(f"The Invented {name}") for name in ("Post", "Echo")]
    for number in range(300):
        found = now - timedelta(days=chance.random() ** 1.3 * 50)
        score = round(chance.betavariate(3, 2), 2)
        claim = world.claim(
            found,
            text=f"The bridge over the Mill cost {number} million pounds more than was planned.",
            score=score,
            types=chance.sample(TYPES, chance.choice([1, 2])),
            speaker=chance.choice([*speakers, None]),
            by_hand=chance.random() < 0.06,
            publisher=chance.choice([*outlets, None]),
            factors=[
                {"name": name, "value": 1.0, "contribution": weight}
                for name, weight in SIGNS.items()
                if chance.random() < 0.4
            ],
        )
        decided = found + timedelta(hours=chance.expovariate(1 / 20))
        if decided > now or chance.random() < 0.15:
            continue
        if chance.random() > score:
            code = chance.choice(CODES)
            world.step(claim, decided, "dismissed", "" if code else "Said in jest", code=code)
        elif chance.random() < 0.1:
            world.step(claim, decided, "deferred")
        else:
            world.step(claim, decided, "accepted")
            check(world, chance, claim, decided, now)
    return world


def check(world, chance, claim, decided, now):
    begun, handed_in = decided + timedelta(hours=3), decided + timedelta(days=1.2)
    public = handed_in + timedelta(hours=chance.expovariate(1 / 30))
    if handed_in > now or chance.random() < 0.6:
        return
    world.step(claim, begun, "under_review")
    steps = [(begun, "draft"), (handed_in, "submitted")]
    if public > now or chance.random() < 0.15:
        world.review(claim, *steps)
        return
    world.step(claim, public, "reviewed")
    versions = [(public, "publication")]
    later = public + timedelta(days=2)
    if later < now and chance.random() < 0.2:
        versions.append((later, chance.choice(["clarification", "rating_change", "retraction"])))
    world.review(claim, *steps, (public, "published"), versions=versions)


@pytest.fixture
def eddie(browser, live_server, newsroom):
    yield Person(browser, live_server.url, factories.editor(first_name="Eddie")).comes_in()
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


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


def test_the_numbers_fit_every_screen(eddie, browser, axe):
    for width, height, scheme in ((1280, 900, "light"), (390, 844, "light"), (1280, 900, "dark")):
        seen_at(browser, width, height, scheme)
        for at, address in enumerate(PAGES):
            eddie.goes(f"/desk/numbers/{address}")
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width, (
                address,
                width,
            )
            axe(browser)
            kept(browser, f"numbers-{at}-{width}-{scheme}")


def test_the_numbers_can_be_printed(eddie, browser):
    """Without the forms and tabs, and with the period in words."""
    seen_at(browser, 794, 1123)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for at, address in enumerate(PAGES):
        eddie.goes(f"/desk/numbers/{address}")
        assert not eddie.find("ul.tabs").is_displayed()
        assert eddie.find(".print-only").is_displayed()
        kept(browser, f"numbers-{at}-print")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_the_editor_chooses_a_period_and_a_group(eddie, browser):
    seen_at(browser, 1280, 900)
    eddie.goes("/desk/numbers/")
    eddie.follows("90 days")
    assert eddie.sees("Per week")
    eddie.follows("Fairness audit")
    assert "from=" in browser.current_url
    eddie.follows("Speaker")
    eddie.follows("Dismissed")
    assert eddie.sees("Bert Example-1", ".audit")
    eddie.sets("#from", f"{timezone.localdate():%Y-%m-%d}")
    eddie.presses("form.toolbar .button")
    assert "by=speaker" in browser.current_url
    assert "sort=dismissed" in browser.current_url

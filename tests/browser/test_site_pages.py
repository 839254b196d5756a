"""The public pages on a phone, a tablet and a desk, light and dark: nothing overflows, nothing is
hard to use. `SCREENSHOTS=folder` keeps a picture of each."""

import os
from pathlib import Path

import pytest

from claims.models import Listing
from tests import factories
from tests.browser.person import Person

PAGES = {
    "home": "/",
    "search": "/search/?q=seat",
    "narrowed": "/search/?q=seat&verdict=mostly_true",
    "nothing": "/search/?q=zeppelins",
    "speakers": "/speakers/",
    "speaker": "/speakers/{speaker}/",
    "topics": "/topics/",
    "topic": "/topics/elections/",
    "article": "/articles/{article}/",
    "corrections": "/corrections/",
    "methodology": "/methodology/",
    "about": "/about/",
    "funding": "/funding/",
    "privacy": "/privacy/",
    "missing": "/verdicts/frist-seat/",
}
MOST_BYTES = 60_000  # of a page and its style, as they travel without compression


@pytest.fixture
def newsroom(db):
    """Somebody of whom enough was checked for a chart; long words; a changed verdict."""
    speaker = factories.make_speaker("Ada Example", role="Mayor", party="Orchard Party")
    article = factories.make_article(
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk fell. Taxes rose by a fifth.",
        title="A day in the council",
        url="https://courier.example/day",
    )
    for words in ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk fell", "Taxes rose"):
        claim = factories.make_claim(words, article, speaker=speaker, topic="elections")
        factories.make_published_review(claim, headline=words[:75], reply="No.")
    for verdict in ("false", "mostly_false", "half_true", "satire"):
        claim = factories.make_claim(speaker=speaker, topic="elections")
        review = factories.make_published_review(claim, reply="No.")
        Listing.objects.filter(review=review).update(
            verdict=verdict, kind="rating_change", sightings=7, outlets=["A", "B", "C", "D"]
        )
        review.versions.update(kind="correction")
    return {"speaker": speaker.uuid, "article": article.uuid}


def set_screen(browser, width, scheme):
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})


def keep_picture(browser, name):
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        height = browser.execute_script("return document.documentElement.scrollHeight")
        width = browser.execute_script("return innerWidth")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.save_screenshot(str(Path(folder, f"{name}.png")))


@pytest.fixture
def screen(browser):
    yield browser
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.django_db(transaction=True)
def test_pages_fit_and_are_usable(screen, live_server, newsroom, axe, width, scheme):
    reader = Person(screen, live_server.url, None)
    for name, path in PAGES.items():
        set_screen(screen, width, scheme)
        reader.goes(path.format(**newsroom))
        wide = screen.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, name
        axe(screen)
        keep_picture(screen, f"{name}-{width}-{scheme}")


@pytest.mark.django_db(transaction=True)
def test_a_reader_searches_narrows_down_and_steps_back(screen, live_server, newsroom):
    reader = Person(screen, live_server.url, None)
    set_screen(screen, 1280, "light")
    reader.goes("/")
    reader.fills(q="saet taken")
    reader.presses(".search button")
    assert reader.sees("Showing results for seat taken")
    reader.follows("Half true")
    assert reader.sees("Verdict: Half true", ".chips")
    assert reader.sees("One fact-check")
    reader.presses(".chips a")
    assert not screen.find_elements("css selector", ".chips")


@pytest.mark.django_db(transaction=True)
def test_a_first_view_is_small(client, newsroom):
    style = Path(__file__).resolve().parents[2] / "claims/static/site/site.css"
    for name, path in PAGES.items():
        page = client.get(path.format(**newsroom))
        assert len(page.content) + style.stat().st_size < MOST_BYTES, name

"""The public pages on a phone, a tablet and a desk, light and dark: nothing overflows, nothing is
hard to use. `SCREENSHOTS=folder` keeps a picture of each."""

import os
import re

import pytest
from django.contrib.staticfiles.finders import find

from claims.models import Listing
from tests import factories
from tests.browser.person import Person
from tests.browser.screens import look, look_away, sound
from tests.claims.site.reader import Page
from tests.claims.site.test_leaks import public_urls

pytestmark = pytest.mark.django_db(transaction=True)

# The same pages in other states.
ALSO = [
    "/search/?q=seat",
    "/search/?q=seat&verdict=mostly_true",
    "/search/?q=zeppelins",
    "/verdicts/frist-seat/",
]
MOST_BYTES = 60_000  # of a page, its style and its icon, without compression


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
        shown = factories.make_published_review(claim, headline=words[:75], reply="No.")
    for verdict in ("false", "mostly_false", "half_true", "satire"):
        claim = factories.make_claim(speaker=speaker, topic="elections")
        review = factories.make_published_review(claim, reply="No.")
        Listing.objects.filter(review=review).update(
            verdict=verdict, kind="rating_change", sightings=7, outlets=["A", "B", "C", "D"]
        )
        review.versions.update(kind="correction")
    factories.make_report(shown)
    return shown


@pytest.fixture
def reader(browser, live_server):
    yield Person(browser, live_server.url, None)
    look_away(browser)


@pytest.fixture
def pages(client, newsroom):
    """Every address of the site that answers with a page."""
    answers = {url: client.get(url) for url in [*public_urls(newsroom), *ALSO]}
    return {
        url: answer
        for url, answer in answers.items()
        if "html" in answer.get("Content-Type", "") and answer.content
    }


def test_pages_fit_and_are_usable(reader, pages):
    assert len(pages) > 20
    for url in pages:
        reader.goes(url)
        sound(reader.browser, re.sub(r"\W+", "-", url).strip("-") or "home")


def test_a_first_view_is_small(pages):
    for url, answer in pages.items():
        parts = [link["href"] for rel in ("stylesheet", "icon")
                 for link in Page(answer).all("link", rel=rel)]  # fmt: skip
        files = [find(part.removeprefix("/static/")) for part in parts]
        assert files
        size = len(answer.content) + sum(os.path.getsize(file) for file in files)
        assert size < MOST_BYTES, url


def test_a_reader_searches_narrows_down_and_steps_back(reader, newsroom):
    look(reader.browser, 1280)
    reader.goes("/")
    reader.fills(q="saet taken")
    reader.presses(".search button")
    assert reader.sees("Showing results for seat taken")
    reader.follows("Half true")
    assert reader.sees("Verdict: Half true", ".chips")
    assert reader.sees("One fact-check")
    reader.presses(".chips a")
    assert not reader.browser.find_elements("css selector", ".chips")

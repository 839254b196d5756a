import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest

from tests import factories
from tests.claims.site.reader import Page

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(client, db):
    def feed():
        response = client.get("/feed.atom")
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        root = ElementTree.fromstring(response.content)
        return [
            {node.tag.removeprefix(ATOM): node.text or node.get("href") for node in entry}
            for entry in root.findall(f"{ATOM}entry")
        ]

    return feed


def test_a_feed_without_verdicts_is_a_feed(feed):
    assert feed() == []


def test_an_entry_says_what_the_page_says(feed, review):
    (entry,) = feed()
    assert entry["title"] == "Mostly true: First seat taken since 1982"
    assert entry["id"] == f"urn:uuid:{review.uuid}"
    assert entry["link"].endswith(review.get_absolute_url())
    assert entry["published"] == entry["updated"]
    assert entry["summary"] == "<p>The last such gain was in 1982.</p>"


def test_a_correction_updates_its_entry(feed, review, correct):
    (before,) = feed()
    later = review.published_at + timedelta(days=2)
    correct(review, "rating_change", "New evidence.", at=later, verdict="true")
    (after,) = feed()
    assert after["id"] == before["id"]
    assert after["published"] == before["published"]
    assert after["updated"] > before["updated"]
    assert after["title"].startswith("True: ")
    assert after["summary"].startswith("<p><strong>Rating change.</strong> New evidence.</p>")


def test_a_spelling_fix_is_not_news(feed, review, correct):
    (before,) = feed()
    later = review.published_at + timedelta(days=2)
    correct(review, "spelling", "A letter.", at=later, summary="The last was in 1982.")
    (after,) = feed()
    assert after["updated"] == before["updated"]
    assert "A letter." not in after["summary"]


def test_a_retraction_says_so(feed, review, correct):
    correct(review, "retraction", "Another country’s list.")
    (entry,) = feed()
    assert entry["title"].startswith("Retracted: ")
    assert "Another country’s list." in entry["summary"]


def test_words_are_words_and_not_html(feed, db):
    factories.make_published_review(summary="Fewer < more & less")
    assert feed()[0]["summary"] == "<p>Fewer &lt; more &amp; less</p>"


def test_every_page_names_the_feed(client, review):
    for url in ("/", review.get_absolute_url(), "/methodology/"):
        link = Page(client.get(url)).all("link", rel="alternate")[0]
        assert (link["type"], link["href"]) == ("application/atom+xml", "/feed.atom")

import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from io import BytesIO

import feedparser
import pytest

from tests import factories
from tests.claims.site.reader import Page
from tests.claims.site.test_versions import remove

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


def test_every_page_names_the_feeds(client, review):
    for url in ("/", review.get_absolute_url(), "/methodology/"):
        links = Page(client.get(url)).all("link", rel="alternate")[:3]
        assert [(link["type"], link["href"]) for link in links] == [
            ("application/atom+xml", "/feed.atom"),
            ("application/rss+xml", "/feed.rss"),
            ("application/feed+json", "/feed.json"),
        ]


@pytest.fixture
def parsed(client):
    """`parsed(kind)`: what a feed reader makes of it: (id, title, link, text) of each entry."""

    def parsed(kind):
        response = client.get(f"/feed.{kind}")
        if kind != "json":
            found = feedparser.parse(BytesIO(response.content))
            assert not found.bozo
            return [(e.id, e.title, e.link, e.summary) for e in found.entries]
        found = response.json()
        assert found["version"] == "https://jsonfeed.org/version/1.1"
        assert response["Content-Type"] == "application/feed+json"
        return [(i["id"], i["title"], i["url"], i["content_html"]) for i in found["items"]]

    return parsed


def test_the_three_feeds_say_the_same(parsed, review, correct):
    other = factories.make_published_review()
    correct(other, "retraction", "Another country’s list.")
    correct(review, "rating_change", "New evidence.", verdict="true")
    atom = parsed("atom")
    assert [title.partition(":")[0] for _, title, _, _ in atom] == ["True", "Retracted"]
    assert parsed("rss") == atom
    assert parsed("json") == atom


@pytest.mark.parametrize("kind", ["atom", "rss", "json"])
def test_what_was_removed_replaces_what_readers_keep(parsed, review, kind):
    ((before, *_),) = parsed(kind)
    remove(review.versions.get())
    ((after, title, link, text),) = parsed(kind)
    assert after == before
    assert title == "Removed"
    assert review.slug not in link
    assert "Removed for legal reasons." in text


def test_an_old_version_that_was_removed_is_no_news(parsed, review, correct):
    correct(review, "clarification", "Clearer.", summary="Two.")
    before = parsed("json")
    remove(review.versions.get(number=1))
    assert parsed("json") == before


def test_rss_dates_an_entry_by_what_is_news_in_it(client, review, correct):
    correct(review, "rating_change", at=review.published_at + timedelta(days=2), verdict="true")
    (entry,) = feedparser.parse(BytesIO(client.get("/feed.rss").content)).entries
    updated = (review.published_at + timedelta(days=2)).timetuple()
    assert entry.published_parsed[:3] == updated[:3]

import json

import pytest

from ingest import readers
from ingest.readers import Entry

RSS = b"""<?xml version="1.0"?><rss version="2.0"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Norvale &amp; News</title><ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>
<skipHours><hour>0</hour><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="next" href="?page=2"/>
<item><title>A &lt;b>bold&lt;/b> plan</title><link>/a?x=1&amp;y=2</link>
<pubDate>Tue, 03 Mar 2026 09:00:00 +0100</pubDate><guid isPermaLink="false">x1</guid></item>
<item><guid>https://norvale.example/b</guid></item></channel></rss>"""


def test_rss():
    feed = readers.read_feed(RSS, url="https://norvale.example/feed")
    assert feed.title == "Norvale & News"
    assert feed.entries == (
        Entry(
            "https://norvale.example/a?x=1&y=2", "A bold plan", "2026-03-03T08:00:00+00:00", "x1"
        ),
        Entry("https://norvale.example/b", None, None, "https://norvale.example/b"),
    )
    assert (feed.next_poll, feed.skip_hours, feed.skip_days) == (3600, (0, 3), ("Sunday",))
    assert (feed.hubs, feed.next_url) == (
        ("https://hub.example/",),
        "https://norvale.example/feed?page=2",
    )
    assert feed.notes == ()


def test_json_feed():
    item = {
        "id": 7,
        "external_url": "https://a.example/7",
        "date_published": "2026-03-03T09:00:00Z",
    }
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [item, "x"]}
    read = readers.read_feed(json.dumps(feed).encode())
    assert read.entries == (Entry("https://a.example/7", None, "2026-03-03T09:00:00+00:00", "7"),)


def test_a_faulty_feed_is_read_and_told():
    read = readers.read_feed(RSS.replace(b"</channel>", b""), url="https://norvale.example/feed")
    assert len(read.entries) == 2
    assert read.notes[0].startswith("The feed is faulty")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"Hello.", "not a feed"),
        (b"<html><body>Hello.</body></html>", "not a feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>&a;</rss>', "entities"),
        (b"{}", "no items"),
        (b"{", "cannot be read"),
        (b"/etc/passwd", "not a feed"),
        (b"[]", "not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "no items"),
    ],
)
def test_says_what_is_wrong(data, says):
    with pytest.raises(readers.Unreadable, match=says):
        readers.read_feed(data)


def test_an_address_is_never_cut():
    item = {"id": "a", "url": "https://a.example/" + "a" * 2000, "title": "b" * 2000}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    (entry,) = readers.read_feed(json.dumps(feed).encode()).entries
    assert entry == Entry(None, "b" * 1000, None, "a")


def test_a_feed_is_no_article():
    with pytest.raises(readers.Unreadable, match="Add it under feeds"):
        readers.read(RSS)


def test_a_web_page_tells_where_its_feeds_are():
    link = '<link rel="{}" type="application/{}+xml" title="{}" href="{}">'
    page = "<html><head><title>Norvale</title>" + "".join(
        link.format(*each)
        for each in [
            ("alternate", "rss", "Comments", "/comments/feed"),
            ("stylesheet", "rss", "", "/style"),
            ("Alternate home", "atom", "All", " /all.xml "),
            ("alternate", "rss", "Sport", "https://sport.example/rss"),
        ]
    )
    found = readers.read_feed(page.encode(), url="https://norvale.example/news/")
    assert (found.title, found.entries) == (None, ())
    assert found.alternates == ("https://norvale.example/all.xml", "https://sport.example/rss")


@pytest.mark.parametrize("page", ["<html><title>Norvale</title><p>News", "<p>", "Some words."])
def test_a_page_without_feeds_is_refused(page):
    with pytest.raises(readers.Unreadable, match="not a feed"):
        readers.read_feed(page.encode())


def test_half_a_character_is_left_out():
    item = {"url": "https://a.example/\ud83d", "title": "A \ud83d title"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    (entry,) = readers.read_feed(json.dumps(feed).encode()).entries
    assert (entry.url, entry.title) == ("https://a.example/\ufffd", "A \ufffd title")

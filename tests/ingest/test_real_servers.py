"""The real client and the real readers on real servers, on loopback: nothing here is faked."""

from ipaddress import ip_network

import pytest

from claims.fetching import Reach
from claims.models import Article
from ingest import pipeline
from ingest.api import take_in
from ingest.models import Errand, Fetch, Original
from ingest.services import feeds, fetches
from tests.factories import make_partner
from tests.faults.servers import serving

from .conftest import STORY, collect, poll

pytestmark = pytest.mark.django_db
GOOD, TRAP = "127.99.0.1", "127.99.0.2"


@pytest.fixture
def servers(monkeypatch):
    monkeypatch.setattr(pipeline, "REACH", Reach(frozenset({8097}), (ip_network("127.99.0.0/16"),)))
    with serving({GOOD: "fresh", TRAP: "bomb"}) as found:
        yield found


def test_a_feed_brings_an_article(servers):
    row = poll(feeds.follow(f"{servers.address(GOOD)}/feed"))
    assert (row.last_error, row.feed.title) == ("", "F")
    fetch = collect(Fetch.objects.get())
    assert fetch.last_error == ""
    article = Article.objects.get()
    assert article.title == f"Story {GOOD}"
    assert article.language == "en"
    assert "the lowest since 1974" in article.latest.text
    assert "<p>" not in article.latest.text
    assert Original.objects.get().content_type == "text/html"
    servers.kinds[GOOD] = "good"
    row = poll(row.feed)
    assert (row.etag, row.last_error, len(servers.asked[GOOD])) == ('"1"', "", 2)


def test_the_encoding_may_stand_in_the_header_alone(web):
    body = "<html><body><article><p>Der Präsident sprach in Köln über Bäume und Flüße.</p>"
    web.page(STORY, body.encode("cp1252"), content_type="text/html; charset=windows-1252")
    fetch = collect(fetches.collect_link(STORY))
    assert "Köln über Bäume" in fetch.article.latest.text


def test_a_page_sent_over_the_api_is_utf_8_whatever_it_says():
    html = "<html><head><meta charset=latin1></head><body><article><p>Köln über Bäume.</p>"
    partner = make_partner()
    fetch = collect(take_in(partner, {"html": html}))
    assert "Köln über Bäume" in fetch.article.latest.text


def test_a_trap_is_told_and_keeps_nobody(servers):
    row = poll(feeds.follow(f"{servers.address(TRAP)}/feed"))
    assert row.state == Errand.State.WAITING
    assert row.last_error
    assert not Fetch.objects.exists()


def test_an_address_inside_is_refused_for_good(db):
    fetch = collect(fetches.collect_link(f"http://{GOOD}/stories/1"))
    assert fetch.state == Errand.State.DEAD
    assert "not on the public internet" in fetch.last_error

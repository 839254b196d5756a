"""The search page: links instead of scripts, words that stay words."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from claims.models import Listing
from claims.services import search as service
from tests import factories
from tests.claims.site.payloads import CHUNKS
from tests.claims.site.reader import Page
from tests.claims.site.test_pages import remove

pytestmark = pytest.mark.django_db


def published(headline="Nurses are leaving", **fields):
    review = factories.make_published_review(headline=headline)
    if fields:
        Listing.objects.filter(review=review).update(**fields)
    return review


def narrowing(page):
    """The links that narrow down or widen again, as what they ask for."""
    found = [parse_qs(urlsplit(a).query) for a in page.links() if a.startswith("?")]
    return [{name: value[0] for name, value in asked.items()} for asked in found]


def test_what_is_found_is_shown_with_its_words_marked(client):
    review = published(body="Since **2010** the [nurses](https://x.example/a) left.")
    response = client.get("/search/?q=nurse")
    page = Page(response)
    assert review.get_absolute_url() in page.links()
    assert "One fact-check Sorted by relevance" in page.text
    assert "<mark>Nurses</mark> are leaving" in response.content.decode()
    assert "Since 2010 the <mark>nurses</mark> left" in response.content.decode()


def test_every_choice_is_a_link_with_its_number(client):
    speaker = uuid4()
    published("Nurses are staying", types=["quantity"])
    published(
        verdict="false",
        topic="health",
        speaker=speaker,
        speaker_name="Ada Example",
        party="Orchard Party",
        outlets=["The Courier"],
        types=["causal"],
    )
    page = Page(client.get("/search/?q=nurses"))
    asked = narrowing(page)
    for name, value in {
        "verdict": "false",
        "topic": "health",
        "speaker": str(speaker),
        "party": "Orchard Party",
        "outlet": "The Courier",
        "type": "causal",
    }.items():
        assert {"q": "nurses", name: value} in asked
    assert "Verdict False 1 Mostly true 1" in page.text
    assert "Who said it Ada Example 1" in page.text
    assert not [link for link in asked if "since" in link], "both were checked this year"


def test_a_year_can_be_chosen(client):
    published(first_published_at=datetime(2016, 5, 1, tzinfo=UTC))
    published()
    year = {"since": "2016-01-01", "until": "2016-12-31"}
    assert year in narrowing(Page(client.get("/search/")))
    assert "Take away: Checked in 2016" in Page(client.get("/search/", year)).text


def test_a_choice_can_be_taken_back_and_is_kept_by_the_form(client):
    published(verdict="false")
    page = Page(client.get("/search/?q=nurses&verdict=false&since=2000-01-01&until=2999-12-31"))
    assert "Take away: Verdict: False" in page.text
    assert "Checked from 1 January 2000 to 31 December 2999" in page.text
    assert {"q": "nurses", "since": "2000-01-01", "until": "2999-12-31"} in narrowing(page)
    assert page.all("input", type="hidden") == [
        {"type": "hidden", "name": "verdict", "value": "false"}
    ]


def test_a_mistyped_word_is_said_to_be_read_otherwise(client):
    review = published(claim="The nurses are leaving.")
    page = Page(client.get("/search/?q=nursse"))
    assert "Showing results for nurses. Nothing has “nursse”." in page.text
    assert review.get_absolute_url() in page.links()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=zeppelins", "We have no fact-check of that yet."),
        ("q=the", "no word here that we can look for"),
        ("q=nurses&verdict=true", "fits all that you chose"),
        ("q=nurses+zeppelins", "These have some of them."),
        ("verdict=satire", "We have no fact-check of that yet."),
    ],
)
def test_nothing_found_helps(client, query, said):
    review = published(verdict="false")
    page = Page(client.get(f"/search/?{query}"))
    assert said in page.text
    assert review.get_absolute_url() in page.links()


def test_an_empty_newsroom(client):
    assert "No verdicts have been published yet." in Page(client.get("/search/")).text


def test_more_than_are_counted(client, monkeypatch):
    monkeypatch.setattr(service, "MOST", 1)
    published(), published()
    assert "More than 1 fact-checks. Here are the newest" in Page(client.get("/search/")).text


@pytest.mark.parametrize(
    "query",
    [
        "q=%00nurses%00",
        "q=" + "nurses+%26+" * 1000,
        "q=%27%3B+DROP+TABLE+x%3B--",
        "q=!!!+%7C+%26+%3A*+(",
        "q=%ff%fe",
        "q=-nurses",
        "q=" + "%22" * 300,
        "verdict=nonsense&topic=%00&type=x&speaker=1&since=2017-13-99&until=x&sort=y&page=-1",
        "party=%00&outlet=" + "x" * 9999,
        "since=0001-01-01&until=9999-12-31",
        "q=nurses&q=doctors&page=99999999999999999999",
    ],
)
def test_hostile_questions_are_answered(client, query):
    published()
    assert client.get(f"/search/?{query}").status_code == 200


def test_what_could_not_be_read_is_said(client):
    text = Page(client.get("/search/?verdict=nonsense&since=x")).text
    assert "left it out: verdict, since" in text
    assert "first 200 characters" in Page(client.get("/search/?q=" + "long+" * 100)).text


@pytest.mark.parametrize("payloads", CHUNKS, ids=range(len(CHUNKS)))
def test_hostile_words_stay_words(client, payloads):
    plain = {tag for tag, _ in Page(client.get("/search/?q=x")).elements}
    plain |= {"mark", "ol", "li", "ul", "h2", "h3", "aside", "strong", "bdi", "time", "span"}
    review = published(headline="")
    for payload in payloads:
        Listing.objects.filter(review=review).update(
            summary=f"Nurses {payload}",
            body=payload,
            speaker=uuid4(),
            speaker_name=payload[:90],
            party=payload[:90],
            outlets=[payload],
            claim=payload,
        )
        for query in ({"q": payload}, {"q": "nurses"}, {"party": payload[:90], "outlet": payload}):
            page = Page(client.get("/search/", query))
            assert page.open == [], payload
            assert {t for t, _ in page.elements} <= plain, payload
            names = {name for _, attributes in page.elements for name in attributes}
            assert not [n for n in names if n.startswith("on") or n == "style"], payload


def test_our_marks_in_a_text_mark_nothing(client):
    published(summary="Nurses \ue001</b>\ue000 here")
    content = client.get("/search/?q=nurses").content.decode()
    assert content.count("<mark>") == content.count("</mark>")
    assert "\ue000" not in content


def test_it_costs_the_same_for_many(client, django_assert_num_queries):
    for _ in range(3):
        published()
    with django_assert_num_queries(3):
        client.get("/search/?q=nurses")


def test_an_unchanged_answer_is_304(client):
    published()
    first = client.get("/search/?q=nurses")
    assert first["Cache-Control"] == "no-cache"
    again = {"If-None-Match": first["ETag"]}
    assert client.get("/search/?q=nurses", headers=again).status_code == 304


def test_a_retracted_check_is_listed_as_retracted(client, review, correct):
    correct(review, "retraction")
    page = Page(client.get("/search/?q=seat"))
    assert "Retracted First seat taken since 1982" in page.text
    assert "It was, if one counts byelections only." not in page.text


@pytest.mark.parametrize("state", ["draft", "removed"])
def test_what_is_not_public_is_not_found(client, state):
    if state == "draft":
        factories.make_ready_review(headline="Zanzibarquagga")
    else:
        remove(published("Zanzibarquagga").versions.get())
    page = Page(client.get("/search/?q=Zanzibarquagga"))
    assert not [a for a in page.links() if a.startswith("/verdicts/")]

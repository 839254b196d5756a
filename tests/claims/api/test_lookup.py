"""Lookup for readers' tools, and the drop-in for Google's claims:search."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from claims.services import listings
from claims.services.partners import issue_key
from tests.claims.api.story import correct, retract
from tests.factories import make_claim, make_partner, make_published_review, make_speaker

pytestmark = pytest.mark.django_db

SEAT = "It was the first time since 1982 that the governing party took a seat in Copeland."
CHECK, SEARCH = "/api/v1/check", "/api/v1/claims:search"


@pytest.fixture
def seat():
    claim = make_claim(text=SEAT, speaker=make_speaker("Ada Example"), stated_on=date(2017, 2, 24))
    review = make_published_review(claim, headline="First gain since 1982", reply="No.")
    listings.embed_next()
    return review


def post(api, **sent):
    return api.post(CHECK, sent, content_type="application/json")


def test_a_sentence(api, seat):
    answer = api.get(CHECK, {"q": SEAT.replace("1982", "1992")}).json()
    [match] = answer["matches"]
    assert answer["text"] == SEAT.replace("1982", "1992")
    assert (match["relation"], match["differences"]) == ("same_topic", ["1992 ≠ 1982"])
    assert match["claim"] == {
        "id": str(seat.claim.uuid),
        "text": SEAT,
        "speaker": {"id": str(seat.claim.speaker.uuid), "name": "Ada Example"},
        "stated_on": "2017-02-24",
    }
    document = seat.versions.latest().document
    review = match["review"]
    for name in ("id", "slug", "url", "language", "version", "retracted", "published_at"):
        assert review[name] == document[name], name
    for name in ("code", "label", "reason", "rating"):
        assert review["verdict"][name] == document["verdict"][name], name


def test_moments_are_in_utc_all_year_round(api, seat):
    listing = seat.listing
    listing.first_published_at = listing.published_at = datetime(2026, 7, 2, 3, 4, 5, tzinfo=UTC)
    listing.save()
    [match] = api.get(CHECK, {"q": SEAT}).json()["matches"]
    for name in ("first_published_at", "published_at"):
        assert match["review"][name] == "2026-07-02T03:04:05Z"


def test_many_sentences_in_their_order(api, seat):
    texts = ["Bees sleep at night.", SEAT]
    results = post(api, texts=texts).json()["results"]
    assert [(one["text"], len(one["matches"])) for one in results] == [(texts[0], 0), (SEAT, 1)]
    assert results[1]["matches"][0]["relation"] == "same"


def test_a_slash_at_the_end_changes_nothing(api, seat):
    assert api.get(f"{CHECK}/", {"q": SEAT}).json() == api.get(CHECK, {"q": SEAT}).json()
    sent = api.post(f"{CHECK}/", {"texts": [SEAT]}, content_type="application/json")
    assert sent.json() == post(api, texts=[SEAT]).json()


def test_a_retracted_verdict_is_not_said_again(api, seat):
    retract(seat)
    listings.embed_next()
    [match] = api.get(CHECK, {"q": SEAT}).json()["matches"]
    review = match["review"]
    assert (review["retracted"], review["verdict"]) == (True, None)
    assert review["note"] == "The record was misread."


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [
        ({}, "q"),
        ({"q": " "}, "q"),
        ({"q": "x" * 2001}, "q"),
        ({"q": "x\0"}, "q"),
        ({"q": "x", "limit": 21}, "limit"),
        ({"q": "x", "language": "EN GB"}, "language"),
        ({"q": "x", "lang": "en"}, "lang"),
    ],
)
def test_what_is_wrong_is_refused(api, asked, parameter):
    answer = api.get(CHECK, asked)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("sent", "parameter"),
    [
        ({}, "texts"),
        ({"texts": []}, "texts"),
        ({"texts": ["x"] * 51}, "texts"),
        ({"texts": ["x", ""]}, "texts.1"),
        ({"texts": ["x"], "text": "x"}, "text"),
    ],
)
def test_what_is_posted_wrong_is_refused(api, sent, parameter):
    answer = post(api, **sent)
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_nothing_is_posted_in_the_address(api):
    answer = api.post(f"{CHECK}?q=x", {"texts": ["x"]}, content_type="application/json")
    assert answer.json()["errors"] == [{"parameter": "q", "detail": "Send it in the body."}]


class TestGoogle:
    def test_the_shape_of_an_answer(self, api, seat, settings):
        settings.SITE_URL = "https://newsroom.example"
        assert api.get(SEARCH, {"query": SEAT}).json() == {
            "claims": [
                {
                    "text": SEAT,
                    "claimant": "Ada Example",
                    "claimDate": "2017-02-24T00:00:00Z",
                    "claimReview": [
                        {
                            "publisher": {
                                "name": settings.NEWSROOM["name"],
                                "site": "newsroom.example",
                            },
                            "url": f"https://newsroom.example/verdicts/{seat.slug}/",
                            "title": "First gain since 1982",
                            "reviewDate": seat.versions.get().document["published_at"],
                            "textualRating": "Mostly true",
                            "languageCode": "en-GB",
                        }
                    ],
                }
            ]
        }

    def test_nothing_found_is_nothing(self, api, seat):
        assert api.get(SEARCH, {"query": "Bees sleep at night."}).json() == {}

    def test_retracted_reviews_are_left_out(self, api, seat):
        retract(seat)
        assert api.get(SEARCH, {"query": SEAT}).json() == {}

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"languageCode": "en-US"}, 1),
            ({"languageCode": "fr"}, 0),
            ({"reviewPublisherSiteFilter": "newsroom.example"}, 1),
            ({"reviewPublisherSiteFilter": "www.newsroom.example"}, 1),
            ({"reviewPublisherSiteFilter": "other.example"}, 0),
            ({"maxAgeDays": 1}, 1),
            ({"offset": 1}, 0),
            ({"pageToken": "1", "offset": 0}, 0),
            ({"alt": "json", "prettyPrint": "false"}, 1),
        ],
    )
    def test_the_parameters(self, api, seat, settings, asked, found):
        settings.SITE_URL = "https://newsroom.example"
        answer = api.get(SEARCH, {"query": SEAT, **asked}).json()
        assert len(answer.get("claims", [])) == found

    def test_the_newer_date_counts(self, api, seat):
        long_ago = timezone.now() - timedelta(days=30)
        listing = seat.listing
        listing.published_at = long_ago
        listing.save()
        assert api.get(SEARCH, {"query": SEAT, "maxAgeDays": 10}).json() == {}
        listing.stated_on = timezone.localdate()
        listing.save()
        assert "claims" in api.get(SEARCH, {"query": SEAT, "maxAgeDays": 10}).json()

    def test_pages_of_all_there_is(self, api, settings):
        settings.SITE_URL = "https://newsroom.example"
        reviews = [make_published_review() for _ in range(3)]
        correct(reviews[0])
        asked = {"reviewPublisherSiteFilter": "newsroom.example", "pageSize": 2}
        first = api.get(SEARCH, asked).json()
        second = api.get(SEARCH, asked | {"pageToken": first["nextPageToken"]}).json()
        assert "nextPageToken" not in second
        urls = [c["claimReview"][0]["url"] for page in (first, second) for c in page["claims"]]
        slugs = [url.split("/")[-2] for url in urls]
        assert slugs == [review.slug for review in reversed(reviews)]

    def test_something_must_be_asked(self, api):
        assert api.get(SEARCH).json()["errors"][0]["parameter"] == "query"

    def test_a_key_may_come_as_google_s_clients_send_it(self, client, seat):
        _, secret = issue_key(make_partner())
        assert client.get(SEARCH, {"query": SEAT, "key": secret}).status_code == 200
        header = {"X-Goog-Api-Key": secret}
        assert client.get(SEARCH, {"query": SEAT}, headers=header).status_code == 200
        assert client.get(SEARCH, {"query": SEAT, "key": "fcw_no"}).status_code == 401
        assert client.get(CHECK, {"q": SEAT, "key": secret}).status_code == 401

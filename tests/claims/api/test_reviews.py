import base64
import hashlib
import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from claims.models import Claim, Holding, Listing, PublishedVersion, Review
from claims.presenters.claimreview import claim_review
from claims.services.documents import fingerprint
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.claims.api.test_access import problem
from tests.factories import (
    editor,
    make_article,
    make_claim,
    make_published_review,
    make_publisher,
    make_speaker,
)

pytestmark = pytest.mark.django_db
LIST = "/api/v1/reviews/"


def address(review, name="review", **more):
    return reverse(f"api:{name}", kwargs={"slug": review.slug, **more})


def slugs(response):
    return [line["slug"] for line in response.json()["results"]]


class TestList:
    def test_a_line_says_what_the_document_says(self, api):
        version = make_published_review().versions.get()
        [line] = api.get(LIST).json()["results"]
        assert line.pop("sha256") == version.sha256
        assert line == {name: version.document[name] for name in line}

    def test_latest_versions_newest_review_first_and_corrections_move_nothing(self, api):
        old, new = make_published_review(), make_published_review()
        rate_anew(old)
        lines = api.get(LIST).json()["results"]
        assert [line["slug"] for line in lines] == [new.slug, old.slug]
        assert [line["version"] for line in lines] == [1, 2]
        assert lines[1]["verdict"]["code"] == "true"

    def test_a_retracted_review_stays_and_says_why(self, api):
        retract(make_published_review())
        [line] = api.get(LIST).json()["results"]
        assert (line["retracted"], line["note"]) == (True, "The record was misread.")

    def test_a_removed_review_is_gone(self, api):
        review = make_published_review()
        remove(correct(review))
        assert slugs(api.get(LIST)) == []


class TestPages:
    def test_each_review_once_whatever_is_corrected_meanwhile(self, api):
        reviews = [make_published_review() for _ in range(5)]
        seen, url = [], f"{LIST}?limit=2"
        while url:
            page = api.get(url).json()
            seen += [line["slug"] for line in page["results"]]
            url = page["next"] and page["next"].removeprefix("http://testserver")
            correct(reviews[0])
        assert seen == [review.slug for review in reversed(reviews)]

    def test_there_and_back(self, api):
        for _ in range(3):
            make_published_review()
        first = api.get(f"{LIST}?limit=2")
        second = api.get(first.json()["next"].removeprefix("http://testserver"))
        back = api.get(second.json()["previous"].removeprefix("http://testserver"))
        assert slugs(back) == slugs(first)

    def test_published_in_the_same_moment(self, api):
        at = datetime(2017, 3, 1, tzinfo=UTC)
        reviews = [make_published_review() for _ in range(5)]
        Review.objects.update(published_at=at)
        seen, url = [], f"{LIST}?limit=2"
        while url:
            page = api.get(url).json()
            seen += [line["slug"] for line in page["results"]]
            url = page["next"] and page["next"].removeprefix("http://testserver")
        assert sorted(seen) == sorted(review.slug for review in reviews)

    @pytest.mark.parametrize(
        "position",
        [
            "hello",
            "2017-99-99",
            "2017-02-26",
            "0001-01-01 00:00:00+23:59",
            "9999-12-31 23:00-23:00",
        ],
    )
    def test_a_made_up_position(self, api, position):
        make_published_review()
        cursor = base64.b64encode(urlencode({"p": position}).encode()).decode()
        response = api.get(LIST, {"cursor": cursor})
        assert problem(response, 400)["errors"][0]["parameter"] == "cursor"

    @pytest.mark.parametrize("cursor", ["x", "é", "bz0tMQ=="])
    def test_a_made_up_cursor(self, api, cursor):
        make_published_review()
        response = api.get(LIST, {"cursor": cursor})
        assert problem(response, 400)["errors"][0]["parameter"] == "cursor"

    @pytest.mark.parametrize("limit", ["0", "-1", "201", "ten", "1e1"])
    def test_a_limit_out_of_range(self, api, limit):
        response = api.get(LIST, {"limit": limit})
        assert problem(response, 400)["errors"][0]["parameter"] == "limit"

    def test_costs_four_questions_however_long_the_page(self, api, django_assert_num_queries):
        for _ in range(3):
            make_published_review()
        with django_assert_num_queries(4):  # the key, its count, the page, the ledger
            assert len(slugs(api.get(LIST))) == 3


class TestFilters:
    @pytest.fixture
    def two(self):
        speaker = make_speaker("Ada Example")
        claim = make_claim(speaker=speaker, types=[Claim.Type.QUANTITY, Claim.Type.CAUSAL])
        spoken = make_published_review(claim, verdict="false", reply="No comment.")
        outlet = make_publisher("The Invented Times")
        printed = make_claim(article=make_article(publisher=outlet))
        return spoken, make_published_review(printed, verdict="unproven")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("verdict=false", [0]),
            ("verdict=unproven", [1]),
            ("verdict=false&verdict=unproven", [1, 0]),
            ("verdict=true", []),
            ("type=quantity", [0]),
            ("type=causal", [0]),
            ("type=precedent&type=causal", [1, 0]),
            ("type=event", []),
            ("language=en-GB", [1, 0]),
            ("language=fr", []),
            ("published_since=2017-01-01", [1, 0]),
            ("published_since=2017-01-01T00:00:00%2B01:00", [1, 0]),
            ("published_since=2999-01-01T00:00:00Z", []),
            ("published_since=2017-01-01T00:00:00%2B23:59", [1, 0]),
            ("published_since=0001-01-01", [1, 0]),
            ("published_since=9999-12-31T23:59:59", []),
            ("published_until=2999-01-01", [1, 0]),
            ("published_until=2017-01-01", []),
            ("stated_since=2017-02-26&stated_until=2017-02-26", [1, 0]),
            ("stated_since=2017-02-27", []),
            ("stated_until=2017-02-25", []),
            ("text=example", [0]),
            ("text=governing+seats", [1, 0]),
            ("text=governing+-example", [1]),
            ("text=bees", []),
            ("outlet=The+Invented+Times", [1]),
            ("outlet=Times", []),
            ("verdict=false&type=precedent", []),
        ],
    )
    def test_find(self, api, two, query, found):
        assert slugs(api.get(f"{LIST}?{query}")) == [two[i].slug for i in found]

    def test_by_speaker(self, api, two):
        speaker = two[0].claim.speaker
        assert slugs(api.get(f"{LIST}?speaker={speaker.uuid}")) == [two[0].slug]

    def test_published_since_means_the_latest_version(self, api, two):
        Listing.objects.update(published_at=datetime(2017, 3, 1, tzinfo=UTC))
        correct(two[0])
        assert slugs(api.get(f"{LIST}?published_since=2017-03-02")) == [two[0].slug]

    def test_what_a_correction_changed_is_no_longer_found(self, api, two):
        rate_anew(two[0], "true")
        assert slugs(api.get(f"{LIST}?verdict=false")) == []
        assert slugs(api.get(f"{LIST}?verdict=true")) == [two[0].slug]

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("status=draft", "status"),
            ("review__status=draft", "review__status"),
            ("author__password__startswith=a", "author__password__startswith"),
            ("Verdict=true", "Verdict"),
            ("verdict=nonsense", "verdict"),
            ("verdict=", "verdict"),
            ("verdict=true&verdict=", "verdict"),
            ("type=joke", "type"),
            ("text=the", "text"),
            ("text=-example", "text"),
            ("stated_since=May", "stated_since"),
            ("speaker=Ada", "speaker"),
            ("speaker=", "speaker"),
            ("language=", "language"),
            ("language=%00", "language"),
            ("language=en-GB&language=fr", "language"),
            ("published_since=yesterday", "published_since"),
            ("published_since=2017-02-30", "published_since"),
            ("published_since=0001-01-01T00:00:00%2B23:59", "published_since"),
            ("published_since=9999-12-31T23:59:59-23:59", "published_since"),
        ],
    )
    def test_what_is_wrong_is_refused_by_name(self, api, query, parameter):
        body = problem(api.get(f"{LIST}?{query}"), 400)
        assert [error["parameter"] for error in body["errors"]] == [parameter]
        assert parameter in body["detail"]

    def test_unknown_ones_learn_the_known(self, api):
        body = problem(api.get(f"{LIST}?sort=asc"), 400)
        assert "verdict, type, speaker, outlet, language, text" in body["detail"]


class TestFields:
    @pytest.mark.parametrize(
        ("asked", "held"),
        [
            ("version", {"version": 1}),
            ("version, verdict.code", {"version": 1, "verdict": {"code": "mostly_true"}}),
            ("claim.types.code", {"claim": {"types": [{"code": "quantity"}]}}),
            ("claim.speaker.name,claim.topic", {"claim": {"speaker": None, "topic": None}}),
        ],
    )
    def test_only_these(self, api, asked, held):
        make_published_review(make_claim(types=["quantity"]))
        assert api.get(f"{LIST}?fields={asked}").json()["results"] == [held]

    def test_what_is_named_whole_stays_whole(self, api):
        document = make_published_review().versions.get().document
        [line] = api.get(f"{LIST}?fields=verdict.code,verdict").json()["results"]
        assert line == {"verdict": document["verdict"]}

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("verdict.colour", "“verdict.colour” is none. Known: code"),
            ("document", "Known: id, slug"),
            ("slug.length", "It has no parts."),
            ("slug,,url", "“” is none."),
        ],
    )
    def test_unknown_ones_learn_the_known(self, api, asked, said):
        assert said in problem(api.get(f"{LIST}?fields={asked}"), 400)["detail"]


@pytest.mark.parametrize("name", [LIST, "/api/v1/claims/"])
def test_a_page_is_sent_once(api, name):
    review = make_published_review()
    etag = api.get(name)["ETag"]
    again = api.get(name, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    rate_anew(review)
    assert api.get(name, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", [LIST, "/api/v1/claims/"])
def test_a_page_that_is_not_what_if_match_names(api, name):
    make_published_review()
    page = api.get(name)
    assert api.get(name, headers={"If-Match": page["ETag"]}).content == page.content
    refused = api.get(name, headers={"If-Match": '"x"'})
    assert problem(refused, 412)["code"] == "precondition_failed"
    for header in ("Cache-Control", "Vary"):
        assert refused[header] == page[header]


def all_that_bring(review):
    more = (("review", {}), ("review-version", {"number": 1}), ("claimreview", {}))
    one = [address(review, name, **rest) for name, rest in more]
    return [LIST, "/api/v1/claims/", f"/api/v1/claims/{review.claim.uuid}/", *one]


def test_a_date_is_no_condition_where_no_answer_has_one(api):
    for name in all_that_bring(make_published_review()):
        asked = {"If-Unmodified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
        assert api.get(name, headers=asked).status_code == 200, name


def test_what_is_refused_is_not_in_the_ledger(api):
    """Otherwise the desk would believe that a partner has a verdict that it never got."""
    review = make_published_review()
    for name in all_that_bring(review):
        problem(api.get(name, headers={"If-Match": '"x"'}), 412)
        assert not Holding.objects.exists(), name
        assert api.get(name).status_code == 200
        assert Holding.objects.get().fetched == 1, name
        Holding.objects.all().delete()


class TestDetail:
    def test_is_the_frozen_document(self, api):
        review = make_published_review()
        response = api.get(address(review))
        assert response.json() == review.versions.get().document
        assert response["Content-Type"] == "application/json"

    def test_a_partner_can_prove_the_copy(self, api):
        """The recipe of docs/api.md, on the bytes that came."""
        response = api.get(address(make_published_review()))
        canonical = json.dumps(
            json.loads(response.content),
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        assert response["ETag"] == f'"{hashlib.sha256(canonical.encode()).hexdigest()}"'

    def test_not_modified_until_a_correction(self, api):
        review = make_published_review()
        etag = api.get(address(review))["ETag"]
        again = api.get(address(review), headers={"If-None-Match": etag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        rate_anew(review)
        changed = api.get(address(review), headers={"If-None-Match": etag})
        assert (changed.status_code, changed.json()["verdict"]["code"]) == (200, "true")

    def test_not_modified_reads_no_document(self, api, django_assert_num_queries):
        review = make_published_review()
        etag = api.get(address(review))["ETag"]
        with django_assert_num_queries(4) as asked:  # the key, its count, the version, the ledger
            api.get(address(review), headers={"If-None-Match": etag})
        assert not any('"document"' in query["sql"] for query in asked)

    def test_if_match_that_is_not_met(self, api):
        review = make_published_review()
        body = problem(api.get(address(review), headers={"If-Match": '"x"'}), 412)
        assert body["code"] == "precondition_failed"

    def test_the_same_bytes_whatever_is_accepted(self, api):
        review = make_published_review()
        pretty = api.get(address(review), headers={"Accept": "application/json; indent=4"})
        assert pretty.content == api.get(address(review)).content

    def test_retracted_is_served_with_the_reason(self, api):
        review = make_published_review()
        retract(review)
        document = api.get(address(review)).json()
        assert (document["retracted"], document["note"]) == (True, "The record was misread.")

    def test_removed_is_410_and_says_to_delete(self, api):
        review = make_published_review()
        remove(review.versions.get(), why="It named a child.")
        for name, more in [("review", {}), ("claimreview", {}), ("review-version", {"number": 1})]:
            response = api.get(address(review, name, **more))
            assert "Delete your copies" in problem(response, 410)["detail"]
            assert b"child" not in response.content

    def test_removed_says_the_newsrooms_day(self, api):
        review = make_published_review()
        remove(review.versions.get())
        at = datetime(2017, 7, 14, 23, 30, tzinfo=UTC)
        PublishedVersion.objects.update(removed_at=at)
        assert "on 15 July 2017" in problem(api.get(address(review)), 410)["detail"]

    def test_unknown(self, api):
        assert "/api/v1/reviews/" in problem(api.get(f"{LIST}no-such-review/"), 404)["detail"]

    def test_costs_four_questions(self, api, django_assert_num_queries):
        review = make_published_review()
        with django_assert_num_queries(4):  # the key, its count, the version, the ledger
            api.get(address(review))


class TestVersions:
    def test_what_was_said_stays_readable(self, api):
        review = make_published_review()
        before = api.get(address(review)).content
        rate_anew(review)
        assert api.get(address(review, "review-version", number=1)).content == before
        second = api.get(address(review, "review-version", number=2))
        assert second.content == api.get(address(review)).content

    @pytest.mark.parametrize("number", [0, 2, 10**30])
    def test_one_that_never_was(self, api, number):
        review = make_published_review()
        problem(api.get(address(review, "review-version", number=number)), 404)

    def test_an_older_one_can_be_removed_alone(self, api):
        review = make_published_review()
        first = review.versions.get()
        correct(review)
        remove(first)
        problem(api.get(address(review, "review-version", number=1)), 410)
        assert api.get(address(review)).status_code == 200


class TestRemovedNotes:
    """What was said of a removed version stands in the documents of later ones, too."""

    @pytest.fixture
    def review(self):
        review = make_published_review()
        middle = correct(review, reason="Mr Example is innocent.")
        correct(review, reason="The year was wrong.", summary="In 1982.")
        self.before = review.versions.get(number=3)
        remove(middle)
        return review

    @pytest.mark.parametrize(
        ("name", "more"), [("review", {}), ("review-version", {"number": 3}), ("claimreview", {})]
    )
    def test_are_gone_everywhere(self, api, review, name, more):
        response = api.get(address(review, name, **more))
        assert b"innocent" not in response.content
        assert b"Removed for legal reasons." in response.content
        assert b"The year was wrong." in response.content

    def test_are_gone_from_the_log(self, api, review):
        response = api.get("/api/v1/changes/")
        assert b"innocent" not in response.content
        entry = next(e for e in response.json()["results"] if e["version"] == 3)
        assert entry["sha256"] == fingerprint(entry["document"])

    def test_a_partner_learns_that_the_copy_is_old(self, api, review):
        old = f'"{self.before.sha256}"'
        response = api.get(address(review), headers={"If-None-Match": old})
        assert response.status_code == 200
        served = fingerprint(response.json())
        assert response["ETag"] == f'"{served}"' != old
        [line] = api.get(LIST).json()["results"]
        assert line["sha256"] == served

    def test_earlier_versions_are_as_they_were(self, api, review):
        first = review.versions.get(number=1)
        response = api.get(address(review, "review-version", number=1))
        assert response["ETag"] == f'"{first.sha256}"'

    def test_the_record_itself_is_not_touched(self, api, review):
        api.get(address(review))
        assert review.versions.get(number=3).sha256 == self.before.sha256


class TestClaimReview:
    def test_is_the_markup_of_the_page(self, api):
        review = make_published_review()
        response = api.get(address(review, "claimreview"))
        assert response["Content-Type"] == "application/ld+json"
        assert response.json() == claim_review(review.versions.get().document)

    def test_comes_as_plain_json_on_request(self, api):
        url = address(make_published_review(), "claimreview")
        response = api.get(url, headers={"Accept": "application/json"})
        assert response["Content-Type"] == "application/json"

    def test_not_modified(self, api):
        url = address(make_published_review(), "claimreview")
        etag = api.get(url)["ETag"]
        assert api.get(url, headers={"If-None-Match": etag}).status_code == 304

    def test_a_retracted_review_has_no_rating_any_more(self, api):
        review = make_published_review(approver=editor())
        retract(review)
        body = problem(api.get(address(review, "claimreview")), 410)
        assert body["code"] == "retracted"
        assert "The record was misread." in body["detail"]

import uuid

import pytest
from django.urls import reverse

from claims.models import Claim
from claims.services import articles, extraction
from claims.text.analyse import analyse
from tests.claims.api.story import rate_anew, remove, retract
from tests.claims.api.test_access import problem
from tests.factories import PUBLISHED, make_claim, make_published_review, make_speaker

pytestmark = pytest.mark.django_db
LIST = "/api/v1/claims/"


def address(claim):
    return reverse("api:claim", kwargs={"id": claim.uuid})


def ids(response):
    return [line["id"] for line in response.json()["results"]]


class TestList:
    def test_only_claims_with_a_public_review(self, api):
        make_claim()
        review = make_published_review()
        assert ids(api.get(LIST)) == [str(review.claim.uuid)]

    def test_as_the_frozen_document_has_it(self, api):
        review = make_published_review(make_claim(speaker=make_speaker()), reply="No comment.")
        Claim.objects.update(text="Edited on the desk after publication.")
        [line] = api.get(LIST).json()["results"]
        document = review.versions.get().document
        assert line.pop("review") == {
            name: document[name]
            for name in (
                "id",
                "slug",
                "url",
                "language",
                "version",
                "retracted",
                "verdict",
                "published_at",
            )
        }
        assert line.pop("appearances") == document["appearances"]
        assert line == document["claim"]

    def test_once_per_claim_with_its_newest_review(self, api):
        first = make_published_review()
        retract(first)
        claim = Claim.objects.get()
        assert api.get(LIST).json()["results"][0]["review"]["retracted"]
        second = make_published_review(claim, verdict="false")
        [line] = api.get(LIST).json()["results"]
        assert (line["review"]["slug"], line["review"]["retracted"]) == (second.slug, False)

    def test_filters_are_those_of_reviews(self, api):
        review = make_published_review()
        assert ids(api.get(f"{LIST}?verdict=false")) == []
        rate_anew(review, "false")
        assert ids(api.get(f"{LIST}?verdict=false")) == [str(review.claim.uuid)]
        problem(api.get(f"{LIST}?status=new"), 400)

    def test_costs_four_questions_however_long_the_page(self, api, django_assert_num_queries):
        for _ in range(3):
            make_published_review()
        with django_assert_num_queries(4):  # the key, its count, the page, the ledger
            assert len(ids(api.get(LIST))) == 3


class TestDetail:
    def test_is_the_line_of_the_list(self, api):
        review = make_published_review()
        assert api.get(address(review.claim)).json() == api.get(LIST).json()["results"][0]

    def test_if_match_that_is_not_met(self, api):
        review = make_published_review()
        problem(api.get(address(review.claim), headers={"If-Match": '"x"'}), 412)

    def test_unreviewed_is_as_unknown_as_unknown(self, api):
        unreviewed, unknown = make_claim().uuid, uuid.uuid4()
        answers = [
            api.get(f"{LIST}{id}/").content.replace(str(id).encode(), b"")
            for id in (unreviewed, unknown)
        ]
        assert answers[0] == answers[1]
        problem(api.get(f"{LIST}{unreviewed}/"), 404)

    def test_removed(self, api):
        review = make_published_review()
        remove(review.versions.get())
        assert ids(api.get(LIST)) == []
        problem(api.get(address(review.claim)), 410)


def test_what_the_engine_finds_fits_the_description(api):
    """The shapes of precedent, plan and factors are the engine's; the client compares them."""
    received = articles.receive_article(
        text="It was the first time since 1982 that the council had lost a vote, Ada Example said.",
        via="paste",
        published_at=PUBLISHED,
    )
    lease = extraction.take(received.extraction.pk)
    extraction.complete(lease, analyse(lease.text, published=PUBLISHED.date()))
    claim = Claim.objects.get()
    reviews_claim = make_published_review(claim, reply="No comment.").claim
    line = api.get(address(reviews_claim)).json()
    assert line["precedent"]["since"] == 1982
    assert line["plan"]
    assert line["appearances"][0]["factors"]

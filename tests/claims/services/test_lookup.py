"""Published verdicts about a sentence: public ones only, the same claim first."""

from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from claims import pipeline
from claims.models import Claim, Listing
from claims.services import listings, lookup, matching
from claims.services.candidates import LISTINGS, Near, Words
from claims.text.ranking import Post, Said, stems
from tests.claims.api.story import correct, remove, retract
from tests.claims.plans import plan_of
from tests.factories import make_claim, make_published_review, make_submitted_review

pytestmark = pytest.mark.django_db

SEAT = "It was the first time since 1982 that the governing party took a seat in Copeland."


@pytest.fixture
def seat():
    review = make_published_review(make_claim(text=SEAT))
    listings.embed_next()
    return review


def relations(text, **asked):
    return [
        (hit.listing.review_id, hit.comparison.relation, list(hit.comparison.differences))
        for hit in lookup.check(text, **asked)
    ]


def test_the_same_claim_is_found(seat):
    assert relations(SEAT) == [(seat.pk, "same", [])]


def test_what_differs_is_said(seat):
    [(pk, relation, differences)] = relations(SEAT.replace("1982", "1992"))
    assert (pk, differences) == (seat.pk, ["1992 ≠ 1982"])
    assert relation != "same"


def test_nothing_alike_is_nothing(seat):
    assert lookup.check("Bees sleep at night.") == []


def test_the_same_claim_comes_before_one_that_sounds_as_alike(seat):
    other = make_published_review(make_claim(text=SEAT.replace("1982", "1992")))
    listings.embed_next()
    assert [pk for pk, *_ in relations(SEAT)] == [seat.pk, other.pk]
    assert [pk for pk, *_ in relations(SEAT.replace("1982", "1992"))] == [other.pk, seat.pk]


def test_the_same_claim_comes_before_one_that_sounds_more_alike(seat, monkeypatch):
    other = make_published_review(make_claim(text=SEAT.replace("1982", "1992")))
    found = [Near(other.pk, 0.95, 0.95, True), Near(seat.pk, 0.9, 0.9, True)]
    monkeypatch.setattr(lookup, "nearest", lambda post, rows: found)
    assert relations(SEAT, most=1) == [(seat.pk, "same", [])]


def test_a_draft_is_not_found():
    make_submitted_review(make_claim(text=SEAT))
    matching.suggest_next()
    listings.embed_next()
    assert lookup.check(SEAT) == []


def test_words_of_the_desk_that_were_not_published_are_not_found(seat):
    Claim.objects.update(text="Quillmoor levy fell.")
    matching.suggest_next()
    assert lookup.check("Quillmoor levy fell.") == []


def test_a_corrected_verdict_is_the_latest(seat):
    correct(seat, "rating_change", "New evidence.", verdict="false")
    listings.embed_next()
    [hit] = lookup.check(SEAT)
    assert (hit.listing.verdict, hit.listing.version.number) == ("false", 2)


def test_a_removed_one_is_gone(seat):
    remove(seat.versions.get())
    assert lookup.check(SEAT) == []


def test_a_retracted_one_says_so_and_no_search_finds_it(seat):
    query = lookup.Query(text=SEAT)
    assert [one.pk for one in lookup.search(query, 0, 10)] == [seat.pk]
    retract(seat)
    listings.embed_next()
    [hit] = lookup.check(SEAT)
    assert (hit.listing.retracted, hit.listing.version.note) == (True, "The record was misread.")
    assert lookup.search(query, 0, 10) == []


def test_a_language_is_meant_without_its_region(seat):
    assert lookup.check(SEAT, language="en-US")
    assert not lookup.check(SEAT, language="de")


def test_a_single_word_finds_the_claims_that_have_it(seat):
    make_published_review(make_claim(text="Bees sleep at night in every hive that was watched."))
    listings.embed_next()
    assert [one.pk for one in lookup.search(lookup.Query(text="Copeland"), 0, 10)] == [seat.pk]


def test_what_nobody_embedded_yet_is_found_by_its_rare_words():
    review = make_published_review(make_claim(text=SEAT))
    assert [one.pk for one in lookup.search(lookup.Query(text=SEAT), 0, 10)] == [review.pk]


class TestMeaning:
    def test_that_of_the_desk_s_claim_is_taken(self):
        claim = make_claim(text=SEAT)
        matching.embed_next(10)
        make_published_review(claim)
        assert Listing.objects.filter(embedding__isnull=False).exists()

    def test_a_worker_computes_the_others(self, seat):
        Listing.objects.update(embedding=None)
        pipeline.match()
        assert Listing.objects.filter(embedding__isnull=False).exists()

    def test_publishing_rings_for_a_worker(self, monkeypatch):
        rung = []
        monkeypatch.setattr(listings.doorbell, "ring", lambda task: rung.append(task))
        make_published_review(make_claim(text=SEAT))
        assert matching.TASK in rung

    def test_the_sweep_rings_again(self, seat, monkeypatch):
        rung = []
        monkeypatch.setattr(listings.doorbell, "ring", lambda task: rung.append(task))
        later = timezone.now() + 2 * matching.RING_AGAIN_AFTER
        listings.sweep(later)
        Listing.objects.update(embedding=None)
        listings.sweep()
        assert rung == []
        listings.sweep(later)
        assert rung == [matching.TASK]

    def test_that_of_other_words_is_not_stored(self, monkeypatch):
        make_published_review(make_claim(text=SEAT))

        def edited_meanwhile(texts):
            Listing.objects.update(claim="Other words.")
            return [[0.1] * 384]

        monkeypatch.setattr(listings, "embed", edited_meanwhile)
        listings.embed_next()
        assert Listing.objects.filter(embedding=None).exists()


@pytest.mark.parametrize("text", ["the of and", "'; \\ | & ! :* <->", "🦆" * 500, "a'b\\'c"])
def test_any_text_can_be_asked(seat, text):
    lookup.check(text)
    lookup.search(lookup.Query(text=text), 0, 10)


class TestManyListings:
    @pytest.fixture
    def many(self, seat):
        listing, dice = Listing.objects.get(), Random(1)
        values = {
            f.name: getattr(listing, f.name)
            for f in Listing._meta.concrete_fields
            if not f.generated and f.name not in ("review", "version", "slug", "embedding")
        }
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        Listing.objects.bulk_create(
            Listing(
                **values | {"claim": f"The toll in place{n} grew."},
                review_id=100_000 + n,
                version_id=100_000 + n,
                slug=f"toll-{n}",
                embedding=[dice.gauss(0, 1) for _ in range(384)],
            )
            for n in range(1500)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_listing")
            yield
            cursor.execute("DELETE FROM claims_listing WHERE review_id >= 100000")

    def test_candidates_come_from_the_indexes(self, many):
        said = Said(stems(["place77", "toll", "grew"]))
        words = Words.of(said.stems, LISTINGS)
        rows = lookup.spoken("en").filter(retracted=False)
        plan = plan_of(said, [0.1] * 384, LISTINGS, rows, words)
        for index in ("listing_meaning", "listing_head"):
            assert index in plan
        assert "Seq Scan on claims_listing" not in plan

    def test_the_serving_role_may_ask(self, many, runtime_role):
        with runtime_role():
            found = lookup.nearest(Post("The toll in place77 grew.", None), lookup.spoken(""))
        assert 100_077 in {one.key for one in found}

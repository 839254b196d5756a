import subprocess
import sys
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from claims import pipeline
from claims.models import Claim, ClaimMatch, Extraction, Review
from claims.services import claims, matching, triage
from claims.services.candidates import CLAIMS, Words
from claims.services.matching import MatchingRefused
from claims.text.ranking import Said, stems
from tests.claims.plans import plan_of
from tests.factories import (
    make_article,
    make_claim,
    make_published_review,
    make_ready_review,
    make_review,
    reviewer,
)

pytestmark = pytest.mark.django_db


def claim(text):
    return make_claim(text, article=make_article(f"{text} That was all."), text=text)


def suggestion(earlier_text, later_text):
    claim(earlier_text)
    later = claim(later_text)
    matching.suggest_next()
    return ClaimMatch.objects.filter(claim=later).first()


def test_the_same_words_are_the_same_claim():
    found = suggestion("The party lost 12 seats in 2017.", "The party lost 12 seats in 2017.")
    assert (found.relation, found.differences) == (ClaimMatch.Relation.SAME, [])
    assert found.similarity == pytest.approx(1)


@pytest.mark.parametrize(
    ("earlier", "later", "difference"),
    [
        ("It was the first gain since 1982.", "It was the first gain since 1992.", "1992 ≠ 1982"),
        ("Crime fell by 5% in May.", "Crime fell by 7% in May.", "7% ≠ 5%"),
    ],
)
def test_what_differs_is_spelled_out(earlier, later, difference):
    found = suggestion(earlier, later)
    assert found.relation == ClaimMatch.Relation.SAME_TOPIC
    assert difference in " ".join(found.differences)


@pytest.mark.parametrize(
    ("earlier", "later", "relation"),
    [
        ("Rents rose in Tarn.", "Rents fell in Tarn.", ClaimMatch.Relation.CONTRADICTS),
        (
            "Five schools closed in Tarn.",
            "At least five schools closed in Tarn.",
            ClaimMatch.Relation.IMPLIED_BY,
        ),
        ("Schools closed in Tarn.", "Schools closed in Tarn in 2016.", ClaimMatch.Relation.IMPLIES),
        (
            "Joblessness in Tarn fell in 2016.",
            "Tarn unemployment dropped in 2016.",
            ClaimMatch.Relation.SAME,
        ),
    ],
)
def test_the_guard_decides_about_the_relation(earlier, later, relation):
    assert suggestion(earlier, later).relation == relation


def test_other_claims_are_not_suggested():
    assert (
        suggestion("Fish prices doubled in ports.", "The minister voted against the bill.") is None
    )


class TestDecisions:
    @pytest.fixture
    def found(self):
        return suggestion("The party lost 12 seats in 2017.", "The party lost 12 seats in 2017.")

    def test_confirming_moves_the_sighting_and_splitting_returns_it(self, found):
        by = reviewer()
        triage.defer(found.claim, by=by)
        matching.confirm(found, by=by)
        later = Claim.objects.get(pk=found.claim_id)
        assert (later.status, later.merged_into) == (Claim.Status.MERGED, found.earlier)
        assert found.earlier.appearances.count() == 2
        assert found.earlier.appearances.get(moved_from=later)
        matching.split(later, by=by)
        later.refresh_from_db()
        assert (later.status, later.merged_into) == (Claim.Status.DEFERRED, None)
        assert found.earlier.appearances.count() == later.appearances.count() == 1
        assert ClaimMatch.objects.get().status == ClaimMatch.Status.REJECTED

    def test_the_earlier_claim_is_touched_so_that_no_extraction_supersedes_it(self, found):
        matching.confirm(found, by=reviewer())
        assert Claim.objects.get(pk=found.earlier_id).touched_at

    def test_a_claim_is_merged_once(self, found):
        third = claim("The party lost 12 seats in 2017.")
        matching.suggest_next()
        first, second = third.matches.all()
        matching.confirm(first, by=reviewer())
        with pytest.raises(matching.MatchingRefused, match="merged into another"):
            matching.confirm(second, by=reviewer())

    def test_not_into_a_claim_that_was_itself_merged(self, found):
        third = claim("The party lost 12 seats in 2017.")
        matching.suggest_next()
        into_later = third.matches.get(earlier=found.claim)
        matching.confirm(found, by=reviewer())
        with pytest.raises(matching.MatchingRefused, match="look there instead"):
            matching.confirm(into_later, by=reviewer())

    def test_a_claim_others_were_merged_into_stays(self, found):
        third = claim("The party lost 12 seats in 2017.")
        matching.suggest_next()
        matching.confirm(third.matches.get(earlier=found.claim), by=reviewer())
        with pytest.raises(matching.MatchingRefused, match="Other claims were merged"):
            matching.confirm(found, by=reviewer())

    def test_a_decision_is_made_once(self, found):
        matching.reject(found, by=reviewer())
        with pytest.raises(matching.MatchingRefused, match="already decided"):
            matching.confirm(found, by=reviewer())
        assert found.claim.appearances.count() == 1

    def test_a_claim_with_a_review_stays_where_it_is(self, found):
        make_ready_review(found.claim)
        with pytest.raises(matching.MatchingRefused, match="review of its own"):
            matching.confirm(found, by=reviewer())

    def test_the_earlier_claim_keeps_its_published_review(self, found):
        review = make_published_review(found.earlier)
        matching.confirm(found, by=reviewer())
        assert review.claim.appearances.count() == 2
        assert found.earlier.reviews.get() == review

    def test_a_confirmed_match_is_reconsidered(self, found):
        by = reviewer()
        matching.confirm(found, by=by)
        matching.reconsider(found, by=by)
        found.refresh_from_db()
        assert (found.status, found.decided_by, found.decided_at) == ("suggested", None, None)
        assert found.claim.status == "new"
        assert found.claim.appearances.count() == found.earlier.appearances.count() == 1
        with pytest.raises(MatchingRefused, match="Nobody has decided"):
            matching.reconsider(found, by=by)
        matching.confirm(found, by=by)

    def test_a_rejected_match_is_reconsidered(self, found):
        by = reviewer()
        matching.reject(found, by=by)
        matching.reconsider(found, by=by)
        found.refresh_from_db()
        assert found.status == "suggested"
        events = found.claim.events.order_by("pk")
        assert [(e.other, e.by, e.from_status) for e in events] == [(found.earlier, by, "new")] * 2
        assert [e.reason[:4] for e in events] == ["Not ", "Open"]

    def test_a_merged_claim_that_was_reconsidered_can_be_split_after_a_merge(self, found):
        by = reviewer()
        matching.confirm(found, by=by)
        matching.split(found.claim, by=by)
        found.refresh_from_db()
        assert found.status == "rejected"
        assert found.claim.events.latest("pk").other == found.earlier
        matching.merge(found.claim, found.earlier, by=by)
        found.refresh_from_db()
        assert found.status == "confirmed"

    def test_a_claim_is_merged_into_one_that_a_person_found(self, db):
        later, other = claim("Taxes rose in Eastmarsh."), claim("Eastmarsh taxes went up in 1992.")
        match = matching.merge(other, later, by=reviewer())
        other.refresh_from_db()
        assert (other.status, other.merged_into) == ("merged", later)
        assert "not said ≠ 1992" in match.differences or "1992 ≠ not said" in match.differences
        assert other.events.get().other == later

    def test_not_into_itself_or_what_was_merged(self, found):
        by = reviewer()
        with pytest.raises(MatchingRefused, match="the claim itself"):
            matching.merge(found.claim, found.claim, by=by)
        matching.confirm(found, by=by)
        with pytest.raises(MatchingRefused, match="merged"):
            matching.merge(claim("Rents fell."), found.claim, by=by)

    def test_only_a_merged_claim_can_be_split(self, found):
        with pytest.raises(matching.MatchingRefused, match="not merged"):
            matching.split(found.claim, by=reviewer())


def test_every_claim_is_compared_once_in_batches():
    for _ in range(5):
        claim("The party lost 12 seats in 2017.")
    assert [matching.suggest_next(batch=2) for _ in range(4)] == [2, 2, 1, 0]
    assert ClaimMatch.objects.count() == 10


def test_a_claim_of_which_the_words_change_is_compared_anew():
    claim("Rents rose in Tarn.")
    later = claim("The minister resigned.")
    matching.suggest_next()
    assert not ClaimMatch.objects.exists()
    Claim.objects.filter(pk=later.pk).update(text="Rents fell in Tarn.")
    later.refresh_from_db()
    assert (later.embedding, later.matched_at) == (None, None)
    matching.suggest_next()
    assert ClaimMatch.objects.get().differences == ["fell ≠ rose"]
    Claim.objects.filter(pk=later.pk).update(text="Rents fell in Foley.")
    matching.suggest_next()
    assert ClaimMatch.objects.get().differences == ["Foley ≠ Tarn", "fell ≠ rose"]


def test_an_open_suggestion_does_not_outlive_the_words_it_was_made_of():
    match = suggestion("Rents rose in Tarn.", "Rents rose in Tarn.")
    assert match.relation == ClaimMatch.Relation.SAME

    claims.edit(match.earlier, {"text": "Rents fell in Foley."}, by=reviewer())

    match.refresh_from_db()
    assert match.relation != ClaimMatch.Relation.SAME
    assert match.differences


def test_an_embedding_of_other_words_is_not_stored(monkeypatch):
    late = claim("Rents rose in Tarn.")

    def edited_meanwhile(texts):
        Claim.objects.filter(pk=late.pk).update(text="Rents fell.")
        return [[1.0] + [0.0] * 383 for _ in texts]

    monkeypatch.setattr(matching, "embed", edited_meanwhile)
    matching.embed_next(10)
    late.refresh_from_db()
    assert late.embedding is None


def test_articles_that_wait_to_be_read_go_first_but_not_for_ever(db):
    claim("The council closed 12 libraries.")
    later = claim("It closed 12 libraries.")
    pipeline.match()  # both articles wait
    assert not ClaimMatch.objects.exists()
    Claim.objects.filter(pk=later.pk).update(created_at=timezone.now() - matching.PATIENCE)
    pipeline.match()
    assert ClaimMatch.objects.get().claim == later


def test_when_all_is_read_claims_are_compared(db):
    claim("The council closed 12 libraries.")
    later = claim("It closed 12 libraries.")
    Extraction.objects.update(state=Extraction.State.DONE)
    pipeline.match()
    assert ClaimMatch.objects.get().claim == later


@pytest.mark.parametrize("status", ["superseded", "merged"])
def test_nothing_is_suggested_for_what_stands_for_nothing(db, status):
    first, later = claim("The council closed 12 libraries."), claim("It closed 12 libraries.")
    into = first if status == "merged" else None
    Claim.objects.filter(pk=later.pk).update(status=status, merged_into=into)
    matching.suggest_next()
    assert not ClaimMatch.objects.exists()
    assert not matching.overdue(timezone.now() + timedelta(days=1))
    Claim.objects.filter(pk=later.pk).update(status="new", merged_into=None)
    matching.suggest_next()
    assert ClaimMatch.objects.get().claim == later


class TestDepartures:
    @pytest.fixture
    def rated(self, db):
        """A claim that was seen again, and the published verdict about it: mostly true."""
        earlier, later = make_claim(), make_claim()
        review = make_published_review(earlier)
        Review.objects.update(published_at=datetime(2017, 5, 3, 12, tzinfo=UTC))
        match = ClaimMatch.objects.create(
            claim=later, earlier=earlier, similarity=0.97, relation="same"
        )
        return match, review

    def test_another_verdict_about_the_same_claim_is_named(self, rated):
        match, review = rated
        [departure] = matching.departures(match.claim, "false")
        assert departure.review == review
        assert departure.text == "We rated the same claim Mostly true on 3 May 2017."

    def test_the_later_of_two_may_have_been_rated_first(self, rated):
        match, review = rated
        ClaimMatch.objects.update(claim=match.earlier, earlier=match.claim)
        assert [d.review for d in matching.departures(match.claim, "false")] == [review]

    @pytest.mark.parametrize("verdict", ["mostly_true", ""])
    def test_the_same_verdict_or_none_is_no_departure(self, rated, verdict):
        assert matching.departures(rated[0].claim, verdict) == []

    @pytest.mark.parametrize(
        "fields",
        [
            {"differences": ["1992 ≠ 1982"]},
            {"relation": "implies"},
            {"relation": "same_topic"},
            {"status": "rejected"},
        ],
    )
    def test_another_claim_binds_nobody(self, rated, fields):
        if "status" in fields:
            matching.reject(rated[0], by=reviewer())
        ClaimMatch.objects.update(**fields)
        assert matching.departures(rated[0].claim, "false") == []

    @pytest.mark.parametrize("status", ["retracted"])
    def test_a_retracted_verdict_binds_nobody(self, rated, status):
        Review.objects.update(status=status)
        assert matching.departures(rated[0].claim, "false") == []


def test_a_claim_that_was_merged_or_superseded_is_not_found():
    gone = claim("Rents rose in Tarn.")
    Claim.objects.filter(pk=gone.pk).update(status=Claim.Status.SUPERSEDED)
    matching.suggest_next()
    assert matching.look_up("Rents rose in Tarn.") == []


def test_a_typed_text_finds_the_nearest_claims_and_writes_nothing():
    for text in ("Rents rose in Tarn.", "The minister resigned.", "Fish prices doubled in ports."):
        claim(text)
    matching.suggest_next()
    found = matching.look_up("What tenants pay in Tarn went up #Rents https://x.example", most=2)
    assert [one.claim.text for one in found][0] == "Rents rose in Tarn."
    assert len(found) == 2
    assert 1 > found[0].likeness > found[1].likeness
    assert not ClaimMatch.objects.exists()


def test_the_words_of_a_review_count_for_its_claim():
    reviewed, other = claim("It fell."), claim("It fell.")
    matching.suggest_next()
    make_review(reviewed, headline="Quillmoor harbour levy")
    best, second = matching.look_up("The harbour levy in Quillmoor was cut")
    assert (best.claim, second.claim) == (reviewed, other)
    assert best.likeness > second.likeness


@pytest.mark.parametrize(
    "text", ["", " ", "the of and", "'; \\ | & ! :* <->", "🦆" * 5000, "a'b\\'c"]
)
def test_any_text_can_be_looked_up(text):
    claim("Rents rose in Tarn.")
    matching.suggest_next()
    matching.look_up(text)


def test_a_claim_of_hundreds_of_rare_words_keeps_no_other_from_being_compared():
    claim("Rents rose in Tarn.")
    claim(" ".join(f"w{number}x" for number in range(450)))
    claim("Rents fell in Tarn.")
    assert matching.suggest_next() == 3
    assert ClaimMatch.objects.get().differences == ["fell ≠ rose"]


class TestManyClaims:
    @pytest.fixture
    def many(self, db):
        words = "toll rent school bridge harbour levy vote seat crime pupil nurse ward".split()
        random = Random(1)
        claims = Claim.objects.bulk_create(
            Claim(
                text=f"The {random.choice(words)} of {random.choice(words)} in place{n} grew.",
                embedding=[random.gauss(0, 1) for _ in range(384)],
                matched_at=timezone.now(),
            )
            for n in range(1500)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_claim")
        return claims

    def test_candidates_come_from_the_indexes(self, many):
        said = Said(stems(["place77", "toll", "grew"]))
        words = Words.of(said.stems)
        plan = plan_of(said, many[5].embedding, CLAIMS, matching.standing(), words)
        for index in ("claim_meaning_nearest", "claim_words", "claims_claim_pkey"):
            assert index in plan
        assert "Seq Scan on claims_claim" not in plan

    def test_how_rare_a_word_is_comes_from_the_statistics(self, many):
        words = Words.of(["grew", "toll", "place77", "unheard"])
        assert words.total == 1500
        assert words.shares["grew"] == pytest.approx(1, abs=0.01)
        assert 0.1 < words.shares["toll"] < 0.2
        assert 0 < words.shares["unheard"] <= words.shares["place77"] < 0.002

    def test_the_serving_role_may_search(self, many, runtime_role):
        with runtime_role():
            words = Words.of(["grew"])
            found = matching.look_up("The toll of rent in place77 grew.")
        assert words.shares["grew"] > 0.9
        assert len(found) == matching.MOST


def test_a_process_that_compares_nothing_loads_no_encoder():
    code = (
        "import django, sys; django.setup(); import claims.services.matching, factcheck.urls; "
        "sys.exit(any(name in sys.modules for name in ('onnxruntime', 'tokenizers')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

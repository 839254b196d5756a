import pytest

from claims.models import Claim, ClaimMatch
from claims.services import matching, triage
from tests.factories import (
    make_article,
    make_claim,
    make_published_review,
    make_ready_review,
    reviewer,
)

pytestmark = pytest.mark.django_db


def claim(text):
    return make_claim(text, article=make_article(f"{text} That was all."), text=text)


def suggestion(earlier_text, later_text):
    claim(earlier_text)
    later = claim(later_text)
    matching.suggest([later])
    return ClaimMatch.objects.filter(claim=later).first()


def test_the_same_words_are_the_same_claim():
    found = suggestion("The party lost 12 seats in 2017.", "The party lost 12 seats in 2017.")
    assert (found.relation, found.differences) == (ClaimMatch.Relation.SAME, [])
    assert found.similarity == pytest.approx(1)


@pytest.mark.parametrize(
    ("earlier", "later", "difference"),
    [
        ("It was the first gain since 1982.", "It was the first gain since 1992.", "1992 ≠ 1982"),
        ("Crime fell by 5% in May.", "Crime fell by 7% in May.", "7 percent ≠ 5 percent"),
    ],
)
def test_what_differs_is_spelled_out(earlier, later, difference):
    found = suggestion(earlier, later)
    assert found.relation == ClaimMatch.Relation.SAME_TOPIC
    assert difference in " ".join(found.differences)


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
        matching.suggest([third])
        first, second = third.matches.all()
        matching.confirm(first, by=reviewer())
        with pytest.raises(matching.MatchingRefused, match="merged into another"):
            matching.confirm(second, by=reviewer())

    def test_not_into_a_claim_that_was_itself_merged(self, found):
        third = claim("The party lost 12 seats in 2017.")
        matching.suggest([third])
        into_later = third.matches.get(earlier=found.claim)
        matching.confirm(found, by=reviewer())
        with pytest.raises(matching.MatchingRefused, match="look there instead"):
            matching.confirm(into_later, by=reviewer())

    def test_a_claim_others_were_merged_into_stays(self, found):
        third = claim("The party lost 12 seats in 2017.")
        matching.suggest([third])
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

    def test_only_a_merged_claim_can_be_split(self, found):
        with pytest.raises(matching.MatchingRefused, match="not merged"):
            matching.split(found.claim, by=reviewer())


def test_every_claim_is_compared_once_in_batches():
    for _ in range(5):
        claim("The party lost 12 seats in 2017.")
    assert [matching.suggest_next(batch=2) for _ in range(4)] == [2, 2, 1, 0]
    assert ClaimMatch.objects.count() == 10

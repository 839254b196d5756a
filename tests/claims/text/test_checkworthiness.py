import math

import pytest

from claims.text.analyse import analyse
from claims.text.checkworthiness import Factor, Judgement, candidate, judge, score

# What the model that ships says; another processor's arithmetic may differ by the tolerance.
TOLERANCE = 0.03
SCORES = {
    "Unemployment in Tarn fell by 12,000 last year.": 0.969,
    "My opponent voted against the budget eleven times.": 0.925,
    "We lost 40,000 factory jobs to Ostland while he was governor.": 0.967,
    "My grandfather worked on the railway.": 0.012,
    "I want to thank the college for having us tonight.": 0.015,
    "The sun came out at noon.": 0.020,
}


def logit(p):
    return math.log(p / (1 - p))


def test_the_contributions_add_up_to_the_score():
    text = "Ada Moss MP said 700,000 people in Tarn had lost jobs since 2010, the most ever."
    (claim,) = analyse(text).claims

    total = sum(factor.contribution for factor in claim.factors)
    assert logit(claim.score) == pytest.approx(total)
    assert claim.factors[0].name == "constant"
    assert claim.factors[-1].name == "wording"


def test_every_factor_has_a_value_between_none_and_all():
    for judgement in judge(list(SCORES)):
        assert all(0 <= factor.value <= 1 for factor in judgement.factors)


@pytest.mark.parametrize(("text", "expected"), SCORES.items())
def test_scores_of_the_model_that_ships(text, expected):
    assert judge([text])[0].score == pytest.approx(expected, abs=TOLERANCE)


def test_one_by_one_or_together_is_the_same():
    texts = list(SCORES) * 5

    assert judge(texts) == [judge([text])[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("We lost 40,000 factory jobs to Ostland while he was governor.", "CFS"),
        ("I want to thank the college for having us tonight.", "NFS"),
    ],
)
def test_labels(text, label):
    assert judge([text])[0].label == label


def test_a_statement_and_an_opinion():
    statement, opinion = judge(
        ["The county spent $4 million on the bridge.", "What a truly shameful, wretched evening."]
    )

    assert statement.claim
    assert not statement.opinion
    assert opinion.opinion
    assert not opinion.claim


def test_a_desk_weighs_factors_anew_without_the_model():
    factors = (Factor("constant", 1, -1.0), Factor("number", 1, 1.0), Factor("wording", 0.9, 2.0))

    assert logit(score(factors)) == pytest.approx(2)
    assert logit(score(factors, {"number": 3, "wording": 0})) == pytest.approx(2)
    assert logit(score(factors, {"number": 0})) == pytest.approx(1)


def test_a_failing_scorer_is_told_and_gives_no_score():
    class Broken:
        def judge(self, candidate):
            raise RuntimeError("no model")

    analysis = analyse("Ms Voss resigned on Monday.", scorer=Broken())

    assert analysis.claims == ()
    assert analysis.sentences[0].outcome == "failed"
    assert "no model" in analysis.sentences[0].reason


def test_a_scorer_can_be_put_in():
    class Flat:
        def judge(self, candidate):
            return Judgement("CFS", 0.5, True, False, (Factor("flat", 1.0, 0.0),))

    (claim,) = analyse("Ms Voss resigned on Monday.", scorer=Flat()).claims

    assert claim.score == 0.5


def test_what_a_candidate_knows():
    found = candidate("Rents in Tarn rose by 4% in 2019.")

    assert found.has_number
    assert found.has_time
    assert found.names == 1
    assert "quantity" in found.types

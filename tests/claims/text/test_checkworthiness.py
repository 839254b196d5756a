import math

import pytest

from claims.text.analyse import analyse
from claims.text.checkworthiness import Candidate, Factor, RuleScorer, score


def candidate(text="Rents rose.", types=("event",), **given):
    names = given.pop("names", 0)
    yes = dict.fromkeys(("has_number", "has_time", "attributed", "politician"), False) | given
    return Candidate(text, types, names=names, **yes)


def logit(p):
    return math.log(p / (1 - p))


def test_the_contributions_add_up_to_the_score():
    text = "Ada Moss MP said 700,000 people in Tarn had lost jobs since 2010, the most ever."
    (claim,) = analyse(text).claims

    total = sum(factor.contribution for factor in claim.factors)
    assert logit(claim.score) == pytest.approx(total)
    assert claim.factors[0].name == "constant"


@pytest.mark.parametrize(
    "more",
    [
        candidate(has_number=True),
        candidate(has_time=True),
        candidate(politician=True, attributed=True),
        candidate(types=("precedent",)),
        candidate("Rents in every hospital rose."),
    ],
)
def test_more_worth_checking(more):
    scorer = RuleScorer()

    assert score(scorer.factors(more)) > score(scorer.factors(candidate()))


@pytest.mark.parametrize("less", [candidate(types=("prediction",)), candidate("Some rents rose.")])
def test_less_worth_checking(less):
    scorer = RuleScorer()

    assert score(scorer.factors(less)) < score(scorer.factors(candidate()))


def test_a_scorer_can_be_put_in():
    class Flat:
        def factors(self, candidate):
            return (Factor("flat", 1.0, 0.0),)

    (claim,) = analyse("Ms Voss resigned on Monday.", scorer=Flat()).claims

    assert claim.score == 0.5

from datetime import date

from claims.text.plan import plan
from claims.text.precedents import precedent

DAY = date(2017, 2, 26)


def steps(text, types=("precedent",)):
    return [(step.kind, step.text) for step in plan(types, precedent(text), DAY)]


def test_a_first_since_a_year():
    found = steps("the first time since 1982 the party had lost a seat")

    assert found[:3] == [
        ("establish", "It happened in 1982."),
        ("establish", "It did not happen between 1983 and the day before 26 February 2017."),
        ("refute", "One case between 1983 and the day before 26 February 2017."),
    ]
    assert any(kind == "rule" for kind, _ in found)


def test_a_worst_in_years_and_a_denied_record():
    assert any("in 20 years" in text for _, text in steps("the worst result in 20 years"))
    assert any("denies" in text for _, text in steps("It was not the worst result in 20 years"))


def test_every_checkable_type_has_something_to_establish():
    checkable = (
        "quantity", "comparison", "causal", "rule", "prediction", "voting", "support",
        "public_opinion", "event", "quote",
    )  # fmt: skip
    for name in checkable:
        assert any(step.kind == "establish" for step in plan((name,), None, None)), name


def test_nothing_to_do_for_an_opinion():
    assert plan(("opinion",), None, DAY) == ()

from datetime import date

import pytest

from claims.text.plan import plan
from claims.text.precedents import precedent
from claims.text.types import TYPES, UNCHECKABLE
from claims.text.where import country

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


@pytest.mark.parametrize("name", [t for t in TYPES if t not in UNCHECKABLE | {"precedent"}])
@pytest.mark.parametrize("where", ["uk", "us", ""])
def test_every_checkable_type_says_what_to_establish_refute_and_where_to_look(name, where):
    kinds = [step.kind for step in plan((name,), None, None, where)]

    assert {"establish", "refute", "look"} <= set(kinds)


@pytest.mark.parametrize(
    "text",
    [
        "the first time since 1982 the party lost",
        "the first time since the war the party lost",
        "They have not won in 12 years.",
        "the worst result in 20 years",
        "the lowest turnout ever",
        "the only mayor to have resigned",
    ],
)
def test_every_kind_of_record_says_so_too(text):
    kinds = [kind for kind, _ in steps(text)]

    assert {"establish", "refute", "rule", "look"} <= set(kinds)
    assert not any("None" in words for _, words in steps(text))


@pytest.mark.parametrize("name", sorted(UNCHECKABLE))
def test_what_cannot_be_checked_only_says_so(name):
    assert [step.kind for step in plan((name,), None, DAY)] == ["rule"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The MP told the Commons that the NHS had lost £3m.", "uk"),
        ("The Senate passed the bill, Republicans said.", "us"),
        ("Tell us more.", ""),
        ("The mayor resigned.", ""),
    ],
)
def test_the_country_is_told_by_signs_in_the_text(text, expected):
    assert country(text) == expected


def test_sources_follow_the_country():
    def look(where):
        return [s.text for s in plan(("voting",), None, None, where) if s.kind == "look"]

    assert "Hansard" in look("uk")[0]
    assert "clerk.house.gov" in look("us")[0]
    assert look("") == ["The official record of the chamber."]

import re

import pytest

from claims.text.quantities import quantities


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("It cost £3.2 million.", 3.2e6, "GBP", None),
        ("It cost $14bn.", 14e9, "USD", None),
        ("It cost more than €700,000.", 700_000, "EUR", "more than"),
        ("It rose 5%.", 5, "percent", None),
        ("It rose 5 per cent.", 5, "percent", None),
        ("It rose five percentage points.", 5, "percentage point", None),
        ("about 700,000 jobs", 700_000, "jobs", "about"),
        ("one in five", 0.2, "fraction", None),
        ("two thirds of pupils", 2 / 3, "fraction", None),
        ("He fell three times.", 3, "times", None),
        ("Crime doubled.", 2, "times", None),
        ("twenty-one people", 21, "people", None),
        ("Three hundred and fifty jobs", 350, "jobs", None),
        ("two hundred and twenty-one jobs", 221, "jobs", None),
        ("one in 2,000", 1 / 2000, "fraction", None),
        ("It handles 12 per hour.", 12, "", None),
    ],
)
def test_value_and_unit(text, value, unit, bound):
    (quantity,) = quantities(text)

    assert quantity.value == pytest.approx(value)
    assert (quantity.unit, quantity.bound) == (unit, bound)
    assert text[quantity.start : quantity.end] == quantity.exact


@pytest.mark.parametrize("text", ["a plan", "one of them", "in 1982", "the first", "No. he said"])
def test_no_quantity(text):
    assert quantities(text) == ()


@pytest.mark.parametrize("text", [f"{'9' * 309} jobs", f"£{'9' * 300} trillion"])
def test_what_no_float_can_hold_is_no_quantity(text):
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Grants fell by £61m since the war.", "£61m"),
        ("They spent $2.1 million on ads.", "$2.1 million"),
        ("It is £4m over budget.", "£4m"),
        ("It passed 34 to 21 on Monday.", "34, 21"),
        ("Thefts fell from 212 in 2022 to 167 in 2024.", "212, 167"),
        ("two hundred and a half", "two hundred"),
    ],
)
def test_it_ends_before_what_is_not_counted(text, printed):
    dates = tuple(match.span() for match in re.finditer(r"20\d\d", text))

    assert ", ".join(quantity.exact for quantity in quantities(text, dates=dates)) == printed


def test_a_date_is_no_quantity():
    assert quantities("3 March 2016", dates=((0, 12),)) == ()

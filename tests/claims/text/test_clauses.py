import pytest

from claims.text.clauses import clauses, relative_clauses
from claims.text.spans import Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rents rose.", ["Rents rose."]),
        (
            "Prompted by the sale, the vote was the first since 1974.",
            ["Prompted by the sale", "the vote was the first since 1974."],
        ),
        ("Rents rose, but wages were cut.", ["Rents rose", "wages were cut."]),
        ("Rents rose; wages fell.", ["Rents rose", "wages fell."]),
        ("She stayed despite the vote.", ["She stayed", "the vote."]),
        ("Rents rose because taxes were raised.", ["Rents rose because taxes were raised."]),
        ("She called it “a joke”.", ["She called it “a joke”."]),
        ("It fell, she, Ada (the mayor)", ["It fell, she, Ada (the mayor)"]),
    ],
)
def test_clauses(text, expected):
    assert [span.of(text) for span in clauses(text, Span(0, len(text)))] == expected


def test_a_fact_inside_an_opinion():
    text = "we must end a rigged system that left thousands in debt"

    found = relative_clauses(text, Span(0, len(text)))

    assert [span.of(text) for span in found] == ["left thousands in debt"]

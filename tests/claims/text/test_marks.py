import pytest

from claims.text.marks import quotations
from claims.text.spans import paragraphs


def inner(text):
    return [q.inner.of(text) for q in quotations(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She said “yes” and “no”.", ["yes", "no"]),
        ('She said "yes" and "no".', ["yes", "no"]),
        ('She said: "Mixed marks.”', ["Mixed marks."]),
        ("He said: 'One is here.\n\n'Two is here.'", ["One is here.", "Two is here."]),
        ("She called it ''a mess'' twice.", ["a mess"]),
        ("«Oui», dit-elle.", ["Oui"]),
        ("He called it 'a waste' of time.", ["a waste"]),
        ("The workers’ rights and voters' hopes.", []),
        ("It’s the town’s “best 'café' ever”.", ["best 'café' ever"]),
        ("“First paragraph.\n\n“Second paragraph.”", ["First paragraph.", "Second paragraph."]),
        ('A 5" pipe burst.', []),
        ("An “ unbalanced mark in mid-sentence", []),
        ("He said: “Never closed.", ["Never closed."]),
        ("““””", []),
    ],
)
def test_quotations(text, expected):
    assert inner(text) == expected

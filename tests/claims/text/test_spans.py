import pytest

from claims.text.spans import Span, paragraphs, trim


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\nTwo.\rThree.", ["One.", "Two.", "Three."]),
        ("One.\nTwo.", ["One.", "Two."]),
        (
            "Headline without a stop\nThe story begins.",
            ["Headline without a stop", "The story begins."],
        ),
        ("One.\u2028Two.\x0bThree.", ["One.", "Two.", "Three."]),
        (" \n\t\n ", []),
        ("", []),
    ],
)
def test_paragraphs(text, expected):
    assert [span.of(text) for span in paragraphs(text)] == expected


def test_lines_of_a_hard_wrapped_paragraph_stay_together():
    text = "The council of Port Ambrose voted on Monday evening to close\nboth of its libraries."

    assert [span.of(text) for span in paragraphs(text)] == [text]


def test_trim():
    assert trim("  a b ", 0, 6) == Span(2, 5)
    assert trim("“a”", 0, 3, extra="“”") == Span(1, 2)
    assert trim("   ", 0, 3) is None

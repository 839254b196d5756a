import pytest

from claims.text.sentences import sentences
from claims.text.spans import MAX_SENTENCE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Sen. Ada Moss, R-Ohio, spoke. Mr. Reed did not.",
            ["Sen. Ada Moss, R-Ohio, spoke.", "Mr. Reed did not."],
        ),
        ("He said: “No. They won.”", ["He said: “No.", "They won.”"]),
        ("“Why now?” she asked. Nobody knew.", ["“Why now?” she asked.", "Nobody knew."]),
        ("“Why now?” Ada Moss said. Nobody knew.", ["“Why now?” Ada Moss said.", "Nobody knew."]),
        ("A headline\n\nThe text.", ["A headline", "The text."]),
        ("😀 Yes. e\u0301té. مرحبا بك.", ["😀 Yes.", "e\u0301té.", "مرحبا بك."]),
        ("\n \t", []),
    ],
)
def test_sentences(text, expected):
    assert [span.of(text) for span in sentences(text)] == expected


@pytest.mark.parametrize("text", ["word " * 20_000, "a" * 20_000])
def test_an_endless_sentence_is_cut_and_nothing_is_lost(text):
    found = sentences(text)

    assert max(span.end - span.start for span in found) <= MAX_SENTENCE
    assert "".join(span.of(text) for span in found).replace(" ", "") == text.replace(" ", "")

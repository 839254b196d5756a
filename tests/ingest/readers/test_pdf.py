import pytest

from ingest import readers
from tests.ingest.readers.made import pdf


def column(x, top, *lines, size=11):
    return [(x, top - 14 * number, size, line) for number, line in enumerate(lines)]


LEFT = column(
    60,
    760,
    "The harbour board has approved a loan of £26m for a deeper",
    "channel, the largest sum that it has ever borrowed, although",
    "its own engi-",
    "neers had warned that no line had promised to send ships.",
)


def test_lines_become_paragraphs_and_words_are_joined():
    second = column(60, 680, "“It was a bet,” the chair said.")
    read = readers.read(pdf([*LEFT, *second], title="Harbour loan"))
    assert read.text == (
        "The harbour board has approved a loan of £26m for a deeper channel, the largest sum that "
        "it has ever borrowed, although its own engineers had warned that no line had promised to "
        "send ships.\n\n“It was a bet,” the chair said."
    )
    assert (read.title, read.language) == ("Harbour loan", "en")


def test_a_hyphen_that_belongs_stays():
    lines = column(60, 700, "A long-term plan needs long-", "term money and a govern-", "ment.")
    assert (
        readers.read(pdf(lines)).text == "A long-term plan needs long-term money and a government."
    )


def test_heads_and_feet_of_pages_are_left_out():
    pages = [
        [
            (60, 810, 8, "Norvale Transport Review"),
            *column(60, 740, f"Finding {word} says that buses are late.", "They were late before."),
            (300, 30, 8, f"Page {number} of 3"),
        ]
        for number, word in enumerate(("one", "two", "three"), 1)
    ]
    text = readers.read(pdf(*pages)).text
    assert "Norvale" not in text
    assert "Page" not in text
    assert text.count("buses are late") == 3


def test_a_sentence_goes_on_over_the_page():
    first = column(60, 700, "Spending on the roads of the district fell in every year since")
    second = column(60, 740, "2019, the report says, and by a third in all.")
    assert readers.read(pdf(first, second)).text == (
        "Spending on the roads of the district fell in every year since 2019, the report says, "
        "and by a third in all."
    )


def test_columns_are_read_one_after_the_other_however_they_were_written():
    left = [f"left words of line {number}" for number in range(6)]
    right = [f"right words of line {number}" for number in range(6)]
    rows = [
        line
        for y, (one, other) in enumerate(zip(left, right, strict=True))
        for line in ((60, 700 - 14 * y, 11, one), (320, 700 - 14 * y, 11, other))
    ]
    assert readers.read(pdf(rows)).text == " ".join(left + right)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf([]), "no text, only pictures"),
        (b"%PDF-1.7 and then nothing of the kind", "damaged"),
        (pdf(LEFT)[:300], "damaged"),
    ],
)
def test_says_what_is_wrong(data, says):
    with pytest.raises(readers.Unreadable, match=says):
        readers.read(data)

"""Words that a person calls a claim."""

from datetime import date

import pytest

from claims.text.analyse import analyse, read

TEXT = (
    "Harbour vote\n\nAda Example, leader of the Tarn council, spoke on Thursday. 🚢\n\n"
    "“We opened 12 schools in 2016 and closed none,” Ms Example said. It rained. Lovely, isn’t it?"
)
DAY = date(2017, 2, 26)


def chosen(words, text=TEXT):
    start = text.index(words)
    return read(text, start, start + len(words), published=DAY)


def test_what_the_engine_finds_itself_it_reads_alike():
    found = analyse(TEXT, published=DAY).claims
    assert found
    for claim in found:
        again = read(TEXT, claim.start, claim.end, published=DAY)
        assert (again.exact, again.text, again.types, again.speaker, again.voice, again.score) == (
            claim.exact,
            claim.text,
            claim.types,
            claim.speaker,
            claim.voice,
            claim.score,
        )


@pytest.mark.parametrize(
    ("words", "speaker", "voice"),
    [
        ("We opened 12 schools in 2016", "Ada Example", "direct"),
        ("closed none", "Ada Example", "direct"),
        ("It rained", None, "outlet"),
        ("Harbour vote", None, "headline"),
        ("said. It rained. Lovely", None, "outlet"),
    ],
)
def test_the_speaker_is_whose_words_they_mostly_are(words, speaker, voice):
    found = chosen(words)
    assert (found.exact, found.speaker, found.voice) == (words, speaker, voice)


def test_nothing_is_judged_away():
    for words in ("Lovely", "isn’t it?", "🚢", "12", "."):
        assert chosen(words).types
        assert "not_claim" not in chosen(words).types


def test_numbers_and_times_are_found_where_they_stand():
    long = "A line of the minutes, 😀 read aloud.\n" * 2_000 + TEXT
    found = chosen("We opened 12 schools in 2016", long)
    assert found.speaker == "Ada Example"
    for part in (found, *found.times, *found.quantities):
        assert long[part.start : part.end] == part.exact
    assert found.times
    assert found.quantities


def test_a_record_is_found_where_it_stands():
    long = "A line of the minutes.\n" * 2_000 + "It was the first gain since 1982. "
    found = chosen("It was the first gain since 1982", long)
    assert long[found.precedent.start : found.precedent.end] in found.exact
    assert found.types[0] == "precedent"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 3), (3, 2), (0, 10_000)])
def test_there_must_be_words(start, end):
    with pytest.raises(ValueError, match="no words"):
        read(TEXT, start, end)


def test_one_line_of_a_million_characters():
    text = "word " * 200_000
    assert read(text, 500_000, 500_004).exact == "word"

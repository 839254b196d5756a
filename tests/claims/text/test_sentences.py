import time
from itertools import pairwise

import pytest

from claims.text.sentences import sentences
from claims.text.spans import MAX_SENTENCE


@pytest.mark.parametrize(
    "expected",
    [
        # Titles, initials, names
        ["Sen. Ada Moss, R-Ohio, spoke.", "Mr. Reed did not."],
        ["SEN. MOSS AND LT. GOV. REED SPOKE.", "THEY LEFT."],
        ["Ada J. Moss met B. Reed.", "They talked."],
        ["It was Moss and I.", "Reed lost."],
        ["She chose plan B.", "The mayor did not."],
        ["Rev. Lee Hallam of St. Anne’s spoke on Tarn St. in the rain."],
        # Short forms that may stand last
        ["He runs Carrow Foods Inc.", "The firm grew.", "Carrow Inc. Chairman Ben Reed left."],
        ["They live in the U.S.", "He votes there.", "The U.S. Senate met."],
        ["Sen. Jo Tarr (D-Ariz.), who won, and Reps. Ada Moss (R-N.H.) and Lee Hallam left."],
        ["Iowa Lt. Gov. Jo Tarr and Minn. Gov. Lee Hallam met on Dec. 5 at No. 10."],
        ["The answer was no.", "Moss left."],
        ["Foley et al. found it in Fig. 3, i.e. Table 2, vs. Reed."],
        ["It opens at 9 a.m. Tuesday and at 8 p.m. ET on Friday.", "It closes at 5 p.m.", "Go."],
        ["My right hon. Friend the Member for Tarn agrees."],
        ["Bread, milk, etc. were gone.", "Buy bread, milk, etc.", "Then go home."],
        # Words in lower case and numbers after a full stop
        ["Rents fell.", "we moved."],
        ["Half fell.", "37% rose."],
        ["He has a Ph.D. in law and 3.5 acres at www.example.org today."],
        ["1. Rents fell.", "They rose."],
        ["They say: a) rents fell. b) they rose."],
        # Other marks
        ["Really?!", "Yes!", "Well… Moss left."[:5], "Moss left."],
        ["We met ... and left."],
        ["He lied. ...", "We left."],
        ["“The … Moss team won.”"],
        ["Of …", "The team won."],
        ["Jo Tarr (D-Ariz.) — or so he says — left."],
        ["“No."],
        # Quotations
        ["He said: “No.", "They won.”"],
        ["“Why now?” she asked.", "Nobody knew."],
        ["“Why now?” Ada Moss said.", "Nobody knew."],
        ["''Why now?'' Mr. Reed asked, and left.", "Nobody knew."],
        ["“We won.”", "Moss said so on Monday."],
        ["“Why now?”", "She told nobody."],
        ["“We won’t go!” — Ada Moss"],
        ["“We won.” – @adamoss"],
        ["(It was late.)", "Moss left."],
        ["Moss (a liar?) left [at noon]."],
        # Headline and day run together
        ["Harbour reopens in Tarn", "Friday, May 5, 2017"],
        ["The harbour reopens on Friday, May 5, 2017"],
        ["Friday, May 5, 2017", "The harbour of Tarn reopened."],
        # Other scripts
        ["😀 Yes.", "e\u0301té.", "مرحبا بك."],
        ["هل جاء؟", "نعم."],
    ],
)
def test_sentences(expected):
    text = " ".join(expected)

    assert [span.of(text) for span in sentences(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A headline\n\nThe text.", ["A headline", "The text."]),
        ("Rents fell.The mayor left.", ["Rents fell.", "The mayor left."]),
        ("“Rents fell.”“Why?”", ["“Rents fell.”", "“Why?”"]),
        ("Rents fell.”Moss left.", ["Rents fell.”", "Moss left."]),
        ("Rents  fell. \t Moss left. ", ["Rents  fell.", "Moss left."]),
        ("\n \t", []),
        ("...", ["..."]),
    ],
)
def test_paragraphs_and_missing_spaces(text, expected):
    assert [span.of(text) for span in sentences(text)] == expected


@pytest.mark.parametrize("text", ["word " * 20_000, "a" * 20_000])
def test_an_endless_sentence_is_cut_and_nothing_is_lost(text):
    found = sentences(text)

    assert max(span.end - span.start for span in found) <= MAX_SENTENCE
    assert "".join(span.of(text) for span in found).replace(" ", "") == text.replace(" ", "")


def test_ten_thousand_sentences_of_one_word():
    assert len(sentences("Rents. " * 10_000)) == 10_000


@pytest.mark.parametrize(
    "piece",
    [
        "word ",
        "Go. ",
        ".",
        ". ",
        "“",
        "“‘(",
        ")”’. ",
        '"" ',
        "?” Ada ",
        "Mr. ",
        "A.B.",
        "... ",
        "<p class='a'>Rents fell.</p><br/>",
        "Friday, May 5, 2017 ",
        "\n",
        "\x00\ud800",
        "ab.\n",
    ],
)
def test_bounded_time_and_true_ranges(piece):
    text = piece * (400_000 // len(piece))
    started = time.monotonic()
    found = sentences(text)

    assert time.monotonic() - started < 15
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(span.of(text).strip() == span.of(text) != "" for span in found)
    kept = sum(len("".join(span.of(text).split())) for span in found)
    assert kept == len("".join(text.split()))

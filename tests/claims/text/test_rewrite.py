import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.names import Names
from claims.text.references import Descriptions
from claims.text.rewrite import rewrite
from claims.text.spans import Span
from claims.text.times import times

DAY = date(2017, 2, 26)


def rewritten(text, known="", speaker=None):
    return rewrite(text, Span(0, len(text)), times(text, DAY), Names(f"{known}. {text}"), speaker)


def test_dates_and_names_are_filled_in():
    text, flags = rewritten("Mr Reed resigned on Thursday.", known="Ben Reed")

    assert text == "Ben Reed resigned on Thursday (23 February 2017)."
    assert flags == ()


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("They met on Thursday night.", "They met on Thursday night (23 February 2017)."),
        ("She won Thursday’s vote.", "She won Thursday’s (23 February 2017) vote."),
        ("She won Thursday night's vote.", "She won Thursday night's (23 February 2017) vote."),
    ],
)
def test_a_date_tears_no_words_apart(text, dated):
    assert rewritten(text)[0] == dated


@pytest.mark.parametrize(
    "text",
    [
        "The mayor signed a bill that would close the port.",
        "A council that has lost money is small.",
        "After it emerged that the port was closed, Tarn paid.",
    ],
)
def test_what_points_to_words_beside_it_is_not_flagged(text):
    assert rewritten(text)[1] == ()


@pytest.mark.parametrize(
    "text", ["That would close the port.", "The port closed, and that was bad.", "Voss paid that."]
)
def test_what_points_to_words_elsewhere_is_flagged(text):
    assert [flag.lower() for flag in rewritten(text)[1]] == ["who or what is “that”"]


def test_the_same_word_is_flagged_once():
    assert rewritten("This is our port, and this is our plan.")[1] == (
        "who or what is “This”", "who or what is “our”",
    )  # fmt: skip


def test_what_is_not_certain_is_flagged_and_not_guessed():
    text, flags = rewritten("he lost the byelection")

    assert text == "He lost the byelection"
    assert flags == ("who or what is “he”", "which “the byelection”")


def test_a_subject_told_before_is_put_in():
    text = "are pushing for tolls"

    def rewritten_with(subject):
        return rewrite(text, Span(0, len(text)), (), Names(""), None, subject=subject)

    assert rewritten_with("The greens") == ("The greens are pushing for tolls", ())
    assert rewritten_with("They") == (
        "They are pushing for tolls", ("who or what is “They”",),
    )  # fmt: skip
    assert rewritten_with(None) == (
        "Are pushing for tolls", ("who or what “are pushing for”",),
    )  # fmt: skip


def test_a_description_with_one_antecedent_is_filled_in():
    text = "The Tarn byelection was close. Mr Reed lost the byelection"
    exact = "Mr Reed lost the byelection"

    found = rewrite(
        exact, Span(31, len(text)), (), Names("Ben Reed"), None, known=Descriptions(text)
    )

    assert found == ("Ben Reed lost the Tarn byelection", ())


def test_first_person_is_flagged_only_without_a_speaker():
    assert rewritten("I paid 5% tax")[1] == ("who is speaking",)
    assert rewritten("I paid 5% tax", speaker="Ada Moss")[1] == ()


_KEPT = {
    "names": st.sampled_from(["Tarn", "Foley", "Moss", "the Harbours Bill", "Mr Reed", "Ms Voss"]),
    "numbers": st.sampled_from(["5%", "£3m", "1982", "900", "1.5 million", "two"]),
    "negations": st.sampled_from(["never", "not", "no", "didn’t", "cannot", "nobody"]),
    "modals": st.sampled_from(["might", "must", "would", "could", "may", "should", "will"]),
    "others": st.sampled_from(
        ["he", "she", "it", "said", "of", ",", ".", "paid", "the byelection", "the company"]
        + ["the bill", "last week", "on Thursday"]
    ),
}


@given(
    st.lists(st.one_of(*_KEPT.values()), min_size=1, max_size=25),
    st.sampled_from([None, "The greens", "They"]),
)
def test_numbers_names_negation_and_modality_are_kept(words, subject):
    before = " ".join(words)
    text = f"The Tarn byelection came. Foley Ports Ltd paid. The Harbours Bill fell. {before}"
    start = len(text) - len(before)

    after, _ = rewrite(
        before,
        Span(start, len(text)),
        times(before, DAY, start),
        Names(f"Ben Reed met Ada Voss. {before}"),
        None,
        subject=subject,
        known=Descriptions(text),
    )

    rest = iter(re.findall(r"[\w’.%£]*[\w%]", after.lower()))
    for word in re.findall(r"[\w’.%£]*[\w%]", before.lower()):
        # In their order; a title may give way to the full name, a description to a name.
        if word not in ("mr", "ms", "the", "company"):
            assert word in rest, (word, after)

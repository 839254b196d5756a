from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from claims.text.names import Names
from claims.text.references import Descriptions
from claims.text.rewrite import rewrite
from claims.text.similarity import differences
from claims.text.spans import Span
from claims.text.times import times

DAY = date(2017, 2, 26)


def rewritten(text, known="", speaker=None):
    return rewrite(text, Span(0, len(text)), times(text, DAY), Names(f"{known}. {text}"), speaker)


def test_dates_and_names_are_filled_in():
    text, flags = rewritten("Mr Reed resigned on Thursday.", known="Ben Reed")

    assert text == "Ben Reed resigned on Thursday (23 February 2017)."
    assert flags == ()


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


@given(
    st.lists(
        st.sampled_from(
            "Mr Reed never paid 5% or £3m in 1982 on Thursday not might the bill , Tarn".split()
        ),
        min_size=1,
    )
)
def test_numbers_names_negation_and_modality_are_kept(words):
    before = " ".join(words)
    after, _ = rewritten(before, known="Ben Reed")

    for word in ("never", "not", "might", "5%", "£3m", "1982", "Tarn"):
        assert after.lower().split().count(word.lower()) == before.lower().split().count(
            word.lower()
        )
    assert differences(before, before) == ()

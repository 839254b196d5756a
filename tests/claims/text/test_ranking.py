from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.ranking import LONGEST, MOST_WORDS, Likeness, Said, rarest, read_post, stems

SHARES = {"toll": 0.001, "tarn": 0.002, "council": 0.2, "rose": 0.05, "port": 0.01}
DAY = date(2016, 3, 3)


def likeness(words, other, cosine=0.5, day=DAY, other_day=DAY):
    said = Said(Counter(words.split()), day)
    return Likeness(said, SHARES).to(Said(Counter(other.split()), other_day), cosine)


def test_the_same_words_are_as_alike_as_can_be():
    assert likeness("toll tarn rose", "toll tarn rose", cosine=1) == pytest.approx(1)
    assert likeness("toll tarn", "toll tarn", 1, other_day=date(1999, 1, 1)) == pytest.approx(1)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"cosine": 0.8}, {"cosine": 0.7}),
        ({"other": "toll port"}, {"other": "council port"}),
        ({"other": "toll tarn"}, {"other": "toll port"}),
        ({"other": "toll"}, {"other": "toll and very much else that nobody asked for"}),
        ({"other_day": DAY}, {"other_day": date(2016, 4, 3)}),
        ({"other_day": date(2019, 1, 1)}, {"other_day": None}),
    ],
    ids=["meaning", "rare word", "more words", "brief", "same day", "some day"],
)
def test_what_makes_claims_more_alike(more, less):
    def alike(fields):
        return likeness("toll tarn council", **{"other": "port", **fields})

    assert alike(more) > alike(less)


@given(
    st.dictionaries(st.sampled_from(sorted(SHARES)), st.integers(1, 9)),
    st.dictionaries(st.sampled_from(sorted(SHARES)), st.integers(1, 9)),
    st.floats(-1, 1),
    st.one_of(st.none(), st.dates()),
)
def test_it_lies_between_0_and_1(one, other, cosine, day):
    said = Likeness(Said(Counter(one), DAY), SHARES)
    assert 0 <= said.to(Said(Counter(other), day), cosine) <= 1


def test_the_rarest_words_are_chosen_until_too_many_claims_have_them():
    assert rarest(SHARES, total=1000, most=13) == ["toll", "tarn", "port"]
    assert rarest({"council": 0.2}, total=1_000_000, most=2000) == []


def test_hundreds_of_rare_words_are_not_all_looked_for():
    assert len(rarest({f"w{n}": 1e-6 for n in range(900)}, 1000, most=2000)) == MOST_WORDS


def test_stems_are_counted_over_claim_and_title():
    assert stems(["toll"], ["toll", "port"]) == Counter({"toll": 2, "port": 1})


@pytest.mark.parametrize(
    ("text", "plain", "day"),
    [
        ("Rents rose in Tarn.", "Rents rose in Tarn.", None),
        (
            "#NoMoreTolls at the port! pic.twitter.com/a1B2 — Ada Voss (@ada_voss) March 3, 2016",
            "No More Tolls at the port! Ada Voss",
            DAY,
        ),
        ("See https://tarn.example/x?y=1 @TarnCouncil", "See Tarn Council", None),
        ("A pause — and more (much) — then", "A pause — and more (much) — then", None),
        ("Tolls — Ada Voss (@ada)", "Tolls Ada Voss", None),
        ("Tolls — Ada (@ada) Smarch 32, 2016", "Tolls Ada", None),
        ("", "", None),
        ("Tolls\x00 rose\ud800.", "Tolls  rose .", None),
    ],
)
def test_a_post_in_plain_words(text, plain, day):
    post = read_post(text)
    assert (post.text, post.day) == (plain, day)


def test_a_post_is_cut_where_the_database_would_refuse_it():
    assert len(read_post("port " * 300_000).text) == LONGEST


def test_a_long_paste_is_read_in_no_time():
    for junk in (
        "— " * 200_000,
        "#" * 400_000,
        "https://" * 50_000,
        "(@" * 200_000,
        "aB" * 200_000,
    ):
        read_post(junk)

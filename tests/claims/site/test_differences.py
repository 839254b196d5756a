from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.site.differences import changes, pieces, shortened
from tests.claims.presenters.documents import make_document, make_verdict

TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "long", "\n", " ", "1982", "مرحبا"]), max_size=40
).map(" ".join)


def shown(old, new):
    return [(piece.kind, piece.text) for piece in shortened(pieces(old, new))]


def words(old, new, without):
    kept = [piece.text for piece in pieces(old, new) if piece.kind != without]
    return " ".join(kept).split()


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts(old, new):
    assert words(old, new, without="removed") == new.split()
    assert words(old, new, without="added") == old.split()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("same", "same", [("same", "same")]),
        ("", "new words", [("added", "new words")]),
        ("old words", "", [("removed", "old words")]),
        ("in 1982 only", "in 1992 only",
         [("same", "in"), ("removed", "1982"), ("added", "1992"), ("same", "only")]),
        # One shared word inside a rewritten sentence does not split the change.
        ("one or two", "three or four", [("removed", "one or two"), ("added", "three or four")]),
    ],
)  # fmt: skip
def test_differences_read_well(old, new, expected):
    assert shown(old, new) == expected


def test_what_stayed_is_shortened_around_the_change():
    same = " ".join(str(n) for n in range(100))
    found = shown(f"{same} old {same}", f"{same} new {same}")
    assert found[0] == ("gap", "…")
    assert found[1] == ("same", "92 93 94 95 96 97 98 99")
    assert found[-1] == ("gap", "…")


def test_only_changed_fields_are_named_in_the_order_of_the_page():
    old = make_document()
    new = make_document(verdict=make_verdict("true", "True", 5), body="Another text.")
    assert [change.field for change in changes(old, new)] == ["Verdict", "Reasoning"]


def test_a_long_text_is_compared_in_time():
    old = [f"word{n % 700}" for n in range(20_000)]
    new = [*old[:5_000], "inserted", *old[5_200:]]
    started = perf_counter()
    pieces(" ".join(old), " ".join(new))
    assert perf_counter() - started < 5

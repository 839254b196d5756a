from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.site.differences import changes, pieces, shortened
from tests.claims.presenters.documents import (
    DOCUMENT,
    make_document,
    make_speaker,
    make_verdict,
)

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


def difference(old, new):
    """{field: (removed, added)}"""
    joined = {}
    for change in changes(old, new):
        kinds = [[p.text for p in change.pieces if p.kind == k] for k in ("removed", "added")]
        joined[change.field] = tuple(" … ".join(texts) for texts in kinds)
    return joined


CLAIM = DOCUMENT["claim"]
ITEM = DOCUMENT["evidence"][0]
SIGHTING = DOCUMENT["appearances"][0]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"claim": CLAIM | {"text": CLAIM["text"].replace("1982", "1992")}},
         {"Claim": ("1982", "1992")}),
        ({"claim": CLAIM | {"headline": ""}},
         {"Claim in short": ("First seat taken since 1982", "")}),
        ({"claim": CLAIM | {"speaker": make_speaker()}},
         {"Who said it": ("The Invented Courier", "Ada Example, Mayor (Example Party)")}),
        ({"claim": CLAIM | {"stated_on": "2017-02-01", "stated_precision": "month"}},
         {"When": ("23", "")}),
        ({"claim": CLAIM | {"stated_on": None}}, {"When": ("23 February 2017", "")}),
        ({"appearances": [SIGHTING, SIGHTING | {"exact": "first since 1982"}]},
         {"Where": ("", "“first since 1982” The Invented Courier, A seat changes hands, "
                        "24 February 2017")}),
        ({"appearances": []},
         {"Who said it": ("The Invented Courier", "Nobody is named"),
          "Where": ("“the first time since 1982” The Invented Courier, A seat changes hands, "
                    "24 February 2017", "")}),
        ({"evidence": [ITEM, ITEM | {"number": 2, "title": "Minutes", "role": "context",
                                     "quote": "", "url": "https://records.example/m"}]},
         {"Evidence": ("", "[2] Minutes. Gives context. https://records.example/m")}),
        ({"reply": {"asked_on": "2017-02-25", "text": "We stand by it and regret nothing."}},
         {"Reply": ("it.", "it and regret nothing.")}),
        ({"reply": {"asked_on": None, "text": "We stand by it."}},
         {"Reply": ("Asked on 25 February 2017.", "")}),
    ],
)  # fmt: skip
def test_whatever_a_reader_sees_of_the_claim_is_compared(change, expected):
    found = difference(make_document(), make_document(**change))
    assert {name: tuple(" ".join(t.split()) for t in texts) for name, texts in found.items()} == (
        expected
    )

"""One row a way of claiming a record."""

import pytest

from claims.text.precedents import precedent

FIRST, EXTREME, EVER, ONLY = "first_since", "extreme_since", "all_time", "only_first"


@pytest.mark.parametrize(
    ("text", "kind", "direction", "since", "span", "anchor"),
    [
        ("the first time since 1982 the party lost", FIRST, "first", 1982, None, "since 1982"),
        ("It is the first surplus since 2001.", FIRST, "first", 2001, None, "since 2001"),
        ("For the first time in 30 years it paid.", FIRST, "first", None, 30, "in 30 years"),
        ("They have not won here since 1988.", FIRST, None, 1988, None, "since 1988"),
        ("Neither party has won here in 40 years.", FIRST, None, None, 40, "in 40 years"),
        ("No mayor in history has built more.", EVER, "max", None, None, "in history"),
        ("They haven't won in 12 years.", FIRST, None, None, 12, "in 12 years"),
        ("No mayor since Voss has done it.", FIRST, None, "Voss", None, "since Voss"),
        ("No mayor since Voss has built more.", EXTREME, "max", "Voss", None, "since Voss"),
        (
            "It is the first time she has led since she entered the race.",
            FIRST, "first", "she entered the race", None, "since she entered the race",
        ),
        ("the largest crowd since the 2009 closures.", EXTREME, "max", 2009, None,
         "since the 2009 closures"),
        ("Unemployment hit a 40-year low.", EXTREME, "min", None, 40, "40-year"),
        ("the fastest increase in peacetime", EVER, "max", None, None, "in peacetime"),
        ("the hottest June ever recorded", EVER, "max", None, None, "ever recorded"),
        ("the longest wait since records began in 2012", EVER, "max", 2012, None,
         "since records began in 2012"),
        (
            "the strongest first year of any president since Ada Voss",
            EXTREME, "max", "Ada Voss", None, "since Ada Voss",
        ),
        ("Lowest level since the 1970s.", EXTREME, "min", 1970, None, "since the 1970s"),
        ("the worst defeat in generations", EXTREME, "max", None, None, "in generations"),
        (
            "its biggest crisis in over a generation",
            EXTREME, "max", None, None, "in over a generation",
        ),
        ("the worst result in a decade", EXTREME, "max", None, 10, "in a decade"),
        ("fastest growth in nearly two decades", EXTREME, "max", None, 20, "in nearly two decades"),
        (
            "deepest slump since World War II",
            EXTREME, "max", "World War II", None, "since World War II",
        ),
        ("More jobs than in any year since 1999", EXTREME, "max", 1999, None, "since 1999"),
        ("fewer beds than at any time since 1999", EXTREME, "min", 1999, None, "since 1999"),
        ("the highest turnout ever", EVER, "max", None, None, "ever"),
        ("the hottest year on record", EVER, "max", None, None, "on record"),
        (
            "the largest cut in the county’s history",
            EVER, "max", None, None, "in the county’s history",
        ),
        ("its lowest since records began", EVER, "min", None, None, "since records began"),
        ("More people work than ever before.", EVER, "max", None, None, "than ever before"),
        (
            "This has never happened in the history of our party.",
            EVER, "first", None, None, "in the history of our party",
        ),
        ("Never before has a mayor been jailed.", EVER, "first", None, None, "Never before"),
        ("Crime is at a record high.", EVER, "max", None, None, None),
        ("Rents hit record lows.", EVER, "min", None, None, None),
        ("the only senator to have voted no", ONLY, "first", None, None, None),
        ("She became the first to refuse the salary.", ONLY, "first", None, None, None),
        ("For the first time, more women voted.", ONLY, "first", None, None, None),
    ],
)  # fmt: skip
def test_fields(text, kind, direction, since, span, anchor):
    found = precedent(text)

    assert (found.kind, found.direction, found.since, found.span_years, found.anchor) == (
        kind, direction, since, span, anchor,
    )  # fmt: skip
    assert found.polarity == "asserted"


@pytest.mark.parametrize(
    "text",
    [
        "This was not the worst winter since 1963.",
        "It isn’t the first time in ten years that the bridge has closed.",
        "The turnout was far from the highest ever.",
        "The port is not growing at its slowest rate in a decade.",
    ],
)
def test_denied(text):
    assert precedent(text).polarity == "denied"


@pytest.mark.parametrize(
    "text",
    [
        "The council has cut spending since 2010.",
        "Tarn is the third largest city in the county.",
        "He has been mayor for 20 years.",
        "At first the plan seemed fine.",
        "Help is needed now more than ever.",
        "The first minister said she was content.",
        "The first step is to cut rates in 2020.",
        "Most people have paid for years.",
        "Most people in the history of this country were farmers.",
        "It is the best place to live.",
        "Her record in government is poor.",
        "We haven’t helped people who have been sold out for decades.",
        "The only tax cut in this budget goes to the rich.",
        "They met in their only debate on Tuesday.",
    ],
)
def test_no_record(text):
    assert precedent(text) is None


def test_metric_and_place():
    found = precedent("the first time since 1982 the party had lost a seat", offset=10)

    assert found.metric == "the party had lost a seat"
    assert (found.start, found.end) == (14, 35)

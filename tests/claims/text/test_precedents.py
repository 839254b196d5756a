"""One row a way of claiming a record."""

from time import perf_counter

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
        ("Debt is at its lowest level for 40 years.", EXTREME, "min", None, 40, "for 40 years"),
        ("Not since 1966 has the party held it.", FIRST, None, 1966, None, "since 1966"),
        ("Borrowing fell to a 30-year low in May.", EXTREME, "min", None, 30, "30-year"),
        ("A record 7.6m people are waiting.", EVER, "max", None, None, None),
        ("The gale broke all records.", EVER, "max", None, None, None),
        ("Never has a ruling party lost so many seats.", EVER, "max", None, None, None),
        ("She is the county’s first female sheriff.", ONLY, "first", None, None, None),
        (
            "the longest wait since comparable records began in 2004",
            EVER, "max", 2004, None, "since comparable records began in 2004",
        ),
        ("No Unity government has ever cut it.", EVER, "first", None, None, None),
        ("Voss became the first sitting mayor to lose.", ONLY, "first", None, None, None),
        ("The last Blue to hold the seat was Ada Moss.", ONLY, "first", None, None, None),
        (
            "its lowest since the reign of Queen Ada",
            EXTREME, "min", "the reign of Queen Ada", None, "since the reign of Queen Ada",
        ),
        ("Rents have never been lower.", EVER, "min", None, None, None),
        (
            "the most generous offer any council has ever made",
            EVER, "max", None, None, "ever",
        ),
        ("It has borrowed more than any other in peacetime.", EVER, "max", None, None,
         "in peacetime"),
        ("the deepest cut in half a century", EXTREME, "max", None, 50, "in half a century"),
        ("the biggest in almost a quarter of a century", EXTREME, "max", None, 25,
         "in almost a quarter of a century"),
        ("It rises faster than at any point in the past 2,000 years.", EXTREME, "max", None, 2000,
         "in the past 2,000 years"),
        ("the smallest grant since Voss took over in 1973", EXTREME, "min", 1973, None,
         "since Voss took over in 1973"),
        ("the first new bridge in more than 20 years", FIRST, "first", None, 20,
         "in more than 20 years"),
        ("The only mayor in 72 years to resign", FIRST, "first", None, 72, "in 72 years"),
        ("Pay is lower than it’s been since 1929.", EXTREME, "min", 1929, None, "since 1929"),
        ("She lost more votes than any of her predecessors.", EVER, "max", None, None, None),
        ("This was the first ever strike by clerks.", EVER, "first", None, None, "ever"),
        ("It will never happen again before the vote, but an unprecedented number stayed away.",
         EVER, "first", None, None, "unprecedented"),
        ("Crime is falling for the first time in a long while.", FIRST, "first", None, None,
         "in a long while"),
        ("the longest run of growth in history, with jobs up since May", EVER, "max", None, None,
         "in history"),
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
        "This is not the first time ministers have promised a review.",
        "It is simply not true that crime is the highest it has ever been.",
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
        "The rate is higher than in any other country.",
        "Tarn has the highest rent in the country.",
        "It has made more trams than every other port combined since she took over.",
        "In our first debate she said that the plan was dead.",
        "The first phase of the plan will start in 2020.",
        "They had to pay the first time they were asked.",
        "He set the record straight on Monday, to say the least.",
        "Only three members voted against the bill in two years.",
        "More was built in the first eight months than in the eight years of his rule.",
        "She has never, ever used the harshest word.",
        "Families have been waiting for months for the most basic repairs.",
        "The darkest day was just over one year ago.",
        "The town voted out the latest mayor in protest since none of it was true.",
    ],
)
def test_no_record(text):
    assert precedent(text) is None


@pytest.mark.parametrize("words", ["ever ", "since ", "since a b c d e f ", "the first and "])
def test_the_time_grows_with_the_length_only(words):
    def seconds(length):
        start = perf_counter()
        precedent((words * length)[:length])
        return perf_counter() - start

    seconds(1_000)
    assert seconds(16_000) < 40 * seconds(4_000) + 0.2


def test_metric_and_place():
    found = precedent("the first time since 1982 the party had lost a seat", offset=10)

    assert found.metric == "the party had lost a seat"
    assert (found.start, found.end) == (14, 35)

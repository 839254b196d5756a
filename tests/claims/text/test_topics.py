import time

import pytest

from claims.text.topics import _STRONG, _WEAK, topic

EXAMPLES = {
    "economy": "The Chancellor of Exampleland cut income tax twice in one budget.",
    "rights": "Same-sex couples in Sampleshire face discrimination at registry offices.",
    "health": "Waiting lists at Upper Example hospital grew by a third.",
    "agriculture": "Dairy farmers lost a tenth of their livestock.",
    "labour": "Unemployment in Example Bay is at its lowest since 1974.",
    "education": "One in five pupils leaves school without passing an exam.",
    "environment": "Carbon emissions fell faster here than in any other county.",
    "energy": "Half of our electricity came from wind farms and nuclear reactors.",
    "immigration": "Net migration trebled after the visa rules were changed for refugees.",
    "transport": "Rail fares rose twice as fast as bus tickets.",
    "crime": "Knife crime doubled while a thousand police officers were cut.",
    "welfare": "Two million pensioners live in poverty.",
    "housing": "Rents in Example Bay doubled and homelessness rose.",
    "business": "Three banks went bankrupt within a year.",
    "defence": "The army has fewer soldiers than at any time since Waterloo.",
    "technology": "Broadband reaches only half of the villages, scientists found.",
    "trade": "Exports to Otherland fell after the tariffs.",
    "world": "Exampleland’s ambassador walked out of the United Nations.",
    "elections": "It was the first byelection since 1982 that a governing party won.",
    "government": "The number of civil servants in Whitehall rose by a tenth.",
    "culture": "Sixty libraries and two museums were closed.",
}


@pytest.mark.parametrize(("expected", "text"), EXAMPLES.items())
def test_an_example_of_each_topic(expected, text):
    assert topic(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It was never so before.",
        "He said so on Monday.",
        "The government won.",  # one point for each of two
        "A farm is next to the school.",  # two for each of two
        "\0\ud800 ½ ''' ___",
    ],
)
def test_where_it_is_unsure_it_says_nothing(text):
    assert topic(text) == ""


def test_a_phrase_counts_once_and_not_its_words():
    # “food banks” are no banks.
    assert topic("Food banks opened in every town.") == "welfare"
    assert topic("Banks opened in every town.") == "business"


def test_the_topics_are_those_of_claims():
    from claims.models import Claim

    assert set(EXAMPLES) == set(_STRONG) == set(_WEAK) == set(Claim.Topic.values)


def test_a_megabyte_of_anything_takes_seconds():
    for text in ("school " * 150_000, "a" * 1_000_000, "-'’" * 330_000, "x-" * 500_000):
        start = time.monotonic()
        topic(text)
        assert time.monotonic() - start < 5

"""What is told of somebody's plans, wishes and views: one row a way of telling it."""

import pytest

from claims.text.analyse import analyse
from claims.text.quotes import attributions


def told(text):
    """(source, cue, contents) of each attitude."""
    return [
        (
            " ".join(span.of(text) for span in a.sources),
            a.cue.of(text),
            [span.of(text) for span in a.contents],
        )
        for a in attributions(text)
        if a.attitude
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "contents"),
    [
        ("Ada Moss wants to cut taxes.", "Ada Moss", "wants", ["to cut taxes"]),
        ("Ada Moss voted for Ben Reed.", "Ada Moss", "voted for", ["Ben Reed"]),
        ("Ada Moss did not mention Ben Reed.", "Ada Moss", "mention", ["Ben Reed"]),
        ("Ada Moss talked about tolls.", "Ada Moss", "talked about", ["tolls"]),
        ("Ada Moss spoke out against tolls.", "Ada Moss", "spoke out against", ["tolls"]),
        ("Voters are worried about tolls.", "Voters", "worried about", ["tolls"]),
        ("Ada Moss’s plan to sell the port failed.", "Ada Moss’s", "plan", ["to sell the port"]),
        ("Ada Moss voiced support for tolls.", "Ada Moss", "support for", ["tolls"]),
        ("Ada Moss was mocked by Ben Reed.", "Ben Reed", "mocked", ["Ada Moss"]),
        ("Ada Moss is expected to win.", "", "expected", ["Ada Moss", "to win"]),
        ("Ada Moss seems to like it.", "", "seems", ["Ada Moss", "to like it"]),
        ("Asked about tolls, Ada Moss left.", "", "Asked about", ["tolls"]),
        ("Members who opposed tolls left.", "Members who", "opposed", ["tolls"]),
        ("Ada Moss stood up and mocked the mayor.", "Ada Moss", "mocked", ["the mayor"]),
        ("Ada Moss left, mocking the mayor.", "Ada Moss", "mocking", ["the mayor"]),
        ("The mayor went to praise Ben Reed.", "The mayor", "praise", ["Ben Reed"]),
    ],
)
def test_one_attitude(text, source, cue, contents):
    assert told(text) == [(source, cue, contents)]


@pytest.mark.parametrize(
    "text",
    [
        "The plans were late and the support beams fell.",
        "The proposed road is long.",
        "The port rules that once barred such aid are gone.",
        "There was no evidence that the port had failed.",
        "If Ada Moss opposes tolls, they fall.",
        "Does Ada Moss oppose tolls?",
        "Ada Moss said she opposed tolls.",
        "“I oppose tolls,” said Ada Moss.",
    ],
)
def test_no_attitude(text):
    assert told(text) == []


def test_attitudes_are_no_statements_of_the_one_they_name():
    text = "Ada Moss opposes the plan to sell 12 ports."

    assert [(quote.speaker, quote.voice) for quote in analyse(text).quotes] == []


@pytest.mark.parametrize(
    "garbage",
    [
        "“" * 500 + "a" + "”" * 500,
        "He said “that \"the 'plan’ was « bad. " * 50,
        "No. " * 10_000,
        "<p>Ms Moss <b>wants</b> tolls.</p>\n" * 50,
        "who wants to support the " * 200,
        "according to asked about said " * 200,
        "\u202e👩‍🚀 sees\x00 “it”, ",
    ],
    ids=["nested", "unbalanced", "one-word", "html", "verbs", "cues", "odd"],
)
def test_no_text_stops_it_and_every_offset_is_true(garbage):
    for found in attributions(garbage):
        for span in (*found.contents, *found.sources):
            assert 0 <= span.start < span.end <= len(garbage)


def test_the_pieces_of_one_statement_stand_together():
    text = "“We won,” Ada Moss said, “and won well.” Ben Reed left."
    (found,) = attributions(text)

    assert [span.of(text) for span in found.contents] == ["“We won,”", "“and won well.”"]

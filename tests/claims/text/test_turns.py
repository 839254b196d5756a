import pytest

from claims.text.analyse import analyse
from claims.text.names import Names
from claims.text.turns import turns


@pytest.mark.parametrize(
    ("paragraph", "source"),
    [
        ("Ms Voss: Rents rose by 5%.", "Ms Voss"),
        ("The Minister for Ports (Mr Ben Reed): Rents fell.", "Mr Ben Reed"),
        ("Mr Ben Reed (Tarn) (Harbour): Rents fell.", "Mr Ben Reed"),
        ("The Speaker: Order.", "The Speaker"),
        ("REED: Rents fell.", "REED"),
    ],
)
def test_a_turn_and_who_takes_it(paragraph, source):
    text = f"Ben Reed came.\n\n{paragraph}"
    found = turns(text, Names(text))[text.index(paragraph)]

    assert found.source.of(text) == source
    assert text.endswith(found.content.of(text))
    assert text[found.cue.start] == ":"


@pytest.mark.parametrize(
    "paragraph",
    [
        "Poll: Reed slips behind",
        "Poll: Reed slips behind.",
        "One thing is clear: rents rose.",
        "The result: rents rose.",
        "Ms Voss: “Rents rose.”",
        "He said: rents rose.",
    ],
)
def test_no_turn(paragraph):
    assert turns(paragraph, Names(paragraph)) == {}


def test_all_sentences_of_a_turn_are_the_speakers():
    found = analyse("Ms Ada Voss: I am glad. Rents rose by 5%.\n\nMs Voss: They fell by 3%.")

    assert [(c.exact, c.speaker, c.voice) for c in found.claims] == [
        ("Rents rose by 5%.", "Ada Voss", "direct"),
        ("They fell by 3%.", "Ada Voss", "direct"),
    ]

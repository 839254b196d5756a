import pytest

from factcheck.evaluation.transcripts import figures, same_speaker

RAW = "VOSS: Rents fell. (Applause) They fell by half. Thank you.\nREED: No. Thank you."


def row(*gold):
    return {"raw": RAW, "gold_sentences": [{"text": t, "speaker": s} for t, s in gold]}


def turns(*found):
    def span(words):
        return [RAW.index(words), RAW.index(words) + len(words)]

    return {"turns": [{"speaker": s, "sentences": [span(w) for w in words]} for s, words in found]}


READ = turns(
    ("Ada Voss", ["Rents fell.", "They fell by half.", "Thank you."]), ("Ben Reed", ["No."])
)


@pytest.mark.parametrize(
    ("gold", "whole", "right"),
    [
        ([("Rents fell.", "Ada Voss")], 1, 1),
        ([("(Applause) They fell by half.", "Voss")], 1, 1),
        ([("They fellÂ by half.", "Ada Voss")], 1, 1),
        ([("They fell", "Ada Voss")], 0, 1),
        ([("Rents fell. They fell by half.", "Ada Voss")], 0, 1),
        ([("Rents fell.", "Ben Reed")], 1, 0),
        ([("Nobody said this.", "Ada Voss")], 0, 0),
        ([("…", "Ada Voss")], 0, 0),
        ([("No.", "Ben Reed"), ("Rents fell.", "Ada Voss")], 1, 1),
        ([], 0, 0),
    ],
)
def test_figures(gold, whole, right):
    assert figures([(row(*gold), READ)]) == {
        "docs": 1,
        "n": len(gold),
        "whole": whole,
        "speaker_right": right,
    }


def test_what_is_said_twice_is_looked_for_in_its_order():
    last = [RAW.rindex("Thank"), len(RAW)]
    found = {"turns": [*READ["turns"], {"speaker": "Ben Reed", "sentences": [last]}]}
    gold = row(("Thank you.", "Ada Voss"), ("No.", "Ben Reed"), ("Thank you.", "Ben Reed"))

    assert figures([(gold, found)])["speaker_right"] == 1


@pytest.mark.parametrize(
    ("predicted", "same"),
    [
        ("Ada Voss", True),
        ("VOSS", True),
        ("Ada L. Voss", True),
        ("Ben Voss", False),
        ("Ada Reed", False),
        ("", False),
        (None, False),
    ],
)
def test_same_speaker(predicted, same):
    assert same_speaker("Ada Voss", predicted) is same

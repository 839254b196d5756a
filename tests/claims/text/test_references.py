import pytest

from claims.text.quotes import attributions
from claims.text.references import Descriptions, lacks_subject, pronoun_of, subject_of
from claims.text.spans import Span


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("are pushing for tolls", True),
        ("presumably is engaged in doing that", True),
        ("left huge numbers of people in poverty", True),
        ("called the flag a rag", True),
        ("They are pushing for tolls", False),
        ("rents rose", False),
        ("Tarn has tolls", False),
    ],
)
def test_a_clause_that_lacks_its_subject(clause, expected):
    assert lacks_subject(clause) is expected


@pytest.mark.parametrize(
    ("before", "clause", "subject"),
    [
        ("They want tolls ", "are pushing for a vote", "They"),
        ("Ada Moss is ill ", "has resigned", "Ada Moss"),
        ("The harbour board was split ", "has closed", "The harbour board"),
        ("a “rigged economy” that ", "left people in poverty", "a “rigged economy”"),
        ("Foley Town, which ", "closed in May", "Foley Town"),
        ("a plan for the town that ", "left people in poverty", None),
        ("despite all of it ", "left people in poverty", None),
    ],
)
def test_the_subject_is_taken_only_where_the_grammar_gives_it(before, clause, subject):
    text = before + clause
    at = Span(len(before), len(text))

    assert subject_of(text, at, Span(0, len(before))) == subject


@pytest.mark.parametrize(
    ("before", "exact", "filled"),
    [
        ("The Tarn byelection was held.", "the byelection was close", "the Tarn byelection"),
        ("The Tarn by-election was held.", "The byelection was close", "The Tarn by-election"),
        ("The Harbours Bill was read.", "the bill was lost", "the Harbours Bill"),
        ("The worst byelection defeat came.", "the byelection was close", None),
        ("The Tarn byelection defeat hurt.", "the byelection was close", None),
        ("The Tarn byelection and the Foley byelection.", "the byelection was close", None),
        ("The Harbours Bill was read, then a bill on tolls.", "the bill was lost", None),
        ("Nothing was held.", "the byelection was close", None),
        ("Foley Ports Ltd was sold.", "the company was broke", "Foley Ports Ltd"),
        ("Foley Ports, a freight company, was sold.", "the firm was broke", "Foley Ports"),
        ("Moss Rail, the Tarn operator, and Foley Ports Ltd.", "the company was broke", None),
        ("Foley Ports Ltd sued another company.", "the company was broke", None),
        (
            "Foley Ports Ltd grew. Foley Ports, a brewer, fell.",
            "the firm was shut",
            "Foley Ports Ltd",
        ),
        ("Tarn Hope, a charity, was robbed.", "the charity was broke", "Tarn Hope"),
        ("A company was sold.", "the company was broke", None),
    ],
)
def test_a_description_is_filled_in_where_one_thing_of_its_kind_stands_before(
    before, exact, filled
):
    text = f"{before} {exact}. The Ambrose byelection and the Ambrose Bill came later."

    changes = Descriptions(text).resolve(exact, len(before) + 1)

    assert [words for _, _, words in changes] == ([filled] if filled else [])


@pytest.mark.parametrize(
    ("text", "clause", "name"),
    [
        ("Ms Voss said she had closed the port.", "she had closed the port", "Ada Voss"),
        ("Ms Voss said he had closed the port.", "he had closed the port", None),
        ("Ms Voss told Mrs Moss she had closed it.", "she had closed it", None),
        ("Voss said she had closed the port.", "she had closed the port", "Ada Voss"),
        ("Kit Hale said she had closed the port.", "she had closed the port", None),
        ("“It was lost,” Ms Voss said. She left.", "She left", None),
    ],
)
def test_a_speakers_pronoun(text, clause, name):
    full = f"Ada Voss and Jane Moss met. {text}"
    start = full.index(clause)
    said = [a for a in attributions(full) if a.content.covers(Span(start, start + 3))]

    found = pronoun_of(full, Span(start, start + len(clause)), said[0] if said else None)

    assert found == name

import pytest

from claims.text.names import Names

TEXT = """\
ADA Moss has won. Labour MP Ben Okoro objected, and Prime Minister Clara Voss agreed.
Shadow chancellor Dev Patel-Hughes was away. Sen. Eve Lindqvist, R-Ohio, was not.
"""


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Ms Moss", "Ada Moss"),
        ("Moss", "Ada Moss"),
        ("ADA Moss", "Ada Moss"),
        ("Ada", "Ada Moss"),
        ("Mr Okoro's", "Ben Okoro"),
        ("Labour MP Ben Okoro", "Ben Okoro"),
        ("the prime minister", "Clara Voss"),
        ("Shadow chancellor Dev Patel-Hughes", "Dev Patel-Hughes"),
        ("Lindqvist", "Eve Lindqvist"),
        ("Mr Nobody", "Nobody"),
        ("the Treasury", "Treasury"),
        ("a spokesman for Ms Moss", "spokesman for Ms Moss"),
    ],
)
def test_a_short_form_stands_for_the_full_name(printed, name):
    assert Names(TEXT).resolve(printed).name == name


@pytest.mark.parametrize(
    ("printed", "role", "party"),
    [
        ("Labour MP Ben Okoro", "Labour MP", "Labour"),
        ("Conservative councillor Flo Grey", "Conservative councillor", "Conservative"),
        ("Unite boss Gus Hill", "Unite boss", None),
        ("Ada Moss", None, None),
    ],
)
def test_role_and_party_are_kept_as_printed(printed, role, party):
    person = Names(TEXT).resolve(printed)

    assert (person.role, person.party) == (role, party)


def test_a_phrase_without_words_names_nobody():
    assert Names("").resolve(" ,“” ") is None

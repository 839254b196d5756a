import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text.similarity import LONGEST, Relation, compare, differences

SAME = [
    ("The cut was 5%.", "The cut was 5 per cent."),
    ("It cost £3.2 million.", "It cost £3,200,000."),
    ("The bill was £3,200,000.", "The bill was £3.2 million."),
    ("She resigned on 3 March 2016.", "She resigned on March 3, 2016."),
    ("", ""),
    ("No fewer than 12 seats changed hands.", "At least 12 seats changed hands."),
    ("Unemployment has not been this low since 1974.", "Unemployment is at its lowest since 1974."),
    ("The council shut four libraries in 2019.", "In 2019 the council closed four libraries."),
    (
        "In 2019 four libraries were closed by the council.",
        "The council closed four libraries in 2019.",
    ),
    ("Ada Voss quit as mayor in 2014.", "Ada Voss resigned as mayor in 2014."),
    ("Crime doubled in 2016.", "Crime has doubled in 2016."),
    ("The unemployment rate fell to 4%.", "Unemployment dropped to 4%."),
    ("Rents in Tarn rose by 5%.", "Tarn rents rose by 5%."),
    ("Half of the pupils passed.", "50% of the pupils passed."),
    ("One in five pupils failed.", "20% of pupils failed."),
    ("The US sold 40 ships.", "America sold 40 ships."),
    ("The Tories lost 12 seats.", "The Conservatives lost 12 seats."),
    ("Spending went up by 5% under Voss.", "Spending rose by 5% under Voss."),
    ("Teachers’ wages fell by 5%.", "Teachers' pay dropped by 5%."),
    ("The NHS lost 400 beds.", "The National Health Service lost 400 beds."),
    ("Ms Voss banned cars.", "Voss banned cars."),
    ("Mayor Ada Voss banned cars.", "Ada Voss banned cars."),
    ("Ada Voss was beaten by Ivor Reed.", "Ivor Reed beat Ada Voss."),
    ("Crime rose by 5 percent in 2019.", "Crime rose by 5% in 2019."),
    ("Crime fell by one percentage point.", "Crime fell by 1 percentage point."),
    ("It was the first byelection since 1982.", "It was the first by-election since 1982."),
    ("The U.S. sold 40 ships.", "The United States sold 40 ships."),
    ("Wardens earn £9.50 an hour.", "Wardens earn £9.50 per hour."),
    ("Tarn didn’t raise rents.", "Tarn did not raise rents."),
    ("Rents haven't been this low since 1974.", "Rents are at their lowest since 1974."),
]
IMPLIES = [
    ("Rents rose in 2016.", "Rents rose."),
    ("More than 10 schools closed.", "More than 5 schools closed."),
    ("12 schools closed.", "At least 10 schools closed."),
    ("12 schools closed.", "More than 10 schools closed."),
    ("10 schools closed.", "At least 10 schools closed."),
    ("10 schools closed.", "About 10 schools closed."),
    ("Fewer than 5 schools closed.", "Fewer than 10 schools closed."),
    ("More than 10 schools closed.", "At least 10 schools closed."),
    ("All teachers struck.", "Most teachers struck."),
    ("Most teachers struck.", "Some teachers struck."),
    ("She resigned on 3 March 2016.", "She resigned in 2016."),
    ("She resigned in March 2016.", "She resigned in 2016."),
    ("Rents rose in Tarn.", "Rents rose."),
    ("The council closed four libraries in Tarn.", "The council closed four libraries."),
    ("Only Tarn raised rents.", "Tarn raised rents."),
    ("All teachers struck.", "Some teachers struck."),
    ("Rents have risen.", "Rents may have risen."),
]
CONTRADICTS = [
    ("Crime has doubled.", "Crime has halved."),
    ("Rents rose.", "Rents fell."),
    ("She voted for it.", "She did not vote for it."),
    ("She voted for it.", "She didn’t vote for it."),
    ("Tarn can't raise rents.", "Tarn can raise rents."),
    ("Ada Voss backed the bill.", "Ada Voss opposed the bill."),
    ("The mayor opened the port.", "The mayor closed the port."),
    ("Tarn has the highest rents in the region.", "Tarn has the lowest rents in the region."),
    ("The strike was legal.", "The strike was illegal."),
    ("The levy is fair.", "The levy is unfair."),
    ("The council hired 40 wardens in 2015.", "The council sacked 40 wardens in 2015."),
    ("All councillors backed the plan.", "No councillors backed the plan."),
    ("Ivor Reed won the seat.", "Ivor Reed lost the seat."),
    ("Tolls were introduced before the flood.", "Tolls were introduced after the flood."),
    ("Nobody voted for it.", "Somebody voted for it."),
]
SAME_TOPIC = [
    ("It was the first loss since 1982.", "It was the first loss since 1992."),
    ("The cut was 5%.", "The cut was 7%."),
    ("The cut was £5m.", "The cut was $5m."),
    ("Wardens earn £9.50 an hour.", "Wardens earn £9.50 a day."),
    ("Prices rose 5% in a month.", "Prices rose 5% in a year."),
    ("The council spends £5m a year.", "The council spends £5m."),
    ("The cut was £5m.", "The cut was £5bn."),
    ("Rents fell in Tarn.", "Rents fell in Foley."),
    ("She backed the ban on hunting.", "She backed hunting."),
    ("10 schools closed.", "More than 10 schools closed."),
    ("More than 10 schools closed.", "Fewer than 5 schools closed."),
    ("Tarn did not raise rents in 2016.", "Tarn did not raise rents."),
    ("Tarn had the lowest rents in the north.", "Tarn had the lowest rents."),
    ("5% of women voters backed it.", "5% of voters backed it."),
    ("The mayor banned cars.", "The council banned cars."),
    ("Jane Doe resigned in 2014.", "John Doe resigned in 2014."),
    ("Tarn Council banned cars.", "Foley Council banned cars."),
    ("The council sued Ada Voss.", "Ada Voss sued the council."),
    ("Ada Voss was beaten by Ivor Reed.", "Ada Voss beat Ivor Reed."),
    ("Tarn lost 12 seats and Foley 5.", "Tarn lost 5 seats and Foley 12."),
    ("Tarn lost 12 seats and Foley 5.", "Foley lost 12 seats and Tarn 5."),
    ("Exports exceeded imports.", "Imports exceeded exports."),
    ("It was the second largest loss.", "It was the largest loss."),
    ("The party came first.", "The party came third."),
    ("Rents will rise.", "Rents rose."),
    ("She should resign.", "She resigned."),
    ("The parks cost £5m.", "The pools cost £5m."),
    ("Women earn less than in 2010.", "Men earn less than in 2010."),
    ("Exports grew by 5%.", "Imports grew by 5%."),
    (
        "The tax applies to homes in the north of Tarn.",
        "The tax applies to homes in the south of Tarn.",
    ),
    ("Crime has fallen since 2010.", "Crime has fallen until 2010."),
    ("One councillor resigned.", "Two councillors resigned."),
    ("Dozens of schools closed.", "Hundreds of schools closed."),
    ("Article 50 was invoked.", "Article 51 was invoked."),
    ("She did not say that he lied.", "She said that he did not lie."),
    ("If rents rise, Tarn will pay.", "Rents rise and Tarn will pay."),
    ("Nearly 10 schools closed.", "10 schools closed."),
    ("The minister denied that rents rose.", "The minister said that rents rose."),
    ("The Home Secretary resigned.", "The Foreign Secretary resigned."),
    ("Home Secretary Ada Voss resigned.", "Foreign Secretary Ada Voss resigned."),
    ("Home Office staff resigned.", "Foreign Office staff resigned."),
    ("Mayor Voss resigned.", "Senator Voss resigned."),
]
PARAPHRASES = [  # cosine, what it makes of two texts with other words
    (
        "The jobless rate is lower than at any point since 1974.",
        "Fewer people are out of work than at any time since 1974.",
        0.9,
        Relation.SAME,
    ),
    (
        "The jobless rate is lower than at any point since 1974.",
        "Fewer people are out of work than at any time since 1974.",
        0.5,
        Relation.SAME_TOPIC,
    ),
    (
        "The jobless rate is lower than at any point since 1974.",
        "Fewer people are out of work than at any time since 1984.",
        0.9,
        Relation.SAME_TOPIC,
    ),
    (
        "Ada Voss never paid the levy on her house.",
        "Voss has not paid any tax for her home.",
        0.85,
        Relation.SAME,
    ),
    (
        "Ada Voss never paid the levy on her house.",
        "Voss has paid tax for her home.",
        0.85,
        Relation.CONTRADICTS,
    ),
]

TURNED = {
    Relation.SAME: Relation.SAME,
    Relation.IMPLIES: Relation.IMPLIED_BY,
    Relation.IMPLIED_BY: Relation.IMPLIES,
    Relation.CONTRADICTS: Relation.CONTRADICTS,
    Relation.SAME_TOPIC: Relation.SAME_TOPIC,
}
TABLE = [
    *((*pair, Relation.SAME) for pair in SAME),
    *((*pair, Relation.IMPLIES) for pair in IMPLIES),
    *((*pair, Relation.CONTRADICTS) for pair in CONTRADICTS),
    *((*pair, Relation.SAME_TOPIC) for pair in SAME_TOPIC),
]


@pytest.mark.parametrize(("a", "b", "relation"), TABLE)
def test_the_relation_of_two_claims(a, b, relation):
    found = compare(a, b)
    assert found.relation == relation, found.differences
    assert compare(b, a).relation == TURNED[relation]
    assert bool(found.differences) == (relation != Relation.SAME)


@pytest.mark.parametrize(("a", "b", "alike", "relation"), PARAPHRASES)
def test_other_words_need_the_same_meaning_and_the_same_conditions(a, b, alike, relation):
    assert compare(a, b, alike).relation == relation
    assert compare(b, a, alike).relation == TURNED[relation]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("It was the first loss since 1982.", "It was the first loss since 1992.", "1982 ≠ 1992"),
        ("It fell since 1982.", "It fell until 1982.", "since 1982 ≠ until 1982"),
        ("The cut was 5%.", "The cut was 7%.", "5% ≠ 7%"),
        ("The cut was £5m.", "The cut was $5m.", "£5m ≠ $5m"),
        (
            "More than 10 schools shut.",
            "More than 5 schools shut.",
            "More than 10 schools ≠ More than 5 schools",
        ),
        ("Rents fell in Tarn.", "Rents fell in Foley.", "Tarn ≠ Foley"),
        ("Crime has doubled.", "Crime has halved.", "doubled ≠ halved"),
        ("Rents rose.", "Rents fell.", "rose ≠ fell"),
        ("She voted for it.", "She did not vote for it.", "not negated ≠ “not”"),
        ("The mayor banned cars.", "The council banned cars.", "mayor ≠ council"),
        ("Rents rose in 2016.", "Rents rose.", "2016 ≠ not said"),
        ("Mayor Voss resigned.", "Senator Voss resigned.", "mayor ≠ senator"),
        ("All teachers struck.", "Most teachers struck.", "all ≠ most"),
        (
            "The council sued Ada Voss.",
            "Ada Voss sued the council.",
            "council … Voss ≠ Voss … council",
        ),
    ],
)
def test_the_difference_is_spelled_out(a, b, expected):
    assert expected in differences(a, b)


CLAIM = (
    "Ada Voss said {not_}all {n} schools in {place} shut in {year} after {share}% fewer pupils came"
)
FIELDS = st.fixed_dictionaries(
    {
        "not_": st.sampled_from(["", "not "]),
        "n": st.integers(2, 10**6),
        "place": st.sampled_from("Tarn Foley Carrow Quill Ostley".split()),
        "year": st.integers(1900, 2030),
        "share": st.integers(1, 99),
    }
)


@settings(deadline=None)
@given(FIELDS, FIELDS, st.floats(0, 1))
def test_what_differs_in_a_number_year_name_or_negation_is_never_the_same(one, other, alike):
    found = compare(CLAIM.format(**one), CLAIM.format(**other), alike)
    assert (found.relation == Relation.SAME) == (one == other)
    assert bool(found.differences) == (one != other)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.floats(0, 1))
def test_any_text_has_a_relation_and_is_the_same_as_itself(a, b, alike):
    assert compare(a, b, alike).relation in Relation
    assert compare(a, a, alike).relation == Relation.SAME


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from("1 2 12 1982 1992 5% £5m two Tarn Voss not never".split()), max_size=4
    ),
    st.lists(
        st.sampled_from("1 2 12 1982 1992 5% £5m two Tarn Voss not never".split()), max_size=4
    ),
)
def test_figures_names_and_negations_are_told_apart_wherever_they_stand(left, right):
    # “and” between them: “Tarn Voss” could be the full name of “Voss”.
    a, b = (f"the council {' and '.join(words)} met" for words in (left, right))
    if compare(a, b, 1.0).relation == Relation.SAME:
        assert said(left) == said(right)


def said(words):
    """Figures and negations as often as they stand; a name said twice says no more."""
    same = {"two": "2", "never": "not"}
    names = {"Tarn", "Voss"}
    return sorted(same.get(w, w) for w in words if w not in names), names.intersection(words)


def test_a_passage_is_not_compared():
    passage = "Rents rose by 5% in Tarn. " * 100
    assert len(passage) > LONGEST
    assert compare(passage, passage).relation == Relation.SAME
    assert compare(passage, passage + "Not so.").relation == Relation.SAME_TOPIC

import pytest

from claims.text.precedents import precedent
from claims.text.quantities import quantities
from claims.text.times import times
from claims.text.types import UNCHECKABLE, classify, not_a_statement


def types(text):
    return classify(text, precedent(text), quantities(text), dated=bool(times(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council spent £3m on a new bridge.", "quantity"),
        ("Left huge numbers of people in poverty", "quantity"),
        ("Tarn pays its nurses more than Foley does.", "comparison"),
        ("It was the worst defeat since 1982.", "precedent"),
        ("Rents rose because of the new tax.", "causal"),
        ("The collapse of steel prices shows what a folly it was.", "causal"),
        ("Under the Harbours Act the mayor has no power to sack him.", "rule"),
        ("The tax will cost Tarn 900 jobs.", "prediction"),
        ("Ms Voss voted against the bill in 2014.", "voting"),
        ("Ms Voss backed Mr Reed for leader.", "support"),
        ("They are pushing for a toll road.", "support"),
        ("There is no appetite for a new vote in Tarn.", "public_opinion"),
        ("There is a clear mandate from the people of Tarn.", "public_opinion"),
        ("Ms Voss resigned on Monday.", "event"),
        ("It has never used the power.", "event"),
        ("Under the Constitution, spending bills must originate in the House.", "rule"),
        ("The regulator may not strip a firm of its licence.", "rule"),
        ("Landlords must register within 30 days.", "rule"),
        ("The purge was unconstitutional.", "rule"),
        ("The council has the power to set tolls.", "rule"),
        ("Ships are required to slow down under the Act.", "rule"),
        ("Senate Republicans on Tuesday blocked a bill.", "voting"),
        ("The vote was 51-48.", "voting"),
        ("The court ruled 5-4 for the port.", "voting"),
        ("Nearly 40% of voters said they trust the mayor.", "public_opinion"),
        ("Patients have to wait 18 weeks.", "quantity"),
        ("Ms Voss is going through a selection in Tarn at present.", "event"),
    ],
)
def test_checkable(text, expected):
    assert expected in types(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We must stand by our principles.", "opinion"),
        ("To deny it is to deny reality.", "opinion"),
        ("The silence of the mayor is truly damning.", "opinion"),
        ("Now is not the time to give up.", "opinion"),
        ("It is a sad day for Tarn.", "opinion"),
        ("Ms Voss is in a state of denial and delusion.", "opinion"),
        ("Nobody wants this.", "opinion"),
        ("The port is needed now more than ever.", "opinion"),
        ("It was a shambles.", "opinion"),
        ("Ministers must act now.", "opinion"),
        ("We must publish the truth.", "opinion"),
        ("It’s exciting, it really is.", "opinion"),
        ("My mother put me through school.", "personal"),
        ("I am proud of what we are.", "personal"),
        ("I take my share of responsibility for it.", "personal"),
    ],
)
def test_uncheckable(text, expected):
    assert types(text) == (expected,)
    assert UNCHECKABLE.issuperset(types(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Did the miners give up?", "question"),
        ("“Where is the mayor?”", "question"),
        ("“No.", "greeting"),
        ("Thank you very much.", "greeting"),
        ("Let us never forget it.", "exhortation"),
        ("Listen to the people and respect the vote.", "exhortation"),
        ("United in our belief in our movement.", "fragment"),
        ("A new dawn.", "fragment"),
        ("Oh, what a tangled web they have made.", "fragment"),
        ("Channel Six said:", "speaking"),
        ("Ms Voss later told Channel Six said", "speaking"),
    ],
)
def test_states_nothing(text, reason):
    assert reason in not_a_statement(text)


@pytest.mark.parametrize(
    "text", ["Ms Voss resigned.", "Support for the plan has fallen.", "It rained."]
)
def test_states_something_or_is_too_short_to_tell(text):
    assert not_a_statement(text) in (None, "a fragment without a statement")

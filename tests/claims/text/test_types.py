import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.precedents import precedent
from claims.text.quantities import quantities
from claims.text.signs import SHARE, compiled
from claims.text.statements import not_a_statement
from claims.text.times import times
from claims.text.types import TYPES, UNCHECKABLE, classify, no_fact, sentence_types


def types(text):
    return classify(text, precedent(text), quantities(text), dated=bool(times(text))).labels


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
        ("Seven and a half million people have left Tarn.", "quantity"),
        ("Patients waited 18 weeks.", "quantity"),
        ("Tarn is the No. 2 port of the coast.", "comparison"),
        ("Teacher pay ranks 47th in the country.", "comparison"),
        ("Tarn is far quieter at night than Foley.", "comparison"),
        ("Higher wages are translating into higher rents.", "causal"),
        ("The ferry cuts have many islanders struggling to reach Tarn.", "causal"),
        ("Harbour masters cannot be sacked by the council.", "rule"),
        ("The bill, which requires a licence, was read on Monday.", "rule"),
        ("The council is going to close the pool.", "prediction"),
        ("The new charter would restore local control.", "prediction"),
        ("Ms Voss voted to close the pool.", "voting"),
        ("I’m for closing the pool.", "support"),
        ("MOSS OPPOSES THE TOLL.", "support"),
        ("Voters don’t trust the mayor.", "public_opinion"),
        ("Moss leads Voss 50% to 40% in Tarn.", "public_opinion"),
        ("The harbour board will require a licence.", "rule"),
        ("Voss stands with the dockers of Tarn.", "support"),
        ("Voss refused to support the toll.", "support"),
        ("I am ready to sign the toll bill.", "support"),
        ("Moss trails Voss by 5 points.", "public_opinion"),
        ("The toll has had a huge impact on shops in Tarn.", "causal"),
        ("The storm closed the road, leaving Foley cut off.", "causal"),
        ("The toll made it harder to reach Tarn.", "causal"),
        ("It is far harder to find nurses in Foley.", "comparison"),
        ("They built the slowest tram in the country in Foley.", "comparison"),
        ("The council has announced a cap on rents.", "rule"),
        ("We’re going to close the pool.", "prediction"),
        ("Moss never votes for bills from Foley.", "voting"),
    ],
)
def test_checkable(text, expected):
    assert expected in types(text)


@pytest.mark.parametrize(
    ("text", "unexpected"),
    [
        ("Two men met on the 11th of June.", "quantity"),
        ("They have lived in Tarn for two years.", "quantity"),
        ("She was 18 years old when she came to Tarn.", "quantity"),
        ("They watched Harbour Story 3 in Tarn.", "quantity"),
        ("It has more than 300 rooms.", "comparison"),
        ("Those born here illegally left Tarn.", "rule"),
        ("Tarn was, as opposed to Foley, open on Monday.", "support"),
        ("Ms Voss went to the polls in Tarn on Monday.", "public_opinion"),
        ("Men were more likely to vote for Moss.", "voting"),
        ("The port as well as the pool closed.", "comparison"),
        ("Ms Voss made a career in Tarn.", "causal"),
        ("Mr Will said the port had closed on Monday.", "prediction"),
    ],
)
def test_these_signs_are_none(text, unexpected):
    assert unexpected not in types(text)


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
    ("text", "labels", "checkable"),
    [
        ("“Rents fell by 5%,” Ms Voss said.", ("quantity", "quote"), True),
        ("The mayor said that Tarn had closed the port.", ("event", "quote"), True),
        ("Says the mayor closed the port.", ("event", "quote"), True),
        ("Moss: The port has closed.", ("event", "quote"), True),
        ("I said that rents fell by 5%.", ("quantity",), True),
        ("A survey found that most voters want tolls.", ("public_opinion",), True),
        ("We’ve settled claims for 900 people.", ("quantity",), True),
        ("Ms Moss backed the toll after she had resigned.", ("support", "event"), True),
        ("Ms Moss backed the toll.", ("support",), True),
        ("The pool cost £3m and the port was closed at noon.", ("quantity", "event"), True),
        ("The mayor resigned after losing 40% of the vote.", ("quantity", "event"), True),
        ("The port of Tarn was closed,” Ms Voss explained.", ("event", "quote"), True),
        ("The port, argues Ms Moss, has closed.", ("event", "quote"), True),
        ("As Ms Moss pointed out on Monday, the port has closed.", ("event", "quote"), True),
        ("“We closed the port in Tarn.”", ("event", "quote"), True),
        ("“Tarn closed the port.”", ("event",), True),
        ("A poll shows that islanders want tolls.", ("public_opinion",), True),
        ("Let us never forget it.", ("opinion",), False),
        ("And thanks to the clerks of Tarn for coming.", ("not_claim",), False),
        ("The plan is a disgrace.", ("opinion",), False),
        ("I remember my first day in Tarn.", ("personal",), False),
        ("I want to thank the clerk.", ("not_claim",), False),
        ("And for the clerks who work so hard every day.", ("not_claim",), False),
        ("Madam Speaker, members of the council, friends.", ("not_claim",), False),
        ("On closing the port in winter.", ("not_claim",), False),
        ("Why did they close the port?", ("not_claim",), False),
        ("", ("not_claim",), False),
    ],
)
def test_a_sentence_taken_alone(text, labels, checkable):
    found = sentence_types(text, doubt=None)

    assert (found.labels, found.checkable) == (labels, checkable)


def test_a_model_settles_what_signs_leave_open():
    plain = "They thrive where the old harbour gets its light."

    assert sentence_types(plain, lambda _: 0.9).labels == ("opinion",)
    assert sentence_types(plain, lambda _: 0.1).labels == ("event",)
    # In between, what was done may hold beside the view of it.
    done = "They were carried where decent people stood."
    assert sentence_types(done, lambda _: 0.7).labels == ("event", "opinion")
    assert sentence_types("Ms Voss sadly left.", lambda _: 0.15).labels == ("event", "opinion")
    visit = "I visited the port on Monday."
    assert sentence_types(visit, lambda _: 0.1).labels == ("event", "personal")
    # Where the model sees a view, an act is not told beside a number.
    act = "The pool cost £3m and the port was closed at noon."
    assert sentence_types(act, lambda _: 0.3).labels == ("quantity",)
    # A number is told however much the model doubts it.
    assert sentence_types("The bridge cost £3m.", lambda _: 0.9).labels == ("quantity",)


def test_the_shipped_model_is_asked_unless_told_otherwise():
    assert sentence_types("They thrive where decent people stand together.").checkable is False
    assert 0 <= no_fact("The bridge cost £3m.") < 0.5 < no_fact("God bless us all.") <= 1


@given(st.text(max_size=300))
def test_any_text_has_types_in_their_order(text):
    labels = sentence_types(text, doubt=None).labels

    assert labels
    assert labels == tuple(name for name in TYPES if name in labels)


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


def test_a_long_chain_of_hyphens_is_read_in_linear_time():
    chain = "a-" * 50_000

    assert compiled(SHARE).search(chain) is None
    assert sentence_types(chain, doubt=None).labels == ("not_claim",)

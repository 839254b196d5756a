"""Each figure was worked out by hand; the rows are invented."""

import pytest

from factcheck.evaluation import metrics

TEXT = "Ada Moss said the port lost money. “We did not,” said Ben Cole."


def approx(**figures):
    return pytest.approx(figures)


def part(figures, *names):
    return {name: figures[name] for name in names}


@pytest.mark.parametrize(
    ("right", "predicted", "gold", "precision", "recall", "f1"),
    [(2, 4, 8, 1 / 2, 1 / 4, 1 / 3), (3, 3, 3, 1, 1, 1), (0, 0, 0, 0, 0, 0), (0, 2, 3, 0, 0, 0)],
)
def test_agreement(right, predicted, gold, precision, recall, f1):
    agreement = metrics.Agreement(right, predicted, gold)

    assert (agreement.precision, agreement.recall) == (precision, recall)
    assert agreement.f1 == pytest.approx(f1)


def test_classes():
    pairs = list(
        zip("CFS CFS CFS UFS NFS NFS".split(), "CFS CFS NFS NFS NFS CFS".split(), strict=True)
    )

    # CFS: 2 right of 3 found and 3 there. UFS: none. NFS: 1 right of 3 found and 2 there.
    assert metrics.classes(pairs, "CFS") == approx(
        **{
            "n": 6,
            "accuracy": 3 / 6,
            "macro_f1": (2 / 3 + 0 + 2 / 5) / 3,
            "weighted_f1": (3 * 2 / 3 + 1 * 0 + 2 * 2 / 5) / 6,
            "p_pos": 2 / 3,
            "r_pos": 2 / 3,
            "f1_pos": 2 / 3,
            "f1[CFS]": 2 / 3,
            "f1[NFS]": 2 / 5,
            "f1[UFS]": 0,
        }
    )


def test_a_predicted_class_that_the_gold_nowhere_has_is_only_an_error():
    figures = metrics.classes([("Yes", "Yes"), ("Yes", "No")], "Yes")

    assert part(figures, "accuracy", "macro_f1", "r_pos") == approx(
        accuracy=1 / 2, macro_f1=2 / 3, r_pos=1 / 2
    )


def test_types():
    figures = metrics.types(
        [
            ({"quantity", "comparison"}, {"quantity"}),
            ({"event"}, {"event", "quantity"}),
            ({"opinion"}, {"personal"}),
        ]
    )

    # quantity 1 of 2 found and 1 there; comparison missed; event right; opinion missed; personal
    # is not in the gold and does not count: 2 right of 3 found and 4 there.
    assert figures == approx(
        **{
            "n": 3,
            "micro_f1": 2 * 2 / (3 + 4),
            "macro_f1": (2 / 3 + 0 + 1 + 0) / 4,
            "f1[quantity]": 2 / 3,
            "f1[comparison]": 0,
            "f1[event]": 1,
            "f1[opinion]": 0,
        }
    )


def test_ranking():
    figures = metrics.ranking(
        [
            ("debate", 1, False, 0.9),
            ("debate", 3, True, 0.5),  # equal scores: line 2 stands before it
            ("debate", 2, False, 0.5),
            ("debate", 4, True, 0.1),
            ("speech", 1, True, 0.2),
            ("speech", 2, False, 0.1),
            ("toast", 1, False, 0.9),  # nothing to find: counts as 0
        ]
    )

    assert figures == approx(
        docs=3,
        MAP=((1 / 3 + 2 / 4) / 2 + 1 + 0) / 3,
        P10=(2 / 10 + 1 / 10 + 0) / 3,
        Rprec=(0 / 2 + 1 / 1 + 0) / 3,
    )


def test_matching():
    figures = metrics.matching(
        [
            ({"a"}, ["a", "b"]),
            ({"c", "d"}, ["b", "c", "c", "d"]),  # a repeated id counts once
            ({"e"}, ["a", "b", "c", "d", "f", "e"]),  # past the fifth place
            ({"g"}, []),
            ([], ["a"]),  # has nothing to find
        ]
    )

    assert figures == approx(
        **{
            "n": 4,
            "MAP@5": (1 + (1 / 2 + 2 / 3) / 2 + 0 + 0) / 4,
            "P@1": 1 / 4,
            "hit@10": 3 / 4,
            "MRR": (1 + 1 / 2 + 1 / 6 + 0) / 4,
        }
    )


def words(*phrases):
    return [(TEXT.index(phrase), TEXT.index(phrase) + len(phrase)) for phrase in phrases]


QUOTES = [(words("the port lost money"), words("Ada Moss")), (words("We did not"), words("Cole"))]


@pytest.mark.parametrize(
    ("predicted", "overlapping", "exact", "with_source"),
    [
        (QUOTES, 1, 1, 1),
        ([], 0, 0, 0),
        # Three of four words are the same; one word of the source is enough.
        ([(words("port lost money"), words("Ada"))], 2 / 3, 0, 2 / 3),
        # Quotation marks are no words; a missing source is wrong.
        ([(words("“We did not,”"), [])], 2 / 3, 2 / 3, 0),
        # One of four words is too few.
        ([(words("money"), words("Ada Moss"))], 0, 0, 0),
        # Two predictions of one gold quotation: the closer one has it.
        (
            [(words("lost money"), words("Ada Moss")), (words("port lost money"), words("Cole"))],
            2 / 4,
            0,
            0,
        ),
    ],
)
def test_quotes(predicted, overlapping, exact, with_source):
    figures = metrics.quotes([(TEXT, QUOTES, predicted)])

    assert figures == approx(
        docs=1,
        gold=2,
        predicted=len(predicted),
        content_f1_j50=overlapping,
        content_f1_exact=exact,
        content_source_f1=with_source,
    )


def test_quotes_in_pieces_and_without_a_source():
    pieces = (words("the port", "lost money"), [])

    figures = metrics.quotes([(TEXT, [pieces, ([], words("Ada"))], [QUOTES[0][:1] + ([],)])])

    assert part(figures, "gold", "content_f1_exact", "content_source_f1") == approx(
        gold=1, content_f1_exact=1, content_source_f1=1
    )


def test_boundaries():
    text = "  It rained. Was it cold? No."
    gold = [(2, 13), (13, 25), (26, 29)]
    predicted = [(0, 12), (13, 29)]

    # Ends at 12 and 29 are right, 25 is missed; only the first sentence is whole.
    assert metrics.boundaries([(text, gold, predicted)]) == approx(
        docs=1, n=3, boundary_p=1, boundary_r=2 / 3, boundary_f1=4 / 5, exact_recall=1 / 3
    )


def record(**fields):
    return {
        "is_precedent": True,
        "kind": "first_since",
        "since": 1982,
        "span_years": None,
        "direction": "first",
        "polarity": "asserted",
    } | fields


NONE = {"is_precedent": False}


def test_precedents():
    figures = metrics.precedents(
        [
            (record(), record()),
            (record(), record(since=1992, direction=None)),
            (record(since="the War"), record(since="since the war")),
            (record(), NONE),
            (NONE, record()),
            (NONE, NONE),
        ]
    )

    assert figures == approx(
        n=6,
        gold=4,
        predicted=4,
        detection_p=3 / 4,
        detection_r=3 / 4,
        detection_f1=3 / 4,
        all_fields=2 / 4,
        kind=3 / 4,
        since=2 / 4,
        span_years=3 / 4,
        direction=2 / 4,
        polarity=3 / 4,
    )


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        (1982, "1982", True),
        (1982, 1992, False),
        (None, None, True),
        (None, 1982, False),
        ("World War II", "world  war II", True),
        ("the 2008 crash", "2008 crash", True),
        ("", None, False),
    ],
)
def test_the_anchor_of_a_precedent(gold, predicted, same):
    figures = metrics.precedents([(record(since=gold), record(since=predicted))])

    assert figures["since"] == same


@pytest.mark.parametrize(
    "metric",
    [
        metrics.classes,
        metrics.types,
        metrics.ranking,
        metrics.matching,
        metrics.quotes,
        metrics.boundaries,
        metrics.precedents,
    ],
)
def test_nothing_is_no_error(metric):
    assert set(metric([]).values()) == {0}

import pytest

from claims.text.similarity import differences


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("It was the first loss since 1982.", "It was the first loss since 1992.", "1982 ≠ 1992"),
        ("The cut was 5%.", "The cut was 7%.", "5 percent ≠ 7 percent"),
        ("The cut was £5m.", "The cut was $5m.", "5000000 GBP ≠ 5000000 USD"),
        ("The cut was £5m.", "The cut was £5bn.", "5000000 GBP ≠ 5000000000 GBP"),
        ("Rents fell in Tarn.", "Rents fell in Foley.", "Tarn ≠ Foley"),
        ("Crime has doubled.", "Crime has halved.", "2 times ≠ 0.5 times"),
        ("Rents rose.", "Rents fell.", "rose ≠ fell"),
        ("She voted for it.", "She did not vote for it.", "not negated ≠ “not”"),
    ],
)
def test_different_truth_conditions(a, b, expected):
    assert expected in differences(a, b)
    assert differences(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The cut was 5%.", "The cut was 5 per cent."),
        ("It cost £3.2 million.", "The bill was £3,200,000."),
        ("She resigned on 3 March 2016.", "She resigned on March 3, 2016."),
        ("Rents rose in 2016.", "Rents rose."),
        ("", ""),
    ],
)
def test_nothing_to_tell_apart(a, b):
    assert differences(a, b) == ()

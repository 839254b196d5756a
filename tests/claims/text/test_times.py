from datetime import date

import pytest

from claims.text.times import times

SUNDAY = date(2017, 2, 26)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("on Thursday", "2017-02-23", "2017-02-23", "day"),
        ("on Sunday", "2017-02-26", "2017-02-26", "day"),
        ("last Sunday", "2017-02-19", "2017-02-19", "day"),
        ("next Monday", "2017-02-27", "2017-02-27", "day"),
        ("yesterday", "2017-02-25", "2017-02-25", "day"),
        ("3 March 2016", "2016-03-03", "2016-03-03", "day"),
        ("March 3, 2016", "2016-03-03", "2016-03-03", "day"),
        ("Nov. 9", "2016-11-09", "2016-11-09", "day"),
        ("2016-03-03", "2016-03-03", "2016-03-03", "day"),
        ("last week", "2017-02-20", "2017-02-26", "week"),  # in a Sunday paper, the week that ends
        ("this week", "2017-02-20", "2017-02-26", "week"),
        ("last month", "2017-01-01", "2017-01-31", "month"),
        ("in March 2016", "2016-03-01", "2016-03-31", "month"),
        ("in December", "2016-12-01", "2016-12-31", "month"),
        ("last quarter", "2016-10-01", "2016-12-31", "quarter"),
        ("in 1982", "1982-01-01", "1982-12-31", "year"),
        ("last year", "2016-01-01", "2016-12-31", "year"),
        ("two years ago", "2015-01-01", "2015-12-31", "year"),
        ("between 1997 and 2010", "1997-01-01", "2010-12-31", "year"),
        ("in 2015-16", "2015-01-01", "2016-12-31", "year"),
        ("the 1970s", "1970-01-01", "1979-12-31", "decade"),
        ("Bills will rise in April", "2017-04-01", "2017-04-30", "month"),
        ("Bills will rise by 9.9 per cent in April", "2017-04-01", "2017-04-30", "month"),
        ("They will meet again in January", "2018-01-01", "2018-01-31", "month"),
        ("The port is due to open in February", "2017-02-01", "2017-02-28", "month"),
        ("He said it will fail. It fell in April", "2016-04-01", "2016-04-30", "month"),
        ("She’ll face a vote on Nov. 9", "2017-11-09", "2017-11-09", "day"),
        ("It will open on 3 January", "2018-01-03", "2018-01-03", "day"),
        ("They will vote on Thursday", "2017-03-02", "2017-03-02", "day"),
        ("They will mourn those who died last Thursday", "2017-02-23", "2017-02-23", "day"),
        ("Rents will rise after wages fell in April", "2016-04-01", "2016-04-30", "month"),
        ("It will open on 29 February", "None", "None", "day"),
    ],
)
def test_resolved_against_the_day_of_publication(text, first, last, precision):
    (time,) = times(text, SUNDAY)

    assert (str(time.first), str(time.last), time.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    [
        "They may march on.",
        "It cost £1982.",
        "The sun rose.",
        "3% up",
        "It may 5 times fail.",
        "They march 3 miles.",
        "May 5% rule.",
    ],
)
def test_no_time(text):
    assert times(text, SUNDAY) == ()


def test_last_week_on_other_days_is_the_week_before():
    (time,) = times("last week", date(2017, 2, 27))

    assert (time.first, time.last) == (date(2017, 2, 20), date(2017, 2, 26))


@pytest.mark.parametrize("text", ["on Thursday", "last week", "yesterday", "in March"])
def test_unknown_without_a_day_of_publication(text):
    (time,) = times(text)

    assert (time.first, time.last) == (None, None)


def test_a_day_that_does_not_exist_stays_unresolved():
    (time,) = times("31 June 2016", SUNDAY)

    assert time.first is None


def test_offsets():
    (time,) = times("since 1982", SUNDAY, offset=100)

    assert (time.start, time.end, time.exact) == (106, 110, "1982")

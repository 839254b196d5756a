"""Dates and periods in a text, resolved against the day of publication.

Calendar arithmetic only: a weekday alone is the last one on or before publication ("on Thursday",
read on a Sunday, is three days ago), "next" and "will" aside; weeks run from Monday to Sunday, but
"last week" in a Sunday paper is the week that ends that day; British and American orders of day
and month are told apart by the month's name, never guessed from bare numbers.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
_SUNDAY = 6
_DAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
# In small letters these are verbs: "may 5% of …".
_ALSO_VERBS = {"may": "(?-i:May|MAY)", "march": "(?-i:March|MARCH)", "mar": "(?-i:Mar|MAR)"}
_MONTH = (
    "(?:"
    + "|".join(_ALSO_VERBS.get(m, m) for m in sorted(_MONTHS, key=len, reverse=True))
    + r")\b\.?"
)
_FULL_MONTH = "(?:" + "|".join(name for name in calendar.month_name if name) + ")"
_DAY = "(?:" + "|".join(_DAYS) + ")"
_YEAR = r"(?:1[5-9]|20)\d\d"
_UNIT = r"(?:day|week|fortnight|month|quarter|year|decade)s?"


@dataclass(frozen=True, slots=True)
class Time:
    """A date or period: `first` and `last` day inclusive, None where the text alone cannot tell.

    `precision`: day, week, month, quarter, year or decade.
    """

    exact: str
    start: int
    end: int
    first: date | None
    last: date | None
    precision: str


# What is told about after these may be long ago: "will rise after prices fell in April".
_AHEAD = re.compile(
    r"(?:\b(?:will|won[’']t|shall|(?:going|set|due|expected|scheduled) to)|[’']ll)\b"
    r"(?:(?!\b(?:after|since|because|as|when|who|which|that|from)\b|\.(?!\d))[^;:“”\"]){0,100}$",
    re.I,
)
_Resolved = tuple[date | None, date | None, str]
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date | None], _Resolved]]


def times(text: str, published: date | None = None, offset: int = 0) -> tuple[Time, ...]:
    """Times in order, disjoint; `offset` is added to their positions."""
    found: list[Time] = []
    for match, resolve in sorted(_matches(text), key=lambda m: (m[0].start(), -m[0].end())):
        if found and match.start() + offset < found[-1].end:
            continue
        try:
            first, last, precision = resolve(match, published)
        except (ValueError, OverflowError):  # 31 June, year 0: printed, but no day
            first, last, precision = None, None, "day"
        found.append(
            Time(
                match.group(), match.start() + offset, match.end() + offset, first, last, precision
            )
        )
    return tuple(found)


def _matches(
    text: str,
) -> Iterator[tuple[re.Match[str], Callable[[re.Match[str], date | None], _Resolved]]]:
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            yield match, resolve


def _unknown(precision: str) -> _Resolved:
    return None, None, precision


def _month_span(year: int, month: int) -> _Resolved:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month"


def _year_span(year: int, years: int = 1) -> _Resolved:
    precision = "decade" if years == 10 else "year"
    return date(year, 1, 1), date(year + years - 1, 12, 31), precision


def _full_date(m: re.Match[str], published: date | None) -> _Resolved:
    year = int(m["year"]) if m["year"] else published.year if published else None
    if year is None:
        return _unknown("day")
    day = date(year, _MONTHS[m["month"].rstrip(".").lower()], int(m["day"]))
    if published and not m["year"]:
        if _ahead(m):
            day = day.replace(year=year + (day < published))
        elif day > published + timedelta(days=180):
            day = day.replace(year=year - 1)
    return day, day, "day"


def _iso(m: re.Match[str], _: date | None) -> _Resolved:
    day = date.fromisoformat(m.group())
    return day, day, "day"


def _month_year(m: re.Match[str], _: date | None) -> _Resolved:
    return _month_span(int(m["year"]), _MONTHS[m["month"].rstrip(".").lower()])


def _bare_month(m: re.Match[str], published: date | None) -> _Resolved:
    if published is None:
        return _unknown("month")
    month = _MONTHS[m["month"].lower()]
    which = (m["which"] or "").lower()
    year = published.year
    before = m.string[max(0, m.start() - 6) : m.start()]
    if before.endswith(("by ", "until ")) or (not which and _ahead(m)):
        year += month < published.month
    elif which == "next":
        year += month <= published.month
    elif which == "last" or (which != "this" and month > published.month):
        year -= month >= published.month
    return _month_span(year, month)


def _year(m: re.Match[str], _: date | None) -> _Resolved:
    return _year_span(int(m["year"]))


def _year_range(m: re.Match[str], _: date | None) -> _Resolved:
    first, second = int(m["a"]), m["b"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if last < first:
        return _unknown("year")
    return date(first, 1, 1), date(last, 12, 31), "year"


def _decade(m: re.Match[str], _: date | None) -> _Resolved:
    return _year_span(int(m["decade"]), 10)


def _weekday(m: re.Match[str], published: date | None) -> _Resolved:
    if published is None:
        return _unknown("day")
    back = (published.weekday() - _DAYS[m["day"].lower()]) % 7
    which = (m["which"] or "").lower()
    if which == "next":
        day = published + timedelta(days=7 - back if back else 7)
    elif back and not which and _ahead(m):
        day = published + timedelta(days=7 - back)
    else:
        day = published - timedelta(days=back or (7 if which == "last" else 0))
    return day, day, "day"


def _ahead(m: re.Match[str]) -> bool:
    """True of "will rise in April": the next one is meant."""
    return bool(_AHEAD.search(m.string, max(0, m.start() - 120), m.start()))


_NEAR_DAYS = {"yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def _near_day(m: re.Match[str], published: date | None) -> _Resolved:
    if published is None:
        return _unknown("day")
    day = published + timedelta(days=_NEAR_DAYS.get(m.group().lower(), 0))
    return day, day, "day"


def _relative(m: re.Match[str], published: date | None) -> _Resolved:
    """last, this, next + unit"""
    unit = m["unit"].lower()
    if published is None:
        return _unknown(unit)
    by = {"last": -1, "next": 1}.get(m["which"].lower(), 0)
    if by < 0 and unit == "week" and published.weekday() == _SUNDAY:
        by = 0
    return _shifted(published, unit, by)


def _ago(m: re.Match[str], published: date | None) -> _Resolved:
    unit = m["unit"].lower().rstrip("s")
    count = _COUNTS.get(m["n"].lower()) or (int(m["n"]) if m["n"].isdigit() else None)
    if published is None or count is None:
        return _unknown(unit)
    return _shifted(published, unit, -count)


def _shifted(day: date, unit: str, by: int) -> _Resolved:
    if unit == "day":
        moved = day + timedelta(days=by)
        return moved, moved, "day"
    if unit in ("week", "fortnight"):
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=by * (1 + (unit != "week")))
        return monday, monday + timedelta(days=6), "week"
    if unit == "month":
        month = day.year * 12 + day.month - 1 + by
        return _month_span(month // 12, month % 12 + 1)
    if unit == "quarter":
        quarter = day.year * 4 + (day.month - 1) // 3 + by
        first, _, _ = _month_span(quarter // 4, quarter % 4 * 3 + 1)
        _, last, _ = _month_span(quarter // 4, quarter % 4 * 3 + 3)
        return first, last, "quarter"
    if unit == "decade":
        return _year_span((day.year // 10 + by) * 10, 10)
    return _year_span(day.year + by)


_COUNTS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1}


def _rule(pattern: str, resolve: Callable[[re.Match[str], date | None], _Resolved]) -> _Rule:
    return re.compile(pattern, re.I), resolve


_RULES: tuple[_Rule, ...] = (
    _rule(r"\b(?:19|20)\d\d-\d\d-\d\d\b", _iso),
    _rule(
        rf"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})"
        rf"(?:,? (?P<year>{_YEAR})\b)?",
        _full_date,
    ),
    _rule(
        rf"\b(?P<month>{_MONTH}) (?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
        rf"(?!\d|[.,]\d|%| (?:per ?cent|million|billion|times)\b)"
        rf"(?:,? (?P<year>{_YEAR})\b)?",
        _full_date,
    ),
    _rule(rf"\b(?P<month>{_MONTH}),? (?:of )?(?P<year>{_YEAR})\b", _month_year),
    _rule(
        rf"\b(?:(?P<which>last|this|next) |(?<=in )|(?<=since )|(?<=until )|(?<=by )|(?<=from ))"
        rf"(?P<month>(?-i:{_FULL_MONTH}))\b",
        _bare_month,
    ),
    _rule(rf"\b(?P<a>{_YEAR})[-–/](?P<b>{_YEAR}|\d\d)\b", _year_range),
    _rule(rf"\bbetween (?P<a>{_YEAR}) and (?P<b>{_YEAR})\b", _year_range),
    _rule(r"\b(?:the )?(?:early |mid-?|late )?(?P<decade>(?:1[89]|20)\d0)['’]?s\b", _decade),
    _rule(rf"(?<![\d.,£$€])\b(?P<year>{_YEAR})\b(?![.,]?\d|%|-\w)", _year),
    _rule(rf"\b(?:(?P<which>last|this|next) )?(?P<day>{_DAY})\b", _weekday),
    _rule(r"\b(?:yesterday|today|tonight|tomorrow|last night)\b", _near_day),
    _rule(
        r"\b(?:earlier |later )?(?P<which>last|this|next) "
        r"(?P<unit>week|fortnight|month|quarter|year|decade)\b",
        _relative,
    ),
    _rule(rf"\b(?P<n>an?|\d{{1,3}}|{'|'.join(_COUNTS)}) (?P<unit>{_UNIT}) ago\b", _ago),
)

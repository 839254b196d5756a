"""Dates as documents print them, as ISO 8601."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero",
            "february feb februar février fevrier febrero",
            "march mar märz mars marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août aout agosto",
            "september sep sept septembre septiembre",
            "october oct oktober octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_MONTH_NAMES})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.)?"
_WRITTEN = (
    re.compile(rf"\b{_DAY},?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_YEAR}[-/.](?P<month>[01]\d)[-/.](?P<day>[0-3]\d)\b"),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}\b"),
)
_DAYS = r"[0-3]?\d(?:st|nd|rd|th)?"
_PARTIAL = re.compile(
    rf"\b(?:(?:{_MONTH_NAMES})\.? {_DAYS}|{_DAYS} (?:{_MONTH_NAMES}))\b"
    r"|\b\d{1,2}[:.h]\d\d(?:[:.]\d\d)?\b|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?"
    r"|sun)(?:day)?\b|\b\d+ (?:minute|hour|day)s? ago\b",
    re.I,
)
_SLASHED = re.compile(rf"\b(?P<a>[0-3]?\d)[/-](?P<b>[0-3]?\d)[/-]{_YEAR}\b")
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.I,
)
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_IN_ADDRESS = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>[a-z]{3}|[01]?\d)[/-](?P<day>[0-3]?\d)\b"
)


def machine_date(value: str | None) -> str | None:
    """ISO 8601 of what a program wrote: ISO, RFC 2822, seconds since 1970; else as a person's."""
    value = (value or "").strip()
    if match := _ISO.match(value):
        return _checked(match["day"], match["clock"], match["zone"])
    if _EPOCH.fullmatch(value):
        return _iso(datetime.fromtimestamp(int(value[:10]), UTC))
    try:
        return _iso(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return written_date(value)


def written_date(text: str, *, month_first: bool = False) -> str | None:
    """The first full date in a short text: "3 March 2026", "Mar 3, 2026", "03/04/2026"."""
    found = [match for shape in _WRITTEN if (match := shape.search(text))]
    for match in sorted(found, key=lambda each: each.start()):
        if day := _calendar(match["year"], match["month"], match["day"]):
            return day
    if match := _SLASHED.search(text):
        first, second = match["a"], match["b"]
        if (month_first and int(first) <= 12) or int(second) > 12:
            first, second = second, first
        return _calendar(match["year"], second, first)
    return None


def address_date(url: str | None) -> str | None:
    """The date in "/2026/mar/03/…"."""
    match = _IN_ADDRESS.search(url or "")
    return _calendar(match["year"], match["month"], match["day"]) if match else None


def without_dates(text: str, hole: str = " ") -> str:
    """What is left of a line when dates, times and weekdays are taken out."""
    for shape in (*_WRITTEN, _SLASHED, _PARTIAL):
        text = shape.sub(hole, text)
    return text


def _calendar(year: str, month: str, day: str) -> str | None:
    number = _MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def _checked(day: str, clock: str | None, zone: str | None) -> str | None:
    zone = (zone or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{zone}" if clock else day)
    except ValueError:
        return None
    if not 1900 <= moment.year <= 2100 or day == "1970-01-01":
        return None
    return _iso(moment) if clock else day


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")

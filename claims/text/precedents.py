"""Records over time: "the first time since 1982", "worst in generations", "never before".

A precedent is checked against a range of earlier cases, so it is read into the fields that set
that range: a head (first, worst, more than any, not) and its limit (since, in N years, ever). A
ranking among places ("the third largest city") is none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claims.text.precedent_signs import (
    COMPARED,
    DENIAL,
    EVER,
    EXTREME,
    FIRST,
    FIRST_EVER,
    FIRST_TIME,
    MORE,
    NEVER_BEFORE,
    NEVER_MORE,
    NO_EARLIER,
    NONE,
    NONE_EVER,
    NONE_HAS,
    NOT_DONE,
    NUMBERS,
    OF_ANY,
    ONLY_FIRST,
    OTHER_CLAUSE,
    PERIOD,
    RECORD,
    RHETORIC,
    SINCE,
    SPAN_PEAK,
    THAN_ANY,
    TOLD,
    YEARS_IN,
)


@dataclass(frozen=True, slots=True)
class Precedent:
    """The record a clause asserts.

    `kind`: first_since, extreme_since, all_time, only_first. `direction`: max, min, first or None
    ("has not won since 1988"). `since`: a year, or the words of an event; `span_years`: a number
    where a period is printed; `anchor`: the words of the limit with their preposition.
    `metric`: what is counted; `universe`: among which cases; both as printed, None if not plain.
    """

    kind: str
    direction: str | None
    anchor: str | None
    since: int | str | None
    span_years: int | None
    polarity: str
    metric: str | None
    universe: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Limit:
    """How far back the record reaches, with its place in the clause."""

    start: int
    end: int
    since: int | str | None = None
    span_years: int | None = None


@dataclass(frozen=True, slots=True)
class _Record:
    kind: str
    direction: str | None
    start: int
    end: int
    limit: _Limit | None = None


_REACH, _HEAD = 140, 40
_STOP = re.compile(r"[a-z\d%)”\"]{2}[.!?;][”\"]?\s")
_FIRST_OR_ONLY = re.compile(r"\b(?:first(?! (?:lady|minister))|only)\b", re.I)
_RANKED = re.compile(r"\b(?:the )?(?:very )?(?:first|only|last)\b", re.I)
_FOR = re.compile(r"for\b", re.I)
_REASON = re.compile(r"(?:none|there|most|some|all|nobody)\b", re.I)


def precedent(text: str, offset: int = 0) -> Precedent | None:
    """The record that a clause asserts or denies, or None; `offset` is added to positions."""
    words = text.lower()
    readers = (read for read, signs in _READERS if any(sign in words for sign in signs))
    found = next((record for read in readers if (record := read(text))), None)
    if found is None:
        return None
    limit = found.limit
    # "has not won since 1988" is a record by its "not"; only a named record can be denied.
    denied = found.direction is not None and bool(
        DENIAL.search(text[max(0, found.start - _REACH) : found.start])
    )
    return Precedent(
        kind=found.kind,
        direction=found.direction,
        anchor=text[limit.start : limit.end] if limit else None,
        since=limit.since if limit else None,
        span_years=limit.span_years if limit else None,
        polarity="denied" if denied else "asserted",
        metric=_metric(text, found),
        universe=_universe(text, found.end),
        start=found.start + offset,
        end=found.end + offset,
    )


def _limited(text: str) -> _Record | None:
    """Records with a limit: since a year or event, in a number of years."""
    for limit in _limits(text):
        for read in (_extreme_head, _first_head, _compared_head, _negative_head):
            if found := read(text, limit):
                return found
    return None


def _limits(text: str) -> Iterator[_Limit]:
    found = [
        _since(m)
        for m in SINCE.finditer(text)
        if not EVER.match(text, m.start()) and not _REASON.match(m["event"] or "")
    ]
    found += [_Limit(m.start(), m.end(), None, _span(m)) for m in PERIOD.finditer(text)]
    return iter(sorted(found, key=lambda limit: limit.start))


def _since(m: re.Match[str]) -> _Limit:
    if m["short"]:
        return _Limit(m.start(), m.end(), 1900 + int(m["short"]))
    if year := m["decade"] or m["year"] or m["of"] or m["told"]:
        return _Limit(m.start(), m.end(), int(year))
    if TOLD.match(m["event"]):
        return _Limit(m.start(), m.end(), m["event"])
    # The event ends where the next clause begins: "since the war the party has …".
    event = re.split(
        r"(?<!^the)(?: (?<!of )(?<!in )the| (?:has|had|have|was|were|is|a|and|when|that|it|"
        r"he|she|they|in|with|as|by|to|for|but|on))\b",
        m["event"],
    )[0]
    end = m.start("event") + len(event)
    return _Limit(m.start(), end, event or None)


def _span(m: re.Match[str]) -> int | None:
    if m.re is PERIOD and m["half"]:
        return 50
    unit = (m["unit"] or "").lower()
    years = YEARS_IN.get(unit.replace("-", " ")) or YEARS_IN.get(unit)
    if not m["n"] or not years:
        return None
    number = m["n"].lower().replace(",", "")
    return years * (int(number) if number.isdigit() else NUMBERS[number])


def _extreme_head(text: str, limit: _Limit) -> _Record | None:
    head = _last(EXTREME, text, limit.start) or _opening(EXTREME, text, limit)
    if head is None or not _belongs(text, head, limit):
        return None
    if _lasts(text, limit):
        return None
    first = _last(FIRST_TIME, text, limit.start)
    if first and first.start() > head.start():
        return None
    return _record("extreme_since", _direction(head), head, limit)


def _first_head(text: str, limit: _Limit) -> _Record | None:
    head = _last(FIRST, text, limit.start) or _opening(FIRST_TIME, text, limit)
    if head is None or not _belongs(text, head, limit):
        return None
    # "the only one to see pay fall for three years": the period is not the record's.
    if _FOR.match(text, limit.start) and " to " in text[head.end() : limit.start]:
        return None
    return _record("first_since", "first", head, limit)


def _lasts(text: str, limit: _Limit) -> bool:
    """True of "for months", which is how long something went on."""
    return bool(_FOR.match(text, limit.start)) and limit.span_years is None


def _belongs(text: str, head: re.Match[str], limit: _Limit) -> bool:
    """Near, in one sentence, and not "the longest run in history, with jobs up since May"."""
    between = text[head.end() : limit.start] if head.end() <= limit.start else ""
    return len(between) <= _REACH and not EVER.search(between) and not _STOP.search(between)


def _compared_head(text: str, limit: _Limit) -> _Record | None:
    floor = max(0, limit.start - _REACH - _HEAD)
    for head in COMPARED.finditer(text, floor, limit.end):
        than = THAN_ANY.search(text, head.end(), limit.end + _HEAD)
        if than and than.start() < limit.start and _belongs(text, head, limit):
            return _record("extreme_since", _direction(head), head, limit)
    return None


def _negative_head(text: str, limit: _Limit) -> _Record | None:
    none = NONE if limit.since else NONE_HAS
    head = _last(NOT_DONE, text, limit.start) or _last(none, text, limit.start)
    if head is None or not _belongs(text, head, limit):
        return None
    # "We haven't helped people who have waited for decades": the period is another clause's.
    if OTHER_CLAUSE.search(text, head.end(), limit.start):
        return None
    if head.group().lower() == "no " and (more := MORE.search(text, limit.end)):
        return _record("extreme_since", _direction(more), head, limit)
    return _record("first_since", None, head, limit)


def _low_or_high(text: str) -> _Record | None:
    """ "A 40-year low", "a 12-month high"."""
    m = SPAN_PEAK.search(text)
    if m is None:
        return None
    limit = _Limit(m.start("anchor"), m.end("anchor"), None, _span(m))
    return _record("extreme_since", "min" if m["peak"].lower() == "low" else "max", m, limit)


def _record_set(text: str) -> _Record | None:
    """ "A record high", "broke all records"."""
    record = RECORD.search(text)
    if record is None:
        return None
    low = re.search(r"\blows?\b", record.group(), re.I)
    return _Record("all_time", "min" if low else "max", record.start(), record.end())


def _all_time(text: str) -> _Record | None:
    for ever in () if RHETORIC.search(text) else EVER.finditer(text):
        if found := _ever_head(text, ever):
            return found
    return None


def _ever_head(text: str, ever: re.Match[str]) -> _Record | None:
    """The head of "ever", "in history", "on record", "never before"."""
    words = ever.group().lower()
    began = int(words[-4:]) if words[-4:].isdigit() and "began" in words else None
    limit = _Limit(ever.start(), ever.end(), began)
    if words.startswith(("never before", "unp", "without")):
        return _record("all_time", "first", ever, limit)
    head = _last(EXTREME, text, ever.start())
    if head is None and not words.startswith("ever"):
        head = EXTREME.search(text, ever.end(), ever.end() + _REACH)
    head = head or _last(COMPARED, text, ever.end())
    if head and _belongs(text, head, limit):
        return _record("all_time", _direction(head), head, limit)
    if (none := NONE.match(text)) and (more := MORE.search(text)):
        return _record("all_time", _direction(more), none, limit)
    floor = max(0, ever.start() - _REACH - _HEAD)
    if words.startswith("ever"):
        first = FIRST_EVER.search(text, floor, ever.end())
        return _record("all_time", "first", first, limit) if first else None
    after = ever.end() + _REACH
    head = NONE_EVER.search(text, floor, after) or NEVER_BEFORE.search(text, floor, after)
    head = head or _last(_FIRST_OR_ONLY, text, ever.start())
    return _record("all_time", "first", head, limit) if head else None


def _of_all(text: str) -> _Record | None:
    """ "The worst of any president", "more than any year", "no government has spent more"."""
    if any_of := OF_ANY.search(text):
        limit = _Limit(any_of.start(), any_of.end())
        than = any_of.group().lower().startswith("than")
        head = _last(COMPARED, text, any_of.end()) if than else _last(EXTREME, text, limit.start)
        if head and _belongs(text, head, limit):
            return _Record("all_time", _direction(head), head.start(), limit.end)
    if (none := NO_EARLIER.search(text)) and (more := MORE.search(text, none.start())):
        return _Record("all_time", _direction(more), none.start(), more.end())
    return None


def _never(text: str) -> _Record | None:
    """ "Has never been higher", "nobody has ever … before", "the first ever"."""
    if more := NEVER_MORE.search(text):
        return _Record(
            "all_time", "min" if more["min"] or more["few"] else "max", more.start(), more.end()
        )
    first = NONE_EVER.search(text) or NEVER_BEFORE.search(text) or FIRST_EVER.search(text)
    return _Record("all_time", "first", first.start(), first.end()) if first else None


def _only_first(text: str) -> _Record | None:
    match = ONLY_FIRST.search(text)
    if match is None:
        return None
    head = _RANKED.search(text, match.start(), match.end())
    return _Record("only_first", "first", head.start() if head else match.start(), match.end())


# In this order; each is asked only where one of its words occurs, which saves most of the time.
_READERS: tuple[tuple[Callable[[str], _Record | None], tuple[str, ...]], ...] = (
    (_limited, ("since", "side of", "year", "decade", "centur", "generation", "month", "week",
                "election", "time", "while", "memory")),
    (_low_or_high, ("low", "high")),
    (_record_set, ("record", "all-time", "all time")),
    (_all_time, ("ever", "preceden", "parallel", "time", "histor", "record", " era", " age")),
    (_of_all, (" any ", "no ")),
    (_never, ("never", "ever", "no")),
    (_only_first, ("first", "only", "last")),
)  # fmt: skip


def _record(kind: str, direction: str | None, head: re.Match[str], limit: _Limit) -> _Record:
    start, end = min(head.start(), limit.start), max(head.end(), limit.end)
    return _Record(kind, direction, start, end, limit)


def _direction(head: re.Match[str]) -> str:
    return "max" if head["max"] else "min"


def _opening(pattern: re.Pattern[str], text: str, limit: _Limit) -> re.Match[str] | None:
    """A head after a limit that opens the clause: "In 20 years, the worst …"."""
    opens = limit.start < 2 and not _FOR.match(text, limit.start)
    return pattern.search(text, limit.end) if opens else None


def _last(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """The last match before `end`, no further back than a head may stand."""
    matches = pattern.finditer(text, max(0, end - _REACH - _HEAD), end)
    return max(matches, key=lambda m: m.start(), default=None)


def _metric(text: str, found: _Record) -> str | None:
    """What is ranked: the words between head and limit, else the event told after them."""
    end = found.limit.start if found.limit and found.limit.start > found.start else found.end
    inner = re.sub(r"^\S+\s*(?:time\b)?", "", text[found.start : end]).strip(' ,.;:“”"')
    if inner:
        return inner
    after = re.match(r"[\s,]+(?:that |when )?([^.,;]{4,120})", text[found.end :])
    return after.group(1).strip() if after else None


def _universe(text: str, end: int) -> str | None:
    match = re.search(r"\b(?:of|among|in|than) (?:any|all|the) [\w ]{3,50}", text[end : end + 200])
    return match.group().strip() if match else None

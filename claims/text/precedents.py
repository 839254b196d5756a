"""Records over time: "the first time since 1982", "worst in generations", "never before".

A precedent is checked against a range of earlier cases, so it is read into the fields that set
that range: a head (first, worst, more than any, not) and its limit (since, in N years, ever). A
ranking among places ("the third largest city") is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.text.signs import compiled


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


_NUMBERS: dict[str, int] = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_YEARS_IN = {"year": 1, "years": 1, "decade": 10, "decades": 10, "century": 100, "centuries": 100}

_YEAR = r"(?:1[5-9]|20)\d\d"
_SINCE = re.compile(
    rf"\bsince (?:at least |about |around )?(?:(?:the )?(?:early |mid-?|late )?"
    rf"(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b|"
    rf"(?:(?!the )[A-Z][a-z]+\.? )?(?:\d\d?,? )?(?P<year>{_YEAR})\b|"
    rf"the (?P<of>{_YEAR}) [a-z]+(?: [a-z]+)?(?=[,.;:)]|$)|"
    rf"[(“\"]?(?P<event>[^\s,.;:“”\"()]+(?: [^\s,.;:“”\"()]+){{0,6}}))",
    re.I,
)
_SPAN_PEAK = re.compile(
    rf"\b(?P<anchor>(?P<n>\d{{1,4}}|{'|'.join(_NUMBERS)})[ -](?P<unit>year|decade|month|week))"
    r"[ -](?P<peak>low|high)s?\b",
    re.I,
)
# "since he entered the race last June" is told as a clause, and goes on to its end.
_TOLD = re.compile(r"(?:he|she|they|it|we|I) [a-z]+", re.I)
_PERIOD = re.compile(
    r"\b(?:in|for|over) (?:(?:over|more than|nearly|almost|about|around|at least|some|the last|"
    r"the past|well over|just over|roughly|close to) ){0,3}"
    rf"(?:(?:(?P<n>\d{{1,4}}|{'|'.join(_NUMBERS)})[ -](?:consecutive |straight )?"
    r"(?P<unit>years?|decades?|century|centuries|generations?|months?|weeks?|elections?)|"
    r"(?:generations|decades|centuries|(?:living|recent|modern) memory)))\b",
    re.I,
)
_EVER = compiled(
    r"than ever(?: before)?",
    r"ever(?: before| recorded| seen)?",
    r"never before",
    r"unprecedented",
    r"all[- ]time",
    r"of all time",
    r"since records (?:began(?: in \d{4})?|have been kept)",
    r"in the history of (?:the |this |our |his |her |its )?[\w’']+",
    r"(?:in|on) (?:[\w.’'-]+ ){0,4}(?:history|record)",
    r"(?:since|on) records?",
    r"in (?:modern times|peacetime|wartime)",
    r"(?:a|new|another|all-time) record (?:[£$€]?\d[\d.,]*\w*|high|low)",
    r"record(?:-breaking|-setting)?[- ](?:highs?|lows?|numbers?|levels?|amounts?|rates?|year|"
    r"turnout|majority|deficits?|surplus|sums?|spending|profits?|temperatures?|crowds?)",
)
_EXTREME = re.compile(
    r"\b(?:(?P<max>highest|(?:(?<=the )|(?<=its )|(?<=our )|(?<=his )|(?<=her )|(?<=their )|"
    r"(?<=[’']s ))most|biggest|worst|largest|greatest|longest|"
    r"strongest|fastest|best|heaviest|steepest|sharpest|hottest|warmest|oldest|deadliest|deepest|"
    r"busiest|gravest|widest|richest|costliest|wettest|toughest|closest|bloodiest|tallest|"
    r"hardest|harshest|severest|strictest|broadest)|"
    r"(?P<min>lowest|fewest|(?<!at )least|slowest|smallest|weakest|shortest|poorest|youngest|"
    r"coldest|cheapest|driest|narrowest|quietest|earliest|tightest|safest))\b"
    r"(?! (?:of all|people|of the)\b)",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:(?P<max>more|higher|larger|greater|worse|better|longer|faster|bigger)|"
    r"(?P<min>fewer|less|lower|smaller|slower))\b(?=[^.;]{0,80}?\bthan\b)",
    re.I,
)
_THAN_ANY = compiled(
    r"than (?:(?:at|in|under|during) )?(?:any|all|every)(?: other)?", r"than anyone|than anybody"
)
_FIRST = re.compile(r"\bfirst\b(?!(?:,| of all| minister| lady| place| half| quarter))", re.I)
_FIRST_TIME = re.compile(r"\bfirst (?:time|occasion)\b", re.I)
# "has not won in 12 years"; with "since", "no president" and "not" alone do as well.
_NOT_DONE = re.compile(r"\b(?:has|have|had|is|are)(?:n[’']t| not| never| no)\b", re.I)
_NONE = re.compile(r"\b(?:not|never|no (?=[\w-])|none|nobody|neither)\b|n[’']t\b", re.I)
_OTHER_CLAUSE = re.compile(r"\b(?:who|which|that|whose|because|if|when)\b", re.I)
# "No mayor since Voss has built more homes" ranks; "No mayor since Voss has done it" does not.
_MORE = re.compile(
    r"\b(?:has|have|had|was|were) (?:\w+ ){0,3}?"
    r"(?:(?P<max>more|higher|larger|greater|worse|better)|(?P<min>fewer|less|lower|smaller))\b",
    re.I,
)
_NONE_HAS = re.compile(r"\b(?:no|none|nobody|neither)\b[^.;]{1,60}?\s(?:has|have|had)\b", re.I)
_NONE_EVER = re.compile(r"\b(?:no (?:other )?[\w-]+|none|nobody|no one) [^.;]{0,60}\bever\b", re.I)
_UNRANKED = (
    r"(?!,| (?:of|minister|lady|step|place|half|quarter|week|day|month|year|night|time|thing|way|"
    r"reason|question|option|choice|problem|difference|one|few|chance|hope|amendment|resort)s?\b)"
)
_OWNER = r"\b(?:(?:the|its|his|her|their|our|a|becoming|became) |[’']s )(?:very )?"
_NEVER_BEFORE = re.compile(
    r"\bnever\b[^.;]{0,50}?\b(?:before|in (?:[\w’']+ ){0,3}history)\b(?! the\b)", re.I
)
_ONLY_FIRST = re.compile(
    rf"{_OWNER}first{_UNRANKED}(?:[- ]ever)?(?: [\w’'.-]+){{0,6}}? "
    r"(?:to|who|in|with|elected|of|since|that|whose|ever|on)\b|"
    # "its only debate on Tuesday", "the only cut in this budget" hold for no time.
    rf"{_OWNER}only{_UNRANKED}(?: (?!in\b|of\b|with\b|on\b)[\w’'.-]+){{0,5}}?"
    r"(?: (?:in|on|of) (?:the |this )?\w+)? "
    r"(?:to (?!the\b|an?\b)|(?:who|that|whose|elected|ever|since)\b)|"
    r"\b(?:first|last) (?!step|thing|time)[\w’'-]+(?: [\w’'.-]+){0,5}? to\b|"
    r"\bthe (?:first|only) time\b|\bbecame the (?:first|only)\b|\bfor the first time\b|"
    r"\bfirst[- ]ever\b",
    re.I,
)
_DENIAL = re.compile(
    r"(?:\b(?:not|never|hardly|no longer|far from)|n[’']t)\s+(?:(?:the|a|an|for|even|just|our|its|"
    r"his|her|by|actually|in|been|be|one|of|at|really|necessarily|\w+ing)\s+)*$",
    re.I,
)
_RHETORIC = re.compile(r"\b(?:now|today),? more than ever\b|\bmore than ever\b(?=[^\w]*$)", re.I)
_REACH = 140


def precedent(text: str, offset: int = 0) -> Precedent | None:
    """The record that a clause asserts or denies, or None; `offset` is added to positions."""
    found = _limited(text) or _low_or_high(text) or _all_time(text) or _only_first(text)
    if found is None:
        return None
    limit = found.limit
    # "has not won since 1988" is a record by its "not"; only a named record can be denied.
    denied = found.direction is not None and bool(_DENIAL.search(text[: found.start]))
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
    found = [_since(m) for m in _SINCE.finditer(text) if not _EVER.match(text, m.start())]
    found += [_Limit(m.start(), m.end(), None, _span(m)) for m in _PERIOD.finditer(text)]
    return iter(sorted(found, key=lambda limit: limit.start))


def _since(m: re.Match[str]) -> _Limit:
    if year := m["decade"] or m["year"] or m["of"]:
        return _Limit(m.start(), m.end(), int(year))
    if _TOLD.match(m["event"]):
        return _Limit(m.start(), m.end(), m["event"])
    # The event ends where the next clause begins: "since the war the party has …".
    event = re.split(
        r"(?<!^the) (?:the|has|had|have|was|were|is|a|and|when|that|it|he|she|they|of the|in|"
        r"with|as|by|to|for|but|on)\b",
        m["event"],
    )[0]
    end = m.start("event") + len(event)
    return _Limit(m.start(), end, event or None)


def _span(m: re.Match[str]) -> int | None:
    years = _YEARS_IN.get((m["unit"] or "").lower())
    if not m["n"] or not years:
        return None
    number = m["n"].lower()
    return years * (int(number) if number.isdigit() else _NUMBERS[number])


def _extreme_head(text: str, limit: _Limit) -> _Record | None:
    head = _last(_EXTREME, text[: limit.start]) or _opening(_EXTREME, text, limit)
    if head is None or abs(limit.start - head.start()) > _REACH:
        return None
    first = _last(_FIRST_TIME, text[: limit.start])
    if first and first.start() > head.start():
        return None
    return _record("extreme_since", _direction(head), head, limit)


def _first_head(text: str, limit: _Limit) -> _Record | None:
    head = _last(_FIRST, text[: limit.start]) or _opening(_FIRST_TIME, text, limit)
    if head is None or abs(limit.start - head.start()) > _REACH:
        return None
    return _record("first_since", "first", head, limit)


def _compared_head(text: str, limit: _Limit) -> _Record | None:
    head = _COMPARED.search(text[: limit.end])
    if head is None or not _THAN_ANY.search(text, head.end()):
        return None
    return _record("extreme_since", _direction(head), head, limit)


def _negative_head(text: str, limit: _Limit) -> _Record | None:
    before = text[: limit.start]
    head = _last(_NOT_DONE, before) or _last(_NONE if limit.since else _NONE_HAS, before)
    if head is None or limit.start - head.start() > _REACH:
        return None
    # "We haven't helped people who have waited for decades": the period is another clause's.
    if _OTHER_CLAUSE.search(before, head.end()):
        return None
    if head.group().lower() == "no " and (more := _MORE.search(text, limit.end)):
        return _record("extreme_since", _direction(more), head, limit)
    return _record("first_since", None, head, limit)


def _low_or_high(text: str) -> _Record | None:
    """ "A 40-year low", "a 12-month high"."""
    m = _SPAN_PEAK.search(text)
    if m is None:
        return None
    limit = _Limit(m.start("anchor"), m.end("anchor"), None, _span(m))
    return _record("extreme_since", "min" if m["peak"].lower() == "low" else "max", m, limit)


def _all_time(text: str) -> _Record | None:
    ever = _EVER.search(text)
    if ever is None or _RHETORIC.search(text):
        return None
    words = ever.group().lower()
    began = int(words[-4:]) if words[-4:].isdigit() and "began" in words else None
    limit = _Limit(ever.start(), ever.end(), began)
    if "record" in words and not words.startswith(("in", "on", "since", "ever")):
        direction = "min" if "low" in words.split()[-1] else "max"
        return _Record("all_time", direction, ever.start(), ever.end())
    if head := _EXTREME.search(text) or _COMPARED.search(text):
        return _record("all_time", _direction(head), head, limit)
    if (none := _NONE.match(text)) and (more := _MORE.search(text)):
        return _record("all_time", _direction(more), none, limit)
    none = _NONE_EVER.search(text) or _NEVER_BEFORE.search(text)
    plain = words in ("never before", "unprecedented")
    head = none or (ever if plain else _last(_FIRST, text[: ever.start()]))
    if words.startswith("ever") and head and not none:
        return None  # "first ever" is a first without a period
    return _record("all_time", "first", head, limit) if head else None


def _only_first(text: str) -> _Record | None:
    match = _ONLY_FIRST.search(text)
    return _Record("only_first", "first", match.start(), match.end()) if match else None


def _record(kind: str, direction: str | None, head: re.Match[str], limit: _Limit) -> _Record:
    start, end = min(head.start(), limit.start), max(head.end(), limit.end)
    return _Record(kind, direction, start, end, limit)


def _direction(head: re.Match[str]) -> str:
    return "max" if head["max"] else "min"


def _opening(pattern: re.Pattern[str], text: str, limit: _Limit) -> re.Match[str] | None:
    """A head after a limit that opens the clause: "In 20 years, the worst …"."""
    return pattern.search(text, limit.end) if limit.start < 2 else None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda m: m.start(), default=None)


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

"""Records over time: "the first time since 1982", "worst in generations", "never before".

A precedent is checked against a range of earlier cases, so it is read into the fields that set
that range. A ranking among places ("the third largest city") is none.
"""

import re
from dataclasses import dataclass


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


_MAX = (
    "highest|most|biggest|worst|largest|greatest|longest|strongest|fastest|best|heaviest|steepest|"
    "sharpest|hottest|warmest|oldest|deadliest|deepest|busiest|gravest|hardest|widest|richest|"
    "costliest|wettest|toughest|closest|severest|bloodiest|costliest|tallest|latest"
)
_MIN = "lowest|fewest|least|slowest|smallest|weakest|shortest|poorest|youngest|coldest|cheapest|driest|narrowest|quietest|earliest|tightest"
_NUMBERS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "several": None}
_N = r"(?:\d{1,4}|" + "|".join(_NUMBERS) + ")"
_UNITS = {"year": 1, "decade": 10, "century": 100, "centuries": 100}
_UNIT = r"(?:years?|decades?|century|centuries|generations?|months?|weeks?|quarters?|elections?)"
_HEDGE = r"(?:(?:over|more than|nearly|almost|about|around|at least|some|the last|the past|well over|just over|roughly|close to) )*"
_YEAR = r"(?:1[5-9]|20)\d\d"

SINCE = re.compile(
    rf"\bsince (?:at least |about |around )?(?:(?:the )?(?:\w+ )?(?P<decade>{_YEAR[:-3]}\d0)['’]?s|"
    rf"(?:the )?(?:[A-Za-z]+\.? )?(?:\d\d?,? )?(?P<year>{_YEAR})\b|"
    rf"(?P<event>(?:the )?(?:[^\s,.;:“”\"()]+ ?){{1,7}}))",
    re.I,
)
PERIOD = re.compile(
    rf"\b(?:in|for|over) {_HEDGE}(?:(?P<n>{_N})[ -])?(?:[a-z]+ )?(?P<unit>{_UNIT})\b"
    rf"|\bin (?:living|recent) memory\b|\bin (?:many )?years\b",
    re.I,
)
EVER = re.compile(
    r"\bever\b(?! since)|\b(?:in|on) (?:(?:the|our|its|his|American|British|U\.?S\.?|UK|modern|"
    r"recorded|human|world|party|state|political|all|nation[’']s|country[’']s|\w+[’']s?) )*"
    r"(?:history|record)\b|\bnever before\b|\bunprecedented\b|\brecord(?:-breaking|[- ](?:high|low|"
    r"number|level|amount|rate|levels|numbers|highs|lows|year|turnout|majority|deficit|surplus))\b|"
    r"\ball[- ]time\b|\bof all time\b|\bsince records began\b|\b(?:since|on) record(?:s|ed)?\b",
    re.I,
)
_FIRST_TIME = re.compile(r"\bfirst (?:time|occasion)\b", re.I)
_FIRST = re.compile(
    r"\b(?:the|its|his|her|their|our|[A-Z]\w+[’']s) (?:very )?(?P<word>first|only|last)(?:[- ]ever)? "
    r"(?P<what>(?:(?!time\b)[\w’'-]+ ){1,6}?)(?:to|who|in|since|for|that|of|ever|with|was|has|whose|on)\b|"
    r"\bbecame the (?P<word2>first|only)\b|\bfor the first time\b",
)
_EXTREME = re.compile(rf"\b(?:(?P<max>{_MAX})|(?P<min>{_MIN}))\b", re.I)
_MORE = re.compile(
    r"\b(?P<more>more|higher|larger|greater|worse|better)|(?P<less>fewer|less|lower)\b", re.I
)
_NOT_SINCE = re.compile(
    r"\b(?:not|n[’']t|never|no|nobody|none|hardly)\b[^.;]{0,80}?\b(?:since|in|for)\b", re.I
)
_NOT_IN = re.compile(r"\b(?:not|n[’']t|never|no)\b", re.I)
_DENIED = re.compile(
    r"\b(?:is|was|are|were|be|been|it|that|this) ?(?:not|n[’']t|never|hardly|no longer)\b"
    r"(?: \w+)? (?:the|a|an|for|even|our|its|by)\b|\bnot the\b|\bwasn[’']t the\b|\bisn[’']t the\b|\bnot for the first\b",
    re.I,
)
_NOW_MORE_THAN_EVER = re.compile(r"\b(?:now )?more than ever\b(?! before)", re.I)


def precedent(text: str, offset: int = 0) -> Precedent | None:
    """The first record that the clause asserts or denies, or None."""
    if found := _since(text) or _all_time(text) or _only_first(text):
        kind, direction, anchor, since, span, at, end = found
        denied = direction is not None and bool(_DENIED.search(text[: at + 4]))
        return Precedent(
            kind, direction, anchor, since, span, "denied" if denied else "asserted",
            _metric(text, at, end), _universe(text, end), at + offset, end + offset,
        )  # fmt: skip
    return None


_Found = tuple[str, str | None, str | None, int | str | None, int | None, int, int]


def _since(text: str) -> _Found | None:
    for anchor, since, span, start, end in _anchors(text):
        before = text[:start]
        after_first = _last(_FIRST_TIME, before) or _last(re.compile(r"\bfirst\b", re.I), before)
        extreme = _last(_EXTREME, text[:end])
        if EVER.fullmatch(anchor):
            continue
        if extreme and (not after_first or extreme.start() > after_first.start()):
            if start - extreme.start() < 140:
                direction = "max" if extreme["max"] else "min"
                return "extreme_since", direction, anchor, since, span, extreme.start(), end
        elif after_first and start - after_first.start() < 120:
            return "first_since", "first", anchor, since, span, after_first.start(), end
        comparative = _last(_MORE, before)
        than = comparative and re.search(r"\bthan (?:at )?any\b", text)
        if comparative and than:
            direction = "max" if comparative["more"] else "min"
            return "extreme_since", direction, anchor, since, span, comparative.start(), end
        negative = _last(_NOT_IN, before)
        if negative and start - negative.start() < 90:
            return "first_since", None, anchor, since, span, negative.start(), end
    return None


def _anchors(text: str) -> list[tuple[str, int | str | None, int | None, int, int]]:
    found = []
    for m in SINCE.finditer(text):
        since: int | str | None = int(m["decade"] or m["year"] or 0) or None
        if since is None:
            event = re.split(
                r" (?:the|has|had|have|was|is|a|and|when|that|it|he|she) (?=\w+ )", m["event"]
            )[0]
            since = event.strip().removeprefix("the ") or None
            end = m.start("event") + len(event.rstrip())
        else:
            end = m.end()
        found.append((text[m.start() : end], since, None, m.start(), end))
    for m in PERIOD.finditer(text):
        found.append((m.group(), None, _years(m), m.start(), m.end()))
    return sorted(found, key=lambda f: f[3])


def _years(m: re.Match[str]) -> int | None:
    unit = (m["unit"] or "").lower()
    years = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
    if not m["n"] or not years:
        return None
    number = m["n"].lower()
    count = int(number) if number.isdigit() else _NUMBERS.get(number)
    return count * years if count else None


def _all_time(text: str) -> _Found | None:
    if _NOW_MORE_THAN_EVER.search(text) and not _EXTREME.search(_NOW_MORE_THAN_EVER.sub("", text)):
        return None
    ever = EVER.search(text)
    if ever is None:
        return None
    extreme = _EXTREME.search(text)
    anchor = ever.group()
    first = re.search(r"\b(?:first|only|never)\b", text, re.I)
    if re.match(r"record", anchor, re.I):
        low = re.search(r"\blows?\b", anchor, re.I)
        return "all_time", "min" if low else "max", None, None, None, ever.start(), ever.end()
    if (
        anchor.lower() == "ever"
        and not extreme
        and not (first and "never" not in first.group().lower())
        and not re.search(r"\bthan ever\b", text, re.I)
    ):
        return None
    if extreme:
        direction = "max" if extreme["max"] else "min"
        return (
            "all_time",
            direction,
            anchor,
            None,
            None,
            min(extreme.start(), ever.start()),
            ever.end(),
        )
    if more := _MORE.search(text):
        if re.search(r"\bthan ever\b", text, re.I):
            direction = "max" if more["more"] else "min"
            return "all_time", direction, anchor, None, None, more.start(), ever.end()
    if first or re.search(r"never before|unprecedented", text, re.I):
        start = min(first.start() if first else ever.start(), ever.start())
        return "all_time", "first", anchor, None, None, start, ever.end()
    return None


def _only_first(text: str) -> _Found | None:
    match = _FIRST.search(text)
    if match is None or re.search(
        r"\bat first\b|\bfirst (?:of all|minister|lady|step|thing|place)\b", match.group(), re.I
    ):
        return None
    return "only_first", "first", None, None, None, match.start(), match.end()


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):
        pass
    return found


def _metric(text: str, start: int, end: int) -> str | None:
    """The words that are ranked: what follows the superlative, or the event after the anchor."""
    inner = re.sub(r"^\S+\s+(?:time\s+)?", "", text[start:end])
    inner = re.split(r"\b(?:since|in|for|over|ever|on)\b", inner)[0].strip(" ,.;:")
    after = re.match(r"\s+(?:that |when )?([^.,;]{4,120})", text[end:])
    return inner or (after.group(1).strip() if after else None)


def _universe(text: str, end: int) -> str | None:
    match = re.search(r"\b(?:of|among|in) (?:any|all|the) [\w ]{3,50}", text[end:])
    return match.group().strip() if match else None

"""Numbers with their unit: "£3.2 million", "5 per cent", "three times", "one in five"."""

import re
from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in `unit`; `bound` is how it was hedged: "about", "at least", "more than" …

    Units: a currency code, "percent", "percentage point", "times", "fraction", or the counted
    noun as printed (lower case, "" when none follows).
    """

    exact: str
    start: int
    end: int
    value: float
    unit: str
    bound: str | None = None


_CURRENCY = {"£": "GBP", "$": "USD", "€": "EUR", "US$": "USD", "C$": "CAD", "A$": "AUD"}
_SCALE = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
_WORDS: dict[str, float] = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}
_WORDS |= {
    word: n * 10
    for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)
}
_SMALL = {
    f"{ten}-{one}": _WORDS[ten] + _WORDS[one]
    for ten in "twenty thirty forty fifty sixty seventy eighty ninety".split()
    for one in "one two three four five six seven eight nine".split()
}
_WORDS |= _SMALL
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_CHANGES = {
    "doubled": 2.0,
    "doubling": 2.0,
    "tripled": 3.0,
    "trebled": 3.0,
    "quadrupled": 4.0,
    "halved": 0.5,
    "halving": 0.5,
    "twice": 2.0,
}
_YEAR = r"(?:1[5-9]|20)\d\d"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_BOUND = (
    r"(?P<bound>more than|less than|fewer than|at least|at most|up to|about|around|nearly|almost|"
    r"over|under|roughly|approximately|some|only|just)\s+"
)
_QUANTITY = re.compile(
    rf"(?:\b{_BOUND})?"
    rf"(?:(?P<sign>(?:US|C|A)?\$|£|€)\s?|\b)"
    rf"(?P<number>(?:{_NUMBER})(?!(?:st|nd|rd|th)\b)(?!\d)|(?:an?|{_WORD_NUMBER}|several|"
    rf"dozens of|hundreds of)(?=[\s-]))"
    rf"(?P<half> and a half)?"
    rf"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|bn|tn|mn|k|m|b)\b)?"
    rf"(?:(?<=hundred)\sand\s(?P<rest>{_WORD_NUMBER})\b)?"
    rf"(?P<of>s of)?"
    rf"(?:\s?(?P<percent>%|per ?cent(?:age points?)?\b|percentage points?\b)|p\b|"
    rf"\s(?P<money>pounds?|dollars?|euros?|pence|cents)\b|"
    rf"\s(?P<times>times)\b|"
    rf"\s(?P<in>in(?!\s{_YEAR}\b)|out of)\s(?P<denominator>{_NUMBER}|{_WORD_NUMBER})\b|"
    rf"[\s-](?P<noun>[a-z][a-z’'-]+))?",
    re.I,
)
_PART = re.compile(
    r"\b(?:(?P<n>an?|one|two|three|four)[\s-])?(?P<part>half|thirds?|quarters?|fifths?|tenths?)"
    r"(?=\s+(?:of|the|a|as|its|their)\b)",
    re.I,
)
_CHANGE = re.compile(rf"\b(?:{'|'.join(_CHANGES)})\b", re.I)
# Most sentences tell no number: what is cheap to see saves reading them.
_ANY = re.compile(
    rf"\d|\b(?:{_WORD_NUMBER}|hundreds?|thousands?|[mbtr]+illions?|several|dozens|half|thirds?|quarters?|"
    rf"fifths?|tenths?|{'|'.join(_CHANGES)})\b",
    re.I,
)
_ORDINARY = frozenset(
    """of the a an and or but to in on at by for from since into over under with between during
    after before until than as is are was were has have had that which who day thing more other
    this last next per each every""".split()
)


def quantities(
    text: str, offset: int = 0, dates: tuple[tuple[int, int], ...] = ()
) -> tuple[Quantity, ...]:
    """Quantities in order, disjoint, none inside a date; `offset` is added to positions."""
    if not _ANY.search(text):
        return ()
    # "two thirds" before "two": the sort below is stable.
    found = [_part(m, offset) for m in _PART.finditer(text)]
    found += [_change(m, offset) for m in _CHANGE.finditer(text)]
    found += [q for m in _QUANTITY.finditer(text) if (q := _read(m, offset))]
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: q.start):
        taken = kept and quantity.start < kept[-1].end
        if not taken and not any(a <= quantity.end - 1 and quantity.start < b for a, b in dates):
            kept.append(quantity)
    return tuple(kept)


def _read(m: re.Match[str], offset: int) -> Quantity | None:
    number, scale = m["number"].lower(), (m["scale"] or "").lower()
    value = _value(number)
    noun = (m["noun"] or "").lower()
    if value is None or (number in ("a", "an") and not scale):
        return None
    if number == "one" and not (scale or m["percent"] or m["in"] or m["times"]):
        return None
    if re.fullmatch(_YEAR, number) and not (m["sign"] or scale or m["percent"]) and not noun:
        return None
    end = m.end() if noun not in _ORDINARY or not noun else m.start("noun") - 1
    if m["in"] and (bottom := _value(m["denominator"].lower())):
        value, unit = value / bottom, "fraction"
    else:
        unit = _unit(m, "" if noun in _ORDINARY else noun)
        value = (value + 0.5 * bool(m["half"])) * _SCALE.get(scale, 1.0)
        value += _WORDS.get((m["rest"] or "").lower(), 0.0)
    if not isfinite(value):  # hundreds of digits: a key or a serial, and no number in JSON
        return None
    return Quantity(
        m.string[m.start() : end], m.start() + offset, end + offset, value, unit,
        m["bound"].lower() if m["bound"] else None,
    )  # fmt: skip


def _value(number: str) -> float | None:
    if number[0].isdigit():
        return float(number.replace(",", ""))
    if number in ("a", "an"):
        return 1.0
    return _WORDS.get(number)


def _unit(m: re.Match[str], noun: str) -> str:
    if m["sign"]:
        return _CURRENCY[m["sign"].upper()]
    if m["percent"]:
        return "percentage point" if "point" in m["percent"].lower() else "percent"
    if m["money"]:
        return {"p": "GBP", "d": "USD", "e": "EUR", "c": "USD"}[m["money"][0].lower()]
    return "times" if m["times"] else noun


def _part(m: re.Match[str], offset: int) -> Quantity:
    top = _WORDS.get((m["n"] or "one").lower(), 1.0)
    value = top * _FRACTIONS[m["part"].lower().removesuffix("s")]
    return Quantity(m.group(), m.start() + offset, m.end() + offset, value, "fraction")


def _change(m: re.Match[str], offset: int) -> Quantity:
    value = _CHANGES[m.group().lower()]
    return Quantity(m.group(), m.start() + offset, m.end() + offset, value, "times")

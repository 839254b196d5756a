"""Under which conditions a claim is true: its text read aspect by aspect, for `similarity.py`."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import inf
from typing import Any

from claims.text.lexicon import HONORIFICS, ORGANISATION_WORDS, ROLE_WORDS, STARTERS
from claims.text.quantities import Quantity, quantities
from claims.text.sameness import (
    ALIASES,
    COUNTS,
    IDIOMS,
    LIGHT,
    MODAL,
    NEGATION,
    ORDINALS,
    ORDINARY,
    QUANTIFIERS,
    canonical,
)
from claims.text.times import Time, times

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_](?:[\w’'-]*\w)?")
_NAME = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z][\w’'-]*")
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
# "£9.50 an hour", "5% in a month": the words alone say nothing (LIGHT).
_PERIOD = re.compile(
    r"\b(?:an?|per|each|every) (minute|hour|day|night|week|month|year|decade|century)\b", re.I
)
_BEFORE = re.compile(r"\b(since|before|until|till|after|by|from|than)\s+(?:the )?$", re.I)
# With one of these, less is not implied by more.
_NOT_UPWARD = re.compile(
    r"\b(?:only|just|few|any|if|unless|ever|record|first|last|\w{3,}est|best|worst|accused|"
    r"alleged\w*|fake|false|so-called|said|says|"
    # Who supported the ban on hunting did not support hunting.
    r"(?:bans?|end|limits?|restrictions?|attacks?|curbs?) (?:on|to|of)|opposition to|"
    r"(?:lack|absence|risks?|threats?|fears?|chances?|myths?|rumou?rs?) (?:of|that)|"
    r"(?:attempts?|bids?|calls?|threatens|threatened|tries|tried) (?:to|for))\b",
    re.I,
)
# With one of these, a word left out does not leave less said.
_SHARE = re.compile(r"\b(?:all|every|each|most|than|per ?cent|half|third|quarter)\b|%", re.I)
_PLACE = frozenset("in at on during across".split())
_CAPITAL = re.compile(r" [A-Z]")
_TITLES = ROLE_WORDS | frozenset(HONORIFICS)


class Reading:
    """One text, aspect by aspect."""

    def __init__(self, printed: str) -> None:
        text = printed
        for pattern, plain in IDIOMS:
            text = pattern.sub(plain, text)
        self.text = text
        self.times = times(text)
        self.quantities = quantities(blanked(text, [(t.start, t.end) for t in self.times]))

    @cached_property
    def rest(self) -> str:
        """The text with blanks for its dates and for the numbers that were read."""
        spans = [(t.start, t.end) for t in self.times]
        return blanked(self.text, spans + [_figure(q) for q in self.quantities])

    @cached_property
    def words(self) -> list[str]:
        return [m.group() for m in _WORD.finditer(self.rest)]

    @cached_property
    def lowered(self) -> list[str]:
        return [word.lower() for word in self.words]

    @cached_property
    def printed(self) -> dict[str, str]:
        """The canonical form of each word → as it stands in the text."""
        return {canonical(word): word for word in self.words}

    @cached_property
    def negations(self) -> list[str]:
        return NEGATION.findall(self.text)

    @cached_property
    def upward(self) -> bool:
        """Whether "12" may be weakened to "at least 10", and "on 3 March 2016" to "in 2016"."""
        return not self.negations and not _NOT_UPWARD.search(self.text)

    @cached_property
    def monotone(self) -> bool:
        """Whether a text with a word less is implied by this one."""
        return self.upward and not _SHARE.search(self.text)

    @cached_property
    def printed_names(self) -> list[str]:
        """Runs of capitalised words; the first word of the text only where it can be no other."""
        spans: list[tuple[int, int]] = []
        for m in _NAME.finditer(self.rest):
            opens = not self.rest[: m.start()].strip(" “‘\"'")
            titled = m.group().lower() in _TITLES and _CAPITAL.match(self.rest, m.end())
            if m.group() in ("I", "A") or (opens and is_ordinary(m.group()) and not titled):
                continue
            joined = spans and self.rest[spans[-1][1] : m.start()] in (" ", " of ", " of the ")
            spans[-1:] = [(spans[-1][0], m.end())] if joined else [*spans[-1:], m.span()]
        return [self.rest[start:end] for start, end in spans]

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """The names without titles → their words."""
        return {name: frozenset(whole(name).split()) for name in map(_bare, self.printed_names)}

    @cached_property
    def titles(self) -> dict[str, set[str]]:
        """Last word of a name → the titles printed before it."""
        return {
            name.split()[-1]: set(printed.lower().split()) & _TITLES
            for printed in self.printed_names
            if (name := _bare(printed)) != printed
        }

    @cached_property
    def dates(self) -> list["When"]:
        before = (_BEFORE.search(self.text[: t.start][-10:]) for t in self.times)
        return [
            When(time, m[1].lower() if m else "")
            for time, m in zip(self.times, before, strict=True)
        ]

    @cached_property
    def amounts(self) -> list["Amount"]:
        return [amount(q) for q in self.quantities]

    def digits(self) -> list[str]:
        return _DIGITS.findall(self.rest)

    def counts(self) -> list[str]:
        return [word for word in self.lowered if word in COUNTS]

    def ordinals(self) -> list[str]:
        return [word for word in self.lowered if word in ORDINALS]

    def periods(self) -> list[str]:
        return [period.lower() for period in _PERIOD.findall(self.rest)]

    @cached_property
    def name_words(self) -> set[str]:
        return {word for name in self.printed_names for word in _plain(name).split()}

    @cached_property
    def actors(self) -> set[str]:
        """Who may do something to somebody: names, roles and bodies."""
        bodies = ROLE_WORDS | ORGANISATION_WORDS
        return {w for w, printed in self.content.items() if printed.lower() in bodies} | {
            canonical(name.split()[-1]) for name in self.names
        }

    @cached_property
    def sequence(self) -> list[str]:
        """What is said in what order; "in 2016", "in Tarn", "at the port" may stand anywhere."""
        given = self.name_words - {name.split()[-1] for name in self.names}
        found = []
        before = ["", ""]
        for printed, word in zip(self.words, self.lowered, strict=True):
            place = before[1] in _PLACE or (before[1] in ("the", "a", "an") and before[0] in _PLACE)
            told = printed in given or (is_read_elsewhere(word) and not NEGATION.fullmatch(word))
            if not place and not told:
                found.append(canonical(word))
            before = [before[1], word]
        return found

    @cached_property
    def content(self) -> dict[str, str]:
        """Words that carry meaning and are read by no other aspect: one form → as printed."""
        return {
            canonical(word): word
            for word in self.words
            if _plain(word) not in self.name_words and not is_read_elsewhere(word.lower())
        }


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _figure(quantity: Quantity) -> tuple[int, int]:
    """The span of a quantity without the noun that it counts."""
    measured = unit(quantity) or not quantity.exact.lower().endswith(quantity.unit)
    counted = "" if measured else quantity.unit
    return quantity.start, quantity.end - len(counted)


def _plain(name: str) -> str:
    return name.replace("’", "'").removesuffix("'s").rstrip("'")


def _bare(name: str) -> str:
    """“Mayor Ada Voss's” is Ada Voss; “Home Office” stays what it is."""
    words = _plain(name).split()
    if words[-1].lower() not in _TITLES | ORGANISATION_WORDS:
        while len(words) > 1 and words[0].lower().rstrip(".") in _TITLES:
            del words[0]
    return " ".join(words)


def whole(name: str) -> str:
    low = name.lower().replace(".", "").replace("’", "'")
    return ALIASES.get(low, low)


@lru_cache(maxsize=8192)
def is_read_elsewhere(word: str) -> bool:
    tables = (LIGHT, MODAL, QUANTIFIERS, ORDINALS, COUNTS)
    return any(word in table for table in tables) or bool(NEGATION.fullmatch(word))


def is_ordinary(word: str) -> bool:
    """Whether the first word of a sentence can be told to be no name."""
    low = word.lower()
    return low in STARTERS or low in ORDINARY or low in ROLE_WORDS or is_read_elsewhere(low)


@dataclass(frozen=True, slots=True)
class When:
    """A date with the word before it: "since 1982"."""

    time: Time
    before: str

    def __str__(self) -> str:
        return f"{self.before} {when(self.time)}".strip()

    @property
    def key(self) -> str:
        return str(self)

    def within(self, other: "When") -> bool:
        """Whether it is a part of the other: a day of that year."""
        mine, its = self.time, other.time
        if None in (mine.first, mine.last, its.first, its.last) or self.before != other.before:
            return False
        return its.first <= mine.first and mine.last <= its.last  # type: ignore[operator]


def when(time: Time) -> str:
    if time.first is None or time.last is None:
        return time.exact.lower()
    if time.precision == "year" and time.first.year == time.last.year:
        return str(time.first.year)
    first, last = time.first.isoformat(), time.last.isoformat()
    return first if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as the interval of values that it allows."""

    quantity: Quantity
    low: float
    high: float
    closed: bool

    def __str__(self) -> str:
        return self.quantity.exact

    @property
    def key(self) -> tuple[Any, ...]:
        return self.low, self.high, self.closed, unit(self.quantity)

    def within(self, other: "Amount") -> bool:
        """Whether every value that it allows is one of the other's."""
        if not self.comparable(other):
            return False
        inside = other.low <= self.low and self.high <= other.high
        touches = self.low == other.low or self.high == other.high
        return inside and (other.closed or not self.closed or not touches)

    def comparable(self, other: "Amount") -> bool:
        mine, its = unit(self.quantity), unit(other.quantity)
        return mine == its or not mine or not its


def amount(quantity: Quantity) -> Amount:
    value = quantity.value / 100 if quantity.unit == "percent" else quantity.value
    low, high, closed = value, value, True
    match quantity.bound:
        case "more than" | "over":
            high, closed = inf, False
        case "at least":
            high = inf
        case "less than" | "fewer than" | "under":
            low, closed = -inf, False
        case "at most" | "up to":
            low = -inf
        case "about" | "around" | "roughly" | "approximately" | "some":
            low, high = 0.9 * value, 1.1 * value
        case "nearly" | "almost":
            low, closed = 0.9 * value, False
    return Amount(quantity, low, high, closed)


def unit(quantity: Quantity) -> str:
    """Percentages and fractions are one unit; "" where the noun may be an adjective."""
    if quantity.unit in ("percent", "fraction"):
        return "fraction"
    if quantity.unit.isupper() or quantity.unit in ("times", "percentage point"):
        return quantity.unit
    return ""

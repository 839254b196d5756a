"""The truth-condition guard: what two alike sentences say differently.

Similar wording is not the same claim. Two claims match when they are true under the same
conditions (Full Fact 2021); numbers, units, dates, names and negation must agree.
"""

import re
from datetime import date

from claims.text.quantities import Quantity, quantities
from claims.text.times import Time, times

_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|hardly|denie[sd]|deny)\b|n[’']t\b",
    re.I,
)
_NAME = re.compile(r"\b[A-Z][\w’'-]+\b")
_OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(a.split()), frozenset(b.split()))
    for a, b in (
        (
            "rose risen rise rises rising increased increase increases up grew soared higher",
            "fell fallen fall falls falling decreased decrease decreases down shrank dropped lower",
        ),
        ("more most highest largest biggest above", "fewer less least lowest smallest below"),
        ("best", "worst"),
        ("first", "last"),
        ("won win wins", "lost lose loses"),
        ("for backed backs supported supports", "against opposed opposes rejected rejects"),
        ("before", "after"),
        ("all every", "no none few some"),
    )
)  # fmt: skip


def differences(a: str, b: str) -> tuple[str, ...]:
    """What `a` and `b` do not agree on, as "1982 ≠ 1992"; empty when nothing was found."""
    found = [
        *_dates(a, b), *_numbers(a, b), *_names(a, b), *_opposites(a, b), *_negations(a, b),
    ]  # fmt: skip
    return tuple(dict.fromkeys(found))


def _pair(left: list[str], right: list[str]) -> list[str]:
    """Only where both sides say something: a detail that one leaves out is no contradiction."""
    if not left or not right:
        return []
    only_left = [x for x in left if x not in right]
    only_right = [x for x in right if x not in left]
    if not only_left or not only_right:
        return []
    return [f"{x} ≠ {y}" for x, y in zip(only_left, only_right, strict=False)]


def _dates(a: str, b: str) -> list[str]:
    return _pair([_when(t) for t in times(a)], [_when(t) for t in times(b)])


def _when(time: Time) -> str:
    if time.first is None or time.last is None:
        return time.exact.lower()
    if time.precision == "year" and time.first.year == time.last.year:
        return str(time.first.year)
    return _range(time.first, time.last)


def _range(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}–{last.isoformat()}"


def _numbers(a: str, b: str) -> list[str]:
    return _pair(_values(a), _values(b))


def _values(text: str) -> list[str]:
    dates = tuple((t.start, t.end) for t in times(text))
    return [_value(q) for q in quantities(text, dates=dates)]


def _value(quantity: Quantity) -> str:
    number = f"{quantity.value:.12g}"
    unit = quantity.unit.rstrip("s") if quantity.unit != "times" else "times"
    return f"{number} {unit}".strip()


def _names(a: str, b: str) -> list[str]:
    return _pair(_capitals(a), _capitals(b))


def _capitals(text: str) -> list[str]:
    """Capitalised words, the first of the sentence aside unless it is one elsewhere."""
    found = [
        m.group().removesuffix("’s").removesuffix("'s") for m in _NAME.finditer(text) if m.start()
    ]
    return list(dict.fromkeys(found))


def _opposites(a: str, b: str) -> list[str]:
    left, right = re.findall(r"[\w’']+", a.lower()), re.findall(r"[\w’']+", b.lower())
    found = []
    for one, other in _OPPOSITES:
        for x, y in ((one, other), (other, one)):
            in_a, in_b = [w for w in left if w in x], [w for w in right if w in y]
            if in_a and in_b and not x.intersection(right) and not y.intersection(left):
                found.append(f"{in_a[0]} ≠ {in_b[0]}")
    return found


def _negations(a: str, b: str) -> list[str]:
    in_a, in_b = _NEGATION.findall(a), _NEGATION.findall(b)
    if len(in_a) % 2 == len(in_b) % 2:
        return []
    return [f"“{(in_a or in_b)[0]}” ≠ not negated" if in_a else f"not negated ≠ “{in_b[0]}”"]

"""The truth-condition guard: what two alike claims say differently, and how they relate.

Similar wording is not the same claim. Two claims match when they are true under the same
conditions (Full Fact 2021): numbers, units, dates, names, roles, negation, quantifiers, modality
and direction must agree. Each aspect is read from both texts and compared by itself; what each
difference makes of two otherwise equal claims decides the relation. In doubt the answer is "same
topic", never "same". The reading is in
`conditions.py`, the word lists in `sameness.py`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations, zip_longest
from typing import Any

from claims.text.conditions import Amount, Reading, When, when, whole
from claims.text.lexicon import HONORIFICS, ORGANISATION_WORDS
from claims.text.sameness import CONFLICTS, MODAL, OPPOSITES, QUANTIFIERS, canonical

PARAPHRASE = 0.8  # cosine from which other words may say the same
LONGEST = 2000  # characters; a longer text is a passage, not one claim
UNSAID = "not said"
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|be) (?:\w+ ){1,3}by (?!\d)\w", re.I)


class Relation(StrEnum):
    SAME = "same"
    IMPLIES = "implies"
    IMPLIED_BY = "implied_by"
    CONTRADICTS = "contradicts"
    SAME_TOPIC = "same_topic"


class Effect(StrEnum):
    """What one difference makes of two claims that agree in everything else."""

    STRONGER = "a says more"
    WEAKER = "b says more"
    OPPOSITE = "not both can be true"
    OTHER = "another claim"


@dataclass(frozen=True, slots=True)
class Difference:
    text: str
    effect: Effect = Effect.OTHER


@dataclass(frozen=True, slots=True)
class Comparison:
    """How `a` relates to `b`, and why: ("1982 ≠ 1992",)."""

    relation: Relation
    differences: tuple[str, ...]


def compare(a: str, b: str, alike: float = 0.0) -> Comparison:
    """Relation of `a` to `b`. `alike`: cosine of their embeddings, 0 when it is not known."""
    if max(len(a), len(b)) > LONGEST:
        return Comparison(Relation.SAME if a == b else Relation.SAME_TOPIC, ())
    left, right = _read(a), _read(b)
    found = [d for aspect in _ASPECTS for d in aspect(left, right)]
    worded, agree = _wording(left, right, alike, {w for d in found for w in d.text.lower().split()})
    found += worded
    texts = tuple(dict.fromkeys(d.text for d in found))
    return Comparison(_relation({d.effect for d in found}, agree), texts)


@lru_cache(maxsize=256)
def _read(text: str) -> Reading:
    """One text is compared with many; each aspect of it is read once."""
    return Reading(text)


def differences(a: str, b: str) -> tuple[str, ...]:
    """What `a` and `b` do not agree on, as "1982 ≠ 1992"; empty when nothing was found."""
    return compare(a, b).differences


_RELATIONS = {
    frozenset[Effect](): Relation.SAME,
    frozenset({Effect.STRONGER}): Relation.IMPLIES,
    frozenset({Effect.WEAKER}): Relation.IMPLIED_BY,
    frozenset({Effect.OPPOSITE}): Relation.CONTRADICTS,
}


def _relation(effects: set[Effect], agree: bool) -> Relation:
    return _RELATIONS.get(frozenset(effects), Relation.SAME_TOPIC) if agree else Relation.SAME_TOPIC


# Aspects ----------------------------------------------------------------------------------------


def _dates(a: Reading, b: Reading) -> Iterator[Difference]:
    left, right = a.dates, b.dates
    yield from _contrast(left, right, a, b)
    yield from _order([str(x) for x in left], [str(x) for x in right])


def _numbers(a: Reading, b: Reading) -> Iterator[Difference]:
    left, right = a.amounts, b.amounts
    yield from _contrast(left, right, a, b)
    yield from _order([f"{x.low:g}" for x in left], [f"{x.low:g}" for x in right])
    # Whatever else has digits, the numerals that no quantity begins with, and "an hour".
    for other in (Reading.digits, Reading.counts, Reading.ordinals, Reading.periods):
        yield from _contrast(other(a), other(b), a, b, implied=False)


def _names(a: Reading, b: Reading) -> Iterator[Difference]:
    left = [x for x in a.names if not _named(x, a, b)]
    right = [y for y in b.names if not _named(y, b, a)]
    for x, y in zip_longest(left, right):
        yield Difference(f"{x or UNSAID} ≠ {y or UNSAID}", _one_sided(x, y, a, b))
    for name in a.titles.keys() & b.titles.keys():
        x, y = (sorted(r.titles[name] - frozenset(HONORIFICS)) for r in (a, b))
        yield from _contrast(x, y, a, b, implied=False)


def _named(name: str, there: Reading, here: Reading) -> bool:
    """Whether `here` has it too: in full, by its last word, as an acronym, or in small letters."""
    parts = there.names[name]
    for other, others in here.names.items():
        if parts == others or name in (initials(other), other) or initials(name) == other:
            return True
        shared = whole(name).split()[-1] == whole(other).split()[-1]
        if (
            shared
            and (parts < others or others < parts)
            and not parts & others & ORGANISATION_WORDS
        ):
            return True
    return all(
        part in here.lowered or canonical(part) in map(canonical, here.lowered) for part in parts
    )


def initials(name: str) -> str:
    capitals = [word[0] for word in name.split() if word[0].isupper()]
    return "".join(capitals) if len(capitals) > 1 else ""


def _negations(a: Reading, b: Reading) -> Iterator[Difference]:
    in_a, in_b = a.negations, b.negations
    if len(in_a) == len(in_b):
        return
    left = f"“{in_a[0]}”" if in_a else "not negated"
    right = f"“{in_b[0]}”" if in_b else "not negated"
    yield Difference(
        f"{left} ≠ {right}",
        Effect.OPPOSITE if abs(len(in_a) - len(in_b)) == 1 else Effect.OTHER,
    )


def _quantifiers(a: Reading, b: Reading) -> Iterator[Difference]:
    left, right = ([w for w in r.lowered if w in QUANTIFIERS] for r in (a, b))
    for x, y in zip_longest(*_unmatched(left, right, key=QUANTIFIERS.__getitem__)):
        if (not x and set(map(str.lower, a.negations)) & _NONE) or (
            not y and set(map(str.lower, b.negations)) & _NONE
        ):
            continue  # "no … ≠ all …" is told as a negation
        more, less = (QUANTIFIERS[w] if w else 1.5 for w in (x, y))
        effect = Effect.STRONGER if more > less >= 1 else Effect.WEAKER
        if (
            min(more, less) < 1
            or a.negations
            or b.negations
            or (1 in (more, less) and not (x and y))
        ):
            effect = Effect.OTHER
        yield Difference(f"{x or UNSAID} ≠ {y or UNSAID}", effect)


_NONE = {"no", "none", "nobody", "nothing"}


def _modality(a: Reading, b: Reading) -> Iterator[Difference]:
    left, right = ([w for w in r.lowered if w in MODAL] for r in (a, b))
    for x, y in zip_longest(*_unmatched(left, right, key=MODAL.__getitem__)):
        effect = Effect.OTHER
        if not x or not y:
            kind = MODAL[x or y]
            if kind == "possibly":
                effect = Effect.WEAKER if x else Effect.STRONGER
            elif kind == "only":
                effect = Effect.STRONGER if x else Effect.WEAKER
        yield Difference(f"{x or UNSAID} ≠ {y or UNSAID}", effect)


_NEGATING = ("un", "in", "il", "im", "ir", "dis", "non-")
# Words of one side, words of the other, both ways round.
_PAIRS = [
    (one, other, effect)
    for table, effect in ((OPPOSITES, Effect.OPPOSITE), (CONFLICTS, Effect.OTHER))
    for line in table
    for one, other in permutations(line, 2)
]
# Few words of a text stand in any pair: which ones, for not looking through all.
_PAIRS_OF: dict[str, list[int]] = {}
for _number, _pair in enumerate(_PAIRS):
    for _word in _pair[0]:
        _PAIRS_OF.setdefault(_word, []).append(_number)


def _opposites(a: Reading, b: Reading) -> Iterator[Difference]:
    left, right = set(a.lowered), set(b.lowered)
    for number in sorted({n for word in left for n in _PAIRS_OF.get(word, ())}):
        one, other, effect = _PAIRS[number]
        if other & right and not one & right and not other & left:
            x = next(w for w in a.lowered if w in one)
            y = next(w for w in b.lowered if w in other)
            yield Difference(f"{x} ≠ {y}", effect)
    apart = left ^ right
    if not any(len(w) > 5 and w.startswith(_NEGATING) for w in apart):
        return
    for w in sorted(apart):
        mine, its = (left, right) if w in left else (right, left)
        for negated in (prefix + w for prefix in _NEGATING):
            if len(w) > 3 and negated in its and negated not in mine:
                pair = (w, negated) if mine is left else (negated, w)
                yield Difference(" ≠ ".join(pair), Effect.OPPOSITE)


def _participants(a: Reading, b: Reading) -> Iterator[Difference]:
    """Who does it and to whom: "the council sued Voss" is not "Voss sued the council"."""
    who = a.actors | b.actors
    turned = bool(_PASSIVE.search(a.text)) != bool(_PASSIVE.search(b.text))
    for words in (who, None) if sorted(a.sequence) == sorted(b.sequence) else (who,):
        left, right = ([w for w in r.sequence if not words or w in words] for r in (a, b))
        if turned and len(set(left) & set(right)) > 1:
            right = right[::-1]
        if found := list(_order(left, right, a.printed | b.printed)):
            yield from found
            return


def _contrast(
    left: Sequence[Any], right: Sequence[Any], a: Reading, b: Reading, implied: bool = True
) -> Iterator[Difference]:
    """What one has and the other has not, side by side: a part of it, or less of it, is implied."""
    for x, y in zip_longest(*_unmatched(left, right)):
        effect = Effect.OTHER
        if implied and (x is None or y is None):
            effect = _one_sided(x, y, a, b)
        elif implied and a.upward and b.upward:
            effect = _by_extent(x, y)
        yield Difference(_shown(x, y), effect)


def _shown(x: Any, y: Any) -> str:
    if isinstance(x, When) and isinstance(y, When) and x.before == y.before:
        return f"{when(x.time)} ≠ {when(y.time)}"
    return f"{x or UNSAID} ≠ {y or UNSAID}"


def _by_extent(x: Any, y: Any) -> Effect:
    if x.within(y):
        return Effect.STRONGER
    if y.within(x):
        return Effect.WEAKER
    # Two numbers may be two measures, both right; "doubled" and "halved" are not.
    times = isinstance(x, Amount) and x.key[3] == y.key[3] == "times"
    return Effect.OPPOSITE if times and (x.low < 1) != (y.low < 1) else Effect.OTHER


def _one_sided(x: Any, y: Any, a: Reading, b: Reading) -> Effect:
    if (x and y) or not (a.monotone and b.monotone):
        return Effect.OTHER
    return Effect.STRONGER if x else Effect.WEAKER


def _key(x: Any) -> Any:
    return getattr(x, "key", x)


def _unmatched(
    left: Sequence[Any],
    right: Sequence[Any],
    key: Callable[[Any], Any] = lambda x: getattr(x, "key", x),
) -> tuple[list[Any], list[Any]]:
    """What is left of both when equals have been paired, each once."""
    rest = list(right)
    only_left = []
    for x in left:
        same = next((y for y in rest if key(x) == key(y)), None)
        if same is None:
            only_left.append(x)
        else:
            rest.remove(same)
    return only_left, rest


def _order(
    left: list[str], right: list[str], printed: dict[str, str] | None = None
) -> Iterator[Difference]:
    """The first two that both name, each once, in another order."""
    shared = [x for x in left if left.count(x) == right.count(x) == 1]
    places = [right.index(x) for x in shared]
    for i in range(len(places) - 1):
        if places[i] > places[i + 1]:
            x, y = ((printed or {}).get(word, word) for word in shared[i : i + 2])
            yield Difference(f"{x} … {y} ≠ {y} … {x}")
            return


_ASPECTS = (
    _dates, _numbers, _names, _negations, _quantifiers, _modality, _opposites, _participants,
)  # fmt: skip


def _wording(a: Reading, b: Reading, alike: float, told: set[str]) -> tuple[list[Difference], bool]:
    """What else the words differ in, and whether they agree so far that a relation can be told."""
    left, right = (
        [w for form, w in x.content.items() if form not in y.printed and w.lower() not in told]
        for x, y in ((a, b), (b, a))
    )
    if not left and not right:
        return [], True
    if left and right:
        shared = len(a.content.keys() & b.content.keys())
        if max(len(left), len(right)) <= 2 and shared >= max(len(left), len(right)):
            return [Difference(f"{' '.join(left)} ≠ {' '.join(right)}")], True
        return [], alike >= PARAPHRASE
    x, y = " ".join(left), " ".join(right)
    return [Difference(f"{x or UNSAID} ≠ {y or UNSAID}", _one_sided(x, y, a, b))], True

"""How alike two claims are, from 0 to 1: what they mean, which rare words they share, and when.

A fixed formula of few round numbers, chosen on one half of two public sets of posts and debate
sentences with the fact-checks that answer them, and reported on the other half (docs/method.md).
Being alike is not being the same: that is for `similarity.py`.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from claims.text.times import times

# Okapi BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework").
_SATURATION, _LENGTH, _USUAL_LENGTH = 1.2, 0.75, 20
_POINT = 0.01  # what one point of BM25 weighs against the cosine
_SOON, _DAYS = 0.15, 30  # what "said on the same day" closes of the gap to 1; a half after 30

MOST_WORDS = 50  # that are looked for
LONGEST = 20_000  # characters of a post; PostgreSQL keeps the words of at most 1 MB
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_LINK = re.compile(r"https?://\S+|\b(?:pic\.twitter\.com|www\.[\w-]+|t\.co)\S*")
_SIGNATURE = re.compile(
    r"\s[—–-]+\s*(?P<name>[^—–\n@]{1,80}?)\s*\(\s?@\w{1,20}\s?\)\s*(?P<day>[A-Z][\w ,]{5,20})?\s*$"
)
_TAG = re.compile(r"[#@](\w+)")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|_+")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as the ranking sees it: the stems of its words, how often each, and the day."""

    stems: Counter[str]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody typed or pasted: words without links, marks and handles, and the day in it."""

    text: str
    day: date | None


def read_post(text: str) -> Post:
    """“#NoMoreTolls pic.twitter.com/x — Ada Voss (@ada) March 3, 2016” in plain words."""
    day = None
    if signed := _SIGNATURE.search(text[-200:]):
        dated = times(signed["day"] or "")
        day = dated[0].first if dated and dated[0].precision == "day" else None
        text = f"{text[: len(text) - len(signed.group())]} {signed['name']}"
    text = _TAG.sub(lambda m: _INNER_CAPITAL.sub(" ", m[1]), _LINK.sub(" ", text))
    return Post(storable(" ".join(text.split())), day)


def storable(text: str) -> str:
    """As PostgreSQL takes it: no NUL, no half of a surrogate pair, not too long."""
    return _UNSTORABLE.sub(" ", text[:LONGEST])


class Likeness:
    """Likeness to one claim. `shares`: the share of all claims that have a stem."""

    def __init__(self, claim: Said, shares: Mapping[str, float]) -> None:
        self.claim = claim
        self.rarity = {stem: -math.log(shares[stem]) for stem in claim.stems}
        self._most = 1 + _POINT * self.overlap(claim.stems)

    def overlap(self, stems: Counter[str]) -> float:
        """BM25 of the other's stems; 30 is much."""
        length = 1 - _LENGTH + _LENGTH * stems.total() / _USUAL_LENGTH
        return sum(
            self.rarity[stem] * n * (_SATURATION + 1) / (n + _SATURATION * length)
            for stem in self.rarity.keys() & stems.keys()
            if (n := stems[stem])
        )

    def to(self, other: Said, cosine: float) -> float:
        alike = (cosine + _POINT * self.overlap(other.stems)) / self._most
        alike = min(max(alike, 0.0), 1.0)
        return alike + _SOON * (1 - alike) * self.nearness(other.day)

    def nearness(self, day: date | None) -> float:
        """1 on the same day, a half after 30 days, towards 0; 0 where a day is unknown."""
        if day is None or self.claim.day is None:
            return 0.0
        return _DAYS / (_DAYS + abs((day - self.claim.day).days))


def rarest(shares: Mapping[str, float], total: float, most: int) -> list[str]:
    """The rarest stems, as many as about `most` of `total` claims have between them.

    At most MOST_WORDS: a claim may be a list of hundreds of words that no other has.
    """
    chosen = []
    for stem in sorted(shares, key=lambda stem: (shares[stem], stem))[:MOST_WORDS]:
        most -= int(shares[stem] * total)
        if most < 0:
            break
        chosen.append(stem)
    return chosen


def stems(*found: Iterable[str]) -> Counter[str]:
    return Counter(chain.from_iterable(found))

"""How much a sentence asks to be checked: a score in 0–1 made of named factors that add up.

``score = 1 / (1 + exp(-sum of contributions))``, the constant among them. Most factors are signs
that a reader can see; they follow Full Fact's PASTEL (github.com/FullFact/pastel). `wording` is
what the trained encoder says beyond what these signs let one expect: the same sum as the encoder's
own logit and the signs, with what is common to both told under the name that a reader knows.

The classes are ClaimBuster's (Arslan et al. 2020): CFS check-worthy factual, UFS unimportant
factual, NFS non-factual.
"""

import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from claims.text.encoder import classifier, settings
from claims.text.precedents import precedent
from claims.text.quantities import quantities
from claims.text.times import times
from claims.text.types import classify


@dataclass(frozen=True, slots=True)
class Factor:
    """`value` is 0–1, how far the factor holds; `contribution` is what it adds to the logit."""

    name: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a scorer sees of a claim."""

    text: str
    types: tuple[str, ...]
    has_number: bool
    has_time: bool
    names: int
    attributed: bool = False
    politician: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`claim`: states something that can be verified; `opinion`: judges rather than states."""

    label: str
    score: float
    claim: bool
    opinion: bool
    factors: tuple[Factor, ...]


class Scorer(Protocol):
    def judge(self, candidate: Candidate) -> Judgement: ...


_STAKES = re.compile(
    r"\b(?:NHS|health|hospitals?|vaccin\w+|disease|cancer|deaths?|died|killed|drugs?|care|elections?|"
    r"byelections?|referendum|vote[sd]?|ballots?|turnout|fraud|immigra\w+|crime|poverty|tax(?:es)?|"
    r"jobs?|unemployment|schools?|education|climate|economy|budget|deficit|debt)\b",
    re.I,
)
_Sign = Callable[[Candidate], bool]

# Vague, emotive and very short sentences, polls and "many people" were tried too: on debates they
# add nothing, or the opposite of what one would tell a reader.
SIGNS: dict[str, _Sign] = {
    "number": lambda c: c.has_number,
    "comparison or record": lambda c: bool({"comparison", "precedent"} & set(c.types)),
    "record": lambda c: "precedent" in c.types,
    "cause named": lambda c: "causal" in c.types,
    "law, vote or promise": lambda c: bool({"rule", "voting", "support"} & set(c.types)),
    "dated": lambda c: c.has_time,
    "specific": lambda c: c.names > 0,
    "health, elections or public money": lambda c: bool(_STAKES.search(c.text)),
    "attributed": lambda c: c.attributed,
    "said by a politician": lambda c: c.politician,
    "prediction": lambda c: "prediction" in c.types,
    "partly opinion": lambda c: "opinion" in c.types,
    "personal": lambda c: "personal" in c.types,
}
# What makes it likelier that a sentence states something to verify, beside the encoder's logit.
# Round figures, chosen on speeches (docs/method.md); the trained weights stay as they are.
CLAIM_SIGNS = ("number", "dated", "prediction")
WORDS = 40  # each adds 1/40 until here: a longer sentence states more
# Set by hand: debates cannot tell what a speaker is worth (a politician says every sentence) and
# hold few records, which readers remember and which can be settled.
BY_HAND = {"attributed": 0.2, "said by a politician": 0.3, "record": 1.0}


class TrainedScorer:
    """The encoder's reading of the words and the signs above, weighed by `model/settings.json`."""

    def __init__(self) -> None:
        fitted = settings()
        self._weights: dict[str, float] = fitted["weights"] | BY_HAND
        self._expected: dict[str, float] = fitted["expected"]
        self._thresholds: dict[str, float] = fitted["thresholds"]

    def judge(self, candidate: Candidate) -> Judgement:
        """Raises ModelBroken rather than score without the model: a failure is never a score."""
        none, unimportant, worth = classifier().logits(candidate.text)
        held = [name for name, sign in SIGNS.items() if sign(candidate)]
        logit = worth - _both(none, unimportant)
        beyond = logit - math.fsum(self._expected.get(name, 0) for name in ("constant", *held))
        factors = (
            Factor("constant", 1.0, self._weights["constant"]),
            *(Factor(name, 1.0, self._weights[name]) for name in held),
            Factor("wording", _probability(beyond), self._weights["wording"] * beyond),
        )
        total = score(factors)
        factual = _both(unimportant, worth) - none
        if total >= self._thresholds["check-worthy"]:
            label = "CFS"
        else:
            label = "UFS" if factual >= self._thresholds["factual"] else "NFS"
        return Judgement(
            label,
            total,
            claim=factual + _leaning(candidate, held) >= self._thresholds["claim"],
            opinion=factual < self._thresholds["opinion"],
            factors=factors,
        )


def _leaning(candidate: Candidate, held: Sequence[str]) -> float:
    words = min(len(candidate.text.split()), WORDS) / WORDS
    return words + sum(name in CLAIM_SIGNS for name in held)


def judge(texts: Sequence[str], scorer: Scorer | None = None) -> list[Judgement]:
    """Of whole sentences by themselves, in their order; on all processors."""
    by = scorer or TrainedScorer()
    with ThreadPoolExecutor(_cores()) as pool:
        return list(pool.map(lambda text: by.judge(candidate(text)), texts))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # Linux: those that this process may use
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def candidate(text: str) -> Candidate:
    """A whole sentence, read as a claim's clause would be."""
    when = times(text)
    counted = quantities(text, dates=tuple((t.start, t.end) for t in when))
    types = classify(text, precedent(text), counted, dated=bool(when)).labels
    return Candidate(text, types, bool(counted), bool(when), names_in(text))


def names_in(text: str) -> int:
    """Capitalised words after the first."""
    return sum(word[:1].isupper() for word in text.split()[1:])


def score(factors: Sequence[Factor], profile: Mapping[str, float] | None = None) -> float:
    """The sum as a probability; a desk's `profile` multiplies what a factor adds (1 if unnamed).

    >>> score([Factor("constant", 1.0, -1.0), Factor("number", 1.0, 1.0)])
    0.5
    """
    weights = profile or {}
    return _probability(
        math.fsum(weights.get(factor.name, 1.0) * factor.contribution for factor in factors)
    )


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0


def _both(a: float, b: float) -> float:
    """log(exp(a) + exp(b)), the logit of either."""
    high = max(a, b)
    return high + math.log(math.exp(a - high) + math.exp(b - high))

"""How much a claim asks to be checked: a score in 0–1 made of named factors that add up.

``score = 1 / (1 + exp(-sum of contributions))``, the constant among them. The signs and their
order follow Full Fact's PASTEL factors (github.com/FullFact/pastel); the weights are rules, not
fitted. A trained scorer replaces `RULES` through the `Scorer` protocol and keeps the same shape.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


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
    attributed: bool
    politician: bool


class Scorer(Protocol):
    def factors(self, candidate: Candidate) -> tuple[Factor, ...]: ...


_PEOPLE = re.compile(
    r"\b(?:people|families|children|voters|workers|patients|pupils|students|women|households|"
    r"taxpayers|country|nation|millions|everyone|pensioners|public|communities)\b",
    re.I,
)
_STAKES = re.compile(
    r"\b(?:NHS|health|hospitals?|vaccin\w+|disease|cancer|deaths?|died|killed|drugs?|care|elections?|"
    r"byelections?|referendum|vote[sd]?|ballots?|turnout|fraud|immigra\w+|crime|poverty|tax(?:es)?|"
    r"jobs?|unemployment|schools?|education|climate|economy|budget|deficit|debt)\b",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:some|many|often|things?|stuff|lots?|several|perhaps|maybe|might|could|somewhat)\b", re.I
)
_LOADED = re.compile(
    r"\b(?:disaster|disgrace|terrible|great|amazing|shameful|ridiculous|magical\w*|folly|damning|"
    r"truly|desperately|incredible|awful|wonderful|fantastic)\b",
    re.I,
)

_Test = Callable[[Candidate], bool]

# name, weight, when it holds
RULES: tuple[tuple[str, float, _Test], ...] = (
    ("number", 1.1, lambda c: c.has_number),
    ("comparison or record", 0.9, lambda c: bool({"comparison", "precedent"} & set(c.types))),
    ("cause named", 0.5, lambda c: "causal" in c.types),
    ("law, vote or promise", 0.6, lambda c: bool({"rule", "voting", "support"} & set(c.types))),
    ("public opinion", 0.5, lambda c: "public_opinion" in c.types),
    ("dated", 0.3, lambda c: c.has_time),
    ("specific", 0.3, lambda c: c.names > 0),
    ("many people", 0.5, lambda c: bool(_PEOPLE.search(c.text))),
    ("health, elections or public money", 0.6, lambda c: bool(_STAKES.search(c.text))),
    ("attributed", 0.3, lambda c: c.attributed),
    ("said by a politician", 0.4, lambda c: c.politician),
    ("prediction", -0.6, lambda c: "prediction" in c.types),
    ("partly opinion", -0.9, lambda c: "opinion" in c.types),
    ("personal", -1.2, lambda c: "personal" in c.types),
    ("vague", -0.4, lambda c: bool(_VAGUE.search(c.text))),
    ("emotive", -0.4, lambda c: bool(_LOADED.search(c.text))),
    ("very short", -0.6, lambda c: len(c.text.split()) < 6),
)
CONSTANT = -1.2


class RuleScorer:
    """The table above, applied; only factors that hold are named."""

    def factors(self, candidate: Candidate) -> tuple[Factor, ...]:
        held = [Factor(name, 1.0, weight) for name, weight, test in RULES if test(candidate)]
        return (Factor("constant", 1.0, CONSTANT), *held)


def score(factors: tuple[Factor, ...]) -> float:
    return 1 / (1 + math.exp(-math.fsum(factor.contribution for factor in factors)))

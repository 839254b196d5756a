"""Why a claim has its score: each factor in words, and a chart in which they add up to it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from django.utils.text import capfirst

from claims.services.queue import FACTORS

START = ("Where every claim starts", "Most sentences are not worth a check.")
WIDTH = 320  # of the chart, in its own units
EDGE = 8
FIGURES = 34  # at the right end, for what each factor adds
ROW = 34
TICKS = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)


@dataclass(frozen=True, slots=True)
class Bar:
    """One factor: what it adds, in the engine's units, and the score of 100 it leads to."""

    name: str
    meaning: str
    adds: str
    side: str  # for or against
    so_far: int
    x: float
    width: float
    y: int
    end: float  # where the next one begins


@dataclass(frozen=True, slots=True)
class Chart:
    bars: list[Bar]
    ticks: list[tuple[float, int]]
    height: int
    score: int
    adds_up: bool

    @property
    def summary(self) -> str:
        reached = self.bars[-1].so_far
        return f"{len(self.bars)} reasons, one after the other, lead to {reached} of 100."


def chart(factors: Iterable[Mapping[str, Any]], score: float) -> Chart | None:
    """The factors one below the other, each beginning where the last one ended."""
    # Where every claim starts comes first, then what weighs most.
    known = sorted(factors, key=lambda f: (f["name"] != "constant", -abs(f["contribution"])))
    if not known:
        return None
    sums = [0.0, *accumulate(f["contribution"] for f in known)]
    low, high = min(sums) - 0.4, max(sums) + 0.4

    def x(total: float) -> float:
        return round(EDGE + (WIDTH - EDGE - FIGURES) * (total - low) / (high - low), 1)

    bars = [
        bar(factor, after, x(before), x(after), number * ROW)
        for number, (factor, (before, after)) in enumerate(zip(known, pairwise(sums), strict=True))
    ]
    ticks = [(x(logit(p)), hundred(p)) for p in TICKS if low < logit(p) < high]
    adds_up = abs(bars[-1].so_far - hundred(score)) <= 1
    return Chart(bars, ticks, len(bars) * ROW, hundred(score), adds_up)


def bar(factor: Mapping[str, Any], total: float, begin: float, end: float, y: int) -> Bar:
    name, meaning = named(factor["name"])
    side = "for" if factor["contribution"] >= 0 else "against"
    adds, so_far = signed(factor["contribution"]), hundred(probability(total))
    left, width = min(begin, end), round(max(abs(end - begin), 1.5), 1)
    return Bar(name, meaning, adds, side, so_far, left, width, y, end)


def named(factor: str) -> tuple[str, str]:
    """What a factor is called, and what it says."""
    return START if factor == "constant" else FACTORS.get(factor, (capfirst(factor), ""))


def why_other_rank(
    factors: Iterable[Mapping[str, Any]], desk: Mapping[str, float], weights: Mapping[str, float]
) -> list[str]:
    """Why the desk's rank is not the engine's score: what the desk knows beside the words, and
    what it weighs otherwise."""
    engine = {f["name"] for f in factors}
    beside = [name for name in desk if name not in engine and name != "constant"]
    weighed = [name for name in desk if weights.get(name, 1) != 1]
    return [
        *(f"{named(name)[0]} {signed(desk[name])}" for name in beside),
        *(f"{named(name)[0]} × {weights[name]:g}" for name in weighed),
    ]


def signed(number: float) -> str:
    return f"{number:+.1f}".replace("-", "−")


def hundred(share: float) -> int:
    return round(100 * share)


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def probability(total: float) -> float:
    return 1 / (1 + math.exp(-total)) if total > -700 else 0.0

"""What the engine returns: frozen, and with the same names as the JSON contract.

The contract is `docs/extract.schema.json`. Every `start` and `end` counts Unicode code points of
the analysed text, and `text[start:end] == exact`.
"""

from dataclasses import asdict, dataclass
from typing import Any

from claims.text.checkworthiness import Factor
from claims.text.plan import Step
from claims.text.precedents import Precedent
from claims.text.quantities import Quantity
from claims.text.times import Time


@dataclass(frozen=True, slots=True)
class Sentence:
    """`outcome`: claim, not_claim or failed; `reason`: its types, why not, or the error."""

    start: int
    end: int
    text: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Attributed words; `speaker` is a full name, None where the text does not tell."""

    exact: str
    start: int
    end: int
    speaker: str | None
    voice: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement that can be checked.

    `text` is `exact` made self-contained, `flags` what it leaves open. `speaker` is resolved and
    None in the outlet's own voice; `speaker_printed`, `speaker_role`, `speaker_party` are as
    printed; `chain` names those through whom the words came. `sentence` is an index.
    """

    exact: str
    start: int
    end: int
    text: str
    flags: tuple[str, ...]
    types: tuple[str, ...]
    score: float
    factors: tuple[Factor, ...]
    speaker: str | None
    voice: str
    cue: str | None
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    precedent: Precedent | None
    plan: tuple[Step, ...]
    speaker_printed: str | None = None
    speaker_role: str | None = None
    speaker_party: str | None = None
    chain: tuple[str, ...] = ()
    sentence: int = 0

    def as_dict(self) -> dict[str, Any]:
        found = {name: getattr(self, name) for name in _PLAIN}
        found |= {name: [asdict(part) for part in getattr(self, name)] for name in _LISTS}
        found["flags"], found["types"] = list(self.flags), list(self.types)
        found["times"] = [_time(time) for time in self.times]
        found["precedent"] = _precedent(self.precedent) if self.precedent else None
        return {name: found[name] for name in CLAIM_KEYS}


CLAIM_KEYS = (
    "exact", "start", "end", "text", "flags", "types", "score", "factors", "speaker", "voice",
    "cue", "times", "quantities", "precedent", "plan",
)  # fmt: skip
_PLAIN = ("exact", "start", "end", "text", "score", "speaker", "voice", "cue")
_LISTS = ("factors", "quantities", "plan")


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything found in one text; `engine` names the version that found it."""

    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    quotes: tuple[Quote, ...]
    engine: str

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract: plain lists, dicts, strings, numbers, None."""
        return {
            "sentences": [asdict(sentence) for sentence in self.sentences],
            "claims": [claim.as_dict() for claim in self.claims],
            "quotes": [asdict(quote) for quote in self.quotes],
            "engine": self.engine,
        }


def _time(time: Time) -> dict[str, Any]:
    return asdict(time) | {
        "first": time.first.isoformat() if time.first else None,
        "last": time.last.isoformat() if time.last else None,
    }


def _precedent(precedent: Precedent) -> dict[str, Any]:
    found = asdict(precedent)
    del found["start"], found["end"]
    return found

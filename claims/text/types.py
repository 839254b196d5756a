"""What kind of claim a clause or sentence makes.

The types are Full Fact's 2018 taxonomy opened up (quantity and comparison apart, and so on);
several may hold. `opinion`, `personal` and `not_claim` are what cannot be checked. The words that
show a type are in `signs.py`, those of opinion and feeling in `tone.py`; here is how they are
weighed.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from claims.text.attributions import Attribution
from claims.text.cues import KIND, STANCE
from claims.text.encoder import classifier
from claims.text.precedents import Precedent, precedent
from claims.text.quantities import Quantity, quantities
from claims.text.quotes import attributions
from claims.text.sentences import sentences
from claims.text.signs import AS_SAID, CHECKABLE, MEASURED, NO_SPEAKER, TITLE_SAYS
from claims.text.spans import Span
from claims.text.statements import EXHORTATION, FRAGMENT, MARKS, not_a_statement
from claims.text.times import times
from claims.text.tone import (
    ACTS,
    CONCRETE,
    CONDITIONAL,
    DID,
    DONE,
    EVALUATIVE,
    EXHORTS,
    FAMILY,
    FEELINGS,
    FIRST_PERSON,
    LIVED,
    LOADED,
    VIEWS,
    WE,
    WISHES,
)
from claims.text.voices import stretches

TYPES = (
    "quantity", "comparison", "precedent", "causal", "rule", "prediction", "voting", "support",
    "public_opinion", "event", "quote", "personal", "opinion", "not_claim",
)  # fmt: skip
UNCHECKABLE = frozenset({"opinion", "personal", "not_claim"})

# What words alone suggest; without a number, name or date beside them nothing can be checked.
_SOFT = frozenset({"prediction", "comparison", "support", "causal", "quantity"})
_DOUBT, _SIGNED, _SURE = 0.5, 0.7, 0.2  # _SIGNED: where words suggest a type
_JUDGED = 0.1  # above it loaded words beside a fact tell an opinion too
_MIXED = 0.8  # below it an opinion may tell beside what was done
_WORDS = 4  # a shorter stretch is a remainder: "told the paper"
_MAIN = 0.2  # from this share of the words on, reported speech is the main content
_WRAPPED = re.compile(r"(?:“[^“”]*”|\"[^\"]*\"|''.*'')[ .]*$")
_CLOSES = re.compile(r'(?<=[,.!?])"')
_CLAUSE = re.compile(
    r"[,;:—–]\s+|\s--\s|\s+(?:and|but|after|before|when|while|who|which|although|though|since|"
    r"until|"
    r"as)\s+"
)
_NAME = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z]\w+")
# As often no cue: "a point of agreement that", "they find themselves".
_NOUNS = frozenset({"point", "stress", "find", "continue", "rule", "show"})
_PERIOD = re.compile(
    r"(?:second|minute|hour|day|week|month|year|decade|time|term|step|thing)s?(?:-olds?)?$"
)
_LASTING = re.compile(
    r"(?:in|for|over|of|every|within|next|last|past|first|after|than|these|those|about|nearly|"
    r"almost|another|some|the|least|more)\s+$", re.I
)  # fmt: skip
_NUMBERED = re.compile(
    r"(?:\b(?:no\.?|number|section|article|chapter|page|amendment|title|chart|part|grades?|age|"
    r"aged|"
    r"ages|phase|top|level|june|july|march|april|may|[a-z]+ber|january|february|august|story|"
    r"world war)|#|[’']|[A-Za-z][.-]|(?-i:[A-Z])\w+ (?-i:[A-Z][a-z])\w+) ?$",
    re.I,
)


# How likely it is, by a model, that words state nothing factual (0–1).
Doubt = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class SentenceTypes:
    """`labels` in the order of `TYPES`; `checkable`: public evidence could settle it."""

    labels: tuple[str, ...]
    checkable: bool


def no_fact(text: str) -> float:
    """By the check-worthiness model: how likely it is that words state nothing factual."""
    logits = [float(logit) for logit in classifier().logits(text)]
    return 1 / sum(math.exp(min(logit - logits[0], 700)) for logit in logits)


def sentence_types(text: str, doubt: Doubt | None = no_fact) -> SentenceTypes:
    """The types of a sentence taken alone: those of its stretches, by voice, together.

    Raises ModelBroken where `doubt` is asked and the model is missing; None goes by signs alone.
    """
    text, speech = _unwrapped(_opened(text))
    told, empty = _by_stretch(text, doubt)
    doubted = doubt(text) if doubt else None
    checkable = bool(told)
    told = _beside(text, told, doubted) if checkable else _unchecked(text, empty, doubted)
    if speech or "quote" in empty:
        told.add("quote")
    return SentenceTypes(tuple(name for name in TYPES if name in told), checkable)


def _by_stretch(text: str, doubt: Doubt | None) -> tuple[set[str], set[str]]:
    """The types of stretches that can be checked, and of those that cannot (with `quote`)."""
    told: set[str] = set()
    empty: set[str] = set()
    said = [a for a in attributions(text) if not a.attitude]
    for sentence in sentences(text):
        inside = [a for a in said if a.content.clip(sentence) or (a.cue and a.cue.clip(sentence))]
        if reports(text, sentence, inside):
            empty.add("quote")
        if any(a.source and CHECKABLE["public_opinion"].search(a.source.of(text)) for a in inside):
            told.add("public_opinion")
        parts = [stretch.span.of(text) for stretch in stretches(text, sentence, inside)]
        for part in [p for p in parts if len(p.split()) >= _WORDS] or parts:
            types = read_types(part, doubt)
            (told if types.checkable else empty).update(types.labels)
        if not told and 2 * sum(map(_length, parts)) <= _length(sentence.of(text)):
            # What was taken for a cue may be none: "processed claims for 900 people".
            types = read_types(sentence.of(text), doubt)
            (told if types.checkable else empty).update(types.labels)
    return told, empty


def _beside(text: str, told: set[str], doubted: float | None) -> set[str]:
    """With what a sentence that can be checked tells beside: an act, a view, the speaker's life."""
    beside = told - {"event"} or {"event"}
    if happens(text) and (doubted is None or doubted < _SURE):
        beside.add("event")
    judged = LOADED.search(text) or EVALUATIVE.search(text)
    if judged and doubted is not None and doubted > _JUDGED:
        beside.add("opinion")
    if beside == {"event"} and DID.search(text):
        beside.add("personal")
    return beside


def _unchecked(text: str, empty: set[str], doubted: float | None) -> set[str]:
    """What a sentence tells that cannot be checked; a doubtful one may be a view or an act."""
    told = empty - {"not_claim", "quote"} or {"not_claim"}
    if doubted is None:
        return told
    if "opinion" in empty and doubted < _MIXED and DONE.search(text):
        told.add("event")
    if "personal" in empty and doubted >= _MIXED:
        told.add("opinion")
    return told


def _opened(text: str) -> str:
    """With the mark before it, where a sentence begins inside a quotation: “…,” she said."""
    curly = next((mark for mark in text if mark in "“”"), "")
    if curly == "”":
        return "“" + text
    return '"' + text if _CLOSES.search(text) and text.count('"') == 1 else text


def _unwrapped(text: str) -> tuple[str, bool]:
    """Without the marks around all of it, and whether somebody speaks of themselves in them."""
    inner = text.strip(" .“”\"'")
    if not _WRAPPED.match(text.strip()) or any(mark in inner for mark in '“”"'):
        return text, False
    return inner, bool(WE.search(inner))


def happens(text: str) -> bool:
    """Whether somebody acts, or a clause without any other sign says what was done."""
    return bool(ACTS.search(text)) or any(map(_only_happens, _CLAUSE.split(text)))


def _only_happens(clause: str) -> bool:
    if _length(clause) < _WORDS or not DONE.search(clause):
        return False
    return read_types(clause).labels == ("event",)


def _length(text: str) -> int:
    return len(text.split())


def read_types(text: str, doubt: Doubt | None = None) -> SentenceTypes:
    record = precedent(text)
    reason = not_a_statement(text)
    if reason == EXHORTATION and not record:
        return SentenceTypes(("opinion",), False)
    if reason and not record and not (reason == FRAGMENT and _reads_on(text, doubt)):
        return SentenceTypes(("not_claim",), False)
    when = times(text)
    counted = quantities(text, 0, tuple((t.start, t.end) for t in when))
    return classify(text, record, counted, dated=bool(when), doubt=doubt)


def _reads_on(text: str, doubt: Doubt | None) -> bool:
    """Whether the model finds a fact where no verb was recognised."""
    return doubt is not None and len(text.split()) >= 5 and doubt(text) < _DOUBT


def reports(text: str, sentence: Span, inside: list[Attribution]) -> bool:
    """Whether the main content of the sentence is what somebody else said."""
    if TITLE_SAYS.match(sentence.of(text)) or AS_SAID.match(sentence.of(text)):
        return True
    if any(_put_in(text, attribution) for attribution in inside if speaks(text, attribution)):
        return True
    said = sum(
        len(part.of(text).split())
        for attribution in inside
        if speaks(text, attribution)
        for span in attribution.contents
        if (part := span.clip(sentence))
    )
    return said >= max(3, _MAIN * len(sentence.of(text).split()))


def _put_in(text: str, attribution: Attribution) -> bool:
    """True of "The port, says Ms Doe, has closed": all around it is reported."""
    cue, source = attribution.cue, attribution.source
    if cue is None or source is None:
        return False
    first, last = min(cue.start, source.start), max(cue.end, source.end)
    return text[:first].rstrip(" ”\"’'").endswith(",") and text[last : last + 1] == ","


def speaks(text: str, attribution: Attribution) -> bool:
    """True of "she said", not of "I said", "she believes" or "a poll said"."""
    cue, source = attribution.cue, attribution.source
    if cue is None or source is None:
        return False
    if cue.of(text).lower() in _NOUNS:
        return False
    thinks = KIND.get(cue.of(text).lower()) == "think" or cue.of(text).lower() in STANCE
    return not thinks and not NO_SPEAKER.search(source.of(text))


def classify(
    text: str,
    precedent: Precedent | None,
    quantities: tuple[Quantity, ...],
    *,
    dated: bool = False,
    doubt: Doubt | None = None,
) -> SentenceTypes:
    """Types of a clause, in the order of `TYPES`.

    Without `doubt`, signs alone tell whether something factual is said.
    """
    found = _signs(text, precedent, quantities)
    hard = bool(found - _SOFT or counted(text, quantities) or MEASURED.search(text))
    judged = bool(EVALUATIVE.search(text))
    doubted = None if doubt is None else doubt(text)
    unsaid = _unsaid(text, dated) if doubted is None else doubted >= (_SIGNED if found else _DOUBT)
    sure = doubted is not None and doubted < _SURE
    if EXHORTS.search(text) and not precedent and "rule" not in found and not sure:
        return _only("opinion", set())
    viewed = WISHES.search(text) or VIEWS.search(text) or judged
    if viewed and not hard and not sure:
        return _only("opinion", found)
    kin = bool(FAMILY.search(text)) and not any(map(str.isdigit, text)) and not precedent
    lived = bool(LIVED.search(text)) or (bool(FEELINGS.search(text)) and not sure)
    if kin or (not hard and lived):
        return _only("personal", found)
    if not hard and unsaid:
        return _only("opinion", found, reasoned=doubted is not None)
    if not found or (CONCRETE.search(text) and "prediction" not in found):
        found.add("event")
    return SentenceTypes(tuple(name for name in TYPES if name in found), True)


def _unsaid(text: str, dated: bool) -> bool:
    """Whether more signs speak against a fact than for one."""
    loaded = len(LOADED.findall(text)) + text.rstrip(MARKS).endswith("!")
    evidence = bool(CONCRETE.search(text)) + dated + bool(_NAME.search(text))
    against = loaded + bool(CONDITIONAL.search(text)) + bool(FIRST_PERSON.search(text))
    return not evidence or against > evidence


def _only(name: str, found: set[str], *, reasoned: bool = False) -> SentenceTypes:
    """Nothing to check; what it foretells or supports is told all the same."""
    told = found & {"prediction", "support"}
    kept = told if told and name == "opinion" else {name} | (found & {"support"})
    if reasoned and name == "opinion":
        kept |= found & {"causal", "comparison"}
    return SentenceTypes(tuple(n for n in TYPES if n in kept), False)


def _signs(text: str, precedent: Precedent | None, quantities: tuple[Quantity, ...]) -> set[str]:
    found = {name for name, signs in CHECKABLE.items() if signs.search(text)}
    figures = counted(text, quantities)
    if figures:
        found.add("quantity")
    elif "public_opinion" in found:
        found.discard("quantity")
    if precedent:
        found.add("precedent")
        found.discard("comparison")  # a record is no ranking beside
    if "rule" in found:
        found.discard("prediction")
    return found


def counted(text: str, quantities: tuple[Quantity, ...]) -> bool:
    """Whether a number is told, beyond "two men", "No. 2" and how long ago it was."""
    return any(_tells(text, quantity) for quantity in quantities)


def _tells(text: str, quantity: Quantity) -> bool:
    at = text.find(quantity.exact)
    before = text[max(0, at - 16) : at]
    after = text[at + len(quantity.exact) :]
    if _NUMBERED.search(before):
        return False
    if _PERIOD.search(quantity.unit):
        aged = quantity.unit.endswith(("-old", "-olds")) or after.startswith(
            (" old", " ago", "-old")
        )
        return not (aged or _LASTING.search(before) or quantity.bound)
    small = not any(map(str.isdigit, quantity.exact)) and quantity.value <= 10
    plain = quantity.unit not in ("percent", "percentage point", "times", "fraction", "GBP", "USD")
    return not (small and plain and quantity.bound is None)

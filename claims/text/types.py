"""What kind of claim a clause makes.

The types are Full Fact's 2018 taxonomy opened up (quantity and comparison apart, and so on);
several may hold. `opinion`, `personal` and `not_claim` are what cannot be checked. The words that
show a type are in `signs.py`; here is how they are weighed.
"""

import re

from claims.text.precedents import Precedent
from claims.text.quantities import Quantity
from claims.text.signs import (
    CHECKABLE,
    CONCRETE,
    CONDITIONAL,
    EVALUATIVE,
    EXHORTS,
    FAMILY,
    FEELINGS,
    FIRST_PERSON,
    LOADED,
    MEASURED,
    WISHES,
)

TYPES = (
    "quantity", "comparison", "precedent", "causal", "rule", "prediction", "voting", "support",
    "public_opinion", "event", "quote", "personal", "opinion", "not_claim",
)  # fmt: skip
UNCHECKABLE = frozenset({"opinion", "personal", "not_claim"})

QUESTION = "a question"
EXHORTATION = "an exhortation"
GREETING = "a greeting or answer word"
HOUSEKEEPING = "a note on the reporting"
FRAGMENT = "a fragment without a statement"
BARE_CUE = "only says who is speaking"

# Types that words alone suggest; they need a number, name or date beside them to be checked.
_SOFT = frozenset({"prediction", "comparison", "support", "causal", "quantity"})
_MARKS = " “”\"'‘’«»…-—–"
_NAME = re.compile(r"(?<=[a-z,] )(?!I\b)[A-Z]\w+")
_QUESTION = re.compile(r"\?[\s\"”’')\]]*$")
_IMPERATIVE = re.compile(
    r"(?:please |never |do not |don[’']t |just |and |so )?(?:let|listen|stop|give|get|take|imagine|"
    r"remember|join|vote|tell|think|consider|ask|make sure|believe|stand|go|come|put|keep|bring|"
    r"help|trust|be|forget|read|wait|watch|click|follow|sign|share|subscribe|look at|support)\b"
    r"(?! (?:is|was|has|of|for|from)\b)",
    re.I,
)
_GREETING = re.compile(
    r"(?:thank(?:s| you)|good (?:morning|evening|afternoon)|hello|welcome|ladies and gentlemen|"
    r"yes|no|well|okay|ok|of course|absolutely|exactly|right|sure)\b[\s,.!]*(?:\w+[\s,.!]*){0,4}$",
    re.I,
)
_HOUSEKEEPING = re.compile(
    r"\b(?:declined to comment|(?:did not|didn[’']t) (?:immediately )?(?:respond|return|reply)|"
    r"(?:has|have|had) been (?:contacted|approached|asked) for|could not be reached)\b",
    re.I,
)
_EXCLAMATION = re.compile(r"(?:(?:oh|and|but|ah)\b,? )?what an?\b", re.I)
_BARE_CUE = re.compile(
    r"(?:[\w.’'-]+ ){1,6}(?:said|says|added|adds|replied|wrote|tweeted|"
    r"told (?:the )?(?:[A-Z][\w’'-]*\s?){1,4}(?: said)?)[\s:,.]*$"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|cannot|could|may|might|must|shall|"
    r"should|won|lost|fell|rose|left|cut|said|says|took|made|gave|went|came|saw|kept|met|ran|held|"
    r"grew|cost|spent|paid|built|show|want|think|need|believe|know|get|got|say|put|hit|led|come|"
    r"fought|told|brought|sent|stood|wrote|began|became|drove|broke|chose|spoke|oversaw|overtook|sat|"
    r"drew|threw|knew|felt|found|sold|bought|caught|taught|sought|wore|swore|shot|sank|shook|spread|"
    r"struck|swept|withdrew|bore|flew|slept|understood|shut|beat|bet|dealt|hurt|lent|meant|try|use|make|take|"
    r"go|see|find|give|work|live|face|receive|support|oppose|back|pretend|lie|remain|mean)\b|"
    r"\b[a-z]{3,}(?:ed|es|[^s\W]s)\b|n[’']t\b|[’'](?:s|re|ve|ll|m)\b"
)
_SUBJECTLESS = re.compile(
    r"(?:and |but |or )?(?:[A-Z][a-z]+ed|[A-Z][a-z]+ing) (?:in|by|to|on|for)\b"
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would)\b")


def not_a_statement(text: str) -> str | None:
    """Why the words state nothing, or None: question, greeting, exhortation, fragment."""
    stripped = text.strip(_MARKS)
    if _QUESTION.search(stripped):
        return QUESTION
    if _GREETING.match(stripped):
        return GREETING
    if _EXCLAMATION.match(stripped):
        return FRAGMENT
    if _IMPERATIVE.match(stripped):
        return EXHORTATION
    if _HOUSEKEEPING.search(stripped):
        return HOUSEKEEPING
    if _BARE_CUE.match(stripped):
        return BARE_CUE
    if len(stripped.split()) < 3 or not _FINITE.search(stripped):
        return FRAGMENT
    if _SUBJECTLESS.match(stripped) and not _AUXILIARY.search(stripped):
        return FRAGMENT
    return None


def classify(
    text: str,
    precedent: Precedent | None,
    quantities: tuple[Quantity, ...],
    *,
    dated: bool = False,
) -> tuple[str, ...]:
    """Types of a clause, in the order of `TYPES`."""
    found = {name for name, signs in CHECKABLE.items() if signs.search(text)}
    found |= {"precedent"} if precedent else set()
    found |= {"quantity"} if quantities else set()
    if precedent and " than " not in text:
        found.discard("comparison")  # a record is no ranking beside
    hard = bool(quantities or precedent or found - _SOFT or MEASURED.search(text))
    loaded = len(LOADED.findall(text)) + text.rstrip(_MARKS).endswith("!")
    if EXHORTS.search(text) and not precedent and "rule" not in found:
        return ("opinion",)
    if (WISHES.search(text) or EVALUATIVE.search(text)) and not hard:
        return ("opinion",)
    kin = bool(FAMILY.search(text)) and not any(map(str.isdigit, text)) and not precedent
    if kin or (FEELINGS.search(text) and not hard):
        return ("personal",)
    evidence = bool(CONCRETE.search(text)) + dated + bool(_NAME.search(text))
    against = loaded + bool(CONDITIONAL.search(text)) + bool(FIRST_PERSON.search(text))
    if not hard and (not evidence or against > evidence):
        return ("opinion",)
    if "prediction" not in found and (CONCRETE.search(text) or not found):
        found.add("event")
    return tuple(name for name in TYPES if name in found)

"""What the codes of a document are called on the page, in plain words.

The desk and the API have the same codes; only readers get sentences.
"""

from collections.abc import Mapping
from typing import Any

Document = Mapping[str, Any]

# Why a claim was picked: the factors of its check-worthiness (claims/text/checkworthiness.py).
FACTORS = {
    "number": "it contains a number",
    "comparison or record": "it claims a comparison or a record",
    "record": "it claims a record, which can be settled",
    "cause named": "it says what caused what",
    "law, vote or promise": "it is about a law, a vote or a promise",
    "dated": "it names a time that can be looked up",
    "specific": "it names people, places or organisations",
    "health, elections or public money": "it is about health, elections or public money",
    "attributed": "somebody is named as having said it",
    "said by a politician": "a politician said it",
    "prediction": "it is partly a prediction",
    "partly opinion": "it is partly an opinion",
    "personal": "it is about somebody’s own experience",
    "wording": "its wording is like that of sentences which people wanted checked",
}
# The one factor that can speak on either side.
AGAINST = {"wording": "its wording is unlike that of sentences which people wanted checked"}

VOICES = {
    "direct": "in the speaker’s own words",
    "indirect": "in the newspaper’s words, as reported speech",
    "mixed": "partly in the speaker’s own words",
    "headline": "in a headline",
    "outlet": "in the newspaper’s own voice",
    "unattributed": "in quotation marks, without a name",
}

# Sign, and what it means for the claim.
ROLES = {
    "supports": ("+", "Supports the claim"),
    "undermines": ("−", "Undermines the claim"),
    "context": ("○", "Gives context"),
}

PLAN = {
    "establish": "For the claim to hold, this must be so",
    "refute": "This would show it to be wrong",
    "rule": "Settled before looking",
    "look": "Where to look",
}

# Off the scale: a neutral mark of its own, never a place between False and True.
MARKS = {"unproven": "?", "misleading": "≠", "satire": "~", "not_checkable": "∅"}

TYPES = {
    "quantity": "A value, or how it changed: “unemployment fell by 30,000”.",
    "comparison": "One thing measured against others, rankings too: “the highest in Europe”.",
    "precedent": "The first, the last, a record, the worst since: “the first time since 1982”.",
    "causal": "That one thing leads to another, or does not.",
    "rule": "What the law or a rule says or allows.",
    "prediction": "What will happen.",
    "voting": "How somebody voted.",
    "support": "Who backs, promised or pledged what.",
    "public_opinion": "What the public, or a part of it, thinks.",
    "event": "That something happened: who, what, where and when.",
    "quote": "That somebody said these words.",
    "personal": "What somebody lived through. We do not check it.",
    "opinion": "What somebody thinks is good or bad. We do not check it.",
    "not_claim": "Questions, greetings, appeals. We do not check them.",
}


def first_sighting(document: Document) -> Document | None:
    return document["appearances"][0] if document["appearances"] else None


def who_said_it(document: Document) -> str:
    """The speaker; in the newspaper’s own voice, the newspaper."""
    if speaker := document["claim"]["speaker"]:
        return str(speaker["name"])
    first = first_sighting(document)
    voice = first["voice"] if first else "unattributed"
    outlet = first["article"]["publisher"] if first else None
    if voice == "outlet":
        return outlet or "The newspaper itself"
    if voice == "headline":
        return f"A headline of {outlet}" if outlet else "A headline"
    return "Nobody is named"


def claim_title(document: Document) -> str:
    return str(document["claim"]["headline"] or document["claim"]["text"])


def verdict_now(document: Document) -> str:
    return "Retracted" if document["retracted"] else str(document["verdict"]["label"])

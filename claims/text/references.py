"""What a clause leaves to its context: a subject told before it, and "the byelection".

Only what the grammar gives is filled in. Where two antecedents are possible there is none.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from claims.text.lexicon import STARTERS
from claims.text.spans import Span

_VERB = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|did|does|do|left|lost|won|made|took|gave|"
    r"went|came|cost|cut|put|told|said|held|kept|led|paid|met|ran|rose|fell|grew|spent|built|sold|"
    r"brought|sent|hit|saw|voted|\w{2,}ed)"
)
_STARTS_WITH_VERB = re.compile(rf"(?:(?:also|then|now|never|not|presumably|[a-z]+ly) )*{_VERB}\b")
_RELATIVE = re.compile(r",?\s+(?:that|which|who)\s+$")
_PHRASE = re.compile(
    r"(?:\b(?:an?|the|his|her|its|their|our|some|every) (?:[\w“”\"’'-]+ ){0,4}[\w“”\"’'-]+|"
    r"(?:[A-Z][\w’'-]+ ){0,3}[A-Z][\w’'-]+)$"
)
_LINK = re.compile(r"\s(?:of|for|in|on|at|with|to|from|by|and|or|that|which|who)\s")
_SUBJECT = re.compile(
    r"(?:[“\"]\s*)?(?P<subject>(?:he|she|it|they|we|i|you)\b(?![’'])|"
    r"(?:(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady)\.? )?(?:[A-Z][\w’'-]+ ){0,3}[A-Z][\w’'-]+(?= "
    rf"{_VERB}\b)|(?:the|a|an|his|her|its|their|our) (?:[\w-]+ ){{0,3}}[\w-]+?(?= {_VERB}\b))",
    re.I,
)
_OPENS = re.compile(r"[A-Z]|(?:he|she|it|they|we|you|the|an?|his|her|its|their|our)\b")


def lacks_subject(clause: str) -> bool:
    """True of "are pushing for tolls", where the subject stands in another clause."""
    return bool(_STARTS_WITH_VERB.match(clause))


def subject_of(text: str, clause: Span, before: Span | None) -> str | None:
    """The subject that `clause` shares: its relative's antecedent, or that of the clause before."""
    floor = before.start if before else max(0, clause.start - 120)
    words = text[floor : clause.start]
    if relative := _RELATIVE.search(words):
        return _antecedent(words[: relative.start()])
    return _opening_subject(before.of(text)) if before else None


def _antecedent(words: str) -> str | None:
    phrase = _PHRASE.search(words)
    if phrase is None or _LINK.search(phrase.group()):
        return None
    # "a plan for the town that left …": which of the two is open.
    around = words[max(0, phrase.start() - 5) : phrase.start()]
    return None if re.search(r"\b(?:of|for|in|on|at)\s$", around) else phrase.group()


def _opening_subject(words: str) -> str | None:
    found = _SUBJECT.match(words)
    if found is None or not _OPENS.match(words):
        return None
    return found["subject"]


_HEADS = (
    "by-?election|referendum|bill|act|treaty|report|inquiry|plan|deal|company|committee|commission|"
    "council|hospital|trust|university|school|union|project|agency|scheme|strike|airport|bridge"
)
# A head that goes on ("byelection defeat") is no antecedent.
_ENDS = (
    r"(?=[,.;:!?”\"’')]|$|\s(?:and|or|but|in|on|at|of|for|to|is|are|was|were|has|have|had|will|would|"
    r"which|that|who|by|with|from|as|after|before|when|while|last|this|could|may|must)\b)"
)
_NAMED = re.compile(rf"\b(?P<name>(?:[A-Z][\w-]+ ){{1,4}})(?P<head>(?i:{_HEADS})){_ENDS}")
_OTHER = re.compile(
    rf"\b(?:an?|another|one|no|any|each|every|second|\w+[’']s) (?:[a-z][\w-]* ){{0,3}}"
    rf"(?P<head>{_HEADS}){_ENDS}"
)
_DEFINITE = re.compile(rf"\b(?P<the>[Tt]he) (?P<head>{_HEADS})\b{_ENDS}")


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    phrase: str | None


class Descriptions:
    """The things of one text that are named with their kind: "the Tarn byelection"."""

    def __init__(self, text: str) -> None:
        self._mentions: dict[str, list[_Mention]] = {}
        found: list[tuple[re.Match[str], str | None]]
        found = [(m, None) for m in _OTHER.finditer(text)]
        found += [(m, _name(m)) for m in _NAMED.finditer(text)]
        for match, phrase in sorted(found, key=lambda pair: pair[0].start()):
            if phrase != "":
                mention = _Mention(match.start(), phrase)
                self._mentions.setdefault(_kind(match["head"]), []).append(mention)

    def resolve(self, exact: str, start: int) -> list[tuple[int, int, str]]:
        """Where in `exact` to put which full description; its offset in the text is `start`."""
        changes = []
        for match in _DEFINITE.finditer(exact):
            if phrase := self._only(_kind(match["head"]), start + match.start()):
                changes.append((match.start(), match.end(), f"{match['the']} {phrase}"))
        return changes

    def _only(self, kind: str, at: int) -> str | None:
        """The one thing of this kind that stands before `at`."""
        mentions = self._mentions.get(kind, [])
        earlier = mentions[: bisect_left(mentions, at, key=lambda mention: mention.start)]
        names = {mention.phrase for mention in earlier[:50]}
        return names.pop() if len(names) == 1 else None


def _kind(head: str) -> str:
    return head.lower().replace("-", "")


def _name(match: re.Match[str]) -> str:
    """The description without the words that only open a sentence; "" if nothing is left."""
    words = match["name"].split()
    while words and words[0].lower() in STARTERS:
        words.pop(0)
    return " ".join([*words, match["head"]]) if words else ""

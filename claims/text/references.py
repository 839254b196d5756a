"""What a clause leaves to its context: a subject told before it, and "the byelection".

Only what the grammar gives is filled in. Where two antecedents are possible there is none.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from claims.text.attributions import Attribution
from claims.text.lexicon import STARTERS
from claims.text.spans import Span

_VERB = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|did|does|do|left|lost|won|made|took|"
    r"gave|"
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
_HE_OR_SHE = re.compile(r"(?:he|she)\b(?![’'])", re.I)
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


_BODIES = (
    "company|firm|charity|union|bank|party|group|agency|council|committee|commission|trust|university|"
    "school|hospital|newspaper|airline|think tank|foundation|association|institute|retailer|brewer|"
    "manufacturer|supplier|developer|contractor|operator"
)
_MAKERS = frozenset(
    "firm retailer brewer airline manufacturer supplier developer contractor operator".split()
)
_HEADS = (
    "by-?election|firm|charity|bank|referendum|bill|act|treaty|report|inquiry|plan|deal|company|committee|commission|"
    "council|hospital|trust|university|school|union|project|agency|scheme|strike|airport|bridge"
)
# A head that goes on ("byelection defeat") is no antecedent.
_ENDS = (
    r"(?=[,.;:!?”\"’')]|$|\s(?:and|or|but|in|on|at|of|for|to|is|are|was|were|has|have|had|will|"
    r"would|"
    r"which|that|who|by|with|from|as|after|before|when|while|last|this|could|may|must)\b)"
)
_NAMED = re.compile(rf"\b(?P<name>(?:[A-Z][\w-]+ ){{1,4}})(?P<head>(?i:{_HEADS})){_ENDS}")
_OTHER = re.compile(
    rf"\b(?:an?|another|one|no|any|each|every|second|\w+[’']s) (?:[a-z][\w-]* ){{0,3}}"
    rf"(?P<head>{_HEADS}){_ENDS}"
)
_CAPITALISED = r"[A-Z][\w&’'-]*"
# "Foley Ports Ltd", "Foley Ports, a freight company": a name that tells of what kind it is.
_INCORPORATED = re.compile(
    rf"\b(?P<name>(?:{_CAPITALISED} ){{1,4}}(?:Ltd|Limited|plc|PLC|Inc|Corp|Corporation|LLC|LLP|"
    rf"Holdings)\b"
    r"\.?)"
)
_APPOSITION = re.compile(
    rf"\b(?P<name>{_CAPITALISED}(?: (?:of |and |for )?{_CAPITALISED}){{0,4}}), (?:an?|the) "
    rf"(?:(?!of\b|for\b|in\b|at\b|by\b|from\b|with\b)[\w’'-]+ ){{0,4}}(?P<head>{_BODIES})\b"
)
_DEFINITE = re.compile(rf"\b(?P<the>[Tt]he) (?P<head>{_HEADS})\b{_ENDS}")


@dataclass(frozen=True, slots=True)
class _Mention:
    """One thing: its description, or its name where `named`; neither is known of "a company"."""

    start: int
    phrase: str | None
    named: bool = False


class Descriptions:
    """The things of one text that are named with their kind: "the Tarn byelection", "Foley Ltd"."""

    def __init__(self, text: str) -> None:
        self._mentions: dict[str, list[_Mention]] = {}
        told = [(m.start(), m.end()) for m in _APPOSITION.finditer(text)]
        found = [
            (_kind(m["head"]), _Mention(m.start(), None))
            for m in _OTHER.finditer(text)
            # The company in "Foley Ports, a freight company" is no other one.
            if not _inside(told, m.start())
        ]
        found += [
            (_kind(m["head"]), _Mention(m.start(), phrase))
            for m in _NAMED.finditer(text)
            if (phrase := _name(m))
        ]
        found += [
            (_kind(m["head"]), _Mention(m.start(), name, named=True))
            for m in _APPOSITION.finditer(text)
            if (name := _without_starters(m["name"]))
        ]
        found += [
            ("company", _Mention(m.start(), name, named=True))
            for m in _INCORPORATED.finditer(text)
            if (name := _without_starters(m["name"]))
        ]
        for kind, mention in sorted(found, key=lambda pair: pair[1].start):
            self._mentions.setdefault(kind, []).append(mention)

    def resolve(self, exact: str, start: int) -> list[tuple[int, int, str]]:
        """Where in `exact` to put which full description; its offset in the text is `start`."""
        changes = []
        for match in _DEFINITE.finditer(exact):
            if only := self._only(_kind(match["head"]), start + match.start()):
                words = only.phrase if only.named else f"{match['the']} {only.phrase}"
                changes.append((match.start(), match.end(), f"{words}"))
        return changes

    def _only(self, kind: str, at: int) -> _Mention | None:
        """The one thing of this kind that stands before `at`."""
        mentions = self._mentions.get(kind, [])
        earlier = mentions[: bisect_left(mentions, at, key=lambda mention: mention.start)][:50]
        short = {_plain(mention.phrase) for mention in earlier}
        return earlier[0] if len(short) == 1 and earlier[0].phrase else None


def _inside(spans: list[tuple[int, int]], at: int) -> bool:
    before = bisect_left(spans, (at, 0)) - 1
    return before >= 0 and at < spans[before][1]


def _plain(phrase: str | None) -> str | None:
    """ "Foley Ports Ltd" and "Foley Ports" are one."""
    return phrase and re.sub(r" (?:Ltd|Limited|plc|PLC|Inc|Corp|LLC|LLP|Holdings)\.?$", "", phrase)


def _without_starters(name: str) -> str:
    words = name.split()
    while words and words[0].lower() in STARTERS:
        words.pop(0)
    return " ".join(words)


def _kind(head: str) -> str:
    kind = head.lower().replace("-", "")
    return "company" if kind in _MAKERS else kind


def _name(match: re.Match[str]) -> str:
    """The description without the words that only open a sentence; "" if nothing is left."""
    words = _without_starters(match["name"])
    return f"{words} {match['head']}" if words else ""


def pronoun_of(text: str, clause: Span, attribution: Attribution | None) -> str | None:
    """The name that "she" at the head of a reported clause stands for: "Ms Doe said she …".

    None where the speaker's gender is not known, or somebody else is named in between.
    """
    if attribution is None or attribution.voice not in ("indirect", "mixed"):
        return None
    person, cue, source = attribution.person, attribution.cue, attribution.source
    found = _HE_OR_SHE.match(clause.of(text))
    if not (found and person and cue and source and source.start < cue.start < clause.start):
        return None
    between = text[cue.end : clause.start]
    addressed = len(between) > 60 or re.search(r"[A-Z]|\b(?:he|she|him|her|them)\b", between)
    gender = "f" if found.group().lower() == "she" else "m"
    return None if addressed or person.gender != gender else person.name

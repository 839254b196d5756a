"""Where the reported words begin and end after a cue.

Without a parser: the beginning is past "that", an addressee or an adjunct ("told the BBC on Monday
that …"), the end is the sentence's or the next stretch that is the outlet's own again.
"""

import re

from claims.text.attitude_words import FORMS
from claims.text.cues import ADDRESSED, KIND, PLAIN_SPEECH
from claims.text.spans import Span, trim

_THAT = re.compile(
    r"[^,.;:“\"]{0,80}?\bthat\b,?\s+|\s*:\s*|"
    r"(?:\s+\w+){0,4}?\s+(?=(?:whether|if|how|why|what)\b)"
)
# "Concluded there was no evidence that …", "found it had lost …": a clause without "that".
_NO_THAT = re.compile(
    r"\s+(?=(?:there|he|she|it|they)\s+(?:is|are|was|were|has|have|had|will|would|could|may|might)\b)"
)
# "Conceded shortly before 11 p.m." says when, not what.
_WHEN = re.compile(r"\s+(?:shortly|soon|just|minutes|hours|days|weeks) (?:before|after)\b")
# After "said" only when and where it was said may come before "that"; the "that" of "said the vote
# that she lost was fair" is none of it.
_PLAIN_THAT = re.compile(
    r"(?:,[^,]{1,40},)?(?:\s+(?:to|in|on|at|during|via|after|before|again|also|earlier|later|last|this|"
    r"yesterday|today|when|back|through|recently|repeatedly|\w+ly|\w+day)\b[^,.;:“\"]{0,70}?)?"
    r"\s+that\b,?\s+|\s*:\s*|(?:\s+\w+){0,2}?\s+(?=(?:whether|if|how|why|what)\b)"
)
_ADDRESSEE = re.compile(
    r"\s+(?:(?:the|a|an|his|her|their|its)\s+)?(?:[A-Z][\w’'.\-]*\s+|of\s+|and\s+|"
    r"reporters\s+|journalists\s+|voters\s+|delegates\s+|viewers\s+|supporters\s+|lawmakers\s+|"
    r"him\s+|her\s+|them\s+|me\s+|us\s+|people\s+|members\s+|councillors\s+|colleagues\s+|"
    r"[“\"‘']_+[”\"’']\s+|(?:on|last|this)\s+(?=\S+day)|\w+day\s+|audience\s+|"
    r"crowd\s+|committee\s+|conference\s+|programme\s+|magazine\s+|newspaper\s+)+"
)
_ADJUNCT = re.compile(
    r"\s+(?:(?:on |last |this |earlier )?(?:\w+day|week|month|year|night|morning)\b|"
    r"(?:in|during|at|via|to|on)\s+(?:an?|the|his|her|its)\s+(?:[\w.\-]+\s+)?(?:statement|interview|"
    r"speech|email|tweet|letter|report|debate|rally|briefing|conference|blog|article|message)\b)*"
)
_CONTENT_STOP = re.compile(
    r",\s+(?:as|while|after|before|when|but|although|though)\s+(?:he|she|they|it|the|his|her)\b|"
    r",\s+(?:according to|despite|compared (?:with|to))\b|;\s|"
    r",\s+(?:but|and|while)\s+(?:[^\s,]+\s+){1,4}(?:said|accused|told|warned|claimed|insisted|argued|"
    r"criticised|criticized)\b|"
    r",?\s+but (?:he|she|they|it)\b (?:\w+ )?(?:said|added|insisted|warned|admitted|stressed)"
)
# "said rents rose and called it a scandal", "…, adding that …": the speaker goes on.
_GOES_ON = re.compile(
    r",?\s+(?:and|but)\s+(?:(?:also|then|later|even|\w+ly|has|have|had)\s+)?(?P<finite>\w+)\b|"
    r"(?:,|\s[—–-])\s+(?:(?:and|while|also|\w+ly)\s+){0,2}(?P<participle>\w+ing)\b|"
    # "…, and a clerk warned …": somebody else does
    r"[,”\"’']\s+(?:and|but|while)\s+(?:[^\s,]+\s+){1,5}?(?P<other>\w+ed|said|told|wrote|says)\b"
)
# "…, people close to the mayor said."
_TOLD_BY = re.compile(r",\s+(?:[^\s,]+\s+){1,6}(?:said|says|told\s[^,]{1,40})(?:\s\w+day)?\W*$")
_ADDED_THING = re.compile(r"\s+(?:[£$€]?\d|more\b|another\b|an?\b|new\b|to\b)")
_TO_STOP = re.compile(r",\s|\s+(?:despite|amid|after|following|in the wake of|ahead of)\s")
# "Figures show taxes rose" reports; "she showed courage" does not.
_SHOWN = frozenset("show shows showed found finds suggest suggests reveal reveals revealed".split())
_PAPER = re.compile(
    r"\b(?:figures|reports?|study|studies|surveys?|polls?|polling|data|analysis|research|statistics|"
    r"documents|records|review)\b",
    re.I,
)
_FINAL = " \t\r\n.,;:—–"


def complement(text: str, masked: str, sentence: Span, cue: Span) -> Span | None:
    """The reported words after `cue`; None where the verb reports nothing here.

    `masked` is the text with quoted words blanked, so that they cannot end the stretch.
    """
    verb = cue.of(masked).lower()
    rest = masked[cue.end : sentence.end]
    if verb in _SHOWN and _PAPER.search(masked[sentence.start : cue.start]):
        verb = "said"
    bounds = _READERS[KIND[verb]](verb, rest)
    if bounds is None:
        return None
    start, end = bounds
    span = trim(text, cue.end + start, cue.end + end, extra=_FINAL)
    return span if span and len(span.of(text).split()) > 1 else None


def _clause(verb: str, rest: str) -> tuple[int, int] | None:
    """Where the clause begins and ends in `rest`: "said (that) taxes rose, adding …"."""
    plain = verb in PLAIN_SPEECH and verb not in ADDRESSED
    if no_that := _NO_THAT.match(rest):
        start = no_that.end()
    elif that := (_PLAIN_THAT if plain else _THAT).match(rest):
        start = that.end()
    elif verb not in PLAIN_SPEECH or not rest[:1].isspace() or _tells_nothing(verb, rest):
        return None
    else:
        before = (_ADDRESSEE if verb in ADDRESSED else _ADJUNCT).match(rest)
        start = before.end() if before else 0
    return start, _end(_CONTENT_STOP, rest, start)


def _tells_nothing(verb: str, rest: str) -> bool:
    """True of "has added 85,000 jobs", which is no speech, and of "conceded just before noon"."""
    return bool(_WHEN.match(rest) or (verb.startswith("add") and _ADDED_THING.match(rest)))


def _infinitive(_verb: str, rest: str) -> tuple[int, int] | None:
    if not re.match(r"\s+to\b", rest):
        return None
    return 0, _end(_TO_STOP, rest, 1)


def _object(verb: str, rest: str) -> tuple[int, int] | None:
    """The person and the matter: "accused X of Y", "called X “Y”"."""
    if not _needs(verb).search(rest):
        return None
    return 0, _end(_CONTENT_STOP, rest, 0)


def _needs(verb: str) -> re.Pattern[str]:
    return next((p for stem, p in _NEEDED.items() if verb.startswith(stem)), _ANY_MATTER)


def _end(stop: re.Pattern[str], rest: str, start: int) -> int:
    """The first place where the words end; who speaks goes on, or is named only then."""
    ends = [
        found.start() for found in (stop.search(rest, start), _TOLD_BY.search(rest, start)) if found
    ]
    more = (found.start() for found in _GOES_ON.finditer(rest, start) if _attributes(found))
    return min([*ends, next(more, len(rest))], default=len(rest))


def _attributes(found: re.Match[str]) -> bool:
    word = found["finite"] or found["participle"] or found["other"]
    if found["other"]:
        return KIND.get(word) in ("say", "at")
    if word in KIND:
        return bool(found["participle"]) or word.endswith(("ed", "said", "told", "wrote"))
    form = "past" if found["finite"] else "ing"
    return any(use.part == "verb" and use.form == form for use in FORMS.get(word, ()))


_CALLED = re.compile(r"[“\"‘]|'_|\s(?:for|on)\s|(?:\s\S+){1,5}?\san?\s")
_NEEDED = {"call": _CALLED, "accus": re.compile(r"\sof\s"), "blam": re.compile(r"\s(?:for|on)\s")}
_ANY_MATTER = re.compile(r"[“\"‘]|'_|\s(?:for|on|as|over)\s")
_READERS = {"say": _clause, "think": _clause, "to": _infinitive, "at": _object}

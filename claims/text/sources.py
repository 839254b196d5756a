"""The noun phrase that names a speaker, found on either side of a cue.

No parser: the phrase is walked word by word from the cue to the nearest boundary (a comma, a
conjunction, a finite verb), over appositions and relative clauses. Distances are bounded.
"""

import re

from claims.text.cues import KIND
from claims.text.lexicon import words
from claims.text.spans import Span, trim

_REACH = 240

_AUXILIARIES = re.compile(
    r"(?:(?<=\s)|^)(?:(?:\w+n[’']t|long|ever|both|has|have|had|is|was|are|were|will|would|did|does|do|not|never|also|later|"
    r"then|still|again|once|even|just|now|earlier|previously|since|been|being|went on to|further|"
    r"recently|repeatedly|on \w+day|\w+day|all|both|himself|herself|instead|first|"
    r"today|yesterday|can|could|may|might|must|should|already|always|often|\w+ly)\s+)+$"
)
_BOUNDARY = words("""
    but that as when while after before because if since although though whether where what why how
    so than or is was are were has had have will would despite amid and who which whom whose yet
    until unless like following including did does do can could may might be been
    """)
_OPENERS = re.compile(
    r"^(?:(?:but|and|yet|so|meanwhile|however|also|then|now|still|earlier|later|instead|when|as|"
    r"while|after|if|yesterday|today|"
    r"(?:on|last|this|by|next|since) (?:\w+ )?(?:\w+day|week|month|year|night|morning|evening)|"
    r"(?:in|at|on|during|for|from|under|with|by) (?:(?!\bof\b)[^,]){1,60},|[A-Z][a-z]+day)[\s,]+)+",
    re.I,
)
_PRONOUN = re.compile(r"(?:he|she|they|it|we|i|who|you)$", re.I)
_BAD_START = re.compile(
    r"(?:to|of|in|at|by|for|with|on|from|not|very|only|then|there|here|also|last|this|next|"
    r"yesterday|today|tonight)\b",
    re.I,
)
_APPOSITIVE = re.compile(
    r"\s*(?:an?|the|who|whose|which|now|then|formerly|once|\d+|one of|\w+ing|\w+ed|his|her|its|"
    r"[RDI]-\w+|(?:[a-z]+[ -])+(?:of|at|for|with|to|and)|[a-z][\w’'-]+|Labour|Conservative|MP)\b"
)
_DETERMINERS = words("the a an his her its their")
_LINKS = [[word] for word in "of for from at in by with to on and against into the".split()]
_TAIL = re.compile(
    r"\s+(?:(?:released|published|issued|out|conducted|commissioned|carried out)\b"
    r"(?!.* (?:by|from) ).*|"
    r"(?:on |last |this |earlier )?(?:\w+day|week|month|year)(?: night| morning)?)$"
)
_RELATIVE = re.compile(r"\b(?:who|which|that)$")
_COMMON_SPEAKERS = words("spokesman spokeswoman spokesperson report study statement survey poll")
_INVERTED_END = re.compile(
    r"[,.;:!?“”\"()—–]|\s-\s|\b(?:who|which|in an?|in the|in his|in her|on (?:the|his|her|\w+day|"
    r"Twitter|Facebook)|during|after|before|while|when|as|at an?|at the|to \w+|told|said|yesterday|"
    r"today|last|this|and (?:he|she|then)|"
    r"of (?:the|his|her|its) (?:decision|move|plan|result|vote)|but|because|if|about|has|was|is|"
    r"are|were|that|with|adding|via)\b"
)
# "the home secretary, Jane Doe, said": the name comes after what the person is.
_NAMED_LAST = re.compile(
    r"(?P<whole>\b(?i:the|its|his|her|their|our|an?)\s(?:[\w’'-]+\s){0,6}"
    r"(?:[a-z][\w-]+|(?:of|for)\s(?:the\s)?[A-Z][\w’'-]+),\s+"
    r"(?P<name>(?:[A-Z][\w.’'-]+\s){1,3}[A-Z][\w’'-]+)),$"
)
_NAMED_AFTER = re.compile(r",\s+(?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+(?=[,.]|$)")
_INVERTED_START = re.compile(
    r"\s*(?:[A-Z]|the\b|an?\b|his\b|her\b|one\b|its\b|some\b|\w+s\b|he\b|she\b|they\b|"
    r"[a-z]+ [a-z]+$|(?!that\b|while\b)[a-z]{4,}(?: [a-z]{3,}){0,2} [A-Z][\w’'-]+ [A-Z])"
)


def subject_before(text: str, floor: int, cue: int) -> Span | None:
    """The noun phrase that ends just before a cue, not reaching back over `floor`."""
    floor = max(floor, cue - _REACH)
    head = _AUXILIARIES.sub("", text[floor:cue])
    head = head.rstrip()
    if head.endswith(","):
        if named := _NAMED_LAST.search(head):
            return _tidy(text, floor + named.start("whole"), floor + named.end("whole"))
        skipped = _before_apposition(head)
        if skipped is None:
            return None
        head = skipped
    elif _RELATIVE.search(head):
        head = re.sub(r",?\s*\b(?:who|which|that)$", "", head)
    return _noun_phrase(text, floor, floor + len(head))


def relative_before(text: str, floor: int, cue: int) -> Span | None:
    """The "who", "which" or "that" which is the subject of the verb at `cue`."""
    floor = max(floor, cue - _REACH)
    head = _AUXILIARIES.sub("", text[floor:cue]).rstrip()
    found = _RELATIVE.search(head)
    return Span(floor + found.start(), floor + found.end()) if found else None


def _before_apposition(head: str) -> str | None:
    """Skip ", who is challenging the mayor," or ", R-Ohio," back to what it stands beside."""
    for comma in re.finditer(",", head[:-1]):
        last = head[: comma.start()].split()[-1:]
        named = bool(last) and (last[0][0].isupper() or last[0].lower() in _COMMON_SPEAKERS)
        if named and _APPOSITIVE.match(head, comma.end()):
            return head[: comma.start()]
    return None


def _noun_phrase(text: str, floor: int, end: int) -> Span | None:
    start = end
    for token in list(re.finditer(r"\S+", text[floor:end]))[:-17:-1]:
        word = token.group()
        last = start == end
        if not last and word[-1] in ',;:!?”“"—–)' or (word[-1] == "." and _full_stop(word)):
            break
        if word.lower() in _BOUNDARY and not _joins(word, text, floor + token.end(), start):
            break
        if word in {"—", "–", "-"} or "_" in word or _spoken(word):
            break
        start = floor + token.start()
        if last and is_pronoun(word):  # "In her memoir she said"
            break
        if word.lower() in _DETERMINERS and not _after_preposition(text, floor, start):
            break
    return _tidy(text, start, end)


def _after_preposition(text: str, floor: int, at: int) -> bool:
    return text[max(floor, at - 12) : at].split()[-1:] in _LINKS


def _spoken(word: str) -> bool:
    """Another cue ends the phrase: "Mr Doe told Channel Nine said"."""
    return KIND.get(word) == "say" and (word.endswith(("ed", "ing")) or word in ("said", "told"))


def _full_stop(word: str) -> bool:
    return len(word) > 5 or word[0].islower()


def _joins(word: str, text: str, at: int, start: int) -> bool:
    """The "and" of "Ms Doe and Mr Roe said"."""
    after = text[start : start + 1]
    before = text[:at].split()[-2:-1] if at < _REACH else text[at - _REACH : at].split()[-2:-1]
    return word.lower() == "and" and bool(before) and before[0][:1].isupper() and after.isupper()


def _tidy(text: str, start: int, end: int) -> Span | None:
    opener = _OPENERS.match(text[start:end])
    if opener and opener.end() < end - start:
        start += opener.end()
    if tail := _TAIL.search(text, start, end):
        end = tail.start()
    span = trim(text, start, end, extra=",;:“”\"'‘’()[]—–-")
    if span is None or _BAD_START.match(span.of(text)):
        return None
    return span


def subject_after(text: str, cue_end: int, ceiling: int, *, named: bool = False) -> Span | None:
    """The noun phrase after an inverted cue: "…, said Ms Doe, who …".

    After "according to" it is `named` for certain.
    """
    window = text[cue_end : min(ceiling, cue_end + _REACH)]
    if not named and not _INVERTED_START.match(window):
        return None
    stop = _INVERTED_END.search(_hide_abbreviations(window))
    if stop and (after := _NAMED_AFTER.match(window, stop.start())) and _is_described(window, stop):
        return _tidy(text, cue_end, cue_end + after.end())
    return _tidy(text, cue_end, cue_end + (stop.start() if stop else len(window)))


def _is_described(window: str, stop: re.Match[str]) -> bool:
    """True of "its director, Jo Doe", where the name comes after what the person is."""
    last = window[: stop.start()].split()[-1:]
    return bool(last) and last[0][0].islower()


def _hide_abbreviations(window: str) -> str:
    return re.sub(r"\b([A-Z]|[A-Z][a-z]{1,3})\.(?= [A-Z])", r"\1_", window)


def first_subject(text: str, sentence: Span) -> Span | None:
    """The subject a sentence opens with, for "…, saying that …" and "… and said …"."""
    opening = text[sentence.start : min(sentence.end, sentence.start + _REACH)]
    # After an introductory phrase with a comma the subject follows it.
    lead = re.match(
        r"(?:In|On|At|Speaking|Writing|Asked|During|After|Before|Following|Despite|For|With|By|"
        r"As|While|When|Earlier|Meanwhile|However|Addressing|Since|Although)\b[^,]*,\s*",
        opening,
    )
    at = lead.end() if lead else 0
    tokens = list(re.finditer(r"\S+", opening[at:]))
    stop = next((t for t in tokens if _ends_subject(t.group())), None)
    if stop is None or "_" in opening[at : at + stop.start()]:
        return None
    return _tidy(text, sentence.start + at, sentence.start + at + stop.start())


_VERB_FORM = re.compile(
    r"(?:has|have|had|is|was|were|are|will|would|did|does|who|which|also|then|later|\w{3,}ed|said|"
    r"told|went|took|made|gave|came|got|won|lost|spoke|says|tells|claims|to|singled|wrote|left|"
    r"hit|met|led|stood|saw|\w+s)$"
)


def _ends_subject(word: str) -> bool:
    return bool(_VERB_FORM.match(word.rstrip(".,;:"))) and not word[0].isupper()


def is_pronoun(phrase: str) -> bool:
    return bool(_PRONOUN.match(phrase.strip()))

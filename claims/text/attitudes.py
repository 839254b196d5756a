"""Attitudes: what somebody plans, wants, thinks, favours or speaks about, in the outlet's words.

"The mayor opposes tolls", "her plan to sell the port", "voters worried about rents". They are
attributions, but no statements of the one they name: claims are not taken from them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.text.attitude_words import FORMS, Use
from claims.text.cues import NOUN_CLAUSE
from claims.text.predicates import INTRODUCTION, Predicates
from claims.text.sources import relative_before, subject_before
from claims.text.spans import Span, trim

_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_BACK = 70

# What follows a word. A preposition may have a particle or an adverb before it.
_CLAUSE = re.compile(r"\s+(?:it\s+)?(?=(?:that|whether|if|how|why|what|who|where)\b)")
_INFINITIVE = re.compile(r"\s+(?:not\s+)?(?=to\s+\w)")
_PREPOSITION = re.compile(
    r"(?:\s+(?:out|up|back|in|again|directly|further|\w+ly|more|much|mostly|at length|earlier|"
    r"last \w+|\w+day|on \w+day|this \w+))?"
    r"\s+(?P<word>about|for|on|of|to|with|against|at|in|by|over|as|upon)\s+(?=\S)"
)
_NO_OBJECT = (
    "and or but by to in on at of for with from that as when while after before because if than is "
    "are was were has have had would will about against over up out down into during until since "
    "also so again earlier later too following under through who which whether how why what monday "
    "tuesday wednesday thursday friday saturday sunday"
)
_OBJECT = re.compile(
    rf"\s+(?!(?:{_NO_OBJECT.replace(' ', '|')})\b)(?=[\w“\"‘'$£€])",
    re.I,
)
# "voiced support for …": the noun tells, and takes the subject of the verb.
_NOUN_NEXT = re.compile(
    r"\s+(?:(?:an?|the|his|her|their|its|no|any|some|more|several|many)\s+)?(?:[a-z-]+\s+){0,2}?"
    r"(?P<noun>[a-z]+)\s+(?P<next>that|to|for|of|on|about|against|with|over|at)\b"
)
_CARRIES = re.compile(
    r"\b(?P<verb>ha(?:s|d|ve|ving)|ma(?:de|kes?|king)|g(?:ave|ives?|iving|iven)|express\w*|voic\w+|"
    r"rais\w+|shar\w+|t(?:ook|akes?|aking)|issu\w+|offer\w*|deliver\w*|reiterat\w+|show\w*|"
    r"s(?:end|ent|ends)|releas\w+|announc\w+|h(?:old|olds|eld)|draw|drew|drawn|post\w*|receiv\w+|"
    r"reject\w*|repeat\w*|laun\w+|unveil\w*|spark\w*|is|was|are|were|been)\s+"
    r"(?:(?:an?|the|his|her|their|its|no|some|any|more|many|several|few|\w+)\s+){0,3}$",
    re.I,
)
_OWNER = re.compile(
    r"(?:(?P<name>(?:[A-Z][\w.&-]*\s+(?:of\s+)?){0,4}[\w.&-]+[’'](?:s|(?=\s)))|"
    r"\b(?P<pronoun>his|her|their|its|my|our|your))\s+(?:[\w-]+\s+){0,3}$",
    re.I,
)

# What stands before a word.
_BE = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|am|gets?|got|getting|feels?|felt|seems?|seemed|"
    r"remains?|remained|looks?|looked|sounds?|sounded|appears?|appeared|grew|becomes?|became)|"
    r"[’'](?:s|re|m))\s+(?:(?:not|also|now|still|very|so|too|more|most|less|all|even|just|already|"
    r"never|far|once|long|\w+ly|quite|as)\s+){0,3}$",
    re.I,
)
_TAKES_NOUN = re.compile(
    r"\b(?:the|an?|his|her|their|its|my|our|your|this|that|these|those|no|any|some|of|[^\W_]+[’']s?|"
    r"for|with|in|by|from|at|on|more|many|new)\s+(?:\w+\s+)?$",
    re.I,
)
_TAKES_VERB = re.compile(
    r"\b(?:to|will|would|can|could|should|may|might|must|do|does|did|not|\w+n[’']t|never|cannot)\s+"
    r"(?:(?:also|even|\w+ly)\s+)?$",
    re.I,
)
# Who "support", not "supports"; "back" and "post" after anything else are no verbs.
_PLURAL = re.compile(
    r"(?:\w{2}s|[^\W_]+men|people|voters|they|we|you|i|who|that|and|or|both|also|percent|many|most|"
    r"some|others|majority|public|half|\w+ly|still|now|”|\")\s+$",
    re.I,
)
_TO = re.compile(r"\bto\s+(?:\w+ly\s+)?$", re.I)
_DETERMINED = re.compile(
    r"\b(?:the|an?|his|her|their|its|no|some|any|this|that|these|those)\s+"
    r"(?:\w+ly\s+|most\s+|more\s+)?$",
    re.I,
)
# "There was no evidence that …" is nobody's evidence.
_THERE = re.compile(r"\bthere (?:is|was|are|were|has been|had been) (?:\w+ ){1,3}$", re.I)
_SUPPOSED = re.compile(r"\b(?:if|whether|unless|were)\b[^,;]{0,60}$", re.I)

# Where what is wanted or thought ends.
_STOP = re.compile(
    r"[;:—–]|\s-\s|\s--|,\s+(?=(?:and|but|or|who|which|whose|while|as|after|before|when|although|"
    r"though|because|if|where|with|according|despite|in|on|at|for|from|to|by|including|even|yet|so|"
    r"he|she|they|it|the|an?|his|her|\w+ing|\w+ed|said|saying|says|then|since|making|not|one|once)"
    r"\b)|(?<!how)(?<!that)(?<!whether)(?<!why)(?<!what)(?<!if)\s(?:but|while|after|before|when|"
    r"because|though|although|amid|despite|according|during|until|since|"
    r"as (?:he|she|they|it|well|part))\s|\s+and\s+(?:\w+ly\s+)?(?:said|told|called|has|have|is|was|"
    r"are|were|had|would|will|he|she|they|it|noted|added|warned|promised|argued|asked|went|made|"
    r"urged|vowed|\w+ed(?=\s+(?:the|an?|his|her|their|its|to|that)\b))\b"
)
_FINITE = re.compile(
    r"\s(?:has|have|had|is|was|are|were|will|would|could|can|may|might|should|did|does|do|said|"
    r"says)(?:n[’']t)?\s"
)
_LINK = re.compile(r"\b(?:that|who|which|what|how|why|whether|where|if|when|like|because)\b")
_BY = re.compile(r"[^,.;:]{0,60}?\bby\s+(?P<who>[^,.;:]+)")
_FINAL = " \t\r\n.,;:—–"


@dataclass(frozen=True, slots=True)
class Attitude:
    """`relative` is the "who" that stands for the source in a relative clause."""

    contents: tuple[Span, ...]
    cue: Span
    source: Span | None = None
    relative: Span | None = None


def attitudes(masked: str, sentence: Span, reported: list[Span]) -> Iterator[Attitude]:
    """The attitudes a sentence tells of, outside what is `reported` in it.

    `masked` is the text with quoted words blanked.
    """
    if masked[sentence.end - 1] == "?" or "<" in sentence.of(masked):
        return
    reader = _Reader(masked, sentence)
    inside = sentence.start
    for match in _WORD.finditer(masked, sentence.start, sentence.end):
        uses = FORMS.get(match.group().lower())
        at = match.start()
        if not uses or at < inside or any(span.start <= at < span.end for span in reported):
            continue
        if found := reader.read(Span(at, match.end()), uses):
            yield found
            inside = max(span.end for span in found.contents)


class _Reader:
    """Reads the words of one sentence."""

    def __init__(self, masked: str, sentence: Span) -> None:
        self._masked, self._sentence = masked, sentence
        self._predicates = Predicates(masked, sentence)

    def read(self, word: Span, uses: tuple[Use, ...]) -> Attitude | None:
        before = self._before(word.start)
        if _SUPPOSED.search(before) or _THERE.search(before):
            return None
        readings = (_READINGS[use.part](self, word, use, before) for use in uses)
        return next((found for found in readings if found), None)

    def verb(self, word: Span, use: Use, before: str) -> Attitude | None:
        asked = self._masked[word.start : word.end].lower() == "asked"
        being = bool(_BE.search(before))
        if use.form == "past" and _DETERMINED.search(before):
            return None
        follows = self._follows(word, use)
        if use.form == "past" and being and not (asked and follows):
            return self._passive(word, use)
        if follows is None or self._is_noun(use, before):
            return None
        if asked and (being or not before.strip()):
            return self._attitude(word, follows, None, None)  # nobody says who asked
        if _TO.search(before) or (use.form == "ing" and not being):
            return self._attitude(word, follows, self._predicates.shared(word.start), None)
        return self._attitude(word, follows, *self._subject(word.start))

    def _is_noun(self, use: Use, before: str) -> bool:
        if use.form not in ("base", "s") or _TAKES_VERB.search(before):
            return False
        return bool(_TAKES_NOUN.search(before)) or (
            use.form == "base" and not _PLURAL.search(before)
        )

    def _passive(self, word: Span, use: Use) -> Attitude | None:
        """Of "X was mocked by Y" Y is the source, and X what it is about."""
        by = _BY.match(self._masked, word.end, self._sentence.end)
        subject, relative = self._subject(word.start)
        told_of = relative or subject
        if "object" not in use.frames or by is None or told_of is None:
            return None
        end = min(self._end(by.start("who"), by.end("who"), word.start, ""), by.end("who"))
        source = trim(self._masked, by.start("who"), end)
        return Attitude((told_of,), word, source) if source else None

    def noun(self, word: Span, use: Use, before: str) -> Attitude | None:
        follows = self._follows(word, use)
        if follows is None:
            return None
        base = word.start - len(before)
        if owner := _OWNER.search(before):
            group = "name" if owner["name"] else "pronoun"
            owned_by = Span(base + owner.start(group), base + owner.end(group))
            return self._attitude(word, follows, owned_by, None, nominal=True)
        if carries := _CARRIES.search(before):
            return self._attitude(word, follows, *self._subject(base + carries.start("verb")))
        source = self._predicates.told_by(word.start)
        return self._attitude(word, follows, source, None, nominal=source is None)

    def adjective(self, word: Span, use: Use, before: str) -> Attitude | None:
        follows = self._follows(word, use)
        if follows is None:
            return None
        being = _BE.search(before)
        verb = word.start - len(before) + being.start() if being else word.start
        return self._attitude(word, follows, *self._subject(verb))

    def raised(self, word: Span, _use: Use, before: str) -> Attitude | None:
        """ "X is expected to win": somebody expects that X wins."""
        return self._about_subject(word) if _BE.search(before) else None

    def seem(self, word: Span, _use: Use, _before: str) -> Attitude | None:
        return self._about_subject(word)

    def _about_subject(self, word: Span) -> Attitude | None:
        subject, relative = self._subject(word.start)
        told_of = relative or subject
        rest = self._content(word.end, word.start, "")
        return Attitude((told_of, rest), word) if told_of and rest else None

    def _attitude(
        self,
        word: Span,
        follows: tuple[str, int, int],
        source: Span | None,
        relative: Span | None,
        *,
        nominal: bool = False,
    ) -> Attitude | None:
        frame, start, cue_end = follows
        content = self._content(start, word.start, frame)
        if content and (relative or nominal) and frame != "clause":
            content = self._before_verb(content)
        if content and relative and self._masked[relative.start - 2 : relative.start] == ", ":
            comma = self._masked.find(", ", content.start, content.end)
            content = trim(self._masked, content.start, comma) if comma > 0 else content
        return (
            Attitude((content,), Span(word.start, cue_end), source, relative) if content else None
        )

    def _follows(self, word: Span, use: Use) -> tuple[str, int, int] | None:
        """What follows the word: its kind, where the content starts, where the cue ends."""
        at, end = word.end, min(self._sentence.end, word.end + 120)
        plural = self._masked[word.end - 1] == "s"
        if plural and NOUN_CLAUSE.match(self._masked, at, end):
            return None
        if "clause" in use.frames and (found := _CLAUSE.match(self._masked, at, end)):
            return "clause", found.end(), at
        if "infinitive" in use.frames and (found := _INFINITIVE.match(self._masked, at, end)):
            return "infinitive", found.end(), at
        if found := _PREPOSITION.match(self._masked, at, end):
            preposition = found["word"].replace("upon", "on")
            if preposition in use.frames:
                return preposition, found.end(), found.end("word")
        if "object" in use.frames and (found := _OBJECT.match(self._masked, at, end)):
            return None if self._noun_next(at, end) else ("object", found.end(), at)
        return None

    def _noun_next(self, at: int, end: int) -> bool:
        found = _NOUN_NEXT.match(self._masked, at, end)
        if found is None:
            return False
        frames = {"that": {"clause"}, "to": {"to", "infinitive"}}.get(
            found["next"], {found["next"]}
        )
        uses = FORMS.get(found["noun"], ())
        return any(use.part == "noun" and use.frames & frames for use in uses)

    def _subject(self, at: int) -> tuple[Span | None, Span | None]:
        relative = relative_before(self._masked, self._sentence.start, at)
        if relative:
            return subject_before(self._masked, self._sentence.start, at), relative
        return self._predicates.subject(at), None

    def _content(self, start: int, cue: int, frame: str) -> Span | None:
        end = self._end(start, self._sentence.end, cue, frame)
        return trim(self._masked, start, end, extra=_FINAL)

    def _before_verb(self, content: Span) -> Span | None:
        """Cut where the sentence goes on: "Members who oppose tolls | left"."""
        verb = self._predicates.next(content.start)
        if verb is None or verb >= content.end:
            return content
        if _LINK.search(self._masked, content.start, verb):
            return content
        return trim(self._masked, content.start, verb, extra=_FINAL)

    def _end(self, start: int, end: int, cue: int, frame: str) -> int:
        if stop := _STOP.search(self._masked, start, end):
            end = stop.start()
        if frame != "clause":
            finite = _FINITE.search(self._masked, start, end)
            if finite and not _LINK.search(self._masked, start, finite.start()):
                end = finite.start()
        if self._introduces(cue):
            comma = self._masked.find(", ", start, end)
            end = comma if comma > 0 else end
        return end

    def _introduces(self, cue: int) -> bool:
        """The main clause is still to come: "In a speech praising Ms Doe, Mr Roe said …"."""
        opens = INTRODUCTION.match(self._masked, self._sentence.start)
        return bool(opens) and "," not in self._masked[self._sentence.start : cue]

    def _before(self, at: int) -> str:
        return self._masked[max(self._sentence.start, at - _BACK) : at]


_READINGS = {
    "verb": _Reader.verb,
    "noun": _Reader.noun,
    "adjective": _Reader.adjective,
    "raised": _Reader.raised,
    "seem": _Reader.seem,
}

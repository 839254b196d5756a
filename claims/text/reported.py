"""Reads the sentences of a text for who said what: cue, name, and where the words begin and end."""

import re

from claims.text.attributions import Attribution, Attributions, mask
from claims.text.complements import complement
from claims.text.cues import ACCORDING, ADDRESSED, CUE, KIND, NOUN_CLAUSE
from claims.text.marks import Quotation
from claims.text.names import Names
from claims.text.predicates import INTRODUCTION, Predicates
from claims.text.sources import relative_before, subject_after, subject_before
from claims.text.spans import Span, trim
from claims.text.turns import turns

_QUOTE_NEXT = re.compile(r"\s*[:,]?\s*(?=[“\"‘'«„])")
_LEAD_IN = re.compile(r"[^“\"«„:;.]{0,120}:\s*(?=[“\"‘'«„])|[^“\"«„:;.,]{0,90},\s*(?=[“\"«„])")
_NAME_COLON = re.compile(r"(?P<name>[A-Z][\w.’'-]*(?: [\w.’'-]+){0,6}):\s*(?=[“\"‘'])")
_SAID_END = re.compile(r"(?:\s+(?:in|on|at|last|this|\w+day|to)\b[^,“\"]{0,60})?[.,]?\s*$")
_TOLD_END = re.compile(
    r"\s+(?:[A-Z]|the\b|an?\b|reporters|lawmakers|voters|him|her|them)[^,“\"]{0,60}[.,]?\s*$"
)
_GOES_ON = re.compile(r"(?:\s(?:on|in|last|this|\w+day)\b[^,]{0,40})?,\s")
_ADJUNCT_START = re.compile(
    r"\s+(?:in|on|at|to|of|after|during|via|by|yesterday|today|last|this|\w+day)\b|\s*[:,]"
)
_ENDS_QUOTED = re.compile(r"[”\"’'»][,.]?\s*$")
_ENDS_CLAUSE = re.compile(r"[,—–]\s*$|\s-\s*$")
# Before a cue these make it a noun ("the claim", "of support") or no statement ("to say").
_AS_NOUN = re.compile(
    r"\b(?:the|an?|of|his|her|their|its|my|our|your|this|that|these|no|any|some|for|in|with|on|by|"
    r"from|at|more|many|new|public|first|last|own|to|not|don[’']t|doesn[’']t|[^\W_]+[’']s?|"
    r"\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|percentage)\s+$",
    re.I,
)
# "A report in May": the noun, not the verb.
_ONE = re.compile(r"(?:an?|one|this|that|each|every|another)\s", re.I)
_ALSO_NOUNS = frozenset("report claim estimate note show find forecast rule read".split())
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being|be)\s+(?:(?:last|this) \w+\s+|(?:\w+ly|also|today)\s+)?$",
    re.I,
)
_EXPECTS_CUE = re.compile(r"[,?!][”\"’'»]+$")
_CAPITALS = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}"
_NAME = (
    rf"(?:he|she|they|(?:(?:an?|the|one|his|her) (?:[a-z][\w-]* ){{0,3}})?{_CAPITALS}|"
    r"(?:the|one|an?) (?:[a-z][\w-]* ){0,3}[a-z][\w-]+)"
)
_NAME_VERB = re.compile(rf"\s+(?P<name>{_NAME}) (?:\w+ly )?(?P<verb>[a-z]+(?:ed|es|s))\b")
_VERB_NAME = re.compile(
    rf"\s+(?P<verb>[a-z]+(?:ed|es|s)) (?P<name>{_NAME})(?=[.,]|\s+(?:of|in|at|on|to)\b)"
)
_LAST_VERB = re.compile(r"\s(?P<verb>[a-z]+(?:ed|s))$")
_AS = re.compile(r"\bas\s+$", re.I)
_ADDS = re.compile(
    r"\s*(?:and|but|or|while|which|who|compared|with|a|an|the|up|down|as|though|although|\w+ing)\b"
)
_COMMA = re.compile(r"(?:\s+(?:\w+day|last \w+|earlier|this \w+|in \w+))?,\s")
_FINAL = " \t\r\n.,;:—–"


class AttributionReader:
    """Takes the sentences of a text in order, and remembers who spoke; `found` grows."""

    def __init__(self, text: str, quotations: list[Quotation], names: Names) -> None:
        self.text, self.quotations = text, quotations
        self.turns = turns(text, names)
        self.masked = mask(text, quotations)
        self.made = Attributions(text, self.masked, quotations, names)
        self._announced: tuple[Span, Span] | None = None  # cue and source of "Ms Doe went on:"
        self._predicates: Predicates | None = None  # of the sentence last asked about
        self._next = 0  # the first quotation that does not end before the sentence being read

    @property
    def found(self) -> list[Attribution]:
        return self.made.found

    def read(self, sentence: Span) -> None:
        inside = self._quotations_in(sentence)
        if self._announced and inside and self.quotations[inside[0]].outer.start == sentence.start:
            self.made.speak(inside[0], *self._announced)
        self._announced = None
        if turn := self.turns.get(sentence.start):
            self.made.take_turn(turn)
        wholly_quoted = any(self.quotations[i].outer.covers(sentence) for i in inside)
        if not wholly_quoted:
            before = len(self.made.found)
            self._according_to(sentence)
            for match in CUE.finditer(self.masked, sentence.start, sentence.end):
                self._cue(sentence, match.start(), match.end(), inside)
            if len(self.made.found) == before and not self._named_before_colon(sentence, inside):
                self.made.notice_subject(sentence)
        for index in inside:
            if index not in self.made.spoken:
                self._uncommon_cue(sentence, index)
        for index in inside:
            # A quotation of several sentences may still meet its cue in the last of them.
            if index not in self.made.spoken and self.quotations[index].outer.end <= sentence.end:
                self.made.inherit(index)

    def _quotations_in(self, sentence: Span) -> list[int]:
        ends = len(self.quotations)
        while self._next < ends and self.quotations[self._next].outer.end <= sentence.start:
            self._next += 1
        inside = []
        for index in range(self._next, ends):
            if self.quotations[index].outer.start >= sentence.end:
                break
            inside.append(index)
        return inside

    # Cues

    def _cue(self, sentence: Span, start: int, end: int, inside: list[int]) -> None:
        verb = self.masked[start:end].lower()
        kind = KIND[verb]
        cue = Span(start, end)
        before = self.masked[max(sentence.start, start - 24) : start]
        if _AS_NOUN.search(before) or (_is_participle(verb) and _PASSIVE.search(before)):
            return
        if kind == "say" and self._inverted(sentence, cue, inside):
            return
        source = self._source(sentence, cue, verb)
        if source is None or self._is_noun(sentence, cue, source):
            return
        if kind == "say" and self._as_told(sentence, cue, source):
            return
        if kind in ("say", "think") and self._trailing(sentence, cue, source, inside):
            return
        quoted = self._quoted_after(cue, sentence, inside) if kind in ("say", "think") else None
        if quoted is not None:
            if quoted not in self.made.spoken:
                self.made.speak(quoted, cue, source)
            return
        if self.masked[cue.end : sentence.end].rstrip().endswith(":") and not inside:
            self._announced = (cue, source)
            return
        content = complement(self.text, self.masked, sentence, cue)
        content = content and self._within_relative(content, cue, source)
        if content:
            self.made.report(self._to_closing_mark(content, inside), cue, source)

    def _is_noun(self, sentence: Span, cue: Span, source: Span) -> bool:
        verb = cue.of(self.masked).lower()
        if verb in _ALSO_NOUNS and _ONE.match(source.of(self.masked)):
            return True
        if verb == "told" and not self.masked[cue.end : sentence.end].strip():
            return True  # a headline: "“Clinics at breaking point”, minister told"
        also_plural = verb.endswith("s") and verb != "says"
        return also_plural and bool(NOUN_CLAUSE.match(self.masked, cue.end, sentence.end))

    def _within_relative(self, content: Span, cue: Span, source: Span) -> Span | None:
        """Of "Ms Doe, who says rents rose, left" the words end at the second comma."""
        relative = relative_before(self.masked, source.end, cue.start)
        if relative is None or "," not in self.masked[source.end : relative.start]:
            return content
        comma = self.masked.find(", ", content.start, content.end)
        return trim(self.text, content.start, comma, extra=_FINAL) if comma > 0 else content

    def _to_closing_mark(self, content: Span, inside: list[int]) -> Span:
        """Reported words that end in a quotation go on to its end, over several sentences."""
        last = self.quotations[inside[-1]].outer if inside else None
        if last and last.start < content.end < last.end:
            return Span(content.start, last.end)
        return content

    def _source(self, sentence: Span, cue: Span, verb: str) -> Span | None:
        if verb.endswith("ing") or re.search(
            r"\b(?:and|or|but)\s+(?:\w+ly\s+|also\s+)?$",
            self.masked[sentence.start : cue.start][-30:],
        ):
            return self._same_speaker(sentence) or self._shared(sentence, cue)
        source = subject_before(self.masked, sentence.start, cue.start)
        if source is None and self.masked[sentence.start : cue.start].rstrip().endswith(","):
            return self._shared(sentence, cue)
        return source

    def _shared(self, sentence: Span, cue: Span) -> Span | None:
        if self._predicates is None or self._predicates.sentence != sentence:
            self._predicates = Predicates(self.masked, sentence)
        return self._predicates.speaker(cue.start)

    def _same_speaker(self, sentence: Span) -> Span | None:
        """Whoever is quoted at the start goes on: "“We won,” he said, adding that …"."""
        if not self.masked[sentence.start : sentence.start + 2].endswith("_"):
            return None
        cued = [a for a in self.made.found[-2:] if a.cue and sentence.covers(a.cue)]
        return cued[-1].source if cued else None

    def _inverted(self, sentence: Span, cue: Span, inside: list[int]) -> bool:
        """Cue before name: "…, said Ms Doe"."""
        before = self.masked[sentence.start : cue.start].rstrip()
        if not before:
            return self._opens_inverted(sentence, cue, inside)
        quoted = bool(_ENDS_QUOTED.search(before[-4:]))
        if not (quoted or _ENDS_CLAUSE.search(before[-3:])):
            return False
        source = subject_after(self.masked, cue.end, sentence.end)
        if source is None or (not quoted and not self._closes(sentence, source)):
            return False
        return self._backwards(sentence, cue, source, cue.start, inside, quoted)

    def _opens_inverted(self, sentence: Span, cue: Span, inside: list[int]) -> bool:
        """Cue first: "Said Ms Doe: “…”"."""
        source = subject_after(self.masked, cue.end, sentence.end)
        if source is None or self.masked[source.end : source.end + 1] != ":":
            return False
        index = self._quoted_after(source, sentence, inside)
        if index is not None:
            self.made.speak(index, cue, source)
        return index is not None

    def _closes(self, sentence: Span, source: Span) -> bool:
        """Unquoted, only "…, said Ms Doe." is inverted, and "Roe, who ran, said …" is not."""
        after = self.masked[source.end : sentence.end].strip()
        words = source.of(self.text).split()
        # "Tolls will rise, warns port chief": a headline has neither article nor full stop.
        headline = not after and len(words) <= 4
        named = len(words) > 3 and words[-1][0].isupper() and "," in source.of(self.text)
        return (
            headline
            or (named and len(after.split()) < 5)
            or (words[0][0].isupper() and (not after or after[0] in ".,"))
        )

    def _as_told(self, sentence: Span, cue: Span, source: Span) -> bool:
        """ "As the Herald reported, rents rose"."""
        before = self.masked[max(sentence.start, source.start - 12) : source.start]
        after = _COMMA.match(self.masked, cue.end, sentence.end)
        if after is None or not _AS.search(before):
            return False
        content = trim(self.text, after.end(), sentence.end, extra=_FINAL)
        if content:
            self.made.report(content, cue, source)
        return content is not None

    def _trailing(self, sentence: Span, cue: Span, source: Span, inside: list[int]) -> bool:
        """Name and cue last: "…, Ms Doe said"."""
        before = self.masked[sentence.start : source.start].rstrip()
        quoted = bool(_ENDS_QUOTED.search(before[-4:]))
        if quoted and not self._names_thing(sentence, cue, before, inside):
            return self._backwards(sentence, cue, source, source.start, inside, quoted=True)
        if INTRODUCTION.match(before) and _QUOTE_NEXT.match(self.masked, cue.end, sentence.end):
            return False
        rest = self.masked[cue.end : sentence.end]
        end = _TOLD_END if cue.of(self.masked).lower() in ADDRESSED else _SAID_END
        ends_here = end.match(rest)
        if ends_here and _ENDS_CLAUSE.search(before[-3:]) and len(before.split()) > 1:
            return self._backwards(sentence, cue, source, source.start, inside, quoted=False)
        if _GOES_ON.match(rest) and _ENDS_CLAUSE.search(before[-3:]):
            # "Rents rose, she said, while wages fell."
            after = trim(self.text, cue.end, sentence.end, extra=_FINAL)
            self._backwards(sentence, cue, source, source.start, inside, quoted=False)
            if after:
                self.made.report(after, cue, source)
            return True
        return False

    def _names_thing(self, sentence: Span, cue: Span, before: str, inside: list[int]) -> bool:
        """The title in "On the show “Six Live,” Ms Doe said rents rose", which she did not say."""
        if _SAID_END.match(self.masked, cue.end, sentence.end):
            return False
        last = [i for i in inside if self.quotations[i].outer.end <= cue.start][-1:]
        short = bool(last) and len(self.quotations[last[0]].inner.of(self.text).split()) <= 4
        lead = before.partition("_")[0].split()
        goes_on = re.match(r"\s+(?!in\b|on\b|at\b)\w", self.masked[cue.end : sentence.end])
        return short and len(lead) > 1 and bool(goes_on)

    def _backwards(
        self, sentence: Span, cue: Span, source: Span, end: int, inside: list[int], quoted: bool
    ) -> bool:
        if quoted:
            ended = [i for i in inside if self.quotations[i].outer.end <= end]
            if not ended or ended[-1] in self.made.spoken:
                return False
            self._lead(sentence, cue, source, self.quotations[ended[-1]])
            self.made.speak(ended[-1], cue, source)
            # "“We won,” she said, “and we won well.”"
            later = [i for i in inside if self.quotations[i].outer.start >= cue.end]
            if later and later[0] not in self.made.spoken:
                self.made.speak(later[0], cue, source)
            return True
        content = trim(self.text, sentence.start, end, extra=",—–-")
        if content is None:
            return False
        self.made.report(content, cue, source)
        return True

    def _lead(self, sentence: Span, cue: Span, source: Span, quotation: Quotation) -> None:
        """What comes before quoted words that go on from it: "Rents “will fall,” he said"."""
        lead = trim(self.text, sentence.start, quotation.outer.start, extra=":")
        if lead is None or not quotation.inner.of(self.text)[0].islower():
            return
        words = lead.of(self.masked)
        told = any(a.content.overlaps(lead) or lead.covers(a.cue or cue) for a in self.found[-4:])
        if len(words.split()) > 1 and not told and "_" not in words and words[-1] not in ".:":
            self.made.report(lead, cue, source)

    def _quoted_after(self, cue: Span, sentence: Span, inside: list[int]) -> int | None:
        lead = _QUOTE_NEXT.match(self.masked, cue.end, sentence.end)
        if lead is None:
            lead = _LEAD_IN.match(self.masked, cue.end, sentence.end)
            lead = lead if lead and self._leads_in(cue, lead) else None
        if lead is None:
            return None
        return next(
            (i for i in inside if self.quotations[i].outer.start == lead.end()),
            None,
        )

    def _named_before_colon(self, sentence: Span, inside: list[int]) -> bool:
        """No cue but a colon: "Jo Doe: “We won.”", as in a list of reactions."""
        named = _NAME_COLON.match(self.masked, sentence.start, sentence.end)
        if named is None or not inside or self.quotations[inside[0]].outer.start != named.end():
            return False
        name, cue = Span(*named.span("name")), Span(named.end("name"), named.end("name") + 1)
        if verb := _LAST_VERB.search(name.of(self.masked)):  # "Jo Doe thundered: “We won.”"
            cue = Span(name.start + verb.start("verb"), name.end)
            source = subject_before(self.masked, sentence.start, cue.start)
            name = source or Span(name.start, name.start + verb.start())
        self.made.speak(inside[0], cue, name)
        return True

    def _uncommon_cue(self, sentence: Span, index: int) -> None:
        """A verb of no table after a quotation that ends in a comma: "“We won,” she trilled."."""
        quotation = self.quotations[index].outer
        if not _EXPECTS_CUE.search(self.text, quotation.start, quotation.end):
            return
        after = _NAME_VERB.match(self.masked, quotation.end, sentence.end)
        after = after or _VERB_NAME.match(self.masked, quotation.end, sentence.end)
        if after and not any(a.cue and a.cue.start >= quotation.end for a in self.found[-2:]):
            self.made.speak(index, Span(*after.span("verb")), Span(*after.span("name")))

    def _leads_in(self, cue: Span, lead: re.Match[str]) -> bool:
        """True of "told Channel Six: “…”", not of "said X had gone, adding: “…”"."""
        if cue.of(self.masked).lower() in ADDRESSED or _ADJUNCT_START.match(lead.group()):
            return True
        colon = lead.group().rstrip().endswith(":")
        return colon and not CUE.search(self.masked, lead.start(), lead.end())

    def _according_to(self, sentence: Span) -> None:
        for match in ACCORDING.finditer(self.masked, sentence.start, sentence.end):
            source = subject_after(self.masked, match.end(), sentence.end, named=True)
            if source is None:
                continue
            before = trim(self.text, sentence.start, match.start(), extra=_FINAL)
            comma = self.masked.find(",", source.end, sentence.end)
            after = None
            if comma >= 0 and (before is None or self._parenthesis(before, source, comma)):
                after = trim(self.text, comma + 1, sentence.end, extra=_FINAL)
            elif before is None:
                after = trim(self.text, source.end, sentence.end, extra=_FINAL)
            for content in (before, after):
                if content:
                    self.made.report(content, Span(match.start(), match.end()), source)

    def _parenthesis(self, before: Span, source: Span, comma: int) -> bool:
        """True of "Rents, according to the bank, rose", where one statement goes on."""
        rest = self.masked[comma + 1 : comma + 30]
        opens = self.masked[before.end : before.end + 1] == ","
        return opens and comma - source.end < 60 and not _ADDS.match(rest)


def _is_participle(verb: str) -> bool:
    return verb.endswith("ed") or verb in ("said", "told", "thought", "known", "found")

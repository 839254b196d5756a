"""The finite verbs of a sentence, each with its subject, found without a parser.

A verb without a subject of its own ("…, and warned", "to warn", "…, warning") shares the subject of
a verb before it.
"""

import re
from dataclasses import dataclass

from claims.text.attitude_words import FORMS
from claims.text.cues import KIND
from claims.text.lexicon import words
from claims.text.sources import first_subject, relative_before, subject_after, subject_before
from claims.text.spans import Span

_AUXILIARY = words("""
    is are was were has have had will would can could may might must should do does did isn’t aren’t
    wasn’t weren’t hasn’t haven’t hadn’t won’t wouldn’t can’t couldn’t doesn’t don’t didn’t isn't
    aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't doesn't don't didn't
    """)
_PAST = words("""
    ate became began bought broke brought built came cast caught chose dealt drew drove fell felt
    flew fought found gave got grew heard held kept knew laid lay led left let lost made met paid
    put ran rose said sat saw sent set shot sold sought spent spoke stood struck stuck swore taught
    thought threw told took went won wore wrote
    """)
_QUOTED = tuple("”\"’'»")
INTRODUCTION = re.compile(
    r"(?:(?:But|And|Even|Yet|So|Then) )?(?:In|On|At|Speaking|Writing|Asked|During|After|Before|"
    r"Following|Despite|For|With|By|As|While|When|Earlier|Meanwhile|However|Since|Although|Though|"
    r"Like|Unlike|If|Even|Once|\w+ing|in|on|at|during|after|before|for|with|by|as|while|when|since|"
    r"although|though|if|once)\b"
)
_WORD = re.compile(r"[A-Za-z][\w’'-]*")
_DETERMINED = re.compile(
    r"\b(?:the|an?|his|her|their|its|no|some|any|this|that|these|those|of|for|in|with|[^\W_]+[’']s?)"
    r"\s+(?:\w+ly\s+|most\s+|more\s+)?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Verb:
    """`subject` is None where the verb has none before it; `relative` is its "who"."""

    at: int
    subject: Span | None
    relative: Span | None
    speech: bool


class Predicates:
    """The finite verbs of one sentence in order."""

    def __init__(self, masked: str, sentence: Span) -> None:
        self._masked, self.sentence = masked, sentence
        self._verbs: list[Verb] = []
        inside = False
        for match in _WORD.finditer(masked, sentence.start, sentence.end):
            finite = _is_finite(masked, sentence, match)
            if finite and not inside:
                self._verbs.append(self._verb(match.start(), match.end()))
            inside = finite

    def _verb(self, at: int, end: int) -> Verb:
        floor, speech = self.sentence.start, KIND.get(self._masked[at:end].lower()) == "say"
        subject = subject_before(self._masked, floor, at)
        if speech and subject is None and self._masked[floor:at].rstrip()[-1:] in _QUOTED:
            subject = subject_after(self._masked, end, self.sentence.end)
        return Verb(at, subject, relative_before(self._masked, floor, at), speech)

    def next(self, at: int) -> int | None:
        """Where the first verb behind `at` stands."""
        return next((verb.at for verb in self._verbs if verb.at > at), None)

    def subject(self, at: int) -> Span | None:
        """The subject of the verb at `at`, its own or shared."""
        return subject_before(self._masked, self.sentence.start, at) or self.shared(at)

    def told_by(self, at: int) -> Span | None:
        """The subject of the last verb before `at`; None where there is no verb before it."""
        before = [v for v in self._verbs if v.at < at and v.subject]
        return before[-1].subject if before else None

    def speaker(self, at: int) -> Span | None:
        """Who spoke last in the sentence before `at`: "said rents rose and called it a shame"."""
        spoke = [v for v in self._verbs if v.at < at and v.speech and v.subject and not v.relative]
        return spoke[-1].subject if spoke else self.shared(at)

    def shared(self, at: int) -> Span | None:
        """The subject of a verb before `at`: who spoke goes before who is nearest."""
        before = [v for v in self._verbs if v.at < at and v.subject and not v.relative]
        before = [v for v in before if not self._introduces(v.at)] or before
        spoke = [v for v in before if v.speech]
        if participle(self._masked, self.sentence, at):
            chosen = spoke[-1:] or before[:1]
        else:
            chosen = before[-1:]
        return chosen[0].subject if chosen else first_subject(self._masked, self.sentence)

    def _introduces(self, at: int) -> bool:
        """The main clause is still to come: "When Ms Doe spoke, Mr Roe …"."""
        opens = INTRODUCTION.match(self._masked, self.sentence.start)
        return bool(opens) and ", " not in self._masked[self.sentence.start : at]


def participle(masked: str, sentence: Span, at: int) -> bool:
    """True of ", warning", which goes with the main clause."""
    return masked[sentence.start : at].rstrip().endswith((",", "—", "–", "-"))


def _is_finite(masked: str, sentence: Span, match: re.Match[str]) -> bool:
    word = match.group().lower()
    if word in _AUXILIARY or word in _PAST:
        return True
    if not _may_be_finite(word):
        return False
    before = masked[max(sentence.start, match.start() - 30) : match.start()]
    return not _DETERMINED.search(before)


def _may_be_finite(word: str) -> bool:
    if word in KIND:
        return not word.endswith("ing")
    forms = {use.form for use in FORMS.get(word, ()) if use.part == "verb"}
    return bool(forms & {"s", "past"}) or (len(word) > 4 and word.endswith("ed"))

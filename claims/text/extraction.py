"""From a sentence to its claims: who speaks where, cut into clauses, each judged by itself."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from claims.text.attributions import Attribution
from claims.text.checkworthiness import Candidate, Scorer, score
from claims.text.clauses import clause_span, clauses, relative_clauses
from claims.text.cues import DENIAL, KIND, STANCE
from claims.text.names import Names, Person
from claims.text.plan import plan
from claims.text.precedents import Precedent, precedent
from claims.text.quantities import Quantity, quantities
from claims.text.references import Descriptions, lacks_subject, subject_of
from claims.text.results import Claim
from claims.text.rewrite import rewrite
from claims.text.signs import SHARE, compiled
from claims.text.spans import Span
from claims.text.times import Time, times
from claims.text.types import (
    EXHORTATION,
    GREETING,
    QUESTION,
    UNCHECKABLE,
    classify,
    not_a_statement,
)

_SHARE = compiled(r"(?:only |just |about |nearly |almost |over )?" + SHARE)
_ADDRESS_STOP = re.compile(r"[,;:“\"—–]|\s(?:and|but|while|after|before|as|when)\s")
_OUTLET, _NOBODY = -1, -2
_POLITICAL = ("mp", "minister", "leader", "senator", "sen", "president", "secretary", "governor")


@dataclass(frozen=True, slots=True)
class Document:
    """What the claims of one text are read against."""

    text: str
    published: date | None
    names: Names
    scorer: Scorer
    descriptions: Descriptions
    headline: Span | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a stretch that is true or false by itself; `before` is the clause it goes on from."""

    span: Span
    attribution: Attribution | None
    before: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The times, numbers and record read in a clause."""

    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    precedent: Precedent | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a sentence in one voice; the outlet's own where `attribution` is None."""

    span: Span
    attribution: Attribution | None


def claims_in(
    document: Document, index: int, sentence: Span, attributed: list[Attribution]
) -> tuple[list[Claim], str]:
    """The claims of a sentence, and in a few words why, or why there are none."""
    found: list[Claim] = []
    reasons: list[str] = []
    for stretch in stretches(document.text, sentence, attributed):
        before: Span | None = None
        for span in _clauses(document, stretch, reasons):
            for part in (span, *relative_clauses(document.text, span)):
                # A part cut out of the clause goes on from it.
                clause = Clause(part, stretch.attribution, before if part == span else span)
                if claim := _judge(document, index, clause, reasons):
                    found.append(claim)
                    break
            if not lacks_subject(span.of(document.text)):
                before = span
    if found:
        return found, ", ".join(dict.fromkeys(t for claim in found for t in claim.types))
    return [], reasons[-1] if reasons else "only says who is speaking"


def stretches(text: str, sentence: Span, attributed: list[Attribution]) -> list[Stretch]:
    """The sentence by voice, in order; cues and the names before them belong to nobody."""
    owner = [_OUTLET] * (sentence.end - sentence.start)

    def paint(span: Span | None, value: int) -> None:
        if span and (part := span.clip(sentence)):
            size = part.end - part.start
            owner[part.start - sentence.start : part.end - sentence.start] = [value] * size

    for number, attribution in enumerate(attributed):
        if _first_person(text, attribution) or _is_telling(text, attribution):
            continue
        paint(_with_cue(text, attribution), number)
        if not _keeps_cue(text, attribution):
            paint(_introduction(text, attribution), _NOBODY)
            paint(attribution.cue, _NOBODY)
            paint(_address(text, sentence, attribution), _NOBODY)
    found, at = [], sentence.start
    for value, group in groupby(owner):
        end = at + len(list(group))
        if value != _NOBODY and re.search(r"\w", text[at:end]):
            found.append(Stretch(Span(at, end), attributed[value] if value >= 0 else None))
        at = end
    return found


def _address(text: str, sentence: Span, attribution: Attribution) -> Span | None:
    """To whom and where it was said, after a quotation: "“…,” Ms Doe told voters in Tarn."."""
    cue, source = attribution.cue, attribution.source
    if cue is None or attribution.voice != "direct" or cue.start < attribution.content.end:
        return None
    start = max(cue.end, source.end if source else 0)
    if start >= sentence.end:
        return None
    stop = _ADDRESS_STOP.search(text, start, sentence.end)
    return Span(start, stop.start() if stop else sentence.end)


def _introduction(text: str, attribution: Attribution) -> Span | None:
    """The speaker's name with an apposition; a relative clause is the outlet's own statement."""
    source, cue = attribution.source, attribution.cue
    if source is None or cue is None or source.start > cue.start:
        return source
    beside = text[source.end : source.end + 10]
    if re.match(r",\s+(?:who|which|whose)\b", beside):
        return None
    return Span(source.start, cue.start if beside.startswith(",") else source.end)


def _first_person(text: str, attribution: Attribution) -> bool:
    """True of "I said that …", which is the quoted speaker's own statement."""
    source = attribution.source
    return source is not None and source.of(text).lower() in ("i", "we", "you")


def _is_telling(text: str, attribution: Attribution) -> bool:
    """True of "who backed X" and "a majority said …": what the outlet itself tells."""
    cue, source = attribution.cue, attribution.source
    stance = cue is not None and cue.of(text).lower() in STANCE
    return stance or (source is not None and bool(_SHARE.match(source.of(text))))


def _keeps_cue(text: str, attribution: Attribution) -> bool:
    """True of "blamed X for Y" and "vowed to Y", which say nothing without the verb."""
    cue = attribution.cue
    return cue is not None and KIND.get(cue.of(text).lower()) in ("at", "to")


def _judges(text: str, attribution: Attribution) -> bool:
    """True of "called the plan a joke": a judgement, unless its words say more."""
    cue = attribution.cue
    return cue is not None and KIND.get(cue.of(text).lower()) == "at"


def _with_cue(text: str, attribution: Attribution) -> Span:
    if not attribution.cue or not _keeps_cue(text, attribution):
        return attribution.content
    start = attribution.cue.start
    source = attribution.source
    if source and source.end <= start and start - source.end < 30:
        start = source.start
    return Span(min(start, attribution.content.start), attribution.content.end)


def _clauses(document: Document, stretch: Stretch, reasons: list[str]) -> list[Span]:
    whole = clause_span(document.text, stretch.span.start, stretch.span.end)
    if whole is None:
        return []
    ending = document.text[whole.start : min(whole.end + 2, stretch.span.end)]
    reason = not_a_statement(ending)
    if reason in (QUESTION, EXHORTATION, GREETING):
        reasons.append(reason)
        return []
    found = clauses(document.text, whole) or [whole]
    return [_without_stop(document.text, stretch.span, clause) for clause in found]


def _without_stop(text: str, stretch: Span, clause: Span) -> Span:
    """A clause cut out of a sentence does not keep the sentence's full stop."""
    if not re.search(r"\w", text[stretch.start : clause.start]):
        return clause
    end = clause.end
    while end - clause.start > 3 and text[end - 1] == "." and not text[end - 2].isupper():
        end -= 1
    return Span(clause.start, end)


def _judge(document: Document, index: int, clause: Clause, reasons: list[str]) -> Claim | None:
    """The clause as a claim; None, and the reason among `reasons`, where it is none."""
    exact, start = clause.span.of(document.text), clause.span.start
    record = precedent(exact, start)
    reason = not_a_statement(exact)
    if reason and not record:
        reasons.append(reason)
        return None
    when = times(exact, document.published, start)
    counted = quantities(exact, start, tuple((t.start, t.end) for t in when))
    types = classify(exact, record, counted, dated=bool(when))
    if clause.attribution and _judges(document.text, clause.attribution):
        types = tuple(name for name in types if name != "event") or ("opinion",)
    if UNCHECKABLE.issuperset(types):
        reasons.append(" and ".join(types))
        return None
    return _claim(document, index, clause, types, Reading(when, counted, record))


def _claim(
    document: Document, index: int, clause: Clause, types: tuple[str, ...], read: Reading
) -> Claim:
    exact, attribution = clause.span.of(document.text), clause.attribution
    person = attribution.person if attribution else None
    readable, flags = rewrite(
        exact,
        clause.span,
        read.times,
        document.names,
        person.name if person else None,
        subject=_subject(document.text, clause),
        known=document.descriptions,
    )
    if attribution and attribution.cue and attribution.cue.of(document.text).lower() in DENIAL:
        flags = (*flags, "the speaker denies this")
    candidate = _candidate(exact, types, bool(read.quantities), bool(read.times), person)
    factors = document.scorer.factors(candidate)
    return Claim(
        exact=exact,
        start=clause.span.start,
        end=clause.span.end,
        text=readable,
        flags=flags,
        types=types,
        score=score(factors),
        factors=factors,
        voice=_voice(document, clause.span, attribution),
        times=read.times,
        quantities=read.quantities,
        precedent=read.precedent,
        plan=plan(types, read.precedent, document.published),
        sentence=index,
        **_attributed(document.text, attribution),
    )


def _attributed(text: str, attribution: Attribution | None) -> dict[str, Any]:
    """What a claim says of its speaker."""
    person = attribution.person if attribution else None
    return {
        "speaker": person.name if person else None,
        "cue": attribution.cue.of(text) if attribution and attribution.cue else None,
        "speaker_printed": person.printed if person else None,
        "speaker_role": person.role if person else None,
        "speaker_party": person.party if person else None,
        "chain": attribution.chain if attribution else (),
    }


def _subject(text: str, clause: Clause) -> str | None:
    """The subject that the clause shares with what stands before it."""
    if not lacks_subject(clause.span.of(text)):
        return None
    attribution = clause.attribution
    if attribution and _keeps_cue(text, attribution) and attribution.person:
        return attribution.person.name  # "…, called the flag a rag": who called it speaks
    return subject_of(text, clause.span, clause.before)


def _candidate(
    exact: str, types: tuple[str, ...], has_number: bool, has_time: bool, person: Person | None
) -> Candidate:
    return Candidate(
        exact,
        types,
        has_number=has_number,
        has_time=has_time,
        names=sum(word[:1].isupper() for word in exact.split()[1:]),
        attributed=person is not None,
        politician=bool(person and (person.party or _is_political(person.role))),
    )


def _is_political(role: str | None) -> bool:
    return any(word in _POLITICAL for word in (role or "").lower().replace(".", "").split())


def _voice(document: Document, clause: Span, attribution: Attribution | None) -> str:
    if attribution:
        return attribution.voice
    return "headline" if document.headline and document.headline.covers(clause) else "outlet"

"""From a sentence to its claims: who speaks where, cut into clauses, each judged by itself."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.text.attributions import Attribution
from claims.text.checkworthiness import Candidate, Judgement, Scorer, names_in
from claims.text.clauses import clause_span, clauses, relative_clauses
from claims.text.cues import DENIAL
from claims.text.names import Names
from claims.text.plan import plan
from claims.text.precedents import Precedent, precedent
from claims.text.quantities import Quantity, quantities
from claims.text.references import Descriptions, lacks_subject, pronoun_of, subject_of
from claims.text.results import Claim
from claims.text.rewrite import rewrite
from claims.text.spans import Span
from claims.text.statements import EXHORTATION, GREETING, QUESTION, not_a_statement
from claims.text.times import Time, times
from claims.text.types import UNCHECKABLE, classify, speaks
from claims.text.voices import Stretch, judges, keeps_cue, stretches

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
    country: str = ""


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
    found = classify(exact, record, counted, dated=bool(when))
    types = _as_said(document, found.labels, clause.attribution)
    if not found.checkable or UNCHECKABLE.issuperset(types):
        reasons.append(" and ".join(types))
        return None
    read = Reading(when, counted, record)
    judged = document.scorer.judge(_candidate(exact, types, read, clause.attribution))
    if types == ("event",) and not judged.claim:
        reasons.append("nothing in it that could be verified")
        return None
    types = _with_quote(document, types, clause.attribution)
    return _claim(document, index, clause, types, read, judged)


def _as_said(
    document: Document, types: tuple[str, ...], attribution: Attribution | None
) -> tuple[str, ...]:
    if attribution and judges(document.text, attribution):
        return tuple(name for name in types if name != "event") or ("opinion",)
    return types


def _with_quote(
    document: Document, types: tuple[str, ...], attribution: Attribution | None
) -> tuple[str, ...]:
    """The last of the types that can be checked."""
    return (*types, "quote") if attribution and speaks(document.text, attribution) else types


def chosen(document: Document, index: int, span: Span, attribution: Attribution | None) -> Claim:
    """Words that a person calls a claim; nothing is judged away. The type that gives a claim its
    colour, the first, is one that can be checked, if there is one."""
    exact = span.of(document.text)
    record = precedent(exact, span.start)
    when = times(exact, document.published, span.start)
    counted = quantities(exact, span.start, tuple((t.start, t.end) for t in when))
    labels = classify(exact, record, counted, dated=bool(when)).labels
    labels = _as_said(document, labels, attribution)
    types = tuple(sorted(labels, key=UNCHECKABLE.__contains__))
    types = tuple(name for name in types if name != "not_claim") or ("event",)
    read = Reading(when, counted, record)
    judged = document.scorer.judge(_candidate(exact, types, read, attribution))
    types = _with_quote(document, types, attribution)
    return _claim(document, index, Clause(span, attribution), types, read, judged)


def _claim(
    document: Document,
    index: int,
    clause: Clause,
    types: tuple[str, ...],
    read: Reading,
    judged: Judgement,
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
        pronoun=pronoun_of(document.text, clause.span, attribution),
        known=document.descriptions,
    )
    if attribution and attribution.cue and attribution.cue.of(document.text).lower() in DENIAL:
        flags = (*flags, "the speaker denies this")
    return Claim(
        exact=exact,
        start=clause.span.start,
        end=clause.span.end,
        text=readable,
        flags=flags,
        types=types,
        score=judged.score,
        factors=judged.factors,
        voice=_voice(document, clause.span, attribution),
        times=read.times,
        quantities=read.quantities,
        precedent=read.precedent,
        plan=plan(types, read.precedent, document.published, document.country),
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
    if attribution and keeps_cue(text, attribution) and attribution.person:
        return attribution.person.name  # "…, called the flag a rag": who called it speaks
    return subject_of(text, clause.span, clause.before)


def _candidate(
    exact: str, types: tuple[str, ...], read: Reading, attribution: Attribution | None
) -> Candidate:
    person = attribution.person if attribution else None
    return Candidate(
        exact,
        types,
        has_number=bool(read.quantities),
        has_time=bool(read.times),
        names=names_in(exact),
        attributed=person is not None,
        politician=bool(person and (person.party or _is_political(person.role))),
    )


def _is_political(role: str | None) -> bool:
    return any(word in _POLITICAL for word in (role or "").lower().replace(".", "").split())


def _voice(document: Document, clause: Span, attribution: Attribution | None) -> str:
    if attribution:
        return attribution.voice
    return "headline" if document.headline and document.headline.covers(clause) else "outlet"

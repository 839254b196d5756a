"""The whole path: a text in, its sentences, claims and quotes out."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from claims.text.attributions import Attribution
from claims.text.checkworthiness import Scorer, TrainedScorer
from claims.text.encoder import ModelBroken
from claims.text.extraction import Document, chosen, claims_in
from claims.text.marks import quotations
from claims.text.names import Names
from claims.text.references import Descriptions
from claims.text.reported import AttributionReader
from claims.text.results import Analysis, Claim, Quote, Sentence
from claims.text.sentences import sentences
from claims.text.spans import Span, paragraphs, trim
from claims.text.voices import stretches
from claims.text.where import country

ENGINE = "trained-3"

_HEADLINE_WORDS = 25
# Code points read around words that a person chose: people are introduced before they speak.
_BEFORE, _AFTER = 12_000, 2_000


def analyse(
    text: str,
    *,
    published: date | None = None,
    scorer: Scorer | None = None,
    progress: Callable[[int, int], None] = lambda read, count: None,
) -> Analysis:
    """Analyse any string; never raises for its content, but ModelBroken where no sentence can be.

    `published` is the day that "on Thursday" and "last year" are read against. A sentence whose
    analysis fails has the outcome "failed" and the error as its reason; the others go on.
    `progress` is told how many sentences are read, of how many.
    """
    sentence_spans = sentences(text)
    document, reader = _opened(text, published, scorer)
    found, errors = _attributions(reader, sentence_spans)
    claims: list[Claim] = []
    outcomes: list[Sentence] = []
    for index, (span, attributed) in enumerate(_by_sentence(sentence_spans, found)):
        outcome, made = _one(document, index, span, attributed, errors.get(span))
        outcomes.append(outcome)
        claims += made
        progress(index + 1, len(sentence_spans))
    return Analysis(tuple(outcomes), tuple(claims), tuple(_quotes(text, found)), ENGINE)


def read(
    text: str,
    start: int,
    end: int,
    *,
    published: date | None = None,
    scorer: Scorer | None = None,
) -> Claim:
    """What the engine makes of `text[start:end]`, which a person calls a claim.

    Read with what stands around it: in milliseconds, however long the text is. Raises ValueError
    where there are no such words, ModelBroken where the model cannot be used.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no words from {start} to {end} in a text of {len(text)}")
    first, last = max(0, start - _BEFORE), min(len(text), end + _AFTER)
    if first:
        first = text.find("\n", first, start) + 1 or first
    near, span = text[first:last], Span(start - first, end - first)
    sentence_spans = sentences(near)
    document, reader = _opened(near, published, scorer)
    found, _ = _attributions(reader, sentence_spans)
    within = [
        (part.end - part.start, -index, stretch.attribution)
        for index, (sentence, attributed) in enumerate(_by_sentence(sentence_spans, found))
        if sentence.overlaps(span)
        for stretch in stretches(near, sentence, attributed)
        if (part := stretch.span.clip(span))
    ]
    _, index, attribution = max(within, key=lambda w: w[:2], default=(0, 0, None))
    return _moved(chosen(document, -index, span, attribution), first)


def _moved(claim: Claim, by: int) -> Claim:
    """The same claim in a text that has so much more before it."""
    if not by:
        return claim
    record = claim.precedent
    return replace(
        claim,
        start=claim.start + by,
        end=claim.end + by,
        times=tuple(replace(t, start=t.start + by, end=t.end + by) for t in claim.times),
        quantities=tuple(replace(q, start=q.start + by, end=q.end + by) for q in claim.quantities),
        precedent=record and replace(record, start=record.start + by, end=record.end + by),
    )


def _opened(
    text: str, published: date | None, scorer: Scorer | None
) -> tuple[Document, AttributionReader]:
    """What the claims of a text are read against, and who finds the speakers."""
    paragraph_spans, names = paragraphs(text), Names(text)
    document = Document(
        text,
        published,
        names,
        scorer or TrainedScorer(),
        Descriptions(text),
        _headline(text, paragraph_spans),
        country(text),
    )
    return document, AttributionReader(text, quotations(text, paragraph_spans), names)


def _attributions(
    reader: AttributionReader, sentence_spans: list[Span]
) -> tuple[list[Attribution], dict[Span, Exception]]:
    errors: dict[Span, Exception] = {}
    for span in sentence_spans:
        try:
            reader.read(span)
        except Exception as error:  # told as the outcome of this sentence, see _one
            errors[span] = error
    return sorted(reader.found, key=lambda a: (a.content, a.cue or a.content)), errors


def _one(
    document: Document,
    index: int,
    span: Span,
    attributed: list[Attribution],
    error: Exception | None,
) -> tuple[Sentence, list[Claim]]:
    """One sentence's failure must not lose the article: it is recorded with its error."""
    made: list[Claim] = []
    try:
        if error:
            raise error
        made, reason = claims_in(document, index, span, attributed)
    except ModelBroken:
        raise
    except Exception as raised:
        outcome, reason = "failed", f"{type(raised).__name__}: {raised}"
    else:
        outcome = "claim" if made else "not_claim"
    return Sentence(span.start, span.end, span.of(document.text), outcome, reason), made


def _by_sentence(
    sentence_spans: list[Span], found: list[Attribution]
) -> list[tuple[Span, list[Attribution]]]:
    """Each sentence with the attributions that reach into it, outer before inner."""
    starts = [span.start for span in sentence_spans]
    within: list[list[Attribution]] = [[] for _ in sentence_spans]
    for attribution in sorted(found, key=lambda a: a.content.start - a.content.end):
        first = min(
            attribution.content.start, attribution.cue.start if attribution.cue else 1 << 60
        )
        at = max(bisect_right(starts, first) - 1, 0)
        while at < len(starts) and starts[at] < attribution.content.end:
            within[at].append(attribution)
            at += 1
        if attribution.cue and attribution.cue.start >= attribution.content.end:
            beside = bisect_right(starts, attribution.cue.start) - 1
            if beside >= at:
                within[beside].append(attribution)
    return list(zip(sentence_spans, within, strict=True))


def _quotes(text: str, found: list[Attribution]) -> list[Quote]:
    """Attributed words, without the marks round a direct quotation."""
    made = []
    for attribution in found:
        span = attribution.content
        if attribution.voice == "direct":
            span = trim(text, span.start, span.end, extra="“”\"«»„‘’'") or span
        name = attribution.person.name if attribution.person else None
        made.append(Quote(span.of(text), span.start, span.end, name, attribution.voice))
    return made


def _headline(text: str, paragraph_spans: list[Span]) -> Span | None:
    """A short first paragraph that does not end like a sentence, with more text below it."""
    if len(paragraph_spans) < 2:
        return None
    first = paragraph_spans[0]
    ends = text[first.end - 1] in ".!?”\"’'"
    return None if ends or len(first.of(text).split()) > _HEADLINE_WORDS else first

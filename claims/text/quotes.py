"""Who said what, or is told to want or think it: all attributions of a text, with their speaker.

Voices: ``direct`` (between quotation marks), ``indirect`` (reported), ``mixed`` (reported, with
quoted words in it), ``unattributed`` (quoted, without a word of who said it).
"""

from dataclasses import replace

from claims.text.attitudes import attitudes
from claims.text.attributions import Attribution, joined
from claims.text.marks import quotations
from claims.text.names import Names
from claims.text.reported import AttributionReader
from claims.text.sentences import sentences
from claims.text.sources import is_pronoun, relative_before
from claims.text.spans import Span, paragraphs

_NEAR = 40  # attributions back that may still reach into a sentence


def attributions(text: str) -> tuple[Attribution, ...]:
    """All attributions of a text in order of their content, attitudes among them."""
    reader = AttributionReader(text, quotations(text, paragraphs(text)), Names(text))
    told: list[Attribution] = []
    for sentence in sentences(text):
        reader.read(sentence)
        told += _attitudes(reader, sentence)
    stated = [_with_relative(reader.masked, a) for a in joined(reader.found)]
    found = [*_outermost(text, stated), *told]
    return tuple(sorted(found, key=lambda a: (a.content, a.cue or a.content)))


def _attitudes(reader: AttributionReader, sentence: Span) -> list[Attribution]:
    """What a sentence that was just read tells of attitudes, outside what it reports."""
    near = [a for a in reader.found[-_NEAR:] if _touches(a, sentence)]
    reported = [span for a in near for span in (a.content, a.cue) if span]
    known = reader.made.speakers.known
    return [
        Attribution(
            found.contents[0],
            "indirect",
            known(found.source) if found.source else None,
            found.cue,
            found.source,
            more=found.contents[1:],
            relative=found.relative,
            attitude=True,
        )
        for found in attitudes(reader.masked, sentence, reported)
    ]


def _touches(attribution: Attribution, sentence: Span) -> bool:
    spans = (attribution.content, attribution.cue)
    return any(span.overlaps(sentence) for span in spans if span)


def _outermost(text: str, found: list[Attribution]) -> list[Attribution]:
    """Without the second cue of "Ms Doe said she believed …": it is one statement of hers."""
    kept: list[Attribution] = []
    for attribution in sorted(found, key=_first):
        if not (_by_pronoun(text, attribution) and _is_inside(attribution, kept[-_NEAR:])):
            kept.append(attribution)
    return kept


def _first(attribution: Attribution) -> int:
    return min(span.start for span in (attribution.content, attribution.cue) if span)


def _by_pronoun(text: str, attribution: Attribution) -> bool:
    return attribution.source is not None and is_pronoun(attribution.source.of(text))


def _is_inside(attribution: Attribution, others: list[Attribution]) -> bool:
    cue = attribution.cue
    return cue is not None and any(s.covers(cue) for other in others for s in other.contents)


def _with_relative(masked: str, attribution: Attribution) -> Attribution:
    source, cue = attribution.source, attribution.cue
    if source is None or cue is None or source.end > cue.start:
        return attribution
    return replace(attribution, relative=relative_before(masked, source.end, cue.start))

"""What `manage.py evaluate` can do: from rows to predictions.

Each task calls the product's own code and yields one prediction a row, in the order of the rows.
What a task needs is imported when it runs: no task waits for another's model.
"""

from collections.abc import Callable, Generator, Iterable
from dataclasses import asdict, dataclass
from itertools import islice

from claims.text.spans import Span
from factcheck.evaluation import scores
from factcheck.evaluation.metrics import PRECEDENT_FIELDS
from factcheck.evaluation.rows import Row

Predictions = Generator[Row, None, None]

# Enough to sort by length for the model, few enough to see progress.
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Task:
    """`reads` are the fields of a row it needs, `gold` those that `score` compares with."""

    predict: Callable[..., Predictions]
    score: Callable[[scores.Pairs], scores.Score]
    reads: tuple[str, str]
    gold: tuple[str, ...]
    with_collection: bool = False


def checkworthy(rows: Iterable[Row]) -> Predictions:
    from claims.text.checkworthiness import judge

    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        for row, judgement in zip(batch, judge([row["text"] for row in batch]), strict=True):
            yield {
                "id": row["id"],
                "label": judgement.label,
                "score": judgement.score,
                "claim": judgement.claim,
                "opinion": judgement.opinion,
                "factors": [asdict(factor) for factor in judgement.factors],
            }


def types(rows: Iterable[Row]) -> Predictions:
    from claims.text.types import sentence_types

    for row in rows:
        found = sentence_types(row["text"])
        yield {"id": row["id"], "labels": list(found.labels), "checkable": found.checkable}


def precedents(rows: Iterable[Row]) -> Predictions:
    from claims.text.precedents import precedent

    for row in rows:
        found = precedent(row["text"])
        fields = {name: getattr(found, name, None) for name in PRECEDENT_FIELDS}
        yield {"id": row["id"], "is_precedent": found is not None, **fields}


def quotes(rows: Iterable[Row]) -> Predictions:
    from claims.text.quotes import attributions

    for row in rows:
        found = [
            {
                "content": _ranges(*attribution.contents),
                "source": _ranges(*attribution.sources),
                "cue": _ranges(*filter(None, [attribution.cue])),
                "speaker": attribution.person.name if attribution.person else None,
                "voice": attribution.voice,
            }
            for attribution in attributions(row["text"])
        ]
        yield {"doc": row["doc"], "attributions": found}


def sentences(rows: Iterable[Row]) -> Predictions:
    from claims.text.sentences import sentences

    for row in rows:
        yield {"doc": row["doc"], "sentences": _ranges(*sentences(row["text"]))}


def transcripts(rows: Iterable[Row]) -> Predictions:
    from claims.text.transcripts import read

    for row in rows:
        turns = [
            {"speaker": turn.speaker, "sentences": _ranges(*turn.sentences)}
            for turn in read(row["raw"])
        ]
        yield {"doc": row["doc"], "turns": turns}


def match(rows: Iterable[Row], collection: Iterable[Row]) -> Predictions:
    from factcheck.evaluation.match import rank

    yield from rank(rows, collection)


def _ranges(*spans: Span) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


TASKS = {
    "checkworthy": Task(checkworthy, scores.checkworthy, ("id", "text"), ("label",)),
    "types": Task(types, scores.types, ("id", "text"), ("claim_types",)),
    "precedents": Task(precedents, scores.precedents, ("id", "text"), ("is_precedent",)),
    "quotes": Task(quotes, scores.quotes, ("doc", "text"), ("attributions",)),
    "sentences": Task(sentences, scores.sentences, ("doc", "text"), ("sentences",)),
    "match": Task(match, scores.match, ("id", "text"), ("relevant",), with_collection=True),
    "transcripts": Task(transcripts, scores.transcripts, ("doc", "raw"), ("gold_sentences",)),
}

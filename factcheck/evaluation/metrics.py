"""How predictions compare with gold labels: each metric returns its figures by name.

Counts come first (`n`, `docs`, `gold`, `predicted`); the rest are shares in 0–1, and a share of
nothing is 0. Definitions are those of the shared tasks the sets come from: CheckThat! (ranking,
matching), PolNeAR (quotations; Newell, Margolin and Ruths, LREC 2018).
"""

import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from statistics import fmean
from typing import Any

Figures = dict[str, int | float]
Ranges = Iterable[Sequence[int]]
# The words attributed and the words that name who, as ranges of the text.
Quote = tuple[Ranges, Ranges]

PRECEDENT_FIELDS = ("kind", "since", "span_years", "direction", "polarity")

_WORD = re.compile(r"\w+")
_SAME_CONTENT = 0.5


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `predicted` and `gold` things, `right` are the same."""

    right: int
    predicted: int
    gold: int

    @classmethod
    def of(cls, gold: Iterable[Hashable], predicted: Iterable[Hashable]) -> "Agreement":
        gold, predicted = set(gold), set(predicted)
        return cls(len(gold & predicted), len(predicted), len(gold))

    @classmethod
    def total(cls, parts: Collection["Agreement"]) -> "Agreement":
        return cls(
            sum(part.right for part in parts),
            sum(part.predicted for part in parts),
            sum(part.gold for part in parts),
        )

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.predicted + self.gold) if self.right else 0.0


def classes(pairs: Sequence[tuple[str, str]], positive: str | None = None) -> Figures:
    """One (gold, predicted) label a row. Averages are over the labels that the gold has."""
    labels = sorted({gold for gold, _ in pairs})
    each = {label: _agreement_on(label, [({g}, {p}) for g, p in pairs]) for label in labels}
    figures: Figures = {
        "n": len(pairs),
        "accuracy": _mean(gold == predicted for gold, predicted in pairs),
        "macro_f1": _mean(agreement.f1 for agreement in each.values()),
        "weighted_f1": sum(a.f1 * a.gold for a in each.values()) / max(len(pairs), 1),
    }
    if positive in each:
        figures |= _detection(each[positive], "_pos")
    return figures | {f"f1[{label}]": agreement.f1 for label, agreement in each.items()}


def types(pairs: Sequence[tuple[Collection[str], Collection[str]]]) -> Figures:
    """Sets of (gold, predicted) labels. A label that the gold nowhere has is not counted."""
    labels = sorted({label for gold, _ in pairs for label in gold})
    each = {label: _agreement_on(label, pairs) for label in labels}
    return {
        "n": len(pairs),
        "micro_f1": Agreement.total(each.values()).f1,
        "macro_f1": _mean(agreement.f1 for agreement in each.values()),
        **{f"f1[{label}]": agreement.f1 for label, agreement in each.items()},
    }


def ranking(rows: Iterable[tuple[str, int, bool, float]]) -> Figures:
    """Rows of (doc, line, relevant, score); equal scores keep the order of lines.

    A document without a relevant row counts as 0 in every mean.
    """
    docs = []
    for _, group in groupby(sorted(rows, key=itemgetter(0)), key=itemgetter(0)):
        ordered = sorted(group, key=lambda row: (-row[3], row[1]))
        docs.append([relevant for _, _, relevant, _ in ordered])
    return {
        "docs": len(docs),
        "MAP": _mean(_average_precision(doc, sum(doc)) for doc in docs),
        "P10": _mean(sum(doc[:10]) / 10 for doc in docs),
        "Rprec": _mean(sum(doc[: sum(doc)]) / max(sum(doc), 1) for doc in docs),
    }


def matching(pairs: Iterable[tuple[Collection[str], Sequence[str]]], k: int = 5) -> Figures:
    """(relevant ids, ranked ids) of each query; queries without a relevant id are left out."""
    hits = [
        ([found in relevant for found in dict.fromkeys(ranked)], len(set(relevant)))
        for relevant, ranked in pairs
        if relevant
    ]
    return {
        "n": len(hits),
        f"MAP@{k}": _mean(_average_precision(found[:k], wanted) for found, wanted in hits),
        "P@1": _mean(any(found[:1]) for found, _ in hits),
        "hit@10": _mean(any(found[:10]) for found, _ in hits),
        "MRR": _mean(1 / (found.index(True) + 1) if any(found) else 0 for found, _ in hits),
    }


def quotes(docs: Iterable[tuple[str, Sequence[Quote], Sequence[Quote]]]) -> Figures:
    """(text, gold, predicted) of each document, compared by the words that the ranges hold.

    A gold and a predicted quotation are the same when at least half of the words in either are in
    both; each is paired at most once, the closest first.
    """
    count = gold_count = predicted_count = overlapping = exact = with_source = 0
    for text, gold, predicted in docs:
        golds = [quote for quote in _quotes(text, gold) if quote[0]]
        found = list(_quotes(text, predicted))
        count += 1
        gold_count, predicted_count = gold_count + len(golds), predicted_count + len(found)
        for likeness, (_, source), (_, named) in _closest_pairs(golds, found):
            overlapping += 1
            exact += likeness == 1
            with_source += bool(source & named) or not (source or named)
    sizes = predicted_count, gold_count
    return {
        "docs": count,
        "gold": gold_count,
        "predicted": predicted_count,
        "content_f1_j50": Agreement(overlapping, *sizes).f1,
        "content_f1_exact": Agreement(exact, *sizes).f1,
        "content_source_f1": Agreement(with_source, *sizes).f1,
    }


def boundaries(docs: Iterable[tuple[str, Ranges, Ranges]]) -> Figures:
    """(text, gold, predicted) sentences of each document; white space at their ends is no matter.

    A boundary is the end of a sentence; `exact_recall` asks for its start as well.
    """
    ends, whole = [], []
    for text, gold, predicted in docs:
        golds, found = _trimmed(text, gold), _trimmed(text, predicted)
        whole.append(Agreement.of(golds, found))
        ends.append(Agreement.of((end for _, end in golds), (end for _, end in found)))
    return {
        "docs": len(whole),
        "n": Agreement.total(whole).gold,
        **_detection(Agreement.total(ends), "", "boundary_"),
        "exact_recall": Agreement.total(whole).recall,
    }


def precedents(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Figures:
    """(gold, predicted) records. Fields are shares of all gold records, missed ones included."""
    there = [(gold, found) for gold, found in pairs if gold["is_precedent"]]
    agreement = Agreement(
        sum(bool(found["is_precedent"]) for _, found in there),
        sum(bool(found["is_precedent"]) for _, found in pairs),
        len(there),
    )
    right = [
        [bool(found["is_precedent"]) and _same(gold, found, name) for name in PRECEDENT_FIELDS]
        for gold, found in there
    ]
    return {
        "n": len(pairs),
        "gold": agreement.gold,
        "predicted": agreement.predicted,
        **_detection(agreement, "", "detection_"),
        "all_fields": _mean(all(row) for row in right),
        **{name: _mean(row[at] for row in right) for at, name in enumerate(PRECEDENT_FIELDS)},
    }


def _mean(values: Iterable[float]) -> float:
    values = list(values)
    return fmean(values) if values else 0.0


def _detection(agreement: Agreement, suffix: str, prefix: str = "") -> Figures:
    return {
        f"{prefix}p{suffix}": agreement.precision,
        f"{prefix}r{suffix}": agreement.recall,
        f"{prefix}f1{suffix}": agreement.f1,
    }


def _agreement_on(
    label: str, pairs: Sequence[tuple[Collection[str], Collection[str]]]
) -> Agreement:
    return Agreement.of(
        (row for row, (gold, _) in enumerate(pairs) if label in gold),
        (row for row, (_, predicted) in enumerate(pairs) if label in predicted),
    )


def _average_precision(relevant: Sequence[bool], wanted: int) -> float:
    """Mean precision at each relevant place; `wanted` that are not listed count as 0."""
    places = [place for place, hit in enumerate(relevant, 1) if hit]
    return sum(count / place for count, place in enumerate(places, 1)) / max(wanted, 1)


def _quotes(text: str, quotes: Sequence[Quote]) -> Iterator[tuple[set[int], set[int]]]:
    for content, source in quotes:
        yield _words(text, content), _words(text, source)


def _words(text: str, ranges: Ranges) -> set[int]:
    """The words within the ranges, each known by where it starts."""
    return {
        start + word.start() for start, end in ranges for word in _WORD.finditer(text[start:end])
    }


def _closest_pairs(
    golds: list[tuple[set[int], set[int]]], found: list[tuple[set[int], set[int]]]
) -> Iterator[tuple[float, tuple[set[int], set[int]], tuple[set[int], set[int]]]]:
    """(Jaccard index, gold, predicted) of the pairs that are the same quotation."""
    likenesses = [
        (len(gold & words) / len(gold | words), at, beside)
        for at, (gold, _) in enumerate(golds)
        for beside, (words, _) in enumerate(found)
        if gold & words
    ]
    taken: set[tuple[str, int]] = set()
    for likeness, at, beside in sorted(likenesses, reverse=True):
        pair = {("gold", at), ("predicted", beside)}
        if likeness >= _SAME_CONTENT and not pair & taken:
            taken |= pair
            yield likeness, golds[at], found[beside]


def _trimmed(text: str, ranges: Ranges) -> set[tuple[int, int]]:
    trimmed = set()
    for start, end in ranges:
        words = text[start:end]
        left = start + len(words) - len(words.lstrip())
        trimmed.add((left, max(left, start + len(words.rstrip()))))
    return trimmed


def _same(gold: Mapping[str, Any], found: Mapping[str, Any], field: str) -> bool:
    return _plain(gold.get(field)) == _plain(found.get(field))


def _plain(value: Any) -> str | None:
    """A value as compared: "since the War", "the war" and "war" name one event."""
    if value is None:
        return None
    words = str(value).casefold().split()
    return " ".join(words).removeprefix("since ").removeprefix("the ")

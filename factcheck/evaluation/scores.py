"""From gold rows and their predictions to figures: which metric, and what is compared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from factcheck.evaluation import metrics
from factcheck.evaluation.rows import Row

Pairs = Sequence[tuple[Row, Row]]


class UnknownLabels(Exception):
    """No metric fits the gold labels; the message says which would."""


@dataclass(frozen=True, slots=True)
class Score:
    compared: str
    figures: metrics.Figures


@dataclass(frozen=True, slots=True)
class Scheme:
    """What gold labels mean here: `said` puts a prediction in their words."""

    labels: frozenset[str]
    positive: str
    said: Callable[[Row], str]
    meaning: str


SCHEMES = (
    Scheme(frozenset({"CFS", "UFS", "NFS"}), "CFS", lambda p: p["label"], "three classes"),
    Scheme(
        frozenset({"Yes", "No"}),
        "Yes",
        lambda p: "Yes" if p["label"] == "CFS" else "No",
        "Yes = check-worthy (CFS)",
    ),
    Scheme(frozenset({"1", "0"}), "1", lambda p: str(int(p["claim"])), "1 = a claim"),
    Scheme(
        frozenset({"SUBJ", "OBJ"}),
        "SUBJ",
        lambda p: "SUBJ" if p["opinion"] else "OBJ",
        "SUBJ = opinion",
    ),
)


def checkworthy(pairs: Pairs) -> Score:
    """The metric follows from the gold labels. Raises UnknownLabels."""
    labels = {str(gold["label"]) for gold, _ in pairs}
    if labels <= {"1", "0"} and all("doc" in gold and "line" in gold for gold, _ in pairs):
        rows = [(g["doc"], g["line"], str(g["label"]) == "1", p["score"]) for g, p in pairs]
        return Score("ranking of each document's lines by score", metrics.ranking(rows))
    for scheme in SCHEMES:
        if labels <= scheme.labels:
            told = [(str(gold["label"]), scheme.said(found)) for gold, found in pairs]
            return Score(scheme.meaning, metrics.classes(told, scheme.positive))
    raise UnknownLabels(
        f"No metric is known for the gold labels {', '.join(sorted(labels)[:6])}. Known: "
        "CFS, UFS, NFS; Yes, No; SUBJ, OBJ; 1, 0; and for ranking 1, 0 with doc and line."
    )


def types(pairs: Pairs) -> Score:
    figures = metrics.types([(gold["claim_types"], found["labels"]) for gold, found in pairs])
    if all("checkable" in gold for gold, _ in pairs):
        told = [(str(g["checkable"]), str(found["checkable"])) for g, found in pairs]
        figures["checkable_accuracy"] = metrics.classes(told)["accuracy"]
    return Score("sets of claim types", figures)


def precedents(pairs: Pairs) -> Score:
    return Score("records and their fields", metrics.precedents(pairs))


def quotes(pairs: Pairs) -> Score:
    figures = metrics.quotes(
        (gold["text"], [_gold_quote(a) for a in gold["attributions"]], _quotes(found))
        for gold, found in first_of_each_doc(pairs)
    )
    return Score("attributed words, and who they are attributed to", figures)


def first_of_each_doc(pairs: Pairs) -> Iterator[tuple[Row, Row]]:
    """Of a document annotated by several people only the first counts."""
    seen = set()
    for gold, found in pairs:
        if gold["doc"] not in seen:
            seen.add(gold["doc"])
            yield gold, found


def _gold_quote(attribution: Row) -> metrics.Quote:
    content, source = (
        [span for part in attribution[name] for span in part["spans"]]
        for name in ("content", "source")
    )
    return content, source


def _quotes(found: Row) -> list[metrics.Quote]:
    return [(quote["content"], quote["source"]) for quote in found["attributions"]]


def sentences(pairs: Pairs) -> Score:
    figures = metrics.boundaries(
        (
            gold["text"],
            [(sentence["start"], sentence["end"]) for sentence in gold["sentences"]],
            found["sentences"],
        )
        for gold, found in pairs
    )
    return Score("sentence ends", figures)


def match(pairs: Pairs) -> Score:
    figures = metrics.matching((gold["relevant"], found["ranking"]) for gold, found in pairs)
    return Score("earlier claims by rank", figures)


def transcripts(pairs: Pairs) -> Score:
    from factcheck.evaluation.transcripts import figures

    return Score("sentences and their speakers", figures(pairs))

"""The newspaper article in seeds/, against what an editor finds in it."""

import json
from datetime import date
from pathlib import Path

import pytest

from claims.text.analyse import analyse

SEEDS = Path(__file__).parents[3] / "seeds"
TEXT = (SEEDS / "copeland-byelection.txt").read_bytes().decode()
GOLD = json.loads((SEEDS / "copeland-byelection.gold.json").read_bytes())
MUST = [claim for claim in GOLD["claims"] if claim["must_find"]]
RECORDS = [claim for claim in GOLD["claims"] if "precedent" in claim]


@pytest.fixture(scope="module")
def analysis():
    return analyse(TEXT, published=date.fromisoformat(GOLD["published"]))


def shared(found, gold):
    """Characters of the gold span that the found one covers, as a share."""
    covered = min(found.end, gold["end"]) - max(found.start, gold["start"])
    return covered / (gold["end"] - gold["start"])


def best(analysis, gold):
    return max(analysis.claims, key=lambda claim: shared(claim, gold))


def test_the_gold_points_into_the_article():
    for claim in GOLD["claims"]:
        assert TEXT[claim["start"] : claim["end"]] == claim["exact"]


@pytest.mark.parametrize("gold", MUST, ids=lambda claim: claim["exact"][:40])
def test_must_find(analysis, gold):
    found = best(analysis, gold)

    assert shared(found, gold) >= 0.5
    assert (found.speaker, found.voice) == (gold["speaker"], gold["voice"])
    assert set(found.types) & set(gold["types"])


@pytest.mark.parametrize("gold", RECORDS, ids=lambda claim: claim["exact"][:40])
def test_records_with_all_their_fields(analysis, gold):
    found = best(analysis, gold).precedent

    assert {name: getattr(found, name) for name in gold["precedent"]} == gold["precedent"]


@pytest.mark.parametrize("gold", GOLD["quotes"], ids=lambda quote: quote["exact"][:40])
def test_speakers(analysis, gold):
    end = gold["start"] + len(gold["exact"])
    quotes = [q for q in analysis.quotes if q.start <= gold["start"] and end <= q.end]

    assert [quote.speaker for quote in quotes] == [gold["speaker"]]


@pytest.mark.parametrize("words", GOLD["not_claims"], ids=lambda words: words[:40])
def test_no_claims(analysis, words):
    start = TEXT.index(words)
    inside = [c for c in analysis.claims if c.start < start + len(words) and c.end > start]

    assert inside == []

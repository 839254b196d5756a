"""How fast the engine reads, beside what one would use instead. `make bench` prints it.

The texts are the seed article and the invented ones of the tests.
"""

import json
import statistics
import subprocess
import sys
import time
from itertools import accumulate

import pytest

from claims.text.sentences import sentences
from factcheck.places import REPOSITORY
from tests.benchmarks.race import CORES, ROUNDS, Race

pytestmark = pytest.mark.bench

SEED = REPOSITORY / "seeds/copeland-byelection.txt"
ARTICLES = [SEED.read_bytes().decode()] + [
    "\n\n".join(json.loads(path.read_bytes())["text"])
    for path in sorted((REPOSITORY / "tests/claims/text/articles").glob("*.json"))
]


def article_of(count: int) -> str:
    """The first paragraphs of the articles that make `count` sentences, or a few more."""
    paragraphs = "\n\n".join(ARTICLES).split("\n\n")
    sums = accumulate(len(sentences(paragraph)) for paragraph in paragraphs)
    enough = next(at for at, total in enumerate(sums, 1) if total >= count)
    return "\n\n".join(paragraphs[:enough])


def test_checkworthiness():
    texts = [span.of(text) for text in ARTICLES for span in sentences(text)]
    with Race(texts) as race:
        for label, name, peer in (
            ("ours", "judge", False),
            ("MiniLM, fp32, torch", "minilm-fp32", True),
            ("MiniLM, int8, onnxruntime", "minilm-int8", True),
            ("TF-IDF + logistic regression", "tfidf", True),
        ):
            for processes in (1, 2):
                way = "two processes" if processes == 2 else f"{len(CORES)} cores"
                race.enter(f"{label} ({way})", name, processes=processes, peer=peer)
        race.run()
        print(race.table("Check-worthiness", "sentences", len(texts)))


def test_the_whole_analysis():
    article = article_of(40)
    with Race([article]) as race:
        race.enter("analysis (two processes)", "analysis", processes=2)
        race.run()
        title = f"An article of {len(sentences(article))} sentences"
        print(race.table(title, "articles", 1))


def test_sentence_splitting():
    count = sum(len(sentences(text)) for text in ARTICLES)
    with Race(ARTICLES) as race:
        race.enter("ours", "sentences")
        race.enter("pysbd", "pysbd", peer=True)
        race.run()
        print(race.table("Sentence splitting", "sentences", count))


def test_the_first_claim_of_extract():
    command = [sys.executable, REPOSITORY / "manage.py", "extract", SEED]
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            taken.append(time.perf_counter() - began)
            process.stdout.read()
    print(
        f"\nFirst claim of `manage.py extract`: {statistics.median(taken):.2f} s "
        f"({min(taken):.2f} to {max(taken):.2f})"
    )


def test_the_memory_of_a_worker():
    with Race(ARTICLES) as race:
        race.enter("worker", "worker")
        (team,) = race.teams
        print(f"\nA worker that has read {len(ARTICLES)} articles: {team.run()[0]:.0f} MB resident")

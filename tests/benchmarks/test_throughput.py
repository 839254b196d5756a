"""From an article to claims that the desk can see, through real workers: BENCH_WORKERS processes
that read (1, 2 and 4), and as in service one more, which compares claims with earlier ones
meanwhile; BENCH_ARTICLES articles of the invented newsroom's length."""

import os
import random
import time

import pytest

from claims.models import Appearance, Article, Claim, Extraction
from claims.services import articles
from claims.services.articles import receive_article
from claims.text.sentences import sentences
from tests.benchmarks.test_engine import ARTICLES as STORIES
from tests.faults import harness

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

WORKERS = [int(n) for n in os.environ.get("BENCH_WORKERS", "1 2 4").split()]
ARTICLES = int(os.environ.get("BENCH_ARTICLES", 60))
SENTENCES = 40
WEEKDAY = 333_000  # sentences that Full Fact's engine reads on one
MOST_MINUTES = 30


@pytest.fixture(autouse=True)
def _each_story_is_new(monkeypatch):
    """They are made of a few texts; the first of these is not to spare the others the reading."""
    monkeypatch.setattr(articles, "same_story", lambda snapshot: False)


@pytest.fixture
def start_worker(transactional_db, tmp_path):
    harness.empty_queue()
    with harness.workers(tmp_path) as start:
        yield start


def story(number: int) -> str:
    """Paragraphs of the real and the invented articles, other ones each time: a story that came
    before is not read again."""
    dice = random.Random(number)
    paragraphs = [p for text in STORIES for p in text.split("\n\n") if len(p) > 100]
    dice.shuffle(paragraphs)
    count, kept = 0, [f"Edition {number} of a long day."]
    while count < SENTENCES:
        kept.append(
            "".join(str(dice.randint(1, 9)) if c.isdigit() else c for c in paragraphs.pop())
        )
        count += len(sentences(kept[-1]))
    return "\n\n".join(kept)


def receive(text: str):
    return receive_article(text=text, via=Article.Via.API)


def done():
    return Extraction.objects.filter(state=Extraction.State.DONE).count()


def all_compared():
    return not Claim.objects.filter(matched_at=None).exists()


@pytest.mark.parametrize("workers", WORKERS)
def test_articles_in_claims_out(start_worker, workers):
    start_worker("reading", queues="extract", concurrency=workers)
    start_worker("comparing", queues="default")
    for n in range(2 * workers):  # each process loads the model once
        receive(story(-1 - n))
    harness.wait_for(lambda: done() == 2 * workers and all_compared(), timeout=300)
    stories = [story(n) for n in range(ARTICLES)]
    began, before, claims_before = time.monotonic(), done(), Claim.objects.count()
    for text in stories:
        receive(text)
    accepted = time.monotonic() - began
    harness.wait_for(lambda: done() == before + ARTICLES, timeout=1_200, every=0.2)
    took = time.monotonic() - began
    harness.wait_for(all_compared, timeout=1_200, every=0.2)
    compared = time.monotonic() - began
    assert not Extraction.objects.filter(copied=True).exists()
    claims = Claim.objects.count() - claims_before
    read = sum(len(sentences(text)) for text in stories)
    rate = read / took
    print(
        f"\n{workers} worker processes: {ARTICLES} articles, {read:,} sentences in {took:.1f} s "
        f"(accepted in {accepted:.1f} s): {ARTICLES / took:.1f} articles and {rate:.0f} sentences "
        f"a second; {WEEKDAY:,} sentences in {WEEKDAY / rate / 60:.1f} min; {claims:,} claims "
        f"compared after {compared:.1f} s; load {os.getloadavg()[0]:.1f}"
    )
    assert Appearance.objects.exists()
    if workers == len(os.sched_getaffinity(0)):
        assert rate >= WEEKDAY / 60 / MOST_MINUTES

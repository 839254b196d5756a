"""What one would put together in an afternoon, beside ours and on the same data: a naive pipeline,
a bare Celery, a search by trigrams. Where ours is slower, the figure says what its promises
cost."""

import random
import statistics
import time
from itertools import count

import pytest
from django.conf import settings
from django.db import connection

from claims import pipeline
from claims.fetching import fetch
from claims.models import Article, Extraction
from claims.services import articles, matching
from claims.services.articles import receive_article
from ingest import readers
from tests.benchmarks import bare, conftest
from tests.benchmarks.contestants import loopback
from tests.benchmarks.newsroom import World
from tests.benchmarks.race import ROUNDS, Race
from tests.benchmarks.test_throughput import story
from tests.benchmarks.test_ways_in import article, serve  # noqa: F401  a fixture
from tests.faults import harness

pytestmark = pytest.mark.bench
NUMBER = count(1)
PAGES, STORIES, QUESTIONS = 20, 20, 40


@pytest.fixture(autouse=True)
def _each_story_is_new(monkeypatch):
    """They are made of a few texts; the first of these is not to spare the others the reading."""
    monkeypatch.setattr(articles, "same_story", lambda snapshot: False)


def told(what: str, ratios: list[float]) -> None:
    print(f"  {what}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


@pytest.mark.django_db(transaction=True)
def test_from_an_address_to_claims(serve):  # noqa: F811
    """requests + trafilatura + pysbd + an INSERT for each sentence, which judges nothing."""
    urls = serve([article(n) for n in range(PAGES)], "text/html; charset=utf-8")
    database = connection.settings_dict
    dsn = " ".join(
        f"{ours}='{database[theirs]}'"
        for ours, theirs in (
            ("dbname", "NAME"),
            ("user", "USER"),
            ("password", "PASSWORD"),
            ("host", "HOST"),
        )  # fmt: skip
    )
    ours = []
    with Race([dsn, *urls]) as race:
        race.enter("requests + trafilatura + pysbd + a row each", "naive", peer=True)
        for _ in range(ROUNDS):
            for team in race.teams:
                team.run()
            began = time.perf_counter()
            for url in urls:
                page = readers.read(fetch(url, reach=loopback(urls)).body, url=url)
                text = f"{page.text}\n\nEdition {next(NUMBER)}."
                pipeline.extract(receive_article(text=text, via=Article.Via.API).extraction.pk)
            ours.append(time.perf_counter() - began)
        print(race.table(f"{PAGES} articles from a server to the database", "articles", PAGES))
        rates = sorted(PAGES / taken for taken in ours)
        print(f"  ours: {statistics.median(rates):.1f} ({rates[0]:.1f} to {rates[-1]:.1f})")
        for team in race.teams:
            told("times as long", [o / t for o, t in zip(ours, team.seconds, strict=True)])
    assert not Extraction.objects.exclude(state=Extraction.State.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_what_it_costs_to_lose_nothing(tmp_path):
    """The same engine in one process each, from the producer's side until all is stored."""
    with connection.cursor() as cursor:
        cursor.execute(bare.TABLE)
        cursor.execute(f"GRANT ALL ON bench_bare TO {settings.DATABASE_RUNTIME_ROLE}")
    harness.empty_queue()
    ratios, environment = [], harness.serving_environment()
    worker = harness.serving(
        "bare",
        ["celery", "-A", "tests.benchmarks.bare", "worker", "--queues=bare", "--concurrency=1"],
        tmp_path / "bare.log",
        "worker",
        environment,
    )
    with harness.workers(tmp_path) as start:
        start(concurrency=1)
        worker.start()
        try:
            for turn in range(4):
                texts = [story(next(NUMBER)) for _ in range(STORIES)]
                theirs, ours = by_bare_celery(texts), by_ours(texts)
                if turn:  # in the first round each loads the model
                    ratios.append(ours / theirs)
                    print(f"\n{STORIES / theirs:.2f} bare, {STORIES / ours:.2f} ours, articles/s")
        finally:
            worker.stop()
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE bench_bare")
    told("times as long as bare Celery", ratios)


def by_bare_celery(texts: list[str]) -> float:
    began, before = time.perf_counter(), stored()
    for text in texts:
        bare.read.delay(text)
    harness.wait_for(lambda: stored() == before + len(texts), timeout=300, every=0.1)
    return time.perf_counter() - began


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bench_bare")
        return cursor.fetchone()[0]


def by_ours(texts: list[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        receive_article(text=text, via=Article.Via.API)
    harness.wait_for(harness.all_done, timeout=300, every=0.1)
    return time.perf_counter() - began


TRIGRAMS = """
    SELECT id FROM claims_claim WHERE text %% %s ORDER BY similarity(text, %s) DESC LIMIT 5
"""


@pytest.mark.django_db
def test_earlier_claims_beside_trigrams(big):
    """`text % question` with a GIN index, which knows no meaning and no difference."""
    if not conftest.EMBEDDINGS:
        pytest.skip("BENCH_EMBEDDINGS=1: without vectors there is nothing to search by meaning.")
    made = World(random.Random(1), big.claims)
    asked = [made.text_of(random.Random(n).randint(1, big.claims)) for n in range(QUESTIONS)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("CREATE INDEX bench_trigrams ON claims_claim USING gin (text gin_trgm_ops)")
        cursor.execute("ANALYZE claims_claim")
        theirs, ours = [], []
        for text in asked:
            began = time.perf_counter()
            cursor.execute(TRIGRAMS, [text, text])
            cursor.fetchall()
            middle = time.perf_counter()
            matching.look_up(text)
            theirs.append(middle - began)
            ours.append(time.perf_counter() - middle)
    print(f"\n{big.claims:,} claims: trigrams {1000 * statistics.median(theirs):.1f} ms, "
          f"ours {1000 * statistics.median(ours):.1f} ms")  # fmt: skip
    told("as long as trigrams", [o / t for o, t in zip(ours[5:], theirs[5:], strict=True)])

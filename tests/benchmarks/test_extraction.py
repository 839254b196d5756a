"""How fast an article becomes rows, beside the obvious way to write it. `make bench` prints it."""

import statistics
import time
from collections.abc import Callable
from itertools import count

import pytest

from claims.models import Appearance, Article, Claim, Speaker
from claims.services import extraction
from claims.services.articles import receive_article
from claims.text.analyse import analyse
from factcheck.places import REPOSITORY

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ROUNDS = 7
SEED = (REPOSITORY / "seeds/copeland-byelection.txt").read_bytes().decode()
NUMBER = count(1)


def lease():
    text = f"{SEED}\n\nEdition {next(NUMBER)}."
    return extraction.take(receive_article(text=text, via=Article.Via.FILE).extraction.pk)


def ours(held, analysis):
    extraction.complete(held, analysis)


def a_save_for_each_row(held, analysis):
    """The peer: what a first draft would do."""
    row = extraction.Extraction.objects.select_related("snapshot__article").get(pk=held.pk)
    for found in analysis.claims:
        speaker = found.speaker and Speaker.objects.get_or_create(name=found.speaker)[0]
        claim = extraction.claim_row(found, speaker or None, row.snapshot)
        claim.save()
        extraction.appearance_row(found, claim, row.snapshot, row).save()


def seconds(way: Callable) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        held = lease()
        analysis = analyse(held.text)
        began = time.perf_counter()
        way(held, analysis)
        taken.append(time.perf_counter() - began)
    return taken


def told(name: str, taken: list[float]) -> str:
    middle = statistics.median(taken) * 1000
    return f"{name}: {middle:.1f} ms (from {min(taken) * 1000:.1f} to {max(taken) * 1000:.1f})"


def test_writing_the_claims_of_an_article():
    peer, own = seconds(a_save_for_each_row), seconds(ours)
    ratio = statistics.median(peer) / statistics.median(own)
    print(
        f"\n{told('a save for each row', peer)}\n{told('in bulk', own)}\n{ratio:.1f} times as fast"
    )
    assert Claim.objects.count() == Appearance.objects.count()


def test_reading_the_seed_article():
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        sentences = len(analyse(SEED).sentences)
        taken.append(time.perf_counter() - began)
    rate = sentences / statistics.median(taken)
    print(f"\n{told(f'{sentences} sentences', taken)}, {rate:.0f} sentences a second")

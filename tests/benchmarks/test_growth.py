"""How the cost of each hot path grows with the newsroom. Run it at 10⁴, 10⁵ and 10⁶ claims
(BENCH_CLAIMS), with BENCH_EMBEDDINGS=1 the search by meaning as well; each run adds its figures to
var/growth.json, and `python -m tests.benchmarks.growth` makes the table and the plot of
docs/performance.md from them."""

import statistics
import time

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from claims.api.changes import Token
from claims.models import Change, Listing
from claims.services import partners
from tests import factories
from tests.benchmarks import conftest, growth
from tests.benchmarks.hot_paths import Where, get, hot_paths

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ROUNDS = 15


@pytest.fixture
def where(big, settings):
    settings.ALLOWED_HOSTS = ["*"]
    User.objects.filter(pk=1).update(is_superuser=True)
    editor = Client()
    editor.force_login(User.objects.get(pk=1), backend="django.contrib.auth.backends.ModelBackend")
    partner = factories.make_partner()
    secret = partners.issue_key(partner, per_minute=100_000)[1]
    listing = Listing.objects.order_by("pk")[Listing.objects.count() // 2]
    late = Change.objects.order_by("-position")[150]
    return Where(
        reader=Client(),
        partner=Client(headers={"Authorization": f"Bearer {secret}"}),
        editor=editor,
        slug=listing.slug,
        claim=big.claims // 2,
        speaker=str(listing.speaker),
        article=str(listing.articles[0]),
        token=str(Token.at(late)),
    )


def measured(where):
    """Without vectors a search by meaning has nothing to look through."""
    paths = {**hot_paths(where), **whole(where)}
    return {
        name: ask
        for name, ask in paths.items()
        if conftest.EMBEDDINGS or not name.startswith("matching")
    }


def whole(where):
    """What reads everything: it must grow with the table, and no faster."""
    return {"api: export of all": get(where.partner, "/api/v1/export/reviews.ndjson")}


def test_what_each_path_costs(big, where):
    seconds = {"generator": big.seconds}
    for name, ask in measured(where).items():
        cache.clear()
        ask()  # the first fills caches and loads what is loaded once
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            ask()
            took.append(time.perf_counter() - began)
        seconds[name] = sorted(took)
        print(f"{name:28}{1000 * statistics.median(took):9.1f} ms"
              f"  ({1000 * min(took):.1f} to {1000 * max(took):.1f})", flush=True)  # fmt: skip
    growth.remember(big.claims, seconds)

"""The desk at a million claims, beside a stock ModelAdmin on the same tables in the same run."""

import statistics
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import reverse

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

ROUNDS, STOCK_ROUNDS = 40, 5
MOST_SECONDS, LEAST_RATIO = 0.3, 10


@pytest.fixture(scope="module")
def editor(big):
    client = Client()
    user = User.objects.get(pk=1)
    User.objects.filter(pk=1).update(is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with override_settings(ROOT_URLCONF="tests.benchmarks.stock"):
        yield client


def stock_templates():
    """The admin's own, without the desk's in their place."""
    django, *others = settings.TEMPLATES
    return [{**django, "DIRS": [Path(admin.__file__).parent / "templates"]}, *others]


def seconds(client, address, rounds):
    """Of each request but the first, which fills caches."""
    took = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        response = client.get(address)
        took.append(time.perf_counter() - began)
        assert response.status_code == 200, (address, response.status_code)
    return sorted(took[1:])


def p95(took):
    return took[max(0, round(0.95 * len(took)) - 1)]


def pages(big):
    claims = reverse("admin:claims_claim_changelist")
    return {
        "first page": reverse("admin:index"),
        "queue": claims,
        "queue, a type": f"{claims}?type=precedent",
        "queue, an outlet": f"{claims}?outlet=Invented+Paper+150",
        "queue, two words": f"{claims}?q=allotments+wexcombe",
        "all claims": f"{claims}?status=all",
        "articles": reverse("admin:claims_article_changelist"),
        "reviews": reverse("admin:claims_review_changelist"),
        "corrections": reverse("admin:claims_correction_changelist"),
        "a claim": reverse("admin:claims_claim_change", args=[big.claims // 2]),
        "an article": reverse("admin:claims_article_change", args=[big.articles // 2]),
        "a review": reverse("admin:claims_review_change", args=[big.reviews // 2]),
    }


STOCK = {
    "queue": "/stock/claims/claim/?status__exact=new",
    "queue, two words": "/stock/claims/claim/?q=allotments+wexcombe",
    "all claims": "/stock/claims/claim/",
    "reviews": "/stock/claims/review/",
}


def test_the_desk_at_a_million_claims(big, editor):
    slow = {}
    print(f"\n{'page':24}{'median':>9}{'p95':>9}{'stock':>9}{'times':>7}")
    for name, address in pages(big).items():
        took = seconds(editor, address, ROUNDS)
        line = f"{name:24}{statistics.median(took):8.3f}s{p95(took):8.3f}s"
        if name in STOCK:
            with override_settings(TEMPLATES=stock_templates()):
                peer = statistics.median(seconds(editor, STOCK[name], STOCK_ROUNDS))
            line += f"{peer:8.3f}s{peer / statistics.median(took):7.1f}"
        print(line, flush=True)
        if p95(took) > MOST_SECONDS:
            slow[name] = p95(took)
    assert not slow

"""docs/api.md, run word for word against a live server."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import Throttled

from claims.api import changes
from claims.models import ApiKey, Article, Change, ClaimMatch
from claims.services import listings, signatures, webhooks
from claims.services.partners import issue_key
from factcheck.places import REPOSITORY
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.factories import make_claim, make_partner, make_published_review

PAGE = (REPOSITORY / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.M | re.S)
SHELL = [text for language, text in BLOCKS if language == "sh"]
PULL, CHECK, SYNC, VERIFY, ACKNOWLEDGE, SEND = [
    text for language, text in BLOCKS if language == "python"
]
UNEMPLOYMENT = "Unemployment fell to 4.1% in May, the lowest since 1974."

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(live_server, tmp_path):
    """Runs a program as a partner would, and returns what it prints."""
    _, secret = issue_key(make_partner(), scopes=list(ApiKey.Scope))
    environment = {
        "PATH": os.environ["PATH"],
        "FACTCHECK_URL": live_server.url,
        "FACTCHECK_KEY": secret,
    }

    def run(*command):
        result = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    return run


@pytest.fixture
def sync(run, tmp_path):
    """One run of the client; returns what it prints, and the reviews it then holds."""

    def sync():
        printed = run(sys.executable, "-c", SYNC)
        store = json.loads((tmp_path / "factchecks.json").read_text())
        return printed, {document["slug"]: document for document in store["reviews"].values()}

    return sync


@pytest.mark.skipif(not shutil.which("curl"), reason="apt-get install curl")
@pytest.mark.parametrize("command", SHELL)
def test_curl(run, command):
    make_published_review(make_claim(text=UNEMPLOYMENT), verdict="mostly_false")
    listings.embed_next()
    answer = json.loads(run("sh", "-c", command))
    [found] = [answer[name] for name in ("results", "matches", "claims") if name in answer]
    assert len(found) == 1


def test_pull(run):
    review = make_published_review()
    make_published_review()
    printed = run(sys.executable, "-c", PULL).splitlines()
    assert printed == [f"Mostly true · {review.claim.text}"] * 2 + ["unchanged"]


def test_check(run):
    review = make_published_review(make_claim(text=UNEMPLOYMENT))
    listings.embed_next()
    assert run(sys.executable, "-c", CHECK).splitlines() == [
        UNEMPLOYMENT,
        f"  Mostly true: {review.versions.get().document['url']}",
        UNEMPLOYMENT.replace("4.1", "4.3"),
        "  another claim (4.3% ≠ 4.1%)",
        "Bees sleep at night.",
    ]


def test_sync_follows_every_correction(sync):
    stays, changes, goes = (make_published_review() for _ in range(3))
    printed, held = sync()
    assert printed.count("publish: Mostly true") == len(held) == 3
    rate_anew(changes, "false")
    retract(goes)
    printed, held = sync()
    assert printed.splitlines() == [
        "re_rate: False New evidence came in.",
        f"taken down: {goes.slug} - The record was misread.",
    ]
    assert set(held) == {stays.slug, changes.slug}
    assert held[changes.slug] == changes.versions.latest().document
    assert sync() == ("", held)


def test_sync_deletes_what_was_removed_and_keeps_what_replaced_it(sync):
    gone, kept = make_published_review(), make_published_review()
    first = kept.versions.get()
    sync()
    correct(kept)
    remove(first)
    remove(gone.versions.get())
    _, held = sync()
    assert {slug: document["version"] for slug, document in held.items()} == {kept.slug: 2}


def test_sync_starts_again_after_a_restored_backup(sync):
    stays, lost = make_published_review(), make_published_review()
    sync()
    Change.objects.filter(version__review=lost).delete()
    printed, held = sync()
    assert printed.startswith("resync\n")
    assert set(held) == {stays.slug}


def test_sync_fetches_again_what_quotes_the_note_of_a_removed_version(sync):
    """Of three fates: shown in a newer version, taken down meanwhile, removed altogether."""
    kept, taken_back, gone = reviews = [make_published_review() for _ in range(3)]
    for review in reviews:
        correct(review, reason="A name stood here.")
        correct(review)
    sync()
    for review in reviews:
        remove(review.versions.get(number=2))
    retract(taken_back)
    remove(gone.versions.latest())
    printed, held = sync()
    assert "A name stood here." not in json.dumps(held)
    assert set(held) == {kept.slug}
    assert held[kept.slug]["versions"][1]["note"] == "Removed for legal reasons."
    assert printed.splitlines() == [
        f"taken down: {taken_back.slug} - The record was misread.",
        f"taken down: {gone.slug} - Removed for legal reasons.",
    ]


def test_sync_keeps_the_old_copy_until_a_resync_is_complete(sync, tmp_path, monkeypatch):
    class OneAtATime(changes.ChangesQuery):
        limit = serializers.IntegerField(default=1)

    def breaks_off(token):
        if token != changes.BEGINNING:
            raise Throttled
        return after(token)

    monkeypatch.setattr(changes, "ChangesQuery", OneAtATime)
    reviews, after = [make_published_review() for _ in range(3)], changes.after
    _, held = sync()
    assert len(held) == 3
    before = (tmp_path / "factchecks.json").read_text()
    Change.objects.filter(version__review=reviews[2]).delete()
    with monkeypatch.context() as patch:
        patch.setattr(changes, "after", breaks_off)
        with pytest.raises(AssertionError, match="HTTP Error 429"):
            sync()
    assert (tmp_path / "factchecks.json").read_text() == before
    printed, held = sync()
    assert printed.startswith("resync\n")
    assert set(held) == {review.slug for review in reviews[:2]}


def test_send(run):
    printed = run(sys.executable, "-c", SEND).splitlines()
    assert printed == ["queued"] * 5
    assert Article.objects.get().url == "https://paper.example/stories/1"


def test_the_tables_name_what_there_is():
    from claims.api.filters import ListingFilter
    from ingest.api import STAGES

    for stage in STAGES:
        assert f"| `{stage}` |" in PAGE

    for parameter in ListingFilter.base_filters:
        assert re.search(rf"^\| .*`{parameter}`.* \| ", PAGE, re.M)
    for relation in ClaimMatch.Relation.values:
        assert f"| `{relation}` |" in PAGE
    for kind in Change.Kind.values:
        assert f"`{kind}`" in PAGE


def test_the_example_of_a_problem(client, live_server):
    [example] = [json.loads(text) for language, text in BLOCKS if language == "json"]
    _, secret = issue_key(make_partner())
    answer = client.get(
        "/api/v1/reviews/?verdict=maybe", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.json() == example


def test_verify():
    endpoint, old = webhooks.add(make_partner(), url="https://wire.example/", by=None)
    new = webhooks.rotate(endpoint, by=None)
    endpoint.refresh_from_db()
    program = {}
    exec(VERIFY, program)
    headers = signatures.signed(endpoint, "msg_1", b"{}", timezone.now())
    for secret, body, right in [
        (old, b"{}", True),
        (new, b"{}", True),
        (new, b"{ }", False),
        (signatures.SECRET_PREFIX + "QUJD", b"{}", False),
    ]:
        assert program["verified"](secret, headers, body) is right
    assert not program["verified"](new, {}, b"{}")
    late = timezone.now() - timedelta(minutes=6)
    headers = signatures.signed(endpoint, "msg_1", b"{}", late)
    assert not program["verified"](new, headers, b"{}")


def test_acknowledge(run):
    make_published_review()
    assert run(sys.executable, "-c", ACKNOWLEDGE) == "True\n"

"""POST /api/v1/articles/ and the address that tells how far it is."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from claims import pipeline as engine
from claims.fetching import FetchFailed
from claims.models import ApiKey, Article
from claims.services.partners import issue_key
from ingest import api as views
from ingest import readers
from ingest.models import Fetch
from ingest.readers import Document
from tests.claims.api.contract import CheckedClient, document
from tests.factories import make_partner

from .conftest import STORY, TEXT, collect

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/articles/"
BOTH = [ApiKey.Scope.READ, ApiKey.Scope.INGEST]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def partner(db):
    return make_partner()


@pytest.fixture
def send(partner):
    """send(url=…, key=…) — a POST with a key of this partner; the answer, held to the schema."""
    _, secret = issue_key(partner, scopes=BOTH)
    client = CheckedClient(headers={"Authorization": f"Bearer {secret}"})

    def send(body=None, key=None, **fields):
        headers = {"Idempotency-Key": key} if key else {}
        data = json.dumps(fields if body is None else body)
        return client.post(ADDRESS, data, content_type="application/json", headers=headers)

    send.client = client
    return send


def status(send, response):
    return send.client.get(response["Location"].removeprefix("http://testserver")).json()


def problem(response, code):
    assert response.status_code == code, response.content
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


class TestTakesIn:
    def test_a_text(self, send, partner):
        response = send(text=TEXT, url=STORY, title="It fell", published_at="2017-02-26T09:00:00Z")
        assert response.status_code == 202
        article = Article.objects.get()
        assert (article.url, article.title, article.via) == (STORY, "It fell", Article.Via.API)
        assert article.published_at.isoformat() == "2017-02-26T09:00:00+00:00"
        assert article.latest.text == TEXT
        assert Fetch.objects.get().partner == partner
        assert response.json()["status_url"] == response["Location"]

    def test_a_link_and_tells_every_stage(self, send, web, monkeypatch):
        web.page(STORY)
        seen = []

        def read(data, **options):
            seen.append(status(send, response)["stage"])
            return Document(text=TEXT)

        monkeypatch.setattr(readers, "read", read)
        fetching = web.fetch
        monkeypatch.setattr(
            "ingest.pipeline.fetch",
            lambda url, **o: seen.append(status(send, response)["stage"]) or fetching(url, **o),
        )
        response = send(url=STORY)
        assert status(send, response)["stage"] == "waiting"
        fetch = collect(Fetch.objects.get())
        assert seen == ["fetching", "reading"]
        assert status(send, response)["stage"] == "queued"
        row = fetch.article.latest.extractions.get()
        type(row).objects.update(
            state="leased", lease_token=fetch.uuid, lease_until=fetch.created_at,
            sentences_read=34, sentence_count=60,
        )  # fmt: skip
        now = status(send, response)
        assert (now["stage"], now["read"], now["of"]) == ("extracting", 34, 60)
        engine.extract(row.pk)
        assert status(send, response)["stage"] == "done"

    def test_a_page(self, send, monkeypatch):
        monkeypatch.setattr(readers, "read", lambda data, **o: Document(text=data.decode()[3:]))
        response = send(html="<p>It rained.", url=STORY, title="Rain")
        assert collect(Fetch.objects.get()).article.latest.text == "It rained."
        assert Article.objects.get().url == STORY
        assert status(send, response)["stage"] == "queued"

    def test_says_why_it_failed(self, send, web):
        web.fails(STORY, FetchFailed("That address is inside."))
        response = send(url=STORY)
        collect(Fetch.objects.get())
        now = status(send, response)
        assert (now["stage"], now["detail"]) == ("failed", "That address is inside.")


class TestIdempotencyKey:
    def test_the_same_request_is_taken_in_once_and_answered_alike(self, send):
        first, second = (send(url=STORY, key="k-1") for _ in range(2))
        assert first.json() == second.json()
        assert first["Location"] == second["Location"]
        assert Fetch.objects.count() == 1

    def test_another_request_with_it_is_refused(self, send):
        send(url=STORY, key="k-1")
        found = problem(send(url=STORY, title="Other", key="k-1"), 422)
        assert found["errors"][0]["parameter"] == "Idempotency-Key"
        assert "new key" in found["detail"]

    def test_the_order_of_the_fields_does_not_matter(self, send):
        send(body={"url": STORY, "title": "A"}, key="k-1")
        assert send(body={"title": "A", "url": STORY}, key="k-1").status_code == 202

    def test_is_each_partner_s_own(self, send):
        send(url=STORY, key="k-1")
        _, secret = issue_key(make_partner(), scopes=BOTH)
        other = Client(headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "k-1"})
        body = json.dumps({"url": f"{STORY}2"})
        assert other.post(ADDRESS, body, content_type="application/json").status_code == 202
        assert Fetch.objects.count() == 2

    def test_a_refused_request_leaves_the_key_free(self, send):
        problem(send(url="nonsense", key="k-1"), 422)
        assert send(url=STORY, key="k-1").status_code == 202

    @pytest.mark.parametrize("key", ["a b", "x" * 256, "\u00e9"])
    def test_that_is_none_is_refused(self, send, key):
        problem(send(url=STORY, key=key), 400)

    @pytest.mark.django_db(transaction=True)
    def test_eight_times_at_this_moment(self, send):
        def one(_):
            try:
                return send(url=STORY, key="k-1")
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            found = {response.content for response in pool.map(one, range(8))}
        assert len(found) == Fetch.objects.count() == 1


class TestRefuses:
    @pytest.mark.parametrize(
        ("body", "parameter"),
        [
            ({}, "text"),
            ({"title": "Only"}, "text"),
            ({"text": "a", "html": "<p>a"}, "html"),
            ({"url": STORY, "colour": "red"}, "colour"),
            ({"url": STORY, "published_at": "Thursday"}, "published_at"),
            ({"url": STORY, "title": "x" * 501}, "title"),
            ({"text": "a\0b"}, "text"),
            ([1], "non_field_errors"),
        ],
    )
    def test_what_is_not_asked_for(self, send, body, parameter):
        assert problem(send(body=body), 400)["errors"][0]["parameter"] == parameter

    @pytest.mark.parametrize(
        ("body", "parameter"),
        [
            ({"url": "file:///etc/passwd"}, "url"),
            ({"url": "paper"}, "url"),
            ({"text": " \n"}, "text"),
            ({"text": "x" * 1_000_001}, "text"),
            ({"text": "It rained.", "url": "javascript:alert(1)"}, "url"),
        ],
    )
    def test_what_cannot_be_taken_in(self, send, body, parameter):
        assert problem(send(body=body), 422)["errors"][0]["parameter"] == parameter
        assert not Fetch.objects.exists()

    def test_what_is_too_large(self, send, monkeypatch):
        monkeypatch.setattr(views, "LARGEST_REQUEST", 100)
        assert "split it" in problem(send(text="x" * 200), 413)["detail"]

    @pytest.mark.parametrize(
        ("data", "kind", "code"), [("{", "application/json", 400), ("a=b", "text/plain", 415)]
    )
    def test_what_is_no_json(self, send, data, kind, code):
        problem(send.client.post(ADDRESS, data, content_type=kind), code)

    def test_other_methods(self, send):
        for method in ("get", "put", "delete"):
            response = Client.generic(send.client, method.upper(), ADDRESS)
            problem(response, 405)


class TestAccess:
    def test_without_a_key(self):
        client = CheckedClient()
        problem(client.post(ADDRESS, "{}", content_type="application/json"), 401)

    def test_without_the_scope(self, partner):
        _, secret = issue_key(partner)
        client = CheckedClient(headers={"Authorization": f"Bearer {secret}"})
        response = client.post(ADDRESS, "{}", content_type="application/json")
        assert "“ingest”" in problem(response, 403)["detail"]
        problem(client.get(f"{ADDRESS}9f0e4c9e-54b9-4a3b-8b8f-0d3a3f7a9f11/"), 403)

    def test_nobody_sees_what_another_partner_sent(self, send):
        path = send(url=STORY)["Location"].removeprefix("http://testserver")
        _, secret = issue_key(make_partner(), scopes=BOTH)
        client = CheckedClient(headers={"Authorization": f"Bearer {secret}"})
        problem(client.get(path), 404)

    def test_a_key_that_only_sends_reads_nothing(self, partner):
        _, secret = issue_key(partner, scopes=[ApiKey.Scope.INGEST])
        client = CheckedClient(headers={"Authorization": f"Bearer {secret}"})
        problem(client.get("/api/v1/reviews/"), 403)


def test_is_described():
    paths = document()["paths"]
    post, get = paths[ADDRESS]["post"], paths[f"{ADDRESS}{{id}}/"]["get"]
    for operation in (post, get):
        assert operation["security"] == [{"partnerKey": []}]
        for code in ("400", "401", "403", "429"):
            assert list(operation["responses"][code]["content"]) == ["application/problem+json"]
    assert {p["name"] for p in post["parameters"] if p["in"] == "header"} >= {"Idempotency-Key"}

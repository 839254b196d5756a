"""Who gets in: keys, scopes, limits, and what refusals say."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.utils import timezone

from claims.api.export_forms import FORMS
from claims.models import ApiKey, Usage
from claims.services.partners import issue_key, revoke_key
from tests.factories import make_partner, make_published_review

pytestmark = pytest.mark.django_db
CLOSED = [
    "/api/v1/reviews/",
    "/api/v1/reviews/some-slug/",
    "/api/v1/reviews/some-slug/claimreview/",
    "/api/v1/reviews/some-slug/versions/1/",
    "/api/v1/claims/",
    "/api/v1/claims/9f0e4c9e-54b9-4a3b-8b8f-0d3a3f7a9f11/",
    "/api/v1/changes/",
    "/api/v1/check",
    "/api/v1/claims:search",
    *(f"/api/v1/export/{form}" for form in FORMS),
]


def bearer(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


def problem(response, status):
    """The problem in the answer, after a look at its form."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["detail"]
    return body


class TestWithoutKey:
    @pytest.mark.parametrize("path", CLOSED)
    def test_is_told_how_to_send_one(self, path):
        response = Client().get(path)
        body = problem(response, 401)
        assert "Authorization: Bearer" in body["detail"]
        assert settings.NEWSROOM["email"] in body["detail"]
        assert response["WWW-Authenticate"] == 'Bearer realm="partners"'

    @pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/"])
    def test_the_description_is_open(self, path):
        assert Client().get(path).status_code == 200

    def test_nothing_else_is(self):
        """A new address is closed until somebody adds it here."""
        from claims.api.urls import urlpatterns

        names = {pattern.name for pattern in urlpatterns if pattern.name} - {"acknowledge"}
        assert len(names) == len(CLOSED) + len(["schema", "docs"])

    def test_a_session_of_the_desk_is_no_key(self, admin_client):
        problem(admin_client.get("/api/v1/reviews/"), 401)


class TestRefusedKeys:
    def test_revoked_at_once(self, secret, api):
        assert api.get("/api/v1/reviews/").status_code == 200
        revoke_key(ApiKey.objects.get())
        response = api.get("/api/v1/reviews/")
        body = problem(response, 401)
        assert "revoked on" in body["detail"]
        assert settings.NEWSROOM["email"] in body["detail"]
        assert 'error="invalid_token"' in response["WWW-Authenticate"]

    def test_expired(self):
        _, secret = issue_key(make_partner(), expires_at=timezone.now() - timedelta(days=1))
        assert "expired on" in problem(bearer(secret).get("/api/v1/changes/"), 401)["detail"]

    @pytest.mark.parametrize("value", ["Bearer fcw_wrong", "bearer ÿ", "Bearer \x00"])
    def test_unknown(self, value):
        client = Client(headers={"Authorization": value})
        assert "not known" in problem(client.get("/api/v1/reviews/"), 401)["detail"]

    @pytest.mark.parametrize("value", ["", "Bearer", "Bearer  ", "Basic dTpw", "Token fcw_x"])
    def test_another_scheme(self, value):
        client = Client(headers={"Authorization": value})
        assert "Bearer fcw_" in problem(client.get("/api/v1/reviews/"), 401)["detail"]

    def test_the_key_in_the_address_does_not_count(self, secret):
        problem(Client().get(f"/api/v1/reviews/?key={secret}"), 401)


class TestNetworks:
    @pytest.mark.parametrize(
        ("networks", "address", "status"),
        [
            ([], "198.51.100.7", 200),
            (["198.51.100.0/24"], "198.51.100.7", 200),
            (["192.0.2.1/32", "198.51.100.0/24"], "::ffff:198.51.100.7", 200),
            (["2001:db8::/64"], "2001:db8::1", 200),
            (["198.51.100.0/24"], "198.51.101.7", 401),
            (["198.51.100.0/24"], "2001:db8::1", 401),
            (["198.51.100.0/24"], "", 401),
        ],
    )
    def test_only_from_there(self, api, networks, address, status):
        ApiKey.objects.update(networks=networks)
        response = api.get("/api/v1/reviews/", REMOTE_ADDR=address)
        assert response.status_code == status
        if status == 401:
            assert "may not be used from" in problem(response, 401)["detail"]


class TestScope:
    @pytest.mark.parametrize("path", CLOSED)
    def test_without_it_says_which_is_missing(self, path, api):
        ApiKey.objects.update(scopes=[])
        response = api.get(path)
        assert "“read”" in problem(response, 403)["detail"]
        assert 'error="insufficient_scope", scope="read"' in response["WWW-Authenticate"]


class TestThrottle:
    @pytest.fixture(autouse=True)
    def noon(self):
        with time_machine.travel(datetime(2017, 6, 1, 12, 0, 20, tzinfo=UTC), tick=False):
            yield

    def test_says_when_to_come_back(self, api):
        ApiKey.objects.update(per_minute=2)
        assert [api.get("/api/v1/reviews/").status_code for _ in range(2)] == [200, 200]
        response = api.get("/api/v1/reviews/")
        problem(response, 429)
        assert response["Retry-After"] == "40"
        with time_machine.travel(datetime(2017, 6, 1, 12, 1, tzinfo=UTC), tick=False):
            assert api.get("/api/v1/reviews/").status_code == 200
        usage = Usage.objects.get()
        assert (usage.requests, usage.refused, usage.in_minute) == (4, 1, 1)

    def test_of_one_key_leaves_the_others_alone(self, api):
        other = bearer(issue_key(make_partner())[1])
        ApiKey.objects.update(per_minute=1)
        api.get("/api/v1/reviews/")
        assert api.get("/api/v1/reviews/").status_code == 429
        assert other.get("/api/v1/reviews/").status_code == 200


class TestProblems:
    def test_an_unknown_address(self, api):
        assert problem(api.get("/api/v1/nothing/here/"), 404)["code"] == "not_found"

    def test_a_missing_slash_is_forgiven(self, api):
        response = api.get("/api/v1/reviews")
        assert (response.status_code, response["Location"]) == (301, "/api/v1/reviews/")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    @pytest.mark.parametrize("path", CLOSED)
    def test_nothing_can_be_written(self, api, method, path):
        if (method, path) == ("post", "/api/v1/check"):
            pytest.skip("Questions are posted there.")
        assert problem(getattr(api, method)(path), 405)["code"] == "method_not_allowed"

    def test_another_format_is_refused(self, api):
        problem(api.get("/api/v1/reviews/", headers={"Accept": "text/csv"}), 406)

    def test_answers_are_for_this_key_only(self, api):
        make_published_review()
        response = api.get("/api/v1/reviews/")
        assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))
        assert "Authorization" in response["Vary"]


class TestWhateverGoesWrong:
    """Programs get a problem, never a web page."""

    @pytest.mark.parametrize("path", ["/api/v1/reviews/", "/api/v1/changes/"])
    def test_a_format_in_the_address(self, api, path):
        body = problem(api.get(f"{path}?format=xml"), 400)
        assert body["errors"][0]["parameter"] == "format"

    def test_not_found_inside_a_view(self, api, monkeypatch):
        monkeypatch.setattr("claims.api.reviews.latest", raiser(Http404("No such thing")))
        assert problem(api.get("/api/v1/reviews/some-slug/"), 404)["code"] == "not_found"

    def test_forbidden_inside_a_view(self, api, monkeypatch):
        monkeypatch.setattr("claims.api.reviews.latest", raiser(PermissionDenied("No.")))
        problem(api.get("/api/v1/reviews/some-slug/"), 403)

    def test_the_unexpected(self, secret, monkeypatch):
        monkeypatch.setattr("claims.api.reviews.latest", raiser(RuntimeError("secret")))
        client = bearer(secret)
        client.raise_request_exception = False
        response = client.get("/api/v1/reviews/some-slug/")
        assert problem(response, 500)["code"] == "error"
        assert b"secret" not in response.content

    def test_pages_keep_their_own(self, client, monkeypatch):
        monkeypatch.setattr("claims.site.pages.listed", raiser(RuntimeError("secret")))
        client.raise_request_exception = False
        response = client.get("/")
        assert response.status_code == 500
        assert response["Content-Type"].startswith("text/html")


def raiser(error):
    def raise_it(*args, **kwargs):
        raise error

    return raise_it

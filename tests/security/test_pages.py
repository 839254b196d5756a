"""Every answer with markup in it has the policy that lets nothing else run."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/nowhere/", 404),
        ("/verdicts/nothing/", 404),
        ("/desk/login/", 200),
        ("/desk/nowhere/", 302),
        ("/api/v1/docs/", 200),
        ("/search/?q=%00", 200),
    ],
)
def test_pages_and_errors_have_the_policy(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_fault_of_ours_has_it_too(monkeypatch):
    def fail(*args, **options):
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("claims.site.pages.render", fail, raising=False)
    monkeypatch.setattr("claims.site.lists.render", fail, raising=False)
    answer = Client(raise_request_exception=False).get("/methodology/")
    assert answer.status_code == 500
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert b"a secret of the server" not in answer.content


def test_a_form_without_its_token_is_refused_with_it():
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.editor())
    answer = client.post("/desk/claims/article/add/", {"text": "x"})
    assert answer.status_code == 403
    assert "default-src 'self'" in answer["Content-Security-Policy"]

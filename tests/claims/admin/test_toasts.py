"""What a person is told, with the way back, on whole pages and on parts of them."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from claims.admin.desk import tell, verb_address
from claims.admin.toasts import with_messages
from claims.models import Claim
from tests import factories

from .pages import listed, verb

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def asked(rf, editor):
    """A request as it reaches a view; `answers(response)` is what the browser gets."""
    request = rf.get("/desk/part/", **HX)
    request.user, request.session, request.htmx = editor, {}, HtmxDetails(request)
    request._messages = FallbackStorage(request)
    return request


def answers(request, response):
    return with_messages(lambda _: response)(request).content.decode()


def test_a_toast_has_a_form_that_takes_the_step_back(desk, editor, asked):
    tell(asked, "Accepted <it>.", undo="/desk/undo/", fields={"edition": 3})
    html = answers(asked, HttpResponse("<p>part</p>"))
    assert "<p>Accepted &lt;it&gt;.</p>" in html
    assert '<form method="post" action="/desk/undo/">' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<input type="hidden" name="edition" value="3">' in html
    assert 'data-key="u"' in html
    assert 'hx-swap-oob="beforeend"' in html


def test_without_a_way_back_there_is_no_button(asked):
    tell(asked, "Saved.")
    html = answers(asked, HttpResponse("part"))
    assert "Saved." in html
    assert "<form" not in html


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(status=204),
        HttpResponse("no", status=500),
        HttpResponse("{}", content_type="application/json"),
        HttpResponse(headers={"HX-Redirect": "/desk/"}),
    ],
    ids=["nothing", "error", "json", "elsewhere"],
)
def test_what_would_be_dropped_is_told_on_the_next_page(asked, response):
    tell(asked, "Saved.")
    assert "Saved." not in answers(asked, response)
    assert [str(m) for m in messages.get_messages(asked)] == ["Saved."]


def test_a_whole_page_tells_once(desk, editor):
    claim = factories.make_claim()
    client = desk(editor)
    response = client.post(verb(claim, "accept"), follow=True, **HX)
    html = response.content.decode()
    assert html.count('id="toasts"') == 1
    assert html.count('class="toast success"') == 1


@pytest.mark.parametrize(
    ("chosen", "ours"),
    [
        ("/desk/claims/claim/?status=new", True),
        ("https://elsewhere.example/", False),
        ("//elsewhere.example/", False),
        ("/\\elsewhere.example/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_step_leads_on_to_pages_of_ours_alone(desk, editor, chosen, ours):
    claim = factories.make_claim()
    response = desk(editor).post(verb(claim, "accept"), {"next": chosen})
    here = reverse("admin:claims_claim_change", args=[claim.pk])
    assert response["Location"] == (chosen if ours else here)
    assert Claim.objects.get().status == "accepted"


def test_addresses_of_verbs(db):
    claim = factories.make_claim()
    assert verb_address(claim, "accept") == verb(claim, "accept")


def test_every_page_can_ask_with_htmx_under_the_policy(desk, editor):
    html = desk(editor).get(listed("claim")).content.decode()
    assert '"allowEval": false' in html
    assert 'name="csrf-token"' in html
    assert "htmx-2.min.js" in html

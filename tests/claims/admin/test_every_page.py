"""Every page opens for everybody who may see it, escapes what people wrote, and keeps to the
content security policy."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.models import Correction
from claims.services import corrections, webhooks
from tests import factories

from .hostile import make_world
from .pages import listed, page

CANARY = "<script>alert('canary')</script>"
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.I)
OURS = [model for model in admin.site._registry if model._meta.app_label == "claims"]


def no_inline(response):
    html = response.content.decode()
    assert INLINE.findall(html.replace('<script id="django-admin-form-add-constants"', "")) == []
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.fixture
def world(reviewer, editor):
    """Each text would bite if it were not escaped."""
    return make_world(reviewer, editor, lambda most=0: CANARY)


# Lists that are not for everybody.
ONLY = {
    "partner": {"editor", "administrator", "superuser"},
    "delivery": {"editor", "administrator", "superuser"},
    "removal": {"administrator", "superuser"},
}


@pytest.mark.parametrize("role", ["reviewer", "editor", "superuser"])
def test_every_page_opens_escapes_and_runs_nothing_inline(desk, people, world, role):
    client = desk(people[role])
    addresses = [page(row) for row in world] + [listed(m._meta.model_name) for m in OURS]
    tabs = [f"{listed(name)}?status=all" for name in ("claim", "review", "correction")]
    for address in [*addresses, *tabs, reverse("admin:index")]:
        response = client.get(address, follow=True)
        if any(name in address and role not in roles for name, roles in ONLY.items()):
            assert response.status_code == 403
            continue
        assert response.status_code == 200, address
        assert CANARY not in response.content.decode(), address
        no_inline(response)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["reviewer", "editor", "superuser"])
def test_add_pages_open_where_rows_are_added_by_hand(desk, people, model, role):
    by_hand = {"article", "publisher", "speaker"} | ({"partner"} if role != "reviewer" else set())
    name = model._meta.model_name
    response = desk(people[role]).get(reverse(f"admin:claims_{name}_add"))
    # What is to be removed is chosen on its own page.
    chosen_elsewhere = name == "removal" and role in ONLY["removal"]
    expected = 302 if chosen_elsewhere else 200 if name in by_hand else 403
    assert response.status_code == expected
    if name in by_hand:
        no_inline(response)


@pytest.mark.parametrize("name", ["user_changelist", "user_add", "group_changelist"])
def test_the_pages_of_accounts_run_nothing_inline(desk, people, name):
    response = desk(people["superuser"]).get(reverse(f"admin:auth_{name}"))
    assert response.status_code == 200
    no_inline(response)


def test_pages_without_a_login_send_to_it(client, world):
    for row in world:
        response = client.get(page(row))
        assert response.status_code == 302
        assert "/login/" in response["Location"]


def test_login_and_password_pages_run_nothing_inline(client, desk, reviewer):
    no_inline(client.get(reverse("admin:login")))
    no_inline(desk(reviewer).get(reverse("admin:password_change")))


def test_an_empty_desk_teaches(desk, editor):
    html = desk(editor).get(reverse("admin:index")).content.decode()
    assert "No new claims. Paste an article" in html
    for name in (
        "claim",
        "review",
        "article",
        "extraction",
        "correction",
        "partner",
        "speaker",
        "delivery",
    ):
        assert 'class="empty"' in desk(editor).get(listed(name)).content.decode()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nothing_can_be_deleted(desk, people, world, model):
    client = desk(people["superuser"])
    for row in [row for row in world if isinstance(row, model)]:
        address = reverse(f"admin:claims_{model._meta.model_name}_delete", args=[row.pk])
        assert client.post(address, {"post": "yes"}).status_code == 403
        assert model.objects.filter(pk=row.pk).exists()


def test_accounts_are_not_deleted(desk, people):
    address = reverse("admin:auth_user_delete", args=[people["reviewer"].pk])
    assert desk(people["superuser"]).post(address, {"post": "yes"}).status_code == 403


def test_a_row_that_does_not_exist_leads_back(desk, editor):
    for name in ("claim", "review", "article", "extraction", "correction", "partner"):
        for key in ("0", "nonsense"):
            address = reverse(f"admin:claims_{name}_change", args=[key])
            assert desk(editor).get(address).status_code == 302


@pytest.mark.parametrize(
    ("name", "query", "queries"),
    [
        ("claim", "?status=all", 9), ("review", "", 6), ("article", "", 7), ("extraction", "", 6),
        ("correction", "?status=all", 6), ("partner", "", 6), ("delivery", "", 7),
    ],
)  # fmt: skip
def test_a_list_costs_the_same_however_long(
    desk, editor, django_assert_num_queries, name, query, queries
):
    client = desk(editor)
    for _ in range(3):
        claim = factories.make_claim(speaker=factories.make_speaker())
        propose(factories.make_published_review(claim, reply="No."))
        factories.make_claim(speaker=factories.make_speaker())
        webhooks.ping(webhooks.add(factories.make_partner(), url="https://w.example/", by=None)[0])
    client.get(listed(name))
    with django_assert_num_queries(queries):
        response = client.get(f"{listed(name)}{query}")
    rows = response.context.get("result_list") or response.context["cl"].result_list
    assert len(rows) >= 3


def propose(review):
    return corrections.propose(
        review,
        kind=Correction.Kind.SPELLING,
        reason="A letter.",
        changes={"summary": "It was in 1982."},
        by=review.author,
    )


def test_pages_cost_a_known_number_of_queries(desk, editor, world, django_assert_max_num_queries):
    client = desk(editor)
    # A review with a correction waiting costs four more than one without; what partners hold of a
    # public one, three. A partner's page reads its ledger, its log of requests and its history.
    limits = {"claim": 25, "review": 24, "article": 10, "partner": 13}
    for row in world:
        if limit := limits.get(row._meta.model_name):
            with django_assert_max_num_queries(limit):
                client.get(page(row))

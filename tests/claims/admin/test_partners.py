import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from claims.models import Partner
from claims.services import partners
from tests import factories

from .pages import listed, page, told, verb


@pytest.fixture
def partner(db):
    return factories.make_partner("The Invented Wire")


def test_an_editor_adds_a_partner(desk, editor):
    data = {"name": "The Other Wire", "contact": "desk@wire.example"}
    response = desk(editor).post(reverse("admin:claims_partner_add"), data)
    assert response.status_code == 302
    assert Partner.objects.get().name == "The Other Wire"


def test_a_partner_is_renamed(desk, editor, partner):
    desk(editor).post(page(partner), {"name": "The New Wire", "contact": ""})
    partner.refresh_from_db()
    assert partner.name == "The New Wire"


def test_a_name_that_is_taken_is_refused(desk, editor, partner):
    other = factories.make_partner()
    response = desk(editor).post(page(other), {"name": partner.name, "contact": ""})
    assert "already exists" in response.content.decode()


def test_a_key_is_shown_once(desk, editor, partner):
    client = desk(editor)
    response = client.post(verb(partner, "issue_key"))
    secret = re.search(r'id="secret">(\S+)</code>', response.content.decode())[1]
    assert partners.find_key(secret).partner == partner
    assert "no-store" in response["Cache-Control"]
    later = client.get(page(partner)).content.decode()
    assert secret not in later
    assert secret[:10] in later


def test_revoking_is_asked_once(desk, editor, partner):
    key, secret = partners.issue_key(partner)
    client, data = desk(editor), {"key": key.pk}
    assert "for good" in client.post(verb(partner, "revoke_key"), data).content.decode()
    assert partners.find_key(secret)
    response = client.post(verb(partner, "revoke_key"), data | {"confirmed": "1"})
    assert told(response) == "Revoked."
    with pytest.raises(partners.KeyRefused, match="revoked"):
        partners.find_key(secret)


def test_a_key_of_another_partner_is_not_found(desk, editor, partner):
    key, _ = partners.issue_key(factories.make_partner())
    assert desk(editor).post(verb(partner, "revoke_key"), {"key": key.pk}).status_code == 404


@pytest.mark.parametrize("name", ["issue_key", "revoke_key"])
def test_partners_are_for_editors(desk, reviewer, partner, name):
    client = desk(reviewer)
    assert client.post(verb(partner, name)).status_code == 403
    assert client.get(page(partner)).status_code == 403
    assert client.get(listed("partner")).status_code == 403
    assert client.get(reverse("admin:claims_partner_add")).status_code == 403
    assert not partner.keys.exists()


def test_the_list_counts_the_valid_keys(desk, editor, partner):
    for _ in range(2):
        key, _ = partners.issue_key(partner)
    partners.revoke_key(key)
    row = desk(editor).get(listed("partner")).context["cl"].result_list[0]
    assert (row.valid, row.used) == (1, None)


@pytest.mark.parametrize("wrong", ["", "x", "9" * 19, "9" * 5000])
def test_a_number_that_is_no_key_is_not_found(desk, editor, wrong):
    partner = factories.make_partner()
    assert desk(editor).post(verb(partner, "revoke_key"), {"key": wrong}).status_code == 404


def test_keys_are_used_on_the_newsrooms_day(desk, editor):
    key, _ = partners.issue_key(factories.make_partner())
    key.last_used_at = datetime(2017, 6, 30, 23, tzinfo=UTC)
    key.save()
    assert "1 Jul 2017 00:00" in desk(editor).get(listed("partner")).content.decode()

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import ApiKey, Delivery, Endpoint, Partner
from claims.services import deliveries, ledger, partners, signatures, webhooks
from tests import factories
from tests.claims.api.story import rate_anew

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


def test_a_key_has_its_limits(desk, editor, partner):
    data = {
        "expires_on": "2099-01-31",
        "per_minute": "60",
        "networks": "198.51.100.0/24, 2001:db8::/32",
        "ingest": "on",
    }
    desk(editor).post(verb(partner, "issue_key"), data)
    key = ApiKey.objects.get()
    assert (key.per_minute, key.networks) == (60, ["198.51.100.0/24", "2001:db8::/32"])
    assert key.scopes == ["read", "ingest"]
    assert timezone.localtime(key.expires_at).date() == date(2099, 1, 31)
    assert key.partner.events.get().by == editor


@pytest.mark.parametrize(
    "wrong",
    [{"networks": "198.51.100.7/24"}, {"networks": "here"}, {"per_minute": "0"},
     {"expires_on": "2017-01-01"}, {"expires_on": "x"}],
)  # fmt: skip
def test_a_key_with_wrong_limits_is_not_issued(desk, editor, partner, wrong):
    assert "Not done" in told(desk(editor).post(verb(partner, "issue_key"), wrong))
    assert not ApiKey.objects.exists()


ADDRESS = "https://wire.example/hook"


@pytest.fixture
def endpoint(partner, editor):
    return webhooks.add(partner, url=ADDRESS, by=editor)[0]


def test_a_webhook_is_added_and_its_secret_shown_once(desk, editor, partner):
    client = desk(editor)
    data = {"url": ADDRESS, "events": ["publish", "retract"]}
    html = client.post(verb(partner, "add_webhook"), data).content.decode()
    secret = re.search(r'id="secret">(whsec_\S+)</code>', html)[1]
    endpoint = Endpoint.objects.get()
    assert secret == signatures.shown(signatures.secret_of(endpoint))
    assert endpoint.events == ["publish", "retract"]
    assert secret not in client.get(page(partner)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{}, {"url": ADDRESS}, {"url": "http://wire.example/", "events": ["publish"]},
              {"url": "x", "events": ["publish"]}, {"url": ADDRESS, "events": ["x"]}],
)  # fmt: skip
def test_a_wrong_webhook_is_not_added(desk, editor, partner, wrong):
    assert "Not done" in told(desk(editor).post(verb(partner, "add_webhook"), wrong))
    assert not Endpoint.objects.exists()


def test_a_webhook_is_tested_rotated_and_switched(desk, editor, partner, endpoint):
    client, data = desk(editor), {"webhook": endpoint.pk}
    assert "on its way" in told(client.post(verb(partner, "test_webhook"), data))
    assert Delivery.objects.get().change is None
    asked = client.post(verb(partner, "rotate_webhook"), data).content.decode()
    assert "For two days" in asked
    shown = client.post(verb(partner, "rotate_webhook"), data | {"confirmed": "1"})
    assert "whsec_" in shown.content.decode()
    assert "Switched off" in told(client.post(verb(partner, "switch_webhook"), data))
    assert "Switched off by Eddie Editor" in client.get(page(partner)).content.decode()
    assert "now gets: 0" in told(client.post(verb(partner, "switch_webhook"), data))


def test_messages_are_sent_again(desk, editor, partner, endpoint):
    factories.make_published_review()
    partners.number_changes()
    client, data = desk(editor), {"webhook": endpoint.pk}
    assert "again: 1" in told(client.post(verb(partner, "replay_webhook"), data | {"position": 1}))
    day = f"{timezone.localdate()}"
    days = data | {"since": day, "until": day}
    assert "again: 1" in told(client.post(verb(partner, "replay_webhook"), days))
    assert "Not done" in told(client.post(verb(partner, "replay_webhook"), data))


def test_a_webhook_is_changed_and_keeps_its_secret(desk, editor, partner, endpoint):
    client, before = desk(editor), signatures.secret_of(endpoint)
    data = {"webhook": endpoint.pk, "url": f"{ADDRESS}/new", "events": ["retract"]}
    assert "Changed" in told(client.post(verb(partner, "change_webhook"), data))
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events) == (f"{ADDRESS}/new", ["retract"])
    assert signatures.secret_of(endpoint) == before
    assert partner.events.first().kind == "changed"
    assert "Not done" in told(client.post(verb(partner, "change_webhook"), data | {"url": "x"}))
    endpoint.refresh_from_db()
    assert endpoint.url == f"{ADDRESS}/new"


def test_a_webhook_of_another_partner_is_not_found(desk, editor, endpoint):
    other, data = factories.make_partner(), {"webhook": endpoint.pk}
    assert desk(editor).post(verb(other, "test_webhook"), data).status_code == 404


def test_refused_requests_are_shown(desk, editor, partner):
    key, _ = partners.issue_key(partner, per_minute=2, by=editor)
    page_of = desk(editor)
    assert "refused" not in page_of.get(page(partner)).content.decode()
    for _ in range(5):
        partners.count_request(key)
    html = page_of.get(page(partner)).content.decode()
    assert "3 of them were refused" in html
    assert '<td class="figure">5</td><td class="figure">3</td>' in html


def test_who_shows_an_old_verdict_stands_on_three_pages(desk, editor, reviewer, partner):
    review = factories.make_published_review()
    ledger.fetched_version(partner.pk, review.pk, 1)
    rate_anew(review)
    partners.number_changes()
    client = desk(editor)
    for address in (reverse("admin:index"), page(partner), page(review)):
        assert "The Invented Wire" in client.get(address).content.decode(), address
    assert "1 partner still shows the old verdict" in client.get(page(review)).content.decode()
    theirs = desk(reviewer).get(page(review)).content.decode()
    assert "1 partner still shows the old verdict" in theirs
    assert "The Invented Wire" not in theirs


def test_telling_again(desk, editor, partner):
    review = factories.make_published_review()
    endpoint, _ = webhooks.add(partner, url=ADDRESS, by=editor)
    Endpoint.objects.update(position=0)
    partners.number_changes()
    client, data = desk(editor), {"review": review.pk, "next": page(review)}
    response = client.post(verb(partner, "resend"), data)
    assert (told(response), response["Location"]) == (f"{partner} is told again.", page(review))
    assert endpoint.deliveries.get().position == 1
    deliveries.disable(endpoint, why="x", by=editor)
    assert "Write to them" in told(client.post(verb(partner, "resend"), data))


def test_telling_again_who_is_not_told_of_this(desk, editor, partner):
    partner.contact = "desk@wire.example"
    partner.save()
    review = factories.make_published_review()
    endpoint, _ = webhooks.add(partner, url=ADDRESS, events=["publish"], by=editor)
    rate_anew(review)
    partners.number_changes()
    answer = told(desk(editor).post(verb(partner, "resend"), {"review": review.pk}))
    assert answer == (
        "None of The Invented Wire’s webhooks is told of this. Write to desk@wire.example."
    )
    assert not endpoint.deliveries.filter(change__kind="re_rate").exists()


def test_a_webhook_that_was_given_up_is_on_the_first_page(desk, editor, reviewer, endpoint):
    deliveries.disable(endpoint, why="Nothing reached it for 5 days.", by=None)
    assert "Nothing reached it" in desk(editor).get(reverse("admin:index")).content.decode()
    assert "Nothing reached it" not in desk(reviewer).get(reverse("admin:index")).content.decode()


def test_requests_are_drawn_day_by_day(desk, editor, partner):
    key, _ = partners.issue_key(partner)
    for _ in range(3):
        partners.count_request(key)
    html = desk(editor).get(page(partner)).content.decode()
    assert "3 in all" in html


def test_the_whole_log_of_a_webhook_is_looked_through(desk, editor, partner, endpoint):
    other, _ = webhooks.add(partner, url="https://wire.example/other", by=editor)
    for _ in range(12):
        factories.make_published_review()
    partners.number_changes()
    lease = deliveries.take(endpoint.pk)
    deliveries.settle(lease, deliveries.Outcome(503, 212, "try later"))
    client, log = desk(editor), f"{listed('delivery')}?webhook={endpoint.pk}"
    assert log in client.get(page(partner)).content.decode()
    everything = client.get(log).context["cl"].result_list
    assert [row.position for row in everything] == list(range(12, 0, -1))
    assert "503, 212 ms: try later" in client.get(log).content.decode()
    assert not client.get(f"{log}&state=dead").context["cl"].result_list
    assert len(client.get(f"{listed('delivery')}?webhook={other.pk}").context["cl"].result_list)
    assert client.get(f"{listed('delivery')}?webhook=x").status_code == 200


def test_a_message_shows_all_its_attempts(desk, editor, reviewer, endpoint):
    message = webhooks.ping(endpoint)
    now = "2017-07-14T09:00:00+00:00"
    first = {"at": now, "ms": 212, "status": 503, "answer": "try later", "error": ""}
    second = {"at": now, "ms": 9, "status": None, "answer": "", "error": "No connection."}
    Delivery.objects.update(tries=[first, second])
    html = desk(editor).get(page(message)).content.decode()
    for words in (
        "14 Jul 2017, 10:00:00",
        "try later",
        "No connection.",
        deliveries.msg_id(message),
    ):
        assert words in html
    assert desk(reviewer).get(page(message)).status_code == 403

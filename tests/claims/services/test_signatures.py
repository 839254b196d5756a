"""Secrets and signatures, checked with the official library."""

import base64
from datetime import timedelta

import pytest
import standardwebhooks
import time_machine
from django.utils import timezone

from claims import pipeline
from claims.models import Endpoint
from claims.services import signatures, webhooks
from tests.factories import editor

from .hooks import add, publish, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(serve):
    server = serve()
    endpoint, secret = add(server)
    publish()
    pipeline.deliver(endpoint.pk)
    [(headers, body)] = received(server)
    return standardwebhooks.Webhook(secret), headers, body


def test_an_altered_body_fails(sent):
    partner, headers, body = sent
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        partner.verify(body.replace(b"mostly_true", b"mostly_lies"), headers)


def test_an_old_timestamp_fails(sent):
    partner, headers, body = sent
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=6)),
        pytest.raises(standardwebhooks.WebhookVerificationError),
    ):
        partner.verify(body, headers)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_another_header_fails(sent, name):
    partner, headers, body = sent
    altered = headers | {name: str(int(timezone.now().timestamp()) - 1)}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        partner.verify(body, altered)


def test_the_secret_of_another_endpoint_fails(serve, sent):
    _, headers, body = sent
    _, other = add(serve())
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(other).verify(body, headers)


def test_both_secrets_sign_while_one_replaces_the_other(serve):
    server = serve()
    endpoint, old = add(server)
    new = webhooks.rotate(endpoint, by=editor())
    assert new != old
    publish()
    pipeline.deliver(endpoint.pk)
    [(headers, body)] = received(server)
    for secret in (old, new):
        standardwebhooks.Webhook(secret).verify(body, headers)
    with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1), tick=False):
        later = signatures.signed(Endpoint.objects.get(), "msg_1", b"{}", timezone.now())
        standardwebhooks.Webhook(new).verify(b"{}", later)
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            standardwebhooks.Webhook(old).verify(b"{}", later)


def test_a_second_rotation_ends_no_secret_that_is_in_use(serve):
    """The page with the new secret was closed too early: another one is made."""
    server = serve()
    endpoint, first = add(server)
    secrets = [first, *(webhooks.rotate(endpoint, by=editor()) for _ in range(2))]
    publish()
    pipeline.deliver(endpoint.pk)
    [(headers, body)] = received(server)
    for secret in secrets:
        standardwebhooks.Webhook(secret).verify(body, headers)


def test_a_header_holds_only_so_many(serve):
    endpoint, _ = add(serve())
    for _ in range(12):
        webhooks.rotate(endpoint, by=editor())
    headers = signatures.signed(Endpoint.objects.get(), "msg_1", b"{}", timezone.now())
    assert len(headers["webhook-signature"].split()) == signatures.SIGN_AT_ONCE


def test_an_older_secret_key_signs_as_well(serve, settings):
    endpoint, secret = add(serve())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one " * 5
    headers = signatures.signed(endpoint, "msg_1", b"{}", timezone.now())
    standardwebhooks.Webhook(secret).verify(b"{}", headers)


def test_no_secret_is_in_the_database(serve):
    endpoint, secret = add(serve())
    row = str(vars(Endpoint.objects.get(pk=endpoint.pk)))
    assert secret not in row
    assert base64.b64decode(secret.removeprefix("whsec_")).hex() not in row

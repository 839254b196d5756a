"""The OpenAPI document, and the page to try it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from claims.api.urls import urlpatterns
from claims.models import Change, Endpoint
from claims.presenters.webhook import PING, TYPES, message
from claims.services.partners import number_changes
from claims.services.signatures import signed
from tests.claims.api.contract import document, strict_components
from tests.claims.api.story import correct, remove, retract
from tests.factories import make_published_review

UNDESCRIBED = {"schema", "docs", None}


def operations():
    """Ours: the document describes every API of the installation."""
    return [
        (path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if path.split("/")[3]
        in ("reviews", "claims", "changes", "check", "claims:search", "export")
    ]


def test_is_valid_without_a_warning():
    """Raises SchemaGenerationError on either."""
    written = StringIO()
    call_command("spectacular", "--fail-on-warn", "--validate", stdout=written)
    assert written.getvalue().startswith("openapi: 3.1")


def test_is_served_as_json():
    response = Client().get("/api/v1/schema/")
    assert response.status_code == 200
    assert response.json()["openapi"] == "3.1.0"


def test_every_address_is_described_and_only_read():
    written = {path for path, method, _ in operations() if method != "get"}
    assert written == {"/api/v1/changes/ack/", "/api/v1/check"}
    described = {path for path, _, _ in operations()}
    assert len(described) == len([p for p in urlpatterns if p.name not in UNDESCRIBED])


def test_every_operation_names_its_key_its_problems_and_its_waiting_time():
    for path, _, operation in operations():
        assert {"partnerKey": []} in operation["security"], path
        for status in ("400", "401", "403", "429"):
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"]
        assert "Retry-After" in operation["responses"]["429"]["headers"]


@pytest.mark.django_db
def test_webhooks_are_described_as_they_are_sent():
    described = document()["webhooks"]
    assert set(described) == {*TYPES.values(), PING}
    review = make_published_review()
    correct(review)
    retract(review)
    remove(review.versions.get(number=1))
    number_changes()
    for change in [None, *Change.objects.all()]:
        sent = json.loads(message(change))
        operation = described[sent["type"]]["post"]
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        schema = {**body, "components": strict_components()}
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
            sent
        )
        headers = signed(Endpoint(), "msg_1", b"", timezone.now())
        assert {header["name"] for header in operation["parameters"]} == set(headers)


def test_every_id_is_a_uuid_and_none_is_the_database_s():
    for name, schema in document()["components"]["schemas"].items():
        properties = schema.get("properties", {})
        # A webhook names the place in the log.
        assert not {"pk", "position"} & set(properties) or name == "ToldData"
        assert properties.get("id", {"format": "uuid"})["format"] == "uuid", name

"""docs/partners/: schemas and samples, as the code makes them."""

import json

import pytest
from jsonschema import Draft202012Validator

from claims.api.kit import KINDS, samples, schemas
from claims.management.commands.partner_kit import written
from claims.models import Change
from claims.presenters.webhook import message
from factcheck.places import REPOSITORY
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.factories import make_published_review

FOLDER = REPOSITORY / "docs" / "partners"


def validator(name):
    schema = schemas()[name]
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_files_are_what_the_code_makes():
    made = {name: written(content) for name, content in {**schemas(), **samples()}.items()}
    kept = {path.name: path.read_text() for path in FOLDER.glob("*.json")}
    assert kept == made, "write them again: manage.py partner_kit"


def test_every_event_has_its_samples():
    assert list(KINDS) == list(Change.Kind)


def test_the_samples_fit_the_schemas():
    for name, content in samples().items():
        validator(f"{name.split('.')[1]}.schema.json").validate(content)


@pytest.mark.django_db
def test_what_is_really_sent_fits_them_too(api):
    review = make_published_review()
    correct(review)
    rate_anew(review)
    retract(review)
    remove(review.versions.get(number=1))
    entry, event = validator("change.schema.json"), validator("webhook.schema.json")
    for found in api.get("/api/v1/changes/").json()["results"]:
        entry.validate(found)
    for change in Change.objects.select_related("version__review"):
        event.validate(json.loads(message(change)))


@pytest.mark.parametrize("broken", ["version", "review", "id"])
def test_a_schema_can_refuse(broken):
    content = samples()["publish.change.json"]
    del content[broken]
    assert not validator("change.schema.json").is_valid(content)

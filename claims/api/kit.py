"""The conformance kit: schemas and samples, made by the code that serves the real ones."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from claims.models import Change, Claim, PublishedVersion, Review
from claims.presenters import webhook
from claims.services.documents import fingerprint

from .access import Json
from .serializers import change_entry

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ADDRESS = b"https://newsroom.example"
SAMPLE = Path(__file__).with_name("sample.json")
KINDS = {
    Change.Kind.PUBLISH: PublishedVersion.Kind.PUBLICATION,
    Change.Kind.CORRECT: PublishedVersion.Kind.CORRECTION,
    Change.Kind.RE_RATE: PublishedVersion.Kind.RATING_CHANGE,
    Change.Kind.RETRACT: PublishedVersion.Kind.RETRACTION,
    Change.Kind.REMOVE: PublishedVersion.Kind.PUBLICATION,
}
COMPONENTS = {
    "document.schema.json": "FrozenDocument",
    "change.schema.json": "ChangeEntry",
    "tombstone.schema.json": "Tombstone",
    "claim.schema.json": "ClaimLine",
    "problem.schema.json": "Problem",
}
TEXT, UUID_TEXT = {"type": "string"}, {"type": "string", "format": "uuid"}
URI = {"type": "string", "format": "uri"}


def exactly(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"oneOf": [schema, {"type": "null"}]}


WEBHOOK = {
    "$schema": DRAFT,
    "title": "Webhook",
    **exactly(
        type={"enum": list(webhook.TYPES.values())},
        timestamp={"type": "string", "format": "date-time"},
        data=exactly(
            id=UUID_TEXT,
            position={"type": "integer", "minimum": 1},
            review=exactly(id=UUID_TEXT, slug=TEXT),
            version={"type": "integer", "minimum": 1},
            verdict=nullable(TEXT),
            sha256=TEXT,
            url=URI,
            api_url=URI,
            latest_url=URI,
            tombstone=nullable(exactly(reason=TEXT)),
        ),
    ),
}


def schemas() -> dict[str, Any]:
    """Each stands alone. What the API may add one day is no error in them."""
    components = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
    found = {file: alone(name, components) for file, name in COMPONENTS.items()}
    return {**found, "webhook.schema.json": WEBHOOK}


def alone(name: str, components: dict[str, Any]) -> dict[str, Any]:
    needed, waiting = {}, [name]
    while waiting:
        one = waiting.pop()
        if one not in needed:
            text = json.dumps(components[one]).replace("#/components/schemas/", "#/$defs/")
            needed[one] = json.loads(text)
            waiting += [part for part in components if f'"#/$defs/{part}"' in text]
    definitions = {key: needed[key] for key in sorted(needed)}
    return {"$schema": DRAFT, "title": name, "$ref": f"#/$defs/{name}", "$defs": definitions}


def samples() -> dict[str, Any]:
    """Of every event the entry of the log and the message, by the functions that make real ones."""
    made = {}
    for position, kind in enumerate(KINDS, start=1):
        change = sample(kind, position)
        made[f"{kind}.change.json"] = json.loads(Json().render(change_entry(change)))
        body = webhook.message(change).replace(settings.SITE_URL.encode(), ADDRESS)
        made[f"{kind}.webhook.json"] = json.loads(body)
    return made


def sample(kind: Change.Kind, position: int) -> Change:
    """Never saved. The first version was published, the others came after it."""
    at = datetime(2026, 1, position, 9, tzinfo=UTC)
    number = 1 if kind in (Change.Kind.PUBLISH, Change.Kind.REMOVE) else position
    note = "" if number == 1 else "The register was read again."
    document = json.loads(SAMPLE.read_text())
    document |= {
        "version": number,
        "kind": str(KINDS[kind]),
        "note": note,
        "retracted": kind == Change.Kind.RETRACT,
    }
    review = Review(uuid=UUID(document["id"]), slug=document["slug"], claim=Claim())
    removed = kind == Change.Kind.REMOVE
    version = PublishedVersion(
        uuid=UUID(int=number),
        review=review,
        number=number,
        kind=KINDS[kind],
        verdict=document["verdict"]["code"],
        note=note,
        document={} if removed else document,
        sha256=fingerprint(document),
        removed_at=at if removed else None,
    )
    change = Change(kind=kind, version=version, at=at, position=position)
    change.removed_numbers = []
    return change

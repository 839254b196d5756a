"""What people change about a claim; what the machine said stays beside it in `detected_text`."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from claims.models import Claim, ClaimEvent, Speaker

from . import matching
from .users import User

EDITABLE = ("text", "types", "topic", "speaker", "stated_on", "stated_precision")
LONGEST_NAME = 200
TO = " → "
NAMES = {field.name: field.verbose_name for field in Claim._meta.fields}


class ClaimRefused(ValueError):
    """The claim cannot be changed like this. The message says why."""


class Conflict(ClaimRefused):
    """Somebody changed the claim in between; nothing was overwritten."""


@transaction.atomic
def edit(
    claim: Claim, changes: Mapping[str, Any], *, by: User, seen: Mapping[str, Any] | None = None
) -> bool:
    """Change wording, types, speaker (by name) or date; the history keeps before and after.

    `seen` is what this person had before them, as values() gives it. Raises ClaimRefused, and
    Conflict when a colleague has changed the claim since.
    """
    claim = Claim.objects.select_for_update(no_key=True, of=("self",)).get(pk=claim.pk)
    before = values(claim)
    if seen is not None and not all(same(seen.get(field), before[field]) for field in EDITABLE):
        raise Conflict("A colleague has changed this claim since you opened it. Nothing was lost.")
    new = {field: changes[field] for field in EDITABLE if field in changes}
    changed = {field: value for field, value in new.items() if before[field] != value}
    if not changed:
        return False
    if not new.get("text", "some").strip():
        raise ClaimRefused("A claim needs words. Write what was claimed.")
    ClaimEvent.objects.create(
        claim=claim,
        from_status=claim.status,
        to_status=claim.status,
        reason="\n".join(
            line(capfirst(str(NAMES[field])), before[field], value)
            for field, value in changed.items()
        ),
        by=by,
    )
    if "speaker" in changed:
        changed["speaker"] = speaker_named(changed["speaker"])
    Claim.objects.filter(pk=claim.pk).update(**changed, touched_at=timezone.now())
    if "text" in changed:
        matching.say_anew(claim)
    return True


def values(claim: Claim) -> dict[str, Any]:
    """What people may change about a claim; the speaker as he or she is called."""
    stored = {field: getattr(claim, field) for field in EDITABLE}
    return stored | {"speaker": str(claim.speaker) if claim.speaker else ""}


def same(seen: Any, stored: Any) -> bool:
    """Browsers change line ends, so white space is not compared."""
    if isinstance(seen, str) and isinstance(stored, str):
        return seen.split() == stored.split()
    return bool(seen == stored)


def speaker_named(name: str) -> Speaker | None:
    """Who is called so, as `str(speaker)` writes it; new when nobody is."""
    if not name:
        return None
    bare, _, rest = name.rpartition(" (")
    known: Speaker | None = None
    if rest.endswith(")"):
        known = Speaker.objects.named(bare).filter(distinction=rest[:-1]).first()
    known = known or Speaker.objects.named(name).filter(distinction="").first()
    if known:
        return known
    if len(name) > LONGEST_NAME:
        raise ClaimRefused(f"The name has {len(name)} characters; at most {LONGEST_NAME} fit.")
    return Speaker.objects.get_or_create(name=name, distinction="")[0]


def line(name: str, old: Any, new: Any) -> str:
    """A change as the history tells it: claims/admin/history.py reads it."""
    return f"{name}: {shown(old)}{TO}{shown(new)}"


def shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(Claim.Type(v).label for v in value) or "none"
    if value in Claim.Topic.values:
        return str(Claim.Topic(value).label)
    return str(value) if value else "none"

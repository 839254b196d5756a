"""What people change about a claim; what the machine said stays beside it in `detected_text`."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from claims.models import Claim, ClaimEvent

from .users import User

EDITABLE = ("text", "types", "speaker", "stated_on", "stated_precision")
NAMES = {field.name: field.verbose_name for field in Claim._meta.fields}


@transaction.atomic
def edit(claim: Claim, changes: Mapping[str, Any], *, by: User) -> bool:
    """Change wording, types, speaker or date; the history keeps before and after."""
    claim = Claim.objects.select_for_update(no_key=True, of=("self",)).get(pk=claim.pk)
    new = {field: changes[field] for field in EDITABLE if field in changes}
    changed = {field: value for field, value in new.items() if getattr(claim, field) != value}
    if not changed:
        return False
    ClaimEvent.objects.create(
        claim=claim,
        from_status=claim.status,
        to_status=claim.status,
        reason="\n".join(line(claim, field, value) for field, value in changed.items()),
        by=by,
    )
    Claim.objects.filter(pk=claim.pk).update(**changed, touched_at=timezone.now())
    return True


def line(claim: Claim, field: str, value: Any) -> str:
    name = NAMES[field]
    return f"{capfirst(name)}: {shown(getattr(claim, field))} → {shown(value)}"


def shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(Claim.Type(v).label for v in value) or "none"
    return str(value) if value else "none"

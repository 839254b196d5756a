"""Legal removal: a text is blanked for good; its hash, the reason and who did it remain.

The work is done by the SQL function legally_remove() (migrations 0002 and 0008), which alone may
change records, in one transaction.
"""

import uuid
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from claims import doorbell
from claims.models import PublishedVersion, Snapshot

from .publishing import NUMBER_TASK
from .users import User

KINDS: dict[str, type[Snapshot] | type[PublishedVersion]] = {
    "snapshot": Snapshot,
    "version": PublishedVersion,
}


class RemovalRefused(ValueError):
    """Nothing was removed. The message says why."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a removal takes: the text itself, and every published version that quotes it."""

    target: Snapshot | PublishedVersion
    quoting: tuple[PublishedVersion, ...]


def consequence(kind: str, target: uuid.UUID) -> Consequence:
    """What would be blanked. Raises RemovalRefused where there is nothing to remove."""
    model = KINDS.get(kind)
    row = model._default_manager.filter(uuid=target).first() if model else None
    if row is None:
        raise RemovalRefused("There is no such text. Open its page and follow the link there.")
    if row.removed_at:
        raise RemovalRefused("This text was removed already.")
    if kind == "version":
        return Consequence(row, ())
    quoting = PublishedVersion.objects.readable().filter(
        document__appearances__contains=[{"snapshot": {"id": str(target)}}]
    )
    return Consequence(row, tuple(quoting.select_related("review__claim").defer("document")))


@transaction.atomic
def remove(kind: str, target: uuid.UUID, *, reason: str, by: User) -> None:
    """Blank the text for good. Raises RemovalRefused."""
    if not by.has_perm("claims.add_removal"):
        raise RemovalRefused("Only an administrator can remove a text for legal reasons.")
    if not reason.strip():
        raise RemovalRefused("Say why, with the name of the order or the law: the record keeps it.")
    consequence(kind, target)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT legally_remove(%s, %s, %s, %s)", [kind, target, reason.strip(), by.pk]
            )
    except DatabaseError as error:
        raise RemovalRefused("It could not be removed just now. Try again.") from error
    # As after a publication: partners are told at once.
    doorbell.ring(NUMBER_TASK)

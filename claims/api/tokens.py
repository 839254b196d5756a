"""The place of a partner in the change log.

A token names the last entry seen by position and by a mark of the entry itself. After a restored
backup, or at another newsroom, another entry stands at that position: the mark tells.
"""

import base64
import binascii
import re
import uuid
from dataclasses import dataclass
from typing import Self

from claims.models import Change

SHAPE = re.compile(r"(0\.|[1-9][0-9]{0,18}\.[0-9a-f]{12})")


class Malformed(ValueError):
    """No token of ours looks like this."""


@dataclass(frozen=True, slots=True)
class Token:
    position: int
    mark: str

    def __str__(self) -> str:
        return encode(f"{self.position}.{self.mark}")

    @classmethod
    def read(cls, text: str) -> Self:
        try:
            padded = text + "=" * (-len(text) % 4)
            plain = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
        except (binascii.Error, ValueError) as error:
            raise Malformed(text) from error
        # Encoded again and compared, because the decoder takes several spellings.
        if not SHAPE.fullmatch(plain) or encode(plain) != text:
            raise Malformed(text)
        position, mark = plain.split(".")
        return cls(int(position), mark)

    @classmethod
    def at(cls, change: Change) -> Self:
        return cls(change.position, change_id(change).hex[:12])


BEGINNING = Token(0, "")


def encode(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def change_id(change: Change) -> uuid.UUID:
    """The same entry has the same id however often it is read: a partner can skip repeats."""
    return change.entry_id

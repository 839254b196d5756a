"""JSON Lines, plain or gzipped, read one row at a time."""

import gzip
import json
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_GZIP = b"\x1f\x8b"
_TEXTS = ("text", "raw", "vclaim")


class BadRows(Exception):
    """The file cannot be used; the message names the line and what to do."""


def read(path: Path, required: Collection[str] = (), why: str = "") -> Iterator[Row]:
    """Rows in order, blank lines left out. Raises BadRows; each row has the `required` fields."""
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _row(line, required, f"{path}, line {number}", why)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadRows(f"Cannot read {path}: {reason}.") from None


def count(path: Path, required: Collection[str], why: str = "every row needs it.") -> int:
    """How many rows there are, all of them fit for use. Raises BadRows, also for none."""
    if path.exists() and not path.is_file():
        raise BadRows(f"{path} is no regular file: it is read more than once. Save it first.")
    rows = sum(1 for _ in read(path, required, why))
    if not rows:
        raise BadRows(f"{path} holds no rows: give a file with one JSON object a line.")
    return rows


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    with path.open("rb") as raw:
        start = raw.read(len(_GZIP))
        raw.seek(0)
        if start != _GZIP:
            yield raw
        else:
            with gzip.open(raw) as lines:
                yield lines


def _row(line: bytes, required: Collection[str], place: str, why: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRows(f"{place}: no JSON ({error}). Write one JSON object a line.") from None
    if not isinstance(row, dict):
        raise BadRows(f"{place}: not a JSON object. Write one JSON object a line.")
    for name in required:
        if name not in row:
            raise BadRows(f"{place}: no field “{name}”: {why}")
        if name in _TEXTS and not isinstance(row[name], str):
            raise BadRows(f"{place}: the field “{name}” is no text. Write it as a JSON string.")
    return row

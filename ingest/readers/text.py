"""Plain text from the bytes of a file."""

import codecs

from ingest.readers import encoding, language
from ingest.readers.document import Document
from ingest.sandbox import Unreadable

__all__ = ["Unreadable", "read", "read_text"]


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """A text in any encoding, line ends to the letter. Raises Unreadable."""
    text, note = encoding.decode(data, declared)
    if "\0" in text:
        raise Unreadable("This is not text: it has NUL characters.")
    return Document(text, language=language.recognise(text), notes=(note,) if note else ())


def read_text(data: bytes) -> str:
    """Decode UTF-8 (with or without a byte order mark), or UTF-16 with one; to the letter, line
    ends included. Raises Unreadable."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # The codec counts from after the mark.
        at = error.start + len(data) - len(error.object)
        raise Unreadable(
            f"Not UTF-8 text: byte {at:,} is 0x{data[at]:02x}. "
            "Save the file as UTF-8 and try again."
        ) from error

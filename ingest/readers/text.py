"""Plain text from the bytes of a file."""

import codecs


class Unreadable(ValueError):
    """The bytes are not what they should be. The message says where, and what to do."""


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

"""Bodies as they were before they were packed, up to a limit."""

import zlib
from collections.abc import Callable

from .answers import FetchFailed

_PIECE = 8_192


def too_large(most: int) -> FetchFailed:
    return FetchFailed(f"The answer is larger than {most / 1e6:g} MB.")


def _gunzip(data: bytes, most: int) -> bytes:
    """All its members; what follows them and is not gzip is ignored, as browsers do."""
    found = bytearray()
    at = _unpack(data, 0, 31, found, most)
    while at < len(data):
        before = len(found)
        try:
            at = _unpack(data, at, 31, found, most)
        except zlib.error:
            if len(found) > before:
                raise
            break
    return bytes(found)


def _undeflate(data: bytes, most: int) -> bytes:
    """With the header that RFC 9110 asks for, or without it, as some servers send it."""
    found = bytearray()
    wrapped = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    _unpack(data, 0, 15 if wrapped else -15, found, most)
    return bytes(found)


def _unpack(data: bytes, at: int, window: int, found: bytearray, most: int) -> int:
    """Add the member that begins `at` to what was found, and say where it ends. In small pieces,
    for zlib copies what follows the end. Raises zlib.error, also if there is no end."""
    unpacking = zlib.decompressobj(window)
    while not unpacking.eof:
        piece = data[at : at + _PIECE]
        if not piece:
            raise zlib.error("cut short")
        at += len(piece)
        found += unpacking.decompress(piece, most + 1 - len(found))
        if len(found) > most:
            raise too_large(most)
    return at - len(unpacking.unused_data)


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {"gzip": _gunzip, "deflate": _undeflate}

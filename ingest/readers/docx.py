"""Word (Office Open XML, ECMA-376): paragraphs and tables of word/document.xml, without what was
struck out. Read with zip and lxml alone, since python-docx unpacks every part without a limit."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from ingest.readers import language
from ingest.readers.document import Document
from ingest.sandbox import Unreadable

MOST_UNPACKED = 40_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LEFT_OUT = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", f"{_W}sectPr")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            tree = _parsed(_part(parts, "word/document.xml"))
            core = "docProps/core.xml"
            about = _parsed(_part(parts, core)) if core in parts.namelist() else None
    except (zipfile.BadZipFile, KeyError, NotImplementedError, EOFError, RuntimeError) as error:
        raise Unreadable(f"This Word file is damaged or locked: {error}") from error
    body = tree.find(f"{_W}body")
    blocks = list(_blocks(body)) if body is not None else []
    text = "\n\n".join(text for text, _ in blocks)
    if not text:
        raise Unreadable("This Word file holds no text.")
    title = next((text for text, style in blocks if style == "Title"), None)
    told = about.findtext(f"{_DC}title") if about is not None else None
    return Document(
        text,
        title=title or " ".join((told or "").split()) or None,
        language=language.recognise(text),
    )


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        # The size that the archive gives may be a lie.
        data = part.read(MOST_UNPACKED + 1)
    if len(data) > MOST_UNPACKED:
        raise Unreadable(f"This Word file unpacks to more than {MOST_UNPACKED:,} bytes.")
    return data


def _parsed(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"This Word file is damaged: {error}") from error


def _blocks(element: Any) -> Iterator[tuple[str, str]]:
    """Text and style of each paragraph; a table row is one."""
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}p":
            style = child.find(f"{_W}pPr/{_W}pStyle")
            named = style.get(f"{_W}val", "") if style is not None else ""
            for line in "".join(_runs(child)).split("\n"):
                if text := " ".join(line.split()):
                    yield text, named
        elif child.tag == f"{_W}tr":
            cells = (" ".join(text for text, _ in _blocks(cell)) for cell in child)
            if row := " | ".join(cell for cell in cells if cell):
                yield re.sub(r"\s+", " ", row), ""
        elif isinstance(child.tag, str):
            yield from _blocks(child)


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}cr", f"{_W}p"):
            yield "\n"
            yield from _runs(child)
        elif child.tag == f"{_W}tab":
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif isinstance(child.tag, str):
            yield from _runs(child)

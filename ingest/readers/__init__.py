"""What arrives, read: bytes in, a Document out. The kind is told by the content, not by a name.

`read` of this package goes through the sandbox; the readers' own `read` runs inside it.
"""

import re
from collections.abc import Mapping
from typing import Any

from ingest import sandbox
from ingest.readers.document import Document, Entry, Feed
from ingest.sandbox import Unreadable

__all__ = ["READERS", "Document", "Entry", "Feed", "Unreadable", "kind", "read", "read_feed"]


READERS: Mapping[str, str] = {
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "text": "text",
    "vtt": "captions",
    "srt": "captions",
    "parlparse": "parlparse",
    "rss": "feed",
    "jsonfeed": "feed",
}

_UNREADABLE = (
    (b"\xd0\xcf\x11\xe0", "an old Word file (.doc). Save it as .docx, PDF or text"),
    (b"{\\rtf", "an RTF file. Save it as .docx, PDF or text"),
    (b"\x89PNG", "an image. Send the text"),
    (b"\xff\xd8\xff", "an image. Send the text"),
    (b"GIF8", "an image. Send the text"),
    (b"RIFF", "an image or a sound. Send the text or a transcript"),
    (b"ID3", "a sound recording. Send a transcript"),
    (b"\x1f\x8b", "compressed with gzip. Unpack it"),
    (b"BZh", "compressed with bzip2. Unpack it"),
    (b"7z\xbc\xaf", "an archive. Unpack it"),
    (b"Rar!", "an archive. Unpack it"),
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|h1|table|script)[\s>]", re.I
)
_FEED = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf)[\s>]", re.I)
_XML = re.compile(rb"<(?:\?xml|!DOCTYPE)\s")
_PARLPARSE = re.compile(rb"<publicwhip[\s>]")
_SRT = re.compile(rb"\d+[ \t]*\r?\n\s*\d+:\d\d:\d\d[,.]\d{1,3}\s*-->")
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_LOOKED_AT = 8192
_SURROGATE = re.compile("[\ud800-\udfff]")


def kind(data: bytes, declared: str | None = None) -> str:
    """A key of READERS. `declared` is the Content-Type; it decides only between HTML and text.
    Raises Unreadable for what no reader takes."""
    start = data[:_LOOKED_AT]
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in data:
            return "docx"
        raise Unreadable("This is an archive, not a document. Unpack it and send the files.")
    for magic, says in _UNREADABLE:
        if start.startswith(magic):
            raise Unreadable(f"This is {says}.")
    if start[4:8] == b"ftyp":
        raise Unreadable("This is a film or a recording. Send a transcript.")
    return _kind_of_text(_as_ascii(start), declared)


def _kind_of_text(start: bytes, declared: str | None) -> str:
    bare = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if bare.startswith(b"WEBVTT"):
        return "vtt"
    if _SRT.match(bare):
        return "srt"
    if bare.startswith(b"{") and _JSON_FEED.search(start):
        return "jsonfeed"
    if bare.startswith(b"<"):
        if _PARLPARSE.search(start):
            return "parlparse"
        html, feed = _HTML.search(start), _FEED.search(start)
        if feed and (html is None or feed.start() < html.start()):
            return "rss"
        if html or "html" in (declared or ""):
            return "html"
        if _XML.match(bare):
            raise Unreadable("This is XML of a kind that cannot be read.")
    return "html" if "html" in (declared or "") and _HTML.search(start) else "text"


def _as_ascii(start: bytes) -> bytes:
    """UTF-16 with its zeros left out, so that the signs above are seen."""
    return start.replace(b"\0", b"") if start[:2] in (b"\xff\xfe", b"\xfe\xff") else start


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """Any document, read in the sandbox. Raises Unreadable."""
    found = _reader(data, declared, feed=False)
    return _document(sandbox.run(found, data, url=url, declared=declared))


def read_feed(data: bytes, *, url: str | None = None, declared: str | None = None) -> Feed:
    """A feed, read in the sandbox. Raises Unreadable."""
    found = _reader(data, declared, feed=True)
    answer = sandbox.run(found, data, url=url, declared=declared)
    entries = tuple(
        Entry(**{key: _storable(value) for key, value in entry.items()})
        for entry in answer.pop("entries")
    )
    return Feed(entries=entries, **{key: _storable(value) for key, value in answer.items()})


def _reader(data: bytes, declared: str | None, feed: bool) -> str:
    found = kind(data, declared)
    if feed and READERS[found] != "feed":
        # A feed may begin with a long comment; feedparser has the last word.
        found = "rss" if found in ("text", "html", "parlparse") else found
    if (READERS[found] == "feed") != feed:
        raise Unreadable("This is a feed. Add it under feeds." if not feed else "This is no feed.")
    return found


def _document(answer: dict[str, Any]) -> Document:
    return Document(**{key: _storable(value) for key, value in answer.items()})


def _storable(value: Any) -> Any:
    """Half a character, as pages cut emoji in two in their JSON, is none that a database takes."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    return tuple(map(_storable, value)) if isinstance(value, list) else value

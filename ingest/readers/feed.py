"""RSS, Atom (by feedparser) and JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

import calendar
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ingest.readers import encoding, html
from ingest.readers.dates import machine_date
from ingest.readers.document import Entry, Feed
from ingest.sandbox import Unreadable

MOST_ENTRIES = 1_000
_LONGEST = {"url": 2_000, "title": 1_000, "id": 2_000}
_PERIODS = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}
# What a server says of the type and encoding is wrong more often than not.
_HARMLESS = ("NonXMLContentType", "CharacterEncodingOverride")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_COMMENTS = re.compile(r"\bcomments?\b", re.I)
_ENTITY = re.compile(rb"<!ENTITY", re.I)


def preload() -> None:
    for sample in (b"<rss version='2.0'><channel><title>a</title></channel></rss>", b"<rss><a>&b;"):
        _feedparser().parse(io.BytesIO(sample))


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Feed:
    """Raises Unreadable for what is no feed. A feed with mistakes gives what can be read of it."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, declared)
    if _ENTITY.search(data[:65536]):
        raise Unreadable("This feed defines entities of its own, as only attacks do.")
    # Only ever a stream: a string would be taken for a file name or an address to open.
    headers = {"content-location": url or "", "content-type": declared or ""}
    found = _feedparser().parse(
        io.BytesIO(data),
        response_headers={name: value for name, value in headers.items() if value},
        resolve_relative_uris=bool(url),
        sanitize_html=False,
    )
    feed, entries = found.get("feed", {}), found.get("entries", [])
    if not entries and not found.get("version"):
        if alternates := tuple(_alternates(data, url, declared)):
            return Feed(title=None, entries=(), alternates=alternates)
        raise Unreadable("This is not a feed: neither RSS, Atom nor JSON Feed.")
    return Feed(
        title=_line(feed.get("title"), "title"),
        entries=tuple(_entry(entry) for entry in entries[:MOST_ENTRIES]),
        next_poll=_next_poll(feed),
        skip_hours=tuple(_hours(data)),
        skip_days=tuple(_days(data)),
        hubs=tuple(_links(feed, "hub")),
        next_url=next(_links(feed, "next"), None),
        notes=_notes(found, len(entries)),
    )


def _feedparser() -> Any:
    import feedparser

    return feedparser


def _entry(entry: Any) -> Entry:
    links = entry.get("links") or []
    alternate = next((each.get("href") for each in links if each.get("rel") == "alternate"), None)
    # feedburner:origLink is the page itself, where `link` counts clicks.
    url = entry.get("feedburner_origlink") or entry.get("link") or alternate
    name = entry.get("id")
    if not url and isinstance(name, str) and name.startswith(("http://", "https://")):
        url = name
    return Entry(
        url=_line(url, "url"),
        title=_line(entry.get("title"), "title"),
        published=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        id=_line(name, "id") or _line(url, "id"),
    )


def _moment(parsed: Any) -> str | None:
    """feedparser gives the time in UTC."""
    try:
        stamp = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return stamp.isoformat(timespec="seconds")


def _next_poll(feed: Any) -> int | None:
    asked = []
    if (ttl := _number(feed.get("ttl"))) is not None:
        asked.append(ttl * 60)
    if period := _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower()):
        asked.append(period // max(1, _number(feed.get("sy_updatefrequency")) or 1))
    return max(asked, default=None)


def _number(value: Any) -> int | None:
    text = str(value or "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def _hours(data: bytes) -> Iterator[int]:
    """feedparser drops the hours."""
    for hour in re.findall(rb"<hour>\s*([0-9]{1,2})\s*</hour>", data[:65536])[:24]:
        if int(hour) < 25:
            yield int(hour) % 24


def _days(data: bytes) -> Iterator[str]:
    for day in re.findall(rb"<day>\s*([A-Z][a-z]{5,8})\s*</day>", data[:65536])[:7]:
        yield day.decode()


def _links(feed: Any, rel: str) -> Iterator[str]:
    for link in feed.get("links") or []:
        if link.get("rel") == rel and (href := _line(link.get("href"), "url")):
            yield href


def _alternates(data: bytes, url: str | None, declared: str | None) -> Iterator[str]:
    """The feeds of articles that a web page names:
    https://html.spec.whatwg.org/multipage/links.html#rel-alternate"""
    try:
        page = html.parse(encoding.decode(data, declared, markup=True)[0])
    except Unreadable:
        return
    if url:
        page.make_links_absolute(url, handle_failures="ignore")
    for link in page.iter("link"):
        is_feed = (link.get("type") or "").strip().lower() in _FEED_TYPES
        if not is_feed or "alternate" not in (link.get("rel") or "").lower().split():
            continue
        found = _line(link.get("href"), "url")
        if found and not _COMMENTS.search(f"{found} {link.get('title') or ''}"):
            yield found


def _line(value: Any, name: str) -> str | None:
    if not isinstance(value, str):
        return None
    text = value
    if name == "title":
        text = re.sub(r"<[^<>]{0,300}>", "", value)
    text = " ".join(text.replace("\0", " ").split())
    if name == "url" and len(text) > _LONGEST[name]:
        # Half an address is another one.
        return None
    return text[: _LONGEST[name]] or None


def _notes(found: Any, count: int) -> tuple[str, ...]:
    notes = []
    fault = found.get("bozo_exception")
    if fault and type(fault).__name__ not in _HARMLESS:
        notes.append(f"The feed is faulty: {str(fault)[:200]}")
    if count > MOST_ENTRIES:
        notes.append(f"Only the first {MOST_ENTRIES:,} of {count:,} entries were read.")
    return tuple(notes)


def _json_feed(data: bytes, declared: str | None) -> Feed:
    text, note = encoding.decode(data, declared)
    try:
        feed = json.loads(text)
    except ValueError as error:
        raise Unreadable(f"This JSON feed cannot be read: {error}.") from error
    items = feed.get("items")
    if not isinstance(items, list):
        raise Unreadable("This is JSON, but not a JSON Feed: it has no items.")
    hubs = [hub.get("url") for hub in feed.get("hubs") or [] if isinstance(hub, dict)]
    return Feed(
        title=_line(feed.get("title"), "title"),
        entries=tuple(_item(item) for item in items[:MOST_ENTRIES] if isinstance(item, dict)),
        hubs=tuple(read for hub in hubs if (read := _line(hub, "url"))),
        next_url=_line(feed.get("next_url"), "url"),
        notes=(note,) if note else (),
    )


def _item(item: dict[str, Any]) -> Entry:
    url = item.get("url") or item.get("external_url")
    name = item.get("id")
    return Entry(
        url=_line(url, "url"),
        title=_line(item.get("title"), "title"),
        published=machine_date(_line(item.get("date_published"), "title")),
        id=_line(str(name) if isinstance(name, int | float) else name, "id") or _line(url, "id"),
    )

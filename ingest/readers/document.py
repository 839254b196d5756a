"""What every reader gives."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """An article or a transcript. Dates are ISO 8601, to the precision that the document gives;
    `byline` joins several authors as in print; `language` is an ISO 639-1 code; paragraphs of
    `text` stand apart by an empty line. `notes` say what a person should know of the reading."""

    text: str
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: str | None = None
    modified: str | None = None
    canonical: str | None = None
    language: str | None = None
    image_alt: str | None = None
    transcript: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    url: str | None
    title: str | None
    published: str | None
    id: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """`next_poll` is the number of seconds the publisher asks readers to wait (ttl,
    sy:updatePeriod); `hubs` push new entries (WebSub); `next_url` is the next page. A web page is
    no feed, and has no entries; `alternates` are the feeds that it names."""

    title: str | None
    entries: tuple[Entry, ...]
    next_poll: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    next_url: str | None = None
    alternates: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

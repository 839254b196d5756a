"""The feeds of verdicts: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, with the same entries.

A corrected or retracted verdict comes back as an updated entry. So does one that was removed for
legal reasons, without a word of it: readers replace what they keep under the same id.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from heapq import nlargest
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import PublishedVersion
from claims.presenters.removals import NOTE
from claims.site.words import claim_title, verdict_now

Document = Mapping[str, Any]

ENTRIES = 50
DESCRIPTION = "New verdicts, corrections and retractions."
JSON_FEED = "https://jsonfeed.org/version/1.1"
# XML 1.0 has no way to write these, escaped or not; a text may contain them.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    unique_id: str
    title: str
    link: str
    description: str  # HTML
    pubdate: datetime
    updateddate: datetime


@require_safe
@cache_control(no_cache=True)
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    return in_xml(Atom1Feed, "site:feed")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def rss(request: HttpRequest) -> HttpResponse:
    # RSS has one date for an entry: that of what is news in it.
    return in_xml(Rss201rev2Feed, "site:rss", lambda e: {"pubdate": e.updateddate})


@require_safe
@cache_control(no_cache=True)
@conditional_page
def json_feed(request: HttpRequest) -> HttpResponse:
    """https://www.jsonfeed.org/version/1.1/"""
    document = {
        "version": JSON_FEED,
        "title": title(),
        "description": DESCRIPTION,
        "home_page_url": f"{settings.SITE_URL}/",
        "feed_url": settings.SITE_URL + reverse("site:json_feed"),
        "language": settings.NEWSROOM["language"],
        "authors": [{"name": settings.NEWSROOM["name"], "url": settings.NEWSROOM["url"]}],
        "items": [
            {
                "id": entry.unique_id,
                "url": entry.link,
                "title": entry.title,
                "content_html": entry.description,
                "date_published": entry.pubdate.isoformat(),
                "date_modified": entry.updateddate.isoformat(),
            }
            for entry in entries()
        ],
    }
    return HttpResponse(json.dumps(document), content_type="application/feed+json")


def in_xml(
    kind: type[SyndicationFeed],
    name: str,
    otherwise: Callable[[Entry], dict[str, Any]] = lambda entry: {},
) -> HttpResponse:
    written = kind(
        title=title(),
        link=f"{settings.SITE_URL}/",
        description=DESCRIPTION,
        language=settings.NEWSROOM["language"],
        feed_url=settings.SITE_URL + reverse(name),
        author_name=settings.NEWSROOM["name"],
    )
    for entry in entries():
        fields = asdict(entry) | otherwise(entry) | {"unique_id_is_permalink": False}
        written.add_item(**{k: writable(v) for k, v in fields.items()})
    return HttpResponse(written.writeString("utf-8"), content_type=kind.content_type)


def title() -> str:
    return f"{settings.NEWSROOM['name']}: fact-checks"


def entries() -> list[Entry]:
    """What is new, changed or gone, the newest first."""
    current = PublishedVersion.objects.current()
    standing = current.readable().order_by("-published_at", "-pk").values_list("document")
    removed = current.filter(removed_at__isnull=False).order_by("-removed_at")
    gone = removed.values_list("review__uuid", "published_at", "removed_at")
    found = [entry(document) for (document,) in standing[:ENTRIES]]
    found += [tombstone(*row) for row in gone[:ENTRIES]]
    return nlargest(ENTRIES, found, key=lambda e: e.updateddate)


def entry(document: Document) -> Entry:
    return Entry(
        unique_id=f"urn:uuid:{document['id']}",
        title=f"{verdict_now(document)}: {claim_title(document)}",
        link=document["url"],
        description=summary(document),
        pubdate=moment(document["first_published_at"]),
        updateddate=moment(last_announced(document)),
    )


def tombstone(review: Any, published_at: datetime, removed_at: datetime) -> Entry:
    """Its old address has words of the claim in it, so it leads to the list of corrections."""
    return Entry(
        unique_id=f"urn:uuid:{review}",
        title="Removed",
        link=settings.SITE_URL + reverse("site:corrections"),
        description=format_html("<p>{}</p>", NOTE),
        pubdate=published_at.replace(microsecond=0),
        updateddate=removed_at.replace(microsecond=0),
    )


def writable(value: Any) -> Any:
    return UNWRITABLE.sub("", value) if isinstance(value, str) else value


def summary(document: Document) -> str:
    """The latest notice first, then the summary."""
    text = format_html("<p>{}</p>", document["summary"])
    if document["kind"] in ("publication", "spelling"):
        return text
    label = document["versions"][-1]["label"]
    return format_html("<p><strong>{}.</strong> {}</p>", label, document["note"]) + text


def last_announced(document: Document) -> str:
    """RFC 4287 §4.2.15: `updated` moves for what matters; a spelling fix does not."""
    return next(
        line["published_at"]
        for line in reversed(document["versions"])
        if line["kind"] != "spelling"
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

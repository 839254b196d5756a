"""Articles on their way in: ask for one, keep what came, hand it in, give up."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.models import Article, Partner
from claims.services.articles import (
    LONGEST,
    ArticleRefused,
    receive_article,
    refuse_bad_details,
    refuse_bad_url,
)
from claims.services.users import User
from claims.text.addresses import canonical
from claims.text.duplicates import overlap
from ingest.models import Errand, Fetch, Original
from ingest.readers import Document

from . import errands
from .errands import Lease, LeaseLost
from .feeds import acceptable, host_of

# When to look again after each time an article was collected; then it is no longer young.
LOOK_AGAIN = [timedelta(hours=n) for n in (1, 6, 24, 3 * 24, 7 * 24)]
RETRY_AFTER = timedelta(minutes=1)
# A day and a half, with the doubling of errands.backoff().
MOST_FAILURES = 11
PLAUSIBLE = (1600, 2200)  # years
LARGEST_UPLOAD = 20_000_000  # bytes


def collect_link(
    url: str,
    *,
    via: Article.Via = Article.Via.LINK,
    by: User | None = None,
    partner: Partner | None = None,
    details: Mapping[str, str] | None = None,
    **request: str,
) -> Fetch:
    """Collect the article at this address. Raises ArticleRefused."""
    refuse_bad_url(url)
    check_details(details)
    return queued(
        url=url,
        key=canonical(url),
        host=host_of(url),
        via=via,
        by=by,
        partner=partner,
        details=dict(details or {}),
        **request,
    )


@transaction.atomic
def keep_upload(
    data: bytes,
    *,
    name: str = "",
    content_type: str = "",
    via: Article.Via = Article.Via.FILE,
    by: User | None = None,
    partner: Partner | None = None,
    details: Mapping[str, str] | None = None,
    **request: str,
) -> Fetch:
    """Keep the bytes; a worker reads them. Raises ArticleRefused."""
    if not data:
        raise ArticleRefused("The file is empty. Check that you chose the right one.")
    refuse_large(len(data))
    check_details(details)
    url = (details or {}).get("url", "")
    return queued(
        name=name[-255:],
        original=store(data, url=url, content_type=content_type),
        via=via,
        by=by,
        partner=partner,
        details=dict(details or {}),
        **request,
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that are here; `original` when they are kept already."""

    data: bytes
    url: str = ""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    original: Original | None = None

    def store(self) -> Original:
        return store(self.data, url=self.url, content_type=self.content_type, headers=self.headers)


@transaction.atomic
def queued(**fields: Any) -> Fetch:
    fetch = Fetch.objects.create(**fields)
    errands.ring(fetch)
    return fetch


def refuse_large(size: int) -> None:
    """To be asked before a file is read. Raises ArticleRefused."""
    if size > LARGEST_UPLOAD:
        raise ArticleRefused(
            f"The file has {size:,} bytes; at most {LARGEST_UPLOAD:,} fit. "
            "Split it, or paste its text."
        )


def check_details(details: Mapping[str, str] | None) -> None:
    """Refuse now what the one door would refuse later. Raises ArticleRefused."""
    said = details or {}
    names = ("title", "byline", "publisher")
    refuse_bad_details(url=said.get("url", ""), **{name: said.get(name, "") for name in names})


@transaction.atomic
def hand_in(text: str, *, details: Mapping[str, str], **fields: Any) -> Fetch:
    """A text that needs no reading goes through the door at once. Raises ArticleRefused."""
    received = receive_article(
        text=text, via=fields["via"], by=fields.get("by"), **arguments(details)
    )
    return Fetch.objects.create(
        state=Errand.State.DONE,
        article=received.article,
        details=dict(details),
        finished_at=timezone.now(),
        **fields,
    )


def arguments(details: Mapping[str, str]) -> dict[str, Any]:
    """What the sender says, as receive_article() takes it."""
    names = ("url", "title", "byline", "publisher")
    published = details.get("published_at")
    return {name: details.get(name, "") for name in names} | {
        "published_at": moment(published) if published else None
    }


def moment(text: str) -> datetime | None:
    """A date, or date and time, of ISO 8601; in the newsroom's time where it names none. None for
    what is no date, or none of an article."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not PLAUSIBLE[0] <= at.year <= PLAUSIBLE[1]:
        # In another time zone, a day of the year 1 is none.
        return None
    return at if at.tzinfo else timezone.make_aware(at)


def store(
    data: bytes, *, url: str = "", content_type: str = "", headers: Mapping[str, str] | None = None
) -> Original:
    return Original.objects.create(
        sha256=hashlib.sha256(data).hexdigest(),
        body=zlib.compress(data),
        size=len(data),
        content_type=content_type[:200],
        url=url[:2000],
        headers=dict(headers or {}),
    )


def bytes_of(original: Original) -> bytes:
    return zlib.decompress(original.body)


@transaction.atomic
def received(lease: Lease, fetch: Fetch, arrival: Arrival, document: Document) -> None:
    """Hand the article in, keep the bytes of a text that is new, look again while it is young.
    Raises ArticleRefused, LeaseLost."""
    refuse_another(fetch, arrival, document)
    door = receive_article(
        text=document.text,
        via=Article.Via(fetch.via),
        by=fetch.by,
        **described(fetch, arrival, document),
    )
    original = fetch.original
    if door.created or original is None:
        original = arrival.original or arrival.store()
        Original.objects.filter(pk=original.pk, snapshot=None).update(snapshot=door.snapshot)
    if not looked(
        lease,
        fetch,
        arrival,
        article=door.article,
        original=original,
        notes=list(document.notes),
    ):
        raise LeaseLost(str(fetch))


def described(fetch: Fetch, arrival: Arrival, document: Document) -> dict[str, Any]:
    """The details of the article. What a person or a partner says about it comes before what the
    page says; what a feed says comes after it."""
    read = {
        "title": line(document.title, "title"),
        "byline": line(document.byline, "byline"),
        "publisher": line(document.outlet, "publisher"),
        "published_at": document.published or "",
    }
    said = {name: value for name, value in fetch.details.items() if value}
    if fetch.feed and fetch.feed.publisher:
        read["publisher"] = fetch.feed.publisher.name
    best = said | {k: v for k, v in read.items() if v} if fetch.feed else read | said
    best["title"] = best.get("title") or line(PurePath(fetch.name).stem, "title")
    best["url"] = address_of(fetch, arrival)
    return arguments(best) | {
        "canonical": document.canonical or "",
        "modified_at": moment(document.modified or ""),
        "language": document.language or "",
        "image_alt": document.image_alt or "",
    }


def address_of(fetch: Fetch, arrival: Arrival) -> str:
    """Where the article was published. The sender's word counts only for what we did not fetch."""
    if not fetch.url:
        return str(fetch.details.get("url", ""))
    if fetch.article and fetch.article.url:
        return str(fetch.article.url)
    return arrival.url if acceptable(arrival.url) else fetch.url


def refuse_another(fetch: Fetch, arrival: Arrival, document: Document) -> None:
    """Many sites send on to their front page what they took down: that is no new version. Raises
    ArticleRefused."""
    article = fetch.article
    if article is None or not fetch.url:
        return
    at_home = canonical(arrival.url) in {article.key, canonical(article.url), fetch.key}
    if not at_home and not overlap(document.text, article.latest.text).same_story:
        raise ArticleRefused(
            f"Its address leads to another page now, {arrival.url}: the article was taken down, or "
            "moved and rewritten. What is here stays as it is.",
            "url",
        )


def line(text: str | None, field: str) -> str:
    """One line of a page as the door takes it."""
    return " ".join((text or "").replace("\0", "").split())[: LONGEST[field]]


def looked(lease: Lease, fetch: Fetch, arrival: Arrival, **fields: Any) -> bool:
    """The address answered. Wait for the next look, or be done. False when the lease was lost."""
    at = timezone.now()
    young = fetch.url and fetch.looks < len(LOOK_AGAIN)
    schedule = (
        {"state": Errand.State.WAITING, "not_before": at + LOOK_AGAIN[fetch.looks]}
        if young
        else {"state": Errand.State.DONE, "finished_at": at}
    )
    return lease.give_back(
        step="",
        attempts=0,
        failures=0,
        last_error="",
        succeeded_at=at,
        looks=fetch.looks + 1,
        etag=arrival.headers.get("etag", fetch.etag)[:500],
        last_modified=arrival.headers.get("last-modified", fetch.last_modified)[:100],
        **schedule,
        **fields,
    )


def postponed(lease: Lease, fetch: Fetch, reason: str, retry_after: float | None = None) -> None:
    """It failed, but may not the next time; after a day and a half it is refused."""
    failures = fetch.failures + 1
    if failures > MOST_FAILURES:
        refused(lease, fetch, f"Given up after {failures} tries. The last one: {reason}")
        return
    lease.give_back(
        state=Errand.State.WAITING,
        step="",
        attempts=0,
        failures=failures,
        last_error=reason,
        not_before=errands.backoff(failures - 1, RETRY_AFTER, retry_after),
    )


def refused(lease: Lease, fetch: Fetch, reason: str, arrival: Arrival | None = None) -> None:
    """It will not get better by itself. What is here of the article stays; bytes that could not
    be read are kept for a better reader."""
    here = fetch.article_id is not None
    original = fetch.original
    if arrival and not here:
        original = arrival.original or arrival.store()
    lease.give_back(
        state=Errand.State.DONE if here else Errand.State.DEAD,
        step="",
        last_error=reason,
        finished_at=timezone.now(),
        original=original,
    )

"""Feeds: follow one, keep what its poll found, look later, stop."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from claims.models import Article, Publisher
from claims.services.articles import ArticleRefused, refuse_bad_url
from claims.services.users import User
from claims.text.addresses import canonical
from ingest.models import Errand, Feed, Fetch, Poll
from ingest.readers import Entry
from ingest.readers import Feed as Found

from . import errands
from .errands import Lease

# A feed that suddenly lists its whole archive is not collected at once.
MOST_ENTRIES = 100
# Many programs write “hourly” into every feed they make, which no newsroom can wait for.
LONGEST_ASKED = timedelta(minutes=30)
MOST_HOURS_SKIPPED = 24
# RSS 2.0, skipDays.
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


class FeedRefused(ValueError):
    """The feed cannot be followed. The message says why and what to do."""


@transaction.atomic
def follow(
    url: str,
    *,
    title: str = "",
    publisher: Publisher | None = None,
    every: int = 10,
    by: User | None = None,
) -> Feed:
    """Poll this address from now on. Raises FeedRefused."""
    try:
        refuse_bad_url(url)
    except ArticleRefused as refused:
        raise FeedRefused(str(refused)) from refused
    feed, created = Feed.objects.get_or_create(
        url=url,
        defaults={
            "first_url": url,
            "title": title,
            "publisher": publisher,
            "every": every,
            "added_by": by,
        },
    )
    if not created:
        raise FeedRefused("This feed is followed already.")
    errands.ring(Poll.objects.create(feed=feed, host=host_of(url)))
    return feed


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")[:255]


@transaction.atomic
def polled(
    lease: Lease,
    poll: Poll,
    *,
    url: str,
    title: str,
    etag: str,
    last_modified: str,
    entries: Iterable[Entry],
    asks: dict[str, Any],
) -> None:
    """Queue the entries that are new, and wait for the next time. Nothing is written when the
    lease was lost."""
    at = timezone.now()
    new = unseen(entries)
    left = max(0, len(new) - MOST_ENTRIES)
    if left:
        # Or the server would answer the next time that nothing is new.
        etag = last_modified = ""
    won = lease.give_back(
        state=Errand.State.WAITING,
        attempts=0,
        failures=0,
        last_error=f"{left:,} more new articles are left for the next polls." if left else "",
        succeeded_at=at,
        not_before=next_poll(poll.feed, asks, at),
        asks=asks,
        etag=etag[:500],
        last_modified=last_modified[:100],
        host=host_of(url),
    )
    if not won:
        return
    # A name that a person gave stays.
    Feed.objects.filter(pk=poll.feed_id).update(url=url, title=poll.feed.title or title[:500])
    queue(poll.feed, new[:MOST_ENTRIES])


def asked_by(found: Found) -> dict[str, Any]:
    """As Poll.asks keeps it."""
    asks = {
        "seconds": found.next_poll,
        "hours": list(found.skip_hours),
        "days": list(found.skip_days),
    }
    return {name: value for name, value in asks.items() if value}


def next_poll(feed: Feed, asks: Mapping[str, Any], at: datetime) -> datetime:
    """As often as the newsroom wants and the feed allows. Not to the minute: feeds that were added
    together do not stay together."""
    pause = min(timedelta(seconds=asks.get("seconds", 0)), LONGEST_ASKED)
    due = at + max(timedelta(minutes=feed.every), pause) * random.uniform(0.95, 1.05)
    for _ in range(MOST_HOURS_SKIPPED):
        hour = due.astimezone(UTC)
        if hour.hour not in asks.get("hours", ()) and DAYS[hour.weekday()] not in asks.get(
            "days", ()
        ):
            break
        due += timedelta(hours=1)
    return due


def unseen(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """The entries that no feed has shown before, each with its key, the newest first."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.url and acceptable(entry.url):
            found.setdefault(canonical(entry.url), entry)
    shown = Fetch.objects.filter(feed__isnull=False, key__in=found).values_list("key", flat=True)
    known = set(shown)
    new = [(key, entry) for key, entry in found.items() if key not in known]
    return sorted(new, key=lambda each: each[1].published or "", reverse=True)


def queue(feed: Feed, new: Iterable[tuple[str, Entry]]) -> None:
    """A row for each, unless another feed shows it at this moment."""
    Fetch.objects.bulk_create(
        (
            Fetch(
                url=entry.url or "",
                key=key,
                host=host_of(entry.url or ""),
                via=Article.Via.FEED,
                feed=feed,
                details=said_by(entry),
            )
            for key, entry in new
        ),
        ignore_conflicts=True,
    )


def acceptable(url: str) -> bool:
    try:
        refuse_bad_url(url)
    except ArticleRefused:
        return False
    return True


def said_by(entry: Entry) -> dict[str, str]:
    said = {"title": (entry.title or "")[:500], "published_at": entry.published or ""}
    return {name: value for name, value in said.items() if value}


def another_at(url: str, feed: Feed) -> bool:
    """Whether another feed that is followed lives at this address."""
    return Feed.objects.filter(url=url).exclude(pk=feed.pk).exists()


def failed(lease: Lease, poll: Poll, reason: str, retry_after: float | None = None) -> None:
    """Look again, later after every failure."""
    failures = poll.failures + 1
    every = timedelta(minutes=poll.feed.every)
    lease.give_back(
        state=Errand.State.WAITING,
        attempts=0,
        failures=failures,
        last_error=reason,
        not_before=errands.backoff(failures, every, retry_after),
    )


@transaction.atomic
def is_a_page(lease: Lease, poll: Poll, url: str) -> None:
    """Somebody gave the address of a page; `url` is the feed that it names. It is taken the first
    time, and never more than one."""
    feed, page = poll.feed, poll.feed.url
    if poll.succeeded_at or page != feed.first_url or not acceptable(url):
        failed(lease, poll, f"This is a web page and no feed. It names {url} as its feed.")
    elif another_at(url, feed):
        ended(lease, poll, f"This is a web page, and its feed {url} is followed already.")
    elif lease.give_back(
        state=Errand.State.WAITING,
        attempts=0,
        last_error=f"{page} is a web page; the feed that it names, {url}, is followed.",
        not_before=timezone.now(),
        host=host_of(url),
    ):
        Feed.objects.filter(pk=feed.pk).update(url=url)


@transaction.atomic
def ended(lease: Lease, poll: Poll, reason: str) -> None:
    """The feed is no more; nobody asks for it again."""
    at = timezone.now()
    if lease.give_back(state=Errand.State.DONE, last_error=reason, finished_at=at):
        Feed.objects.filter(pk=poll.feed_id).update(ended_at=at)


def pause(feed: Feed) -> None:
    """Poll it no more until somebody resumes. A poll that is running is not written any more."""
    Poll.objects.filter(feed=feed).update(
        state=Errand.State.DONE, lease_token=None, lease_until=None, finished_at=timezone.now()
    )


@transaction.atomic
def resume(feed: Feed) -> None:
    Feed.objects.filter(pk=feed.pk).update(ended_at=None)
    won = (
        Poll.objects.filter(feed=feed)
        .exclude(state=Errand.State.LEASED)
        .update(
            state=Errand.State.WAITING,
            attempts=0,
            failures=0,
            last_error="",
            not_before=timezone.now(),
            finished_at=None,
            rung_at=None,
        )
    )
    if won:
        errands.ring(feed.poll)

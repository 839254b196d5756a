"""Feeds: follow one, keep what its poll found, look later, stop."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from claims.models import Article, Publisher
from claims.services.articles import ArticleRefused, refuse_bad_url
from claims.services.users import User
from claims.text.addresses import canonical
from ingest.models import Errand, Feed, Fetch, Poll
from ingest.readers import Entry

from . import errands
from .errands import Lease

# A feed that suddenly lists its whole archive is not collected whole.
MOST_ENTRIES = 100


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
    return (urlsplit(url).hostname or "")[:255]


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
) -> None:
    """Queue the entries that are new, and wait for the next time. Nothing is written when the
    lease was lost."""
    at = timezone.now()
    won = lease.give_back(
        state=Errand.State.WAITING,
        attempts=0,
        failures=0,
        last_error="",
        succeeded_at=at,
        not_before=next_poll(poll.feed, at),
        etag=etag[:500],
        last_modified=last_modified[:100],
        host=host_of(url),
    )
    if not won:
        return
    # A name that a person gave stays.
    Feed.objects.filter(pk=poll.feed_id).update(url=url, title=poll.feed.title or title[:500])
    queue(poll.feed, entries)


def next_poll(feed: Feed, at: datetime) -> datetime:
    """Not to the minute: feeds that were added together do not stay together."""
    return at + timedelta(minutes=feed.every) * random.uniform(0.95, 1.05)


def queue(feed: Feed, entries: Iterable[Entry]) -> None:
    """A row for every address that no feed has shown before."""
    fresh: dict[str, tuple[str, Entry]] = {}
    for entry in entries:
        if entry.url and len(fresh) < MOST_ENTRIES and acceptable(entry.url):
            fresh.setdefault(canonical(entry.url), (entry.url, entry))
    # The database knows what was shown before, by this feed or at this moment by another.
    Fetch.objects.bulk_create(
        (
            Fetch(
                url=url,
                key=key,
                host=host_of(url),
                via=Article.Via.FEED,
                feed=feed,
                details=said_by(entry),
            )
            for key, (url, entry) in fresh.items()
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
        last_error=reason[:2000],
        not_before=errands.backoff(failures, every, retry_after),
    )


@transaction.atomic
def ended(lease: Lease, poll: Poll, reason: str) -> None:
    """The feed is no more; nobody asks for it again."""
    at = timezone.now()
    if lease.give_back(state=Errand.State.DONE, last_error=reason[:2000], finished_at=at):
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

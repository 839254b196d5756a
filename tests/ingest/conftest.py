from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.fetching import Response
from ingest import pipeline, readers
from ingest.models import Fetch, Host, Poll
from ingest.readers import Entry
from ingest.services import feeds

ADDRESS = "https://paper.example/feed.xml"
STORY = "https://paper.example/stories/1"
TEXT = "Unemployment fell to 4.1% in May, the lowest since 1974, the minister Ada Example said."


@dataclass
class Web:
    """Every server there is: what each address answers, and what was asked of it."""

    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def fetch(self, url, *, headers=None, limits=None, **rest):
        self.asked.append((url, dict(headers or {})))
        answer = self.answers[url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def page(self, url, body=b"<html>", status=200, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[url] = Response(url, status, named, body, ())

    def fails(self, url, error):
        self.answers[url] = error


@pytest.fixture
def web(monkeypatch):
    """A world without network; robots.txt allows all, and nothing is read in a process."""
    world = Web()
    monkeypatch.setattr(pipeline, "fetch", world.fetch)
    monkeypatch.setattr(pipeline.robots, "allowed", lambda url, reach: True)
    monkeypatch.setattr(pipeline.robots, "crawl_delay", lambda url, reach: None)
    return world


@pytest.fixture
def feed(db):
    return feeds.follow(ADDRESS)


@pytest.fixture
def lists(monkeypatch):
    """`lists(url, …)` — what every feed that is read has in it."""

    def lists(*urls, title="The Invented Times"):
        entries = tuple(Entry(url=u, title=f"About {u}", published=None, id=u) for u in urls)
        found = readers.Feed(title=title, entries=entries)
        monkeypatch.setattr(readers, "read_feed", lambda data, **options: found)

    lists()
    return lists


def later(**spans):
    return timezone.now() + timedelta(**spans)


def make_due(*rows):
    """As if the time had come, and the hosts had had their pause."""
    at = later(seconds=-1)
    Host.objects.update(free_at=at)
    for row in rows:
        type(row).objects.filter(pk=row.pk).update(not_before=at, rung_at=None)


def poll(feed):
    """Poll the feed now; the row afterwards."""
    make_due(feed.poll)
    pipeline.poll_feed(feed.poll.pk)
    return Poll.objects.select_related("feed").get(feed=feed)


def collect(fetch):
    make_due(fetch)
    pipeline.collect_article(fetch.pk)
    return Fetch.objects.get(pk=fetch.pk)

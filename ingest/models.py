"""What the newsroom follows, and every article on its way in."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from claims.models import Article, Partner, Publisher, Snapshot, WorkRow
from claims.models.work import RING_AGAIN_AFTER, WorkQuerySet

# Longer than robots.txt, the page and the reader may take together: an errand is not renewed.
LEASE = timedelta(minutes=3)

# Minutes between two polls of a feed.
SHORTEST, LONGEST = 5, 24 * 60


class HostQuerySet(models.QuerySet["Host"]):
    def hold(self, name: str, at: datetime) -> datetime | None:
        """Keep everybody else from this host; until when, or None when somebody else has it."""
        self.bulk_create([Host(name=name, free_at=at)], ignore_conflicts=True)
        until = at + LEASE
        won = self.filter(name=name, free_at__lte=at).update(free_at=until)
        return until if won else None

    def release(self, name: str, until: datetime, free_at: datetime) -> None:
        """`until` is what hold() gave: whoever overran it has nothing to release any more."""
        self.filter(name=name, free_at=until).update(free_at=free_at)

    def judge(self, name: str, good: bool) -> None:
        self.filter(name=name).exclude(good=good).update(good=good)


class Host(models.Model):
    """A server that is asked one thing at a time, with a pause after it, by all workers."""

    name = models.CharField(max_length=255, unique=True)
    free_at = models.DateTimeField()
    # It served us well the last time. Others are strangers: they never get all workers at once.
    good = models.BooleanField(default=False)

    objects = HostQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ErrandQuerySet(WorkQuerySet):
    def due(self, at: datetime | None = None) -> Self:
        """Rows to ring for: open, not rung for just now, one for each host that is free."""
        at = at or timezone.now()
        busy = Host.objects.filter(name=OuterRef("host"), free_at__gt=at)
        rows = self.open_to_lease(at).silent(at)
        one_each = rows.filter(~Exists(busy)).order_by("host", "failures", "not_before")
        # What was uploaded has no host and waits for nobody.
        mine = Q(host="") | Q(pk__in=one_each.distinct("host").values("pk"))
        return rows.filter(mine).order_by("not_before")

    def silent(self, at: datetime) -> Self:
        """Not rung for just now."""
        return self.filter(Q(rung_at=None) | Q(rung_at__lte=at - RING_AGAIN_AFTER))

    def of_strangers(self) -> Self:
        good = Host.objects.filter(name=OuterRef("host"), good=True)
        return self.filter(~Exists(good)).exclude(host="")

    def under_way(self, at: datetime) -> Self:
        """Rung for, and not given back yet."""
        return self.filter(rung_at__gt=at - RING_AGAIN_AFTER)


class Errand(WorkRow):
    """Something to get from a host; done once, or again and again."""

    host = models.CharField(max_length=255, blank=True, editable=False)
    # When a worker was last told; empty when the row was given back since.
    rung_at = models.DateTimeField(null=True, editable=False)
    # Temporary failures in a row. Attempts count only workers that died of it.
    failures = models.PositiveSmallIntegerField(default=0)
    succeeded_at = models.DateTimeField(null=True, editable=False)
    # For the conditional request (RFC 9110, 13.1): what the server called its last answer.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)

    objects: ClassVar[Any] = ErrandQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        abstract = True
        indexes = [
            # Serves ErrandQuerySet.due(), every few seconds.
            models.Index(
                fields=["not_before"],
                name="%(class)s_open_work",
                condition=Q(state__in=["waiting", "leased"]),
            )
        ]

    def conditions(self) -> dict[str, str]:
        """Headers that let the server answer 304."""
        known = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in known.items() if value}


class Feed(models.Model):
    """An RSS, Atom or JSON feed whose entries are collected."""

    url = models.URLField("address", max_length=2000, unique=True)
    # As it was typed; `url` follows permanent redirects.
    first_url = models.URLField(max_length=2000, editable=False)
    title = models.CharField(max_length=500, blank=True)
    publisher = models.ForeignKey(
        Publisher, models.PROTECT, null=True, blank=True, verbose_name="outlet"
    )
    every = models.PositiveSmallIntegerField(
        "poll every (minutes)",
        default=10,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["title", "url"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every__range=(SHORTEST, LONGEST)), name="feed_polled_at_a_fair_pace"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.url


class Poll(Errand):
    """The next look at a feed. Waiting until it is due; done when the feed is paused or ended."""

    feed = models.OneToOneField(Feed, models.PROTECT)
    # What the feed asks of its readers: `seconds` between polls, `hours` (UTC) and `days` to skip.
    asks = models.JSONField(default=dict, editable=False)

    class Meta(Errand.Meta):
        pass

    def __str__(self) -> str:
        return f"Poll of {self.feed}"


class Original(models.Model):
    """What arrived, to the byte, so that a later reader can read it again."""

    append_only = True
    updatable = ("snapshot",)

    sha256 = models.CharField(max_length=64)
    # zlib
    body = models.BinaryField()
    size = models.PositiveIntegerField(help_text="bytes before compression")
    # As it was declared; what it is, the reader decides by the content.
    content_type = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    headers = models.JSONField(default=dict)
    taken_at = models.DateTimeField(default=timezone.now)
    # What was read from it.
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, related_name="originals")

    def __str__(self) -> str:
        return f"{self.size:,} bytes of {self.url or 'an upload'}"


class Fetch(Errand):
    """One article on its way in: collected from its address, or handed in as a file.

    An address is looked at again while its article is young; then the row waits until it is due.
    """

    class Step(models.TextChoices):
        FETCHING = "fetching"
        READING = "reading"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField("address", max_length=2000, blank=True)
    # claims.text.addresses.canonical(url)
    key = models.CharField(max_length=2000, blank=True, editable=False)
    name = models.CharField("file", max_length=255, blank=True)
    via = models.CharField(max_length=10, choices=Article.Via)
    # What the sender says about it: title, byline, publisher, published_at (ISO 8601).
    details = models.JSONField(default=dict)
    step = models.CharField(max_length=10, choices=Step, blank=True)
    original = models.ForeignKey(Original, models.PROTECT, null=True)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="fetches")
    # What a person should know of the reading.
    notes = models.JSONField(default=list)
    looks = models.PositiveSmallIntegerField(default=0)
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, related_name="fetches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True)
    # The partner's Idempotency-Key, and the SHA-256 of what came with it.
    idempotency_key = models.CharField(max_length=255, blank=True)
    request_sha256 = models.CharField(max_length=64, blank=True)

    class Meta(Errand.Meta):
        verbose_name = "arrival"
        ordering = ["-created_at", "-pk"]
        indexes = [
            *Errand.Meta.indexes,
            # Serves the chart of a feed's articles per day.
            models.Index(fields=["feed", "created_at"], name="fetch_of_feed_by_day"),
        ]
        constraints = [
            *WorkRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["key"], condition=Q(feed__isnull=False), name="fetch_feed_entry_once"
            ),
            models.UniqueConstraint(
                fields=["partner", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="fetch_once_per_idempotency_key",
            ),
        ]

    def __str__(self) -> str:
        return self.details.get("title") or self.url or self.name or "A text"

    @property
    def progress(self) -> dict[str, Any]:
        """The stage (waiting, fetching, reading, queued, extracting, done, failed), its reason,
        and how far the engine is."""
        if self.article is None:
            failed = self.state == self.State.DEAD
            running = self.step if self.state == self.State.LEASED else ""
            stage = "failed" if failed else running or "waiting"
            return {"stage": stage, "reason": self.last_error}
        extraction = self.article.latest.extractions.first()
        if extraction is None:
            return {"stage": "done", "reason": self.article.why_unread}
        return extraction.progress

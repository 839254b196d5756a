"""Work that must not get lost: PostgreSQL holds it, a Celery message only makes it quick.

A worker claims a row with one conditional UPDATE that counts the attempt before the work begins,
and writes its result under the lease token it was given (a fencing token: Kleppmann, "How to do
distributed locking", 2016). Whatever dies in between, the row says what is due.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .articles import Snapshot

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 3
RING_AGAIN_AFTER = timedelta(seconds=60)


class WorkQuerySet(models.QuerySet):
    def open_to_lease(self, at: datetime | None = None) -> Self:
        """Rows a worker may take now: waiting and due, or left behind by a dead worker."""
        at = at or timezone.now()
        return self.filter(attempts__lt=self.model.max_attempts).filter(
            Q(state=WorkRow.State.WAITING, not_before__lte=at)
            | Q(state=WorkRow.State.LEASED, lease_until__lt=at)
        )

    def waiting_now(self, at: datetime | None = None) -> Self:
        """Rows that are due, and that nobody works on."""
        return self.filter(state=WorkRow.State.WAITING, not_before__lte=at or timezone.now())

    def held_by_someone(self, at: datetime | None = None) -> Self:
        """Rows that a worker holds which is alive."""
        return self.filter(state=WorkRow.State.LEASED, lease_until__gte=at or timezone.now())

    def overdue(self, at: datetime | None = None) -> Self:
        """Rows whose doorbell was lost: open for longer than a healthy queue would leave them."""
        at = at or timezone.now()
        late = at - RING_AGAIN_AFTER
        return self.open_to_lease(at).exclude(state=WorkRow.State.WAITING, not_before__gt=late)

    def give_back(self, at: datetime) -> int:
        """Take the rows from whoever held them; due again at once, overdue in a minute."""
        return self.update(
            state=WorkRow.State.WAITING, not_before=at, lease_token=None, lease_until=None
        )

    def exhausted(self, at: datetime | None = None) -> Self:
        """Rows whose last allowed attempt died without a word."""
        return self.filter(
            state=WorkRow.State.LEASED,
            attempts__gte=self.model.max_attempts,
            lease_until__lt=at or timezone.now(),
        )

    def lease(
        self, pk: int, at: datetime | None = None, length: timedelta = LEASE
    ) -> uuid.UUID | None:
        """Take the row; returns the lease token, or None when somebody else has it."""
        at = at or timezone.now()
        token = uuid.uuid4()
        won = (
            self.open_to_lease(at)
            .filter(pk=pk)
            .update(
                state=WorkRow.State.LEASED,
                attempts=F("attempts") + 1,
                lease_token=token,
                lease_until=at + length,
            )
        )
        return token if won else None

    def held(self, pk: int, token: uuid.UUID) -> Self:
        """The row, if this token still holds it."""
        return self.filter(pk=pk, state=WorkRow.State.LEASED, lease_token=token)

    def renew(self, pk: int, token: uuid.UUID, **progress: int) -> bool:
        """Keep the row for another while, and tell how far the work is."""
        held = self.held(pk, token)
        return bool(held.update(lease_until=timezone.now() + LEASE, **progress))


class WorkRow(models.Model):
    """One piece of work and its state; subclasses say what the work is."""

    max_attempts = MAX_ATTEMPTS

    class State(models.TextChoices):
        WAITING = "waiting"
        LEASED = "leased", "running"
        DONE = "done"
        DEAD = "dead", "failed"

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="leased")
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="%(class)s_lease_has_token",
            )
        ]


class Extraction(WorkRow):
    """Finding the claims in one snapshot with one version of the engine."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="extractions")
    engine = models.CharField(max_length=40)
    # The story came with another outlet first: its claims are taken from there, and the text is
    # not read.
    copied = models.BooleanField(default=False)
    # How far the engine is, for whoever watches at the desk.
    sentences_read = models.PositiveIntegerField(default=0)
    sentence_count = models.PositiveIntegerField(default=0)
    # Every sentence of the snapshot: [{"start", "end", "outcome", "reason"}], in order.
    sentences = models.JSONField(default=list)
    added = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    superseded = models.PositiveIntegerField(default=0)

    class Meta(WorkRow.Meta):
        ordering = ["-created_at", "-pk"]
        indexes = [
            # Serves WorkQuerySet.overdue(): the sweep every 15 seconds reads open work only.
            models.Index(
                fields=["not_before"],
                name="extraction_open_work",
                condition=Q(state__in=["waiting", "leased"]),
            ),
            # Serves the first page of the desk: what failed.
            models.Index(
                fields=["-created_at", "-id"],
                name="extraction_dead",
                condition=Q(state="dead"),
            ),
        ]
        constraints = [
            *WorkRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["snapshot", "engine"], name="extraction_once_per_engine"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot} · {self.engine}"

    @property
    def progress(self) -> dict[str, Any]:
        """The stage (queued, extracting, done, failed), its reason, and how far it is."""
        stages = {"waiting": "queued", "leased": "extracting", "done": "done", "dead": "failed"}
        return {
            "stage": stages[self.state],
            "reason": "" if self.state == self.State.DONE else self.last_error,
            "read": self.sentences_read,
            "of": self.sentence_count,
        }


class ArchivedCopy(WorkRow):
    """Our copy of a page that is cited as evidence, to the byte."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField(max_length=2000)
    # After redirects.
    final_url = models.URLField(max_length=2000, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    headers = models.JSONField(default=dict)
    # Compressed (zlib); size and sha256 are those of the bytes as they came.
    body = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta(WorkRow.Meta):
        ordering = ["-pk"]
        verbose_name_plural = "archived copies"
        indexes = [
            # Serves the sweep.
            models.Index(
                fields=["not_before"],
                name="copy_open_work",
                condition=Q(state__in=["waiting", "leased"]),
            ),
            # A hash: addresses are longer than an entry of a B-tree may be.
            HashIndex(fields=["url"], name="copy_by_url"),
        ]
        constraints = [
            *WorkRow.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="done")
                | (Q(body__isnull=False, fetched_at__isnull=False) & ~Q(sha256="")),
                name="copy_done_is_there",
            ),
        ]

    def __str__(self) -> str:
        return self.url

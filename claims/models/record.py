"""The record: what was published, who decided what and when. Append-only for the runtime role."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from .claims import Claim
from .reviews import Review, Verdict


class PublishedVersionQuerySet(models.QuerySet):
    def current(self) -> Self:
        """The latest version of each review, legally removed ones too."""
        newer = PublishedVersion.objects.filter(
            review=OuterRef("review"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(newer))

    def readable(self) -> Self:
        return self.filter(removed_at=None)

    def as_of(self, position: int) -> Self:
        """The latest version of each review at this position of the change log, legally removed
        ones too, with the entry that told of it as `changes`. Versions stay and positions are
        given in order, so the answer is the same whenever it is asked."""
        told = self.filter(changes__position__lte=position, changes__kind__in=Change.NEW_VERSIONS)
        return told.order_by("review_id", "-number").distinct("review_id")


class PublishedVersion(models.Model):
    """One frozen version of a review: page, JSON-LD, feeds and API read this document only."""

    append_only = True

    class Kind(models.TextChoices):
        PUBLICATION = "publication", "First published"
        SPELLING = "spelling", "Spelling"
        CLARIFICATION = "clarification", "Clarification"
        CORRECTION = "correction", "Correction"
        RATING_CHANGE = "rating_change", "Rating change"
        RETRACTION = "retraction", "Retraction"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=Kind)
    verdict = models.CharField(max_length=15, choices=Verdict)
    note = models.TextField(blank=True)
    # The whole public document, schema versioned; see services/documents.py.
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    # Set by the SQL function legally_remove() alone: the document is blank, the hash remains.
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = PublishedVersionQuerySet.as_manager()

    class Meta:
        ordering = ["review", "-number"]
        get_latest_by = "number"
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="version_newest"),
            # Serves the page of corrections.
            models.Index(
                fields=["-published_at", "-id"],
                name="version_notices",
                condition=~Q(kind__in=["publication", "spelling"]),
            ),
            # Serves the feeds: they tell of what was removed.
            models.Index(
                fields=["-removed_at"],
                name="version_removed",
                condition=Q(removed_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=~Q(approver=F("author")), name="version_needs_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}, version {self.number}"


class Event(models.Model):
    """One step in the life of a row, written in the transaction that took the step."""

    append_only = True

    reason = models.TextField(blank=True)
    # Null where a worker took the step.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class ReviewEvent(Event):
    review = models.ForeignKey(Review, models.PROTECT, related_name="events")
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10)
    verdict = models.CharField(max_length=15, choices=Verdict, blank=True)

    class Meta(Event.Meta):
        # Serves the numbers of a period.
        indexes = [models.Index(fields=["at"], name="reviewevent_by_time")]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} → {self.to_status}"


class ClaimEvent(Event):
    class Dismissed(models.TextChoices):
        """Why a claim is not checked: the engine's mistakes told from the desk's choices."""

        NO_CLAIM = "no_claim", "Not a claim"
        NOT_CHECKABLE = "not_checkable", "Cannot be checked"
        WRONG_WORDS = "wrong_words", "The words or the speaker are wrong"
        UNIMPORTANT = "unimportant", "Not important enough"
        ALREADY_CHECKED = "already_checked", "Already checked"
        OTHER = "other", "Another reason"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="events")
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    code = models.CharField(max_length=15, choices=Dismissed, blank=True)
    # The other claim, where the step was about two: merged, split, told apart.
    other = models.ForeignKey(Claim, models.PROTECT, null=True, db_index=False, related_name="+")
    # Steps that were taken together, and can be undone together.
    batch = models.UUIDField(null=True, editable=False)

    class Meta(Event.Meta):
        indexes = [
            # Serves the numbers of a period.
            models.Index(fields=["at", "to_status"], name="claimevent_by_time"),
            models.Index(
                fields=["batch"], name="claimevent_batch", condition=Q(batch__isnull=False)
            ),
            # Serves a claim's history: what was merged into it.
            models.Index(
                fields=["other"], name="claimevent_other", condition=Q(other__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_status or 'nothing'} → {self.to_status}"


class Removal(Event):
    """A legal removal: what was blanked, and the hash of what stood there."""

    kind = models.CharField(
        max_length=20, choices=[("snapshot", "snapshot"), ("version", "version")]
    )
    object_uuid = models.UUIDField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_uuid}"


class Change(models.Model):
    """One entry of the partners' change log, written with the version it tells of.

    `position` is given after commit by one locked sequencer (services/partners.py): an id or a
    timestamp as cursor would silently skip rows that commit late.
    """

    append_only = True
    updatable = ("position",)

    class Kind(models.TextChoices):
        PUBLISH = "publish"
        CORRECT = "correct"
        RE_RATE = "re_rate"
        RETRACT = "retract"
        REMOVE = "remove"

    # Those that tell of a version of their own.
    NEW_VERSIONS = (Kind.PUBLISH, Kind.CORRECT, Kind.RE_RATE, Kind.RETRACT)

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.ForeignKey(PublishedVersion, models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=timezone.now)
    position = models.PositiveBigIntegerField(null=True, unique=True)

    class Meta:
        ordering = ["position"]
        indexes = [
            # Serves the sequencer: what has no position yet.
            models.Index(
                fields=["id"], name="change_unnumbered", condition=Q(position__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def entry_id(self) -> uuid.UUID:
        """The same entry has the same id however often it is read: a partner can skip repeats."""
        return uuid.uuid5(self.version.uuid, self.kind)

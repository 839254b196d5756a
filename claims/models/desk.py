"""The desk's own rows: who has which claim, how the queue is ranked, what is ticked off."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .articles import Article
from .claims import Claim

USER = settings.AUTH_USER_MODEL


class QueueEntryQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Claims that somebody may still take up."""
        return self.filter(status__in=QueueEntry.OPEN)

    def ranked(self) -> Self:
        # By the key: "-claim" would mean the order of claims.
        return self.order_by("-rank", "-pk")


class QueueEntry(models.Model):
    """Where a claim stands in the queue, and who has it.

    Apart from the claim itself, because claims carry an index of vectors: changing an indexed
    column there writes to every index, changing this narrow row does not. The database makes the
    row with the claim and keeps its status in step (migration 0007).
    """

    OPEN = (Claim.Status.NEW, Claim.Status.ACCEPTED)

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="entry")
    status = models.CharField(max_length=12, choices=Claim.Status, default=Claim.Status.NEW)
    # 0–1: the claim's factors, weighed by the desk's profile (services/queue.py).
    rank = models.FloatField(default=0)
    # What each named factor adds: {"number": 0.7}.
    factors = models.JSONField(default=dict)
    # The key of the profile that `rank` was computed with; 0: of none.
    ranked_by = models.PositiveBigIntegerField(default=0, db_default=0)
    # Where the words stood first.
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey(USER, models.PROTECT, null=True, related_name="assigned")
    assigned_at = models.DateTimeField(null=True)
    # Who has the claim open just now, and for how long that is believed.
    held_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    held_until = models.DateTimeField(null=True)
    # A deferred claim comes back on this day; null: when somebody reopens it.
    deferred_until = models.DateField(null=True)

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "queue entries"
        indexes = [
            # Serves the queue: claims of a status, the highest rank first.
            models.Index(fields=["status", "-rank", "-claim"], name="entry_queue"),
            # Serves "unassigned": open claims that nobody has.
            models.Index(
                fields=["-rank", "-claim"],
                name="entry_unassigned",
                condition=Q(assigned_to__isnull=True, status__in=["new", "accepted"]),
            ),
            # Serves the ranking: open claims that an older profile ranked.
            models.Index(
                fields=["ranked_by", "claim"],
                name="entry_stale",
                condition=Q(status__in=["new", "accepted"]),
            ),
            # Serves "zombie claims": refuted before, and seen again (services/queue.py).
            models.Index(
                fields=["-rank", "-claim"],
                name="entry_zombie",
                condition=Q(factors__has_key="already refuted"),
            ),
            # Serves "mine", and how much each person has.
            models.Index(
                fields=["assigned_to", "status", "-rank"],
                name="entry_assigned",
                condition=Q(assigned_to__isnull=False),
            ),
            # Serves "reviewed by … just now" on the first page, and the deferred that come back.
            models.Index(
                fields=["held_until"], name="entry_held", condition=Q(held_by__isnull=False)
            ),
            models.Index(
                fields=["deferred_until"],
                name="entry_deferred",
                condition=Q(deferred_until__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(assigned_to=None, assigned_at=None)
                | Q(assigned_to__isnull=False, assigned_at__isnull=False),
                name="entry_assigned_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(held_by=None, held_until=None)
                | Q(held_by__isnull=False, held_until__isnull=False),
                name="entry_held_for_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.claim)


class RankingProfile(models.Model):
    """How much each factor counts when the desk ranks its queue. The newest is in use; the older
    ones are the history."""

    append_only = True

    # {factor's name: what its contribution is multiplied with}; 1 where it is not named.
    weights = models.JSONField(default=dict)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        get_latest_by = "pk"
        ordering = ["-pk"]
        verbose_name = "ranking"

    def __str__(self) -> str:
        return f"{self.at:%-d %B %Y %H:%M}"


class SavedFilter(models.Model):
    """A tab of the queue that somebody made; without an owner it is the whole desk's."""

    name = models.CharField(max_length=60)
    # The query string of the list.
    query = models.CharField(max_length=1000)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="filters")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "owner"], name="filter_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanTick(models.Model):
    """What became of one step of a claim's check plan."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="ticks")
    # SHA-1 of the step's kind and text: a new plan's steps begin unticked. Not the words, which
    # would outlive their legal removal.
    step = models.CharField(max_length=40)
    done = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "step"], name="tick_once")]

    def __str__(self) -> str:
        return f"{self.step}: {'done' if self.done else 'open'}"


class Revision(models.Model):
    """What a draft said after a save: the history of its text. Saves of one person within a few
    minutes are one revision."""

    review = models.ForeignKey("claims.Review", models.PROTECT, related_name="revisions")
    edition = models.PositiveIntegerField()
    values = models.JSONField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    began_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-edition"]
        get_latest_by = "edition"
        constraints = [models.UniqueConstraint(fields=["review", "edition"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.review}, edition {self.edition}"


class Comment(models.Model):
    """A second reader's remark, anchored to the words it is about; an answer has a `parent`.

    A dissent is a remark that is never settled: it stays in the record when the review is approved.
    """

    class Kind(models.TextChoices):
        REMARK = "remark"
        DISSENT = "dissent"

    review = models.ForeignKey("claims.Review", models.PROTECT, related_name="comments")
    correction = models.ForeignKey(
        "claims.Correction", models.PROTECT, null=True, related_name="comments"
    )
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.REMARK)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="answers")
    text = models.TextField()
    # The words it is about: the field of the review, and where they stood in it (W3C
    # TextQuoteSelector). No field: the whole review.
    field = models.CharField(max_length=20, blank=True)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    start = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="comment_not_its_own_answer"),
            models.CheckConstraint(
                condition=Q(kind="remark") | Q(settled_at=None), name="dissent_stays"
            ),
            models.CheckConstraint(
                condition=Q(exact="", start=None)
                | (~Q(exact="") & ~Q(field="") & Q(start__isnull=False)),
                name="comment_anchor_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.text

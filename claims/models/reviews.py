"""What people found out: reviews, their evidence, and corrections on their way to publication."""

import uuid

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .claims import Claim

SCALE_VERSION = "1"
# Characters; Markdown that means harm takes a second or two to read at most.
LONGEST_BODY = 30_000


class Verdict(models.TextChoices):
    """The rating scale. It is part of the method: changing it means a new SCALE_VERSION."""

    FALSE = "false", "False"
    MOSTLY_FALSE = "mostly_false", "Mostly false"
    HALF_TRUE = "half_true", "Half true"
    MOSTLY_TRUE = "mostly_true", "Mostly true"
    TRUE = "true", "True"
    UNPROVEN = "unproven", "Unproven"
    MISLEADING = "misleading", "Misleading"
    SATIRE = "satire", "Satire"
    NOT_CHECKABLE = "not_checkable", "Not checkable"

    @property
    def rating(self) -> int | None:
        """1 (False) to 5 (True); None for a verdict that has no place on the scale."""
        return RATINGS.get(self.value)

    @property
    def definition(self) -> str:
        return DEFINITIONS[self.value]


RATINGS = {"false": 1, "mostly_false": 2, "half_true": 3, "mostly_true": 4, "true": 5}
DEFINITIONS = {
    "false": "The claim is wrong: the evidence contradicts it.",
    "mostly_false": "A part of the claim is right, but what matters most in it is wrong.",
    "half_true": "The claim is right in part, and leaves out or gets wrong something of weight.",
    "mostly_true": "The claim is right in what matters and needs a clarification.",
    "true": "The claim is right, and nothing of weight is left out.",
    "unproven": "The evidence that exists neither supports nor contradicts the claim.",
    "misleading": "The words are literally true, but without context they mislead.",
    "satire": "The words were meant as satire or parody and spread as if they were not.",
    "not_checkable": "No public evidence could settle the claim.",
}


# What each rung of Correction.Kind means, for readers and for the desk.
LADDER = {
    "spelling": "A slip of the pen. Nothing is announced; the old version stays readable.",
    "clarification": "Words that could be misread. A note stands at the end of the page.",
    "correction": "We got a fact wrong, and the verdict still holds. A note stands at the end.",
    "rating_change": (
        "We got the verdict wrong, or new evidence changed it. A notice stands at the top, with "
        "the old verdict struck through."
    ),
    "retraction": (
        "We no longer stand behind the fact-check. A notice at the top says why; the old text "
        "stays below it, and the rating is withdrawn from search engines and partners."
    ),
}


class Review(models.Model):
    """One fact-check (schema.org ClaimReview). Readers never see this row: they see its
    published versions. One person writes it, another approves it."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted", "waiting for a second reader"
        PUBLISHED = "published"
        CORRECTED = "corrected", "published, corrected"
        RETRACTED = "retracted"
        WITHDRAWN = "withdrawn", "withdrawn before publication"

    PUBLIC = (Status.PUBLISHED, Status.CORRECTED, Status.RETRACTED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="reviews", editable=False)
    verdict = models.CharField(max_length=15, choices=Verdict, blank=True)
    verdict_reason = models.CharField(
        "the verdict in one line",
        max_length=300,
        blank=True,
        help_text="What a reader remembers. It stands beside the verdict.",
    )
    headline = models.CharField(
        "claim in short",
        max_length=75,
        blank=True,
        help_text="At most 75 characters, without the verdict: search engines show this.",
    )
    summary = models.TextField(blank=True, help_text="Two or three sentences, first thing read.")
    body = models.TextField(
        "reasoning",
        max_length=LONGEST_BODY,
        blank=True,
        help_text="Markdown. Refer to the evidence as [1], [2] …",
    )
    reply_asked_on = models.DateField("speaker asked on", null=True, blank=True)
    reply_asked_how = models.CharField(
        "asked how", max_length=200, blank=True, help_text="By e-mail to the press office, say."
    )
    reply_due_on = models.DateField("answer asked for by", null=True, blank=True)
    reply = models.TextField("the speaker's reply", blank=True)
    replied_on = models.DateField("answered on", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    slug = models.SlugField(max_length=90, unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_written", editable=False
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="reviews_approved",
        editable=False,
    )
    # Counts the saves. Who saves or approves says which edition they saw (optimistic locking).
    edition = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("approve_review", "Can approve and publish what a colleague wrote")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=~Q(status__in=["withdrawn", "retracted"]),
                name="review_one_live_per_claim",
            ),
            # A NULL approver would make `approver <> author` unknown, which passes a CHECK.
            models.CheckConstraint(
                condition=~Q(status__in=["published", "corrected", "retracted"])
                | (
                    Q(approver__isnull=False, published_at__isnull=False)
                    & ~Q(verdict="")
                    & ~Q(approver=F("author"))
                ),
                name="review_public_needs_two_people",
            ),
        ]
        indexes = [
            # The desk's list.
            models.Index(fields=["-created_at", "-id"], name="review_newest"),
            # What waits for somebody: the first page and the tabs. Few of all reviews do.
            models.Index(
                fields=["status"],
                condition=Q(status__in=["draft", "submitted"]),
                name="review_at_work",
            ),
            # Serves partners' list of reviews, newest first.
            models.Index(fields=["-published_at"], name="review_published"),
        ]

    def __str__(self) -> str:
        return self.headline or str(self.claim)

    def get_absolute_url(self) -> str:
        return f"/verdicts/{self.slug}/"

    @property
    def is_public(self) -> bool:
        return self.status in self.PUBLIC


class Correction(models.Model):
    """A proposed new version of a published review: who proposed it, what changes, and why."""

    class Kind(models.TextChoices):
        """The ladder of corrections, mildest first."""

        SPELLING = "spelling", "Spelling"
        CLARIFICATION = "clarification", "Clarification"
        CORRECTION = "correction", "Correction (verdict unchanged)"
        RATING_CHANGE = "rating_change", "Rating change"
        RETRACTION = "retraction", "Retraction"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "waiting for a second reader"
        APPROVED = "approved"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    review = models.ForeignKey(Review, models.PROTECT, related_name="corrections", editable=False)
    kind = models.CharField(max_length=15, choices=Kind)
    reason = models.TextField(
        "what changed and why", help_text="Readers and partners see this (a spelling fix aside)."
    )
    verdict = models.CharField(max_length=15, choices=Verdict)
    verdict_reason = models.CharField("the verdict in one line", max_length=300)
    summary = models.TextField()
    body = models.TextField("reasoning", max_length=LONGEST_BODY, blank=True)
    headline = models.CharField("claim in short", max_length=75, blank=True)
    reply = models.TextField("the speaker's reply", blank=True)
    replied_on = models.DateField("answered on", null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=Status, default=Status.PROPOSED, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="corrections_proposed",
        editable=False,
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="corrections_decided",
        editable=False,
    )
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"],
                condition=Q(status="proposed"),
                name="correction_one_open_per_review",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(approver__isnull=False) & ~Q(approver=F("author"))),
                name="correction_needs_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to “{self.review}”"


class Evidence(models.Model):
    """One cited item of a review (schema.org `citation`)."""

    class Role(models.TextChoices):
        SUPPORTS = "supports", "supports the claim"
        UNDERMINES = "undermines", "undermines the claim"
        CONTEXT = "context", "gives context"

    review = models.ForeignKey(Review, models.PROTECT, related_name="evidence")
    # Evidence that came with a correction is public from that version on.
    correction = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="evidence", editable=False
    )
    # The correction from whose version on it is no longer cited.
    dropped_by = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="drops", editable=False
    )
    role = models.CharField(max_length=10, choices=Role)
    primary = models.BooleanField(
        "primary source", default=False, help_text="The original record, not a report about it."
    )
    title = models.CharField(max_length=300)
    url = models.URLField(
        "link", max_length=2000, validators=[URLValidator(schemes=["http", "https"])]
    )
    quote = models.TextField("passage", blank=True, help_text="The words that matter.")
    accessed_on = models.DateField(default=timezone.localdate)
    archived_url = models.URLField("archived copy", max_length=2000, blank=True)
    interest = models.CharField(
        max_length=300,
        blank=True,
        help_text="What the source has to gain, if anything: who pays it, whose side it is on.",
    )
    # Our own copy of the page, fetched by a worker.
    copy = models.ForeignKey(
        "claims.ArchivedCopy",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        editable=False,
    )

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title

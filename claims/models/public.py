"""What readers look for and tell us: one row for each public check, and reports of errors."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from pgvector.django import HalfVectorField, HnswIndex

from .claims import Claim
from .record import PublishedVersion
from .reviews import Review, Verdict

# Where a mistyped word is compared: with the claims, and with who said them.
NAMED = Lower(Concat("claim", Value(" "), "speaker_name", Value(" "), "party"))
# What was claimed, then who said it and our one line.
HEAD = SearchVector("claim", "headline", weight="A", config="english") + SearchVector(
    "speaker_name", "party", "verdict_reason", weight="B", config="english"
)


class ListingQuerySet(models.QuerySet):
    def newest(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def newest_checks(self) -> Self:
        """By the day of first publication: a corrected comma does not make old news new."""
        return self.order_by("-first_published_at", "-pk")


class ListingManager(models.Manager):
    """Without the vector, which only the database reads."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().defer("embedding")


class Listing(models.Model):
    """The latest version of a public review as lists, search and facets need it.

    Made from the frozen document alone (services/listings.py), in the transaction that publishes;
    it can be thrown away and made again. A legal removal takes the row away (migration 0012).
    """

    review = models.OneToOneField(Review, models.PROTECT, primary_key=True, related_name="listing")
    version = models.OneToOneField(PublishedVersion, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=90, unique=True)
    claim_uuid = models.UUIDField()
    claim = models.TextField()
    headline = models.CharField(max_length=75, blank=True)
    verdict = models.CharField(max_length=15, choices=Verdict)
    verdict_reason = models.CharField(max_length=300)
    summary = models.TextField()
    body = models.TextField(blank=True)
    kind = models.CharField(max_length=15, choices=PublishedVersion.Kind)
    retracted = models.BooleanField(default=False)
    speaker = models.UUIDField(null=True)
    speaker_name = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=100, blank=True)
    types = ArrayField(models.CharField(max_length=20), default=list)
    topic = models.CharField(max_length=12, choices=Claim.Topic, blank=True)
    outlets = ArrayField(models.CharField(max_length=200), default=list)
    articles = ArrayField(models.UUIDField(), default=list)
    sightings = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=35)
    stated_on = models.DateField(null=True)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    # Small enough to stay in the row: putting 5,000 matches in order reads this one only.
    head = models.GeneratedField(expression=HEAD, output_field=SearchVectorField(), db_persist=True)
    words = models.GeneratedField(
        expression=HEAD
        + SearchVector("summary", weight="C", config="english")
        + SearchVector("body", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # What the claim means, for services/lookup.py; null until it was computed.
    embedding = HalfVectorField(dimensions=384, null=True, editable=False)

    objects = ListingManager.from_queryset(ListingQuerySet)()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [
            # The lists of the site: all, of a verdict, of a speaker, on a topic.
            models.Index(fields=["-published_at", "-review"], name="listing_newest"),
            models.Index(fields=["verdict", "-published_at"], name="listing_verdict"),
            models.Index(fields=["speaker", "-published_at"], name="listing_speaker"),
            models.Index(fields=["topic", "-published_at"], name="listing_topic"),
            models.Index(fields=["party", "-published_at"], name="listing_party"),
            models.Index(fields=["-first_published_at", "-review"], name="listing_first"),
            # What is said again and again.
            models.Index(
                fields=["-sightings", "-first_published_at"],
                name="listing_repeated",
                condition=Q(sightings__gt=1),
            ),
            # The list of speakers, from A to Z.
            models.Index(
                fields=["speaker_name", "speaker"],
                name="listing_name",
                condition=Q(speaker__isnull=False),
            ),
            GinIndex(fields=["articles"], name="listing_article"),
            GinIndex(fields=["outlets"], name="listing_outlet"),
            GinIndex(fields=["types"], name="listing_type"),
            GinIndex(fields=["words"], name="listing_words", fastupdate=False),
            # Both serve candidates.nearest(), by rare words and by meaning. The index of all claims
            # would be no help: nine of ten near ones may not be public.
            GinIndex(fields=["head"], name="listing_head", fastupdate=False),
            HnswIndex(
                name="listing_meaning", fields=["embedding"], opclasses=["halfvec_cosine_ops"]
            ),
            # Serves lookup.embed_next().
            models.Index(
                fields=["review"], name="listing_unread", condition=Q(embedding__isnull=True)
            ),
            # Serves words with a typing error.
            GistIndex(OpClass(NAMED, name="gist_trgm_ops(siglen=64)"), name="listing_nearest"),
        ]

    def __str__(self) -> str:
        return self.headline or self.claim

    def get_absolute_url(self) -> str:
        return f"/verdicts/{self.slug}/"


class ReaderReport(models.Model):
    """A reader says that something in a fact-check is wrong. They follow it at a secret address;
    what they left to be reached at is deleted when the report is closed."""

    class State(models.TextChoices):
        NEW = "new"
        ANSWERED = "answered"
        SPAM = "spam", "not a report"

    # The secret address of the report.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="reports")
    version = models.PositiveIntegerField()
    text = models.TextField()
    email = models.EmailField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    # The correction that it led to, if it did.
    correction = models.ForeignKey(
        "claims.Correction", models.PROTECT, null=True, related_name="reports"
    )

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["at"], name="report_open", condition=Q(state="new")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="report_has_text"),
            models.CheckConstraint(
                condition=Q(state="new", answered_by=None)
                | (~Q(state="new") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="report_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="report_answer_has_text"
            ),
            models.CheckConstraint(
                condition=Q(state="new") | Q(email=""), name="report_address_deleted"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReportSender(models.Model):
    """That a report came from somewhere within the last day: counted, so that nobody floods the
    desk. Not which report, and no address: a keyed hash of it."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["key", "at"], name="sender_of_late"),
            models.Index(fields=["at"], name="sender_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]}…, {self.at:%H:%M}"

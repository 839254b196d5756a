"""What was said: claims, who made them, and where they stand in the text."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from pgvector.django import HalfVectorField, HnswIndex

from .articles import Snapshot
from .work import Extraction


class SpeakerQuerySet(models.QuerySet):
    def named(self, name: str) -> Self:
        """By the database's own lower(), as in the constraint below: Python and UPPER() (iexact)
        take other letters for the same."""
        return self.alias(lowered=Lower("name")).filter(lowered=Lower(Value(name)))


class Speaker(models.Model):
    """The person or organisation a claim is attributed to (schema.org `Claim.author`)."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANISATION = "organisation"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    distinction = models.CharField(
        max_length=200, blank=True, help_text="Only to tell two people of the same name apart."
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    role = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=100, blank=True)
    wikidata = models.CharField("Wikidata id", max_length=20, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "distinction", name="speaker_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.distinction})" if self.distinction else self.name


class ClaimManager(models.Manager):
    """Without what only the database reads: the vector and the words of every listed claim."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().defer("embedding", "stems")


class Claim(models.Model):
    """One checkable statement. What the machine said stays beside what people decided."""

    class Type(models.TextChoices):
        QUANTITY = "quantity"
        COMPARISON = "comparison"
        PRECEDENT = "precedent"
        CAUSAL = "causal"
        RULE = "rule", "law or rule"
        PREDICTION = "prediction"
        VOTING = "voting"
        SUPPORT = "support"
        PUBLIC_OPINION = "public_opinion", "public opinion"
        EVENT = "event"
        QUOTE = "quote"
        PERSONAL = "personal"
        OPINION = "opinion"
        NOT_CLAIM = "not_claim", "not a claim"

    class Status(models.TextChoices):
        NEW = "new"
        ACCEPTED = "accepted"
        UNDER_REVIEW = "under_review", "under review"
        REVIEWED = "reviewed"
        DEFERRED = "deferred"
        DISMISSED = "dismissed"
        MERGED = "merged", "merged into another"
        SUPERSEDED = "superseded", "superseded by a new extraction"

    class Topic(models.TextChoices):
        """The major topics of the Comparative Agendas Project's master codebook
        (comparativeagendas.net), and elections, which it files under government."""

        ECONOMY = "economy", "Economy and taxes"
        RIGHTS = "rights", "Civil rights"
        HEALTH = "health"
        AGRICULTURE = "agriculture", "Farming and food"
        LABOUR = "labour", "Work and pay"
        EDUCATION = "education"
        ENVIRONMENT = "environment"
        ENERGY = "energy"
        IMMIGRATION = "immigration"
        TRANSPORT = "transport"
        CRIME = "crime", "Law and crime"
        WELFARE = "welfare", "Benefits and pensions"
        HOUSING = "housing"
        BUSINESS = "business", "Business and banking"
        DEFENCE = "defence"
        TECHNOLOGY = "technology", "Science and technology"
        TRADE = "trade", "Foreign trade"
        WORLD = "world", "International affairs"
        ELECTIONS = "elections", "Elections and parties"
        GOVERNMENT = "government"
        CULTURE = "culture", "Culture and sport"

    class Precision(models.TextChoices):
        DAY = "day"
        MONTH = "month"
        YEAR = "year"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField(help_text="Self-contained: readable without the article.")
    detected_text = models.TextField(editable=False)
    types = ArrayField(models.CharField(max_length=20, choices=Type), default=list)
    topic = models.CharField(max_length=12, choices=Topic, blank=True)
    speaker = models.ForeignKey(Speaker, models.PROTECT, null=True, blank=True)
    stated_on = models.DateField("said on", null=True, blank=True)
    stated_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    score = models.FloatField("check-worthiness", default=0, editable=False)
    flags = models.JSONField(default=list, editable=False)
    times = models.JSONField(default=list, editable=False)
    quantities = models.JSONField(default=list, editable=False)
    precedent = models.JSONField(null=True, editable=False)
    plan = models.JSONField("check plan", default=list, editable=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # For matching: the meaning, null until it was computed, and the stems of the words. Changing
    # the text takes both away (a trigger), and the claim is compared anew.
    embedding = HalfVectorField(dimensions=384, null=True, editable=False)
    stems = models.GeneratedField(
        expression=SearchVector("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # When earlier claims were looked for; null until then (services/matching.py).
    matched_at = models.DateTimeField(null=True, editable=False)
    # Set by the first decision or edit of a person; a new extraction leaves such a claim alone.
    touched_at = models.DateTimeField(null=True, editable=False)

    objects = ClaimManager()

    class Meta:
        ordering = ["-score", "-pk"]
        permissions = [("triage_claim", "Can accept, dismiss and defer claims")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="claim_newest"),
            # Both serve the numbers: the age of the queue, and what the engine missed.
            models.Index(
                fields=["status", "created_at"],
                include=["score"],
                name="claim_waiting",
                condition=Q(status__in=["new", "deferred"]),
            ),
            models.Index(
                fields=["created_at"], name="claim_by_hand", condition=Q(detected_text="")
            ),
            # Serves matching.suggest_next(): claims that nothing was compared with yet.
            models.Index(
                fields=["id"], name="claim_unmatched", condition=Q(matched_at__isnull=True)
            ),
            # Both serve candidates.nearest(): by meaning, by rare words.
            HnswIndex(
                name="claim_meaning_nearest",
                fields=["embedding"],
                opclasses=["halfvec_cosine_ops"],
            ),
            # Without the list of pending entries, which every search would read through.
            GinIndex(fields=["stems"], name="claim_words", fastupdate=False),
            # Serves the desk's search for a part of a claim's text.
            GistIndex(
                OpClass(Lower("text"), name="gist_trgm_ops(siglen=64)"), name="claim_text_nearest"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="claim_merged_has_target",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("pk")), name="claim_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Appearance(models.Model):
    """Where a claim stands in a snapshot (W3C TextQuoteSelector and TextPositionSelector).

    `exact == snapshot.text[start:end]`, checked by the database on every write.
    """

    class Voice(models.TextChoices):
        DIRECT = "direct", "in the speaker's own words"
        INDIRECT = "indirect", "in reported speech"
        MIXED = "mixed", "partly in the speaker's own words"
        HEADLINE = "headline", "in the headline"
        OUTLET = "outlet", "in the newspaper's own voice"
        UNATTRIBUTED = "unattributed", "quoted without a named speaker"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="appearances")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="appearances")
    extraction = models.ForeignKey(Extraction, models.PROTECT, null=True)
    exact = models.TextField()
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker_printed = models.CharField(max_length=300, blank=True)
    voice = models.CharField(max_length=12, choices=Voice)
    cue = models.CharField(max_length=100, blank=True)
    chain = models.JSONField(default=list)
    score = models.FloatField(default=0)
    # Why that score: [{"name", "value", "contribution"}].
    factors = models.JSONField(default=list)
    engine = models.CharField(max_length=40)
    # The sighting in an earlier version of the same article that these are the words of.
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="carried_to"
    )
    # The claim this sighting was first filed under, where a person moved it by confirming a match.
    moved_from = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="moved_away")

    class Meta:
        ordering = ["snapshot", "start"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "start", "end"], name="appearance_span_once"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="appearance_span"),
        ]

    def __str__(self) -> str:
        return self.exact


class AnchorQuerySet(models.QuerySet):
    def edits(self) -> Self:
        """Words that their outlet changed, as of the last version, and nobody has looked at yet."""
        newer = Anchor.objects.filter(appearance=OuterRef("appearance"), pk__gt=OuterRef("pk"))
        return self.filter(fate__in=Anchor.EDITED, settled_at=None).filter(~Exists(newer))


class Anchor(models.Model):
    """What became of a sighting's words in a later version of its article (text/anchoring.py)."""

    class Fate(models.TextChoices):
        EXACT = "exact", "the same words at the same place"
        MOVED = "moved", "the same words elsewhere"
        CHANGED = "changed", "other words"
        GONE = "gone", "no longer there"
        UNCLEAR = "unclear", "could not be told"

    EDITED = (Fate.CHANGED, Fate.GONE, Fate.UNCLEAR)

    appearance = models.ForeignKey(Appearance, models.PROTECT, related_name="anchors")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="anchors")
    fate = models.CharField(max_length=7, choices=Fate)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    found_at = models.DateTimeField(default=timezone.now)
    # Somebody has seen the edit and decided what it means for the claim.
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    settled_at = models.DateTimeField(null=True)

    objects = AnchorQuerySet.as_manager()

    class Meta:
        ordering = ["appearance", "-pk"]
        indexes = [
            # Serves AnchorQuerySet.edits(), on the first page of the desk.
            models.Index(
                fields=["appearance"],
                name="anchor_edits",
                condition=Q(fate__in=["changed", "gone", "unclear"], settled_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["appearance", "snapshot"], name="anchor_once"),
            models.CheckConstraint(
                condition=Q(fate__in=["gone", "unclear"], start=None, end=None)
                | Q(fate__in=["exact", "moved", "changed"], start__lt=F("end")),
                name="anchor_span_where_certain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appearance}: {self.get_fate_display()}"

    @property
    def words(self) -> str:
        """What stands there now; empty where nothing does, or it is not certain what."""
        return "" if self.start is None else self.snapshot.text[self.start : self.end]


class ClaimMatch(models.Model):
    """A suggested link from a claim to an earlier one, and what a person made of it."""

    class Relation(models.TextChoices):
        SAME = "same", "the same claim"
        IMPLIES = "implies"
        IMPLIED_BY = "implied_by", "implied by"
        CONTRADICTS = "contradicts"
        SAME_TOPIC = "same_topic", "on the same topic"

    class Status(models.TextChoices):
        SUGGESTED = "suggested"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="matches")
    earlier = models.ForeignKey(Claim, models.PROTECT, related_name="later_matches")
    similarity = models.FloatField()
    relation = models.CharField(max_length=12, choices=Relation)
    # What keeps the two from having the same truth conditions: ["1982 ≠ 1992"].
    differences = models.JSONField(default=list)
    status = models.CharField(max_length=10, choices=Status, default=Status.SUGGESTED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-similarity"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "earlier"], name="match_once"),
            models.CheckConstraint(condition=~Q(claim=F("earlier")), name="match_two_claims"),
            models.CheckConstraint(
                condition=Q(status="suggested")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="match_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim} ~ {self.earlier}"

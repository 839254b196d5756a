"""Who receives the export, the keys they come with, where they are told, and what they hold."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .record import Change, Event
from .reviews import Review
from .work import WorkRow


class Partner(models.Model):
    """An organisation that pulls or receives the export.

    The two positions tell how far it followed the change log: `fetched` what was handed out,
    `acknowledged` what it said it stored. A single review that it learned of otherwise is a
    Holding.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    contact = models.EmailField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    fetched_position = models.PositiveBigIntegerField(default=0, editable=False)
    fetched_at = models.DateTimeField(null=True, editable=False)
    acknowledged_position = models.PositiveBigIntegerField(default=0, editable=False)
    acknowledged_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApiKeyQuerySet(models.QuerySet):
    def valid(self, at: datetime | None = None) -> Self:
        at = at or timezone.now()
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at=None)


class ApiKey(models.Model):
    """A partner's key. Only its SHA-256 is stored: the key itself is 256 random bits, so a slow
    password hash would add cost and no safety."""

    class Scope(models.TextChoices):
        READ = "read", "read reviews, claims and changes"
        INGEST = "ingest", "send articles in"

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=12, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), default=list)
    per_minute = models.PositiveIntegerField("requests a minute", default=600)
    # Addresses it may be used from, such as 198.51.100.0/24; none: from anywhere.
    networks = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.partner}"


class Usage(models.Model):
    """How often a key asked on a day of the newsroom, and in the minute it last asked in: the
    limit and the charts read the same row, which one statement counts up."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="usage")
    day = models.DateField()
    requests = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    minute = models.DateTimeField()
    in_minute = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="usage_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key}, {self.day}: {self.requests}"


class PartnerEvent(Event):
    """What colleagues, or the workbench itself, changed about a partner."""

    class Kind(models.TextChoices):
        KEY_ISSUED = "key_issued", "key issued"
        KEY_REVOKED = "key_revoked", "key revoked"
        ADDED = "added", "webhook added"
        CHANGED = "changed", "webhook changed"
        ROTATED = "rotated", "webhook's secret rotated"
        ENABLED = "enabled", "webhook switched on"
        DISABLED = "disabled", "webhook switched off"
        REPLAYED = "replayed", "webhook replayed"

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_kind_display()}"


class EndpointQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(disabled_at=None)

    def due(self, at: datetime) -> Self:
        """Those that a delivery waits for, and none is under way to; a disabled one gets tests."""
        rows = Delivery.objects.filter(endpoint=models.OuterRef("pk"))
        busy = rows.filter(state=WorkRow.State.LEASED, lease_until__gte=at)
        waiting = rows.open_to_lease(at)
        test = models.Exists(waiting.filter(position=0))
        return self.filter(
            Q(models.Exists(waiting), disabled_at=None) | Q(test), ~models.Exists(busy)
        )


class Endpoint(models.Model):
    """Where a partner is told of changes (https://www.standardwebhooks.com).

    No secret is stored: it is derived from SECRET_KEY, the uuid and `generation`
    (services/signatures.py). One delivery at a time, so that an endpoint keeps no other waiting.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="endpoints")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    url = models.URLField("address", max_length=1000)
    events = ArrayField(models.CharField(max_length=10, choices=Change.Kind))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    generation = models.PositiveIntegerField(default=1, editable=False)
    # Until when the secret before this one signs as well.
    both_until = models.DateTimeField(null=True, editable=False)
    # Deliveries were made for every change up to here.
    position = models.PositiveBigIntegerField(default=0, editable=False)
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_why = models.CharField(max_length=300, blank=True, editable=False)
    # The first failure since the last success.
    failing_since = models.DateTimeField(null=True, editable=False)
    # It kept us waiting, or failed, the last time.
    slow = models.BooleanField(default=False, editable=False)
    rung_at = models.DateTimeField(null=True, editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "webhook"

    def __str__(self) -> str:
        return f"{self.partner}, {self.url}"


class Delivery(WorkRow):
    """One message to one endpoint; without a change it is a test. A row a month old is deleted
    once it is done."""

    # 0 s, 5 s, 5 min … 24 h (Standard Webhooks, "Deliverability and reliability").
    max_attempts = 10

    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="deliveries")
    change = models.ForeignKey(
        Change, models.PROTECT, null=True, db_index=False, related_name="deliveries"
    )
    # Names the message, however often it is sent.
    message = models.UUIDField(default=uuid.uuid4, editable=False)
    # 0 for a test.
    position = models.PositiveBigIntegerField(default=0)
    # Every attempt: [{"at", "ms", "status", "answer", "error"}].
    tries = models.JSONField(default=list)

    class Meta(WorkRow.Meta):
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            # Serves Endpoint.due() and the next one to take.
            models.Index(
                fields=["endpoint", "not_before"],
                name="delivery_open_work",
                condition=Q(state__in=["waiting", "leased"]),
            ),
            # Serves the deletion of old rows.
            models.Index(fields=["finished_at"], name="delivery_finished"),
        ]
        constraints = [
            *WorkRow.Meta.constraints,
            # Serves the log of an endpoint and its replay, too.
            models.UniqueConstraint(
                fields=["endpoint", "position"],
                name="delivery_once",
                condition=Q(position__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change or 'test'} to {self.endpoint}"


class Holding(models.Model):
    """The ledger's line for one review that a partner asked for, or was told of by webhook.
    Whoever follows the change log needs no lines: Partner has the position."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="holdings", db_index=False)
    review = models.ForeignKey(Review, models.PROTECT, related_name="holdings")
    # The highest version, and when; 0 for never.
    fetched = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    acknowledged = models.PositiveIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "review"], name="holding_once")]

    def __str__(self) -> str:
        return f"{self.partner} holds version {max(self.fetched, self.acknowledged)}"

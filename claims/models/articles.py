"""What arrived: an outlet, its article, and every version of the article's text."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language_info


class Publisher(models.Model):
    """The outlet that ran an article (schema.org `publisher`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    homepage = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One article, known by its canonical URL; its text lives in immutable snapshots."""

    class Via(models.TextChoices):
        PASTE = "paste", "pasted on the desk"
        FILE = "file", "read from a file"
        API = "api", "sent over the API"
        LINK = "link", "collected from its link"
        FEED = "feed", "found in a feed"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The canonical URL (text/addresses.py); where the outlet gave none, a name of the text itself
    # (RFC 6920 `ni:` URI), so that the same text pasted twice is one article.
    key = models.CharField(max_length=2000, unique=True, editable=False)
    url = models.URLField("link", max_length=2000, blank=True)
    publisher = models.ForeignKey(Publisher, models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # What the outlet itself says: when it last changed the article, and in what language it is.
    modified_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(max_length=35, blank=True, editable=False)
    image_alt = models.CharField(max_length=1000, blank=True, editable=False)
    # The first article that came with this story: agency copy, which many outlets run.
    same_story = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="retellings"
    )
    # A person wants it read, whatever its language and whoever ran it first.
    read_anyway = models.BooleanField(default=False, editable=False)
    fetched_at = models.DateTimeField(default=timezone.now, editable=False)
    via = models.CharField(max_length=10, choices=Via, editable=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False
    )

    class Meta:
        ordering = ["-fetched_at", "-pk"]
        # Serves the list of articles, and the numbers of a period.
        indexes = [models.Index(fields=["-fetched_at", "-id"], name="article_newest")]

    def __str__(self) -> str:
        return self.title or self.url or f"Untitled article of {self.fetched_at:%-d %B %Y}"

    @property
    def latest(self) -> "Snapshot":
        return self.snapshots.latest("taken_at", "pk")

    @property
    def why_unread(self) -> str:
        """Why the engine does not read it; empty where it does."""
        main = self.language.lower().replace("_", "-").partition("-")[0]
        if self.read_anyway or main in ("", "en", "und"):
            return ""
        try:
            name = get_language_info(main)["name"]
        except KeyError:
            name = "another language"
        return f"The text is in {name} ({self.language}); the engine reads English only."


class Snapshot(models.Model):
    """One immutable version of an article's text (W3C TimeState); a text that returns to an
    earlier version is a new one.

    All offsets in this code base are Unicode code points of `text`, which is stored to the letter:
    PostgreSQL counts characters of UTF-8 as Python counts code points.
    """

    append_only = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    article = models.ForeignKey(Article, models.PROTECT, related_name="snapshots")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=timezone.now)
    # What to find the same story by (text/duplicates.py).
    bands = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # Set by the SQL function legally_remove() alone: the text is blank, hash and row remain.
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        get_latest_by = ["taken_at", "pk"]
        indexes = [
            # Serves receive_article(): the same text without a link is the same article.
            models.Index(fields=["sha256"], name="snapshot_by_hash"),
            GinIndex(fields=["bands"], name="snapshot_by_bands"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(removed_at__isnull=False),
                name="snapshot_text_unless_removed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article}, as of {self.taken_at:%-d %B %Y %H:%M}"

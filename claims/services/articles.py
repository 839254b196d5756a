"""The one door: whatever brings an article in, it comes through receive_article()."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from claims.models import Article, Extraction, Publisher, Snapshot

from .extraction import enqueue

# The database proves every span against the text; a debate of three hours has 200,000 characters.
MAX_CHARACTERS = 1_000_000

SURROGATE = re.compile("[\ud800-\udfff]")


class ArticleRefused(ValueError):
    """The article cannot be taken in. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an article: `created` is False when this very text was already here."""

    article: Article
    snapshot: Snapshot
    extraction: Extraction
    created: bool


@transaction.atomic
def receive_article(
    *,
    text: str,
    via: Article.Via,
    url: str = "",
    title: str = "",
    byline: str = "",
    publisher: str = "",
    published_at: datetime | None = None,
    by: AbstractBaseUser | None = None,
) -> Received:
    """Store the text to the letter and put it in the queue for extraction.

    The same URL is the same article; without a URL, the same text is. A changed text of a known
    article becomes a new snapshot. Raises ArticleRefused.
    """
    refuse_unusable(text)
    refuse_bad_url(url)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    outlet = Publisher.objects.get_or_create(name=publisher)[0] if publisher else None
    article, _ = Article.objects.get_or_create(
        key=url or f"ni:///sha-256;{sha256}",
        defaults={
            "url": url,
            "publisher": outlet,
            "title": title,
            "byline": byline,
            "published_at": published_at,
            "via": via,
            "received_by": by,
        },
    )
    snapshot, created = Snapshot.objects.get_or_create(
        article=article, sha256=sha256, defaults={"text": text}
    )
    return Received(article, snapshot, enqueue(snapshot), created)


def refuse_unusable(text: str) -> None:
    if not text.strip():
        raise ArticleRefused("The article is empty. Paste its text, or check the file.")
    if len(text) > MAX_CHARACTERS:
        raise ArticleRefused(
            f"The text has {len(text):,} characters; at most {MAX_CHARACTERS:,} fit. "
            "Split it into parts and send them one by one."
        )
    if (at := text.find("\0")) >= 0:
        raise ArticleRefused(
            f"The text has a NUL character at position {at:,}: it is probably not plain text. "
            "Save it as UTF-8 text and try again."
        )
    if found := SURROGATE.search(text):
        raise ArticleRefused(
            f"The text has half a character (a lone surrogate) at position {found.start():,}. "
            "Save it as UTF-8 text and try again."
        )


def refuse_bad_url(url: str) -> None:
    if not url:
        return
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise ArticleRefused(f"“{url}” is not a web address. Start it with https://.") from error

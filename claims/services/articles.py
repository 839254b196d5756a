"""The one door: whatever brings an article in, it comes through receive_article()."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from claims.models import Article, Extraction, Publisher, Snapshot

from .extraction import enqueue
from .users import User

# The database proves every span against the text; a debate of three hours has 200,000 characters.
MAX_CHARACTERS = 1_000_000

LONGEST = {"url": 2000, "title": 500, "byline": 300, "publisher": 200}

SURROGATE = re.compile("[\ud800-\udfff]")


class ArticleRefused(ValueError):
    """The article cannot be taken in. The message says why and what to do; `field` names what is
    wrong: text, url, title, byline or publisher."""

    def __init__(self, message: str, field: str = "text"):
        super().__init__(message)
        self.field = field


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
    by: User | None = None,
) -> Received:
    """Store the text to the letter and put it in the queue for extraction.

    The same URL is the same article; without a URL, the same text is, wherever it came from. A
    changed text of a known article becomes a new snapshot. Raises ArticleRefused.
    """
    refuse_unusable(text)
    refuse_bad_details(url=url, title=title, byline=byline, publisher=publisher)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = None if url else Snapshot.objects.filter(sha256=sha256).order_by("pk").first()
    if known:
        return Received(known.article, known, enqueue(known), created=False)
    article, _ = Article.objects.get_or_create(
        key=url or nameless_key(sha256),
        defaults={
            "url": url,
            "publisher": outlet(publisher),
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


@transaction.atomic
def describe(article: Article, *, url: str, title: str, byline: str, publisher: str) -> None:
    """Correct what is known about an article. Its text and its date stay: the claims were found
    with them. Raises ArticleRefused."""
    refuse_bad_details(url=url, title=title, byline=byline, publisher=publisher)
    if url and Article.objects.filter(key=url).exclude(pk=article.pk).exists():
        raise ArticleRefused("Another article already has this address.", "url")
    key = url or nameless_key(article.snapshots.earliest("pk").sha256)
    Article.objects.filter(pk=article.pk).update(
        url=url, key=key, title=title, byline=byline, publisher=outlet(publisher)
    )


def nameless_key(sha256: str) -> str:
    """RFC 6920 in spirit, with the hash in hexadecimal as everywhere here."""
    return f"ni:///sha-256;{sha256}"


def outlet(name: str) -> Publisher | None:
    return Publisher.objects.get_or_create(name=name)[0] if name else None


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


def refuse_bad_details(*, url: str, **lines: str) -> None:
    for name, line in lines.items():
        most = LONGEST[name]
        if len(line) > most:
            raise ArticleRefused(
                f"The {name} has {len(line):,} characters; at most {most} fit.", name
            )
        if "\0" in line or SURROGATE.search(line):
            raise ArticleRefused(
                f"The {name} has a character that is not text. Type it again.", name
            )
    if url:
        refuse_bad_url(url)


def refuse_bad_url(url: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise ArticleRefused(
            f"“{url}” is not a web address. Start it with https://.", "url"
        ) from error
    # In bytes: an entry of a unique index has 2,704 at most.
    if len(url.encode()) > LONGEST["url"]:
        raise ArticleRefused(f"The web address is longer than {LONGEST['url']:,} bytes.", "url")

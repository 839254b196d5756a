"""The one door: whatever brings an article in, it comes through receive_article()."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connection, transaction

from claims.models import Article, Extraction, Publisher, Snapshot
from claims.text.addresses import canonical as identity
from claims.text.addresses import same_site
from claims.text.duplicates import bands, overlap

from .extraction import enqueue
from .users import User

# The database proves every span against the text; a debate of three hours has 200,000 characters.
MAX_CHARACTERS = 1_000_000

# A canonical URL is at most two characters longer, and an entry of a unique index has 2,704 bytes.
LONGEST = {
    "url": 1990,
    "title": 500,
    "byline": 300,
    "publisher": 200,
    "language": 35,
    "image_alt": 1000,
}

# First articles that are compared with a new one word by word, of all that may be the same story.
MOST_COMPARED = 5

SURROGATE = re.compile("[\ud800-\udfff]")


class ArticleRefused(ValueError):
    """The article cannot be taken in. The message says why and what to do; `field` names what is
    wrong: text, url, title, byline or publisher."""

    def __init__(self, message: str, field: str = "text"):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an article: `created` is False when this very text was already here.
    There is no extraction where the text is not read: `article.why_unread` says why."""

    article: Article
    snapshot: Snapshot
    extraction: Extraction | None
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
    canonical: str = "",
    modified_at: datetime | None = None,
    language: str = "",
    image_alt: str = "",
) -> Received:
    """Store the text to the letter and put it in the queue for extraction.

    The same URL is the same article, by whatever link it was reached; `canonical` is what the page
    calls its own. Without a URL, the same text is, wherever it came from. A changed text of a known
    article becomes a new snapshot. `language` is what it is written in (BCP 47), where that is
    known; what is not English is kept and not read. Raises ArticleRefused.
    """
    refuse_unusable(text)
    refuse_bad_details(url=url, title=title, byline=byline, publisher=publisher)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    said: dict[str, Any] = {
        "url": url,
        "title": title,
        "byline": byline,
        "published_at": published_at,
        "modified_at": modified_at,
        "language": plain(language)[: LONGEST["language"]],
        "image_alt": plain(image_alt)[: LONGEST["image_alt"]],
    }
    numbers = bands(text)
    one_at_a_time()
    known = None if url else Snapshot.objects.filter(sha256=sha256).order_by("pk").first()
    if known:
        return Received(known.article, known, queue(known), created=False)
    article = article_of(url, canonical)
    if article is None:
        article = Article.objects.create(
            key=keys_of(url, canonical)[0] if url else nameless_key(sha256),
            publisher=outlet(publisher),
            via=via,
            received_by=by,
            **said,
        )
    else:
        complete(article, publisher, said)
    if here := still_here(article, sha256):
        return Received(article, here, queue(here), created=False)
    snapshot = Snapshot.objects.create(article=article, text=text, sha256=sha256, bands=numbers)
    return Received(article, snapshot, queue(snapshot, same_story(snapshot)), created=True)


def one_at_a_time() -> None:
    """Two outlets may send the same story in one moment: one of them is the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('claims_receive'))")


def keys_of(url: str, canonical: str) -> list[str]:
    """What the article may be known by, the best first. A page may speak for its own site only:
    else it could pass for the article of another outlet."""
    own, declared = identity(url), identity(canonical)
    fits = same_site(own, declared) and len(declared.encode()) <= LONGEST["url"]
    return [declared, own] if fits else [own]


def article_of(url: str, canonical: str) -> Article | None:
    keys = keys_of(url, canonical) if url else []
    found = Article.objects.select_for_update(no_key=True).in_bulk(keys, field_name="key")
    return next((found[key] for key in keys if key in found), None)


def complete(article: Article, publisher: str, said: dict[str, Any]) -> None:
    """Fill in what was not known; what is known, a person may have corrected."""
    new = {name: value for name, value in said.items() if value and not getattr(article, name)}
    if publisher and not article.publisher_id:
        new["publisher"] = outlet(publisher)
    if said["modified_at"]:
        new["modified_at"] = said["modified_at"]
    if new:
        Article.objects.filter(pk=article.pk).update(**new)
        article.refresh_from_db()


def still_here(article: Article, sha256: str) -> Snapshot | None:
    """The version with this text, if it is the last one; or if it was legally removed, for then
    the text must not come back."""
    versions = article.snapshots.defer("text").order_by("-taken_at", "-pk")
    last = versions.first()
    if last and last.sha256 == sha256:
        return last
    return versions.filter(sha256=sha256, removed_at__isnull=False).first()


def queue(snapshot: Snapshot, copied: bool = False) -> Extraction | None:
    return None if snapshot.article.why_unread else enqueue(snapshot, copied=copied)


def same_story(snapshot: Snapshot) -> bool:
    """Link the article to the first one that came with its story; whether it adds nothing to it."""
    article = snapshot.article
    first, copied = first_with(snapshot)
    if article.same_story_id != (first and first.pk):
        article.same_story = first
        article.save(update_fields=["same_story"])
    return copied and not article.read_anyway


def first_with(snapshot: Snapshot) -> tuple[Article | None, bool]:
    article = snapshot.article
    if not snapshot.bands or article.retellings.exists():
        return None, False
    alike = Snapshot.objects.filter(bands__overlap=snapshot.bands, removed_at=None)
    shared: Counter[int] = Counter()
    for found, first, numbers in alike.order_by("pk").values_list(
        "article_id", "article__same_story_id", "bands"
    )[:200]:
        shared[first or found] += len({*numbers} & {*snapshot.bands})
    best: tuple[Article | None, bool] = None, False
    most = 0.0
    earlier = [pk for pk in shared if pk < article.pk]
    for pk in sorted(earlier, key=lambda pk: (-shared[pk], pk))[:MOST_COMPARED]:
        other = Article.objects.get(pk=pk)
        found_there = overlap(snapshot.text, other.latest.text)
        if found_there.same_story and found_there.shared > most:
            best, most = (other, found_there.copy), found_there.shared
    return best


@transaction.atomic
def read_anyway(article: Article) -> Extraction:
    """A person wants the text read, in whatever language, and whoever ran it first."""
    Article.objects.filter(pk=article.pk).update(read_anyway=True)
    article.refresh_from_db()
    return enqueue(article.latest, again=True)


@transaction.atomic
def describe(article: Article, *, url: str, title: str, byline: str, publisher: str) -> None:
    """Correct what is known about an article. Its text and its date stay: the claims were found
    with them. Raises ArticleRefused."""
    refuse_bad_details(url=url, title=title, byline=byline, publisher=publisher)
    if url and Article.objects.filter(key=identity(url)).exclude(pk=article.pk).exists():
        raise ArticleRefused("Another article already has this address.", "url")
    key = identity(url) if url else nameless_key(article.snapshots.earliest("pk").sha256)
    Article.objects.filter(pk=article.pk).update(
        url=url, key=key, title=title, byline=byline, publisher=outlet(publisher)
    )


def nameless_key(sha256: str) -> str:
    """RFC 6920 in spirit, with the hash in hexadecimal as everywhere here."""
    return f"ni:///sha-256;{sha256}"


def outlet(name: str) -> Publisher | None:
    return Publisher.objects.get_or_create(name=name)[0] if name else None


def plain(line: str) -> str:
    """What a page says beside its text is not worth a refusal."""
    return SURROGATE.sub("", line).replace("\0", "")


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
    if len(url.encode()) > LONGEST["url"]:
        raise ArticleRefused(f"The web address is longer than {LONGEST['url']:,} bytes.", "url")

"""What was published about a sentence: for readers' tools, which ask with every sentence they see.

Asks the listings and nothing else, so that only public verdicts are found; the newest version of
each. The search is that of the desk (matching.py), through indexes of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from pgvector.django import CosineDistance

from claims.models import Listing
from claims.models.public import ListingQuerySet
from claims.text.ranking import Likeness, Post, Said, read_post, stems
from claims.text.similarity import Comparison, Relation, compare

from .matching import NEAR, Words, by_meaning, by_words, embed, stems_in, stems_of

SHOWN = (
    "review__uuid", "version__number", "version__note", "slug", "claim_uuid", "claim", "headline",
    "verdict", "verdict_reason", "retracted", "speaker", "speaker_name", "language", "stated_on",
    "first_published_at", "published_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A public verdict whose claim is like a text: how much, from 0 to 1, and by meaning alone."""

    key: int
    likeness: float
    cosine: float
    all_words: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A public verdict, and how the text that was asked about relates to its claim."""

    listing: Listing
    likeness: float
    comparison: Comparison


def check(text: str, *, most: int = 10, language: str = "") -> list[Hit]:
    """Verdicts on claims like this text, the same claim first, then the most alike."""
    post = read_post(text)
    found = [one for one in nearest(post, spoken(language)) if one.likeness >= NEAR][:most]
    shown = described(one.key for one in found)
    hits = [
        Hit(listing, one.likeness, compare(post.text, listing.claim, one.cosine))
        for one in found
        if (listing := shown.get(one.key))
    ]
    return sorted(hits, key=lambda hit: hit.comparison.relation != Relation.SAME)


@dataclass(frozen=True, slots=True)
class Query:
    """What Google's claims:search can ask for."""

    text: str = ""
    language: str = ""
    site: str = ""
    since: date | None = None


def search(query: Query, offset: int, size: int) -> list[Listing]:
    """Verdicts that stand, the best first; without a text the newest first."""
    if query.site and query.site.lower().removeprefix("www.") != own_site():
        return []
    rows = spoken(query.language).filter(retracted=False)
    if query.since:
        rows = rows.filter(Q(stated_on__gte=query.since) | Q(published_at__date__gte=query.since))
    if query.text:
        found = nearest(read_post(query.text), rows)
        keys = [one.key for one in found if one.likeness >= NEAR or one.all_words]
    else:
        keys = list(rows.newest_checks().values_list("pk", flat=True)[: offset + size])
    keys = keys[offset : offset + size]
    shown = described(keys)
    return [shown[key] for key in keys if key in shown]


def own_site() -> str:
    return (urlsplit(settings.SITE_URL).hostname or "").removeprefix("www.")


def spoken(language: str) -> ListingQuerySet:
    """In this language, of whatever region."""
    rows: ListingQuerySet = Listing.objects.all()
    return rows.filter(language__istartswith=language.split("-")[0]) if language else rows


@transaction.atomic
def nearest(post: Post, rows: QuerySet[Listing]) -> list[Near]:
    """The public claims most like a text, best first: up to 100 by meaning and 100 by words."""
    [vector] = embed([post.text])
    said = Said(stems(stems_of(post.text)), post.day)
    words = Words.of(said.stems, "claims_listing", "head")
    keys = {*by_meaning(rows, vector), *by_words(rows, said, words, "head")}
    likeness = Likeness(said, words.shares)
    found = []
    for key, day, distance, lexemes in measured(keys, vector):
        cosine = 0.0 if distance is None else 1 - distance
        other = Said(stems(lexemes), day)
        all_words = bool(said.stems) and said.stems.keys() <= other.stems.keys()
        found.append(Near(key, likeness.to(other, cosine), cosine, all_words))
    return sorted(found, key=lambda one: (-one.likeness, -one.key))


def measured(keys: Iterable[int], vector: Any) -> QuerySet[Any, Any]:
    """What the ranking reads: key, day, distance, stems of the claim and of who said it."""
    rows = Listing.objects.filter(pk__in=keys).order_by()
    return rows.values_list(
        "pk", "stated_on", CosineDistance("embedding", vector), stems_in(F("head"))
    )


def described(keys: Iterable[int]) -> dict[int, Listing]:
    rows = Listing.objects.select_related("review", "version").only(*SHOWN)
    return rows.in_bulk(list(keys))

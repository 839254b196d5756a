"""What was published about a sentence: for readers' tools, which ask with every sentence they see.

Asks the listings and nothing else, so that only public verdicts are found; the newest version of
each. The search is that of the desk (candidates.py), through indexes of its own.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from claims.models import Listing
from claims.models.public import ListingQuerySet
from claims.text.ranking import Post, Said, read_post, stems
from claims.text.similarity import Comparison, Relation, compare

from . import candidates
from .candidates import LISTINGS, Near, Words
from .matching import NEAR, embed


@dataclass(frozen=True, slots=True)
class Hit:
    """A public verdict, and how the text that was asked about relates to its claim."""

    listing: Listing
    likeness: float
    comparison: Comparison


COMPARED = 10  # at least: the same claim need not be the one that is most alike


def check(text: str, *, most: int = COMPARED, language: str = "") -> list[Hit]:
    """Verdicts on claims like this text, the same claim first, then the most alike."""
    post = read_post(text)
    found = [one for one in nearest(post, spoken(language)) if one.likeness >= NEAR]
    found = found[: max(most, COMPARED)]
    shown = described(one.key for one in found)
    hits = [
        Hit(listing, one.likeness, compare(post.text, listing.claim, one.cosine))
        for one in found
        if (listing := shown.get(one.key))
    ]
    return sorted(hits, key=lambda hit: hit.comparison.relation != Relation.SAME)[:most]


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
    """The public claims most like a text, best first; of two as good, the newer one."""
    with ThreadPoolExecutor(1) as beside:  # the encoder and PostgreSQL need no Python lock
        vector = beside.submit(meaning, post.text)
        words = Words.in_text(post.text, LISTINGS)
        said = Said(stems(words.shares), post.day)
        found = candidates.nearest(said, vector.result, LISTINGS, rows, words)
    return sorted(found, key=lambda one: (-one.likeness, -one.key))


@lru_cache(maxsize=4096)
def meaning(text: str) -> Any:
    """Whoever reads the same article asks about the same sentences."""
    [vector] = embed([text])
    return vector


def described(keys: Iterable[int]) -> dict[int, Listing]:
    rows = Listing.objects.raw(DESCRIBED, [list(keys)])
    return {listing.pk: listing for listing in rows}


# By hand: a queryset with two joins takes longer to build than to run.
DESCRIBED = """
    SELECT l.review_id, l.slug, l.claim_uuid, l.claim, l.headline, l.verdict, l.verdict_reason,
        l.retracted, l.speaker, l.speaker_name, l.language, l.stated_on, l.first_published_at,
        l.published_at,
        r.uuid AS review_uuid, v.number AS version_number, v.note AS version_note
    FROM claims_listing l
        JOIN claims_review r ON r.id = l.review_id
        JOIN claims_publishedversion v ON v.id = l.version_id
    WHERE l.review_id = ANY(%s)
"""

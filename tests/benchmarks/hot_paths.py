"""What is asked again and again, by readers, partners, the desk and the clock: what must not cost
more because the tables have grown. Measured in test_growth.py; its plans are checked in
tests/claims/test_hot_paths.py."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from claims.services import (
    copies,
    deliveries,
    extraction,
    listings,
    lookup,
    matching,
    partners,
    queue,
    reports,
    triage,
)
from factcheck import retention


@dataclass(frozen=True, slots=True)
class Where:
    """A client of each kind, and rows that are there."""

    reader: Client
    partner: Client
    editor: Client
    slug: str
    claim: int
    speaker: str
    article: str
    token: str  # of the change log, near its end
    words: str = "allotments wexcombe"
    sentence: str = "Allotments in Wexcombe fell by 12 per cent in 1982."


def get(client: Client, address: str) -> Callable[[], object]:
    def ask() -> None:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        for _ in response:  # a file in pieces is read to its end
            pass

    return ask


def hot_paths(where: Where) -> dict[str, Callable[[], object]]:
    read, sync, desk = where.reader, where.partner, where.editor
    queue_page = reverse("admin:claims_claim_changelist")
    misspelt = where.words[:-3] + where.words[-2:]
    return {
        "desk: first page": get(desk, reverse("admin:index")),
        "desk: queue": get(desk, queue_page),
        "desk: queue, two words": get(desk, f"{queue_page}?q={where.words.replace(' ', '+')}"),
        "desk: a claim": get(desk, reverse("admin:claims_claim_change", args=[where.claim])),
        "desk: reviews": get(desk, reverse("admin:claims_review_changelist")),
        "site: home": get(read, "/"),
        "site: a verdict": get(read, f"/verdicts/{where.slug}/"),
        "site: card": get(read, f"/verdicts/{where.slug}/embed/"),
        "site: a speaker": get(read, f"/speakers/{where.speaker}/"),
        "site: an article": get(read, f"/articles/{where.article}/"),
        "site: newest checks": get(read, "/search/"),
        "site: search, two words": get(read, f"/search/?q={where.words.replace(' ', '+')}"),
        "site: search, misspelt": get(read, f"/search/?q={misspelt.replace(' ', '+')}"),
        "site: corrections": get(read, "/corrections/"),
        "site: Atom feed": get(read, "/feed.atom"),
        "site: news sitemap": get(read, "/news-sitemap.xml"),
        "api: reviews": get(sync, "/api/v1/reviews/"),
        "api: changes since": get(sync, f"/api/v1/changes/?since={where.token}&limit=100"),
        "matching: desk look-up": lambda: matching.look_up(where.sentence),
        "matching: public look-up": lambda: lookup.check(where.sentence),
        "clock: sweep": sweep,
        "clock: number changes": partners.number_changes,
        "clock: rank": lambda: queue.rank_next(),
        "clock: wake": lambda: triage.wake(),
        "clock: webhooks": lambda: deliveries.ring_due(),
        "clock: purge": retention.purge,
    }


def sweep() -> None:
    extraction.sweep()
    copies.sweep()
    listings.sweep()
    reports.forget_senders()
    deliveries.sweep()

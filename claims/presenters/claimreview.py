"""A published version as schema.org ClaimReview, the interchange format of fact-checks.

The vocabulary: https://schema.org/ClaimReview, https://schema.org/Claim,
https://schema.org/CorrectionComment. What its main reader asks for:
https://developers.google.com/search/docs/appearance/structured-data/factcheck
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from .markup import is_blank, is_web_address

Document = Mapping[str, Any]
Node = dict[str, Any]

WIKIDATA = re.compile(r"Q[1-9][0-9]*")
PRECISION = {"day": 10, "month": 7, "year": 4}  # characters of YYYY-MM-DD that are known
SILENT = ("publication", "spelling")


def claim_review(document: Document) -> Node | None:
    """The ClaimReview of this document; None once the review is retracted.

    The markup carries a rating to readers who never see the page. schema.org has no word for
    “retracted”, and Google requires a rating, so the only true markup of a rating that nobody
    stands behind is none: that is also how Google is told to forget one. Partners learn of it
    from the change log.
    """
    if document["retracted"]:
        return None
    claim = document["claim"]
    return known(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"{document['url']}#claimreview",
            "url": document["url"],
            "claimReviewed": claim["text"] if is_blank(claim["headline"]) else claim["headline"],
            "itemReviewed": item_reviewed(document),
            "reviewRating": rating(document["verdict"]),
            # Google: the publisher of the fact-check, not the speaker and not the writer.
            "author": newsroom(document),
            "publisher": newsroom(document),
            "datePublished": document["first_published_at"],
            "dateModified": document["published_at"],
            "inLanguage": document["language"],
            "version": document["version"],
            "citation": [node for item in document["evidence"] if (node := citation(item))],
            "correction": corrections(document["versions"]),
        }
    )


def item_reviewed(document: Document) -> Node:
    claim = document["claim"]
    appearances = [node for a in document["appearances"] if (node := appearance(a))]
    stated_on = claim["stated_on"]
    return known(
        {
            "@type": "Claim",
            "text": claim["text"],
            "author": claimant(document),
            "datePublished": stated_on and stated_on[: PRECISION[claim["stated_precision"]]],
            "firstAppearance": appearances[0] if appearances else None,
            "appearance": appearances,
        }
    )


def claimant(document: Document) -> Node | None:
    """Who made the claim; None, never a guess, where nobody is named.

    In the newspaper's own voice that is the newspaper.
    """
    if speaker := document["claim"]["speaker"]:
        return speaker_node(speaker)
    first = document["appearances"][0] if document["appearances"] else None
    if first and first["voice"] == "outlet" and first["article"]["publisher"]:
        return {"@type": "Organization", "name": first["article"]["publisher"]}
    return None


def speaker_node(speaker: Document) -> Node:
    wikidata = speaker["wikidata"]
    entity = f"https://www.wikidata.org/wiki/{wikidata}" if WIKIDATA.fullmatch(wikidata) else None
    if speaker["kind"] == "organisation":
        return known({"@type": "Organization", "name": speaker["name"], "sameAs": entity})
    party = speaker["party"]
    return known(
        {
            "@type": "Person",
            "name": speaker["name"],
            "jobTitle": speaker["role"],
            "affiliation": {"@type": "Organization", "name": party} if party else None,
            "sameAs": entity,
        }
    )


def appearance(sighting: Document) -> Node | None:
    article = sighting["article"]
    outlet = article["publisher"]
    node = known(
        {
            "@type": "NewsArticle",
            "url": web_address(article["url"]),
            "headline": article["title"],
            "datePublished": article["published_on"],
            "publisher": {"@type": "Organization", "name": outlet} if outlet else None,
        }
    )
    return node if len(node) > 1 else None


def rating(verdict: Document) -> Node:
    """A verdict off the scale has words only: any number would place it between False and True."""
    return known(
        {
            "@type": "Rating",
            "alternateName": verdict["label"],
            "ratingExplanation": verdict["reason"],
            "ratingValue": verdict["rating"],
            "bestRating": verdict["best"],
            "worstRating": verdict["worst"],
        }
    )


def newsroom(document: Document) -> Node:
    house = document["newsroom"]
    logo = house["logo"]
    return known(
        {
            "@type": "Organization",
            "name": house["name"],
            "url": web_address(house["url"]),
            "logo": logo and web_address(urljoin(document["url"], logo)),
            "correctionsPolicy": web_address(urljoin(document["url"], house["corrections_policy"])),
        }
    )


def citation(item: Document) -> Node | None:
    node = known(
        {
            "@type": "CreativeWork",
            "name": item["title"],
            "url": web_address(item["url"]),
            "archivedAt": web_address(item["archived_url"]),
        }
    )
    return node if len(node) > 1 else None


def corrections(versions: list[Document]) -> list[Node]:
    """What was put right, first to last; a spelling fix is not announced."""
    return [
        {
            "@type": "CorrectionComment",
            "text": correction_text(before, after),
            "datePublished": after["published_at"],
        }
        for before, after in zip(versions, versions[1:], strict=False)
        if after["kind"] not in SILENT
    ]


def correction_text(before: Document, after: Document) -> str:
    if after["kind"] != "rating_change":
        return str(after["note"])
    old, new = before["verdict"]["label"], after["verdict"]["label"]
    return f"Verdict changed from “{old}” to “{new}”. {after['note']}"


def web_address(url: str) -> str | None:
    return url if is_web_address(url) else None


def known(node: Node) -> Node:
    """The node without what is not known: an empty value would be a statement."""
    return {key: value for key, value in node.items() if not is_blank(value)}

"""What a ClaimReview must not get wrong, as data: one line per rule.

After https://developers.google.com/search/docs/appearance/structured-data/factcheck (required and
recommended properties, rating numbers) and https://schema.org/ClaimReview (types of properties).
"""

import re
from typing import Any
from urllib.parse import urlsplit

Node = dict[str, Any]

PROPERTIES = {
    "ClaimReview": {
        "@context", "@id", "url", "claimReviewed", "itemReviewed", "reviewRating", "author",
        "publisher", "datePublished", "dateModified", "inLanguage", "version", "citation",
        "correction",
    },
    "Claim": {"text", "author", "datePublished", "firstAppearance", "appearance"},
    "Rating": {"alternateName", "ratingExplanation", "ratingValue", "bestRating", "worstRating"},
    "Organization": {"name", "url", "logo", "sameAs", "correctionsPolicy"},
    "Person": {"name", "jobTitle", "affiliation", "sameAs"},
    "NewsArticle": {"url", "headline", "datePublished", "publisher"},
    "CreativeWork": {"name", "url", "archivedAt"},
    "CorrectionComment": {"text", "datePublished"},
}  # fmt: skip
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?")


def violations(node: Node) -> list[str]:
    """Every rule that this ClaimReview breaks, in words; an empty list is what one wants."""
    found = [f"{path}: {text}" for path, item in nodes(node) for ok, text in rules(item) if not ok]
    return found + [text for ok, text in review_rules(node) if not ok]


def nodes(value: Any, path: str = "ClaimReview") -> list[tuple[str, Node]]:
    if isinstance(value, list):
        return [pair for n, item in enumerate(value) for pair in nodes(item, f"{path}[{n}]")]
    if not isinstance(value, dict):
        return []
    inner = [pair for key, item in value.items() for pair in nodes(item, f"{path}.{key}")]
    return [(path, value), *inner]


def rules(node: Node) -> list[tuple[bool, str]]:
    """Rules for an object of any type."""
    kind = node.get("@type", "")
    strangers = set(node) - PROPERTIES.get(kind, set()) - {"@type"}
    dates = [node[key] for key in ("datePublished", "dateModified") if key in node]
    links = [node[key] for key in ("url", "sameAs", "archivedAt", "logo") if key in node]
    return [
        (kind in PROPERTIES, f"unknown type {kind!r}"),
        (not strangers, f"{kind} has no {sorted(strangers)}"),
        (len(node) > 1, "says nothing"),
        (all(v not in ("", None, []) for v in node.values()), "an empty value"),
        (kind not in ("Person", "Organization") or "name" in node, f"{kind} without a name"),
        (all(DATE.fullmatch(d) for d in dates), f"not ISO 8601: {dates}"),
        (all(urlsplit(u).scheme in ("http", "https") for u in links), f"no web address: {links}"),
        ("Unknown" not in node.values(), "an unknown value is left out, not named"),
    ]


def review_rules(node: Node) -> list[tuple[bool, str]]:
    rating = node.get("reviewRating", {})
    numbers = {"ratingValue", "bestRating", "worstRating"} & set(rating)
    label = rating.get("alternateName", "")
    required = ("@context", "@id", "url", "claimReviewed", "itemReviewed", "reviewRating", "author")
    return [
        (node.get("@context") == "https://schema.org", "only the schema.org context"),
        (all(node.get(name) for name in required), "a required property is missing"),
        (bool(label), "a rating is a word first: alternateName"),
        (len(numbers) in (0, 3), "all three rating numbers, or none"),
        (len(numbers) < 3 or sound(rating), "1 ≤ worst ≤ value ≤ best, and worst < best"),
        (bool(numbers) == (label in ON_SCALE), "numbers for verdicts on the scale, and only there"),
        (same_site(node), "@id and url are of one page"),
        (node.get("publisher", {}).get("correctionsPolicy", "").startswith("http"),
         "the publisher's corrections policy"),
    ]  # fmt: skip


ON_SCALE = {"False", "Mostly false", "Half true", "Mostly true", "True"}


def sound(rating: Node) -> bool:
    worst, value, best = rating["worstRating"], rating["ratingValue"], rating["bestRating"]
    return bool(1 <= worst <= value <= best and worst < best)


def same_site(node: Node) -> bool:
    return str(node.get("@id", "")).partition("#")[0] == node.get("url")

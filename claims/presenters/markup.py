"""What a ClaimReview must not get wrong, as data: one line for each rule.

The first source is Google's page on fact-check markup (required and recommended properties, rating
numbers, “url”), https://developers.google.com/search/docs/appearance/structured-data/factcheck;
the second the vocabulary itself, https://schema.org/ClaimReview. Publishing stops at a violation,
so each says what to fix, in words for the person who wrote the fact-check.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Node = Mapping[str, Any]

CONTEXT = "https://schema.org"
SHORT = 75  # characters: Google cuts what is longer
# schema.org's own properties of each type, as far as we write them. Claim has none for a place.
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
REQUIRED = ("@context", "@id", "url", "claimReviewed", "itemReviewed", "reviewRating", "author")
NUMBERS = ("ratingValue", "bestRating", "worstRating")
DATES = ("datePublished", "dateModified")
LINKS = ("url", "sameAs", "archivedAt", "logo", "correctionsPolicy")
ON_SCALE = ("False", "Mostly false", "Half true", "Mostly true", "True")
LABELS = (*ON_SCALE, "Unproven", "Misleading", "Satire", "Not checkable")
NOBODY = {"unknown", "anonymous", "n/a", "na", "none", "null", "nobody", "?", "-", "–"}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\dZ)?)?)?")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
WIKIDATA = re.compile(r"https://www\.wikidata\.org/wiki/Q[1-9][0-9]*")
UNWANTED = re.compile(r"[\s<>\"{}|\\^`\x00-\x1f\x7f]")  # RFC 3986: in no address, as they are
RATED = re.compile(
    rf"^\s*({'|'.join(LABELS)})\s*[:–—]|[:–—(\[]\s*({'|'.join(LABELS)})\s*[)\].!]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds(node)`, or this is what to fix."""

    name: str
    holds: Callable[[Node], bool]
    fix: str


ANY_NODE = (
    Rule("a known type", lambda n: n.get("@type") in PROPERTIES,
         "This is no type that we describe."),
    Rule("schema.org's properties only",
         lambda n: set(n) <= PROPERTIES.get(n.get("@type", ""), set()) | {"@type"},
         "schema.org has no such property here: leave it out."),
    Rule("says something", lambda n: len(n) > 1, "This says nothing: leave it out."),
    Rule("no empty value", lambda n: all(not is_blank(value) for value in n.values()),
         "What is not known is left out, not left blank."),
    Rule("a name", lambda n: n.get("@type") not in ("Person", "Organization") or "name" in n,
         "Give this person or organisation its name, or leave it out."),
    Rule("nobody is called unknown", lambda n: str(n.get("name", "")).strip().lower() not in NOBODY,
         "This is no name. If nobody knows who it was, name no speaker."),
    Rule("ISO 8601 dates", lambda n: all(DATE.fullmatch(n[k]) for k in DATES if k in n),
         "Give the date as year, month and day."),
    Rule("web addresses", lambda n: all(is_web_address(n[k]) for k in LINKS if k in n),
         "This is no address on the web: it begins with https:// and has no spaces."),
    Rule("a known identity",
         lambda n: "sameAs" not in n or bool(WIKIDATA.fullmatch(n["sameAs"])),
         "Give the Wikidata number, such as Q42."),
)  # fmt: skip

REVIEW = (
    Rule("one ClaimReview", lambda n: n.get("@type") == "ClaimReview" and inner_reviews(n) == 0,
         "A page has the markup of one fact-check."),
    Rule("only schema.org's context", lambda n: n.get("@context") == CONTEXT,
         "The context is https://schema.org and nothing else."),
    Rule("what is required is there", lambda n: all(n.get(name) for name in REQUIRED),
         "Something is missing that every fact-check has."),
    Rule("the claim without the rating", lambda n: not RATED.search(n.get("claimReviewed", "")),
         "Take the verdict out of the claim in short: it stands beside it."),
    Rule("a rating in words", lambda n: bool(rating(n).get("alternateName")),
         "Choose a verdict."),
    Rule("all numbers or none", lambda n: sum(k in rating(n) for k in NUMBERS) in (0, 3),
         "A rating has its value, the best and the worst, or none of them."),
    Rule("numbers on the scale only",
         lambda n: (NUMBERS[0] in rating(n)) == (rating(n).get("alternateName") in ON_SCALE),
         "A verdict from False to True has numbers; one off the scale has none."),
    Rule("numbers in order", lambda n: NUMBERS[0] not in rating(n) or in_order(rating(n)),
         "Ratings are whole numbers: the worst at least 1, the best above it, ours between them."),
    Rule("who made the claim", lambda n: is_somebody(n.get("itemReviewed", {}).get("author")),
         "Say whether a person or an organisation made the claim, or name nobody."),
    Rule("a page of its own", lambda n: n.get("@id") == f"{n.get('url')}#claimreview",
         "The fact-check is named after its page."),
    Rule("an address that is final", lambda n: is_final(n.get("url", "")),
         "The address leads to the page itself: no query, no redirect. Set SITE_URL."),
    Rule("the language", lambda n: bool(LANGUAGE.fullmatch(n.get("inLanguage", ""))),
         "Set NEWSROOM_LANGUAGE, such as en-GB."),
    Rule("the corrections policy", lambda n: bool(n.get("publisher", {}).get("correctionsPolicy")),
         "Set NEWSROOM_CORRECTIONS_POLICY to the page that says how you correct mistakes."),
)  # fmt: skip

# Google's wish rather than its rule: what is longer is cut where it stands, so it is advice.
SHORT_CLAIM = Rule(
    "a short claim",
    lambda n: len(n.get("claimReviewed", "")) <= SHORT,
    f"Write the claim in at most {SHORT} characters for search engines.",
)


def violations(node: Node | None, page: str = "") -> list[str]:
    """What keeps this ClaimReview from being published on `page`, in sentences; [] if nothing.

    A retracted review has no markup (None), and so no fault."""
    if node is None:
        return []
    found = [say(rule, path) for path, item in nodes(node) for rule in broken(ANY_NODE, item)]
    found += [say(rule) for rule in broken(REVIEW, node)]
    if page and node.get("url") != page:
        found.append(f"The address in the markup is not that of the page, {page}.")
    return found


def advice(node: Node | None) -> list[str]:
    """What a search engine would like better."""
    return [] if node is None else [rule.fix for rule in broken((SHORT_CLAIM,), node)]


def broken(rules: tuple[Rule, ...], node: Node) -> Iterator[Rule]:
    return (rule for rule in rules if not rule.holds(node))


def say(rule: Rule, path: str = "") -> str:
    where = f"{path}, " if path else ""
    return f"{rule.fix} (ClaimReview: {where}{rule.name}.)"


def nodes(value: Any, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every object in it, with where it stands: “itemReviewed.author”."""
    if isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from nodes(item, f"{path} {number}")
    elif isinstance(value, Mapping):
        yield path, value
        for key, item in value.items():
            yield from nodes(item, f"{path}.{key}".lstrip("."))


def inner_reviews(node: Node) -> int:
    return sum(item.get("@type") == "ClaimReview" for path, item in nodes(node) if path)


def rating(node: Node) -> Node:
    found: Node = node.get("reviewRating", {})
    return found


def in_order(numbers: Node) -> bool:
    value, best, worst = (numbers.get(name) for name in NUMBERS)
    # A bool is an int to Python, and “4” is none to anybody.
    if not (type(value) is type(best) is type(worst) is int):
        return False
    return bool(1 <= worst <= value <= best and worst < best)


def is_somebody(author: Node | None) -> bool:
    return author is None or author.get("@type") in ("Person", "Organization")


def is_blank(value: Any) -> bool:
    return value in (None, [], {}) or (isinstance(value, str) and not value.strip())


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not (UNWANTED.search(url) or parts.username or parts.port == 0)
        )
    except ValueError:
        return False


def is_final(url: str) -> bool:
    """As the site itself writes it; any other spelling is redirected to that one."""
    if not is_web_address(url):
        return False
    parts = urlsplit(url)
    own = parts.netloc == parts.netloc.lower() and "//" not in parts.path
    return own and parts.path.endswith("/") and not parts.query and not parts.fragment

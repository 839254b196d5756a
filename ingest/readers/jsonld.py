"""What a page says of itself in JSON-LD: https://schema.org/NewsArticle"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

Node = dict[str, Any]

ARTICLES = frozenset(
    "Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle"
    " OpinionNewsArticle ReportageNewsArticle ReviewNewsArticle AdvertiserContentArticle"
    " BlogPosting LiveBlogPosting Report SatiricalArticle ScholarlyArticle TechArticle"
    " SocialMediaPosting DiscussionForumPosting".split()
)
_FALLBACKS = frozenset({"VideoObject", "AudioObject", "PodcastEpisode", "WebPage"})
_ORGANISATIONS = re.compile(r"Organi[sz]ation|NewsMedia|Corporation")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LONGEST = 20_000
_TAG = re.compile(r"<[^>]{0,500}>")


def article(scripts: list[str], url: str | None) -> Node:
    """The node of the page's own article, the names of its authors and publisher resolved; {} if
    there is none. Articles inside other nodes (lists, reviewed claims) are not the page's own."""
    nodes = [node for script in scripts for node in _nodes(_loaded(script))]
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for types in (ARTICLES, _FALLBACKS):
        fitting = [node for node in nodes if _types(node) & types]
        if fitting:
            return _resolved(max(fitting, key=lambda node: _fits(node, url)), known)
    return {}


def text(value: Any) -> str | None:
    """A JSON string without the tags and entities that some put there."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    if not isinstance(value, str):
        return None
    value = value[:_LONGEST]
    return " ".join(unescape(_TAG.sub("", unescape(value))).split()) or None


def people(value: Any) -> Iterator[tuple[str, bool]]:
    """Names, and whether each is an organisation's."""
    for each in value if isinstance(value, list) else [value]:
        names = each.get("name") if isinstance(each, dict) else each
        kinds = each.get("@type", "") if isinstance(each, dict) else ""
        for name in names if isinstance(names, list) else [names]:
            if read := text(name):
                yield read, bool(_ORGANISATIONS.search(str(kinds)))


def _loaded(script: str) -> Any:
    script = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    for attempt in (script, _TRAILING_COMMA.sub(r"\1", script)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each)
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"))
        for key in ("mainEntity", "mainEntityOfPage"):
            if isinstance(inner := value.get(key), dict) and _types(inner) & ARTICLES:
                yield inner


def _types(node: Node) -> set[str]:
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return {str(name).rpartition("/")[2] for name in names}


def _fits(node: Node, url: str | None) -> tuple[bool, bool]:
    page = node.get("mainEntityOfPage")
    addresses = {page.get("@id") if isinstance(page, dict) else page, node.get("url")}
    return (bool(url) and url in addresses, bool(node.get("headline")))


def _resolved(node: Node, known: dict[str, Node]) -> Node:
    return node | {
        key: _dereferenced(node[key], known) for key in ("author", "publisher") if key in node
    }


def _dereferenced(value: Any, known: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_dereferenced(each, known) for each in value]
    if isinstance(value, dict) and "name" not in value:
        return known.get(str(value.get("@id")), value)
    return value

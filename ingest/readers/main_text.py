"""The main text of a page: standfirst, paragraphs, crossheads, lists, tables, correction notes.

trafilatura finds the body; before it runs, what pages are known to put between paragraphs is taken
out, and afterwards the lines between headline and body that it leaves behind are put back.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from ingest.readers.dates import without_dates

# lxml has no types; an element is read and changed, never made here.
Element = Any

# Words of class, id and data attributes, whole words of "related-links" or "relatedLinks".
_CLUTTER = re.compile(
    r"\b(?:newsletters?|sign ?up|subscribe|subscriptions?|paywall|barrier|related|recirc"
    r"|recommend\w*|rich link|richlink|promos?|teasers?|trending|most (?:read|viewed|popular)"
    r"|popular|share|sharing|social|sharedaddy|shared|jp related\w*|pull ?quote|image ?caption"
    r"|captions?|credits?|gallery|slideshow|carousel|adverts?|advertisement|ads?|dfp|sponsor\w*"
    r"|breadcrumbs?|bio|author (?:note|box|bio)|about (?:the )?author|tags|tagged|topics?"
    r"|topic list|submeta|cta|donate|bookmark card|button card|like count|regulator|widget"
    r"|key ?events|pagination|player|video|sidebar|rail|masthead|nav|navigation|menu|toolbar"
    r"|entry meta|article meta|post meta|by ?line|timestamp|updates|metadata|reco"
    r"|up next|more posts|links block|footer|site footer|noprint|post footer|poll)\b"
)
# These may be longer than the article itself.
_STRANGERS = re.compile(
    r"\b(?:comments?|disqus\w*|discussion|respond|repl(?:y|ies)|consent|cookies?|cmp2?|gdpr|privacy"
    r"|onetrust|reader comments)\b"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_NOT_PROSE = (
    "figcaption nav button iframe dialog noscript svg amp-ad amp-consent amp-sidebar".split()
)
_CORRECTION = re.compile(
    r"(?:article|story|piece|report|headline|version)\b.{0,60}\b(?:amended|corrected|updated|changed"
    r"|clarified)|^(?:correction|clarification|amendment|editor[’']s note)s?\b",
    re.I,
)
_JUNK = re.compile(
    r"(?:read more|read also|read next|see also|more on this|related|recommended|don[’']t miss"
    r"|advertisement|sign up|subscribe|follow us|share this|click here|most read|watch:)\b.{0,200}"
    r"|.{0,20}\bdo you have a story\b.{0,160}|.{0,80}your browser does not support.{0,80}"
    r"|(?:printed from|©|copyright\b|all rights reserved).{0,200}|\W*(?:\[\w+\]\W*)+.{0,80}"
    r"|you are visitor\b.{0,60}|comments?(?: \d+)?|(?:top of page|back to top|home)\W*",
    re.I,
)
_LAYOUT_CELL = 60  # words; a cell of data has fewer
_LEAD_WORDS = 5
_CORE = 0.6
_BYLINE_WORDS = 10
_HEADLINES = "h1 h2 h3 b strong font span div".split()


def blocks(tree: Element, title: str | None, furniture: list[str]) -> list[str]:
    """The blocks of text in order. `furniture`: what stands in the text and is known apart (the
    byline); a line of nothing else is left out."""
    from trafilatura import bare_extraction

    prepared = prepare(tree, title)
    document = bare_extraction(
        deepcopy(prepared), include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(document, "body", None)
    found = [] if body is None else [line for line in _blocks_of(body) if line]
    found = _beside_headline(prepared, title, found)
    found = [*_lead(prepared, title, found), *found, *_corrections(tree, found)]
    known = {_plain(each) for each in (title, *furniture) if each}
    return [line for line in found if not _is_furniture(line, known)]


def prepare(tree: Element, title: str | None) -> Element:
    """A copy without clutter, its layout tables unwrapped."""
    tree = deepcopy(tree)
    for element in list(tree.iter("script", "style", "template")):
        if element.get("type") != "application/ld+json":
            element.drop_tree()
    articles = list(tree.iter("article"))
    if len(articles) > 1 and not any(each.find(".//h1") is not None for each in articles):
        # The posts of a live blog: trafilatura would take the first for the article.
        for each in articles:
            each.tag = "div"
            for part in each.iter("header"):
                part.tag = "div"
    whole = max(1, _prose(tree))
    for element in list(tree.iter("*")):
        if element.getparent() is not None and _is_clutter(element, whole, title):
            element.drop_tree()
    for table in list(tree.iter("table")):
        if any(len(cell.text_content().split()) > _LAYOUT_CELL for cell in table.iter("td")):
            for part in table.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"
    return tree


def _is_clutter(element: Element, whole: int, title: str | None) -> bool:
    if element.tag in ("html", "body", "main", "head", "h1", "meta", "link"):
        return False
    words = marks(element)
    strange = bool(_STRANGERS.search(words))
    clutter = element.tag in _NOT_PROSE or element.get("aria-hidden") == "true"
    if not (strange or clutter or _CLUTTER.search(words)):
        return False
    if (
        element.find(".//h1") is not None
        or element.find(".//*[@itemprop='articleBody']") is not None
    ):
        return False
    text = element.text_content()
    if title and title in text:
        return False
    return strange or _prose(element) < 0.4 * whole


def _prose(element: Element) -> int:
    """Characters in paragraphs; in all of it where it has none."""
    found = sum(len(each.text_content()) for each in element.iter("p"))
    return found or len(element.text_content())


def marks(element: Element) -> str:
    """The words that a page marks an element with: "related links"."""
    names = (
        "class",
        "id",
        "data-component",
        "data-gu-name",
        "role",
        "data-testid",
        "itemprop",
        "name",
    )
    said = " ".join(element.get(name) or "" for name in names)[:400]
    return _NO_LETTER.sub(" ", _CAMEL.sub(" ", said).lower())


def _blocks_of(element: Element) -> Iterator[str]:
    """Of trafilatura's own XML: p, head, list/item, quote, table/row/cell, lb."""
    if element.tag == "table":
        yield from _rows(element)
        return
    yield from _flow(element)


def _flow(element: Element) -> Iterator[str]:
    """Inline text up to the next block; a line break ends one."""
    line: list[str] = [element.text or ""]
    for child in element:
        if child.tag in (
            "p",
            "head",
            "list",
            "item",
            "quote",
            "table",
            "div",
            "body",
            "fw",
            "code",
        ):
            yield _one_line(line)
            line = []
            yield from _blocks_of(child)
        elif child.tag == "lb":
            yield _one_line(line)
            line = []
        elif isinstance(child.tag, str):
            inner = list(_flow(child))
            line.append(inner[0] if len(inner) == 1 else "")
            if len(inner) > 1:
                yield _one_line(line)
                yield from inner
                line = []
        line.append(child.tail or "")
    yield _one_line(line)


def _rows(table: Element) -> Iterator[str]:
    if table.text and table.text.strip():
        yield _one_line([table.text])
    for row in table:
        if row.tag != "row":
            yield from _blocks_of(row)
            continue
        cells = [" ".join(_flow(cell)).strip() for cell in row]
        yield " | ".join(cell for cell in cells if cell)


def _one_line(parts: list[str]) -> str:
    return " ".join("".join(parts).replace("\u200b", "").split())


def _beside_headline(tree: Element, title: str | None, found: list[str]) -> list[str]:
    """Only what stands in the smallest box that has both the headline and most of the text: the
    next column is not the article."""
    headline = next((each for each in tree.iter(*_HEADLINES) if _same(each, title)), None)
    most = _CORE * sum(len(line) for line in found)
    while headline is not None and headline.tag != "body":
        inside = _plain(headline.text_content())
        enough = len(inside) >= most
        kept = [line for line in found if enough and _plain(line) in inside]
        if kept and sum(len(line) for line in kept) >= most:
            return kept
        headline = headline.getparent()
    return found


def _same(element: Element, title: str | None) -> bool:
    return _plain(element.text_content()) == _plain(title or "")


def _lead(tree: Element, title: str | None, found: list[str]) -> list[str]:
    """What stands between the headline and the first block: standfirst, bullet points."""
    if not found or not title:
        return []
    lead: list[str] = []
    passed = False
    have = {_plain(line) for line in found}
    for element in tree.iter("h1", "h2", "h3", "p", "li", "div", "span", "td", "caption"):
        text = _one_line([element.text_content()])
        if not passed:
            passed = element.tag == "h1" and _plain(text) == _plain(title)
            continue
        if _plain(text) in have or text.startswith(found[0]):
            break
        if _is_leaf(element) and _is_prose(element, text) and text not in lead:
            lead.append(text)
    else:
        return []
    return lead


def _is_leaf(element: Element) -> bool:
    return all(child.tag not in ("p", "li", "div", "ul", "ol", "h2", "h3") for child in element)


def _is_prose(element: Element, text: str) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    if element.tag == "span" and element.getparent().tag in ("p", "li", "h1", "h2", "h3"):
        return False
    words = without_dates(text).split()
    return len(words) >= _LEAD_WORDS and linked < len(text) / 2 and not _JUNK.fullmatch(text)


def _corrections(tree: Element, found: list[str]) -> Iterator[str]:
    """Correction notes stand in a footer, which trafilatura drops."""
    have = " ".join(found)
    for element in tree.iter("p", "div"):
        text = _one_line([element.text_content()])
        if _is_leaf(element) and len(text) < 1000 and _CORRECTION.search(text) and text not in have:
            yield text


def _is_furniture(line: str, known: set[str]) -> bool:
    bare = _plain(re.sub(r"@\w+", " ", without_dates(line)))
    if not bare or bare in known or _JUNK.fullmatch(line):
        return True
    if line.lower().startswith("by ") and _is_byline(bare, known) and not line.endswith("."):
        return True
    for each in known:
        bare = bare.replace(each, " ")
    left = set(bare.split()) - _META_WORDS
    return all(re.search(r"\d", word) for word in left)


_META_WORDS = frozenset(
    "by on at in posted submitted published updated written words interview and gmt utc est edt am"
    " pm von par gan uhr le à mis jour publié modifié last modified share min read".split()
)


def _is_byline(bare: str, known: set[str]) -> bool:
    """A short line that names a known author: "By Ann Lee, Welfare Correspondent"."""
    return len(bare.split()) <= _BYLINE_WORDS and any(each in bare for each in known)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))

"""Web pages: https://html.spec.whatwg.org. Runs in the sandbox."""

from typing import Any

from ingest.readers import encoding, jsonld, language, main_text
from ingest.readers.details import Details
from ingest.readers.document import Document
from ingest.sandbox import Unreadable

_FEW = 0.5
# Pages need no space between these, and the text of "<i>By Ann Lee</i><br>Tuesday" does.
_BOXES = ("div", "header", "section", "article", "li")
_LINES = "br p div li td th dd dt h1 h2 h3 h4 time section article header".split()


def preload() -> None:
    """Nothing can be imported any more inside the sandbox, and these take half a second."""
    import py3langid
    from trafilatura.external import jt_stoplist_init

    sample = "<p>The council said that the road would be closed until the end of the year. " * 8
    page = f"<html><title>A road</title><body><h1>A road</h1>{sample}"
    jt_stoplist_init()
    py3langid.classify(sample)
    read(page.encode(), url="https://paper.example/")


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """Raises Unreadable where there is no text."""
    text, note = encoding.decode(data, declared, markup=True)
    tree = parse(text)
    details = Details(tree, url)
    byline = details.byline()
    furniture = [part for part in (byline, details.outlet) if part]
    blocks = main_text.blocks(tree, details.title, furniture)
    blocks = _fuller(blocks, details.node)
    if not blocks:
        raise Unreadable(
            "No article text was found on this page. It may need JavaScript or a subscription; "
            "paste the text instead."
        )
    whole = "\n\n".join(blocks)
    return Document(
        whole,
        title=details.title,
        byline=byline,
        outlet=details.outlet,
        published=details.published(),
        modified=details.modified(),
        canonical=details.canonical(),
        language=language.recognise(whole, tree.get("lang")),
        image_alt=details.image_alt(),
        notes=tuple(each for each in (note, _walled(details.node)) if each),
    )


def parse(text: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    clean = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(clean.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError as error:
        raise Unreadable("The page is empty.") from error
    except etree.XMLSyntaxError as error:
        # What libxml2 says when it is refused memory.
        raise Unreadable("The page is too large to be read.") from error
    for element in tree.iter(*_LINES):
        element.tail = f" {element.tail or ''}"
        before, parent = element.getprevious(), element.getparent()
        if before is not None:
            before.tail = f"{before.tail or ''} "
        elif parent is not None:
            parent.text = f"{parent.text or ''} "
    for span in tree.iter("span"):
        # Not in a paragraph, where one word may stand in two of them.
        if span.getparent().tag in _BOXES and not span.tail:
            span.tail = " "
    return tree


def _fuller(blocks: list[str], node: jsonld.Node) -> list[str]:
    """The text that the page gives to machines, where the page itself shows much less of it."""
    body = node.get("articleBody")
    if not isinstance(body, str):
        return blocks
    told = [read for line in body.splitlines() if (read := jsonld.text(line))]
    shown, given = (sum(len(line) for line in lines) for lines in (blocks, told))
    return told if shown < _FEW * given else blocks


def _walled(node: jsonld.Node) -> str:
    free = str(node.get("isAccessibleForFree", "")).lower()
    return (
        "The page is behind a paywall; this may be only its beginning." if free == "false" else ""
    )

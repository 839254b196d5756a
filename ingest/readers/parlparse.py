"""Debates of the UK's parliaments as TheyWorkForYou's ParlParse publishes them:
https://parser.theyworkforyou.com, https://github.com/mysociety/parlparse"""

import re
from collections.abc import Iterator
from typing import Any

from ingest.readers import language
from ingest.readers.document import Document
from ingest.sandbox import Unreadable

_DATE = re.compile(r"/(\d{4}-\d\d-\d\d)")
_HOUSES = {
    "debate": "House of Commons",
    "lords": "House of Lords",
    "westminhall": "Westminster Hall",
    "standing": "Public Bill Committee",
    "ni": "Northern Ireland Assembly",
    "spor": "Scottish Parliament",
    "senedd": "Senedd",
    "wrans": "Written answers",
    "wms": "Written ministerial statements",
}
_HEADINGS = ("oral-heading", "major-heading", "minor-heading", "heading")


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """Speeches as "Full Name: text"; votes and the clerks' notes are nobody's words. Raises
    Unreadable."""
    tree = _parsed(data)
    blocks = list(_blocks(tree))
    text = "\n\n".join(blocks)
    if not text:
        raise Unreadable("This ParlParse file holds no speeches.")
    name = next((each.get("id") for each in tree.iter() if each.get("id")), "")
    day = _DATE.search(name)
    return Document(
        text,
        title=_title(tree),
        outlet=next((house for part, house in _HOUSES.items() if f"/{part}/" in name), None),
        published=day[1] if day else None,
        language=language.recognise(text, "en"),
        transcript=True,
    )


def _parsed(data: bytes) -> Any:
    from lxml import etree

    # ParlParse defines its own entities for dashes and accents.
    parser = etree.XMLParser(
        resolve_entities="internal", no_network=True, load_dtd=False, recover=False
    )
    try:
        return etree.fromstring(data, parser=parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"This ParlParse file is damaged: {error}") from error


def _title(tree: Any) -> str | None:
    for heading in tree.iter("major-heading", "minor-heading"):
        if title := _text(heading):
            return title
    return None


def _blocks(tree: Any) -> Iterator[str]:
    for element in tree.iter(*_HEADINGS, "speech", "ques", "reply"):
        if element.tag in _HEADINGS:
            if heading := _text(element):
                # A colon would make the heading a speaker.
                yield heading.replace(":", " –")
            continue
        who = (element.get("speakername") or "").strip()
        paragraphs = [text for each in _paragraphs(element) if (text := _text(each))]
        if not who or element.get("nospeaker") == "true":
            yield from (f"[{text.strip('[]')}]" for text in paragraphs)
        elif paragraphs:
            yield f"{who}: {paragraphs[0]}"
            yield from paragraphs[1:]


def _paragraphs(speech: Any) -> list[Any]:
    found = [each for each in speech if each.tag in ("p", "blockquote", "ul", "ol", "table")]
    return found or [speech]


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())

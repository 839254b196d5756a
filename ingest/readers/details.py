"""What a page says of itself: title, byline, outlet, dates, address, image. JSON-LD first, then
microdata and meta tags, then what stands on the page."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.readers import jsonld
from ingest.readers.dates import address_date, machine_date, without_dates, written_date
from ingest.readers.main_text import marks

Element = Any

_PUBLISHED = (
    "article:published_time og:published_time og:article:published_time parsely-pub-date"
    " datepublished pubdate publishdate publish-date publication_date publish_date dc.date.issued"
    " dcterms.issued dc.date.created dcterms.created dc.date dcterms.date citation_publication_date"
    " citation_date govuk:first-published-at sailthru.date article.published cxenseparse:recs:"
    "publishtime date created originalpublicationdate"
).split()
_MODIFIED = (
    "article:modified_time og:updated_time og:modified_time datemodified lastmod last-modified"
    " dcterms.modified dc.date.modified govuk:updated-at article.updated revised updated"
).split()
_AUTHORS = (
    "parsely-author article:author_name sailthru.author citation_author dc.creator dcterms.creator"
    " byl article:author author"
).split()
_OUTLETS = (
    "og:site_name application-name dc.publisher dcterms.publisher citation_journal_title".split()
)
_ALTS = "og:image:alt twitter:image:alt".split()
_SEPARATOR = re.compile(r"\s+(?:[|–—•·:»«-]|::)+\s+|\s*::\s*|\s*\|\s*|(?<=\w):\s+")
_BY_MARK = re.compile(
    r"\b(?:by ?line|author|authors|contributors?|autor|auteur|awdur|writer|columnist)\b"
)
_MAY_NAME = re.compile(r"\b(?:by|meta|credits|info|source|uid|submitted|when|date|a|d)\b")
_BY = re.compile(
    r"^\W*(?:(?:posted|published|written|words|interview|story|report(?:ed|ing)?|submitted|text)\s+)?"
    r"(?:by|von|par|gan|por|di|door)[:\s]+",
    re.I,
)
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*|d[aei]|van|von|der|den|de|la|le|al|bin|ben|ap|mac)"
_NAMES = re.compile(rf"{_NAME}(?:\s+{_NAME}){{0,4}}")
_AFTER_NAME = re.compile(
    r"\s*(?:[,|·•∙(–—]|\bin [A-Z]|\bfor [A-Z]|@\w|\bon\b"
    r"|\b(?:published|updated|posted|publié|modifié)\b"
    r"|\b(?:chief|senior|political|staff|health|business|local|deputy|science|sports?|education"
    r"|transport|home affairs|environment)\s+(?:\w+\s+)?(?:reporter|writer|editor|correspondent)"
    r"|\b(?:reporter|correspondent|editor)\b)",
    re.I,
)
_AND = re.compile(r"\s*(?:;|,|&|\band\b|\bund\b|\bet\b)\s*")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|staff|chief|desk|journalist|analyst"
    r"|producer|photographer|comments?|share|read|follow|subscribe)\b",
    re.I,
)
_ADDRESS = re.compile(r"https?://|www\.|@|\.com\b")
_UPDATED = re.compile(r"\b(?:updated|modified|modifié|mis à jour|aktualisiert|actualizado)\b", re.I)
_FIRST_LINES = 14


class Details:
    """Read from the whole tree, before anything is taken out of it."""

    def __init__(self, tree: Element, url: str | None) -> None:
        self.tree, self.url = tree, url
        self.meta = _meta(tree)
        scripts = tree.xpath("//script[contains(@type, 'ld+json')]/text()")
        self.node = jsonld.article([str(script) for script in scripts], url)
        self.outlet: str | None = None
        self.outlet = self._outlet()
        self.title = self._title()

    # ---- title and outlet

    def _outlet(self) -> str | None:
        for name, _ in jsonld.people(self.node.get("publisher")):
            return name
        return self._first(_OUTLETS) or self._item("publisher", inner="name") or self._suffix()

    def _suffix(self) -> str | None:
        """ "Headline | The Outlet", where the page's head line names the outlet too."""
        parts = [part for part in _SEPARATOR.split(self._title_tag()) if part]
        ends = {parts[0], parts[-1]} if len(parts) > 1 else set()
        for element in self.tree.iter("header", "a", "p", "div", "span", "img", "footer"):
            text = " ".join((element.get("alt") or element.text_content() or "").split())
            if text in ends and text != self._headline_in(list(ends)):
                return text
        return None

    def _title_tag(self) -> str:
        return _text(self.tree.find(".//title")) or ""

    def _title(self) -> str | None:
        """The headline as readers see it; machines are often given a shorter one."""
        node = self.node
        told = jsonld.text(node.get("headline")) or jsonld.text(node.get("name"))
        declared = told or self._first(("og:title", "parsely-title", "twitter:title", "dc.title"))
        about = _words(f"{declared or ''} {self._title_tag()}")
        for element in self.tree.iter("h1"):
            text = _text(element)
            if text and text != self.outlet and _alike(text, about):
                return text
        parts = [part for part in _SEPARATOR.split(self._title_tag()) if part != self.outlet]
        return (
            declared
            or self._headline_in([self._title_tag(), *parts])
            or max(parts, key=len, default=None)
        )

    def _headline_in(self, parts: list[str]) -> str | None:
        """The longest part of the title tag that stands on the page as a line of its own. A
        headline may hold a separator itself: "Clock stops – again"."""
        tag = _squeezed(self._title_tag())
        lines = {
            _text(element) or ""
            for element in self.tree.iter("h1", "h2", "h3", "b", "strong", "span", "font", "div")
        }
        fits = [line for line in lines if len(line.split()) > 1 and _squeezed(line) in tag]
        return max((line for line in fits if line != self.outlet), key=len, default=None)

    # ---- dates

    def published(self) -> str | None:
        return (
            machine_date(self._ld("datePublished") or self._ld("uploadDate"))
            or machine_date(self._item("datePublished"))
            or self._first_date(_PUBLISHED)
            or self._time()
            or self._visible_date()
            or address_date(self.url)
            or self._guessed_date()
        )

    def modified(self) -> str | None:
        return (
            machine_date(self._ld("dateModified"))
            or machine_date(self._item("dateModified"))
            or self._first_date(_MODIFIED)
            or self._time(modified=True)
            or self._visible_update()
        )

    def _ld(self, name: str) -> str | None:
        return jsonld.text(self.node.get(name))

    def _first_date(self, names: Iterable[str]) -> str | None:
        return next((day for name in names if (day := machine_date(self.meta.get(name)))), None)

    def _time(self, *, modified: bool = False) -> str | None:
        """Of the first time element after the headline (before it, there may be today's date)."""
        for element in self._after_title("time"):
            around = f"{marks(element)} {marks(element.getparent())}"
            is_update = bool(re.search(r"\b(?:updated|modified)\b", around))
            if is_update == modified and (found := machine_date(element.get("datetime"))):
                return found
        return None

    def _visible_date(self) -> str | None:
        month_first = not (self.tree.get("lang") or "").lower().startswith("en-gb")
        month_first = month_first and (self.tree.get("lang") or "").lower() == "en-us"
        for text in self._lines_after_title():
            if found := written_date(text[:200], month_first=month_first):
                return found
        return None

    def _visible_update(self) -> str | None:
        for text in self._lines_after_title():
            if len(text) < 200 and (sign := _UPDATED.search(text)):
                return written_date(text[sign.end() :])
        return None

    def _guessed_date(self) -> str | None:
        from htmldate import find_date

        found = find_date(self.tree, original_date=True, extensive_search=False)
        return str(found) if found else None

    # ---- authors

    def byline(self) -> str | None:
        for found in self._authors():
            names = list(dict.fromkeys(name for name in found if name and name != self.outlet))
            if names:
                return joined(names)
        return None

    def _authors(self) -> Iterator[list[str]]:
        named = list(jsonld.people(self.node.get("author")))
        yield [_name(name) for name, is_organisation in named if not is_organisation]
        yield [_text(item) or "" for item in self._author_items()]
        for key in _AUTHORS:
            if (value := self.meta.get(key)) and not _ADDRESS.search(value):
                yield _split(value)
        if "written" in self.meta.get("twitter:label1", "").lower():
            yield _split(self.meta.get("twitter:data1", ""))
        yield [_name(_text(link) or "") for link in self.tree.iter("a") if _rel(link) == "author"]
        yield from self._visible_authors()
        publisher = (self.outlet or "").lower()
        yield [name for name, organised in named if organised and name.lower() != publisher]

    def _author_items(self) -> list[Element]:
        items = self.tree.xpath("//*[@itemprop='author']")
        inner = [item.xpath(".//*[@itemprop='name']") for item in items]
        return [found[0] if found else item for item, found in zip(items, inner, strict=True)]

    def _visible_authors(self) -> Iterator[list[str]]:
        """From the surest sign to the weakest: "by", a class, a name beside the date, a name in
        the line of the date."""
        lines = [(element, _text(element) or "") for element in self._elements_after_title()]
        short = [(element, text) for element, text in lines if len(text) <= 160]
        for element, text in short:
            if _BY.match(without_dates(text)) or _BY_MARK.search(marks(element)):
                yield _split(text)
        texts = [text for _, text in lines[:_FIRST_LINES]]
        for text, *around in zip(texts, ["", *texts], [*texts[1:], ""], strict=False):
            dated = any(len(each) < 40 and written_date(each) for each in around)
            if dated and len(text.split()) in (2, 3) and _NAMES.fullmatch(text):
                yield [text]
        for element, text in short:
            near = _MAY_NAME.search(marks(element)) or element.tag in ("p", "strong", "i")
            if near and len(element) == 0 and written_date(text):
                yield [name for name in _split(text) if " " in name]

    # ---- address and image

    def canonical(self) -> str | None:
        for link in self.tree.iter("link"):
            if _rel(link) == "canonical" and (found := self._address(link.get("href"))):
                return found
        return self._address(self.meta.get("og:url"))

    def _address(self, href: str | None) -> str | None:
        from courlan import fix_relative_urls

        href = (href or "").strip()
        if href and not href.startswith(("http://", "https://")) and self.url:
            href = fix_relative_urls(self.url, href)
        match = re.fullmatch(r"https?://[^/\s]+(/\S*)?", href)
        # Some sites name their front page as the address of every page.
        return href if match and (match[1] or "/") != "/" else None

    def image_alt(self) -> str | None:
        if told := self._first(_ALTS):
            return told
        for image in self._after_title("img", "amp-img"):
            if alt := " ".join((image.get("alt") or "").split()):
                return alt
        return None

    # ---- looking

    def _first(self, names: Iterable[str]) -> str | None:
        return next((self.meta[name] for name in names if self.meta.get(name)), None)

    def _item(self, name: str, inner: str | None = None) -> str | None:
        for element in self.tree.xpath("//*[@itemprop=$name]", name=name):
            if inner:
                element = next(iter(element.xpath(".//*[@itemprop=$name]", name=inner)), element)
            value = element.get("content") or element.get("datetime") or _text(element)
            if value:
                return str(value)
        return None

    def _after_title(self, *tags: str) -> Iterator[Element]:
        passed = False
        elements = list(self.tree.iter("h1", *tags))
        if not any(element.tag == "h1" for element in elements):
            passed = True
        for element in elements:
            if element.tag == "h1":
                passed = passed or _text(element) == self.title
            elif passed:
                yield element

    def _elements_after_title(self) -> Iterator[Element]:
        """Short elements that follow the headline, innermost ones too."""
        passed, seen = False, 0
        for element in self.tree.iter("*"):
            if not isinstance(element.tag, str) or element.tag in ("script", "style", "head"):
                continue
            text = _text(element)
            if not passed:
                passed = bool(text) and text == self.title and element.tag != "title"
            elif text and text != self.title:
                yield element
                seen += 1
                if seen > 3 * _FIRST_LINES:
                    return

    def _lines_after_title(self) -> Iterator[str]:
        for element in self._elements_after_title():
            yield _text(element) or ""


def joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _split(text: str) -> list[str]:
    """The names in a byline: "By Ann Lee and Bo Ek, health reporters" → [Ann Lee, Bo Ek]."""
    text = _BY.sub("", without_dates(text, hole=" | ").strip())
    text = re.split(r"(?<=\w{3})\.\s", text)[0]
    names = []
    for part in _AND.split(text):
        name = _name(part)
        if not name:
            break
        names.append(name)
    return names


def _name(text: str) -> str:
    """ "by KIP LARRABEE | 3 May" → "Kip Larrabee"; "" if it is no name."""
    text = _BY.sub("", text.strip())
    if after := _AFTER_NAME.search(text):
        text = text[: after.start()]
    text = text.strip(" .,:;|-–—")
    if (
        not text
        or len(text) > 80
        or re.search(r"\d", text)
        or _ROLE.search(text)
        or _ADDRESS.search(text)
    ):
        return ""
    return text.title() if text.isupper() and len(text) > 4 else text


def _meta(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = (element.get("property") or element.get("name") or "").strip().lower()
        content = " ".join((element.get("content") or "").split())
        if key and content:
            found.setdefault(key, content)
    return found


def _rel(link: Element) -> str:
    return (link.get("rel") or "").strip().lower()


def _text(element: Element) -> str | None:
    if element is None:
        return None
    return " ".join(element.text_content().replace("\u200b", "").split()) or None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _squeezed(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _alike(text: str, about: set[str]) -> bool:
    words = _words(text)
    return not about or len(words & about) >= len(words) / 2

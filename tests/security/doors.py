"""The forms and the links of a page, to be filled in and followed by a test."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

TYPED = {"text", "search", "url", "email", "password", "number", "date", "datetime-local", "tel"}


@dataclass
class Form:
    action: str
    method: str
    sent: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def filled(self, words):
        """What is sent if each field that one types in gets the next of the words."""
        return [*self.sent, *((name, next(words)) for name in self.typed)]


class Doors(HTMLParser):
    """`forms`, in their order, and `parameters`: the names that the page's links have in their
    queries."""

    def __init__(self, path, response):
        super().__init__(convert_charrefs=True)
        self.path = path
        self.forms = []
        self.parameters = set()
        self.by_id = {}
        self.select = ""
        self.inside = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            action = urlsplit(urljoin(self.path, attributes.get("action") or self.path))
            self.parameters |= parse_qs(action.query, keep_blank_values=True).keys()
            self.inside = Form(action.path, attributes.get("method", "get").upper())
            self.forms.append(self.inside)
            self.by_id[attributes.get("id")] = self.inside
        elif tag == "a":
            address = urlsplit(urljoin(self.path, attributes.get("href") or ""))
            if address.path == self.path:
                self.parameters |= parse_qs(address.query, keep_blank_values=True).keys()
        elif tag == "option" and self.select and attributes.get("value"):
            self.put(self.select_form, self.select, attributes["value"])
            self.select = ""
        elif form := self.by_id.get(attributes.get("form"), self.inside):
            self.control(form, tag, attributes)

    def control(self, form, tag, attributes):
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if tag == "select" and name:
            self.select, self.select_form = name, form
        elif tag == "textarea" or (tag == "input" and kind in TYPED):
            form.typed += [name] if name else []
        elif tag in ("input", "button") and name and kind != "file":
            self.put(form, name, attributes.get("value", "on"))

    @staticmethod
    def put(form, name, value):
        """The first of several choices."""
        if name not in dict(form.sent):
            form.sent.append((name, value))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""

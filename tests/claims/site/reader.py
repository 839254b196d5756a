"""Reads a page as a browser would: elements, attributes, visible text."""

import json
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
INLINE = {"a", "bdi", "code", "del", "em", "ins", "mark", "span", "strong", "time"}


class Page(HTMLParser):
    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.open = []
        self.pieces = []
        self.structured = ""
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag not in INLINE:
            self.pieces.append(" ")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data):
        if "script" in self.open:
            self.structured += data
        else:
            self.pieces.append(data)

    @property
    def text(self):
        return " ".join("".join(self.pieces).split())

    @property
    def claim_review(self):
        return json.loads(self.structured) if self.structured else None

    def all(self, tag, **attributes):
        wanted = {key.rstrip("_"): value for key, value in attributes.items()}
        return [a for t, a in self.elements if t == tag and wanted.items() <= a.items()]

    def links(self):
        return [a["href"] for t, a in self.elements if "href" in a]

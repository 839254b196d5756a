"""What strangers write to have it run is words on every page of the desk."""

from html import unescape
from html.parser import HTMLParser
from itertools import cycle

import pytest
from django.urls import reverse

from tests import factories
from tests.claims.admin.hostile import make_world
from tests.claims.admin.pages import listed, page
from tests.claims.site.payloads import PAYLOADS

pytestmark = pytest.mark.django_db
LISTS = ("claim", "article", "review", "extraction", "correction", "partner", "speaker",
         "publisher", "readerreport")  # fmt: skip
ADDRESSES = ("href", "src", "action", "formaction", "data", "srcdoc", "xlink:href")
# What Markdown makes of some: a link without an address, a quotation.
MARKDOWN = {("a", "rel"), ("blockquote",)}
RUNS = ("javascript:", "data:", "vbscript:", "//x.example")


class Elements(HTMLParser):
    """`shapes`: each element's name with those of its attributes; `addresses`: where they lead."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.shapes, self.addresses = set(), set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.shapes.add((tag, *sorted(name for name, _ in attrs)))
        self.addresses |= {"".join((v or "").lower().split()) for n, v in attrs if n in ADDRESSES}


def saying(payloads):
    """All of them where there is room for all, else as many as fit, one after the other."""
    onward = cycle(payloads)

    def say(most=0):
        if not most:
            return " ".join(payloads)
        return " ".join(next(onward) for _ in range(max(1, most // 76)))

    return say


def opened(client, rows):
    """The HTML of every page about them, by what the page is."""
    paths = {f"{row._meta.model_name} {at}": page(row) for at, row in enumerate(rows)}
    paths |= {f"list of {name}": f"{listed(name)}?status=all" for name in LISTS}
    draft = rows[4]
    paths |= {
        "first page": reverse("admin:index"),
        "changes": reverse("admin:claims_review_changes", args=[draft.pk]),
        "article by sentence": f"{page(rows[0])}?sentences",
        "fairness": reverse("admin:numbers_fairness") + "?by=speaker",
    }
    return {name: client.get(path).content.decode() for name, path in paths.items()}


def test_no_page_runs_what_was_written(client):
    reviewer, editor = factories.reviewer(), factories.editor()
    client.force_login(editor)
    # In the plain ones there are marks of Markdown too.
    words = "`c` *e* 'q' [1] plain words".split()
    plain = opened(client, make_world(reviewer, editor, saying(words)))
    hostile = opened(client, make_world(reviewer, editor, saying(PAYLOADS)))
    assert plain.keys() == hostile.keys()
    for name, html in hostile.items():
        elements = Elements(html)
        assert elements.shapes - Elements(plain[name]).shapes <= MARKDOWN, name
        assert [a for a in elements.addresses if a.startswith(RUNS)] == [], name
    shown = unescape("".join(hostile.values()))
    assert [payload for payload in PAYLOADS if payload not in shown] == []

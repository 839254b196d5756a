"""Hostile words in every field of a document come out as words."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from claims.models import Claim
from claims.services import listings
from claims.site.feed import UNWRITABLE
from claims.site.verdicts import script_json
from tests import factories
from tests.claims.presenters.documents import DOCUMENT, line, make_document, make_speaker
from tests.claims.site.payloads import CHUNKS, PAYLOADS
from tests.claims.site.reader import Page

# Dates come from isoformat() and the slug from slugify(): they are never words of a stranger.
OURS = {
    "slug",
    "stated_on",
    "stated_precision",
    "as_of",
    "asked_on",
    "due_on",
    "replied_on",
    "fetched_at",
    "accessed_on",
    "published_on",
    "taken_at",
    "published_at",
    "first_published_at",
}
HARMLESS = {"script": {"type": "application/ld+json"}}
ADDRESSES = ("href", "src", "action", "formaction")


def poisoned(value, payload):
    """The document with the payload as every text."""
    if isinstance(value, dict):
        return {k: v if k in OURS else poisoned(v, payload) for k, v in value.items()}
    if isinstance(value, list):
        return [poisoned(item, payload) for item in value]
    return payload if isinstance(value, str) else value


def hostile_document(payload):
    versions = [line(1, "publication", "true"), line(2, "rating_change", "true", "note")]
    claim = DOCUMENT["claim"] | {"speaker": make_speaker()}
    document = poisoned(make_document(claim=claim, versions=versions), payload)
    # Codes decide which parts are shown: show the parts that have words in them.
    document["kind"] = document["versions"][1]["kind"] = "rating_change"
    document["appearances"].append(document["appearances"][0])
    return document


def urls(review):
    version = reverse("site:version", args=[review.slug, 1])
    card = reverse("site:card", args=[review.slug])
    return [review.get_absolute_url(), version, card, "/", "/corrections/"]


def in_chunks(test):
    return pytest.mark.parametrize("payloads", CHUNKS, ids=lambda chunk: repr(chunk[0]))(test)


def harmless(page, plain):
    """The page's elements are those of the `plain` one: no payload added any, nor what runs."""
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in plain.elements} | {"b", "br"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "script" or attributes == HARMLESS["script"]
        if tag == "link":  # canonical: nobody follows it, and the address is ours
            continue
        for name in ADDRESSES:
            address = "".join(attributes.get(name, "").lower().split())
            assert not address.startswith(("javascript", "data", "vbscript"))


@pytest.fixture
def corrected(review):
    """A review whose one version is listed among the corrections."""
    review.versions.update(kind="rating_change")
    return review


@in_chunks
def test_no_field_of_a_document_becomes_markup(client, corrected, freeze, payloads):
    url = freeze(hostile_document("harmless"))
    plain = Page(client.get(url))
    for payload in payloads:
        freeze(hostile_document(payload))
        page = Page(client.get(url))
        harmless(page, plain)
        assert not set(page.structured) & set("<>&\u2028\u2029")
        assert page.claim_review["claimReviewed"] == payload
        assert page.claim_review["reviewRating"]["ratingExplanation"] == payload
        assert page.claim_review["itemReviewed"]["author"]["name"] == payload


def listed_document(payload, review):
    """What lists show of it: the codes and keys that they look up stay what they are."""
    document = hostile_document(payload)
    claim = document["claim"]
    claim["id"] = claim["speaker"]["id"] = str(review.claim.uuid)
    claim["types"] = [{"code": "event", "label": payload}]
    claim["topic"] = {"code": Claim.Topic.HEALTH, "label": payload}
    document["verdict"]["code"], document["language"] = "true", "en-GB"
    for sighting in document["appearances"]:
        sighting["article"]["id"] = str(review.claim.uuid)
    return document


@in_chunks
def test_no_list_shows_words_as_markup(client, corrected, freeze, payloads):
    def pages(payload):
        freeze(listed_document(payload, corrected))
        listings.put(corrected.versions.get())
        return {url: Page(client.get(url)) for url in lists}

    key = corrected.claim.uuid
    report = reverse("site:report", args=[corrected.slug])
    lists = [*urls(corrected), "/search/?q=script", "/speakers/", f"/speakers/{key}/",
             f"/articles/{key}/", "/topics/health/", report]  # fmt: skip
    plain = pages("script")
    # The lists are templates that the payloads of a chunk meet by turns.
    for payload in payloads[::5]:
        for url, page in pages(payload).items():
            harmless(page, plain[url])


@pytest.mark.parametrize("payload", PAYLOADS[:6])
def test_what_changed_is_shown_as_words(client, db, correct, payload):
    review = factories.make_published_review(summary=f"Old {payload}", verdict_reason=payload)
    correct(review, "clarification", payload, summary=f"{payload} new", body=payload)
    page = Page(client.get(review.get_absolute_url()))
    assert page.all("ins")
    assert page.all("del")
    assert not page.all("img")
    assert len(page.all("script")) == 1


@in_chunks
def test_what_is_for_machines_stays_well_formed(client, freeze, payloads):
    for payload in payloads[::5]:
        freeze(hostile_document(payload) | {"url": f"{settings.SITE_URL}/verdicts/x/"})
        feed = ElementTree.fromstring(client.get("/feed.atom").content)
        assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
        rss = ElementTree.fromstring(client.get("/feed.rss").content)
        assert len(rss.findall("channel/item")) == 1
        assert payload in client.get("/feed.json").json()["items"][0]["title"]
        ElementTree.fromstring(client.get("/news-sitemap.xml").content)


@in_chunks
def test_a_description_for_other_sites_carries_words_and_one_frame(
    client, review, freeze, payloads
):
    for payload in payloads[::5]:
        url = settings.SITE_URL + freeze(hostile_document(payload))
        answer = client.get("/oembed", {"url": url}).json()
        assert payload in answer["title"]
        (frame,) = Page(HttpResponse(answer["html"])).elements
        assert frame[0] == "iframe"
        assert set(frame[1]) == {"src", "title", "width", "height", "loading", "style"}
        xml = ElementTree.fromstring(client.get("/oembed", {"url": url, "format": "xml"}).content)
        assert xml.findtext("html") == UNWRITABLE.sub("", answer["html"])


def test_json_in_a_script_element_cannot_end_it():
    for payload in PAYLOADS:
        text = script_json({"text": payload})
        assert not set(text) & set("<>&\u2028\u2029")
        assert json.loads(text) == {"text": payload}


def test_there_are_enough_ways_to_attack():
    assert len(set(PAYLOADS)) >= 200


def test_every_text_of_a_document_is_tried():
    document = json.dumps(hostile_document("PAYLOAD"))
    for value in ("Ada Example", "Mayor", "Nora Sample", "courier.example", "one gain", "Robin"):
        assert value not in document


def test_no_page_has_inline_script_or_style(client, review):
    for url in [*urls(review), "/methodology/", "/nope/"]:
        page = Page(client.get(url))
        assert not page.all("style")
        assert all(a.get("type") == "application/ld+json" for a in page.all("script"))
        assert not [
            a for _, a in page.elements for name in a if name == "style" or name[:2] == "on"
        ]
        assert not [a for a in page.all("link", rel="stylesheet") if "//" in a["href"]]


def test_a_hole_closed_today_is_closed_in_old_documents(client, freeze):
    body = '<p onclick="x()">Words<script>x()</script><a href="javascript:x()">y</a></p>'
    content = client.get(freeze(make_document(body_html=body))).content.decode()
    assert "onclick" not in content
    assert "x()" not in content


def test_real_markdown_reaches_the_page_unharmed(client, db):
    body = "**Bold** [link](https://x.example/a?b=1&c=2) <b>no</b>\n\n| a |\n|---|\n| 1 |"
    review = factories.make_published_review(body=body)
    content = client.get(review.get_absolute_url()).content.decode()
    assert "<strong>Bold</strong>" in content
    assert 'href="https://x.example/a?b=1&amp;c=2"' in content
    assert "&lt;b&gt;no&lt;/b&gt;" in content
    assert "<td>1</td>" in content

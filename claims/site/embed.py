"""Verdicts on other people's pages: the card for an iframe, its oEmbed description, the picture.

oEmbed: https://oembed.com. The card always shows the verdict as it stands now.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe

from claims.models import PublishedVersion
from claims.site import picture as pictures
from claims.site.chain import Chain
from claims.site.feed import writable
from claims.site.words import claim_title, verdict_now

Document = Mapping[str, Any]

WIDTH, HEIGHT = 600, 340
NARROW, TALL = 440, 420  # under this width lines break, and the card grows
LEAST = 240
CACHE_AGE = 3600  # seconds a reader of oEmbed may keep it: the card itself is asked for each time


@require_safe
@cache_control(no_cache=True)
def picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The picture of this version: with its number in the address, nobody shows an old one for a
    corrected verdict."""
    chain = Chain.of(slug)
    version = chain.version(number)
    if version.removed_at:
        return HttpResponse(status=410)
    etag = chain.etag(request.path)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(pictures.picture(document_of(version)), content_type="image/png")
    response["ETag"] = etag
    return response


# Any page may show the card. It has nothing to press that changes anything, so there is nothing to
# trick anybody into.
@require_safe
@cache_control(no_cache=True)
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@conditional_page
def card(request: HttpRequest, slug: str) -> HttpResponse:
    chain = Chain.of(slug)
    if chain.latest.removed_at:
        return render(request, "site/embed_removed.html", {"version": chain.latest}, status=410)
    return render(request, "site/embed.html", {"document": document_of(chain.latest)})


def document_of(version: PublishedVersion) -> Document:
    """Its document alone: the earlier ones are not shown."""
    documents = PublishedVersion.objects.filter(pk=version.pk, removed_at=None)
    document: Document = documents.values_list("document", flat=True).get()
    return document


@require_safe
@cache_control(no_cache=True)
@conditional_page
def oembed(request: HttpRequest) -> HttpResponse:
    """§2.3.4: 404 where there is nothing to embed, 501 for a format that is not spoken."""
    write = FORMATS.get(request.GET.get("format", "json"))
    if write is None:
        return HttpResponse("The formats are json and xml.", "text/plain", status=501)
    chain = Chain.of(verdict_at(request.GET.get("url", "")))
    if chain.latest.removed_at:
        raise Http404("Removed")
    response = write(described(document_of(chain.latest), request.GET))
    # Only public words: a page may ask for them itself.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def verdict_at(url: str) -> str:
    """The slug in an address of our own site. Raises Http404."""
    try:
        parts, site = urlsplit(url), urlsplit(settings.SITE_URL)
        found = resolve(parts.path)
    except (ValueError, Resolver404) as error:
        raise Http404("No address of ours") from error
    if parts.netloc.lower() != site.netloc.lower() or parts.scheme not in ("http", "https"):
        raise Http404("No address of ours")
    if found.view_name not in ("site:verdict", "site:version", "site:card"):
        raise Http404("No verdict")
    return str(found.kwargs["slug"])


def described(document: Document, asked: Mapping[str, str]) -> dict[str, Any]:
    width = max(LEAST, min(WIDTH, number(asked.get("maxwidth"), WIDTH)))
    height = min(HEIGHT if width > NARROW else TALL, number(asked.get("maxheight"), TALL))
    return {
        "version": "1.0",
        "type": "rich",
        "title": f"{verdict_now(document)}: {claim_title(document)}",
        "author_name": document["author"]["name"],
        "provider_name": document["newsroom"]["name"],
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        "html": frame(document, width, height),
        **thumbnail(document, asked),
    }


def thumbnail(document: Document, asked: Mapping[str, str]) -> dict[str, Any]:
    """§2.3.4.1: it keeps within maxwidth and maxheight as well, or there is none."""
    wide, high = pictures.SIZE
    if number(asked.get("maxwidth"), wide) < wide or number(asked.get("maxheight"), high) < high:
        return {}
    url = settings.SITE_URL + picture_url(document)
    return {"thumbnail_url": url, "thumbnail_width": wide, "thumbnail_height": high}


def number(asked: str | None, otherwise: int) -> int:
    if asked and asked.isascii() and asked.isdigit() and int(asked[:9]) > 0:
        return int(asked[:9])
    return otherwise


def frame(document: Document, width: int = WIDTH, height: int = HEIGHT) -> str:
    """What is pasted into another page."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" '
        'style="max-width: 100%; border: 0"></iframe>',
        settings.SITE_URL + reverse("site:card", args=[document["slug"]]),
        f"Fact-check by {document['newsroom']['name']}",
        width,
        height,
    )


def picture_url(document: Document) -> str:
    return reverse("site:picture", args=[document["slug"], document["version"]])


def oembed_url(document: Document, spoken: str) -> str:
    query = urlencode({"url": document["url"], "format": spoken})
    return f"{settings.SITE_URL}{reverse('site:oembed')}?{query}"


def in_json(answer: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(answer), content_type="application/json")


def in_xml(answer: Mapping[str, Any]) -> HttpResponse:
    root = ElementTree.Element("oembed")
    for name, value in answer.items():
        ElementTree.SubElement(root, name).text = writable(str(value))
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


FORMATS = {"json": in_json, "xml": in_xml}

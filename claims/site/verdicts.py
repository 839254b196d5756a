"""The verdict page: a frozen document, and the versions before it."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.models import PublishedVersion
from claims.presenters.claimreview import claim_review
from claims.site import embed, picture, reading, related
from claims.site.chain import Chain
from claims.site.references import reasoning
from claims.site.words import first_sighting

# Pages as they were rendered, by their ETags: these name all that a page is made of, so that one
# which changed, was retracted or was removed is never found here again.
KEPT: dict[str, bytes] = {}
MOST_KEPT = 256

# In JSON these three can stand as escapes only; without them no string ends the script element.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


# Caches may keep the page and must ask each time: a retraction shows at once.
@require_safe
@cache_control(no_cache=True)
def verdict(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The latest version, or version `number`, which stays readable for good."""
    chain = Chain.of(slug)
    version = chain.version(number)
    if version.removed_at:
        return gone(request, slug, chain, version)
    others = related.related(version.review_id) if number is None else []
    etag = chain.etag(request.path, related.mark(others))
    # Only the ETag decides: a correction can fall into the second of Last-Modified.
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = KEPT.get(etag)
        if content is None:
            shown = page(chain, version, number is None) | {"related": others}
            content = keep(etag, render(request, "site/verdict.html", shown).content)
        response = HttpResponse(content)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(chain.latest.published_at.timestamp())
    return response


def keep(etag: str, content: bytes) -> bytes:
    if len(KEPT) >= MOST_KEPT:
        KEPT.clear()
    KEPT[etag] = content
    return content


def page(chain: Chain, version: PublishedVersion, current: bool) -> dict[str, Any]:
    shown = context(chain.documents(version.number), version.number)
    return {
        **shown,
        "version": version,
        "latest": chain.latest,
        "is_old": version != chain.latest,
        "is_permalink": not current,
        # One ClaimReview per check: an old version has none.
        "structured": script_json(claim_review(shown["document"])) if current else "",
        **sharing(shown["document"]),
    }


def sharing(document: Mapping[str, Any]) -> dict[str, Any]:
    """What other sites show of the page."""
    width, height = picture.SIZE
    return {
        "picture": {
            "url": f"{settings.SITE_URL}{embed.picture_url(document)}",
            "width": width,
            "height": height,
            "alt": picture.in_words(document),
        },
        "embed_code": embed.frame(document),
        "oembed": [
            (f"{media}+oembed", embed.oembed_url(document, spoken))
            for spoken, media in (("json", "application/json"), ("xml", "text/xml"))
        ],
    }


def context(documents: Mapping[int, Mapping[str, Any]], number: int) -> dict[str, Any]:
    """What the page shows of document `number`, the earlier ones beside it for what changed."""
    document = documents[number]
    entries = reading.history(documents, number)
    html, cited = reasoning(document)
    return {
        "document": document,
        "sighting": first_sighting(document),
        "timeline": reading.timeline(document),
        "weight": reading.weight(document),
        "reasoning": html,
        "cited": cited,
        "history": entries,
        "written": entries[-1].line,
        "rating_changes": reading.of_kind(entries, "rating_change"),
        "notes": reading.of_kind(entries, "clarification", "correction"),
        "reasons": reading.reasons(document),
        "plan": reading.plan(document),
    }


def gone(request: HttpRequest, slug: str, chain: Chain, version: PublishedVersion) -> HttpResponse:
    """410: removed for legal reasons; the hash in the record proves what stood there."""
    context = {"slug": slug, "version": version, "latest": chain.latest}
    return render(request, "site/410.html", context, status=410)


def script_json(value: Mapping[str, Any] | None) -> SafeString:
    """JSON for a script element; ASCII only, so U+2028 and U+2029 are escaped as well."""
    if value is None:
        return SafeString("")
    return mark_safe(json.dumps(value, indent=1).translate(SCRIPT_ESCAPES))

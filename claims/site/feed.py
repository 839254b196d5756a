"""The Atom feed of verdicts (RFC 4287): a corrected one comes back as an updated entry."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import PublishedVersion
from claims.site.words import claim_title, verdict_now

Document = Mapping[str, Any]

ENTRIES = 50
# XML 1.0 has no way to write these, escaped or not; a text may contain them.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    atom = Atom1Feed(
        title=f"{settings.NEWSROOM['name']}: fact-checks",
        link=f"{settings.SITE_URL}/",
        description="New verdicts, corrections and retractions.",
        language=settings.NEWSROOM["language"],
        feed_url=settings.SITE_URL + reverse("site:feed"),
        author_name=settings.NEWSROOM["name"],
    )
    versions = PublishedVersion.objects.current().readable()
    for version in versions.order_by("-published_at", "-pk")[:ENTRIES]:
        atom.add_item(**{k: writable(v) for k, v in entry(version.document).items()})
    return HttpResponse(atom.writeString("utf-8"), content_type=Atom1Feed.content_type)


def entry(document: Document) -> dict[str, Any]:
    return {
        "title": f"{verdict_now(document)}: {claim_title(document)}",
        "link": document["url"],
        "description": summary(document),
        "unique_id": f"urn:uuid:{document['id']}",
        "pubdate": moment(document["first_published_at"]),
        "updateddate": moment(last_announced(document)),
    }


def writable(value: Any) -> Any:
    return UNWRITABLE.sub("", value) if isinstance(value, str) else value


def summary(document: Document) -> str:
    """HTML, as Atom1Feed declares it: the latest notice first, then the summary."""
    text = format_html("<p>{}</p>", document["summary"])
    if document["kind"] in ("publication", "spelling"):
        return text
    label = document["versions"][-1]["label"]
    return format_html("<p><strong>{}.</strong> {}</p>", label, document["note"]) + text


def last_announced(document: Document) -> str:
    """RFC 4287 §4.2.15: `updated` moves for what matters; a spelling fix does not."""
    return next(
        line["published_at"]
        for line in reversed(document["versions"])
        if line["kind"] != "spelling"
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

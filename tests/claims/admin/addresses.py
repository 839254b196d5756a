"""Every address of the project, from the URLconf, and the rows that its keys stand for."""

import re
import zlib

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver
from django.utils import timezone

from claims.models import ArchivedCopy, ClaimMatch, Comment, Review
from claims.services import corrections, webhooks
from claims.services.partners import issue_key
from ingest.services import feeds, fetches
from tests import factories


def addresses(patterns=None, route="", space=""):
    """What each address is called, and its route."""
    for entry in patterns or get_resolver().url_patterns:
        whole = route + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            inner = f"{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry.url_patterns, whole, inner)
        else:
            yield (f"{space}{entry.name}" if entry.name else f"/{whole}"), whole


def make_rows(reviewer, editor):
    """One row of each model that has pages."""
    claim = factories.make_claim(speaker=factories.make_speaker())
    review = factories.make_published_review(claim, reviewer, editor, reply="No.")
    correction = corrections.propose(
        review, kind="spelling", reason="A letter.", changes={"summary": "It was in 1982."},
        by=reviewer,
    )  # fmt: skip
    article = factories.make_article(publisher=factories.make_publisher())
    report = factories.make_report(review)
    later = factories.make_claim()
    match = ClaimMatch.objects.create(claim=later, earlier=claim, similarity=0.9, relation="same")
    partner = factories.make_partner()
    key, _ = issue_key(partner)
    webhook, _ = webhooks.add(partner, url="https://wire.example/hook", by=editor)
    delivery = webhooks.ping(webhook)
    article_claim = factories.make_claim(article=article)
    cited = review.evidence.first()
    copy = ArchivedCopy.objects.create(
        url="https://records.example/", state="done", sha256="0" * 64, fetched_at=timezone.now(),
        body=zlib.compress(b"A record."),
    )  # fmt: skip
    remark = Comment.objects.create(review=review, by=editor, text="Is it?")
    return {
        "publisher": article.publisher,
        "article": article,
        "extraction": article.latest.extractions.get(),
        "claim": later,
        "speaker": claim.speaker,
        "review": review,
        "correction": correction,
        "readerreport": report,
        "partner": partner,
        "delivery": delivery,
        "feed": feeds.follow("https://times.example/feed"),
        "fetch": fetches.collect_link("https://times.example/story"),
        "user": factories.reviewer(),
        "group": Group.objects.get(name="guest"),
        # Which of the page's rows a button is about.
        "posted": {
            "match": match.pk,
            "into": claim.pk,
            "correction": correction.pk,
            "key": key.pk,
            "webhook": webhook.pk,
            "review": review.pk,
            "appearance": article_claim.appearances.get().pk,
            "evidence": cited.pk,
            "comment": remark.pk,
            "list": "",
            "claim": claim.pk,
            "to": reviewer.pk,
            "name": "Mine",
            "query": "a=b",
        },
        "copy": copy,
    }


def filled(route, rows):
    """The route with the keys of those rows in it."""
    model = re.match(r"desk/\w+/(\w+)/", route)
    row = rows.get(model.group(1)) if model else None
    published = rows["review"]
    values = {
        "pk": row.pk if row else 0,
        "object_id": row.pk if row else 0,
        "content_type_id": ContentType.objects.get_for_model(Review).pk,
        "slug": published.slug,
        "number": 1,
        "id": rows["claim"].uuid if "claims" in route else rows["article"].uuid,
        "uuid": rows["copy"].uuid,
        "uidb64": "x",
        "token": rows["readerreport"].token,
        "speaker": rows["speaker"].uuid,
        "topic": "health",
        "article": published.claim.appearances.get().snapshot.article.uuid,
        "app_label": "claims",
        "url": "nowhere/",
    }
    if "content_type_id" in route:
        values["object_id"] = published.pk
    if route.endswith("^.*/$"):
        route = route.replace("^.*/$", "nowhere/")
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<x:\1>", route).replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found.group(1)]), plain)

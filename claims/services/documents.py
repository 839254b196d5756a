"""The public document of a review: built once at publication, then frozen.

Plain JSON, schema 1. The verdict page, JSON-LD, feeds, API and partners' copies are all rendered
from it, so that they cannot disagree; changing a template never changes what was said.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.dateparse import parse_date

from claims.models import (
    Appearance,
    ArchivedCopy,
    Claim,
    Correction,
    Evidence,
    PublishedVersion,
    Review,
    Speaker,
    Verdict,
)
from claims.models.reviews import SCALE_VERSION

from .markdown import render
from .users import User

SCHEMA = 1
CONTEXT = 600  # code points of the paragraph shown on each side of the claim's words

Document = dict[str, Any]

# What is typed into a draft.
TEXTS = ("verdict", "verdict_reason", "headline", "summary", "body", "reply")
DAYS = ("reply_asked_on", "reply_due_on", "replied_on")
NO_VERDICT = {
    "code": "none",
    "label": "No verdict yet",
    "definition": "",
    "reason": "",
    "rating": None,
    "best": None,
    "worst": None,
    "scale_version": SCALE_VERSION,
}


def build_document(
    review: Review,
    version: PublishedVersion,
    earlier: list[PublishedVersion],
    correction: Correction | None = None,
) -> Document:
    """Everything readers and partners see of this version."""
    prefetch_related_objects(earlier, "author", "approver")
    return {
        "schema": SCHEMA,
        "id": str(review.uuid),
        "slug": review.slug,
        "url": f"{settings.SITE_URL}{review.get_absolute_url()}",
        "language": settings.NEWSROOM["language"],
        "version": version.number,
        "kind": version.kind,
        "note": version.note,
        "retracted": version.kind == PublishedVersion.Kind.RETRACTION,
        **content(review, correction),
        "author": person(version.author),
        "approver": person(version.approver),
        "first_published_at": moment(earlier[0].published_at if earlier else version.published_at),
        "published_at": moment(version.published_at),
        "versions": [version_line(v) for v in [*earlier, version]],
        "newsroom": dict(settings.NEWSROOM),
    }


def draft_document(
    review: Review, typed: Mapping[str, str], correction: Correction | None = None
) -> Document:
    """What would be published of a draft or of a correction, with the texts that somebody is
    typing. Of what is not chosen yet it says so. The rows are not for saving afterwards."""
    text = correction or review
    for field in TEXTS:
        setattr(text, field, typed.get(field, getattr(text, field)).replace("\r\n", "\n"))
    for field in DAYS:
        if field in typed and hasattr(text, field):
            setattr(text, field, parsed_day(typed[field]))
    if text.verdict not in Verdict.values:
        text.verdict = ""
    earlier = list(review.versions.order_by("number"))
    kind = correction.kind if correction else typed.get("kind", "")
    version = PublishedVersion(
        review=review,
        number=len(earlier) + 1,
        kind=kind if earlier and kind in Correction.Kind.values else version_kind(earlier),
        verdict=text.verdict,
        note=correction.reason if correction else typed.get("reason", ""),
        author=text.author,
        approver=User(username="a second reader"),
        published_at=timezone.now(),
    )
    document = build_document(review, version, earlier, correction)
    return document | {"verdict": document["verdict"] or NO_VERDICT}


def version_kind(earlier: list[PublishedVersion]) -> PublishedVersion.Kind:
    """The kind of a version of which nobody has said it yet."""
    kinds = PublishedVersion.Kind
    return kinds.CORRECTION if earlier else kinds.PUBLICATION


def parsed_day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def content(review: Review, correction: Correction | None = None) -> Document:
    """What the review says, or would say with this correction: all but who, when and which."""
    text = correction or review
    evidence = evidence_part(review, correction)
    return {
        "claim": claim_part(review.claim, text.headline),
        "appearances": [appearance_part(a) for a in sightings(review.claim)],
        # A draft may have none yet; nothing is published without.
        "verdict": verdict_part(Verdict(text.verdict), text.verdict_reason)
        if text.verdict
        else None,
        "summary": text.summary,
        "body": text.body,
        "body_html": render(text.body),
        "evidence": evidence,
        # How recent the facts are: the day the last cited item was looked at.
        "as_of": max((item["accessed_on"] for item in evidence), default=None),
        "reply": {
            "asked_on": day(review.reply_asked_on),
            "asked_how": review.reply_asked_how,
            "due_on": day(review.reply_due_on),
            "text": text.reply,
            "replied_on": day(text.replied_on),
        },
    }


def reading(review: Review, correction: Correction | None = None) -> str:
    """A mark of exactly what a second reader has before them. Who approves names it, so that
    nothing is published that changed meanwhile: wording, evidence, claim or article. Only a copy
    of a cited page may arrive meanwhile."""
    return mark(content(review, correction), correction)


def mark(document: Document, correction: Correction | None = None) -> str:
    """reading() of a content() that is there already."""
    cited = [{k: v for k, v in item.items() if k != "copy"} for item in document["evidence"]]
    announced = {"kind": correction.kind, "note": correction.reason} if correction else {}
    return fingerprint(document | announced | {"evidence": cited})


def fingerprint(document: Document) -> str:
    """SHA-256 of the document in a canonical form: sorted keys, no spaces, UTF-8 (as RFC 8785
    does for documents without floating-point numbers)."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def claim_part(claim: Claim, headline: str) -> Document:
    return {
        "id": str(claim.uuid),
        "text": claim.text,
        "headline": headline,
        "types": [{"code": t, "label": Claim.Type(t).label} for t in claim.types],
        "topic": {"code": claim.topic, "label": claim.get_topic_display()} if claim.topic else None,
        "speaker": speaker_part(claim.speaker) if claim.speaker else None,
        "stated_on": claim.stated_on.isoformat() if claim.stated_on else None,
        "stated_precision": claim.stated_precision,
        "precedent": claim.precedent,
        "plan": claim.plan,
    }


def speaker_part(speaker: Speaker) -> Document:
    return {
        "id": str(speaker.uuid),
        "name": speaker.name,
        "kind": speaker.kind,
        "role": speaker.role,
        "party": speaker.party,
        "wikidata": speaker.wikidata,
    }


def sightings(claim: Claim) -> list[Appearance]:
    """Where the claim stands, first sighting first; once in each article, however often the
    outlet changed its text since."""
    first = claim.appearances.filter(carried_from=None)
    return list(
        first.select_related("snapshot__article__publisher").order_by(
            "snapshot__article__published_at", "pk"
        )
    )


def appearance_part(appearance: Appearance) -> Document:
    snapshot = appearance.snapshot
    article = snapshot.article
    published = article.published_at
    before, after = context(snapshot.text, appearance.start, appearance.end)
    return {
        "exact": appearance.exact,
        "before": before,
        "after": after,
        "start": appearance.start,
        "end": appearance.end,
        "voice": appearance.voice,
        "speaker_printed": appearance.speaker_printed,
        "score": appearance.score,
        "factors": appearance.factors,
        "article": {
            "id": str(article.uuid),
            "title": article.title,
            "byline": article.byline,
            "url": article.url,
            "publisher": article.publisher.name if article.publisher else None,
            "published_on": timezone.localdate(published).isoformat() if published else None,
        },
        "snapshot": {
            "id": str(snapshot.uuid),
            "sha256": snapshot.sha256,
            "taken_at": moment(snapshot.taken_at),
        },
    }


def context(text: str, start: int, end: int) -> tuple[str, str]:
    """The paragraph around text[start:end]: what stands before and after the span.

    A long paragraph is cut between words, where it has spaces, and says so with "…".
    """
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end:].partition("\n")[0].rstrip("\r")
    if len(before) > CONTEXT:
        before = "… " + (before[-CONTEXT:].partition(" ")[2] or before[-CONTEXT:])
    if len(after) > CONTEXT:
        after = (after[:CONTEXT].rpartition(" ")[0] or after[:CONTEXT]) + " …"
    return before, after


def verdict_part(verdict: Verdict, reason: str) -> Document:
    on_scale = verdict.rating is not None
    return {
        "code": verdict.value,
        "label": str(verdict.label),
        "definition": verdict.definition,
        "reason": reason,
        "rating": verdict.rating,
        "best": 5 if on_scale else None,
        "worst": 1 if on_scale else None,
        "scale_version": SCALE_VERSION,
    }


def numbered(review: Review, correction: Correction | None = None) -> list[tuple[int, Evidence]]:
    """The cited items, numbered as the text refers to them: those of the review, of approved
    corrections, and of this one. Without the bytes of their copies.

    Numbers are for good: a text that says [3] means the same item in every version.
    """
    cited = (
        review.evidence.filter(
            Q(correction=None)
            | Q(correction__status=Correction.Status.APPROVED)
            | Q(correction=correction)
        )
        .select_related("copy", "dropped_by")
        .defer("copy__body", "copy__headers")
        .order_by("pk")
    )
    return [
        (number, item)
        for number, item in enumerate(cited, start=1)
        if not is_dropped(item, correction)
    ]


def evidence_part(review: Review, correction: Correction | None = None) -> list[Document]:
    return [
        {
            "number": number,
            "role": item.role,
            "primary": item.primary,
            "title": item.title,
            "url": item.url,
            "quote": item.quote,
            "accessed_on": item.accessed_on.isoformat(),
            "archived_url": item.archived_url,
            "interest": item.interest,
            "copy": copy_part(item.copy) if item.copy else None,
        }
        for number, item in numbered(review, correction)
    ]


def is_dropped(item: Evidence, correction: Correction | None) -> bool:
    """No longer cited: by an approved correction, or by the one that is looked at."""
    by = item.dropped_by
    return by is not None and (by == correction or by.status == Correction.Status.APPROVED)


def copy_part(copy: ArchivedCopy) -> Document | None:
    """Our own copy of a cited page, once it is there; its bytes stay at the desk."""
    if copy.state != ArchivedCopy.State.DONE or copy.fetched_at is None:
        return None
    return {
        "id": str(copy.uuid),
        "sha256": copy.sha256,
        "size": copy.size,
        "content_type": copy.content_type,
        "fetched_at": moment(copy.fetched_at),
    }


def version_line(version: PublishedVersion) -> Document:
    return {
        "number": version.number,
        "kind": version.kind,
        "label": version.get_kind_display(),
        "verdict": {"code": version.verdict, "label": version.get_verdict_display()},
        "note": version.note,
        "author": person(version.author),
        "approver": person(version.approver),
        "published_at": moment(version.published_at),
    }


def person(user: User) -> Document:
    return {"name": user.get_full_name() or user.get_username()}


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the second: 2017-02-26T09:30:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

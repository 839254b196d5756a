"""Rows for tests: each function makes one thing and whatever it needs. People and outlets are
plainly invented."""

import hashlib
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from django.contrib.auth.models import Group, User

from claims.models import (
    Appearance,
    Article,
    Claim,
    Correction,
    Evidence,
    Extraction,
    Partner,
    PublishedVersion,
    Publisher,
    Review,
    Snapshot,
    Speaker,
)
from claims.services import corrections, documents, reports, reviews
from claims.services.users import sync_groups

NUMBER = count(1)
PUBLISHED = datetime(2017, 2, 26, 9, tzinfo=UTC)
WORDS = "the first time since 1982 the governing party had taken a seat"
TEXT = f"The council met on Thursday.\n\nIt was {WORDS}, said Ada Example.\n\nNobody clapped."


def make_user(group: str | None = None, **fields) -> User:
    fields.setdefault("username", f"{group or 'user'}-{next(NUMBER)}")
    user = User.objects.create_user(is_staff=True, **fields)
    if group:
        if not Group.objects.filter(name=group).exists():
            sync_groups()
        user.groups.add(Group.objects.get(name=group))
    return user


def reviewer(**fields) -> User:
    return make_user("reviewer", **fields)


def editor(**fields) -> User:
    return make_user("editor", **fields)


def guest(**fields) -> User:
    return make_user("guest", **fields)


def administrator(**fields) -> User:
    return make_user("administrator", **fields)


def make_publisher(name: str = "") -> Publisher:
    return Publisher.objects.create(name=name or f"The Invented Times {next(NUMBER)}")


def make_article(text: str = TEXT, **fields) -> Article:
    """An article with one snapshot, whose extraction is still waiting."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    fields = {
        "key": f"ni:///test;{next(NUMBER)}",
        "title": "A seat changes hands",
        "published_at": PUBLISHED,
        "via": Article.Via.PASTE,
        **fields,
    }
    article = Article.objects.create(**fields)
    snapshot = Snapshot.objects.create(article=article, text=text, sha256=sha256)
    Extraction.objects.create(snapshot=snapshot, engine="test-1")
    return article


def make_speaker(name: str = "", **fields) -> Speaker:
    return Speaker.objects.create(name=name or f"Ada Example {next(NUMBER)}", **fields)


def make_claim(words: str = WORDS, article: Article | None = None, **fields) -> Claim:
    """A claim of an article's words, with its appearance there."""
    snapshot = (article or make_article()).latest
    fields = {
        "text": f"It was {words}.",
        "types": [Claim.Type.PRECEDENT],
        "score": 0.8,
        "stated_on": PUBLISHED.date(),
        **fields,
    }
    claim = Claim.objects.create(detected_text=fields["text"], **fields)
    start = snapshot.text.index(words)
    Appearance.objects.create(
        claim=claim,
        snapshot=snapshot,
        extraction=snapshot.extractions.first(),
        exact=words,
        start=start,
        end=start + len(words),
        voice=Appearance.Voice.INDIRECT if claim.speaker else Appearance.Voice.OUTLET,
        score=claim.score,
        factors=[{"name": "has a number", "value": 1.0, "contribution": 0.56}],
        engine="test-1",
    )
    return claim


def make_review(claim: Claim | None = None, by: User | None = None, **fields) -> Review:
    """A draft without verdict."""
    review = reviews.start_review(claim or make_claim(), by=by or reviewer())
    if fields:
        reviews.save_draft(review, fields, edition=review.edition, by=review.author)
    return review


def make_evidence(review: Review, **fields) -> Evidence:
    fields = {
        "role": Evidence.Role.SUPPORTS,
        "title": "List of byelections",
        "url": "https://records.example/byelections",
        "primary": True,
        **fields,
    }
    return Evidence.objects.create(review=review, **fields)


def make_ready_review(claim: Claim | None = None, by: User | None = None, **fields) -> Review:
    """A draft that the publish gate lets through."""
    fields = {
        "verdict": "mostly_true",
        "verdict_reason": "It was, if one counts byelections only.",
        "headline": "First seat taken since 1982",
        "summary": "The last such gain was in 1982.",
        "body": "The list of byelections shows it [1].",
        **fields,
    }
    review = make_review(claim, by, **fields)
    make_evidence(review)
    return review


def make_submitted_review(claim: Claim | None = None, by: User | None = None, **fields) -> Review:
    review = make_ready_review(claim, by, **fields)
    reviews.submit(review, by=review.author)
    review.refresh_from_db()
    return review


def make_published_review(
    claim: Claim | None = None, by: User | None = None, approver: User | None = None, **fields
) -> Review:
    review = make_submitted_review(claim, by, **fields)
    approve(review, by=approver)
    review.refresh_from_db()
    return review


def approve(review: Review, by: User | None = None) -> PublishedVersion:
    """Approve the review as it stands."""
    return reviews.approve(review, seen=documents.reading(review), by=by or editor())


def approve_correction(
    correction: Correction, by: User | None = None, at: datetime | None = None
) -> PublishedVersion:
    """Approve the correction as it stands."""
    seen = documents.reading(correction.review, correction)
    return corrections.approve(correction, seen=seen, by=by or editor(), at=at)


def make_report(review: Review | None = None, text: str = "The year is wrong.", **fields):
    """What a reader reports about the newest version."""
    fields = {"token": uuid4(), "address": f"203.0.113.{next(NUMBER)}", **fields}
    return reports.receive(published_version(review), text, **fields)


def published_version(review: Review | None = None) -> PublishedVersion:
    return (review or make_published_review()).versions.latest()


def make_partner(name: str = "") -> Partner:
    return Partner.objects.create(name=name or f"The Invented Partner {next(NUMBER)}")

"""The life of a review until it is public: one person writes it, another approves it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from claims.models import Claim, ClaimEvent, PublishedVersion, Review, ReviewEvent, Revision

from .documents import evidence_part, reading
from .gate import open_points
from .publishing import ReviewRefused as ReviewRefused
from .publishing import publish
from .users import User

Status = Review.Status
EDITABLE = (
    "verdict",
    "verdict_reason",
    "headline",
    "summary",
    "body",
    "reply_asked_on",
    "reply_asked_how",
    "reply_due_on",
    "reply",
    "replied_on",
)
# What one person saves within this time is one revision of the history.
ONE_REVISION = timedelta(minutes=10)
REVIEWABLE = (Claim.Status.NEW, Claim.Status.ACCEPTED, Claim.Status.DEFERRED, Claim.Status.REVIEWED)

SLUG_LENGTH = 70


class Conflict(ReviewRefused):
    """Somebody saved in between; nothing was overwritten."""


def why_not_edit(review: Review, user: User) -> str:
    """Why this person may not edit the review now; "" when they may."""
    if review.status != Status.DRAFT:
        return f"This review is {named(review)}: only a draft can be edited."
    if review.author_id != user.pk:
        return f"{review.author.get_full_name() or review.author} is writing this review."
    return ""


def why_not_approve(review: Review, user: User) -> str:
    """Why this person may not approve the review now; "" when they may."""
    if review.status != Status.SUBMITTED:
        return f"This review is {named(review)}: it is not waiting for approval."
    if review.author_id == user.pk:
        return "You wrote this review; another editor must approve it."
    if not user.has_perm("claims.approve_review"):
        return "Only an editor can approve a review."
    return ""


@transaction.atomic
def start_review(claim: Claim, *, by: User) -> Review:
    """A draft for this claim, written by this person."""
    claim = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if live := claim.reviews.exclude(status__in=[Status.WITHDRAWN, Status.RETRACTED]).first():
        name = live.author.get_full_name() or live.author
        raise ReviewRefused(f"{name} has already started a review of this claim.")
    if claim.status not in REVIEWABLE:
        raise ReviewRefused(f"This claim is {named(claim)}. Reopen it first.")
    review = create_draft(claim, by)
    ReviewEvent.objects.create(review=review, to_status=Status.DRAFT, by=by)
    set_claim_status(claim, Claim.Status.UNDER_REVIEW, by)
    return review


@transaction.atomic
def save_draft(review: Review, changes: Mapping[str, Any], *, edition: int, by: User) -> None:
    """Save fields of a draft; `edition` is the one this person was looking at.

    Raises Conflict when a colleague or another window has saved since.
    """
    if reason := why_not_edit(review, by):
        raise ReviewRefused(reason)
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise ReviewRefused(f"Not a field of a draft: {', '.join(sorted(unknown))}")
    won = Review.objects.filter(pk=review.pk, status=Status.DRAFT, edition=edition).update(
        **changes, edition=F("edition") + 1
    )
    if not won:
        raise Conflict("This review was saved elsewhere since you opened it. Nothing was lost.")
    review.refresh_from_db()
    remember(review, by=by)


def remember(review: Review, *, by: User) -> None:
    """Keep what the draft says now in the history of its text, its evidence included. Call it in
    the transaction that saved."""
    now = timezone.now()
    said = {
        **{name: plain(getattr(review, name)) for name in EDITABLE},
        "evidence": evidence_part(review),
    }
    last: Revision | None = review.revisions.order_by("-edition").first()
    if last and last.values == said:
        return
    same_sitting = (
        last
        and last.by_id == by.pk
        and now - last.began_at < ONE_REVISION
        # What a second reader sent back is a version to compare with.
        and not review.events.filter(at__gt=last.at).exists()
    )
    if last and (same_sitting or last.edition == review.edition):
        Revision.objects.filter(pk=last.pk).update(values=said, edition=review.edition, at=now)
    else:
        Revision.objects.create(review=review, edition=review.edition, values=said, by=by, at=now)


def plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


@transaction.atomic
def submit(review: Review, *, by: User) -> None:
    """Hand the draft to a second reader, if the gate lets it through."""
    review = locked(review)
    if reason := why_not_edit(review, by):
        raise ReviewRefused(reason)
    if missing := open_points(review):
        raise ReviewRefused("Not ready: " + " ".join(point.fix for point in missing))
    step(review, Status.SUBMITTED, by=by)


@transaction.atomic
def send_back(review: Review, *, by: User, reason: str) -> None:
    """Return a submitted review to its author; the author may take it back too."""
    review = locked(review)
    if review.status != Status.SUBMITTED:
        raise ReviewRefused("This review is not waiting for a second reader.")
    if review.author_id != by.pk and not by.has_perm("claims.approve_review"):
        raise ReviewRefused("Only its author or an editor can send a review back.")
    if not reason.strip():
        raise ReviewRefused("Say what the author should change.")
    step(review, Status.DRAFT, by=by, reason=reason)


@transaction.atomic
def approve(review: Review, *, seen: str, by: User, at: datetime | None = None) -> PublishedVersion:
    """Approve and publish what this person has read: `seen` is documents.reading() of it."""
    review = locked(review)
    if reason := why_not_approve(review, by):
        raise ReviewRefused(reason)
    if seen != reading(review):
        raise Conflict("The review has changed since you read it. Read it again, then approve.")
    if missing := open_points(review):
        raise ReviewRefused("Not ready: " + " ".join(point.fix for point in missing))
    review.approver, review.published_at = by, at or timezone.now()
    step(review, Status.PUBLISHED, by=by)
    set_claim_status(review.claim, Claim.Status.REVIEWED, by)
    return publish(
        review,
        PublishedVersion.Kind.PUBLICATION,
        author=review.author,
        approver=by,
        at=review.published_at,
    )


@transaction.atomic
def withdraw(review: Review, *, by: User, reason: str) -> None:
    """Give a review up before publication; the claim returns to the queue."""
    review = locked(review)
    if review.status not in (Status.DRAFT, Status.SUBMITTED):
        raise ReviewRefused("A published review cannot be withdrawn. Propose a retraction.")
    if review.author_id != by.pk and not by.has_perm("claims.approve_review"):
        raise ReviewRefused("Only its author or an editor can withdraw a review.")
    if not reason.strip():
        raise ReviewRefused("Say why the review is withdrawn.")
    step(review, Status.WITHDRAWN, by=by, reason=reason)
    set_claim_status(review.claim, Claim.Status.ACCEPTED, by)


def named(row: Claim | Review) -> str:
    """Its status as it is called within a sentence."""
    return row.get_status_display().lower()


def locked(review: Review) -> Review:
    return (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("claim", "author")
        .get(pk=review.pk)
    )


def step(review: Review, to: Review.Status, *, by: User, reason: str = "") -> None:
    """Move a locked review on and write the step down."""
    ReviewEvent.objects.create(
        review=review,
        from_status=review.status,
        to_status=to,
        verdict=review.verdict,
        reason=reason.strip(),
        by=by,
    )
    review.status = to
    review.edition += 1
    review.save()


def set_claim_status(claim: Claim, to: Claim.Status, by: User) -> None:
    ClaimEvent.objects.create(claim=claim, from_status=claim.status, to_status=to, by=by)
    Claim.objects.filter(pk=claim.pk).update(status=to, touched_at=timezone.now())


def create_draft(claim: Claim, by: User) -> Review:
    """A draft at an address that never changes: the claim's first words, and if another review
    has them, what makes it unique. Two people may ask for the same words at once."""
    words = slug_words(claim.text)
    taken = Review.objects.filter(slug=words).exists()
    unique = f"{words}-{claim.uuid.hex[:6]}{claim.reviews.count() or ''}"
    try:
        with transaction.atomic():
            return Review.objects.create(claim=claim, author=by, slug=unique if taken else words)
    except IntegrityError:
        return Review.objects.create(claim=claim, author=by, slug=unique)


def slug_words(text: str) -> str:
    words = slugify(text)
    if len(words) > SLUG_LENGTH:
        words = words[:SLUG_LENGTH].rpartition("-")[0] or words[:SLUG_LENGTH]
    # In other scripts nothing, or a stray year, is left.
    return words if len(words) >= 12 else f"verdict-{words}".rstrip("-")

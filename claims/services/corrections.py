"""After publication: corrections and retractions, which need two people as well."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from claims.models import Correction, Evidence, PublishedVersion, Review, ReviewEvent
from claims.presenters.claimreview import claim_review
from claims.presenters.markup import violations

from . import copies
from .documents import draft_document, numbered, reading
from .gate import referred
from .publishing import publish
from .reviews import Conflict, ReviewRefused, Status, locked, step
from .users import User

Kind = Correction.Kind
CARRIED = ("verdict", "verdict_reason", "headline", "summary", "body", "reply", "replied_on")


def why_not_decide(correction: Correction, user: User) -> str:
    """Why this person may not approve the correction; "" when they may."""
    if correction.status != Correction.Status.PROPOSED:
        return f"This correction is {correction.get_status_display().lower()}."
    if correction.author_id == user.pk:
        return "You proposed this correction; another editor must approve it."
    if not user.has_perm("claims.approve_review"):
        return "Only an editor can approve a correction."
    return ""


@transaction.atomic
def propose(
    review: Review,
    *,
    kind: Correction.Kind,
    reason: str,
    changes: Mapping[str, Any],
    by: User,
    evidence: Iterable[Mapping[str, Any]] = (),
    dropped: Iterable[Evidence] = (),
    edition: int | None = None,
) -> Correction:
    """Propose a new version; `changes` holds the new texts (CARRIED), `evidence` what is cited
    anew, `dropped` what is cited no longer.

    What `changes` leaves out stays as it is; `edition` is the one they were made on. Raises
    ReviewRefused, and Conflict when a correction has been published since.
    """
    review = locked(review)
    if review.status not in (Status.PUBLISHED, Status.CORRECTED):
        raise ReviewRefused("Only a published review can be corrected.")
    refuse_removed(review)
    if review.corrections.filter(status=Correction.Status.PROPOSED).exists():
        raise ReviewRefused("A correction is already waiting for a second reader.")
    if edition not in (None, review.edition):
        raise Conflict("A correction has been published since you opened this page.")
    values = {field: changes.get(field, getattr(review, field)) for field in CARRIED}
    evidence, dropped = list(evidence), list(dropped)
    cited = numbered(review)
    dropped = [item for _, item in cited if item in dropped]
    if len(dropped) == len(cited) and not evidence and kind != Kind.RETRACTION:
        raise ReviewRefused("A published review cites at least one piece of evidence.")
    refuse_dangling(values, [number for number, item in cited if item in dropped])
    refuse_wrong_kind(review, kind, reason, values, bool(evidence or dropped))
    correction = Correction.objects.create(
        review=review, kind=kind, reason=reason.strip(), author=by, **values
    )
    for item in evidence:
        copies.ask_for(Evidence.objects.create(review=review, correction=correction, **item))
    review.evidence.filter(pk__in=[e.pk for e in dropped], dropped_by=None).update(
        dropped_by=correction
    )
    refuse_faulty(review, correction)
    note(review, f"Proposed: {correction.get_kind_display()}. {reason}", by)
    return correction


def refuse_removed(review: Review) -> None:
    if review.versions.latest().removed_at:
        raise ReviewRefused("This review was removed for legal reasons.")


def refuse_dangling(values: Mapping[str, Any], gone: Iterable[int]) -> None:
    """A text does not send readers to evidence that is not there any more."""
    said = referred(f"{values['summary']} {values['body']}")
    if left := [f"[{number}]" for number in gone if number in said]:
        raise ReviewRefused(f"The text still refers to {', '.join(left)}, no longer cited then.")


def refuse_faulty(review: Review, correction: Correction) -> None:
    """Whoever proposes learns at once what would keep it from being published."""
    document = draft_document(copy(review), {}, copy(correction))
    if faults := violations(claim_review(document)):
        raise ReviewRefused("Not ready: " + " ".join(faults))


def refuse_wrong_kind(
    review: Review, kind: Correction.Kind, reason: str, values: Mapping[str, Any], evidence: bool
) -> None:
    """The ladder means what it says: only a rating change changes the verdict, and it does."""
    for field in ("verdict", "verdict_reason", "summary"):
        if not values[field].strip():
            raise ReviewRefused("A published review keeps its verdict, its one line and a summary.")
    if not reason.strip():
        raise ReviewRefused("Say what changed and why: readers and partners will see it.")
    rated_anew = values["verdict"] != review.verdict
    if rated_anew and kind != Kind.RATING_CHANGE:
        raise ReviewRefused("The verdict changes: that is a rating change.")
    if kind == Kind.RATING_CHANGE and not rated_anew:
        raise ReviewRefused("A rating change needs a new verdict.")
    unchanged = all(values[field] == getattr(review, field) for field in CARRIED)
    if unchanged and not evidence and kind != Kind.RETRACTION:
        raise ReviewRefused("Nothing changes. Edit the text, or add evidence.")


@transaction.atomic
def approve(
    correction: Correction, *, seen: str, by: User, at: datetime | None = None
) -> PublishedVersion:
    """Approve a correction and publish the new version; `seen` as in reviews.approve()."""
    review = locked(correction.review)
    correction = Correction.objects.select_related("author").get(pk=correction.pk)
    if reason := why_not_decide(correction, by):
        raise ReviewRefused(reason)
    refuse_removed(review)
    if seen != reading(review, correction):
        raise Conflict("Something has changed since you read it. Read it again, then approve.")
    at = at or timezone.now()
    close(correction, Correction.Status.APPROVED, by, at)
    for field in CARRIED:
        setattr(review, field, getattr(correction, field))
    retracted = correction.kind == Kind.RETRACTION
    step(
        review,
        Status.RETRACTED if retracted else Status.CORRECTED,
        by=by,
        reason=correction.reason,
    )
    return publish(
        review,
        PublishedVersion.Kind(correction.kind),
        author=correction.author,
        approver=by,
        note=correction.reason,
        at=at,
    )


@transaction.atomic
def decline(correction: Correction, *, by: User, reason: str) -> None:
    """Turn a correction down, or take back one's own."""
    review = locked(correction.review)
    correction = Correction.objects.get(pk=correction.pk)
    own = correction.author_id == by.pk
    if not own and (why := why_not_decide(correction, by)):
        raise ReviewRefused(why)
    if correction.status != Correction.Status.PROPOSED:
        raise ReviewRefused("Somebody has already decided about this correction.")
    if not reason.strip():
        raise ReviewRefused("Say why: the history keeps it.")
    to = Correction.Status.WITHDRAWN if own else Correction.Status.DECLINED
    close(correction, to, by, timezone.now())
    correction.drops.update(dropped_by=None)
    note(review, f"{capfirst(correction.get_status_display())}. {reason}", by)


def close(correction: Correction, to: Correction.Status, by: User, at: datetime) -> None:
    correction.status, correction.approver, correction.decided_at = to, by, at
    correction.save(update_fields=["status", "approver", "decided_at"])


def note(review: Review, text: str, by: User) -> None:
    """A line in the history of a review whose status stays."""
    ReviewEvent.objects.create(
        review=review,
        from_status=review.status,
        to_status=review.status,
        verdict=review.verdict,
        reason=text,
        by=by,
    )

"""What a second reader remarks, anchored to the words it is about; and dissent, which stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.models import Comment, Review, ReviewEvent

from .reviews import ReviewRefused
from .users import User

CONTEXT = 32
# The fields of a review that words can be picked from, as they are called.
FIELDS = {
    "verdict_reason": "the verdict in one line",
    "headline": "claim in short",
    "summary": "summary",
    "body": "reasoning",
    "reply": "the reply",
}
OPEN = (
    Review.Status.DRAFT,
    Review.Status.SUBMITTED,
    Review.Status.PUBLISHED,
    Review.Status.CORRECTED,
)


@dataclass(frozen=True, slots=True)
class Words:
    """A passage of a field: `exact == field's text[start:start + len(exact)]`."""

    field: str
    exact: str
    start: int


@transaction.atomic
def remark(
    review: Review,
    text: str,
    *,
    by: User,
    about: Words | None = None,
    kind: Comment.Kind = Comment.Kind.REMARK,
) -> Comment:
    """Say something about the review or about words in it. Raises ReviewRefused."""
    refuse_closed(review)
    refuse_empty(text)
    anchor = anchored(review, about) if about else {}
    comment: Comment = Comment.objects.create(
        review=review, text=text.strip(), kind=kind, by=by, **anchor
    )
    if kind == Comment.Kind.DISSENT:
        ReviewEvent.objects.create(
            review=review,
            from_status=review.status,
            to_status=review.status,
            verdict=review.verdict,
            reason=f"Dissent: {comment.text}",
            by=by,
        )
    return comment


def dissent(review: Review, text: str, *, by: User) -> Comment:
    """Record that somebody disagrees. It does not stop the publication, and is never taken
    back."""
    return remark(review, text, by=by, kind=Comment.Kind.DISSENT)


@transaction.atomic
def answer(comment: Comment, text: str, *, by: User) -> Comment:
    refuse_closed(comment.review)
    refuse_empty(text)
    first = comment.parent or comment
    return Comment.objects.create(review=first.review, parent=first, text=text.strip(), by=by)


@transaction.atomic
def settle(comment: Comment, *, by: User) -> None:
    """What was remarked is done, or decided against."""
    open_remark = Comment.objects.filter(
        pk=comment.pk, kind=Comment.Kind.REMARK, parent=None, settled_at=None
    )
    if not open_remark.update(settled_by=by, settled_at=timezone.now()):
        raise ReviewRefused("Only an open remark can be settled: a colleague may have done it.")


@transaction.atomic
def reopen(comment: Comment) -> None:
    if not Comment.objects.filter(pk=comment.pk, settled_at__isnull=False).update(
        settled_by=None, settled_at=None
    ):
        raise ReviewRefused("This remark is open already.")


def anchored(review: Review, about: Words) -> dict[str, Any]:
    """The words with what stands around them. Raises ReviewRefused when they are not there."""
    text = getattr(review, about.field, "") if about.field in FIELDS else ""
    end = about.start + len(about.exact)
    if not about.exact.strip() or about.start < 0 or text[about.start : end] != about.exact:
        raise ReviewRefused("These words are not in the review as it is saved now. Select again.")
    return {
        "field": about.field,
        "exact": about.exact,
        "start": about.start,
        "prefix": text[max(0, about.start - CONTEXT) : about.start],
        "suffix": text[end : end + CONTEXT],
    }


def place(comment: Comment, texts: Mapping[str, str]) -> int | None:
    """Where the words stand in the text as it is now; None when they are gone, or stand there
    more than once and nothing around them tells which is meant: an anchor never guesses."""
    text = texts.get(comment.field, "")
    if comment.start is None or not comment.exact:
        return None
    if text[comment.start :].startswith(comment.exact) and around(comment, text, comment.start):
        return comment.start
    found = [at for at in occurrences(text, comment.exact) if around(comment, text, at)]
    found = found or list(occurrences(text, comment.exact))
    return found[0] if len(found) == 1 else None


def around(comment: Comment, text: str, at: int) -> bool:
    end = at + len(comment.exact)
    return text[:at].endswith(comment.prefix) and text[end:].startswith(comment.suffix)


def occurrences(text: str, words: str) -> list[int]:
    """Where the words stand, overlapping ones too."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def refuse_closed(review: Review) -> None:
    if review.status not in OPEN:
        raise ReviewRefused(f"This review is {review.get_status_display().lower()}.")


def refuse_empty(text: str) -> None:
    if not text.strip():
        raise ReviewRefused("Write what you want to say.")

"""What a second reader remarks, anchored to the words it is about; and dissent, which stays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.models import Comment, Correction, Review, ReviewEvent

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


LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Words:
    """A passage of a field: `exact == field's text[start:start + len(exact)]`. Words that were
    typed, not selected, have no `start`; where no field is named either, they may be in any."""

    field: str
    exact: str
    start: int | None = None


def texts(subject: Review | Correction) -> dict[str, str]:
    """What is remarked on: the fields of a review, or of the correction that waits."""
    return {field: getattr(subject, field) for field in FIELDS}


def open_correction(review: Review) -> Correction | None:
    return review.corrections.filter(status=Correction.Status.PROPOSED).first()


@transaction.atomic
def remark(
    review: Review,
    text: str,
    *,
    by: User,
    about: Words | None = None,
    kind: Comment.Kind = Comment.Kind.REMARK,
) -> Comment:
    """Say something about the review, or about words in it; while a correction waits for its
    second reader, about the correction. Raises ReviewRefused."""
    refuse_closed(review)
    refuse_wrong_length(text)
    correction = open_correction(review)
    anchor = anchored(texts(correction or review), about) if about else {}
    comment: Comment = Comment.objects.create(
        review=review, correction=correction, text=text.strip(), kind=kind, by=by, **anchor
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
    refuse_wrong_length(text)
    first = comment.parent or comment
    return Comment.objects.create(
        review=first.review, correction=first.correction, parent=first, text=text.strip(), by=by
    )


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


def anchored(texts: Mapping[str, str], about: Words) -> dict[str, Any]:
    """The words with what stands around them. Raises ReviewRefused when they are not there."""
    field, start = standing(texts, about)
    text, end = texts[field], start + len(about.exact)
    return {
        "field": field,
        "exact": about.exact,
        "start": start,
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }


def standing(texts: Mapping[str, str], about: Words) -> tuple[str, int]:
    """The field and the place of the words that are meant."""
    if not about.exact.strip():
        raise ReviewRefused("Name the words, or leave them out to remark on the whole.")
    selected, start = texts.get(about.field, ""), about.start
    if start is not None and start >= 0 and selected.startswith(about.exact, start):
        return about.field, start
    fields = [about.field] if about.field in texts else texts
    found = [(field, at) for field in fields for at in occurrences(texts[field], about.exact)]
    if not found:
        raise ReviewRefused(
            "These words are not in the text as it is saved now. Select again; what you wrote is "
            "still here."
        )
    if len(found) > 1:
        raise ReviewRefused("These words stand there more than once. Select those you mean.")
    return found[0]


def place(comment: Comment, texts: Mapping[str, str]) -> int | None:
    """Where the words stand in the text as it is now; None when they are gone, or stand there
    more than once and nothing around them tells which is meant: an anchor never guesses."""
    text = texts.get(comment.field, "")
    if comment.start is None or not comment.exact:
        return None
    at = comment.start
    if text.startswith(comment.exact, at) and around(comment, text, at):
        return at
    anywhere = occurrences(text, comment.exact)
    there = [at for at in anywhere if around(comment, text, at)] or anywhere
    return there[0] if len(there) == 1 else None


def around(comment: Comment, text: str, at: int) -> bool:
    end = at + len(comment.exact)
    return text.endswith(comment.prefix, 0, at) and text.startswith(comment.suffix, end)


def occurrences(text: str, words: str) -> list[int]:
    """Where the words stand, those too that overlap."""
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def refuse_closed(review: Review) -> None:
    if review.status not in OPEN:
        raise ReviewRefused(f"This review is {review.get_status_display().lower()}.")


def refuse_wrong_length(text: str) -> None:
    if not text.strip():
        raise ReviewRefused("Write what you want to say.")
    if len(text) > LONGEST:
        raise ReviewRefused(
            f"A remark has at most {LONGEST:,} characters, yours has {len(text):,}. Shorten it."
        )

"""Remarks on the page of a review: made at the words they are about, answered, settled."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.models import Comment, Review
from claims.services import comments

from .desk import reason, row_id, tell, verb


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a field's text, and the remarks that cover it."""

    text: str
    remarks: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A field as its second reader sees it: to the letter, with the remarks in place."""

    field: str
    name: str
    passages: list[Passage]


class CommentVerbs:
    """The part of a review's page where colleagues talk about it."""

    @verb("claims.add_comment")
    def comment(self, request: HttpRequest, review: Review) -> str:
        about = words_chosen(request)
        if request.POST.get("kind") == Comment.Kind.DISSENT:
            comments.dissent(review, reason(request), by=request.user)
            return "Recorded. A dissent stays in the history, whatever is decided."
        comments.remark(review, reason(request), about=about, by=request.user)
        return "Remarked. The author sees it beside the words."

    @verb("claims.add_comment")
    def answer(self, request: HttpRequest, review: Review) -> str:
        comments.answer(chosen(review, request), reason(request), by=request.user)
        return "Answered."

    @verb("claims.change_comment")
    def settle(self, request: HttpRequest, review: Review) -> None:
        remark = chosen(review, request)
        comments.settle(remark, by=request.user)
        back = reverse("admin:claims_review_unsettle", args=[review.pk])
        tell(request, "Settled.", undo=back, fields={"comment": remark.pk})

    @verb("claims.change_comment")
    def unsettle(self, request: HttpRequest, review: Review) -> str:
        comments.reopen(chosen(review, request))
        return "Open again."


def chosen(review: Review, request: HttpRequest) -> Comment:
    return get_object_or_404(review.comments, pk=row_id(request.POST.get("comment")))


def words_chosen(request: HttpRequest) -> comments.Words | None:
    """The passage that was selected; None for a remark on the whole review."""
    exact = request.POST.get("exact", "").replace("\r\n", "\n")
    if not exact:
        return None
    start = row_id(request.POST.get("start"))
    return comments.Words(request.POST.get("field", ""), exact, start)


def talk(review: Review) -> dict:
    """The remarks with their answers, and the texts with the remarks in place."""
    said = list(
        review.comments.filter(parent=None)
        .select_related("by", "settled_by")
        .prefetch_related("answers__by")
        .order_by("settled_at", "pk")
    )
    texts = {field: getattr(review, field) for field in comments.FIELDS}
    places = {c.pk: comments.place(c, texts) for c in said}
    return {
        "remarks": [{"remark": c, "lost": c.exact and places[c.pk] is None} for c in said],
        "open_remarks": sum(c.kind == Comment.Kind.REMARK and not c.settled_at for c in said),
        "readings": [
            Reading(field, name.capitalize(), list(passages(texts[field], standing)))
            for field, name in comments.FIELDS.items()
            if texts[field]
            for standing in [
                [(places[c.pk], c) for c in said if c.field == field and not c.settled_at]
            ]
        ],
    }


def passages(text: str, remarks: list[tuple[int | None, Comment]]) -> Iterator[Passage]:
    """`text` without loss or repetition, cut where remarks begin and end."""
    spans = [(at, at + len(c.exact), c) for at, c in remarks if at is not None]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = tuple(c for s, e, c in spans if s <= start and end <= e)
        yield Passage(text[start:end], over)

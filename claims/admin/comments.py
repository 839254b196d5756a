"""Remarks on the page of a review: made at the words they are about, answered, settled."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from claims.models import Comment, Correction, Review
from claims.services import comments
from claims.services.reviews import ReviewRefused

from .desk import NotText, reason, row_id, tell, verb


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
    def comment(self, request: HttpRequest, review: Review) -> HttpResponse | str:
        """A remark that is refused is shown again: it is somebody's work."""
        dissents = request.POST.get("kind") == Comment.Kind.DISSENT
        try:
            comments.remark(
                review,
                reason(request),
                about=words_chosen(request),
                kind=Comment.Kind.DISSENT if dissents else Comment.Kind.REMARK,
                by=request.user,
            )
        except (NotText, ReviewRefused) as refusal:
            return self.show(request, review, refused=str(refusal), typed=request.POST)
        if dissents:
            return "Recorded. A dissent stays in the record, whatever is decided."
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
    if not exact.strip():
        return None
    start = request.POST.get("start", "")
    return comments.Words(
        request.POST.get("field", ""), exact, row_id(start) if start.isdecimal() else None
    )


def talk(review: Review, correction: Correction | None) -> dict:
    """The remarks with their answers, the open ones first; and the texts of the review, or of the
    correction that waits, with the remarks on them in place."""
    said = list(
        review.comments.filter(parent=None)
        .select_related("by", "settled_by", "correction")
        .prefetch_related("answers__by")
        .order_by(F("settled_at").asc(nulls_first=True), "pk")
    )
    texts = comments.texts(correction or review)
    here = [c for c in said if c.correction == correction]
    places = {c.pk: comments.place(c, texts) for c in here}
    return {
        "remarks": [{"remark": c, "lost": c.exact and not found(c, places)} for c in said],
        "open_remarks": sum(c.kind == Comment.Kind.REMARK and not c.settled_at for c in said),
        "readings": [
            Reading(field, name.capitalize(), list(passages(texts[field], standing)))
            for field, name in comments.FIELDS.items()
            if texts[field]
            for standing in [
                [(places[c.pk], c) for c in here if c.field == field and not c.settled_at]
            ]
        ],
    }


def found(comment: Comment, places: dict[int, int | None]) -> bool:
    """A correction that is decided keeps its text; that of the review goes on."""
    return comment.pk not in places or places[comment.pk] is not None


def passages(text: str, remarks: list[tuple[int | None, Comment]]) -> Iterator[Passage]:
    """`text` without loss or repetition, cut where remarks begin and end."""
    spans = [(at, at + len(c.exact), c) for at, c in remarks if at is not None]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = tuple(c for s, e, c in spans if s <= start and end <= e)
        yield Passage(text[start:end], over)

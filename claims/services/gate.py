"""The publish gate: what a verdict must show before anybody else may see it.

After the IFCN code of principles and Google's fact-check guidelines; each point is met, or says
what to fix.
"""

import re
from copy import copy
from dataclasses import dataclass

from django.utils import timezone

from claims.models import ArchivedCopy, Comment, Evidence, Review
from claims.presenters.claimreview import claim_review
from claims.presenters.markup import SHORT, violations

from .documents import draft_document

# As the public page makes links of them; a link in Markdown, [2](…), is none.
REFERENCE = re.compile(r"\[([0-9]{1,3})\](?!\()")


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the checklist. A point that does not block is advice."""

    name: str
    met: bool
    fix: str
    blocks: bool = True


def gate(review: Review) -> list[Point]:
    """The checklist for this review as it stands, in the order a reader meets the page."""
    claim = review.claim
    first = claim.appearances.select_related("snapshot__article").order_by("pk").first()
    evidence = list(review.evidence.select_related("copy").defer("copy__body"))
    article = first.snapshot.article if first else None
    numbers, said = range(1, len(evidence) + 1), referred(f"{review.summary} {review.body}")
    unused = [n for n in numbers if n not in said] or ([] if evidence else [1])
    missing = sorted(said.difference(numbers))
    faults = markup_faults(review)
    return [
        Point("Exact words in their article", bool(first and first.exact),
              "Add where the claim was made."),
        Point("A verdict", bool(review.verdict), "Choose a verdict."),
        Point("The verdict in one line", bool(review.verdict_reason.strip()),
              "Say in one line why."),
        Point("A summary", bool(review.summary.strip()), "Write a summary."),
        Point("Evidence", bool(evidence), "Add at least one piece of evidence."),
        Point("The speaker was asked" if claim.speaker_id else "No speaker to ask",
              speaker_asked(review),
              "Ask the speaker, and enter when you asked or what they replied."),
        Point("Time to answer", not waiting_for_answer(review),
              "The time you gave the speaker is not over: wait, or enter the answer."),
        Point("The speaker’s role then", bool(not claim.speaker or claim.speaker.role),
              "Enter the speaker’s role, on the page of the claim.", blocks=False),
        Point("Date of the claim", claim.stated_on is not None,
              "Enter when it was said.", blocks=False),
        Point("The outlet", bool(article and article.publisher_id),
              "Name the outlet, on the article’s page.", blocks=False),
        Point("Link to the article", bool(article and article.url),
              "Give the article its link, on the article’s page.", blocks=False),
        Point("A primary source", any(e.primary for e in evidence),
              "Mark or add a primary source.", blocks=False),
        Point("Our copies of the evidence", all(is_kept(e) for e in evidence),
              "A page that is cited could not be copied yet. Give it an archived copy, or try "
              "again.", blocks=False),
        Point("Evidence for or against", any(e.role != Evidence.Role.CONTEXT for e in evidence),
              "Say of an item that it supports or undermines the claim.", blocks=False),
        Point("Evidence referred to in the text", not unused,
              f"Refer to {listed(unused)} in the reasoning." if evidence else
              "Refer to each item as [1], [2] … in the reasoning.", blocks=False),
        Point("No reference without evidence", not missing,
              f"The text refers to {listed(missing)}, which is not there.", blocks=False),
        Point("Remarks settled", not open_remarks(review),
              "A colleague’s remark is open. Answer it, or settle it.", blocks=False),
        Point("Claim in short", bool(review.headline) or len(claim.text) <= SHORT,
              f"Write the claim in at most {SHORT} characters for search engines.", blocks=False),
        Point("Markup for search engines", not faults, " ".join(faults)),
    ]  # fmt: skip


def open_points(review: Review) -> list[Point]:
    """What keeps the review from being published."""
    return [point for point in gate(review) if point.blocks and not point.met]


def markup_faults(review: Review) -> list[str]:
    """What is wrong with the ClaimReview that this review would be published with. Without a
    verdict there is none yet, which is a point of its own; what is public was checked when it was
    frozen, and so is each correction of it."""
    if not review.verdict or review.is_public:
        return []
    # A copy: what is typed into a draft document is not for saving.
    return violations(claim_review(draft_document(copy(review), {})))


def waiting_for_answer(review: Review) -> bool:
    """Who promised the speaker a day to answer by does not publish before it."""
    due = review.reply_due_on
    return due is not None and not review.reply.strip() and timezone.localdate() < due


def is_kept(item: Evidence) -> bool:
    """Whether the page can be read when it is gone from the web."""
    done = item.copy is not None and item.copy.state == ArchivedCopy.State.DONE
    return done or bool(item.archived_url)


def referred(text: str) -> set[int]:
    """The numbers of the evidence that a text refers to: [1], [2] …"""
    return {int(number) for number in REFERENCE.findall(text)}


def listed(numbers: list[int]) -> str:
    return ", ".join(f"[{number}]" for number in numbers)


def open_remarks(review: Review) -> bool:
    return review.comments.filter(kind=Comment.Kind.REMARK, parent=None, settled_at=None).exists()


def speaker_asked(review: Review) -> bool:
    """In the newspaper's own voice there is no speaker to ask."""
    return (
        review.claim.speaker_id is None
        or review.reply_asked_on is not None
        or bool(review.reply.strip())
    )

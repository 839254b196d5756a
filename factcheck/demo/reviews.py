"""The verbs of the diary that are about reviews."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Comment, Correction, Evidence, ReaderReport, Review
from claims.services import comments, copies, corrections, documents, reports, reviews

Texts = dict[str, Any]
NO_PAGE = "The server answered 404: there is no page to copy."
WRITTEN = ("verdict", "verdict_reason", "headline", "summary", "body")


class Reviews:
    """Reviews, known by the names of their claims."""

    texts: Texts

    def claim(self, name: str, by: User | None) -> Any:
        raise NotImplementedError

    def review(self, name: str) -> Review:
        return Review.objects.filter(claim=self.claim(name, None)).latest("pk")

    def save(self, by: User, name: str, changes: Texts) -> None:
        review = self.review(name)
        reviews.save_draft(review, changes, edition=review.edition, by=by)

    # Writing --------------------------------------------------------------------------------------

    def start(self, by: User, name: str) -> None:
        reviews.start_review(self.claim(name, by), by=by)
        self.save(by, name, {"headline": self.texts[name]["headline"]})

    def write(self, by: User, name: str) -> None:
        text = self.texts[name]
        self.save(by, name, {field: written(text, field) for field in WRITTEN})
        review = self.review(name)
        for item in text["evidence"]:
            self.cite(review, item)
        reviews.remember(review, by=by)

    def cite(self, review: Review, item: Texts) -> None:
        evidence = Evidence.objects.create(
            review=review, accessed_on=timezone.localdate(), **cited(item)
        )
        copies.ask_for(evidence)
        self.keep(evidence, item.get("page"))

    def keep(self, evidence: Evidence, page: str | None) -> None:
        """Our copy, as a worker would have fetched it; nobody lives at the address."""
        lease = copies.take(evidence.copy.pk) if evidence.copy else None
        if lease is None:
            return
        if page is None:
            copies.fail(
                lease, "The server answered 404: there is no page to copy.", temporary=False
            )
            return
        headers = {"content-type": "text/plain; charset=utf-8"}
        copies.complete(lease, body=page.encode(), final_url=evidence.url, headers=headers)

    def ask(self, by: User, name: str, *, days: int, how: str = "") -> None:
        """Ask the speaker, and say until when."""
        today = timezone.localdate()
        how = how or self.texts[name]["reply"]["how"]
        due = today + timedelta(days=days)
        self.save(by, name, {"reply_asked_on": today, "reply_asked_how": how, "reply_due_on": due})

    def answered(self, by: User, name: str) -> None:
        said = self.texts[name]["reply"]["text"]
        self.save(by, name, {"reply": said.strip(), "replied_on": timezone.localdate()})

    # Four eyes ------------------------------------------------------------------------------------

    def submit(self, by: User, name: str) -> None:
        reviews.submit(self.review(name), by=by)

    def send_back(self, by: User, name: str, *, reason: str) -> None:
        reviews.send_back(self.review(name), by=by, reason=reason)

    def approve(self, by: User, name: str) -> None:
        review = self.review(name)
        reviews.approve(review, seen=documents.reading(review), by=by)

    def withdraw(self, by: User, name: str, *, reason: str) -> None:
        reviews.withdraw(self.review(name), by=by, reason=reason)

    def remark(self, by: User, name: str, *, field: str, words: str, text: str) -> None:
        review = self.review(name)
        about = comments.Words(field, words, getattr(review, field).index(words))
        comments.remark(review, text, by=by, about=about)

    def answer(self, by: User, name: str, *, text: str) -> None:
        comments.answer(self.last_remark(name), text, by=by)

    def settle(self, by: User, name: str) -> None:
        comments.settle(self.last_remark(name), by=by)

    def dissent(self, by: User, name: str, *, text: str) -> None:
        comments.dissent(self.review(name), text, by=by)

    def last_remark(self, name: str) -> Comment:
        return self.review(name).comments.filter(kind=Comment.Kind.REMARK, parent=None).latest("pk")

    # Corrections ----------------------------------------------------------------------------------

    def propose(self, by: User, name: str, *, text: str) -> None:
        review, new = self.review(name), self.texts[name][text]
        changes = {field: new[field].strip() for field in WRITTEN if field in new}
        for field in new.get("wrong", ()):
            changes[field] = self.texts[name][field].strip()
        evidence = new.get("evidence", [])
        correction = corrections.propose(
            review,
            kind=Correction.Kind(new["kind"]),
            reason=new["reason"].strip(),
            changes=changes,
            by=by,
            evidence=[cited(item) | {"accessed_on": timezone.localdate()} for item in evidence],
        )
        for row, item in zip(correction.evidence.order_by("pk"), evidence, strict=True):
            self.keep(row, item.get("page"))

    def approve_correction(self, by: User, name: str) -> None:
        correction = self.open_correction(name)
        seen = documents.reading(correction.review, correction)
        corrections.approve(correction, seen=seen, by=by)

    def decline_correction(self, by: User, name: str, *, reason: str) -> None:
        corrections.decline(self.open_correction(name), by=by, reason=reason)

    def open_correction(self, name: str) -> Correction:
        return self.review(name).corrections.get(status=Correction.Status.PROPOSED)

    # Readers --------------------------------------------------------------------------------------

    def report(self, by: None, name: str, *, text: str) -> None:
        """A reader tells of an error, from an address that is kept for examples (RFC 5737)."""
        version = self.review(name).versions.latest()
        reports.receive(version, text, token=uuid4(), address="192.0.2.1")

    def answer_report(self, by: User, name: str, *, text: str) -> None:
        report = ReaderReport.objects.filter(review=self.review(name)).latest("pk")
        reports.answer(report, text, by=by)


def written(text: Texts, field: str) -> str:
    """The first wording: with the slips that a correction mends later."""
    words = str(text[field]).strip()
    for correction in text.values():
        if isinstance(correction, dict) and field in correction.get("wrong", ()):
            words = words.replace(*correction["wrong"][field])
    return words


def cited(item: Texts) -> Texts:
    return {name: value for name, value in item.items() if name != "page"}

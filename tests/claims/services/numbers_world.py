"""Claims and reviews with a dated history, for the tests of the figures."""

from datetime import UTC, datetime

from django.utils import timezone

from claims.models import Appearance, Claim, ClaimEvent, PublishedVersion, Review, ReviewEvent
from tests import factories


def at(day, hour=12, minute=0):
    """A minute of November 2026, UTC (which is London's time then)."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


class World:
    """`world.claim(...)` and its history, written as the services write it, but dated."""

    def __init__(self):
        self.rita, self.eddie = factories.reviewer(), factories.editor()

    def claim(self, found, *steps, by_hand=False, publisher=None, factors=None, **fields):
        """Found at `found`; each step is (when, state) or (when, state, reason, into, code)."""
        fields = {"text": "The bridge cost 5m.", "types": ["quantity"], "score": 0.7, **fields}
        detected = "" if by_hand else fields["text"]
        claim = Claim.objects.create(detected_text=detected, created_at=found, **fields)
        if publisher or factors is not None:
            self.sighting(claim, publisher, factors or [])
        for step in steps:
            self.step(claim, *step)
        return claim

    def sighting(self, claim, publisher=None, factors=()):
        snapshot = factories.make_article(claim.text, publisher=publisher).latest
        Appearance.objects.create(
            claim=claim, snapshot=snapshot, exact=claim.text, start=0, end=len(claim.text),
            voice="outlet", factors=list(factors), engine="test-1",
        )  # fmt: skip

    def step(self, claim, when, state, reason="", into=None, code=""):
        ClaimEvent.objects.create(
            claim=claim, from_status=claim.status, to_status=state, reason=reason, by=self.rita,
            at=when, code=code,
        )  # fmt: skip
        claim.status, claim.merged_into = state, into if state == "merged" else None
        claim.save()

    def review(self, claim, *steps, versions=()):
        """Each step is (when, state); each version (when, kind)."""
        public = versions and {"retraction": "retracted", "publication": "published"}.get(
            versions[-1][1], "corrected"
        )
        review = Review.objects.create(
            claim=claim, slug=f"review-{claim.pk}-{Review.objects.count()}", author=self.rita,
            verdict="false" if versions else "", approver=self.eddie if versions else None,
            published_at=versions[0][0] if versions else None,
            status=public or (steps[-1][1] if steps else "draft"),
        )  # fmt: skip
        before = ""
        for when, state in steps:
            ReviewEvent.objects.create(
                review=review, from_status=before, to_status=state, by=self.rita, at=when
            )
            before = state
        for number, (when, kind) in enumerate(versions, start=1):
            PublishedVersion.objects.create(
                review=review, number=number, kind=kind, verdict="false", document={}, sha256="0",
                author=self.rita, approver=self.eddie, published_at=when,
            )  # fmt: skip
        return review


def today():
    return timezone.localdate()

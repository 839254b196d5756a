"""One claim with all that its page can show: plainly invented places and people."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from claims.models import (
    Anchor,
    Appearance,
    Claim,
    ClaimEvent,
    ClaimMatch,
    Publisher,
    Review,
    Snapshot,
)
from claims.text.checkworthiness import Factor, score
from claims.text.plan import plan
from claims.text.precedents import precedent
from tests import factories

WORDS = "It was the first time since 1982 that the governing party took a seat from the opposition"
TEXT = (
    f"The count in Eastmarsh ended on Thursday.\n\n“{WORDS},” said Ada Example.\n\nNobody clapped."
)
OUTLETS = ("Times", "Post", "Echo")
ADDS = {
    "constant": -1.6,
    "number": 0.7,
    "comparison or record": 0.5,
    "record": 1.0,
    "dated": 0.2,
    "attributed": 0.2,
    "said by a politician": 0.3,
    "personal": -0.4,
    "wording": 0.6,
}
FACTORS = [{"name": name, "value": 1.0, "contribution": adds} for name, adds in ADDS.items()]
SCORE = score([Factor(name, 1.0, adds) for name, adds in ADDS.items()])


def make_claim(article=None, **fields) -> Claim:
    read = precedent(WORDS)
    steps = plan(("precedent", "event"), read, datetime(2017, 2, 26, tzinfo=UTC).date())
    fields = {
        "text": (
            "The Eastmarsh byelection was the first time since 1982 that the governing party "
            "took a seat from the opposition."
        ),
        "types": ["precedent", "event"],
        "speaker": factories.make_speaker("Ada Example", role="chair", party="The Bridge Party"),
        "score": SCORE,
        "flags": ["who or what is “It”", "which “seat”"],
        "plan": [{"kind": s.kind, "text": s.text} for s in steps],
        "precedent": {
            name: getattr(read, name)
            for name in (
                "kind", "direction", "anchor", "since", "span_years", "polarity", "metric",
                "universe",
            )
        },
        "topic": "elections",
        **fields,
    }  # fmt: skip
    claim = factories.make_claim(WORDS, article or make_article(0), **fields)
    claim.appearances.update(
        factors=FACTORS, voice="direct", cue="said", speaker_printed="Ada Example"
    )
    return claim


def make_article(number: int):
    name = f"The Invented {OUTLETS[number % len(OUTLETS)]}"
    return factories.make_article(
        f"{TEXT}\n\nReport {number}.",
        title=f"Seat changes hands, report {number}",
        publisher=Publisher.objects.get_or_create(name=name)[0],
        published_at=factories.PUBLISHED + timedelta(days=11 * number),
    )


def see_again(claim: Claim, number: int, words: str = WORDS) -> Appearance:
    article = make_article(number)
    snapshot = article.latest
    start = snapshot.text.index(words)
    return Appearance.objects.create(
        claim=claim, snapshot=snapshot, exact=words, start=start, end=start + len(words),
        voice="indirect", engine="test-1", extraction=snapshot.extractions.first(),
    )  # fmt: skip


def rework(seen: Appearance, fate: str) -> Anchor:
    """A later version of the article, in which the words fare so."""
    old = seen.snapshot
    text = f"Corrected. {old.text}" if fate == "moved" else "The count ended. Nobody clapped."
    new = Snapshot.objects.create(article=old.article, text=text, sha256="0" * 64)
    start = seen.start + 11 if fate == "moved" else None
    return Anchor.objects.create(
        appearance=seen, snapshot=new, fate=fate, start=start,
        end=start and start + len(seen.exact),
    )  # fmt: skip


def match(claim: Claim, text: str, relation: str, differences: list[str], **fields) -> ClaimMatch:
    earlier = factories.make_claim(
        text=text, speaker=factories.make_speaker(), stated_on=datetime(2016, 5, 3).date()
    )
    return ClaimMatch.objects.create(
        claim=claim, earlier=earlier, relation=relation, differences=differences,
        **{"similarity": 0.96, **fields},
    )  # fmt: skip


def rated(match: ClaimMatch, verdict: str, reason: str) -> Review:
    review = factories.make_published_review(
        match.earlier, verdict=verdict, verdict_reason=reason, reply="No answer yet."
    )
    Review.objects.filter(pk=review.pk).update(
        published_at=timezone.make_aware(datetime(2016, 5, 9, 12))
    )
    return review


def whole_story(sightings: int = 7) -> Claim:
    claim = make_claim()
    seen = [see_again(claim, number) for number in range(1, sightings)]
    for one, fate in zip(seen, ("moved", "gone"), strict=False):
        rework(one, fate)
    same = match(
        claim,
        "Not since 1982 had a governing party won a seat from the opposition as in Eastmarsh.",
        "same",
        [],
    )
    rated(same, "mostly_true", "It was, if one counts byelections only.")
    other = match(
        claim,
        "It was the first time since 1992 that the governing party took a seat.",
        "same_topic",
        ["1982 ≠ 1992", "opposition ≠ not said"],
        similarity=0.88,
    )
    rated(other, "false", "It happened twice in between.")
    by = factories.reviewer(first_name="Bert", last_name="Instance")
    ClaimEvent.objects.create(
        claim=claim, from_status="new", to_status="new", by=by,
        reason=f"Text: {claim.text.replace('opposition', 'official opposition')} → {claim.text}",
    )  # fmt: skip
    return claim

"""A desk full of what strangers and colleagues wrote."""

from claims.models import (
    Anchor,
    Claim,
    ClaimMatch,
    Comment,
    Correction,
    Delivery,
    Evidence,
    Extraction,
)
from claims.services import corrections, webhooks
from tests import factories


def make_world(reviewer, editor, say):
    """One row of everything: `say(most)` is what strangers and colleagues wrote, in at most so many
    characters."""
    publisher = factories.make_publisher(f"Outlet {say(190)}")
    speaker = factories.make_speaker(f"Speaker {say(190)}", role=say(200), party=say(100))
    text = f"It was {factories.WORDS}. {say()} It was never so before."
    article = factories.make_article(
        text, title=f"Title {say(490)}", byline=say(300), publisher=publisher, received_by=reviewer
    )
    claim = factories.make_claim(
        article=article,
        text=f"Claim {say()}",
        speaker=speaker,
        flags=[say()],
        plan=[{"kind": "establish", "text": say()}],
        precedent={"kind": "first_since", "anchor": say(), "since": 1982},
    )
    claim.appearances.update(
        speaker_printed=say(300), cue=say(100), chain=[say()],
        factors=[{"name": say(), "value": 1.0, "contribution": -0.4}],
    )  # fmt: skip
    Extraction.objects.filter(snapshot__article=article).update(
        state="dead",
        last_error=say(),
        sentences=[
            {"start": 0, "end": 9, "outcome": "failed", "reason": say()},
            {"start": 9, "end": 12, "outcome": "not_claim", "reason": say()},
        ],
    )
    texts = {name: say() for name in ("summary", "body", "reply")} | {"verdict_reason": say(300)}
    review = factories.make_published_review(claim, reviewer, editor, headline=say(75), **texts)
    correction = corrections.propose(
        review,
        kind=Correction.Kind.CLARIFICATION,
        reason=say(),
        changes={"summary": f"New {say()}"},
        by=reviewer,
        evidence=[
            {"role": "context", "title": say(300), "url": "https://a.example/", "quote": say()}
        ],
    )
    later = factories.make_claim(text=f"Later {say()}", types=list(Claim.Type.values))
    ClaimMatch.objects.create(
        claim=later, earlier=claim, similarity=0.9, relation="same", differences=[say()]
    )
    seen = later.appearances.get()
    changed = seen.snapshot.article.snapshots.create(text=(words := say()), sha256="0" * 64)
    Anchor.objects.create(
        appearance=seen, snapshot=changed, fate="changed", start=0, end=len(words)
    )
    own = factories.make_ready_review(by=reviewer, **texts)
    Evidence.objects.filter(review=own).update(title=say(300), quote=say(), interest=say(300))
    Comment.objects.create(review=own, by=editor, text=say())
    partner = factories.make_partner(f"Partner {say(190)}")
    endpoint, _ = webhooks.add(partner, url="https://wire.example/hook", by=editor)
    delivery = webhooks.ping(endpoint)
    said = {"at": "2017-02-26T09:00:00+00:00", "ms": 9, "status": 500, "answer": say(), "error": ""}
    Delivery.objects.update(tries=[said, said | {"error": say()}], last_error=say())
    report = factories.make_report(review, say(5000))
    return [
        article, claim, later, review, own, correction, partner, publisher, speaker,
        report, delivery,
        factories.make_submitted_review(by=reviewer, **texts), article.latest.extractions.get(),
    ]  # fmt: skip

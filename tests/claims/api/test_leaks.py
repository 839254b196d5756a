"""What the desk has not published never leaves: every address × every state × a canary."""

import io
import zipfile

import pytest
from django.urls import reverse

from claims.api.urls import urlpatterns
from claims.services import corrections, listings, matching, reviews
from tests.claims.api.story import Kind, correct, rate_anew, retract
from tests.factories import (
    approve,
    editor,
    make_article,
    make_claim,
    make_evidence,
    make_published_review,
    make_ready_review,
    make_review,
    make_speaker,
    make_submitted_review,
    reviewer,
)

pytestmark = pytest.mark.django_db
CANARY = "canarybird"
WRITTEN = {
    "verdict_reason": f"Because of the {CANARY}.",
    "headline": f"The {CANARY} claim",
    "summary": f"A {CANARY} summary.",
    "body": f"A {CANARY} body.",
    "reply": f"The {CANARY} replied.",
}


def secret_claim(**fields):
    words = f"the {CANARY} is the first since 1982"
    article = make_article(f"He said that {words}.", title=f"The {CANARY} article")
    return make_claim(words, article, speaker=make_speaker(f"Ada {CANARY}"), **fields)


def empty_draft():
    return make_review(secret_claim())


def draft():
    return make_ready_review(secret_claim(), **WRITTEN)


def submitted():
    return make_submitted_review(secret_claim(), **WRITTEN)


def sent_back():
    review = submitted()
    reviews.send_back(review, by=editor(), reason=f"The {CANARY} is missing.")
    return review


def withdrawn():
    review = submitted()
    reviews.withdraw(review, by=review.author, reason=f"No {CANARY} any more.")
    return review


def proposal(review, kind=Kind.CORRECTION, **changes):
    return corrections.propose(
        review,
        kind=kind,
        reason=f"The {CANARY} was found.",
        changes=changes or {"summary": WRITTEN["summary"], "body": WRITTEN["body"]},
        by=reviewer(),
        evidence=[
            {"role": "context", "title": f"{CANARY} list", "url": f"https://{CANARY}.example/"}
        ],
    )


def published_with_a_proposal():
    review = make_published_review()
    proposal(review)
    return review


def published_with_a_proposed_retraction():
    review = make_published_review()
    proposal(review, Kind.RETRACTION)
    return review


def corrected_with_a_proposal():
    review = make_published_review()
    rate_anew(review)
    proposal(review)
    return review


def published_after_a_declined_proposal():
    review = make_published_review()
    corrections.decline(proposal(review), by=editor(), reason=f"No {CANARY}.")
    correct(review)
    return review


def published_after_remarks():
    """What colleagues wrote to each other on the way."""
    review = make_submitted_review()
    reviews.send_back(review, by=editor(), reason=f"Look at the {CANARY}.")
    review.refresh_from_db()
    reviews.submit(review, by=review.author)
    review.refresh_from_db()
    approve(review, by=editor())
    return review


def published_and_edited_beside():
    """The rows under a published version change; the version does not."""
    review = make_published_review()
    type(review.claim).objects.update(text=f"It was the {CANARY}.", detected_text=CANARY)
    make_evidence(review, title=f"{CANARY} list")
    return review


def retracted_with_a_new_draft():
    review = make_published_review()
    retract(review)
    return make_ready_review(review.claim, **WRITTEN)


HIDDEN = [empty_draft, draft, submitted, sent_back, withdrawn]
BESIDE = [
    published_with_a_proposal,
    published_with_a_proposed_retraction,
    corrected_with_a_proposal,
    published_after_a_declined_proposal,
    published_after_remarks,
    published_and_edited_beside,
]
ASKED = ("check?q", "claims:search?query")
NAMES = [
    p.name
    for p in urlpatterns
    if p.name not in (None, "docs", "acknowledge", "check", "claim-search")
]


def addresses(review):
    known = {"slug": review.slug, "number": 1, "id": review.claim.uuid}
    for pattern in urlpatterns:
        if pattern.name in NAMES:
            needed = {name: known[name] for name in pattern.pattern.converters}
            yield reverse(f"api:{pattern.name}", kwargs=needed)
    yield reverse("api:review-version", kwargs={"slug": review.slug, "number": 2})
    yield from (f"/api/v1/{noun}/?verdict=mostly_true" for noun in ("reviews", "claims"))
    yield from (f"/api/v1/{asked}=It+is+the+first+since+1982." for asked in ASKED)
    yield f"/api/v1/reviews/?speaker={review.claim.speaker.uuid if review.claim.speaker else ''}"


def leaks(api, review):
    """The addresses at which the canary sings, in body or headers."""
    matching.embed_next(10)
    listings.embed_next()
    for url in addresses(review):
        response = api.get(url)
        if CANARY.encode() in words(response) or CANARY in str(response.headers):
            yield url


def words(response):
    body = response.getvalue()
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as workbook:
        return b"".join(workbook.read(name) for name in workbook.namelist())


@pytest.mark.parametrize("state", HIDDEN + BESIDE, ids=lambda state: state.__name__)
def test_the_canary_is_never_heard(api, state):
    review = state()
    # The address of a draft may hold its words; it is known to nobody, and not repeated.
    type(review).objects.filter(pk=review.pk).update(slug="some-review")
    review.refresh_from_db()
    assert list(leaks(api, review)) == []


@pytest.mark.parametrize("state", HIDDEN, ids=lambda state: state.__name__)
def test_a_hidden_review_is_nowhere(api, state):
    review = state()
    for name, arguments in [
        ("review", {"slug": review.slug}),
        ("claimreview", {"slug": review.slug}),
        ("review-version", {"slug": review.slug, "number": 1}),
        ("claim", {"id": review.claim.uuid}),
    ]:
        assert api.get(reverse(f"api:{name}", kwargs=arguments)).status_code == 404
    for name in ("reviews", "claims", "changes"):
        assert api.get(reverse(f"api:{name}")).json()["results"] == []


def test_a_new_draft_hides_behind_its_retracted_predecessor(api):
    review = retracted_with_a_new_draft()
    assert list(leaks(api, review)) == []
    assert api.get(reverse("api:review", kwargs={"slug": review.slug})).status_code == 404


def test_the_matrix_can_fail(api):
    """The same canary, published, is heard."""
    review = make_published_review(secret_claim(), **WRITTEN)
    heard = list(leaks(api, review))
    assert len(heard) >= len(NAMES) - 1  # all but the schema
    assert all(any(asked in url for url in heard) for asked in ASKED)

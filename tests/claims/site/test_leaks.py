"""What is not published is on no public page, in no state of a review."""

from datetime import date

import pytest
from django.urls import reverse

from claims.services import corrections, reviews
from claims.site.urls import urlpatterns
from tests import factories

CANARY = "Zanzibarquagga"
SECRET = f"{CANARY} was the first since 1982"


def secret_claim():
    article = factories.make_article(f"{SECRET} they wrote. More {CANARY}.", title=CANARY)
    return factories.make_claim(SECRET, article, text=f"{SECRET}.")


def secret_words():
    words = dict.fromkeys(("verdict_reason", "headline", "summary", "body", "reply"), CANARY)
    return words | {"reply_asked_on": date(2017, 2, 25)}


def draft():
    review = factories.make_ready_review(secret_claim(), **secret_words())
    factories.make_evidence(review, title=CANARY, quote=CANARY, url=f"https://{CANARY}.example")
    return review


def submitted():
    review = draft()
    reviews.submit(review, by=review.author)
    return review


def sent_back():
    review = submitted()
    reviews.send_back(review, by=factories.editor(), reason=CANARY)
    return review


def withdrawn():
    review = draft()
    reviews.withdraw(review, by=review.author, reason=CANARY)
    return review


def proposed(review=None, kind="rating_change"):
    review = review or factories.make_published_review()
    changes = dict.fromkeys(("verdict_reason", "summary", "body"), CANARY)
    correction = corrections.propose(
        review,
        kind=kind,
        reason=CANARY,
        changes=changes | ({"verdict": "false"} if kind == "rating_change" else {}),
        by=factories.editor(),
        evidence=[{"role": "context", "title": CANARY, "url": f"https://{CANARY}.example"}],
    )
    return review, correction


def correction_proposed():
    return proposed()[0]


def retraction_proposed():
    return proposed(kind="retraction")[0]


def correction_declined():
    """And another one approved since, which freezes a new document."""
    review, correction = proposed()
    corrections.decline(correction, by=factories.editor(), reason=CANARY)
    approved = corrections.propose(
        review, kind="correction", reason="Fixed.", changes={"summary": "X"}, by=factories.editor()
    )
    factories.approve_correction(approved, by=factories.editor())
    return review


def published_after_a_note():
    """What an editor told the author stays between them."""
    review = factories.make_submitted_review()
    reviews.send_back(review, by=factories.editor(), reason=CANARY)
    review.refresh_from_db()
    reviews.submit(review, by=review.author)
    review.refresh_from_db()
    factories.approve(review, by=factories.editor())
    return review


STATES = [
    draft,
    submitted,
    sent_back,
    withdrawn,
    correction_proposed,
    retraction_proposed,
    correction_declined,
    published_after_a_note,
]


def public_urls(review):
    """Every public address, from the URL patterns: a new page is in the test by itself."""
    for pattern in urlpatterns:
        needs = pattern.pattern.converters
        for number in (1, 2) if "number" in needs else (1,):
            values = {"slug": review.slug, "number": number}
            yield reverse(f"site:{pattern.name}", kwargs={name: values[name] for name in needs})
    yield reverse("site:corrections") + "?only=rating-changes"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_unpublished_words_are_nowhere(client, db, state):
    review = state()
    for url in public_urls(review):
        content = client.get(url).content.decode().lower()
        assert CANARY.lower() not in content.replace(url.lower(), ""), url


def test_the_canary_sings_once_it_is_published(client, db):
    review = submitted()
    review.refresh_from_db()
    factories.approve(review, by=factories.editor())
    pages = {url: client.get(url).content.decode() for url in public_urls(review)}
    heard = {url for url, content in pages.items() if CANARY in content}
    assert heard == {
        review.get_absolute_url(),
        f"{review.get_absolute_url()}versions/1/",
        "/",
        "/feed.atom",
    }
    assert review.slug in pages["/sitemap.xml"]

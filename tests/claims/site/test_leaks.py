"""What is not published is on no public page, in no state of a review."""

from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from claims.models import Review
from claims.services import corrections, reports, reviews
from factcheck.urls import urlpatterns
from tests import factories
from tests.claims.site.test_versions import remove

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


def correction_from_a_report():
    """Its reader is not told before it is public."""
    review, correction = proposed()
    report = factories.make_report(review)
    reports.note_origin(correction, report.pk, by=factories.editor())
    return review


def report_about_another():
    """What one reader writes, and leaves to be reached at, is not for others."""
    review = factories.make_published_review()
    factories.make_report(review)
    factories.make_report(review, CANARY, email=f"{CANARY}@example.org")
    return review


def correction_declined():
    """And another one approved since, which freezes a new document."""
    review, correction = proposed()
    corrections.decline(correction, by=factories.editor(), reason=CANARY)
    approved = corrections.propose(
        review, kind="correction", reason="Fixed.", changes={"summary": "X"}, by=factories.editor()
    )
    factories.approve_correction(approved, by=factories.editor())
    return review


def retracted_instead():
    """What would have been corrected went altogether."""
    review, correction = proposed()
    corrections.decline(correction, by=factories.editor(), reason=CANARY)
    approved = corrections.propose(
        review, kind="retraction", reason="Wrong.", changes={}, by=factories.editor()
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
    retracted_instead,
    correction_from_a_report,
    report_about_another,
    published_after_a_note,
]


def values_for(review):
    """What the addresses of the site may name. A page that names something else fails here:
    give it the row of this review, so that the page is in the test."""
    report = review.reports.order_by("at").first()
    claim = review.claim
    return {
        "slug": review.slug,
        "token": report.token if report else uuid4(),
        "speaker": claim.speaker.uuid if claim.speaker else uuid4(),
        "topic": claim.topic or "health",
        "article": claim.appearances.order_by("pk").first().snapshot.article.uuid,
    }


# Not for strangers; each has a matrix of its own.
OTHERS = ("desk/", "api/v1/articles/", "api/v1/")


def public_patterns():
    for mounted in urlpatterns:
        if str(mounted.pattern) not in OTHERS:
            yield from getattr(mounted, "url_patterns", ())


def public_urls(review):
    """Every public address, from the URL patterns: a new page is in the test by itself."""
    for pattern in public_patterns():
        needs = pattern.pattern.converters
        for number in (1, 2) if "number" in needs else (1,):
            values = values_for(review) | {"number": number}
            yield reverse(f"site:{pattern.name}", kwargs={name: values[name] for name in needs})
    yield reverse("site:corrections") + "?only=rating-changes"
    yield reverse("site:oembed") + f"?url={settings.SITE_URL}{review.get_absolute_url()}"


def test_the_matrix_knows_every_state(db):
    keys = [state().pk for state in STATES]
    found = Review.objects.filter(pk__in=keys).values_list("status", flat=True)
    assert set(found) == set(Review.Status)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_unpublished_words_are_nowhere(client, db, state):
    review = state()
    for url in public_urls(review):
        for ask in (client.get, client.post):
            answer = ask(url)
            content = b"".join(answer).decode(errors="replace").lower()
            assert CANARY.lower() not in content.replace(url.lower(), ""), url
            assert CANARY.lower() not in str(answer.headers).lower().replace(url.lower(), ""), url


def removed():
    review = submitted()
    review.refresh_from_db()
    factories.approve(review, by=factories.editor())
    report = factories.make_report(review, f"{CANARY} is not a place.")
    reports.answer(report, f"{CANARY} is one.", by=factories.editor())
    remove(review.versions.get())
    return review


def test_after_a_legal_removal_no_word_is_left_anywhere(client, db):
    """The address holds words of the claim: it answers 410, and nothing links to it."""
    review = removed()
    for url in public_urls(review):
        for ask in (client.get, client.post):
            answer = ask(url)
            content = b"".join(answer).decode(errors="replace").lower()
            own = review.slug in url or "/reports/" in url
            assert CANARY.lower() not in content.replace(review.slug, "" if own else "?"), url
            assert not own or answer.status_code in (404, 405, 410), url


def test_the_canary_sings_once_it_is_published(client, db):
    review = submitted()
    review.refresh_from_db()
    factories.approve(review, by=factories.editor())
    # A picture is no text: what it shows is in test_picture.py.
    pages = {url: client.get(url).content.decode(errors="replace") for url in public_urls(review)}
    heard = {url for url, content in pages.items() if CANARY in content}
    assert heard == {
        review.get_absolute_url(),
        f"{review.get_absolute_url()}versions/1/",
        # Is not there, and says what is near.
        f"{review.get_absolute_url()}versions/2/",
        f"{review.get_absolute_url()}versions/2/picture.png",
        f"{review.get_absolute_url()}report/",
        f"/articles/{values_for(review)['article']}/",
        "/",
        "/search/",
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/news-sitemap.xml",
        f"{review.get_absolute_url()}embed/",
        f"/oembed?url={settings.SITE_URL}{review.get_absolute_url()}",
    }
    assert review.slug in pages["/sitemap.xml"]

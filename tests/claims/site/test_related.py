"""Beside a verdict stand similar ones, of the same speaker and topic; public text alone."""

import pytest

from claims.models import Claim
from claims.site import related
from tests import factories
from tests.claims.site.reader import Page
from tests.claims.site.test_versions import remove


@pytest.fixture(autouse=True)
def fresh():
    related.choose.cache_clear()
    yield
    related.choose.cache_clear()


def published(words, **fields):
    article = factories.make_article(f"They said {words}.")
    claim = factories.make_claim(words, article, text=words, **fields)
    return factories.make_published_review(claim, headline=words[:75], reply="Yes.")


def beside(review):
    return {(row["slug"], row["why"]) for row in related.related(review.pk)}


@pytest.fixture
def ada(db):
    return factories.make_speaker("Ada Example")


@pytest.fixture
def review(ada):
    return published(
        "Ferries were late on 40 days in May", speaker=ada, topic=Claim.Topic.choices[0][0]
    )


def test_similar_claims_come_first_then_the_speaker_then_the_topic(review, ada):
    topic = Claim.Topic.choices[0][0]
    on_topic = published("Bread costs twice as much", topic=topic)
    by_ada = published("Nobody built a school", speaker=ada, topic=topic)
    similar = published("Ferries were late on 50 days in May")
    published("Quite another thing altogether")
    assert [row["slug"] for row in related.related(review.pk)] == [
        r.slug for r in (similar, by_ada, on_topic)
    ]
    assert beside(review) == {
        (similar.slug, "A similar claim"),
        (by_ada.slug, "The same speaker"),
        (on_topic.slug, "The same topic"),
    }


def test_at_most_four(review, ada):
    for number in range(6):
        published(f"Claim {number} about nothing", speaker=ada)
    assert len(related.related(review.pk)) == related.SHOWN


def test_a_page_asked_for_again_shows_at_once_what_became_of_the_others(client, review, correct):
    other = published("Ferries were late on 50 days in May")
    url = review.get_absolute_url()
    known = client.get(url)
    assert "Ferries were late on 50 days in May Mostly true" in Page(known).text
    correct(other, "rating_change", verdict="false", verdict_reason="No.", summary="None.")
    changed = client.get(url, headers={"If-None-Match": known["ETag"]})
    assert "Ferries were late on 50 days in May False" in Page(changed).text
    correct(other, "retraction")
    gone = client.get(url, headers={"If-None-Match": changed["ETag"]})
    assert gone.status_code == 200
    assert "50 days" not in gone.content.decode()


def test_a_removed_one_is_gone_at_once(client, review):
    other = published("Ferries were late on 50 days in May")
    url = review.get_absolute_url()
    known = client.get(url)
    assert "50 days" in known.content.decode()
    remove(other.versions.get())
    after = client.get(url, headers={"If-None-Match": known["ETag"]})
    assert after.status_code == 200
    assert "50 days" not in after.content.decode()


def test_drafts_are_beside_nothing(review, ada):
    words = "Ferries were late on 50 days in May"
    claim = factories.make_claim(words, factories.make_article(f"{words}."), speaker=ada)
    factories.make_submitted_review(claim, reply="Yes.")
    assert related.related(review.pk) == []


def test_old_versions_and_unlisted_reviews_have_none(client, review):
    published("Ferries were late on 50 days in May")
    old = client.get(f"{review.get_absolute_url()}versions/1/")
    assert "Related fact-checks" not in Page(old).text
    assert related.related(0) == []


def test_looking_costs_three_queries_once_and_one_later(review, django_assert_num_queries):
    published("Ferries were late on 50 days in May")
    with django_assert_num_queries(3):
        related.related(review.pk)
    with django_assert_num_queries(1):
        related.related(review.pk)

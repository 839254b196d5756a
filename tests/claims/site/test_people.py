"""Pages of a speaker, a topic and an article: of frozen documents, careful with numbers."""

from uuid import uuid4

import pytest

from claims.models import Listing, Verdict
from claims.site.charts import verdict_bars
from tests import factories
from tests.claims.site.reader import Page
from tests.claims.site.test_pages import remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return factories.make_speaker("Ada Example", role="Mayor", party="Orchard Party")


def checked(speaker, count=1, **fields):
    reviews = [
        factories.make_published_review(factories.make_claim(speaker=speaker), reply="No.")
        for _ in range(count)
    ]
    if fields:
        Listing.objects.filter(review__in=reviews).update(**fields)
    return reviews


def record(client, speaker):
    response = client.get(f"/speakers/{speaker.uuid}/")
    assert response.status_code == 200
    return Page(response)


def test_few_checks_are_told_in_words_without_a_chart(client, ada):
    checked(ada, 2)
    checked(ada, 1, verdict="false")
    page = record(client, ada)
    assert "Mayor, Orchard Party" in page.text
    assert "Three fact-checks of what Ada Example said: one False, two Mostly true." in page.text
    assert "This is not a measure of honesty." in page.text
    assert "They are few, too." in page.text
    assert not page.all("svg")


def test_the_chart_has_every_verdict_and_those_off_the_scale_apart(client, ada):
    checked(ada, 5)
    checked(ada, 1, verdict="satire")
    page = record(client, ada)
    [chart] = page.all("svg")
    assert chart["role"] == "img"
    for verdict in Verdict:
        assert f"{verdict.label} {5 if verdict == 'mostly_true' else int(verdict == 'satire')}" in (
            page.text
        )


def test_the_axis_begins_at_zero_and_nothing_is_drawn_for_nothing():
    chart = verdict_bars({Verdict.FALSE: 4, Verdict.TRUE: 1}, "Title")
    assert 'width="54.0%"' in chart
    assert 'width="13.5%"' in chart
    assert chart.count("<rect") == 2
    assert chart.count("<line") == 9
    assert "Title</title><desc>False 4, True 1.</desc>" in chart
    assert verdict_bars({}, "Title").count("<rect") == 0


def test_retracted_checks_have_no_verdict(client, ada, correct):
    [gone, _] = checked(ada, 2)
    correct(gone, "retraction")
    text = record(client, ada).text
    assert "One fact-check of what Ada Example said: one Mostly true." in text
    assert "We have retracted one more, which has no verdict any longer." in text


def test_what_was_said_again_is_counted(client, ada):
    checked(ada, 1, sightings=7, outlets=["A", "B", "C", "D"])
    text = record(client, ada).text
    assert "One of these claims was seen seven times." in text
    assert "seen seven times, in four outlets" in text


def test_a_speaker_is_as_the_newest_document_says(client, ada):
    checked(ada)
    ada.name = "Somebody Else"
    ada.save()
    assert "Ada Example" in record(client, ada).text


@pytest.mark.parametrize("state", ["unknown", "drafted", "removed"])
def test_of_whom_nothing_public_was_checked_there_is_no_page(client, ada, state):
    if state == "drafted":
        factories.make_ready_review(factories.make_claim(speaker=ada), reply="No.")
    if state == "removed":
        [review] = checked(ada)
        remove(review.versions.get())
    assert client.get(f"/speakers/{ada.uuid}/").status_code == 404
    assert "Ada Example" not in Page(client.get("/speakers/")).text


def test_speakers_stand_from_a_to_z_with_their_numbers(client, ada):
    checked(factories.make_speaker("Zoe Sample"))
    checked(ada, 2)
    text = Page(client.get("/speakers/")).text
    assert "A Ada Example two fact-checks Z Zoe Sample one fact-check" in text


def test_no_speakers_and_no_topics_yet(client):
    assert "not checked anything that somebody said" in Page(client.get("/speakers/")).text
    assert "No fact-check has a topic yet." in Page(client.get("/topics/")).text
    assert "not checked anything on this topic" in Page(client.get("/topics/health/")).text
    assert client.get("/topics/astrology/").status_code == 404


def test_a_topic_lists_its_checks(client, ada):
    review = factories.make_published_review(factories.make_claim(topic="health"))
    checked(ada)
    assert "Health one fact-check" in Page(client.get("/topics/")).text
    page = Page(client.get("/topics/health/"))
    assert [a for a in page.links() if a.startswith("/verdicts/")] == [review.get_absolute_url()]


TEXT = "Ada spoke first. Nurses are leaving, and doctors are leaving too.\n\nTaxes rose by a fifth."


def in_article(article, *words):
    return [
        factories.make_published_review(factories.make_claim(w, article), headline=w) for w in words
    ]


def test_an_article_shows_the_paragraphs_of_its_checked_claims_in_order(client):
    article = factories.make_article(TEXT, url="https://courier.example/a")
    reviews = in_article(article, "Taxes rose", "doctors are leaving", "Nurses are leaving")
    response = client.get(f"/articles/{article.uuid}/")
    page = Page(response)
    assert "We checked three claims in this article." in page.text
    assert len(page.all("blockquote")) == 2
    assert (
        "<mark>Nurses are leaving</mark>, and <mark>doctors are leaving</mark> too."
        in response.content.decode()
    )
    links = [a for a in page.links() if a.startswith("/verdicts/")]
    assert links == [review.get_absolute_url() for review in reviews[::-1]]
    assert "https://courier.example/a" in page.links()


def test_claims_that_overlap_stand_in_passages_of_their_own(client):
    article = factories.make_article(TEXT)
    in_article(article, "Nurses are leaving, and doctors", "doctors are leaving")
    page = Page(client.get(f"/articles/{article.uuid}/"))
    assert len(page.all("mark")) == len(page.all("blockquote")) == 2


def test_a_removed_check_leaves_its_article_at_once(client, correct):
    article = factories.make_article(TEXT)
    kept, removed = in_article(article, "Taxes rose", "Nurses are leaving")
    correct(kept, "retraction")
    remove(removed.versions.get())
    page = Page(client.get(f"/articles/{article.uuid}/"))
    assert "Retracted Taxes rose" in page.text
    assert "Nurses" not in page.text


def test_an_article_without_a_public_check_has_no_page(client):
    article = factories.make_article(TEXT)
    factories.make_ready_review(factories.make_claim("Taxes rose", article))
    assert client.get(f"/articles/{article.uuid}/").status_code == 404
    assert client.get(f"/articles/{uuid4()}/").status_code == 404


@pytest.mark.parametrize(
    ("url", "queries"),
    [("/speakers/", 2), ("/speakers/{speaker}/", 4), ("/topics/", 1), ("/topics/health/", 2),
     ("/articles/{article}/", 1)],
)  # fmt: skip
def test_pages_cost_the_same_for_many(client, ada, django_assert_num_queries, url, queries):
    article = factories.make_article(TEXT)
    for words in ("Taxes rose", "Nurses are leaving", "doctors are leaving"):
        claim = factories.make_claim(words, article, speaker=ada, topic="health")
        factories.make_published_review(claim, reply="No.")
    url = url.format(speaker=ada.uuid, article=article.uuid)
    with django_assert_num_queries(queries):
        first = client.get(url)
    assert first.status_code == 200
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

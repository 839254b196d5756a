from datetime import UTC, datetime

import pytest

from claims.models import Article, Extraction, Publisher, Snapshot
from claims.services.articles import MAX_CHARACTERS, ArticleRefused, describe, receive_article

pytestmark = pytest.mark.django_db

HARD = {
    "mixed line ends": "One.\r\nTwo.\rThree.\n\r\nFour.",
    "emoji and combining": "Crime 👮🏽‍♀️ fell by 5%. Cafe\u0301s closed. \U0001f1ec\U0001f1e7",
    "right to left": "قال الوزير إن البطالة انخفضت إلى 5%. \u202eabc\u202c שלום",
    "spaces around": "  \t Two  spaces.  \n",
    "no sentence": "12 — 34 … !!!",
    "byte order mark inside": "A\ufeffB.",
    "line and paragraph separators": "A.\u2028B.\u2029C.\x85D.\x0bE.",
}


def receive(text="It rained.", **fields):
    return receive_article(text=text, via=Article.Via.PASTE, **fields)


@pytest.mark.parametrize("case", HARD)
def test_the_text_is_stored_to_the_letter(case):
    snapshot = receive(HARD[case]).snapshot
    assert Snapshot.objects.get(pk=snapshot.pk).text == HARD[case]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" \n\t\u00a0\u2003", "empty"),
        ("a\0b", "NUL character at position 1"),
        ("ab\ud83d", "lone surrogate\\) at position 2"),
        ("x" * (MAX_CHARACTERS + 1), "at most 1,000,000"),
    ],
)
def test_unusable_text_is_refused_and_nothing_is_kept(text, says):
    with pytest.raises(ArticleRefused, match=says):
        receive(text)
    assert not Article.objects.exists()


@pytest.mark.parametrize("url", ["ftp://paper.example/a", "javascript:alert(1)", "paper.example/a"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ArticleRefused, match="https://"):
        receive(url=url)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "x" * 501, "The title has 501 characters; at most 500"),
        ("publisher", "a\0b", "The publisher has a character that is not text"),
        ("byline", "a\ud83d", "The byline has a character"),
        ("url", "https://paper.example/" + "x" * 2000, "longer"),
        ("url", "https://paper.example/" + "新" * 1000, "longer"),
    ],
)
def test_bad_details_are_refused(field, value, says):
    with pytest.raises(ArticleRefused, match=says):
        receive(**{field: value})
    assert not Article.objects.exists()


class TestDescribe:
    DETAILS = {"title": "Rain", "byline": "Ada Example", "publisher": "The Example"}

    def test_names_the_article_and_leaves_the_text(self):
        received = receive()
        describe(received.article, url="https://paper.example/rain", **self.DETAILS)
        article = Article.objects.get()
        assert (article.title, article.publisher.name) == ("Rain", "The Example")
        assert article.latest == received.snapshot
        assert receive(url="https://paper.example/rain").created is False

    def test_the_same_text_without_a_link_is_still_that_article(self):
        received = receive()
        describe(received.article, url="https://paper.example/rain", **self.DETAILS)
        assert receive().article == received.article

    def test_a_link_taken_away_is_free_for_another(self):
        received = receive(url="https://paper.example/rain")
        describe(received.article, url="", **self.DETAILS)
        other = receive("It poured.", url="https://paper.example/rain")
        assert other.article != received.article
        assert other.article.url == "https://paper.example/rain"

    def test_two_articles_never_share_an_address(self):
        receive("It poured.", url="https://paper.example/rain")
        with pytest.raises(ArticleRefused, match="Another article"):
            describe(receive().article, url="https://paper.example/rain", **self.DETAILS)


def test_an_extraction_waits_in_the_same_transaction():
    received = receive(published_at=datetime(2017, 2, 26, tzinfo=UTC), publisher="The Example")
    assert received.created
    assert received.extraction.state == Extraction.State.WAITING
    assert received.article.publisher == Publisher.objects.get(name="The Example")


def test_the_same_text_twice_is_one_article():
    first, second = receive("It rained."), receive("It rained.")
    assert (second.article, second.created) == (first.article, False)
    assert Extraction.objects.count() == 1


def test_a_changed_text_at_the_same_address_is_a_new_snapshot():
    url = "https://paper.example/rain"
    first, second = receive("It rained.", url=url), receive("It poured.", url=url)
    assert first.article == second.article
    assert second.created
    assert second.article.latest == second.snapshot
    assert Extraction.objects.count() == 2


def test_a_dead_broker_loses_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr("celery.app.base.Celery.send_task", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        received = receive()
    assert received.extraction.state == Extraction.State.WAITING


class TestAddresses:
    """Which links lead to the same article."""

    URL = "https://paper.example/rain"

    @pytest.mark.parametrize(
        "url",
        [
            "http://www.paper.example/rain/",
            "https://paper.example/rain?utm_source=feed",
            "https://amp.paper.example/rain/amp",
            "https://www.google.com/amp/s/paper.example/rain",
        ],
    )
    def test_other_ways_to_the_address_are_the_same_article(self, url):
        first, second = receive(url=self.URL), receive("It poured.", url=url)
        assert second.article == first.article
        assert second.article.url == self.URL

    def test_a_page_says_what_its_address_is(self):
        first = receive(url=self.URL)
        other = receive("It poured.", url="https://paper.example/?p=7", canonical=self.URL)
        assert other.article == first.article

    def test_an_article_that_is_known_by_its_link_stays_it(self):
        first = receive(url="https://paper.example/?p=7")
        again = receive("It poured.", url="https://paper.example/?p=7", canonical=self.URL)
        assert again.article == first.article

    @pytest.mark.parametrize(
        "declared",
        ["https://other.example/rain", "javascript:0", "/rain", "https://", "\0", "x" * 9999],
    )
    def test_a_page_cannot_pass_for_another_outlet_s(self, declared):
        theirs = receive(url="https://other.example/rain")
        received = receive("It poured.", url=self.URL, canonical=declared)
        assert received.article != theirs.article
        assert received.article.key == self.URL


def test_what_was_not_known_is_filled_in_and_what_a_person_wrote_stays():
    url = "https://paper.example/rain"
    receive(url=url, title="Rain", modified_at=datetime(2017, 2, 26, tzinfo=UTC))
    later = datetime(2017, 2, 27, tzinfo=UTC)
    receive("It poured.", url=url, title="Rain!", byline="Ada Example", publisher="The Example",
            modified_at=later, language="en", image_alt="A wet\0 street" + "!" * 2000)  # fmt: skip
    article = Article.objects.get()
    assert (article.title, article.byline) == ("Rain", "Ada Example")
    assert (article.publisher.name, article.modified_at) == ("The Example", later)
    assert article.image_alt.startswith("A wet street!")

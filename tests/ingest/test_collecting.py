"""An article on its way in: fetched or uploaded, read, handed in, looked at again."""

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from claims.fetching import FetchFailed
from claims.models import Article, Snapshot
from claims.services.articles import ArticleRefused
from ingest import pipeline, readers
from ingest.models import Errand, Fetch, Host, Original
from ingest.readers import Document
from ingest.services import errands, fetches
from tests.factories import make_publisher, reviewer

from .conftest import STORY, TEXT, collect, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def reads(monkeypatch):
    """`reads(text, …)` — what every document that is read says."""

    def reads(text=TEXT, **fields):
        if "error" in fields:
            monkeypatch.setattr(readers, "read", raiser(fields["error"]))
        else:
            monkeypatch.setattr(readers, "read", lambda data, **_: Document(text=text, **fields))

    reads()
    return reads


def raiser(error):
    def raise_it(*args, **kwargs):
        raise error

    return raise_it


class TestLink:
    def test_becomes_an_article(self, web, reads):
        web.page(STORY, b"<html>the page", content_type="text/html; charset=utf-8", etag='"1"')
        reads(title="It fell", byline="Ben Sample", published="2017-02-26")
        by = reviewer()
        fetch = collect(fetches.collect_link(STORY, by=by))
        article = Article.objects.get()
        assert fetch.article == article
        assert (article.url, article.title, article.byline) == (STORY, "It fell", "Ben Sample")
        assert (article.via, article.received_by) == (Article.Via.LINK, by)
        assert timezone.localtime(article.published_at).date().isoformat() == "2017-02-26"
        assert article.latest.text == TEXT

    def test_its_bytes_are_kept(self, web, reads):
        web.page(STORY, b"<html>the page", content_type="text/html; charset=utf-8")
        collect(fetches.collect_link(STORY))
        original = Original.objects.get()
        assert fetches.bytes_of(original) == b"<html>the page"
        assert original.sha256 == hashlib.sha256(b"<html>the page").hexdigest()
        assert (original.size, original.content_type) == (14, "text/html; charset=utf-8")
        assert original.headers["content-type"] == "text/html; charset=utf-8"
        assert original.snapshot == Snapshot.objects.get()

    def test_what_a_person_says_comes_before_what_the_page_says(self, web, reads):
        web.page(STORY)
        reads(title="Page", outlet="The Page", byline="A. Page")
        collect(fetches.collect_link(STORY, details={"title": "Person", "publisher": "Person"}))
        article = Article.objects.get()
        assert (article.title, article.publisher.name) == ("Person", "Person")
        assert article.byline == "A. Page"

    def test_what_a_feed_says_comes_after(self, web, reads, feed):
        feed.publisher = make_publisher("The Outlet")
        feed.save()
        web.page(STORY)
        reads(title="Page", outlet="The Page")
        row = Fetch.objects.create(
            url=STORY, host="paper.example", via="feed", feed=feed,
            details={"title": "Feed", "published_at": "2017-02-26T09:00:00+00:00"},
        )  # fmt: skip
        collect(row)
        article = Article.objects.get()
        assert (article.title, article.publisher.name) == ("Page", "The Outlet")
        assert article.published_at == datetime(2017, 2, 26, 9, tzinfo=UTC)

    def test_a_page_names_its_own_address_and_nobody_else_s(self, web, reads):
        reads(canonical="https://www.paper.example/stories/one")
        for url in (STORY, f"{STORY}?edition=2", "https://rival.example/1"):
            web.page(url)
            collect(fetches.collect_link(url))
        assert {a.url for a in Article.objects.all()} == {STORY, "https://rival.example/1"}

    def test_another_language_is_told_and_not_read(self, web, reads):
        web.page(STORY)
        reads("Die Arbeitslosigkeit fiel im Mai auf 4,1 %.", language="de", notes=("A note.",))
        fetch = collect(fetches.collect_link(STORY))
        assert fetch.article.language == "de"
        assert not fetch.article.latest.extractions.exists()
        assert fetch.notes == ["A note."]
        assert fetch.progress == {"stage": "done", "reason": fetch.article.why_unread}
        assert "German" in fetch.article.why_unread

    def test_is_known_by_the_address_that_it_was_found_at(self, web, reads):
        web.page(STORY)
        web.answers["https://short.example/x"] = web.answers[STORY]
        fetch = fetches.collect_link(
            "https://short.example/x", details={"url": "https://short.example/x"}
        )
        assert collect(fetch).article.url == STORY

    @pytest.mark.parametrize("final", ["https://a_b.example/1", f"https://a.example/{'x' * 5000}"])
    def test_unless_that_is_none_that_we_keep(self, web, reads, final):
        web.page(STORY)
        web.answers[STORY] = dataclasses.replace(web.answers[STORY], url=final)
        assert collect(fetches.collect_link(STORY)).article.url == STORY

    def test_a_day_of_the_year_1_is_no_date(self, web, reads):
        web.page(STORY)
        reads(published="0001-01-01T00:00:00+00:00")
        assert collect(fetches.collect_link(STORY)).article.published_at is None

    def test_details_that_are_too_long_are_cut(self, web, reads):
        web.page(STORY)
        reads(title="x" * 900 + "\0", byline="a\nb\0" * 400)
        collect(fetches.collect_link(STORY))
        article = Article.objects.get()
        assert (len(article.title), len(article.byline)) == (500, 300)

    def test_an_address_that_is_none_is_refused_at_once(self):
        with pytest.raises(ArticleRefused, match="not a web address"):
            fetches.collect_link("paper.example/x")


class TestRefusals:
    """What will not get better is told and not tried again; the rest is, and then given up."""

    def test_an_answer_to_nothing_that_was_asked(self, web):
        web.page(STORY, b"", status=304)
        fetch = collect(fetches.collect_link(STORY))
        assert (fetch.state, fetch.last_error) == (Errand.State.DEAD, "The server answered 304.")

    @pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
    def test_an_answer_that_will_not_change(self, web, status):
        web.page(STORY, b"", status=status)
        fetch = collect(fetches.collect_link(STORY))
        assert fetch.state == Errand.State.DEAD
        assert str(status) in fetch.last_error
        assert errands.ring_due(at=later(days=9)) == 0

    def test_robots(self, web, monkeypatch):
        monkeypatch.setattr(pipeline.robots, "allowed", lambda url, reach: False)
        fetch = collect(fetches.collect_link(STORY))
        assert fetch.state == Errand.State.DEAD
        assert "robots.txt" in fetch.last_error
        assert "Paste the text instead." in fetch.last_error

    def test_the_guard(self, web):
        web.fails(STORY, FetchFailed("That address is inside.", temporary=False, retry_after=None))
        fetch = collect(fetches.collect_link(STORY))
        assert (fetch.state, fetch.last_error) == (Errand.State.DEAD, "That address is inside.")

    def test_what_cannot_be_read_keeps_its_bytes_for_a_better_reader(self, web, reads):
        web.page(STORY, b"%PDF-broken")
        reads(error=readers.Unreadable("The document is damaged."))
        fetch = collect(fetches.collect_link(STORY))
        assert (fetch.state, fetch.last_error) == (Errand.State.DEAD, "The document is damaged.")
        assert fetches.bytes_of(fetch.original) == b"%PDF-broken"

    def test_what_the_door_refuses(self, web, reads):
        web.page(STORY)
        reads(" \n")
        fetch = collect(fetches.collect_link(STORY))
        assert fetch.state == Errand.State.DEAD
        assert fetch.last_error.startswith("The article is empty.")

    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    def test_a_busy_server_is_tried_again(self, web, reads, status):
        web.page(STORY, b"", status=status, retry_after="600")
        fetch = collect(fetches.collect_link(STORY))
        assert (fetch.state, fetch.failures) == (Errand.State.WAITING, 1)
        assert later(seconds=590) < fetch.not_before < later(seconds=610)
        web.page(STORY)
        assert collect(fetch).article

    def test_a_slow_machine_of_ours_is_no_refusal(self, web, reads):
        web.page(STORY)
        reads(error=readers.Unreadable("The reader did not start.", temporary=True))
        assert collect(fetches.collect_link(STORY)).state == Errand.State.WAITING

    def test_after_many_tries_it_is_given_up_and_a_person_revives_it(self, web, reads):
        web.fails(STORY, FetchFailed("No answer.", temporary=True, retry_after=None))
        fetch = fetches.collect_link(STORY)
        for _ in range(fetches.MOST_FAILURES + 1):
            fetch = collect(fetch)
        assert fetch.state == Errand.State.DEAD
        assert fetch.last_error == "Given up after 12 tries. The last one: No answer."
        assert errands.retry(fetch)
        web.page(STORY)
        assert collect(fetch).article

    def test_faults_of_ours_are_tried_again(self, web, reads):
        web.page(STORY)
        reads(error=ZeroDivisionError("bad luck"))
        fetch = collect(fetches.collect_link(STORY))
        assert fetch.state == Errand.State.WAITING
        assert "ZeroDivisionError" in fetch.last_error


class TestLooksAgain:
    @pytest.fixture
    def fetch(self, web, reads):
        web.page(STORY, etag='"1"')
        return collect(fetches.collect_link(STORY))

    def test_while_it_is_young(self, web, fetch):
        waits = []
        while fetch.state == Errand.State.WAITING:
            waits.append(round((fetch.not_before - timezone.now()) / timedelta(hours=1)))
            fetch = collect(fetch)
        assert waits == [1, 6, 24, 72, 168]
        assert fetch.state == Errand.State.DONE

    def test_unchanged_costs_nothing(self, web, fetch):
        web.page(STORY, b"", status=304)
        fetch = collect(fetch)
        assert web.asked[-1][1] == {"If-None-Match": '"1"'}
        assert (fetch.looks, Snapshot.objects.count(), Original.objects.count()) == (2, 1, 1)

    def test_the_same_text_in_other_bytes_keeps_the_first_bytes(self, web, fetch):
        web.page(STORY, b"<html>with another advertisement")
        collect(fetch)
        assert (Snapshot.objects.count(), Original.objects.count()) == (1, 1)

    def test_a_changed_text_is_a_new_version_with_its_bytes(self, web, reads, fetch):
        web.page(STORY, b"<html>changed")
        reads(TEXT.replace("4.1", "4.2"))
        fetch = collect(fetch)
        assert (Article.objects.count(), Snapshot.objects.count()) == (1, 2)
        assert fetch.original.snapshot == fetch.article.latest

    def test_a_front_page_in_its_place_is_no_new_version(self, web, reads, fetch):
        web.answers[STORY] = dataclasses.replace(web.answers[STORY], url="https://paper.example/")
        reads("Today: a flood, a match, and a vote that nobody expected.")
        again = collect(fetch)
        assert (again.article, again.state) == (fetch.article, Errand.State.DONE)
        assert "leads to another page now, https://paper.example/" in again.last_error
        assert (Article.objects.count(), Snapshot.objects.count()) == (1, 1)

    def test_a_new_address_with_the_same_story_is_a_version_of_it(self, web, reads):
        long = " ".join(f"{TEXT[:-1]}, for the {n}th time." for n in range(9))
        web.page(STORY)
        reads(long)
        fetch = collect(fetches.collect_link(STORY))
        web.answers[STORY] = dataclasses.replace(web.answers[STORY], url=f"{STORY}-renamed")
        reads(long.replace("4.1%", "4.2%", 1))
        again = collect(fetch)
        assert again.article == fetch.article
        assert Snapshot.objects.count() == 2

    def test_a_page_that_is_gone_leaves_the_article_and_says_so(self, web, fetch):
        web.page(STORY, b"", status=410)
        fetch = collect(fetch)
        assert fetch.state == Errand.State.DONE
        assert fetch.article
        assert "taken down" in fetch.last_error

    def test_a_page_that_cannot_be_read_any_more_leaves_the_bytes_of_the_text(
        self, web, reads, fetch
    ):
        reads(error=readers.Unreadable("There is no text in it."))
        web.page(STORY, b"<html>subscribe!")
        again = collect(fetch)
        assert again.original == fetch.original
        assert again.last_error == "There is no text in it."


class TestUpload:
    def test_is_read_and_not_looked_at_again(self, reads):
        reads(title="A speech")
        fetch = collect(fetches.keep_upload(b"bytes", name="speech.docx", by=reviewer()))
        assert fetch.state == Errand.State.DONE
        assert (fetch.article.title, fetch.article.via) == ("A speech", Article.Via.FILE)
        assert fetch.original.snapshot == fetch.article.latest
        assert not Host.objects.exists()

    @pytest.mark.parametrize("data", [b"", b"x" * (fetches.LARGEST_UPLOAD + 1)])
    def test_of_no_size_or_too_much_is_refused_at_once(self, data):
        with pytest.raises(ArticleRefused):
            fetches.keep_upload(data)

    def test_that_cannot_be_read_is_told(self, reads):
        reads(error=readers.Unreadable("This is an image. Send the text."))
        fetch = collect(fetches.keep_upload(b"\x89PNG", name="photo.png"))
        assert (fetch.state, fetch.last_error) == (
            Errand.State.DEAD, "This is an image. Send the text.",
        )  # fmt: skip
        assert Original.objects.count() == 1


def test_a_removed_text_does_not_survive_in_its_bytes(web, reads, runtime_role):
    web.page(STORY, b"<html>libel")
    article = collect(fetches.collect_link(STORY)).article
    by = reviewer()
    with runtime_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('snapshot', %s, 'Order', %s)", [article.latest.uuid, by.pk]
        )
    original = Original.objects.get()
    assert (bytes(original.body), original.headers) == (b"", {})
    # Nor does it come back with the next look.
    collect(Fetch.objects.get())
    assert Original.objects.count() == 1
    assert Snapshot.objects.get().text == ""


def test_the_runtime_role_may_do_all_this_and_change_no_bytes(web, reads, runtime_role):
    web.page(STORY)
    with runtime_role():
        fetch = collect(fetches.collect_link(STORY))
        assert fetch.article
        with pytest.raises(ProgrammingError), transaction.atomic():
            Original.objects.update(body=b"forged")


def test_a_fetch_whose_lease_was_lost_writes_nothing(web, reads, monkeypatch):
    def late(url, **rest):
        Fetch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        Host.objects.update(free_at=timezone.now())
        assert errands.take(Fetch, fetch.pk)
        return web.answers[url]

    web.page(STORY)
    fetch = fetches.collect_link(STORY)
    monkeypatch.setattr(pipeline, "fetch", late)
    assert collect(fetch).state == Errand.State.LEASED
    assert not Article.objects.exists()

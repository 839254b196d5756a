"""The desk's pages of what comes in: who may, what they say, what they do."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.fetching import FetchFailed
from claims.models import Article
from ingest import readers
from ingest.admin.charts import bars, every_day
from ingest.admin.marks import in_words
from ingest.models import Errand, Feed, Fetch, Poll
from ingest.readers import Document
from ingest.services import feeds, fetches
from tests import factories

from .conftest import ADDRESS, STORY, TEXT, collect, poll

pytestmark = pytest.mark.django_db
CANARY = "<script>alert('canary')</script>"
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", re.I)


def desk(user):
    client = Client()
    client.force_login(user)
    return client


def page(row):
    return reverse(f"admin:ingest_{row._meta.model_name}_change", args=[row.pk])


def verb(row, name):
    return reverse(f"admin:ingest_{row._meta.model_name}_{name}", args=[row.pk])


def listed(name):
    return reverse(f"admin:ingest_{name}_changelist")


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


class TestEveryPage:
    @pytest.fixture
    def world(self, reviewer, web, monkeypatch):
        feed = feeds.follow(ADDRESS, title=f"Feed {CANARY}", by=reviewer)
        Poll.objects.update(last_error=CANARY, failures=2)
        web.page(STORY)
        monkeypatch.setattr(readers, "read", lambda data, **o: Document(TEXT, title=CANARY))
        here = collect(fetches.collect_link(STORY, by=reviewer))
        refused = fetches.keep_upload(b"x", name=CANARY, by=reviewer, details={"title": CANARY})
        Fetch.objects.filter(pk=refused.pk).update(state=Errand.State.DEAD, last_error=CANARY)
        waiting = Fetch.objects.create(url=f"{STORY}2", via="feed", feed=feed)
        return [feed, here, refused, waiting]

    @pytest.mark.parametrize("role", ["reviewer", "editor"])
    def test_opens_escapes_and_runs_nothing_inline(self, request, world, role):
        client = desk(request.getfixturevalue(role))
        own = [reverse(f"admin:ingest_fetch_{name}") for name in ("bookmarklet", "send")]
        tabs = [f"{listed('fetch')}?state={state}" for state in ("coming", "here", "dead")]
        pages = [page(row) for row in world] + [listed("feed"), listed("fetch"), *own, *tabs]
        pages += [reverse("admin:ingest_fetch_progress", args=[row.pk]) for row in world[1:]]
        pages.append(reverse("admin:index"))
        for address in pages:
            response = client.get(address)
            assert response.status_code == 200, address
            text = response.content.decode()
            assert CANARY not in text
            plain = text.replace('<script id="django-admin-form-add-constants"', "")
            assert not INLINE.findall(plain), address
            assert "unsafe" not in response["Content-Security-Policy"]

    def test_needs_a_login(self, client, world):
        for address in [*(page(row) for row in world), reverse("admin:ingest_fetch_send")]:
            response = client.get(address)
            assert response.status_code == 302
            assert "/login/" in response["Location"]

    def test_lists_cost_the_same_however_long(self, editor, django_assert_num_queries):
        client = desk(editor)
        for n in range(6):
            feed = feeds.follow(f"https://paper.example/{n}")
            Fetch.objects.create(url=f"{STORY}{n}", key=str(n), via="feed", feed=feed)
        client.get(listed("feed"))
        for name in ("feed", "fetch"):
            with django_assert_num_queries(6):
                html(client, listed(name))

    def test_teaches_when_empty(self, editor):
        assert "No feeds yet. Add one" in html(desk(editor), listed("feed"))
        assert "Nothing has arrived yet" in html(desk(editor), listed("fetch"))

    def test_an_outsider_sees_none_of_it(self, world):
        client = desk(factories.make_user())
        for address in [*(page(row) for row in world), listed("feed")]:
            assert client.get(address).status_code == 403
        assert client.get(reverse("admin:ingest_fetch_send")).status_code == 403


class TestFeeds:
    def test_an_editor_follows_one(self, editor):
        response = desk(editor).post(
            reverse("admin:ingest_feed_add"),
            {"url": "paper.example/feed.xml", "publisher": "The Paper", "every": "15"},
        )
        feed = Feed.objects.get()
        assert response["Location"] == page(feed)
        assert (feed.url, feed.publisher.name, feed.every) == (ADDRESS, "The Paper", 15)
        assert (feed.added_by, feed.poll.state) == (editor, Errand.State.WAITING)

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            ({"url": "ftp://paper.example", "every": "10"}, "is not a web address"),
            ({"url": ADDRESS, "every": "1"}, "greater than or equal to 5"),
            ({"url": ADDRESS, "every": "10"}, "already"),
        ],
    )
    def test_a_refusal_says_why(self, editor, data, why):
        feeds.follow(f"{ADDRESS}" if why == "already" else "https://other.example/f")
        response = desk(editor).post(reverse("admin:ingest_feed_add"), data)
        assert response.status_code == 200
        assert re.search(why, response.content.decode())
        assert Feed.objects.count() == 1

    def test_a_reviewer_sees_and_changes_nothing(self, reviewer, feed):
        client = desk(reviewer)
        assert client.get(reverse("admin:ingest_feed_add")).status_code == 403
        assert client.post(page(feed), {"every": 60}).status_code == 403
        for name in ("poll_now", "pause", "resume"):
            assert client.post(verb(feed, name)).status_code == 403
        assert Poll.objects.get().state == Errand.State.WAITING

    def test_buttons_do_what_they_say(self, editor, feed):
        client = desk(editor)
        client.post(verb(feed, "pause"))
        assert Poll.objects.get().state == Errand.State.DONE
        assert "paused" in html(client, page(feed)).lower()
        client.post(verb(feed, "resume"))
        Poll.objects.update(not_before=timezone.now() + timedelta(hours=5), failures=4)
        assert "polled now" in told(client.post(verb(feed, "poll_now")))
        row = Poll.objects.get()
        assert row.not_before <= timezone.now()
        assert row.failures == 0

    def test_details_are_saved_and_the_address_is_not_theirs(self, editor, feed):
        data = {
            "title": "Ours",
            "publisher": "The Paper",
            "every": 60,
            "url": "https://evil.example",
        }
        assert desk(editor).post(page(feed), data).status_code == 302
        feed.refresh_from_db()
        assert (feed.title, feed.every, feed.url) == ("Ours", 60, ADDRESS)

    def test_the_page_tells_the_health(self, editor, web, feed, lists):
        client = desk(editor)
        assert "Not polled yet" in html(client, page(feed))
        web.page(ADDRESS)
        lists(STORY)
        poll(feed)
        assert "Healthy" in html(client, page(feed))
        web.fails(ADDRESS, FetchFailed("No answer came.", temporary=True))
        poll(feed)
        text = html(client, page(feed))
        assert "Failing" in text
        assert "No answer came." in text
        assert "failed <b>1</b> time" in text
        web.page(ADDRESS, b"", status=410)
        poll(feed)
        text = html(client, page(feed))
        assert "Ended" in text
        assert "Poll it again" in text

    def test_the_chart_counts_each_day(self, editor, feed):
        for n, age in enumerate([0, 0, 1, 29, 31]):
            Fetch.objects.create(
                url=f"{STORY}{n}", key=str(n), via="feed", feed=feed,
                created_at=timezone.now() - timedelta(days=age),
            )  # fmt: skip
        text = html(desk(editor), page(feed))
        assert "4 in 30 days, at most 2 a day." in text
        assert text.count('class="fill"') == 3


class TestFailingFeeds:
    @pytest.fixture
    def six(self, feed):
        for n in range(6):
            feeds.follow(f"https://paper.example/{n}", title=f"Broken {n}")
        broken = Poll.objects.exclude(feed=feed)
        broken.update(failures=3, last_error="No answer came.")
        broken.filter(feed__title="Broken 0").update(state=Errand.State.DEAD)

    def test_stand_on_the_first_page_of_the_desk(self, reviewer, six):
        text = html(desk(reviewer), reverse("admin:index"))
        assert "6 feeds fail</a>" in text
        assert text.count("No answer came. · last success never") == 5

    def test_are_a_tab_of_the_list(self, editor, six, feed):
        feeds.pause(Feed.objects.get(title="Broken 1"))
        client = desk(editor)
        text = html(client, f"{listed('feed')}?health=failing")
        assert [n for n in range(6) if f"Broken {n}" in text] == [0, 2, 3, 4, 5]
        assert ADDRESS not in text
        assert "1 feed\n" in html(client, f"{listed('feed')}?health=off")

    def test_are_not_told_when_there_are_none(self, editor, feed):
        text = html(desk(editor), reverse("admin:index"))
        assert "nothing new comes" not in text
        Poll.objects.update(failures=1, last_error="No answer came.")
        assert "1 feed fails</a> <span>nothing new comes from it" in html(
            desk(editor), reverse("admin:index")
        )
        assert "Waiting for you" in html(desk(factories.make_user()), reverse("admin:index"))

    def test_are_not_for_outsiders(self, six):
        assert "No answer" not in html(desk(factories.make_user()), reverse("admin:index"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "just now"), (5, "now"), (-600, "10 minutes ago"), (7200, "in 2 hours")],
)
def test_times_are_said_as_one_says_them(seconds, said):
    now = timezone.now()
    assert in_words(now + timedelta(seconds=seconds), now) == said


def test_bars_start_at_zero_and_stay_inside():
    last = timezone.localdate()
    days = every_day({last: 10, last - timedelta(days=1): 5}, last, 3)
    assert [n for _, n in days] == [0, 5, 10]
    svg = bars(days, "Articles per day")
    assert re.findall(r'class="(\w+)" x="(\d+)" y="([\d.]+)" width="6" height="([\d.]+)"', svg) == [
        ("track", "0", "39.0", "1.0"),
        ("fill", "8", "20.0", "20.0"),
        ("fill", "16", "0.0", "40.0"),
    ]
    assert "<title>Articles per day</title>" in svg
    assert "Nothing in 3 days." in bars(every_day({}, last, 3), "x")


class TestPasteForm:
    ADD = "admin:claims_article_add"

    def send(self, user, **data):
        return desk(user).post(reverse(self.ADD), data)

    def test_still_takes_a_text(self, reviewer):
        response = self.send(reviewer, text=TEXT, url=STORY)
        article = Article.objects.get()
        assert response["Location"] == reverse("admin:claims_article_change", args=[article.pk])
        assert not Fetch.objects.exists()

    @pytest.mark.parametrize("data", [{"text": f" {STORY}\n"}, {"url": STORY}])
    def test_takes_a_link(self, reviewer, data):
        response = self.send(reviewer, title="Mine", published_on="2017-02-26", **data)
        fetch = Fetch.objects.get()
        assert response["Location"] == page(fetch)
        assert (fetch.url, fetch.by, fetch.via) == (STORY, reviewer, Article.Via.LINK)
        assert fetch.details == {"title": "Mine", "published_at": "2017-02-26T00:00:00+00:00"}

    def test_a_text_that_only_begins_with_a_link_is_a_text(self, reviewer):
        self.send(reviewer, text=f"{STORY} says it rained.")
        assert Article.objects.exists()

    def test_takes_a_file(self, reviewer):
        file = SimpleUploadedFile("speech.docx", b"PK...", content_type="application/x")
        response = self.send(reviewer, file=file, url=STORY, publisher="The Paper")
        fetch = Fetch.objects.get()
        assert response["Location"] == page(fetch)
        assert (fetch.name, fetch.via, fetch.url) == ("speech.docx", Article.Via.FILE, "")
        assert fetch.details == {"url": STORY, "publisher": "The Paper"}
        assert fetches.bytes_of(fetch.original) == b"PK..."

    def test_a_file_that_is_too_large_is_not_even_read(self, reviewer, monkeypatch):
        monkeypatch.setattr(fetches, "LARGEST_UPLOAD", 3)
        response = self.send(reviewer, file=SimpleUploadedFile("a.txt", b"abcd"))
        assert "at most 3 fit" in response.content.decode()
        assert not Fetch.objects.exists()

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            ({"text": "https://nowhere"}, "is not a web address"),
            ({"url": "nonsense"}, "is not a web address"),
            ({"text": ""}, "The article is empty"),
            ({"file": SimpleUploadedFile("a.txt", b"")}, "empty"),
        ],
    )
    def test_a_refusal_says_why_and_keeps_what_was_typed(self, reviewer, data, why):
        response = self.send(reviewer, title="Kept", **data)
        assert response.status_code == 200
        text = unescape(response.content.decode())
        assert why in text
        assert 'value="Kept"' in text
        assert not Fetch.objects.exists()


class TestArrival:
    def test_tells_every_stage_live_and_leads_on_to_the_article(self, reviewer, web, monkeypatch):
        client, seen = desk(reviewer), []
        fetch = fetches.collect_link(STORY, by=reviewer)
        address = reverse("admin:ingest_fetch_progress", args=[fetch.pk])

        def now():
            text = html(client, address)
            return re.search(r'aria-current="step">(\w+)', text)[1]

        def read(data, **options):
            seen.append(now())
            return Document(TEXT)

        web.page(STORY)
        monkeypatch.setattr(readers, "read", read)
        asked = web.fetch
        monkeypatch.setattr(
            "ingest.pipeline.fetch", lambda url, **o: seen.append(now()) or asked(url, **o)
        )
        assert f'data-progress="{address}"' in html(client, page(fetch))
        fetch = collect(fetch)
        seen.append(now())
        row = fetch.article.latest.extractions.get()
        rows = type(row).objects
        rows.update(
            state="leased", lease_token=fetch.uuid, lease_until=timezone.now(),
            sentences_read=34, sentence_count=60,
        )  # fmt: skip
        assert "34/60" in html(client, address)
        rows.update(state="done")
        article = reverse("admin:claims_article_change", args=[fetch.article.pk])
        assert seen == ["Fetching", "Reading", "Extracting"]
        assert f'data-then="{article}"' in html(client, address)

    def test_a_refusal_says_why_and_can_be_tried_again(self, reviewer, web):
        web.page(STORY, b"", status=403)
        fetch = collect(fetches.collect_link(STORY, by=reviewer))
        client = desk(reviewer)
        text = html(client, page(fetch))
        assert "The site refuses us (403). Paste the text instead." in text
        assert "data-progress" not in text
        assert "tried again now" in told(client.post(verb(fetch, "retry")))
        assert Fetch.objects.get().state == Errand.State.WAITING

    def test_waiting_for_a_server_says_until_when(self, reviewer, web):
        web.page(STORY, b"", status=503)
        fetch = collect(fetches.collect_link(STORY))
        text = html(desk(reviewer), page(fetch))
        assert "Tried 1 time; the next time is" in text
        assert "The server answered 503" in text
        assert f"again at {timezone.localtime(fetch.not_before):%H:%M}" in text
        listing = html(desk(reviewer), listed("fetch"))
        assert re.search(
            r"it may be better later\. Tried again <time[^>]*>in \d+ minutes?", listing
        )


class TestBookmarklet:
    def test_opens_the_desk_with_the_page_s_address(self, reviewer):
        text = unescape(html(desk(reviewer), reverse("admin:ingest_fetch_bookmarklet")))
        href = re.search(r'id="bookmarklet" href="([^"]+)"', text)[1]
        assert href.startswith("javascript:void(window.open('http://testserver/desk/")
        assert "encodeURIComponent(location.href)" in href

    def test_asks_before_anything_is_fetched(self, reviewer):
        address = f"{reverse('admin:ingest_fetch_send')}?url={quote(STORY)}&title=It+fell"
        text = html(desk(reviewer), address)
        assert f'value="{STORY}"' in text
        assert 'value="It fell"' in text
        assert not Fetch.objects.exists()

    def test_then_sends_it(self, reviewer):
        data = {"url": STORY, "title": "It fell"}
        response = desk(reviewer).post(reverse("admin:ingest_fetch_send"), data)
        fetch = Fetch.objects.get()
        assert response["Location"] == page(fetch)
        assert (fetch.by, fetch.details) == (reviewer, {"title": "It fell"})

    def test_comes_back_to_the_same_place_after_the_login(self, client):
        address = f"{reverse('admin:ingest_fetch_send')}?url={quote(STORY, safe='')}"
        assert quote(address, safe="/") in client.get(address)["Location"]

    def test_needs_a_token_of_our_own_page(self, reviewer):
        client = Client(enforce_csrf_checks=True)
        client.force_login(reviewer)
        data = {"url": STORY}
        assert client.post(reverse("admin:ingest_fetch_send"), data).status_code == 403

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "", "file:///etc/passwd"])
    def test_sends_web_addresses_only(self, reviewer, url):
        response = desk(reviewer).post(reverse("admin:ingest_fetch_send"), {"url": url})
        assert response.status_code == 200
        assert "Not sent yet" in response.content.decode()


def test_a_key_may_send_articles_if_the_editor_says_so(editor):
    partner = factories.make_partner()
    client = desk(editor)
    client.post(reverse("admin:claims_partner_issue_key", args=[partner.pk]))
    client.post(reverse("admin:claims_partner_issue_key", args=[partner.pk]), {"ingest": "on"})
    assert [key.scopes for key in partner.keys.order_by("pk")] == [["read"], ["read", "ingest"]]

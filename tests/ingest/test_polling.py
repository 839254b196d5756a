"""One look at a feed: what is asked, what is kept, when it is looked at again."""

import dataclasses
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from django.utils import timezone

from claims.fetching import FetchFailed, Reach
from claims.models import Article
from claims.services.articles import LONGEST
from ingest import pipeline, readers
from ingest.models import Errand, Feed, Fetch, Host, Poll
from ingest.readers import Entry
from ingest.services import errands, feeds
from tests.claims.fetching.conftest import Server, answer

from .conftest import ADDRESS, STORY, later, make_due, poll

pytestmark = pytest.mark.django_db
MOVED = "https://new.example/feed.xml"


def between(at, least, most):
    return later(minutes=least - 0.5) < at < later(minutes=most + 0.5)


class TestWhatIsThere:
    def test_new_entries_are_queued(self, web, feed, lists):
        web.page(ADDRESS)
        lists(STORY, f"{STORY}2")
        row = poll(feed)
        assert row.state == Errand.State.WAITING
        assert row.succeeded_at
        assert {f.url for f in Fetch.objects.all()} == {STORY, f"{STORY}2"}
        first = Fetch.objects.get(url=STORY)
        assert (first.via, first.feed, first.host) == (Article.Via.FEED, feed, "paper.example")
        assert first.details["title"] == f"About {STORY}"
        assert row.feed.title == "The Invented Times"

    def test_each_entry_once_whichever_feed_shows_it(self, web, feed, lists):
        web.page(ADDRESS)
        lists(STORY, f"{STORY}#comments")
        poll(feed)
        poll(feed)
        other = feeds.follow("https://paper.example/politics.xml")
        web.page(other.url)
        poll(other)
        assert Fetch.objects.count() == 1

    def test_what_is_no_web_address_is_left_out(self, web, feed, lists):
        web.page(ADDRESS)
        lists(
            STORY,
            "javascript:alert(1)",
            "file:///etc/passwd",
            "/relative",
            "https://x/" + "y" * 2000,
        )
        poll(feed)
        assert [f.url for f in Fetch.objects.all()] == [STORY]

    def test_an_address_as_long_as_they_get_is_kept(self, web, feed, lists):
        web.page(ADDRESS)
        host, most = "http://a.example", LONGEST["url"]
        lists(host + "/" * (most - len(host)), host + "?" + "y" * (most - 1 - len(host)))
        assert poll(feed).last_error == ""
        assert Fetch.objects.count() == 2

    def test_an_archive_is_collected_bit_by_bit(self, web, feed, lists):
        web.page(ADDRESS, etag='"v1"')
        lists(*(f"https://paper.example/{n}" for n in range(250)))
        row = poll(feed)
        assert Fetch.objects.count() == feeds.MOST_ENTRIES
        assert row.last_error == "150 more new articles are left for the next polls."
        assert (row.etag, row.failures) == ("", 0)
        poll(feed)
        row = poll(feed)
        assert (Fetch.objects.count(), row.etag, row.last_error) == (250, '"v1"', "")

    def test_the_newest_come_first_however_the_feed_sorts_them(self, web, feed, monkeypatch):
        days = [f"2026-01-{day:02}T00:00:00+00:00" for day in range(1, 4)]
        entries = tuple(Entry(f"{STORY}{day}", None, day, None) for day in days)
        found = readers.Feed(title=None, entries=entries)
        monkeypatch.setattr(readers, "read_feed", lambda data, **options: found)
        monkeypatch.setattr(feeds, "MOST_ENTRIES", 1)
        web.page(ADDRESS)
        poll(feed)
        assert Fetch.objects.get().url == f"{STORY}{days[-1]}"

    def test_a_name_that_a_person_gave_stays(self, web, feed, lists):
        Feed.objects.update(title="Our name")
        web.page(ADDRESS)
        assert poll(feed).feed.title == "Our name"


class TestConditionalRequest:
    def test_sends_back_what_the_server_called_its_answer(self, web, feed, lists):
        web.page(ADDRESS, etag='"v1"', last_modified="Sun, 26 Feb 2017 09:00:00 GMT")
        poll(feed)
        web.page(ADDRESS, b"", status=304)
        row = poll(feed)
        assert web.asked[0] == (ADDRESS, {})
        assert web.asked[1][1] == {
            "If-None-Match": '"v1"',
            "If-Modified-Since": "Sun, 26 Feb 2017 09:00:00 GMT",
        }
        assert (row.failures, row.etag, row.last_error) == (0, '"v1"', "")

    def test_a_304_queues_nothing_and_reads_nothing(self, web, feed, monkeypatch):
        monkeypatch.setattr(readers, "read_feed", None)
        Poll.objects.update(etag='"v1"')
        web.page(ADDRESS, b"", status=304)
        assert poll(feed).succeeded_at
        assert not Fetch.objects.exists()

    def test_a_304_that_nobody_asked_for_is_no_success(self, web, feed):
        web.page(ADDRESS, b"", status=304)
        row = poll(feed)
        assert (row.succeeded_at, row.last_error) == (None, "The server answered 304.")


class TestNextTime:
    def test_is_after_the_feed_s_own_time_give_or_take(self, web, feed, lists):
        web.page(ADDRESS)
        found = {poll(feed).not_before for _ in range(20)}
        assert len(found) == 20
        assert all(between(at, 9.5, 10.5) for at in found)

    def test_is_later_after_every_failure_and_soon_after_a_success(self, web, feed, lists):
        web.fails(
            ADDRESS, FetchFailed("The server did not answer.", temporary=True, retry_after=None)
        )
        first, second, third = (poll(feed) for _ in range(3))
        assert between(first.not_before, 20, 25)
        assert between(second.not_before, 40, 50)
        assert between(third.not_before, 80, 100)
        assert (third.failures, third.attempts) == (3, 0)
        assert third.last_error == "The server did not answer."
        web.page(ADDRESS)
        row = poll(feed)
        assert (row.failures, row.last_error) == (0, "")
        assert between(row.not_before, 9.5, 10.5)

    @pytest.mark.parametrize("status", [429, 503])
    def test_is_when_the_server_wants(self, web, feed, status):
        web.page(ADDRESS, b"", status=status, retry_after="7200")
        row = poll(feed)
        assert between(row.not_before, 120, 120)
        assert str(status) in row.last_error
        assert Host.objects.get().free_at > later(seconds=50)

    def test_is_never_once_the_feed_is_gone(self, web, feed):
        web.page(ADDRESS, b"", status=410)
        row = poll(feed)
        assert row.state == Errand.State.DONE
        assert row.feed.ended_at
        assert "gone for good" in row.last_error
        assert errands.ring_due(at=later(days=30)) == 0

    @pytest.mark.parametrize("status", [404, 403, 500, 302])
    def test_comes_after_any_other_answer(self, web, feed, status):
        web.page(ADDRESS, b"", status=status)
        row = poll(feed)
        assert row.state == Errand.State.WAITING
        assert str(status) in row.last_error


class TestWhatTheFeedAsksFor:
    @pytest.fixture
    def asks(self, web, feed, monkeypatch):
        def asks(**fields):
            found = readers.Feed(title=None, entries=(), **fields)
            monkeypatch.setattr(readers, "read_feed", lambda data, **options: found)
            web.page(ADDRESS, etag='"v1"')
            return poll(feed)

        return asks

    @pytest.mark.parametrize(
        ("seconds", "minutes"), [(None, 10), (60, 10), (20 * 60, 20), (10**9, 30)]
    )
    def test_a_longer_pause_within_reason(self, asks, seconds, minutes):
        assert between(asks(next_poll=seconds).not_before, 0.95 * minutes, 1.05 * minutes)

    def test_is_not_forgotten_when_nothing_is_new(self, web, feed, asks):
        asks(next_poll=20 * 60)
        web.page(ADDRESS, b"", status=304)
        assert between(poll(feed).not_before, 19, 21)

    def test_hours_and_days_to_skip(self, asks):
        row = asks(skip_hours=(9, 10), skip_days=("Sunday",))
        for at, then in [
            (datetime(2026, 3, 2, 8, 55, tzinfo=UTC), 11),
            (datetime(2026, 3, 2, 11, 5, tzinfo=UTC), 11),
            (datetime(2026, 3, 1, 0, 5, tzinfo=UTC), 0),
        ]:
            due = feeds.next_poll(row.feed, row.asks, at)
            assert (due.hour, due.strftime("%A")) == (then, "Monday")

    def test_never_a_whole_week_off(self, asks):
        row = asks(skip_hours=tuple(range(24)))
        assert later(hours=23) < row.not_before < later(hours=25)


class TestAPageInsteadOfAFeed:
    @pytest.fixture
    def names(self, web, monkeypatch):
        def names(*urls):
            found = readers.Feed(title=None, entries=(), alternates=urls)
            monkeypatch.setattr(readers, "read_feed", lambda data, **options: found)
            web.page(ADDRESS)
            web.page(MOVED)

        return names

    def test_its_feed_is_taken_and_told(self, web, feed, names, lists):
        names(MOVED, f"{MOVED}?all")
        row = poll(feed)
        assert (row.feed.url, row.feed.first_url) == (MOVED, ADDRESS)
        assert (row.state, row.host, row.failures) == (Errand.State.WAITING, "new.example", 0)
        assert (
            row.last_error
            == f"{ADDRESS} is a web page; the feed that it names, {MOVED}, is followed."
        )
        assert row.not_before <= later()
        lists(STORY)
        assert poll(feed).last_error == ""
        assert Fetch.objects.count() == 1

    def test_but_only_once_and_never_of_a_feed_that_worked(self, web, feed, names, lists):
        names(MOVED)
        poll(feed)
        names(ADDRESS)
        row = poll(feed)
        assert (row.feed.url, row.failures) == (MOVED, 1)
        assert row.last_error == f"This is a web page and no feed. It names {ADDRESS} as its feed."

    def test_that_is_followed_already(self, web, feed, names):
        feeds.follow(MOVED)
        names(MOVED)
        row = poll(feed)
        assert row.state == Errand.State.DONE
        assert "followed already" in row.last_error


class TestMoves:
    def test_for_good_are_remembered(self, web, feed, lists):
        web.page(ADDRESS)
        web.answers[ADDRESS] = dataclasses.replace(web.answers[ADDRESS], url=MOVED, moved=MOVED)
        web.page(MOVED)
        row = poll(feed)
        assert (row.feed.url, row.feed.first_url, row.host) == (MOVED, ADDRESS, "new.example")
        poll(feed)
        assert web.asked[-1][0] == MOVED

    def test_for_now_are_not(self, web, feed, lists):
        web.page(ADDRESS)
        web.answers[ADDRESS] = dataclasses.replace(web.answers[ADDRESS], url=MOVED)
        assert poll(feed).feed.url == ADDRESS

    def test_to_another_feed_of_ours_end_this_one(self, web, feed, lists):
        feeds.follow(MOVED)
        web.page(ADDRESS)
        web.answers[ADDRESS] = dataclasses.replace(web.answers[ADDRESS], url=MOVED, moved=MOVED)
        row = poll(feed)
        assert row.state == Errand.State.DONE
        assert MOVED in row.last_error

    def test_to_what_is_no_feed_are_not(self, web, feed, monkeypatch):
        monkeypatch.setattr(readers, "read_feed", unreadable)
        web.page(ADDRESS)
        web.answers[ADDRESS] = dataclasses.replace(web.answers[ADDRESS], url=MOVED, moved=MOVED)
        row = poll(feed)
        assert row.feed.url == ADDRESS
        assert row.last_error == "This is no feed."


def unreadable(data, **options):
    raise readers.Unreadable("This is no feed.")


class TestPolite:
    def test_asks_robots_first(self, web, feed, monkeypatch):
        monkeypatch.setattr(pipeline.robots, "allowed", lambda url, reach: False)
        row = poll(feed)
        assert web.asked == []
        assert "robots.txt" in row.last_error

    def test_leaves_the_host_the_pause_it_asks_for(self, web, feed, lists, monkeypatch):
        monkeypatch.setattr(pipeline.robots, "crawl_delay", lambda url, reach: 30.0)
        web.page(ADDRESS)
        poll(feed)
        assert later(seconds=25) < Host.objects.get().free_at < later(seconds=31)

    def test_remembers_who_served_well(self, web, feed, lists):
        web.page(ADDRESS)
        poll(feed)
        assert Host.objects.get().good
        web.page(ADDRESS, b"", status=500)
        poll(feed)
        assert not Host.objects.get().good


class TestRedirects:
    """To another host: that one too is asked what it allows, and left its pause."""

    @pytest.fixture
    def sends_on(self, web, feed, lists, monkeypatch):
        web.page(ADDRESS)
        web.answers[ADDRESS] = dataclasses.replace(web.answers[ADDRESS], url=MOVED)

        def fetch(url, *, enter, **rest):
            enter(MOVED)
            return web.fetch(url, **rest)

        monkeypatch.setattr(pipeline, "fetch", fetch)

    def test_both_have_their_pause(self, feed, sends_on, monkeypatch):
        monkeypatch.setattr(
            pipeline.robots, "crawl_delay", lambda url, reach: 30.0 if url == MOVED else None
        )
        assert poll(feed).succeeded_at
        assert later(seconds=25) < Host.objects.get(name="new.example").free_at < later(seconds=31)
        assert Host.objects.get(name="paper.example").free_at < later(seconds=3)

    def test_the_other_may_forbid_it(self, web, feed, sends_on, monkeypatch):
        monkeypatch.setattr(pipeline.robots, "allowed", lambda url, reach: url != MOVED)
        row = poll(feed)
        assert web.asked == []
        assert row.last_error.startswith("new.example asks programs not to read this address")

    def test_a_busy_one_is_waited_for(self, web, feed, sends_on):
        make_due(feed.poll)
        Host.objects.create(name="new.example", free_at=later(seconds=50))
        assert not pipeline.poll_feed(feed.poll.pk)
        row = Poll.objects.get()
        assert web.asked == []
        assert (row.state, row.host, row.attempts, row.failures) == ("waiting", "new.example", 0, 0)
        assert errands.ring_due() == 0
        assert errands.ring_due(at=later(seconds=51)) == 1
        row = poll(feed)
        assert row.succeeded_at
        assert row.host == "paper.example"


def test_a_redirect_to_the_inside_is_refused_by_the_real_client(monkeypatch):
    """127.0.0.2 plays the public internet; neither the feed nor a robots.txt is asked inside."""
    target = Server(answer(b"<rss/>"))
    location = f"http://127.0.0.1:{target.port}/"
    no_rules = answer(status="404 Not Found")
    server = Server(no_rules, answer(status="302 Found", Location=location), host="127.0.0.2")
    reach = Reach(frozenset({server.port, target.port}), (ip_network("127.0.0.2/32"),))
    monkeypatch.setattr(pipeline, "REACH", reach)
    row = poll(feeds.follow(f"http://127.0.0.2:{server.port}/feed.xml"))
    for each in (server, target):
        each.close()
    assert row.last_error.startswith("Redirected from 127.0.0.2: ")
    assert (row.failures, server.connections, target.connections) == (1, 2, 0)


class TestFaults:
    def test_of_ours_are_told_and_tried_again(self, web, feed):
        web.fails(ADDRESS, ZeroDivisionError("bad luck"))
        row = poll(feed)
        assert row.state == Errand.State.WAITING
        assert row.last_error == "A fault of ours, ZeroDivisionError: bad luck"

    def test_a_poll_whose_lease_was_lost_writes_nothing(self, web, feed, lists, monkeypatch):
        def late(url, **rest):
            Poll.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
            Host.objects.update(free_at=timezone.now())
            assert errands.take(Poll, feed.poll.pk)
            return web.answers[url]

        web.page(ADDRESS)
        lists(STORY)
        monkeypatch.setattr(pipeline, "fetch", late)
        row = poll(feed)
        assert row.state == Errand.State.LEASED
        assert not Fetch.objects.exists()

    def test_the_same_message_twenty_times_polls_once(self, web, feed, lists):
        web.page(ADDRESS)
        assert [pipeline.poll_feed(feed.poll.pk) for _ in range(20)] == [True] + [False] * 19
        assert len(web.asked) == 1


class TestFollow:
    @pytest.mark.parametrize("url", ["ftp://a.example/f", "paper.example", "https://"])
    def test_refuses_what_is_no_address(self, url):
        with pytest.raises(feeds.FeedRefused, match="is not a web address"):
            feeds.follow(url)

    def test_refuses_a_feed_that_is_here(self, feed):
        with pytest.raises(feeds.FeedRefused, match="followed already"):
            feeds.follow(ADDRESS)

    def test_pause_and_resume(self, web, feed, lists):
        feeds.pause(feed)
        assert errands.ring_due(at=later(days=1)) == 0
        feeds.resume(feed)
        web.page(ADDRESS)
        assert poll(feed).succeeded_at

    def test_pausing_fences_the_poll_that_runs(self, web, feed, lists, monkeypatch):
        monkeypatch.setattr(
            pipeline, "fetch", lambda url, **rest: feeds.pause(feed) or web.answers[url]
        )
        web.page(ADDRESS)
        lists(STORY)
        assert poll(feed).state == Errand.State.DONE
        assert not Fetch.objects.exists()

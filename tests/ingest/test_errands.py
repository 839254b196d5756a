"""Leases, hosts, and who is rung for."""

import time
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from claims.models.work import MAX_ATTEMPTS
from ingest.models import LEASE, Errand, Fetch, Host, Poll
from ingest.services import errands, feeds
from ingest.services.errands import PAUSE, ring_due, take

from .conftest import later, make_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    calls = []
    monkeypatch.setattr(
        errands.doorbell, "ring_each", lambda task, pks: calls.extend((task, pk) for pk in pks)
    )
    return calls


def follow(*hosts, good=True):
    """A feed at each host; the poll of each, due now."""
    polls = [feeds.follow(f"https://{host}/feed").poll for host in hosts]
    for host in hosts:
        Host.objects.get_or_create(name=host, defaults={"free_at": later(), "good": good})
    make_due(*polls)
    return polls


class TestTake:
    def test_counts_the_attempt_and_holds_the_host(self, feed):
        lease = take(Poll, feed.poll.pk)
        poll = Poll.objects.get()
        assert (poll.state, poll.attempts) == (Errand.State.LEASED, 1)
        assert Host.objects.get().free_at == lease.held_until > later(minutes=2)

    def test_one_thing_at_a_time_from_one_host(self):
        first, second = follow("one.example", "two.example")
        third = feeds.follow("https://one.example/other").poll
        assert take(Poll, first.pk)
        assert take(Poll, second.pk)
        assert take(Poll, third.pk) is None
        third.refresh_from_db()
        assert (third.state, third.attempts) == (Errand.State.WAITING, 0)

    def test_a_pause_follows_every_request(self, feed):
        other = feeds.follow("https://paper.example/other").poll
        lease = take(Poll, feed.poll.pk)
        errands.release(lease.host, lease.held_until)
        assert take(Poll, other.pk) is None
        assert take(Poll, other.pk, at=later(seconds=1) + PAUSE)

    def test_a_pause_is_never_longer_than_an_hour(self, feed):
        lease = take(Poll, feed.poll.pk)
        errands.release(lease.host, lease.held_until, pause=timedelta(days=1))
        assert later(minutes=59) < Host.objects.get().free_at < later(minutes=61)

    def test_who_overran_frees_nobody_s_host(self, feed):
        first = take(Poll, feed.poll.pk)
        second = take(Poll, feed.poll.pk, at=timezone.now() + 2 * LEASE)
        errands.release(first.host, first.held_until)
        assert Host.objects.get().free_at == second.held_until
        assert not first.give_back(state=Errand.State.DONE)

    def test_a_reason_may_quote_what_no_database_takes(self, feed):
        take(Poll, feed.poll.pk).give_back(state=Errand.State.WAITING, last_error="a\0b\ud800")
        assert Poll.objects.get().last_error == "ab?"


class TestRing:
    def test_rings_once_for_what_is_due(self, rung):
        polls = follow("one.example", "two.example")
        assert [ring_due(), ring_due(), ring_due(at=later(seconds=30))] == [2, 0, 0]
        assert rung == [("ingest.tasks.poll", p.pk) for p in polls]

    def test_another_beat_may_have_been_faster(self, rung):
        pks = [poll.pk for poll in follow("one.example", "two.example")]
        ring_due()
        assert errands.ring_for(Poll, pks, timezone.now()) == 0

    def test_rings_again_when_a_message_was_lost_or_a_worker_died(self, rung):
        lost, died = follow("one.example", "two.example")
        ring_due()
        take(Poll, died.pk)
        assert ring_due(at=later(seconds=61)) == 1
        assert ring_due(at=timezone.now() + LEASE + timedelta(minutes=1)) == 2

    def test_one_of_each_host_and_none_of_a_busy_one(self, rung):
        follow("one.example", "two.example")
        make_due(feeds.follow("https://one.example/other").poll)
        Host.objects.filter(name="two.example").update(free_at=later(seconds=5))
        assert ring_due() == 1
        assert ring_due(at=later(seconds=6)) == 2

    def test_uploads_wait_for_no_host(self, rung):
        Fetch.objects.bulk_create(Fetch(via="file") for _ in range(3))
        assert ring_due() == 3

    def test_what_is_not_due_waits(self, rung):
        (poll,) = follow("one.example")
        Poll.objects.update(not_before=later(minutes=1))
        assert ring_due() == 0
        assert ring_due(at=later(minutes=2)) == 1

    def test_strangers_never_get_all_workers(self, rung, monkeypatch):
        monkeypatch.setattr(errands, "MOST_STRANGERS", 2)
        follow(*(f"{n}.stranger.example" for n in range(5)), good=False)
        friends = follow(*(f"{n}.friend.example" for n in range(5)))
        assert ring_due() == 7
        assert {pk for _, pk in rung} >= {p.pk for p in friends}
        assert ring_due(at=later(seconds=5)) == 0
        done = take(Poll, rung[-1][1])
        done.give_back(state=Errand.State.DONE)
        assert ring_due(at=later(seconds=10)) == 1

    def test_can_be_done_by_hand(self, rung, capsys):
        follow("one.example")
        call_command("ring")
        assert len(rung) == 1
        assert "1 polls and fetches" in capsys.readouterr().out

    def test_buries_what_killed_its_worker(self, feed):
        Poll.objects.update(attempts=MAX_ATTEMPTS - 1)
        take(Poll, feed.poll.pk)
        assert ring_due(at=timezone.now() + 2 * LEASE) == 0
        poll = Poll.objects.get()
        assert poll.state == Errand.State.DEAD
        assert "died 3 times" in poll.last_error
        assert errands.retry(poll)
        assert take(Poll, poll.pk, at=timezone.now() + 3 * LEASE)

    def test_a_tick_costs_the_same_however_much_is_due(self, rung, django_assert_max_num_queries):
        follow(*(f"{n}.example" for n in range(30)))
        with django_assert_max_num_queries(20):
            assert ring_due() == 30


@pytest.mark.parametrize(
    ("failures", "least", "most"), [(1, 20, 25), (3, 80, 100), (60, 1440, 1800)]
)
def test_backoff_doubles_with_jitter_up_to_a_day(failures, least, most):
    at, unit = timezone.now(), timedelta(minutes=10)
    waits = {errands.backoff(failures, unit, None, at) - at for _ in range(50)}
    assert len(waits) > 40
    assert timedelta(minutes=least) <= min(waits) <= max(waits) <= timedelta(minutes=most)


@pytest.mark.parametrize(("asked", "waits"), [(7200, 7200), (1e30, 7 * 86400), (1, 1200)])
def test_backoff_gives_the_server_the_time_it_wants(asked, waits):
    at = timezone.now()
    found = (errands.backoff(1, timedelta(minutes=10), asked, at) - at).total_seconds()
    assert waits <= found <= 1.25 * waits


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_ring_once(rung):
    follow(*(f"{n}.example" for n in range(40)))
    together = Barrier(4)

    def beat():
        together.wait()
        for _ in range(10):
            ring_due()
            time.sleep(0.01)
        connection.close()

    threads = [Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rung) == len(set(rung)) == 40

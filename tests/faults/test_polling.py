"""Feeds by the thousand, and servers that mean no good: a real worker, real servers on loopback."""

import os
import time
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Article
from ingest.models import SHORTEST, Errand, Feed, Fetch, Host, Poll
from ingest.services import errands
from ingest.services.feeds import host_of
from tests.faults.harness import beat, report, wait_for
from tests.faults.servers import HOSTILE, Servers, addresses, serving

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
TICK = 5  # seconds, as in CELERY_BEAT_SCHEDULE
LOOPBACK = {"FETCH_NETWORKS": "127.0.0.0/8", "FETCH_PORTS": "8097"}


@pytest.fixture
def fetcher(start_worker):
    return start_worker("fetch", "fetch", 40, "threads", **LOOPBACK)


def follow(servers: Servers, *, etag: str = "") -> None:
    """A feed of each server, none polled yet; all due in this moment."""
    feeds = [Feed(url=f"{servers.address(ip)}/feed") for ip in servers.kinds]
    Feed.objects.bulk_create(feeds)
    Poll.objects.bulk_create(Poll(feed=f, host=host_of(f.url), etag=etag) for f in feeds)


def due_now() -> None:
    Poll.objects.exclude(state=Errand.State.LEASED).update(
        not_before=timezone.now(), succeeded_at=None
    )


def tick_until(condition, timeout: float) -> float:
    """What beat would do, until the condition holds; seconds."""
    began = last = time.monotonic()
    errands.ring_due()
    while not condition():
        if time.monotonic() - last >= TICK:
            last = time.monotonic()
            errands.ring_due()
        assert time.monotonic() - began < timeout
        time.sleep(0.2)
    return time.monotonic() - began


def all_polled() -> bool:
    return not Poll.objects.filter(succeeded_at=None).exists()


def test_a_thousand_feeds_in_one_cycle(fetcher):
    """800 answer 304, 200 have a new story each time, which is collected too."""
    kinds = {ip: "fresh" if n % 5 == 0 else "good" for n, ip in enumerate(addresses(1000, 10))}
    with serving(kinds) as servers:
        follow(servers, etag='"1"')
        unknown = tick_until(all_polled, timeout=600)
        stories = tick_until(lambda: not Fetch.objects.filter(article=None).exists(), timeout=600)
        Host.objects.update(free_at=timezone.now())
        due_now()
        known = tick_until(all_polled, timeout=600)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            )
            sessions = cursor.fetchone()[0]
        memory = fetcher.main.memory_info().rss / 1e6
    print(
        f"\n1,000 feeds: {unknown:.0f} s when no host was known, their 200 stories "
        f"{stories:.0f} s more; {known:.0f} s in the next cycle; worker {memory:.0f} MB, "
        f"{sessions} database sessions"
    )
    assert Article.objects.count() >= 200
    assert all(len(times) == 2 for times in servers.asked.values())
    assert servers.most_open == 1
    assert sessions <= 50
    assert max(unknown + stories, known) < 600


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_fifty_hostile_servers_delay_nobody_by_a_minute(fetcher, known):
    bad = {ip: HOSTILE[n % len(HOSTILE)] for n, ip in enumerate(addresses(50, 20))}
    good = {ip: "fresh" if n % 5 == 0 else "good" for n, ip in enumerate(addresses(100, 30))}
    with serving(bad | good) as servers:
        follow(servers)
        if known:
            Host.objects.bulk_create(
                Host(name=ip, good=True, free_at=timezone.now()) for ip in good
            )
        began = time.time()
        healthy = Poll.objects.filter(host__in=good)
        tick_until(lambda: not healthy.filter(succeeded_at=None).exists(), timeout=180)
        done = sorted(healthy.values_list("succeeded_at", flat=True))
        delay = done[-1].timestamp() - began
        middle = done[len(done) // 2].timestamp() - began
        tick_until(
            lambda: not Poll.objects.filter(host__in=bad, failures=0, succeeded_at=None).exists(),
            timeout=180,
        )
    print(
        f"\n50 hostile and 100 {'known' if known else 'new'} healthy feeds, all due at once: "
        f"healthy after {middle:.1f} s (median), {delay:.1f} s (last)"
    )
    assert delay < 60
    told = Poll.objects.filter(host__in=bad, failures__gt=0)
    assert all(told.values_list("last_error", flat=True))


def test_two_beats_poll_nothing_twice(fetcher, tmp_path):
    """FAULTS_MINUTES: how long; in ten minutes each feed is due two or three times."""
    minutes = float(os.environ.get("FAULTS_MINUTES", "10"))
    kinds = dict.fromkeys(addresses(200, 40), "good")
    with serving(kinds) as servers:
        follow(servers)
        Feed.objects.update(every=SHORTEST)
        end = time.monotonic() + 60 * minutes
        with beat(tmp_path, "beat-1"), beat(tmp_path, "beat-2"):
            wait_for(all_polled, timeout=120)
            time.sleep(max(0.0, end - time.monotonic()))
        asked = servers.asked.values()
        # A feed is due again after 95 % of its pause at the earliest.
        soonest = 0.9 * 60 * SHORTEST
        doubled = [b - a for times in asked for a, b in pairwise(times) if b - a < soonest]
        rung = [(tmp_path / f"beat-{n}.log").read_text().count("Sending due") for n in (1, 2)]
        report(
            12,
            f"two beats for {minutes:g} minutes, {rung[0]} and {rung[1]} messages of theirs",
            f"{sum(map(len, asked))} polls of {len(asked)} feeds, {len(doubled)} doubled",
            "0 doubled",
        )
        assert all(rung)
        assert len(asked) == 200
        assert min(map(len, asked)) >= minutes // (1.1 * SHORTEST)
        assert not doubled


def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(start_worker):
    ip = addresses(1, 50)[0]
    with serving({ip: "last_moment"}) as servers:
        follow(servers)
        first = start_worker("first", "fetch", 4, "threads", **LOOPBACK)
        errands.ring_due()
        wait_for(lambda: bool(servers.asked[ip]), timeout=60)
        first.kill()
        servers.kinds[ip] = "good"
        # What three minutes of waiting would do.
        Poll.objects.update(lease_until=timezone.now(), rung_at=None)
        Host.objects.update(free_at=timezone.now())
        start_worker("second", "fetch", 4, "threads", **LOOPBACK)
        tick_until(all_polled, timeout=60)
        assert Poll.objects.get().attempts == 0

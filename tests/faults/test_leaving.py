"""Workers that are asked to leave, and what they hold while they work."""

import time

import pytest
from django.db import connection

from claims.models import Article, Extraction
from claims.services import matching
from claims.services.articles import receive_article
from ingest.models import Poll
from ingest.services import errands
from tests.faults import stories
from tests.faults.harness import all_done, report, wait_for, web
from tests.faults.servers import addresses, serving
from tests.faults.test_polling import LOOPBACK, follow

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def leave(worker) -> float:
    """Seconds from SIGTERM to the end."""
    began = time.monotonic()
    worker.child.ask_to_stop()
    wait_for(lambda: worker.child.process.poll() is not None, timeout=120)
    return time.monotonic() - began


def leased(model) -> int:
    return model.objects.filter(state="leased").count()


def test_sigterm_while_articles_are_read(start_worker):
    worker = start_worker(concurrency=2)
    stories.receive(6, sentences=500)
    wait_for(lambda: leased(Extraction) == 2, timeout=60)
    took, left = leave(worker), leased(Extraction)
    done = Extraction.objects.filter(state=Extraction.State.DONE).count()
    figure = f"gone after {took:.0f} s, {done} finished, {left} left leased"
    report(11, "SIGTERM under load", figure, "75 s, 0 left leased")
    assert took <= 75
    assert left == 0
    assert 2 <= done < 6


def test_sigterm_while_servers_keep_it_waiting(start_worker):
    worker = start_worker("fetch", "fetch", 40, "threads", **LOOPBACK)
    with serving(dict.fromkeys(addresses(20, 60), "silent")) as servers:
        follow(servers)
        errands.ring_due()
        wait_for(lambda: leased(Poll) >= 10, timeout=60)
        took, left = leave(worker), leased(Poll)
    figure = f"gone after {took:.0f} s, {left} left leased"
    report(11, "SIGTERM of a worker that waits for 20 silent servers", figure, "75 s, 0")
    assert took <= 75
    assert left == 0


MIXED = [
    lambda n: stories.story(n, 1 + n % 12),
    lambda n: "\n".join(f"SPEAKER {s}: {stories.story(n + s, 1)}" for s in range(4)),
    lambda n: stories.story(n, 3).replace(" ", "\u00a0", 5) + " 📉 नमस्ते שלום\r\n" * 20,
    lambda n: f"Bericht {n}. " + "Die Zahl der Schulen in der Stadt ist gesunken. " * 20,
    lambda n: stories.story(n, 2) + "\n" + "x" * 3000 + "\n“" * 50,
]


def test_two_thousand_articles_leave_no_fat(start_worker, clock, tmp_path):
    """One pool process reads and compares them all: it is not replaced after 500, as it would be in
    service. Meanwhile the sessions of everything that serves are counted."""
    worker = start_worker("reader", options=["--max-tasks-per-child=1000000"])
    start_worker("fetch", "fetch", 40, "threads", **LOOPBACK)
    with web(tmp_path):
        feed(0, 200)
        # With what each kind of work loads once.
        wait_for(all_compared, timeout=300)
        before, pids = memory(worker), [p.pid for p in worker.pool()]
        feed(200, 2000)
        open_rows = Extraction.objects.exclude(state=Extraction.State.DONE).count()
        most = 0

        def finished():
            nonlocal most
            most = max(most, sessions())
            return all_done()

        took = wait_for(finished, timeout=900, every=1)
        compared = wait_for(all_compared, timeout=1800, every=1)
        after = memory(worker)
    report(
        13,
        f"2,000 mixed articles in {took:.0f} s, compared {compared:.0f} s later, one pool process "
        f"from {before:.0f} MB",
        f"{after - before:+.0f} MB",
        "+50 MB",
    )
    report(15, f"{open_rows} tasks open", f"{most} database sessions at most", "50")
    assert pids == [p.pid for p in worker.pool()]
    assert open_rows >= 1000
    assert most <= 50
    assert after - before <= 50


def all_compared() -> bool:
    return all_done() and not matching.standing().filter(matched_at=None).exists()


def feed(first: int, last: int) -> None:
    for n in range(first, last):
        receive_article(text=MIXED[n % len(MIXED)](n), via=Article.Via.API)


def memory(worker) -> float:
    """What the worker's processes hold for themselves, in MB."""
    return sum(p.memory_full_info().uss for p in (worker.main, *worker.pool())) / 1e6


def sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]

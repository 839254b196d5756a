"""Partners read while colleagues publish: nothing is missed, nothing comes out of order."""

import random
import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client

from claims.models import Change, PublishedVersion
from claims.services.partners import SEQUENCER_LOCK
from tests.factories import make_published_review

WRITERS = 8
CHANGES_EACH = 10
LONGEST = 0.3  # seconds that a transaction stays open

pytestmark = pytest.mark.django_db(transaction=True)


def record(template, number, kind=Change.Kind.CORRECT):
    """A version and its change, as publishing writes them."""
    version = PublishedVersion.objects.create(
        review=template.review,
        number=number,
        kind=template.kind,
        verdict=template.verdict,
        document=template.document,
        sha256=template.sha256,
        author=template.author,
        approver=template.approver,
    )
    Change.objects.create(kind=kind, version=version)


def write(template, numbers, seed):
    """Transactions that stay open for a while after they took their id from the sequence."""
    luck = random.Random(seed)
    try:
        for number in numbers:
            with transaction.atomic():
                record(template, number)
                time.sleep(luck.uniform(0, LONGEST))
    finally:
        connection.close()


class Puller:
    """A partner: remembers its token, keeps what it got."""

    def __init__(self, secret):
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})
        self.got, self.tombstones, self.since = [], [], {}

    def pull(self):
        page = {"more": True}
        while page["more"]:
            page = self.client.get("/api/v1/changes/", self.since).json()
            self.got += [entry["version"] for entry in page["results"]]
            self.tombstones += [e["version"] for e in page["results"] if e["tombstone"]]
            self.since = {"since": page["next"]}


@pytest.fixture
def template():
    return make_published_review().versions.get()


@pytest.fixture
def puller(template, secret):
    puller = Puller(secret)
    puller.pull()
    return puller


def test_eight_writers_and_a_puller(template, puller):
    batches = [range(2 + w * CHANGES_EACH, 2 + (w + 1) * CHANGES_EACH) for w in range(WRITERS)]
    writers = [
        threading.Thread(target=write, args=(template, numbers, seed))
        for seed, numbers in enumerate(batches)
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        puller.pull()
        time.sleep(0.02)
    puller.pull()
    assert sorted(puller.got) == list(range(1, 2 + WRITERS * CHANGES_EACH))
    in_log = Change.objects.order_by("position").values_list("version__number", flat=True)
    assert puller.got == list(in_log)
    for numbers in batches:  # each writer's own order
        own = [number for number in puller.got if number in numbers]
        assert own == list(numbers)


def test_who_commits_late_is_not_skipped(template, puller):
    """The case an id as cursor loses: the smaller id becomes visible after the larger one."""
    begun, finish = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                record(template, 2)
                begun.set()
                finish.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(5)
    record(template, 3)
    puller.pull()
    assert puller.got == [1, 3]
    finish.set()
    thread.join()
    puller.pull()
    assert puller.got == [1, 3, 2]
    late, early = Change.objects.get(version__number=2), Change.objects.get(version__number=3)
    assert late.pk < early.pk
    assert late.position > early.position


def test_two_pullers_at_once_number_each_change_once(template, secret):
    numbers = range(2, 42)
    for number in numbers:
        record(template, number)
    pullers = [Puller(secret) for _ in range(4)]

    def pull(puller):
        try:
            puller.pull()
        finally:
            connection.close()

    threads = [threading.Thread(target=pull, args=(puller,)) for puller in pullers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for puller in pullers:  # whoever met another at work got what was numbered by then
        puller.pull()
    assert [puller.got for puller in pullers] == [[1, *numbers]] * 4


def test_a_stuck_sequencer_keeps_no_partner_waiting(template, puller):
    record(template, 2)
    puller.pull()
    record(template, 3)
    locked, finish = threading.Event(), threading.Event()

    def stuck():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
                locked.set()
                finish.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=stuck)
    thread.start()
    assert locked.wait(5)
    began = time.monotonic()
    puller.pull()
    took = time.monotonic() - began
    finish.set()
    thread.join()
    assert puller.got == [1, 2]
    assert took < 2
    puller.pull()
    assert puller.got == [1, 2, 3]

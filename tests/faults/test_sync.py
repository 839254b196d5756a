"""A minute of colleagues who publish in long transactions, and a partner who asks five times a
second: nothing is missed, and nothing comes in another order than the log's."""

import random
import threading
import time

import pytest
from django.db import connection, transaction

from claims.models import Change
from claims.services.partners import issue_key
from tests.claims.api.test_sequencer import Puller, record
from tests.factories import make_partner, make_published_review
from tests.faults.harness import report

WRITERS, LONGEST, FOR, EVERY = 8, 3, 60, 0.2
RETRACTS = 2  # the writer whose changes are tombstones


def write(template, writer, until, failed):
    """Versions writer, writer + 8, writer + 16 …; each in a transaction of 0 to 3 seconds."""
    luck, number = random.Random(writer), writer
    kind = Change.Kind.RETRACT if writer == RETRACTS else Change.Kind.CORRECT
    try:
        while time.monotonic() < until:
            with transaction.atomic():
                record(template, number, kind)
                time.sleep(luck.uniform(0, LONGEST))
            number += WRITERS
    except Exception as error:
        failed.append(error)
    finally:
        connection.close()


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_minute_of_late_commits():
    template = make_published_review().versions.get()
    puller = Puller(issue_key(make_partner(), per_minute=100_000)[1])
    failed, until = [], time.monotonic() + FOR
    writers = [
        threading.Thread(target=write, args=(template, 2 + n, until, failed))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    pulls = 0
    while any(writer.is_alive() for writer in writers):
        puller.pull()
        pulls += 1
        time.sleep(EVERY)
    puller.pull()
    log = list(Change.objects.order_by("position").values_list("version__number", flat=True))
    ids = list(Change.objects.order_by("position").values_list("pk", flat=True))
    late = sum(after < before for before, after in zip(ids, ids[1:], strict=False))
    gone = Change.objects.filter(kind=Change.Kind.RETRACT).order_by("position")
    gone = list(gone.values_list("version__number", flat=True))
    missed = set(log) - set(puller.got)
    figure = (
        f"{len(log)} changes, {late} committed late, {len(gone)} tombstones, {pulls} pulls: "
        f"{len(missed)} missed, in {'the' if puller.got == log else 'ANOTHER'} order"
    )
    report(20, "a partner follows a minute of eight writers", figure, "0 missed, the order")
    assert not failed
    assert puller.got == log
    assert puller.tombstones == gone
    assert len(gone) > 10
    assert late > 0  # else nothing was put to the test

"""Every claim has its row in the queue, with its status, whatever code writes."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, QueueEntry
from tests.factories import make_claim, make_user

pytestmark = pytest.mark.django_db


def test_a_new_claim_stands_in_the_queue():
    claim = make_claim(score=0.7)
    entry = QueueEntry.objects.get(claim=claim)
    assert (entry.status, entry.rank, entry.factors) == ("new", 0.7, {})


def test_many_claims_at_once_each_have_their_row():
    claims = Claim.objects.bulk_create(Claim(text=f"Claim {n}", score=n / 10) for n in range(5))
    assert QueueEntry.objects.filter(claim__in=claims).count() == 5


def test_the_row_follows_the_status_set_in_any_way():
    claim = make_claim()
    Claim.objects.filter(pk=claim.pk).update(status="accepted")
    assert QueueEntry.objects.get(claim=claim).status == "accepted"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET status = 'dismissed' WHERE id = %s", [claim.pk])
    assert QueueEntry.objects.get(claim=claim).status == "dismissed"


def test_nobody_is_assigned_without_a_time():
    entry = QueueEntry.objects.get(claim=make_claim())
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueEntry.objects.filter(pk=entry.pk).update(assigned_to=make_user())

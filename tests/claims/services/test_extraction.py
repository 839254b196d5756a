import dataclasses
import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims import pipeline
from claims.models import Appearance, Article, Claim, Extraction, Speaker
from claims.models.work import LEASE, MAX_ATTEMPTS
from claims.services import extraction, triage
from claims.services.articles import receive_article
from claims.text.analyse import analyse
from tests.factories import reviewer

pytestmark = pytest.mark.django_db

TEXT = (
    "Unemployment fell to 4.1% in May, the lowest since 1974, the minister Ada Example said.\n\n"
    "Why does it matter? The party lost 12 of its 40 seats on Thursday."
)


@pytest.fixture
def row():
    return receive_article(text=TEXT, via=Article.Via.PASTE).extraction


def later(minutes=1):
    return timezone.now() + timedelta(minutes=minutes)


def test_the_worker_writes_claims_and_accounts_for_every_sentence(row):
    assert pipeline.extract(row.pk)
    row.refresh_from_db()
    assert row.state == Extraction.State.DONE
    assert row.added == Claim.objects.count() == Appearance.objects.count() > 0
    assert [s["outcome"] for s in row.sentences] == ["claim", "not_claim", "claim"]
    for appearance in Appearance.objects.all():
        assert appearance.exact == TEXT[appearance.start : appearance.end]
        assert TEXT[: appearance.start].endswith(appearance.prefix)
        assert TEXT[appearance.end :].startswith(appearance.suffix)


def test_the_speaker_becomes_a_row(row):
    pipeline.extract(row.pk)
    assert {c.speaker.name for c in Claim.objects.exclude(speaker=None)} == {"Ada Example"}


def test_the_same_message_twenty_times_has_one_effect(row):
    assert [pipeline.extract(row.pk) for _ in range(20)] == [True] + [False] * 19
    assert Claim.objects.count() == Extraction.objects.get().added


class TestLease:
    def test_counts_the_attempt_before_the_work(self, row):
        assert extraction.take(row.pk)
        row.refresh_from_db()
        assert (row.attempts, row.state) == (1, Extraction.State.LEASED)

    def test_nobody_else_gets_the_row(self, row):
        assert extraction.take(row.pk)
        assert extraction.take(row.pk) is None

    def test_an_expired_lease_can_be_taken_over_and_fences_the_first(self, row):
        first = extraction.take(row.pk)
        second = extraction.take(row.pk, at=timezone.now() + LEASE * 2)
        with pytest.raises(extraction.LeaseLost):
            extraction.complete(first, analyse(TEXT))
        assert not Claim.objects.exists()
        extraction.complete(second, analyse(TEXT))
        assert Claim.objects.exists()

    def test_renewing_keeps_it(self, row):
        lease = extraction.take(row.pk)
        Extraction.objects.update(lease_until=timezone.now())
        assert Extraction.objects.renew(lease.pk, lease.token)
        assert extraction.take(row.pk, at=timezone.now() + LEASE / 2) is None

    def test_waits_for_not_before(self, row):
        Extraction.objects.update(not_before=later())
        assert extraction.take(row.pk) is None
        assert extraction.take(row.pk, at=later(2))


class TestFailure:
    def test_gives_the_row_back_with_the_error(self, row, monkeypatch):
        monkeypatch.setattr(pipeline, "analyse", broken)
        assert not pipeline.extract(row.pk)
        row.refresh_from_db()
        assert (row.state, row.attempts) == (Extraction.State.WAITING, 1)
        assert row.last_error == "ValueError: bad luck"
        assert row.not_before > timezone.now()

    def test_buries_it_after_the_last_attempt_and_a_person_revives_it(self, row, monkeypatch):
        monkeypatch.setattr(pipeline, "analyse", broken)
        for _ in range(MAX_ATTEMPTS + 2):
            Extraction.objects.update(not_before=timezone.now())
            pipeline.extract(row.pk)
        row.refresh_from_db()
        assert (row.state, row.attempts) == (Extraction.State.DEAD, MAX_ATTEMPTS)
        monkeypatch.undo()
        assert extraction.retry(row)
        assert pipeline.extract(row.pk)

    def test_a_failed_write_leaves_no_half(self, row, monkeypatch):
        monkeypatch.setattr(extraction, "appearance_row", broken)
        assert not pipeline.extract(row.pk)
        assert not Claim.objects.exists()
        assert Extraction.objects.get().state == Extraction.State.WAITING


class TestSweep:
    @pytest.fixture
    def rung(self, monkeypatch):
        calls = []
        monkeypatch.setattr(extraction.doorbell, "ring_each", lambda task, pks: calls.extend(pks))
        return calls

    def test_rings_for_what_waited_too_long(self, row, rung):
        assert extraction.sweep() == 0
        assert extraction.sweep(at=later(2)) == 1
        assert rung == [row.pk]

    def test_two_sweeps_ring_once(self, row, rung):
        assert [extraction.sweep(at=later(2)), extraction.sweep(at=later(2.5))] == [1, 0]
        assert extraction.sweep(at=later(4)) == 1

    def test_rings_for_an_expired_lease(self, row, rung):
        extraction.take(row.pk)
        assert extraction.sweep(at=timezone.now() + LEASE / 2) == 0
        assert extraction.sweep(at=timezone.now() + LEASE * 2) == 1
        assert extraction.sweep(at=timezone.now() + LEASE * 2) == 0
        assert rung == [row.pk]
        assert extraction.take(row.pk, at=timezone.now() + LEASE * 2)

    def test_rings_for_claims_that_nothing_was_compared_with(self, row, rung, monkeypatch):
        pipeline.extract(row.pk)
        ring = []
        monkeypatch.setattr(extraction.doorbell, "ring", ring.append)
        extraction.sweep()
        assert ring == []
        extraction.sweep(at=later(2))
        assert ring == ["claims.tasks.match"]
        pipeline.match()
        extraction.sweep(at=later(2))
        assert len(ring) == 1

    def test_buries_what_died_without_a_word(self, row, rung):
        Extraction.objects.update(attempts=MAX_ATTEMPTS - 1)
        extraction.take(row.pk)
        assert extraction.sweep(at=timezone.now() + LEASE * 2) == 0
        row.refresh_from_db()
        assert row.state == Extraction.State.DEAD
        assert "died 3 times" in row.last_error


class TestSpeakers:
    def names(self, text):
        pipeline.extract(receive_article(text=text, via=Article.Via.PASTE).extraction.pk)
        return {c.speaker.name if c.speaker else None for c in Claim.objects.all()}

    def test_a_name_longer_than_any_is_nobody_s(self):
        name = "Professor " * 40 + "Jones"
        assert self.names(f"According to {name}, crime fell by 5% in 2016.") == {None}
        assert Extraction.objects.get().state == Extraction.State.DONE

    def test_names_are_the_same_as_the_database_says(self):
        """UPPER() and lower() disagree about the Turkish dotless i."""
        Speaker.objects.create(name="Kemal Kiliç")
        Speaker.objects.create(name="Kemal Kılıç")
        text = "Crime fell by 5% in 2016, Kemal Kılıç said."
        assert self.names(text) == {"Kemal Kılıç"}

    def test_another_worker_may_have_been_faster(self, monkeypatch):
        Speaker.objects.create(name="Ada Example")
        looks = [extraction.speakers_named, lambda names: {}]
        monkeypatch.setattr(extraction, "speakers_named", lambda names: looks.pop()(names))
        assert self.names("Crime fell by 5% in 2016, Ada Example said.") == {"Ada Example"}
        assert Speaker.objects.count() == 1


def test_a_text_that_is_removed_while_it_is_read_gives_no_claims(row):
    lease, by = extraction.take(row.pk), reviewer()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('snapshot', %s, 'Order', %s)", [row.snapshot.uuid, by.pk]
        )
    extraction.complete(lease, analyse(TEXT))
    assert not Claim.objects.exists()


class TestAgain:
    """A second engine over the same snapshot."""

    def run(self, row, analysis):
        again = extraction.enqueue(row.snapshot, engine="next")
        return extraction.complete(extraction.take(again.pk), analysis)

    def test_what_was_found_before_is_kept(self, row):
        pipeline.extract(row.pk)
        before = set(Claim.objects.values_list("pk", "text"))
        again = self.run(row, analyse(TEXT))
        assert (again.added, again.kept, again.superseded) == (0, len(before), 0)
        assert set(Claim.objects.values_list("pk", "text")) == before

    def test_untouched_claims_it_no_longer_finds_are_superseded_touched_ones_stay(self, row):
        pipeline.extract(row.pk)
        touched, *rest = Claim.objects.order_by("pk")
        triage.accept(touched, by=reviewer())
        again = self.run(row, dataclasses.replace(analyse(TEXT), claims=()))
        assert again.superseded == len(rest) > 0
        touched.refresh_from_db()
        assert touched.status == Claim.Status.ACCEPTED
        assert {Claim.objects.get(pk=c.pk).status for c in rest} == {Claim.Status.SUPERSEDED}


def broken(*args, **kwargs):
    raise ValueError("bad luck")


@pytest.mark.django_db(transaction=True)
def test_the_sweep_does_not_wait_for_a_row_that_is_being_completed():
    row = receive_article(text=TEXT, via=Article.Via.PASTE).extraction
    Extraction.objects.update(attempts=MAX_ATTEMPTS - 1)
    extraction.take(row.pk)
    swept = []

    def sweep():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        swept.append(extraction.sweep(at=timezone.now() + LEASE * 2))
        connection.close()

    with transaction.atomic():
        Extraction.objects.filter(pk=row.pk).update(last_error="being written")
        thread = Thread(target=sweep)
        thread.start()
        thread.join()
    assert swept == [0]


@pytest.mark.django_db(transaction=True)
def test_tells_how_far_it_is(monkeypatch):
    row = receive_article(text=TEXT, via=Article.Via.PASTE).extraction

    def slow(text, *, published, progress):
        analysis = analyse(text, published=published, progress=progress)
        time.sleep(0.2)
        return analysis

    monkeypatch.setattr(pipeline, "RENEW_EVERY", 0.05)
    monkeypatch.setattr(pipeline, "analyse", slow)
    pipeline.extract(row.pk)
    row.refresh_from_db()
    assert (row.sentences_read, row.sentence_count) == (3, 3)

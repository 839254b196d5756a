import math
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from claims import tasks
from claims.models import Appearance, Claim, ClaimMatch, QueueEntry, RankingProfile
from claims.services import assignment, queue, triage
from tests import factories

pytestmark = pytest.mark.django_db


def entry(claim):
    return QueueEntry.objects.get(pk=claim.pk)


def seen_in(claim, article):
    """Another article says the same words."""
    first = claim.appearances.first()
    return Appearance.objects.create(
        claim=claim, snapshot=article.latest, exact=first.exact, start=first.start, end=first.end,
        voice="outlet", score=0.1, engine="test-1",
    )  # fmt: skip


def test_a_rank_is_the_sum_of_the_factors():
    claim = factories.make_claim()
    queue.refresh([claim.pk])
    assert entry(claim).factors == {"has a number": 0.56}
    assert entry(claim).rank == pytest.approx(1 / (1 + math.exp(-0.56)))
    assert entry(claim).article == claim.appearances.get().snapshot.article


@pytest.mark.parametrize("score", [0, 0.25, 1])
def test_a_claim_without_reasons_keeps_its_score(score):
    claim = factories.make_claim(score=score)
    claim.appearances.update(factors=[])
    queue.refresh([claim.pk])
    assert entry(claim).rank == pytest.approx(score, abs=0.002)


def test_each_article_that_repeats_a_claim_lifts_it():
    claim = factories.make_claim()
    for _ in range(3):
        seen_in(claim, factories.make_article())
    queue.refresh([claim.pk])
    assert entry(claim).factors["seen again"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("verdict", "relation", "status", "refuted"),
    [
        ("false", "same", "suggested", True),
        ("mostly_false", "same", "confirmed", True),
        ("false", "same", "rejected", False),
        ("false", "contradicts", "suggested", False),
        ("true", "same", "suggested", False),
    ],
)
def test_a_zombie_is_like_a_claim_found_false(verdict, relation, status, refuted):
    by = factories.reviewer()
    earlier, claim = factories.make_claim(), factories.make_claim()
    ClaimMatch.objects.create(
        claim=claim, earlier=earlier, similarity=0.9, relation=relation, status=status,
        decided_by=by, decided_at=timezone.now(),
    )  # fmt: skip
    factories.make_published_review(earlier, verdict=verdict)
    assert (queue.REFUTED in entry(claim).factors) == refuted


def test_weights_put_the_open_queue_in_order(django_assert_max_num_queries):
    by = factories.editor()
    number, wording = factories.make_claim(), factories.make_claim()
    done = factories.make_claim(status="dismissed")
    for claim, factors in ((number, {"number": 1}), (wording, {"wording": 1.1}), (done, {})):
        QueueEntry.objects.filter(pk=claim.pk).update(factors=factors, rank=0.5)
    with django_assert_max_num_queries(7):
        profile = queue.set_weights({"number": 2, "wording": 1}, by=by)
    assert profile.weights == {"number": 2}
    assert list(QueueEntry.objects.open().ranked()) == [entry(number), entry(wording)]
    assert entry(done).rank == 0.5
    # A claim found now is ranked so too.
    later = factories.make_claim()
    later.appearances.update(factors=[{"name": "number", "contribution": 1}])
    queue.refresh([later.pk])
    assert entry(later).rank == pytest.approx(entry(number).rank)


def test_what_is_beyond_one_statement_goes_on_in_a_task(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(queue, "AT_ONCE", 2)
    sent = []
    monkeypatch.setattr("claims.doorbell.send", lambda *args: sent.append(args))
    for _ in range(3):
        claim = factories.make_claim()
        QueueEntry.objects.filter(pk=claim.pk).update(factors={"number": 1})
    with django_capture_on_commit_callbacks(execute=True):
        RankingProfile.objects.create(weights={"number": 2}, by=factories.editor())
        assert queue.rank_next(2) == 2
    assert queue.unranked(10) == 1
    tasks.rank()
    assert queue.unranked(10) == 0
    assert len(set(QueueEntry.objects.values_list("rank", flat=True))) == 1


def test_a_preview_writes_nothing():
    claim = factories.make_claim()
    QueueEntry.objects.filter(pk=claim.pk).update(factors={"number": 1}, rank=0.2)
    [place] = queue.best_with({"number": 0})
    assert (place.claim, place.rank) == (claim, 0.5)
    assert entry(claim).rank == 0.2


@pytest.mark.parametrize("weights", [{"bogus": 1}, {"number": -1}, {"number": math.nan}])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(queue.RankingRefused):
        queue.set_weights(weights, by=factories.editor())


def test_every_factor_of_the_engine_has_a_name_and_a_slider():
    from claims.text.checkworthiness import SIGNS

    assert {*SIGNS, "wording", queue.SEEN_AGAIN, queue.REFUTED} == set(queue.FACTORS)


# Deferred ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["new", "accepted"])
def test_a_deferred_claim_comes_back_once(before):
    by, today = factories.reviewer(), timezone.localdate()
    claim, open_ended = factories.make_claim(status=before), factories.make_claim()
    triage.defer(claim, by=by, until=today + timedelta(days=2))
    triage.defer(open_ended, by=by)
    assert triage.wake() == 0
    later = timezone.now() + timedelta(days=2)
    assert triage.wake(later) == 1
    assert triage.wake(later) == 0
    claim.refresh_from_db()
    assert claim.status == before
    last = claim.events.first()
    assert (last.by, last.reason) == (None, triage.RETURNED)
    tasks.wake()


def test_undoing_the_return_of_a_deferred_claim_keeps_its_day():
    by, day = factories.reviewer(), timezone.localdate() + timedelta(days=3)
    claim = factories.make_claim()
    triage.defer(claim, by=by, until=day)
    event = triage.accept(claim, by=by)
    triage.undo(event, by=by)
    assert (entry(claim).status, entry(claim).deferred_until) == ("deferred", day)


# The way back -----------------------------------------------------------------------------------


def test_an_undo_never_takes_back_what_a_colleague_did_after():
    by, colleague = factories.reviewer(), factories.reviewer()
    claim = factories.make_claim()
    first = triage.accept(claim, by=by)
    triage.reopen(claim, by=colleague)
    triage.accept(claim, by=colleague)
    with pytest.raises(triage.TriageRefused, match="gone on since"):
        triage.undo(first, by=by)


def test_an_undo_can_be_undone():
    by, claim = factories.reviewer(), factories.make_claim(status="superseded")
    back = triage.undo(triage.accept(claim, by=by), by=by)
    assert back.to_status == "superseded"
    assert triage.undo(back, by=by).to_status == "accepted"


def test_merges_and_reviews_are_not_undone_here():
    claim = factories.make_claim()
    factories.make_review(claim)
    with pytest.raises(triage.TriageRefused):
        triage.undo(claim.events.get(), by=factories.editor())


def test_a_thousand_are_decided_in_few_queries(django_assert_max_num_queries):
    by = factories.reviewer()
    Claim.objects.bulk_create(Claim(text=f"Claim {n}", detected_text="") for n in range(300))
    rows = dict.fromkeys(Claim.objects.values_list("pk", flat=True), "new")
    with django_assert_max_num_queries(10):
        batch, done = triage.many(rows.items(), triage.Step("accept"), by=by)
    assert done == 300
    with django_assert_max_num_queries(12):
        assert triage.undo_batch(batch, by=by) == (300, 0)
    assert not Claim.objects.exclude(status="new").exists()


# Who has it -------------------------------------------------------------------------------------


def test_nobody_is_handed_what_is_done():
    by = factories.reviewer()
    with pytest.raises(triage.TriageRefused, match="nothing to do"):
        assignment.assign(factories.make_claim(status="reviewed"), by, by=by)


def test_a_lock_ends_by_itself_and_hinders_nobody():
    ann, ben, claim = factories.reviewer(), factories.reviewer(), factories.make_claim()
    now = timezone.now()
    assert assignment.hold(claim.pk, by=ann, at=now) is None
    assert assignment.hold(claim.pk, by=ben, at=now + timedelta(seconds=89)) == ann
    assert assignment.hold(claim.pk, by=ben, at=now + timedelta(seconds=91)) is None
    assert assignment.hold(claim.pk, by=ann, at=now + timedelta(seconds=92)) == ben
    triage.accept(claim, by=ben)
    assert entry(claim).held_by is None
    assert assignment.hold(0, by=ann) is None


def test_colleagues_are_those_who_may_decide():
    ann = factories.reviewer(first_name="Ann", last_name="A")
    root = User.objects.create_superuser("root")
    factories.make_user()
    factories.reviewer(is_active=False)
    assert assignment.colleagues() == [ann, root]

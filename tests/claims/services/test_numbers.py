"""The figures, recounted by hand."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import ClaimEvent
from claims.services import triage
from claims.services.numbers.agreement import agreement
from claims.services.numbers.fairness import COLUMNS, DIMENSIONS, audit, export
from claims.services.numbers.periods import Bucket, Period
from claims.services.numbers.queue import queue
from claims.services.numbers.rates import Rate
from claims.services.numbers.throughput import throughput
from claims.services.triage import UNDONE
from tests import factories

from .numbers_world import World, at, today

NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def world(db):
    return World()


def totals(period=NOVEMBER):
    return {step.name: step.total for step in throughput(period).steps if step.total}


def per_day(name, period):
    steps = {step.name: step.counts for step in throughput(period).steps}
    return steps[name]


# Periods and rates --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "step", "count"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), "day", 1),
        (date(2026, 11, 1), date(2026, 12, 15), "day", 45),
        (date(2026, 11, 1), date(2026, 12, 16), "week", 8),
        (date(2026, 1, 1), date(2026, 12, 31), "week", 53),
        (date(2025, 1, 15), date(2026, 12, 31), "month", 24),
    ],
)
def test_buckets_cover_the_period_once(first, last, step, count):
    period = Period(first, last)
    assert period.step == step
    buckets = period.buckets()
    assert len(buckets) == count
    days = [
        b.first + timedelta(n) for b in buckets for n in range((b.last - b.first).days + 1)
    ]  # fmt: skip
    assert days == [first + timedelta(n) for n in range(period.days)]


def test_buckets_that_the_period_cuts_are_not_whole():
    buckets = Period(date(2026, 11, 4), date(2026, 12, 31)).buckets()
    assert buckets[0] == Bucket(date(2026, 11, 4), date(2026, 11, 8), whole=False)
    assert buckets[1] == Bucket(date(2026, 11, 9), date(2026, 11, 15), whole=True)
    assert not buckets[-1].whole


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [  # Wilson's interval as R's prop.test(correct = FALSE) gives it
        (0, 10, 0.0, 0.2775),
        (3, 5, 0.2307, 0.8824),
        (81, 263, 0.2553, 0.3662),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_wilson(part, whole, low, high):
    assert Rate(part, whole).interval == pytest.approx((low, high), abs=5e-4)


def test_nothing_has_no_share():
    assert Rate(0, 0).share is None
    assert Rate(0, 0).interval is None


# Throughput ---------------------------------------------------------------------------------------


def test_an_empty_newsroom(db):
    assert totals() == {}
    assert [(d.count, d.median) for d in throughput(NOVEMBER).durations] == [(0, None)] * 3
    found = agreement(NOVEMBER)
    assert (found.kept, found.types, found.factors) == (Rate(0, 0), (), ())
    assert queue().new == 0
    assert all(audit(NOVEMBER, by).groups == () for by in DIMENSIONS)


def test_days_are_those_of_the_newsroom(world):
    """In summer London's midnight is 23:00 UTC; 25 October 2026 has 25 hours."""
    for when in (
        datetime(2026, 10, 23, 22, 59, tzinfo=UTC),  # the 23rd
        datetime(2026, 10, 23, 23, 0, tzinfo=UTC),  # the 24th
        datetime(2026, 10, 24, 22, 59, tzinfo=UTC),  # the 24th
        datetime(2026, 10, 24, 23, 0, tzinfo=UTC),  # the 25th, in summer time
        datetime(2026, 10, 25, 23, 59, tzinfo=UTC),  # the 25th, in winter time
        datetime(2026, 10, 26, 0, 0, tzinfo=UTC),  # the 26th
    ):
        world.claim(when)
    period = Period(date(2026, 10, 24), date(2026, 10, 25))
    assert per_day("Claims found", period) == (2, 2)


def test_a_claim_counts_once_by_its_last_decision(world):
    world.claim(at(1), (at(2), "accepted"))
    world.claim(at(1), (at(2), "dismissed"), (at(3), "new"), (at(5), "accepted"))
    world.claim(at(1), (at(2), "accepted"), (at(4), "dismissed"))
    world.claim(at(1), (at(2), "deferred"), (at(6), "dismissed"))
    world.claim(at(1), (at(2), "deferred"))
    assert totals() == {"Claims found": 5, "Accepted": 2, "Dismissed": 2, "Deferred": 1}
    first_days = Period(date(2026, 11, 1), date(2026, 11, 4))
    assert per_day("Accepted", first_days) == (0, 1, 0, 0)
    assert per_day("Dismissed", first_days) == (0, 0, 0, 1)


def test_undone_decisions_do_not_count(world):
    world.claim(at(1), (at(2), "accepted"), (at(3), "new"))
    world.claim(at(1), (at(2), "dismissed"), (at(3), "new"))
    assert totals() == {"Claims found": 2}


def test_undoing_brings_the_earlier_decision_back_on_its_day(world):
    claim = world.claim(at(1), (at(2), "accepted"), (at(4), "dismissed"))
    triage.undo(claim.events.first(), by=world.eddie)
    assert per_day("Accepted", Period(date(2026, 11, 2), date(2026, 11, 4))) == (1, 0, 0)
    assert "Dismissed" not in totals()
    assert per_day("Accepted", Period(date(2026, 11, 3), today())) == (0,) * len(
        Period(date(2026, 11, 3), today()).buckets()
    )


def test_a_deferred_claim_that_comes_back_is_as_it_was(world):
    claim = world.claim(at(1), (at(2), "accepted"))
    triage.defer(claim, by=world.rita, until=today() + timedelta(days=1))
    assert triage.wake(timezone.now() + timedelta(days=2)) == 1
    claim.refresh_from_db()
    assert claim.status == "accepted"
    assert per_day("Accepted", Period(date(2026, 11, 2), date(2026, 11, 2))) == (1,)
    assert totals(Period(date(2026, 11, 1), today())) == {"Claims found": 1, "Accepted": 1}


def test_merged_and_superseded_claims_are_not_decided(world):
    target = world.claim(at(1))
    world.claim(at(1), (at(2), "accepted"), (at(3), "merged", "", target))
    world.claim(at(1), status="superseded")
    assert totals() == {"Claims found": 3}


def test_a_claim_split_off_keeps_its_earlier_decision(world):
    target = world.claim(at(1))
    claim = world.claim(at(1), (at(2), "accepted"), (at(3), "merged", "", target))
    world.step(claim, at(9), "accepted")
    assert per_day("Accepted", Period(date(2026, 11, 2), date(2026, 11, 3))) == (1, 0)
    assert totals()["Accepted"] == 1


def test_a_review_is_one_acceptance_however_it_goes_on(world):
    claim = world.claim(at(1), (at(2), "under_review"), (at(3), "accepted"))
    world.claim(at(1), (at(4), "accepted"), (at(5), "under_review"), (at(6), "reviewed"))
    assert per_day("Accepted", Period(date(2026, 11, 2), date(2026, 11, 6))) == (1, 0, 1, 0, 0)
    world.step(claim, at(7), "under_review")
    assert totals()["Accepted"] == 2


def test_claims_by_hand_are_counted_apart(world):
    world.claim(at(2))
    world.claim(at(2), by_hand=True)
    assert totals() == {"Claims found": 1, "Claims added by hand": 1}


def test_reviews_by_step(world):
    one, two, three = (world.claim(at(1)) for _ in range(3))
    draft, submitted = "draft", "submitted"
    world.review(one, (at(2), draft), (at(3), submitted), (at(4), draft), (at(6), submitted))
    world.review(two, (at(2), draft), (at(3), submitted), (at(4), draft))
    world.review(
        three, (at(5), draft), (at(6), submitted), (at(7), "published"),
        versions=[(at(7), "publication"), (at(8), "spelling"), (at(9), "rating_change"),
                  (at(10), "retraction")],
    )  # fmt: skip
    assert totals() == {
        "Claims found": 3, "Reviews started": 3, "Reviews submitted": 2, "Reviews published": 1,
        "Corrections": 2, "Rating changes": 1, "Retractions": 1,
    }  # fmt: skip
    assert per_day("Reviews submitted", Period(date(2026, 11, 3), date(2026, 11, 6))) == (
        0,
        0,
        0,
        2,
    )


def test_a_note_in_a_review_s_history_is_no_step(world):
    world.review(world.claim(at(1)), (at(2), "draft"), (at(3), "submitted"), (at(4), "submitted"))
    assert per_day("Reviews submitted", Period(date(2026, 11, 3), date(2026, 11, 4))) == (1, 0)


def test_articles_are_counted_by_arrival(db):
    factories.make_article(fetched_at=at(3))
    factories.make_article("Another text.", fetched_at=datetime(2026, 12, 1, tzinfo=UTC))
    assert totals() == {"Articles received": 1}


def test_durations(world):
    """Decided after 1, 2 and 9 hours; published 24 hours after the acceptance."""
    hours = timedelta(hours=1)
    world.claim(at(2), (at(2) + hours, "accepted"))
    world.claim(at(2), (at(2) + 9 * hours, "dismissed"))
    world.claim(at(2), (at(2) + 5 * hours, "deferred"))
    world.claim(at(2), (at(4), "accepted"), by_hand=True)
    done = world.claim(at(2), (at(2) + 2 * hours, "accepted"), (at(3), "under_review"))
    world.review(done, versions=[(at(3, 14), "publication"), (at(9), "spelling")])
    decided, published, all_in_all = throughput(NOVEMBER).durations
    assert (decided.count, decided.median) == (3, 2 * hours)
    assert decided.ninth == timedelta(hours=7, minutes=36)
    assert (published.count, published.median) == (1, 24 * hours)
    assert (all_in_all.count, all_in_all.median) == (1, 26 * hours)


# The queue ----------------------------------------------------------------------------------------


def test_ages_of_what_waits(world):
    now = at(30)
    for days, score in ((0, 0.2), (0.9, 0.9), (1.1, 0.6), (2.9, 0.59), (3.1, 0.2), (90, 0.9)):
        world.claim(now - timedelta(days=days), score=score, text=f"After {days} days")
    world.claim(now - timedelta(days=8), (at(28), "deferred"))
    world.claim(now - timedelta(days=300), (at(28), "dismissed"))
    waits = queue(now)
    assert [(a.new, a.high, a.deferred) for a in waits.ages] == [
        (2, 1, 0), (2, 1, 0), (1, 0, 0), (0, 0, 1), (0, 0, 0), (1, 1, 0),
    ]  # fmt: skip
    assert (waits.new, waits.high, waits.deferred) == (6, 3, 1)
    assert [w.words for w in waits.oldest][:2] == ["After 90 days", "After 3.1 days"]
    assert [w.words for w in waits.oldest_high][:2] == ["After 90 days", "After 1.1 days"]


def test_reviews_that_wait_for_a_second_reader_count_from_the_last_time(world):
    review = world.review(
        world.claim(at(1)), (at(2), "draft"), (at(3), "submitted"), (at(4), "draft"),
        (at(5), "submitted"),
    )  # fmt: skip
    assert [(w.pk, w.since) for w in queue(at(30)).submitted] == [(review.pk, at(5))]


# Agreement ----------------------------------------------------------------------------------------


def factor(name, contribution):
    return {"name": name, "value": 1.0, "contribution": contribution}


def test_precision_by_type_band_time_and_factor(world):
    number, personal = factor("number", 0.5), factor("personal", -0.4)
    base = factor("constant", -1)
    world.claim(at(1), (at(2), "accepted"), score=0.95, factors=[base, number])
    world.claim(at(1), (at(2), "dismissed", "Not news."), score=0.91, factors=[number],
                types=["quantity", "event"])  # fmt: skip
    world.claim(at(1), (at(3), "dismissed", "not  news"), score=0.2, factors=[personal])
    world.claim(at(1), (at(3), "dismissed", "Opinion"), score=1.0, types=["opinion"])
    world.claim(at(1), (at(3), "deferred"), score=0.95, factors=[number])
    world.claim(at(1), (at(3), "accepted"), by_hand=True)
    found = agreement(Period(date(2026, 11, 2), date(2026, 11, 3)))
    assert (found.kept, found.deferred) == (Rate(1, 4), 1)
    assert [rate for _, rate in found.over_time] == [Rate(1, 2), Rate(0, 2)]
    assert {line.name: line.kept for line in found.types} == {
        "Quantity": Rate(1, 3), "Event": Rate(0, 1), "Opinion": Rate(0, 1),
    }  # fmt: skip
    assert [(b.low, b.kept) for b in found.bands] == [(0.2, Rate(0, 1)), (0.9, Rate(1, 3))]
    assert found.bands[1].mean == pytest.approx((0.95 + 0.91 + 1.0) / 3)
    assert [(f.name, f.side, f.having, f.others) for f in found.factors] == [
        ("number", "for", Rate(1, 2), Rate(0, 1)),
        ("personal", "against", Rate(0, 1), Rate(1, 2)),
    ]
    assert found.sampled == 3
    assert found.words == (("Not news.", 2), ("Opinion", 1))


def test_the_engine_s_mistakes_are_told_from_the_desk_s_choices(world):
    world.claim(at(1), (at(2), "accepted"))
    for code in ("no_claim", "not_checkable", "wrong_words", "unimportant", "unimportant", ""):
        world.claim(at(1), (at(2), "dismissed", "", None, code))
    found = agreement(NOVEMBER)
    assert (found.kept, found.sound) == (Rate(1, 7), Rate(4, 7))
    assert {(reason.name, reason.n, reason.mistake) for reason in found.reasons} == {
        ("Not important enough", 2, False),
        ("None chosen", 1, False),
        ("Not a claim", 1, True),
        ("Cannot be checked", 1, True),
        ("The words or the speaker are wrong", 1, True),
    }


def test_what_people_changed_in_the_claims_they_kept(world):
    kept = world.claim(at(1), (at(2), "accepted"))
    world.step(kept, at(3), "accepted", "Types: Quantity → Event\nSpeaker: none → Ada Example")
    world.step(kept, at(4), "accepted", "Types: Event → Quantity")
    other = world.claim(at(1), (at(2), "accepted"))
    ClaimEvent.objects.create(
        claim=other, from_status="accepted", to_status="accepted", reason="Types: a → b", at=at(3)
    )
    dismissed = world.claim(at(1), (at(2), "dismissed", "Types: wrong"))
    world.step(dismissed, at(3), "dismissed", "Types: Quantity → Event")
    changed = {line.name: line.kept for line in agreement(NOVEMBER).changed}
    assert changed == {
        "wording": Rate(0, 2), "span": Rate(0, 2), "types": Rate(1, 2), "speaker": Rate(1, 2),
        "date": Rate(0, 2),
    }  # fmt: skip


def test_recall_counts_what_people_added(world):
    for _ in range(3):
        world.claim(at(1), (at(2), "accepted"))
    world.claim(at(2), by_hand=True)
    world.claim(at(2), (at(3), "dismissed"), by_hand=True)
    assert agreement(NOVEMBER).recall == Rate(3, 4)


def test_a_moved_sighting_does_not_lend_its_factors(world):
    claim = world.claim(at(1), (at(2), "accepted"), factors=[factor("number", 1)])
    later = world.claim(at(1), text="Another bridge.", factors=[factor("cause named", 1)])
    later.appearances.update(claim=claim, moved_from=later)
    assert [f.name for f in agreement(NOVEMBER).factors] == ["number"]


# The audit ----------------------------------------------------------------------------------------


def test_what_became_of_each_group(world):
    green = factories.make_speaker("Ada Example", party="The Green Hats")
    other = factories.make_speaker("Ada Example", distinction="the poet")
    post, times = factories.make_publisher("The Post"), factories.make_publisher("The Times of X")
    one = world.claim(at(1), (at(2), "reviewed"), speaker=green, publisher=post)
    world.sighting(one, times)
    world.sighting(one, times)
    world.review(one, versions=[(at(3), "publication"), (at(4), "rating_change"),
                                (at(5), "rating_change")])  # fmt: skip
    two = world.claim(at(1), (at(2), "reviewed"), speaker=green)
    world.review(two, versions=[(at(3), "publication"), (at(4), "retraction")])
    world.review(two, (at(6), "draft"))
    world.claim(at(1), (at(2), "dismissed"), speaker=other, types=["event", "causal"])
    world.claim(at(1), speaker=green, publisher=post)
    world.claim(at(1), (at(2), "merged", "", one), speaker=green)
    world.claim(datetime(2026, 10, 31, tzinfo=UTC), speaker=green)

    def by(dimension):
        found = audit(NOVEMBER, dimension)
        assert found.total.found == 4
        assert (found.total.checked, found.total.re_rated, found.total.retracted) == (2, 1, 1)
        return {
            g.name: (g.found, g.accepted, g.dismissed, g.undecided, g.checked, g.re_rated)
            for g in found.groups
        }

    assert by("party") == {
        "The Green Hats": (3, 2, 0, 1, 2, 1), "No party known": (1, 0, 1, 0, 0, 0),
    }  # fmt: skip
    assert by("speaker") == {
        "Ada Example": (3, 2, 0, 1, 2, 1), "Ada Example (the poet)": (1, 0, 1, 0, 0, 0),
    }  # fmt: skip
    assert by("outlet") == {
        "The Post": (2, 1, 0, 1, 1, 1), "The Times of X": (1, 1, 0, 0, 1, 1),
        "No outlet known": (2, 1, 1, 0, 1, 0),
    }  # fmt: skip
    assert by("type") == {
        "Quantity": (3, 2, 0, 1, 2, 1), "Event": (1, 0, 1, 0, 0, 0), "Causal": (1, 0, 1, 0, 0, 0),
    }  # fmt: skip


def test_the_export_has_a_value_for_every_column(world):
    world.claim(at(1), (at(2), "dismissed"), speaker=factories.make_speaker("Ada", party="Hats"))
    [line] = export(NOVEMBER, "speaker", audit(NOVEMBER, "speaker").groups)
    row = dict(zip(COLUMNS, line, strict=True))
    assert row["from"] == "2026-11-01"
    assert (row["group"], row["party"], row["found"], row["dismissed"]) == ("Ada", "Hats", "1", "1")
    assert (row["dismissed_share"], row["dismissed_low"]) == ("1.0000", "0.2065")
    assert (row["checked_share"], row["rating_change_share"]) == ("0.0000", "")


# Against a naive recount --------------------------------------------------------------------------

MOVES = {
    "new": ["accepted", "dismissed", "deferred", "under_review", "merged"],
    "accepted": ["new", "dismissed", "deferred", "under_review", "merged", "accepted"],
    "deferred": ["new", "accepted", "dismissed", "under_review", "merged"],
    "dismissed": ["new", "accepted"],
    "under_review": ["accepted", "reviewed"],
    "reviewed": ["under_review"],
}
SIMPLE = ("new", "accepted", "deferred", "dismissed")
SETTLED = {
    "accepted": "Accepted", "under_review": "Accepted", "reviewed": "Accepted",
    "dismissed": "Dismissed", "deferred": "Deferred",
}  # fmt: skip
TIMES = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 12), timezones=st.just(UTC))
LIVES = st.lists(
    st.tuples(st.booleans(), st.lists(st.tuples(TIMES, st.integers(0, 11)), max_size=7)), max_size=6
)


def naive(lives):
    """Walk through each life and remember the decision that holds, and those before it."""
    counts = Counter()
    for history in lives:
        held, before, earlier = None, "new", []
        for when, state, undone in history:
            earlier.append(held)
            if undone or before == "merged":
                held = earlier[-2]
            elif state == "new":
                held = None
            elif state != "merged" and SETTLED[state] != SETTLED.get(before):
                held = when, SETTLED[state]
            before = state
        if held and before != "merged":
            counts[held[0].date(), held[1]] += 1
    return counts


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(LIVES)
def test_decisions_against_a_naive_recount(world, lives):
    ClaimEvent.objects.all().delete()
    target = world.claim(at(1))
    histories = []
    for by_hand, steps in lives:
        claim, history, before = world.claim(at(1), by_hand=by_hand), [], None
        for when, choice in sorted(steps, key=lambda step: step[0]):
            options = MOVES.get(claim.status, [])
            undone = choice > 9 and before in SIMPLE and claim.status in SIMPLE
            state = before if undone or not options else options[choice % len(options)]
            before = claim.status
            world.step(claim, when, state, UNDONE if undone else "", target)
            history.append((when, state, undone))
        histories.append(history)
    period = Period(date(2026, 11, 1), date(2026, 11, 8))
    expected = naive(histories)
    for name in ("Accepted", "Dismissed", "Deferred"):
        days = [b.first for b in period.buckets()]
        assert per_day(name, period) == tuple(expected[day, name] for day in days)

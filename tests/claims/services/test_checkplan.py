import pytest

from claims.models import PlanTick
from claims.services import checkplan
from claims.services.checkplan import PlanConflict, key_of, steps, work
from claims.services.claims import ClaimRefused
from tests import factories

pytestmark = pytest.mark.django_db
PLAN = [
    {"kind": "establish", "text": "It happened in 1982."},
    {"kind": "refute", "text": "One case in between."},
    {"kind": "rule", "text": "Settle what counts."},
    {"kind": "look", "text": "The council’s list."},
    {"kind": "riddle", "text": "Of a later engine."},
]
KEY = key_of("establish", "It happened in 1982.")
UNSEEN = (False, "")


@pytest.fixture
def claim():
    return factories.make_claim(plan=PLAN)


@pytest.fixture
def rita():
    return factories.reviewer()


def test_one_decides_how_to_count_before_one_looks(claim):
    kinds = [step.kind for step in steps(claim, [])]
    assert kinds == ["rule", "establish", "refute", "look", "riddle"]


def test_a_step_is_ticked_noted_and_opened_again(claim, rita):
    step = work(claim, KEY, done=True, note=" See p. 4\r\n", seen=UNSEEN, by=rita)
    assert (step.done, step.note, step.tick.by) == (True, "See p. 4", rita)
    work(claim, KEY, done=False, note="See p. 4", seen=(True, "See p. 4"), by=rita)
    assert PlanTick.objects.get().done is False
    told = [event.reason for event in claim.events.order_by("pk")]
    assert told == [
        "Check plan: It happened in 1982.\nDone.\nNote: none → See p. 4",
        "Check plan: It happened in 1982.\nOpen again.",
    ]
    claim.refresh_from_db()
    assert claim.touched_at


def test_what_changes_nothing_leaves_no_trace(claim, rita):
    work(claim, KEY, done=False, note="  ", seen=UNSEEN, by=rita)
    assert not PlanTick.objects.exists()
    assert not claim.events.exists()


def test_what_a_person_did_not_touch_stays_as_a_colleague_left_it(claim, rita):
    bert = factories.reviewer()
    work(claim, KEY, done=True, note="", seen=UNSEEN, by=bert)
    step = work(claim, KEY, done=False, note="Ask the council.", seen=UNSEEN, by=rita)
    assert (step.done, step.note) == (True, "Ask the council.")
    step = work(claim, KEY, done=False, note="", seen=(True, ""), by=bert)
    assert (step.done, step.note) == (False, "Ask the council.")


def test_of_two_notes_none_is_lost(claim, rita):
    work(claim, KEY, done=False, note="See the list.", seen=UNSEEN, by=factories.reviewer())
    with pytest.raises(PlanConflict):
        work(claim, KEY, done=False, note="Ask the council.", seen=UNSEEN, by=rita)
    assert PlanTick.objects.get().note == "See the list."
    # The same words are no conflict.
    work(claim, KEY, done=False, note="See the list.", seen=UNSEEN, by=rita)


@pytest.mark.parametrize("key", ["", "0" * 40, key_of("refute", "It happened in 1982.")])
def test_a_step_of_another_plan_is_refused(claim, rita, key):
    with pytest.raises(ClaimRefused, match="no longer in it"):
        work(claim, key, done=True, note="", seen=UNSEEN, by=rita)


def test_a_new_plan_begins_unticked(claim, rita):
    work(claim, KEY, done=True, note="", seen=UNSEEN, by=rita)
    claim.plan = [{"kind": "establish", "text": "It happened in 1983."}]
    assert [s.done for s in checkplan.steps(claim, claim.ticks.all())] == [False]

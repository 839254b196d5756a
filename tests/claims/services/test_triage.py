import pytest

from claims.models import Claim, ClaimEvent
from claims.services import triage
from tests.factories import make_claim, reviewer

pytestmark = pytest.mark.django_db

VERBS = {
    "accept": triage.accept,
    "defer": triage.defer,
    "dismiss": lambda claim, by: triage.dismiss(claim, by=by, reason="not of public interest"),
    "reopen": triage.reopen,
}
# From each state, what each verb makes of the claim; "" is a refusal.
TABLE = {
    "new": {"accept": "accepted", "defer": "deferred", "dismiss": "dismissed", "reopen": ""},
    "accepted": {"accept": "", "defer": "deferred", "dismiss": "dismissed", "reopen": "new"},
    "deferred": {"accept": "accepted", "defer": "", "dismiss": "dismissed", "reopen": "new"},
    "dismissed": {"accept": "accepted", "defer": "", "dismiss": "", "reopen": "new"},
    "superseded": {"accept": "accepted", "defer": "", "dismiss": "", "reopen": ""},
    "under_review": {"accept": "", "defer": "", "dismiss": "", "reopen": ""},
    "reviewed": {"accept": "", "defer": "", "dismiss": "", "reopen": ""},
}


@pytest.mark.parametrize("status", TABLE)
@pytest.mark.parametrize("verb", VERBS)
def test_decisions(status, verb):
    claim, by = make_claim(status=status), reviewer()
    expected = TABLE[status][verb]
    if expected:
        VERBS[verb](claim, by=by)
        event = ClaimEvent.objects.get()
        assert (event.from_status, event.to_status, event.by) == (status, expected, by)
    else:
        with pytest.raises(triage.TriageRefused, match="cannot become"):
            VERBS[verb](claim, by=by)
        assert not ClaimEvent.objects.exists()
    claim.refresh_from_db()
    assert claim.status == (expected or status)
    assert bool(claim.touched_at) == bool(expected)


def test_a_dismissal_needs_a_reason():
    with pytest.raises(triage.TriageRefused, match="Say why"):
        triage.dismiss(make_claim(), by=reviewer(), reason="  ")


def test_the_slower_of_two_colleagues_is_told():
    claim = make_claim()
    stale = Claim.objects.get(pk=claim.pk)
    triage.dismiss(claim, by=reviewer(), reason="rhetoric")
    with pytest.raises(triage.TriageRefused, match="just decided"):
        triage.accept(stale, by=reviewer())
    assert Claim.objects.get().status == Claim.Status.DISMISSED

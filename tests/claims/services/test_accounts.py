"""Accounts: who may do what to whom, and that nobody comes by a second pair of eyes."""

import pytest
from django.contrib.auth.models import User

from claims.services import accounts, second_factor
from claims.services.accounts import AccountRefused, roles_of
from claims.services.users import GROUPS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def adam():
    return factories.administrator(username="adam")


@pytest.fixture
def eddie():
    return factories.editor(username="eddie")


def fresh(user):
    """Without cached permissions."""
    return User.objects.get(pk=user.pk)


def invite(by, username="nina", roles=("reviewer",)):
    return accounts.invite(
        username=username, first_name="Nina", last_name="New", roles=roles, by=by
    )


def kinds(account):
    return [event.kind for event in account.account_events.all()]


def test_each_role_reads_what_a_reviewer_reads():
    seen = {code for code in GROUPS["reviewer"] if code.startswith("view_")}
    assert all(seen <= set(codes) for codes in GROUPS.values())
    assert all(code.startswith("view_") for code in GROUPS["guest"])


def test_an_administrator_writes_and_approves_nothing():
    may = set(GROUPS["administrator"])
    assert may.isdisjoint({"approve_review", "change_review", "add_review", "add_correction"})
    assert may.isdisjoint({"triage_claim", "change_claim", "change_claimmatch"})


def test_an_administrator_cannot_make_an_editor(adam, eddie):
    with pytest.raises(AccountRefused, match="An editor makes"):
        invite(adam, roles=("editor",))
    nina = invite(adam)
    with pytest.raises(AccountRefused, match="An editor makes"):
        accounts.set_roles(nina, ["editor"], by=adam)
    with pytest.raises(AccountRefused, match="Only an editor"):
        accounts.appoint(nina, by=adam)
    accounts.appoint(nina, by=eddie)
    assert roles_of(nina) == ["reviewer", "editor"]
    assert fresh(nina).has_perm("claims.approve_review")


def test_one_person_with_both_roles_cannot_make_a_second_self(adam):
    accounts.give(adam, ["editor", "administrator"])
    both = fresh(adam)
    puppet = invite(both)
    with pytest.raises(AccountRefused, match="another editor must confirm"):
        accounts.appoint(puppet, by=both)
    accounts.appoint(puppet, by=factories.editor())


def test_an_editor_whose_password_came_by_link_rests(adam, eddie):
    accounts.link(eddie, by=adam)
    assert "editor" in roles_of(eddie)
    accounts.joined(eddie, first=False)
    assert roles_of(eddie) == ["reviewer"]
    assert kinds(eddie)[:2] == ["rested", "joined"]
    accounts.appoint(eddie, by=factories.editor())


def test_an_editor_whose_second_step_was_reset_rests(adam, eddie):
    with pytest.raises(AccountRefused, match="is off"):
        second_factor.reset(eddie, by=adam, reason="Lost phone")
    second_factor.start(eddie)
    second_factor.started(eddie).__class__.objects.update(confirmed=True)
    with pytest.raises(AccountRefused, match="how you know"):
        second_factor.reset(eddie, by=adam, reason=" ")
    second_factor.reset(eddie, by=adam, reason="Lost phone; seen in person.")
    assert not second_factor.is_on(eddie)
    assert roles_of(eddie) == ["reviewer"]
    assert "factor_reset" in kinds(eddie)


def test_a_new_link_voids_the_one_before(adam):
    nina = invite(adam)
    first = accounts.link(nina, by=adam)
    assert accounts.link(nina, by=adam) != first
    token = first.split("/")[1]
    assert not accounts.default_token_generator.check_token(fresh(nina), token)


@pytest.mark.parametrize("step", ["link", "deactivate", "unlock", "end_sessions", "set_roles"])
@pytest.mark.parametrize("who", ["reviewer", "editor", "guest", "self", "operator"])
def test_only_an_administrator_looks_after_others(adam, step, who):
    target = {
        "self": adam,
        "operator": User.objects.create_superuser("root"),
    }.get(who) or factories.reviewer()
    by = adam if who in ("self", "operator") else factories.make_user(who)
    more = {"deactivate": {"reason": "Left."}}.get(step, {})
    arguments = (["guest"],) if step == "set_roles" else ()
    with pytest.raises(AccountRefused):
        getattr(accounts, step)(target, *arguments, **more, by=by)
    assert not target.account_events.exists()


def test_deactivating_needs_a_reason_and_is_undone(adam):
    rita = factories.reviewer()
    with pytest.raises(AccountRefused, match="Say why"):
        accounts.deactivate(rita, by=adam, reason="")
    accounts.deactivate(rita, by=adam, reason="Left.")
    with pytest.raises(AccountRefused, match="deactivated"):
        accounts.link(rita, by=adam)
    accounts.reactivate(fresh(rita), by=adam)
    assert fresh(rita).is_active
    assert kinds(rita) == ["reactivated", "deactivated"]
    assert roles_of(rita) == ["reviewer"]


def test_a_user_name_is_taken_whatever_its_capitals(adam):
    invite(adam)
    with pytest.raises(AccountRefused, match="already"):
        invite(adam, username="NINA")

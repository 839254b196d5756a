"""Legal removal on the desk: for administrators, with a reason, for good."""

import pytest
from django.urls import reverse

from claims.models import PublishedVersion, Removal, Snapshot
from claims.services import removals
from claims.services.removals import RemovalRefused
from tests.factories import editor, make_published_review, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:claims_removal_changelist")


@pytest.fixture
def administrator():
    return make_user("administrator")


@pytest.fixture
def published():
    return make_published_review()


def add(kind, row):
    return f"{reverse('admin:claims_removal_add')}?kind={kind}&uuid={row.uuid}"


def test_it_says_what_goes_with_the_text(desk, administrator, published):
    snapshot = published.claim.appearances.get().snapshot
    html = desk(administrator).get(add("snapshot", snapshot)).content.decode()
    assert "for good" in html
    assert "version 1" in html


def test_a_text_and_what_quotes_it_are_blanked(desk, administrator, published):
    snapshot = published.claim.appearances.get().snapshot
    desk(administrator).post(add("snapshot", snapshot), {"reason": "Order 12/3"})
    assert Snapshot.objects.get(pk=snapshot.pk).text == ""
    assert PublishedVersion.objects.get().document == {}
    assert {r.reason for r in Removal.objects.all()} == {"Order 12/3"}
    assert "Order 12/3" in desk(administrator).get(LIST).content.decode()


def test_partners_are_told_at_once(
    administrator, published, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr("claims.doorbell.send", lambda task, *args: rung.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        version = published.versions.get()
        removals.remove("version", version.uuid, reason="Order 12/3", by=administrator)
    assert rung == ["claims.tasks.number_changes"]


def test_a_reason_is_needed(desk, administrator, published):
    version = published.versions.get()
    html = desk(administrator).post(add("version", version), {"reason": " "}).content.decode()
    assert "Say why" in html
    assert not Removal.objects.exists()


def test_an_editor_may_not(desk, published):
    version = published.versions.get()
    person = editor()
    assert desk(person).post(add("version", version), {"reason": "Mine"}).status_code == 403
    with pytest.raises(RemovalRefused, match="administrator"):
        removals.remove("version", version.uuid, reason="Mine", by=person)
    assert not Removal.objects.exists()


@pytest.mark.parametrize("what", ["?kind=version&uuid=x", "?kind=user", "", "?kind=version"])
def test_what_is_not_there_is_refused(desk, administrator, what):
    response = desk(administrator).get(reverse("admin:claims_removal_add") + what, follow=True)
    assert "There is no such text" in response.content.decode()


def test_nothing_is_removed_twice(desk, administrator, published):
    version = published.versions.get()
    removals.remove("version", version.uuid, reason="Order", by=administrator)
    response = desk(administrator).get(add("version", version), follow=True)
    assert "removed already" in response.content.decode()

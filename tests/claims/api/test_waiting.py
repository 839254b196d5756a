"""`wait`: the answer comes when there is something to tell."""

import pytest
from django.db import connection

from claims.api import waiting
from claims.models import ApiKey
from claims.services.partners import revoke_key
from tests.claims.api.test_access import problem
from tests.claims.api.test_changes import URL, kinds, pull
from tests.factories import make_published_review


@pytest.fixture(autouse=True)
def watch(monkeypatch):
    """What other tests saw of the log is forgotten, and each look is a new one."""
    monkeypatch.setattr(waiting, "WATCH", waiting.Watch())
    monkeypatch.setattr(waiting, "EVERY", 0)


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(step)` — what happens while the request sleeps for the first time."""
    slept = []

    def plan(step):
        def sleep(seconds):
            if not slept:
                step()
            slept.append(seconds)

        monkeypatch.setattr(waiting.time, "sleep", sleep)
        return slept

    return plan


@pytest.mark.django_db
def test_the_news_end_the_wait(api, meanwhile):
    slept = meanwhile(make_published_review)
    response = api.get(URL, {"wait": 30})
    assert kinds(response.json()) == ["publish"]
    assert len(slept) == 1


@pytest.mark.django_db
def test_what_is_there_is_not_waited_for(api, meanwhile):
    make_published_review()
    slept = meanwhile(pytest.fail)
    assert kinds(api.get(URL, {"wait": 30}).json()) == ["publish"]
    assert slept == []


@pytest.mark.django_db
def test_without_news_it_ends_with_the_same_token(api, monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(waiting.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(waiting.time, "sleep", lambda seconds: None)
    since = pull(api)["next"]
    answer = api.get(URL, {"since": since, "wait": 30}).json()
    assert answer == {"results": [], "next": since, "more": False}


@pytest.mark.django_db
def test_who_would_be_one_too_many_is_answered_at_once(api, meanwhile):
    meanwhile(pytest.fail)
    held = 0
    while waiting.PLACES.acquire(blocking=False):
        held += 1
    try:
        assert api.get(URL, {"wait": 30}).json()["results"] == []
    finally:
        waiting.PLACES.release(held)
    assert held >= 1


@pytest.mark.django_db
def test_a_place_is_given_back_when_the_look_fails(api, monkeypatch):
    def fail(self):
        raise RuntimeError("no database")

    monkeypatch.setattr(waiting.Watch, "last_position", fail)
    for _ in range(waiting.PLACES._initial_value + 1):
        with pytest.raises(RuntimeError, match="no database"):
            api.get(URL, {"wait": 1})


@pytest.mark.django_db
def test_a_key_revoked_meanwhile_learns_nothing(api, meanwhile):
    def step():
        revoke_key(ApiKey.objects.get())
        make_published_review()

    meanwhile(step)
    assert "ended" in problem(api.get(URL, {"wait": 30}), 401)["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("wait", ["31", "-1", "soon"])
def test_how_long_one_may_wait(api, wait):
    problem(api.get(URL, {"wait": wait}), 400)


@pytest.mark.django_db(transaction=True)
def test_nobody_keeps_a_session_while_waiting(api, meanwhile):
    seen = []

    def step():
        seen.append(connection.connection)
        make_published_review()

    meanwhile(step)
    assert kinds(api.get(URL, {"wait": 30}).json()) == ["publish"]
    assert seen == [None]

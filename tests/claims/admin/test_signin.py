"""Coming in: passwords, locks, the second step, links, sessions."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from claims.models import DeskSession
from claims.services import accounts, second_factor
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "four random words here"
LOGIN, ACCOUNT = "/desk/login/", "/desk/account/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19.0 Safari/604"


@pytest.fixture
def rita():
    return factories.reviewer(username="rita", last_name="Longername-20", password=PASSWORD)


@pytest.fixture
def adam():
    return factories.administrator(username="adam", password=PASSWORD)


def sign_in(username="rita", password=PASSWORD, client=None, **more):
    client = client or Client()
    query = more.pop("query", "")
    return client, client.post(LOGIN + query, {"username": username, "password": password}, **more)


def inside(client):
    return client.get("/desk/").status_code == 200


def code_of(user, ahead=0):
    """What the app shows: of the moment, or a step ahead."""
    device = second_factor.TOTPDevice.objects.get(user=user)
    otp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    otp.time = time.time() + 30 * ahead
    return f"{otp.token():06}"


def switched_on(client, user):
    address = reverse("admin:second_factor")
    client.post(address, {"start": "1", "password": PASSWORD})
    html = client.get(address).content.decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in html
    assert " style=" not in html
    html = client.post(address, {"confirm": "1", "code": code_of(user)}).content.decode()
    return re.findall(r"<code>([a-z0-9-]+)</code>", html)


@pytest.mark.parametrize(
    "evil", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_login_leads_nowhere_else(rita, evil):
    for form in ({"next": evil}, {}):
        client = Client()
        data = {"username": "rita", "password": PASSWORD, **form}
        answer = client.post(LOGIN, data, query_params={} if form else {"next": evil})
        assert answer["Location"] == "/desk/"


def test_the_login_leads_back_to_where_one_was(rita):
    _, answer = sign_in(query="?next=/desk/claims/claim/")
    assert answer["Location"] == "/desk/claims/claim/"


def test_the_sixth_wrong_password_is_locked_out_and_told_what_to_do(rita):
    client = Client()
    answers = [sign_in(password="wrong", client=client)[1] for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 4 + [429] * 2
    html = answers[-1].content.decode()
    for words in ("Too many wrong passwords", "60 minutes", "administrator", "rita"):
        assert words in html
    assert "default-src 'self'" in answers[-1]["Content-Security-Policy"]
    # The right one does not help; a colleague at the same address is not locked out.
    assert sign_in(client=client)[1].status_code == 429
    factories.reviewer(username="colleague", password=PASSWORD)
    assert inside(sign_in("colleague")[0])


def test_a_name_that_nobody_can_have_is_refused(db):
    answer = sign_in("n" * 256)[1]
    assert answer.status_code == 200
    assert "at most 150 characters" in answer.content.decode()


def test_the_lock_ends_after_an_hour_whatever_is_tried_meanwhile(rita):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(6):
            sign_in(password="wrong")
        clock.shift(timedelta(minutes=50))
        assert "10 minutes" in sign_in()[1].content.decode()
        clock.shift(timedelta(minutes=11))
        assert inside(sign_in()[0])


def test_an_administrator_unlocks(rita, adam):
    for _ in range(6):
        sign_in(password="wrong")
    keeper, _ = sign_in("adam")
    page = reverse("admin:auth_user_change", args=[rita.pk])
    assert "Locked out at" in keeper.get(page).content.decode()
    keeper.post(reverse("admin:auth_user_unlock", args=[rita.pk]))
    assert "Locked out at" not in keeper.get(page).content.decode()
    assert inside(sign_in()[0])


def test_an_invitation_brings_a_colleague_in_once(adam):
    keeper, _ = sign_in("adam")
    form = {"username": "nina", "first_name": "Nina", "last_name": "New", "roles": ["reviewer"]}
    html = keeper.post(reverse("admin:auth_user_add"), form).content.decode()
    link = re.search(r"/desk/welcome/[\w-]+/[\w-]+/", html).group()
    nina = Client()
    page = nina.get(link, follow=True)
    assert "Choose a password" in page.content.decode()
    place = page.redirect_chain[-1][0]
    for bad in ("short", "password1234", "nina-new-2026"[:11]):
        answer = nina.post(place, {"new_password1": bad, "new_password2": bad})
        assert answer.status_code == 200
    new = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert nina.post(place, new)["Location"] == LOGIN
    assert inside(sign_in("nina")[0])
    again = Client().get(link, follow=True).content.decode()
    assert "does not work any more" in again


def test_a_link_expires_and_is_not_for_the_deactivated(adam, rita):
    link = "/desk/welcome/" + accounts.link(rita, by=adam) + "/"
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert "does not work any more" in Client().get(link, follow=True).content.decode()
    accounts.deactivate(rita, by=adam, reason="Left.")
    assert "does not work any more" in Client().get(link, follow=True).content.decode()


def test_deactivating_ends_every_session_at_once(adam, rita):
    client, _ = sign_in()
    assert inside(client)
    accounts.deactivate(rita, by=adam, reason="Left.")
    assert not inside(client)
    assert not DeskSession.objects.filter(user=rita).exists()
    assert not inside(sign_in()[0])


def test_the_second_step_asks_for_a_code_that_counts_once(rita):
    client, _ = sign_in()
    backup = switched_on(client, rita)
    assert len(set(backup)) == 10
    fresh, answer = sign_in(query="?next=/desk/claims/claim/")
    assert answer["Location"] == "/desk/login/code/"
    assert not inside(fresh)
    code = code_of(rita, ahead=1)
    answer = fresh.post("/desk/login/code/", {"code": code})
    assert answer["Location"] == "/desk/claims/claim/"
    assert inside(fresh)
    replayed, _ = sign_in()
    assert "not right" in replayed.post("/desk/login/code/", {"code": code}).content.decode()
    # A backup code works once, however it is typed.
    other, _ = sign_in()
    other.post("/desk/login/code/", {"code": backup[0].upper().replace("-", " ")})
    assert inside(other)
    third, _ = sign_in()
    third.post("/desk/login/code/", {"code": backup[0]})
    assert not inside(third)


def test_wrong_codes_wait_and_then_lock(rita):
    client, _ = sign_in()
    switched_on(client, rita)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        guess, _ = sign_in()
        statuses = []
        for n in range(6):
            statuses.append(guess.post("/desk/login/code/", {"code": "000000"}).status_code)
            if n == 0:
                soon = guess.post("/desk/login/code/", {"code": code_of(rita)})
                assert "Wait until" in soon.content.decode()
            clock.shift(timedelta(seconds=20))
        assert statuses[-1] == 429
        assert not inside(guess)


def test_the_password_before_the_code_is_forgotten_after_five_minutes(rita):
    client, _ = sign_in()
    switched_on(client, rita)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        late, _ = sign_in()
        clock.shift(timedelta(minutes=6))
        assert late.get("/desk/login/code/")["Location"] == LOGIN
    assert Client().get("/desk/login/code/")["Location"] == LOGIN


def test_switching_it_off_needs_the_password(rita):
    client, _ = sign_in()
    switched_on(client, rita)
    address = reverse("admin:second_factor")
    client.post(address, {"off": "1", "password": "wrong"})
    assert second_factor.is_on(rita)
    client.post(address, {"off": "1", "password": PASSWORD})
    assert not second_factor.is_on(rita)
    assert [e.kind for e in rita.account_events.all()] == ["factor_off", "factor_on"]


def test_a_role_that_needs_it_sets_it_up_first(rita, settings):
    settings.SECOND_FACTOR_FOR = ["reviewer"]
    client, _ = sign_in()
    address = reverse("admin:second_factor")
    assert client.get("/desk/claims/claim/")["Location"] == address
    assert client.post("/desk/claims/article/add/", {})["Location"] == address
    switched_on(client, rita)
    assert inside(client)
    client.post(address, {"off": "1", "password": PASSWORD})
    assert second_factor.is_on(rita)


def test_sessions_are_listed_in_words_and_ended(rita):
    laptop, _ = sign_in()
    phone, _ = sign_in(headers={"User-Agent": PHONE}, REMOTE_ADDR="192.0.2.7")
    html = laptop.get(ACCOUNT).content.decode()
    assert "Safari on iPhone" in html
    assert "192.0.2.7" in html
    assert phone.session.session_key not in html
    named = re.search(r'name="session" value="(\w+)"', html).group(1)
    laptop.post("/desk/account/sessions/", {"session": named})
    assert not inside(phone)
    assert inside(laptop)
    others = [sign_in()[0] for _ in range(2)]
    laptop.post("/desk/account/sessions/", {"others": "1"})
    assert [inside(c) for c in [*others, laptop]] == [False, False, True]


def test_nobody_ends_a_colleagues_session(rita):
    factories.reviewer(username="other", password=PASSWORD)
    theirs, _ = sign_in("other")
    html = theirs.get(ACCOUNT).content.decode()
    client, _ = sign_in()
    from claims.admin.account import handle

    session = DeskSession.objects.get(user__username="other")
    client.post("/desk/account/sessions/", {"session": handle(session)})
    assert inside(theirs)
    assert "rita" not in html


def test_a_session_ends_by_itself(rita):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        idle, _ = sign_in()
        clock.shift(timedelta(hours=12, minutes=1))
        assert not inside(idle)
        used, _ = sign_in()
        for _ in range(13):
            clock.shift(timedelta(hours=11))
            assert inside(used)
        clock.shift(timedelta(days=1))
        assert not inside(used)
        # However busy: not after seven days.
        busy, _ = sign_in()
        hours = 0
        while inside(busy):
            hours += 8
            clock.shift(timedelta(hours=8))
        assert hours == 168


def test_a_changed_password_ends_the_other_sessions(rita):
    here, elsewhere = sign_in()[0], sign_in()[0]
    new = "quite another set of words"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    wrong = here.post(reverse("admin:password_change"), form | {"old_password": "no"})
    assert wrong.status_code == 200
    here.post(reverse("admin:password_change"), form)
    assert inside(here)
    assert not inside(elsewhere)
    assert User.objects.get(username="rita").check_password(new)
    assert rita.account_events.get().kind == "password"


@pytest.mark.parametrize("bad", ["elevenchars", "123456789012", "administrator", "longername-2026"])
def test_weak_passwords_are_refused_with_help(rita, bad):
    client, _ = sign_in()
    form = {"old_password": PASSWORD, "new_password1": bad, "new_password2": bad}
    html = client.post(reverse("admin:password_change"), form).content.decode()
    assert "errorlist" in html
    assert "random words" in html

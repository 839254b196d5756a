"""Coming in and one's account, as people see them: nothing hidden from a screen reader."""

import re
import time

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import factories
from tests.browser.person import PASSWORD, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def adam(browser, live_server, settings):
    settings.SITE_URL = live_server.url
    user = factories.administrator(username="adam", first_name="Adam", last_name="Keeper")
    return Person(browser, live_server.url, user)


def code_of(user, ahead=0):
    device = TOTPDevice.objects.get(user=user)
    otp = TOTP(device.bin_key)
    otp.time = time.time() + 30 * ahead
    return f"{otp.token():06}"


def test_the_second_step_from_the_qr_code_to_the_login(adam, axe):
    adam.goes("/desk/login/")
    axe(adam.browser)
    adam.comes_in()
    adam.goes("/desk/account/")
    axe(adam.browser)
    adam.goes("/desk/account/second-step/")
    adam.fills(password=PASSWORD)
    adam.presses("[name=start]")
    assert adam.find("svg.qr").size["width"] == 220
    axe(adam.browser)
    adam.fills(code=code_of(adam.user))
    adam.presses("[name=confirm]")
    assert len(re.findall(r"\b[a-z0-9]{5}-[a-z0-9]{5}\b", adam.find(".codes").text)) == 10
    axe(adam.browser)
    adam.comes_in()
    assert adam.sees("Second step")
    axe(adam.browser)
    adam.fills(code=code_of(adam.user, ahead=1))
    adam.presses("[type=submit]")
    assert adam.browser.current_url.endswith("/desk/")


def test_a_colleague_is_invited_and_chooses_a_password(adam, axe):
    adam.comes_in()
    adam.goes("/desk/auth/user/add/")
    axe(adam.browser)
    adam.fills(first_name="Nina", last_name="Newcomer", username="nina")
    adam.presses("#invite")
    axe(adam.browser)
    link = adam.find("#link").text
    adam.follows("Done")
    assert adam.sees("Invited, has not come yet")
    axe(adam.browser)
    adam.goes("/desk/auth/user/")
    axe(adam.browser)
    adam.browser.delete_all_cookies()
    adam.goes(link)
    axe(adam.browser)
    adam.fills(new_password1=PASSWORD, new_password2=PASSWORD)
    adam.presses("[type=submit]")
    adam.fills(username="nina", password=PASSWORD)
    adam.presses("[type=submit]")
    assert adam.sees("Nina Newcomer", "#header")


def test_who_is_locked_out_reads_until_when(adam, axe):
    for _ in range(5):
        adam.goes("/desk/login/")
        adam.fills(username="adam", password="wrong")
        adam.presses("[type=submit]")
    assert adam.sees("Too many wrong passwords")
    assert adam.sees("60 minutes")
    axe(adam.browser)

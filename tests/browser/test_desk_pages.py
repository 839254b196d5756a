"""Every page of the desk with the demo newsroom's two months on it, on a laptop and on a phone.

`SCREENSHOTS=docs/screenshots` renews the pictures of the documentation.
"""

import html
import os
import re
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from PIL import Image
from selenium.webdriver.common.keys import Keys

from claims.models import Claim, ClaimMatch, Review
from tests.browser.person import Person

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r'<a\b[^>]*\shref="(/desk/[^"#]*)')
REACHED = 40  # patterns that links led to when this was written; fewer means that links broke


@pytest.fixture
def eddie(browser, live_server, settings, tmp_path):
    settings.PLACES = SimpleNamespace(logins=tmp_path / "demo-logins.json")
    call_command("seed", verbosity=0)
    user = User.objects.get(username="editor")
    yield Person(browser, live_server.url, user).is_in()
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def one_of_each_kind(user):
    """An address for each pattern of addresses, as far as links lead from the first page."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found, ahead = {}, ["/desk/"]
    while ahead:
        address = html.unescape(ahead.pop(0))
        route = resolve(urlsplit(address).path).route
        if route in found:
            continue
        answer = client.get(address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[route] = address
            ahead += LINK.findall(answer.content.decode())
    return list(found.values())


def screen(browser, width, height):
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def test_the_demonstration(eddie, axe):
    """One test, for to load the demonstration takes ten seconds."""
    shows_what_the_documentation_shows(eddie)
    fits_and_is_usable_on_every_page(eddie, axe)


def fits_and_is_usable_on_every_page(eddie, axe):
    addresses = one_of_each_kind(eddie.user)
    assert len(addresses) >= REACHED, addresses
    for address in addresses:
        for width in (1280, 390):
            screen(eddie.browser, width, 900)
            eddie.goes(address)
            wide = eddie.browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, address
        axe(eddie.browser)


def picture(person, name):
    if folder := os.environ.get("SCREENSHOTS"):
        person.browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
        shown = Image.open(BytesIO(person.browser.get_screenshot_as_png()))
        # 256 colours are enough for a page, and a third of the bytes.
        shown.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
            Path(folder, f"desk-{name}.png"), optimize=True
        )


def shows_what_the_documentation_shows(eddie):
    """The scenes of docs/desk.md: each must be there before its picture is taken."""
    browser = eddie.browser
    screen(browser, 1800, 1000)
    eddie.goes(reverse("admin:claims_claim_changelist"))
    eddie.waits_until(lambda: eddie.find("#around .mark.this") and eddie.find("#pane .claim-card"))
    picture(eddie, "queue")
    screen(browser, 1280, 860)
    copeland = Claim.objects.filter(text__contains="since 1982").order_by("pk").last()
    said = copeland.appearances.get().snapshot
    eddie.goes(f"{said_in(said)}?claim={copeland.pk}#claim-{copeland.pk}")
    eddie.waits_until(lambda: "1982" in eddie.find(".card .claim-words").text)
    picture(eddie, "article")
    refuted = ClaimMatch.objects.filter(earlier__reviews__verdict="mostly_false").latest("pk")
    eddie.goes(reverse("admin:claims_claim_change", args=[refuted.claim_id]))
    assert eddie.sees("Mostly false", ".matches")
    picture(eddie, "claim")
    waiting = Review.objects.filter(status=Review.Status.SUBMITTED).latest("pk")
    eddie.goes(reverse("admin:claims_review_change", args=[waiting.pk]))
    assert eddie.sees("Approve")
    picture(eddie, "review")
    eddie.goes(reverse("admin:claims_claim_changelist"))
    eddie.types("x", "j", "x", "b", "d")
    eddie.types(Keys.TAB, Keys.TAB, Keys.ENTER)
    eddie.waits_until(lambda: eddie.sees("2 claims will be dismissed"))
    picture(eddie, "bulk")
    eddie.goes(reverse("admin:claims_claim_changelist"))
    eddie.types("?")
    eddie.waits_until(lambda: eddie.sees("On this page", "#keys-map"))
    picture(eddie, "keys")
    eddie.goes(f"{reverse('admin:numbers')}")
    picture(eddie, "numbers")


def said_in(snapshot):
    return reverse("admin:claims_article_change", args=[snapshot.article_id])

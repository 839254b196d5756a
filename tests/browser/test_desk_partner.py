"""A partner's page in a browser, wide and narrow."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from claims.models import Endpoint, Usage
from claims.services import deliveries, ledger, partners, webhooks
from tests import factories
from tests.claims.api.story import rate_anew

from .person import Person
from .screens import look_away, sound


@pytest.fixture
def partner(transactional_db):
    """One with a month of requests, a webhook that was given up, and an old verdict."""
    partner = factories.make_partner("The Invented Wire")
    key, _ = partners.issue_key(partner, networks=["198.51.100.0/24"], per_minute=60)
    now = timezone.now()
    for day in range(30):
        Usage.objects.create(
            key=key,
            day=now - timedelta(days=day),
            requests=100 + 7 * day % 50,
            refused=day % 3,
            minute=now,
        )
    review = factories.make_published_review()
    for path in ("first", "second"):
        endpoint, _ = webhooks.add(partner, url=f"https://wire.example/hooks/{path}", by=None)
    Endpoint.objects.update(position=0)
    partners.number_changes()
    lease = deliveries.take(endpoint.pk)
    deliveries.settle(lease, deliveries.Outcome(503, 212, "try later"))
    deliveries.disable(endpoint, why="Nothing reached it for 5 days.", by=None)
    ledger.fetched_version(partner.pk, review.pk, 1)
    rate_anew(review)
    partners.number_changes()
    return partner


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page(browser, axe, live_server, partner, width):
    editor = Person(browser, live_server.url, factories.editor()).comes_in()
    browser.set_window_size(width, 1000)
    editor.goes(f"/desk/claims/partner/{partner.pk}/change/")
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert editor.sees("Has not heard of a new verdict")
    assert editor.sees("30 of them were refused")
    axe(browser)
    if folder := os.environ.get("PICTURES"):
        browser.set_window_size(width, 2400)
        browser.save_screenshot(Path(folder) / f"partner-{width}.png")
    assert wide <= browser.execute_script("return window.innerWidth")
    editor.goes("/desk/")
    assert editor.sees("Partners still show the old verdict")
    assert editor.sees("Webhooks that were given up")
    browser.set_window_size(1280, 1000)


@pytest.mark.django_db(transaction=True)
def test_the_log_of_its_messages(browser, live_server, partner):
    editor = Person(browser, live_server.url, factories.editor()).is_in()
    editor.goes(f"/desk/claims/partner/{partner.pk}/change/")
    editor.opens("[name=events]")
    sound(browser, "partner", widths=(390, 1280))
    look_away(browser)
    editor.goes("/desk/claims/delivery/?state=waiting")
    assert editor.sees("503, 212 ms: try later")
    sound(browser, "deliveries", widths=(390, 1280))
    look_away(browser)
    editor.follows("1 publication")
    assert editor.sees("try later")
    sound(browser, "delivery", widths=(390, 1280))
    look_away(browser)

"""A link comes in, told live; a page is sent from the browser; feeds show their health."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone
from selenium.webdriver.common.by import By

from claims import pipeline as engine
from claims.models import Extraction
from ingest import pipeline
from ingest.models import Fetch, Host, Poll
from ingest.services import feeds, fetches
from tests.browser.person import Person
from tests.factories import editor, reviewer
from tests.ingest.conftest import ADDRESS, STORY, TEXT, Web

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = f"<html><head><title>It fell</title></head><body><article><p>{TEXT * 4}</p></article>"


@pytest.fixture
def web(monkeypatch):
    world = Web()
    monkeypatch.setattr(pipeline, "fetch", world.fetch)
    monkeypatch.setattr(pipeline.robots, "allowed", lambda url, reach: True)
    monkeypatch.setattr(pipeline.robots, "crawl_delay", lambda url, reach: None)
    return world


@pytest.fixture
def rita(browser, live_server):
    return Person(browser, live_server.url, reviewer()).comes_in()


def test_a_pasted_link_is_told_live_and_leads_to_the_article(rita, web):
    web.page(STORY, PAGE.encode(), content_type="text/html")
    rita.goes("/desk/claims/article/add/")
    rita.fills(text=STORY)
    rita.presses("#receive")
    assert rita.sees("Fetching waiting for a worker", "#progress")
    page = rita.find("html")
    pipeline.collect_article(Fetch.objects.get().pk)
    rita.waits_until(lambda: rita.sees("Extracting waiting for the engine", "#progress"))
    extraction = Extraction.objects.get()
    Extraction.objects.update(
        state="leased", lease_token=Fetch.objects.get().uuid,
        lease_until=timezone.now() - timedelta(seconds=1), sentences_read=34, sentence_count=60,
    )  # fmt: skip
    rita.waits_until(lambda: rita.sees("34/60", "#progress"))
    # All that without loading the page again.
    assert rita.find("html") == page
    # Who follows a link just now is not called back from it.
    ask = rita.browser.execute_script
    ask("dispatchEvent(new Event('beforeunload'))")
    engine.extract(extraction.pk)
    rita.waits_until(lambda: ask("return !!document.querySelector('[data-then]')"))
    assert rita.find("html") == page
    rita.waits_until(lambda: "/claims/article/" in rita.browser.current_url)
    assert rita.sees("It fell", "h1")


def test_a_refusal_is_told_and_tried_again_by_a_person(rita, web):
    web.page(STORY, b"", status=403)
    fetch = fetches.collect_link(STORY)
    rita.goes(f"/desk/ingest/fetch/{fetch.pk}/change/")
    pipeline.collect_article(fetch.pk)
    rita.waits_until(lambda: rita.sees("The site refuses us (403)"))
    Host.objects.update(free_at=timezone.now())
    web.page(STORY, PAGE.encode())
    rita.presses("#retry")
    pipeline.collect_article(fetch.pk)
    rita.waits_until(lambda: rita.sees("Extracting", "#progress"))


def test_the_bookmarklet_brings_a_page_and_asks(rita):
    rita.goes("/desk/ingest/fetch/bookmarklet/")
    code = rita.find("#bookmarklet").get_attribute("href").removeprefix("javascript:")
    # Any page of another site; one of ours does, as nothing outside can be reached.
    rita.goes("/methodology/?a=1&b=ü")
    title = rita.browser.title
    rita.browser.execute_script(unquote(code))
    rita.browser.switch_to.window(rita.browser.window_handles[-1])
    try:
        rita.waits_until(lambda: rita.browser.find_elements(By.CSS_SELECTOR, "#send"))
        assert rita.find("[name=url]").get_attribute("value").endswith("/methodology/?a=1&b=%C3%BC")
        assert rita.find("[name=title]").get_attribute("value") == title
        assert not Fetch.objects.exists()
    finally:
        rita.browser.close()
        rita.browser.switch_to.window(rita.browser.window_handles[0])


def test_every_page_fits_a_desk_and_a_phone(browser, live_server):
    eddie = Person(browser, live_server.url, editor()).comes_in()
    feed = feeds.follow(ADDRESS, title="The Invented Times")
    for n in range(40):
        Fetch.objects.create(
            url=f"{STORY}{n}", key=str(n), via="feed", feed=feed, details={"title": f"Story {n}"},
            created_at=timezone.now() - timedelta(days=n * n % 29),
        )  # fmt: skip
    Poll.objects.update(failures=2, last_error="The server answered 503; it may be better later.")
    refused = fetches.collect_link(f"{STORY}/{'a-very-long-name-' * 12}")
    Fetch.objects.filter(pk=refused.pk).update(state="dead", last_error="Refused (403).")
    pages = {
        f"/desk/ingest/feed/{feed.pk}/change/": "svg.days",
        "/desk/ingest/feed/": "svg.days",
        "/desk/ingest/feed/add/": "#follow",
        f"/desk/ingest/fetch/{refused.pk}/change/": "#retry",
        "/desk/ingest/fetch/": ".state-dead",
        "/desk/ingest/fetch/bookmarklet/": "#bookmarklet",
        f"/desk/ingest/fetch/send/?url={STORY}": "#send",
        "/desk/": "#h-failing",
    }
    for width in (1280, 390):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        for path, sign in pages.items():
            eddie.goes(path)
            assert eddie.find(sign).is_displayed()
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, path
    eddie.goes("/desk/")
    assert eddie.sees("1 feed fails", "#h-failing")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

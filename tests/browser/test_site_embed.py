"""The card in a frame of somebody else's page. With SCREENSHOTS=folder, pictures are left there."""

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from claims.services import corrections
from claims.site.embed import frame
from tests import factories
from tests.claims.site.test_versions import remove

pytestmark = pytest.mark.django_db(transaction=True)
CLAIM = "It was the first time since 1982 the governing party had taken a seat."


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def elsewhere(tmp_path):
    """`elsewhere(html)`: the address of a page on another site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()

    def elsewhere(html):
        (tmp_path / "page.html").write_text(f"<!doctype html><title>Blog</title>{html}", "utf-8")
        return f"http://127.0.0.1:{server.server_port}/page.html"

    yield elsewhere
    server.shutdown()
    server.server_close()


def keep(browser, name):
    if folder := os.environ.get("SCREENSHOTS"):
        browser.save_screenshot(Path(folder) / f"{name}.png")


def correct(review, kind, reason, **changes):
    proposed = corrections.propose(
        review, kind=kind, reason=reason, changes=changes, by=factories.editor()
    )
    factories.approve_correction(proposed, by=factories.editor())
    review.refresh_from_db()


@pytest.fixture
def shown(browser, elsewhere, live_server, settings, axe):
    settings.SITE_URL = live_server.url

    def shown(review, name):
        """What the frame says, after a look at its width and at its fitness for everybody."""
        document = {"slug": review.slug, "newsroom": settings.NEWSROOM}
        address = elsewhere("".join(frame(document, w, h) for w, h in ((600, 340), (320, 420))))
        said = []
        browser.set_window_size(1100, 600)
        browser.get(address)
        for element in browser.find_elements(By.TAG_NAME, "iframe"):
            browser.switch_to.frame(element)
            # The page around it is loaded; what is in the frame may come a moment later.
            body = WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.TAG_NAME, "body"))
            said.append(body[0].text)
            wide = "return document.documentElement.scrollWidth > innerWidth"
            assert not browser.execute_script(wide)
            browser.switch_to.default_content()
        keep(browser, name)
        assert said[0] == said[1]
        browser.get(f"{live_server.url}{review.get_absolute_url()}embed/")
        axe(browser)
        return said[0]

    return shown


def test_the_card_follows_the_verdict_to_its_end(shown):
    review = factories.make_published_review()
    assert "Mostly true" in shown(review, "card")
    correct(review, "rating_change", "A second case was found.", verdict="half_true")
    assert "it was “Mostly true”" in shown(review, "card-corrected")
    correct(review, "retraction", "Another country’s list.")
    assert "Retracted" in shown(review, "card-retracted")
    remove(review.versions.latest())
    assert "has been removed" in shown(review, "card-removed")


def test_a_long_claim_off_the_scale_has_room(shown):
    claim = factories.make_claim(text=f"{CLAIM} {CLAIM} {'Word' * 30}")
    review = factories.make_published_review(claim, verdict="misleading", headline="")
    assert "Not on the scale" in shown(review, "card-long")


def test_the_code_is_there_to_copy(browser, live_server, settings, axe):
    settings.SITE_URL = live_server.url
    review = factories.make_published_review()
    browser.set_window_size(500, 900)
    browser.get(live_server.url + review.get_absolute_url())
    summary = browser.find_element(By.CSS_SELECTOR, ".embed-code summary")
    browser.execute_script("arguments[0].scrollIntoView()", summary)
    summary.click()
    code = browser.find_element(By.CSS_SELECTOR, ".embed-code textarea").get_attribute("value")
    assert code.startswith(f'<iframe src="{live_server.url}{review.get_absolute_url()}embed/"')
    keep(browser, "embed-code")
    axe(browser)

"""The page to try the API, in a real browser under the real content security policy."""

import os
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from claims.services.partners import issue_key
from tests.factories import make_partner, make_published_review

CHROME = os.environ.get("CHROME") or shutil.which("chromium")
DRIVER = shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not (CHROME and DRIVER), reason="apt-get install chromium chromium-driver, or set CHROME"
    ),
]


@pytest.fixture
def browser(tmp_path):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROME
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--window-size=1280,1400",
        f"--user-data-dir={tmp_path}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def test_an_operation_can_be_tried(browser, live_server):
    review = make_published_review()
    _, secret = issue_key(make_partner())

    def find(selector):
        return WebDriverWait(browser, 15).until(
            lambda page: next(iter(page.find_elements(By.CSS_SELECTOR, selector)), None), selector
        )

    browser.get(f"{live_server}/api/v1/docs/")
    find(".auth-wrapper .authorize").click()
    find("#auth-bearer-value").send_keys(secret)
    # Each of the ways to send the key has a form of its own.
    find("form:has(#auth-bearer-value) .authorize").click()
    find(".auth-btn-wrapper .btn-done").click()
    find("#operations-reviews-reviews_list .opblock-summary-control").click()
    find("#operations-reviews-reviews_list .try-out__btn").click()
    find("#operations-reviews-reviews_list .execute").click()
    assert find(".live-responses-table tbody .response-col_status").text.startswith("200")
    assert review.slug in find(".live-responses-table .highlight-code").text
    assert browser.get_log("browser") == []

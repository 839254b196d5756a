"""A headless Chromium: Debian's, or the one CHROME names. Without one, the tests are skipped."""

import os
import shutil

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chrome():
    binary = os.environ.get("CHROME") or next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not (binary and driver):
        pytest.skip(
            "No Chromium with chromedriver: install Debian's chromium and chromium-driver, "
            "or name the browser in CHROME."
        )
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in (
        "--headless=new",
        "--no-sandbox",  # as root, as in CI, Chromium has none
        "--disable-dev-shm-usage",
        "--window-size=1280,1000",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options, service=Service(driver)) as browser:
        yield browser


@pytest.fixture
def browser(chrome):
    """A browser without cookies; at the end of the test its console must be clean."""
    chrome.delete_all_cookies()
    yield chrome
    complaints = [entry["message"] for entry in chrome.get_log("browser")]
    assert not [text for text in complaints if "Content Security Policy" in text]
    assert not [text for text in complaints if "Uncaught" in text]

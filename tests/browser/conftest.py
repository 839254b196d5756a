"""A headless Chromium: Debian's, or the one CHROME names. Without one, the tests are skipped."""

import os
import shutil
import threading
import time

import pytest
from django.core.signals import request_finished, request_started
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.browser.axe import findings

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


class Answering:
    """How many requests the live server is at."""

    def __init__(self):
        self.number = 0
        self.changed = threading.Condition()

    def starts(self, **_):
        self.add(1)

    def ends(self, **_):
        self.add(-1)

    def add(self, number):
        with self.changed:
            self.number += number
            self.changed.notify_all()

    def wait_for_the_last(self, seconds=5, quiet=0.2):
        """Until nothing is asked for a moment: what the browser sent last may not have begun. At
        most so long: a request that the browser breaks off may never say that it ended."""
        end = time.monotonic() + seconds
        with self.changed:
            while (left := end - time.monotonic()) > 0:
                if self.number > 0:
                    self.changed.wait(left)
                elif not self.changed.wait(quiet):
                    return


@pytest.fixture
def answering():
    """The page of a test may ask on when the test is over; its tables must not be emptied under
    the answer, nor the database be taken from it."""
    requests = Answering()
    request_started.connect(requests.starts)
    # After Django's own receiver, which looks at the connection.
    request_finished.connect(requests.ends)
    yield requests
    request_started.disconnect(requests.starts)
    request_finished.disconnect(requests.ends)


@pytest.fixture
def browser(chrome, answering):
    """A browser without cookies and on a wide screen, whatever the test before wanted; at the end
    of the test its console must be clean."""
    chrome.delete_all_cookies()
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    chrome.set_window_size(1280, 1000)
    yield chrome
    said = complaints(chrome)
    chrome.get("about:blank")
    answering.wait_for_the_last()
    assert said == []


def complaints(driver):
    """What the console says since it was asked last about the policy and about scripts."""
    said = [entry["message"] for entry in driver.get_log("browser")]
    return [text for text in said if "Content Security Policy" in text or "Uncaught" in text]


@pytest.fixture
def axe():
    """`axe(driver)` — the page as it stands has no serious or critical finding."""

    def check(driver):
        assert complaints(driver) == []
        found = findings(driver)
        # axe looks at styles by writing some, which the policy forbids.
        driver.get_log("browser")
        assert found == []

    return check

"""The public pages as readers have them: on a phone, a tablet and a desk, light and dark."""

import os
from pathlib import Path

from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.axe import ALL, findings

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")


def look(browser: WebDriver, width: int, scheme: str = "light", height: int = 900) -> None:
    """As on a screen of that size, in that colour scheme."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})


def look_away(browser: WebDriver) -> None:
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def picture(browser: WebDriver, name: str, width: int, scheme: str = "light") -> None:
    """All of the page; only where `SCREENSHOTS=folder` asks for it."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        height = browser.execute_script("return document.documentElement.scrollHeight")
        look(browser, width, scheme, height)
        browser.save_screenshot(str(Path(folder, f"{name}-{width}-{scheme}.png")))


def too_wide(browser: WebDriver) -> int:
    return browser.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def sound(browser: WebDriver, name: str, widths=WIDTHS, schemes=SCHEMES) -> None:
    """On every screen there is nothing to scroll sideways, and axe finds nothing at all."""
    for scheme in schemes:
        for width in widths:
            look(browser, width, scheme)
            assert too_wide(browser) <= 0, (name, width)
            assert (found := findings(browser, ALL)) == [], (name, width, scheme, found)
            # axe looks at styles by writing some, which the policy forbids.
            browser.get_log("browser")
            picture(browser, name, width, scheme)

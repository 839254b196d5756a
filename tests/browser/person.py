"""People at the desk: they see pages, fill fields by their labels, and press buttons."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PASSWORD = "plainly-a-test-password"


@dataclass
class Person:
    browser: WebDriver
    site: str
    user: User

    def comes_in(self) -> "Person":
        self.user.set_password(PASSWORD)
        self.user.save()
        self.browser.delete_all_cookies()
        self.goes("/desk/")
        self.find("#id_username").send_keys(self.user.username)
        self.find("#id_password").send_keys(PASSWORD)
        self.presses("[type=submit]")
        return self

    def is_in(self) -> "Person":
        """Logged in already: quicker than coming in."""
        client = Client()
        client.force_login(self.user)
        # A cookie is set on a page of its site.
        self.goes("/health/live/")
        name = settings.SESSION_COOKIE_NAME
        self.browser.add_cookie({"name": name, "value": client.cookies[name].value})
        return self

    def types(self, *keys: str) -> None:
        """On the keyboard, wherever the focus is."""
        ActionChains(self.browser).send_keys(*keys).perform()

    def goes(self, path: str) -> None:
        self.browser.get(path if path.startswith("http") else self.site + path)

    def find(self, css: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def sees(self, words: str, css: str = "body") -> bool:
        try:
            return words in self.find(css).text
        except WebDriverException as error:
            # What chromedriver says when the page changed between finding and reading.
            if "does not belong to the document" in str(error.msg):
                raise StaleElementReferenceException(error.msg) from error
            raise

    def presses(self, css: str) -> None:
        """Press, and wait for the page that answers."""
        old, button = self.find("html"), self.find(css)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
        self.waits_until(lambda: old != self.find("html"))

    def follows(self, words: str) -> None:
        self.goes(self.browser.find_element(By.PARTIAL_LINK_TEXT, words).get_attribute("href"))

    def opens(self, css: str) -> None:
        """Unfold the <details> around, or at, this element."""
        self.browser.execute_script("arguments[0].closest('details').open = true", self.find(css))

    def fills(self, **fields: str) -> None:
        for name, value in fields.items():
            self.sets(f"[name='{name.replace('__', '-')}']", value)

    def sets(self, css: str, value: str) -> None:
        field = self.find(css)
        if field.get_attribute("type") == "date" or len(value) > 300:
            # Typing a date depends on the browser's language; typing 5,000 characters is slow.
            self.browser.execute_script("arguments[0].value = arguments[1]", field, value)
        elif field.tag_name == "select":
            field.find_element(By.CSS_SELECTOR, f"option[value='{value}']").click()
        else:
            field.clear()
            field.send_keys(value)

    def chooses(self, name: str, value: str) -> None:
        choice = self.find(f"[name='{name}'][value='{value}']")
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", choice)
        choice.click()

    def waits_until(self, condition, seconds: float = 20) -> None:
        # What was looked at may be renewed meanwhile.
        wait = WebDriverWait(self.browser, seconds, 0.05, [StaleElementReferenceException])
        wait.until(lambda _: condition())

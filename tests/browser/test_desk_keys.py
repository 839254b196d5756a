"""The desk by keyboard, its messages, and every one of its pages as axe sees it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.admin import desk, toasts
from claims.models import Claim
from ingest.models import Poll
from ingest.services import feeds, fetches
from tests.browser.axe import findings
from tests.browser.conftest import complaints
from tests.browser.person import Person
from tests.claims.admin.pages import listed, page
from tests.claims.admin.test_every_page import world  # noqa: F401
from tests.factories import editor as make_editor
from tests.factories import make_claim, make_submitted_review
from tests.factories import reviewer as make_reviewer
from tests.ingest.conftest import ADDRESS

pytestmark = pytest.mark.django_db(transaction=True)
CLAIMS = "/desk/claims/claim/"


@pytest.fixture
def reviewer(transactional_db):
    return make_reviewer(username="rita", first_name="Rita", last_name="Reviewer")


@pytest.fixture
def editor(transactional_db):
    return make_editor(username="eddie", first_name="Eddie", last_name="Editor")


@pytest.fixture
def eddie(browser, live_server, editor):
    resize(browser, 1280, 900)
    return Person(browser, live_server.url, editor).is_in()


@pytest.fixture
def three_claims(transactional_db):
    return [make_claim(text=f"It was so {n} times.", score=n / 10) for n in (3, 2, 1)]


def resize(browser, width, height):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
    )


def current(person):
    found = person.browser.find_elements(By.CSS_SELECTOR, "[data-row].current")
    assert len(found) == 1
    assert found[0].get_attribute("aria-current") == "true"
    return found[0].text


def toast(person, words):
    person.waits_until(lambda: words in person.find("#toasts").text)


def focused(person):
    return person.browser.switch_to.active_element


# Keys ---------------------------------------------------------------------------------------------


def test_rows_are_walked_and_opened(eddie, three_claims):
    eddie.goes(CLAIMS)
    assert "3 times" in current(eddie)
    eddie.types("j")
    assert "2 times" in current(eddie)
    assert "2 times" in focused(eddie).text
    eddie.types("jjjk")
    assert "2 times" in current(eddie)
    eddie.types(Keys.ARROW_DOWN)
    assert "1 times" in current(eddie)
    eddie.types(Keys.ENTER)
    eddie.waits_until(lambda: eddie.browser.current_url.endswith(page(three_claims[2])))
    # Back on the list, the row is where it was.
    eddie.browser.back()
    eddie.waits_until(lambda: "1 times" in current(eddie))
    eddie.types("ko")
    eddie.waits_until(lambda: eddie.browser.current_url.endswith(page(three_claims[1])))


def test_sequences_go_to_the_lists(eddie):
    eddie.goes("/desk/")
    for keys, path in {"gq": CLAIMS, "gr": listed("review"), "gh": "/desk/"}.items():
        eddie.types(keys)
        eddie.waits_until(lambda path=path: eddie.browser.current_url == eddie.site + path)


def test_letters_in_a_field_are_letters(eddie, three_claims):
    eddie.goes(CLAIMS)
    eddie.types("/")
    assert focused(eddie).get_attribute("id") == "searchbar"
    eddie.types("jog?")
    assert focused(eddie).get_attribute("value") == "jog?"
    assert not eddie.browser.find_elements(By.CSS_SELECTOR, "dialog[open]")
    # Escape gives the letters back.
    eddie.types(Keys.ESCAPE)
    eddie.types("j")
    assert "2 times" in current(eddie)


def test_keys_of_the_browser_stay_with_it(eddie, three_claims):
    eddie.goes(CLAIMS)
    eddie.browser.execute_script(
        "window.taken = []; window.addEventListener('keydown', (event) => "
        "{ window.taken.push(event.defaultPrevented); });"
    )
    for modifier in (Keys.CONTROL, Keys.ALT, Keys.META):
        ActionChains(eddie.browser).key_down(modifier).send_keys("j").key_up(modifier).perform()
    eddie.types(Keys.ARROW_DOWN, Keys.SPACE, Keys.TAB, Keys.PAGE_DOWN, Keys.F6, Keys.HOME)
    assert not any(eddie.browser.execute_script("return window.taken"))
    assert "3 times" in current(eddie)


def test_the_map_says_what_the_page_has(eddie, three_claims, axe):
    eddie.goes(CLAIMS)
    eddie.browser.execute_script(
        "document.querySelector('#content').insertAdjacentHTML('beforeend', "
        '`<button type="button" id="late" data-key="z" disabled aria-describedby="why">Zap</button>'
        '<p id="why">You wrote this.</p><div hidden><a data-key="y" href="/">Never</a></div>`)'
    )
    eddie.types("?")
    words = eddie.find("dialog[open]").text
    for line in ("Next", "Search", "Reviews", "Zap", "not now: You wrote this."):
        assert line in words
    assert "Never" not in words
    axe(eddie.browser)
    # While it is open the keys of the page wait.
    eddie.types("gr")
    assert eddie.browser.current_url.endswith(CLAIMS)
    eddie.types(Keys.ESCAPE)
    eddie.waits_until(lambda: not eddie.browser.find_elements(By.CSS_SELECTOR, "dialog[open]"))
    # A blocked button says why.
    eddie.types("z")
    toast(eddie, "You wrote this.")


def test_what_comes_later_has_its_keys_and_hints(eddie):
    eddie.goes("/desk/")
    eddie.browser.execute_script(
        "document.querySelector('#content').insertAdjacentHTML('beforeend', "
        '`<details><summary data-key="d">Dismiss</summary><textarea id="why" data-key="n">'
        '</textarea><button type="button" id="send" data-key="mod+S">Send</button></details>`);'
        "document.querySelector('#send').onclick = () => { document.title = 'sent'; };"
    )
    eddie.waits_until(lambda: eddie.browser.find_elements(By.CSS_SELECTOR, "summary .hint"))
    assert eddie.find("#send").get_attribute("aria-keyshortcuts") == "Control+s"
    eddie.types("n")
    assert focused(eddie).get_attribute("id") == "why"
    eddie.types("d")
    assert focused(eddie).get_attribute("value") == "d"
    chain = ActionChains(eddie.browser)
    chain.key_down(Keys.CONTROL).send_keys("s").key_up(Keys.CONTROL).perform()
    eddie.waits_until(lambda: eddie.browser.title == "sent")
    eddie.types(Keys.ESCAPE, "d")
    eddie.waits_until(lambda: not eddie.find("#why").is_displayed())


def test_the_focus_starts_at_the_way_to_the_content(eddie, three_claims):
    eddie.goes(CLAIMS)
    eddie.types(Keys.TAB)
    assert focused(eddie).text == "Skip to main content"
    eddie.types(Keys.ENTER)
    assert focused(eddie).get_attribute("id") == "content-start"
    seen = []
    for _ in range(8):
        eddie.types(Keys.TAB)
        ring = focused(eddie).value_of_css_property("outline-style")
        seen.append((focused(eddie).text or focused(eddie).get_attribute("name"), ring))
    assert seen[0][0].startswith("To decide")
    assert {ring for _, ring in seen} == {"solid"}


def test_on_a_phone_the_menu_folds(eddie):
    resize(eddie.browser, 390, 844)
    eddie.goes("/desk/")
    assert not eddie.find("#desk-nav").is_displayed()
    eddie.find("#menu-button").click()
    assert eddie.find("#desk-nav").is_displayed()
    eddie.types(Keys.ESCAPE)
    assert not eddie.find("#desk-nav").is_displayed()
    eddie.types("ga")
    eddie.waits_until(lambda: eddie.browser.current_url.endswith(listed("article")))


def test_the_header_is_one_line(eddie):
    for width in (1280, 1024, 800, 390):
        resize(eddie.browser, width, 800)
        eddie.goes("/desk/")
        assert eddie.find("#header").size["height"] < 60
        assert eddie.browser.execute_script("return document.body.scrollWidth") <= width


# Messages -----------------------------------------------------------------------------------------


def test_a_step_is_taken_back_from_its_toast(eddie, three_claims, monkeypatch):
    claim = three_claims[0]
    back = desk.verb_address(claim, "reopen")
    monkeypatch.setattr(desk, "tell", lambda *what: toasts.tell(*what, undo=back))
    eddie.goes(page(claim))
    eddie.types("a")
    eddie.waits_until(lambda: eddie.browser.find_elements(By.CSS_SELECTOR, ".toast form"))
    claim.refresh_from_db()
    assert claim.status == Claim.Status.ACCEPTED
    eddie.types("u")
    eddie.waits_until(lambda: Claim.objects.get(pk=claim.pk).status == Claim.Status.NEW)


def test_a_toast_leaves_when_it_is_dismissed_and_errors_stay(eddie):
    eddie.goes("/desk/")
    eddie.browser.execute_script("desk.toast('Saved.', 'success'); desk.toast('Not so.', 'error')")
    eddie.waits_until(lambda: len(eddie.browser.find_elements(By.CSS_SELECTOR, ".dismiss")) == 2)
    eddie.find(".toast.success .dismiss").click()
    assert eddie.find("#toasts").text.startswith("Not so.")
    assert eddie.find("#toasts").get_attribute("aria-live") == "polite"


def ask(person, method, path):
    person.browser.execute_script(
        "htmx.ajax(arguments[0], arguments[1], {target: '#content', swap: 'innerHTML'})"
        ".catch(() => {})",
        method,
        path,
    )


def test_what_goes_wrong_with_a_part_of_a_page_is_told(eddie, editor):
    eddie.goes("/desk/")
    before = eddie.find("#content").text
    ask(eddie, "POST", "/desk/claims/claim/999999/accept/")
    toast(eddie, "no longer there")
    ask(eddie, "GET", "/desk/claims/claim/1/accept/")
    toast(eddie, "error 405")
    editor.groups.clear()
    ask(eddie, "GET", CLAIMS)
    toast(eddie, "your account may not do it")
    offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    eddie.browser.execute_cdp_cmd("Network.enable", {})
    eddie.browser.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    try:
        ask(eddie, "GET", CLAIMS)
        toast(eddie, "cannot be reached")
    finally:
        rates = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
        eddie.browser.execute_cdp_cmd("Network.emulateNetworkConditions", offline | rates)
    eddie.browser.delete_all_cookies()
    ask(eddie, "GET", CLAIMS)
    toast(eddie, "your login has ended")
    assert eddie.find("#content").text == before


def test_a_part_of_a_page_comes_with_its_messages(eddie):
    review = make_submitted_review()
    eddie.goes(desk.page_address(review))
    eddie.browser.execute_script(
        "htmx.ajax('POST', arguments[0], {target: '#comments', select: '#comments', "
        "swap: 'outerHTML', values: {reason: 'By whom?'}})",
        desk.verb_address(review, "comment"),
    )
    toast(eddie, "Remarked")
    assert len(eddie.browser.find_elements(By.ID, "comments")) == 1
    assert len(eddie.browser.find_elements(By.CSS_SELECTOR, ".toast")) == 1
    assert "By whom?" in eddie.find("#comments").text


# Every page ---------------------------------------------------------------------------------------


def addresses(rows):
    """Every list, page and form of the desk that can be opened."""
    yield from ("/desk/", "/desk/password_change/")
    for name in ("numbers", "numbers_queue", "numbers_agreement", "numbers_fairness"):
        yield reverse(f"admin:{name}")
    for model, pages in admin.site._registry.items():
        named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for kind in ("changelist", "add"):
            try:
                yield reverse(f"{named}_{kind}")
            except NoReverseMatch:
                assert not hasattr(pages, kind)
    for row in rows:
        yield reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


# Each width and each theme once: the other two pairs add nothing of their own.
@pytest.mark.parametrize(("width", "height", "theme"), [(1280, 900, "light"), (390, 844, "dark")])
def test_no_page_has_a_barrier(
    browser, live_server, world, width, height, theme  # noqa: F811
):  # fmt: skip
    ada = Person(browser, live_server.url, User.objects.create_superuser("ada")).is_in()
    feed = feeds.follow(ADDRESS, title="The Invented Times")
    Poll.objects.update(failures=2, last_error="The server answered 503.")
    fetch = fetches.collect_link("https://times.example/1")
    resize(browser, width, height)
    ada.goes("/desk/")
    browser.execute_script("localStorage.setItem('theme', arguments[0])", theme)
    barriers = []
    for path in addresses([*world, feed, fetch]):
        ada.goes(path)
        assert ada.browser.find_elements(By.ID, "desk-nav"), path
        width_of_page = browser.execute_script("return document.documentElement.scrollWidth")
        if width_of_page > width:
            barriers.append(f"{path}: {width_of_page} px wide")
        assert complaints(browser) == []
        barriers += [f"{path}: {finding}" for finding in findings(browser)]
        browser.get_log("browser")
    browser.execute_script("localStorage.removeItem('theme')")
    if barriers:
        pytest.fail("\n".join(barriers), pytrace=False)

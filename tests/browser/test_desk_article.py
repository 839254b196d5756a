"""The article on the desk: every claim in its place, and words chosen by mouse and keyboard."""

import os
from pathlib import Path

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from claims.models import Appearance, Claim
from claims.services import extraction
from claims.text.analyse import analyse
from tests.browser.axe import findings
from tests.browser.person import Person
from tests.factories import make_article, make_publisher, reviewer

TEXT = (
    "Harbour council 🚢 votes on schools\r\n\r\n"
    "“We opened 12 schools in 2016,  and closed 3 libraries,” said Ada Example, leader of the Tarn "
    "council. 😀 It was the first time since 1982 that the council had built a school, she said. "
    "Isn’t that lovely?\r\n\r\n"
    "Berta Sample, who leads the opposition, said the e\u0301clair tax had risen by 5% last year "
    "and had cost each family 30 crowns. שלום לכולם. Nobody clapped.\r\n\r\n"
    "The harbour bill would ban ferries from 2019, the ministry said. Thank you."
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article():
    article = make_article(
        TEXT, title="Harbour council votes on schools", publisher=make_publisher("The Tarn Gazette")
    )
    read(article)
    return article


def read(article):
    snapshot = article.latest
    snapshot.extractions.update(state="done")
    row = extraction.enqueue(snapshot)
    return extraction.complete(extraction.take(row.pk), analyse(snapshot.text))


@pytest.fixture
def person(browser, live_server):
    browser.set_window_size(1280, 900)
    return Person(browser, live_server.url, reviewer(first_name="Rita")).comes_in()


def opens(person, article, query=""):
    person.goes(f"/desk/claims/article/{article.pk}/change/{query}")


def types(person, *keys):
    for key in keys:
        ActionChains(person.browser).send_keys(key).perform()


def then(person, *keys):
    """Type, and wait for the page that answers."""
    old = person.find("html")
    types(person, *keys)
    person.waits_until(lambda: old != person.find("html"))


def chosen(person):
    return person.find("#editor [data-chosen]").get_attribute("textContent")


SELECT = """
const text = document.getElementById("text");
const place = (wanted) => {
  let left = wanted;
  for (const holder of text.querySelectorAll("[data-s]")) {
    const node = holder.firstChild;
    if (left <= node.data.length) return [node, left];
    left -= node.data.length;
  }
};
const whole = [...text.querySelectorAll("[data-s]")].map((one) => one.textContent).join("");
const start = whole.indexOf(arguments[0]);
const selection = getSelection();
selection.setBaseAndExtent(...place(start), ...place(start + arguments[0].length));
text.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
return whole;
"""


SELECT_ALL = """
getSelection().selectAllChildren(document.querySelector("main"));
document.getElementById("text").dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
"""


def selects(person, words):
    whole = person.browser.execute_script(SELECT, words)
    person.waits_until(lambda: person.find("#editor").is_displayed())
    return whole


def shot(person, name):
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        person.browser.save_screenshot(str(Path(folder) / f"{name}.png"))


def test_the_page_holds_the_text_to_the_letter(person, article):
    opens(person, article)
    assert selects(person, "12 schools") == TEXT
    shot(person, "article-choosing")


@pytest.mark.parametrize(
    "words",
    [
        "🚢",
        "🚢 votes",
        "schools\r\n\r\n“We opened",
        "2016,  and closed",
        "council. 😀 It was the first",
        "e\u0301clair",
        "שלום לכולם",
        "risen by 5% last year and had cost each family",
    ],
)
def test_selected_words_become_exactly_that_claim(person, article, words):
    opens(person, article)
    selects(person, words)
    assert chosen(person) == words
    then(person, Keys.ENTER)
    row = Appearance.objects.latest("pk")
    assert (row.exact, row.extraction) == (words, None)
    assert person.sees("Marked", "#toasts")
    then(person, "u")
    row.claim.refresh_from_db()
    assert row.claim.status == "dismissed"


def test_more_than_the_text_and_whole_paragraphs(person, article):
    opens(person, article)
    person.browser.execute_script(SELECT_ALL)
    person.waits_until(lambda: person.find("#editor").is_displayed())
    assert chosen(person) == TEXT
    types(person, Keys.ESCAPE)
    assert not person.find("#editor").is_displayed()
    mark = person.find("#text .mark [data-s]")
    ActionChains(person.browser).double_click(mark).perform()
    person.waits_until(lambda: person.find("#editor").is_displayed())
    assert chosen(person) in TEXT
    assert len(chosen(person).split()) == 1


def test_by_keyboard_alone(person, article):
    """Mark, move, split, merge and take back; the hands stay on the keys."""
    opens(person, article)
    types(person, "c")
    first = chosen(person)
    types(person, "{", "{", "]")
    assert chosen(person) in first
    assert len(chosen(person).split()) < len(first.split())
    types(person, "w", "w", "[", "w", "w")
    words = chosen(person)
    then(person, "c")
    row = Appearance.objects.latest("pk")
    assert row.exact == words
    assert person.find("#card").get_attribute("data-claim") == str(row.claim_id)

    types(person, "e", "[")
    longer = chosen(person)
    then(person, Keys.ENTER)
    row.refresh_from_db()
    assert row.exact == longer
    then(person, "u")
    row.refresh_from_db()
    assert row.exact == words

    count = Claim.objects.count()
    types(person, "x", "}")
    left, _, right = chosen(person).partition("  ┃  ")
    shot(person, "article-split")
    then(person, Keys.ENTER)
    row.refresh_from_db()
    other = Appearance.objects.latest("pk")
    assert Claim.objects.count() == count + 1
    assert (row.exact, other.exact) == (left.rstrip(" ,;:—–-"), right.lstrip(" ,;:—–-"))
    then(person, "u")
    row.refresh_from_db()
    assert row.exact == words

    into = row.claim
    types(person, "m", Keys.ARROW_DOWN)
    then(person, Keys.TAB, Keys.ENTER)
    into.refresh_from_db()
    assert into.status == "merged"
    then(person, "u")
    into.refresh_from_db()
    assert into.status != "merged"


def test_claims_are_decided_one_after_the_other(person, article):
    opens(person, article)
    marks = person.browser.find_elements(By.CSS_SELECTOR, "#text .number")
    ids = [mark.get_attribute("id").removeprefix("claim-") for mark in marks]

    def at(number):
        person.waits_until(lambda: person.find("#card").get_attribute("data-claim") == ids[number])

    at(0)
    types(person, "j")
    at(1)
    types(person, "k")
    at(0)
    types(person, "a")
    at(1)
    assert Claim.objects.get(pk=ids[0]).status == "accepted"
    types(person, "4")
    at(2)
    assert Claim.objects.get(pk=ids[1]).status == "dismissed"
    person.waits_until(lambda: "off" in person.find(f"#claim-{ids[1]}").get_attribute("class"))
    types(person, "f")
    at(3)
    assert Claim.objects.get(pk=ids[2]).status == "deferred"
    assert person.find(f"#claim-{ids[3]}").get_attribute("aria-current") == "true"
    shot(person, "article")


def test_sentence_by_sentence(person, article):
    opens(person, article)
    then(person, "t")
    rows = person.browser.find_elements(By.CSS_SELECTOR, ".sentence")
    assert len(rows) == len(article.latest.extractions.latest("pk").sentences)
    assert person.sees("It asks; it does not state.")
    shot(person, "article-sentences")
    assert selects(person, "the opposition, said") == TEXT
    then(person, Keys.ENTER)
    assert Appearance.objects.latest("pk").exact == "the opposition, said"


@pytest.mark.parametrize("query", ["", "?sentences"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_it(person, article, query, theme):
    opens(person, article, query)
    person.browser.execute_script("localStorage.theme = arguments[0]", theme)
    opens(person, article, query)
    selects(person, "12 schools")
    shot(person, f"article-{theme}{'-sentences' if query else ''}")
    found = findings(person.browser)
    person.browser.execute_script("localStorage.clear()")
    assert found == []


def test_on_a_phone(person, article):
    person.browser.set_window_size(390, 844)
    opens(person, article)
    wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert person.browser.execute_script(wide) <= 0
    shot(person, "article-phone")
    selects(person, "12 schools")
    assert person.browser.execute_script(wide) <= 0
    shot(person, "article-phone-choosing")
    opens(person, article, "?sentences")
    assert person.browser.execute_script(wide) <= 0
    shot(person, "article-phone-sentences")


POINTS = """
const { points, units, length, trim, edges, next } = desk.spans;
const text = "a😀e\\u0301שx";
return [
  [0, 1, 3, 4, 5, 6, 7].map((at) => points(text, at)), points(text, 2),
  [0, 1, 2, 3, 4, 5, 6].map((at) => units(text, at)), length(text),
  trim([..." \\r\\n😀 "], 0, 5), trim([..." "], 0, 1),
  edges("Ä 😀b, e\\u0301.", "character").start, edges("One 😀 two.", "word"),
  edges("One.  Two!", "sentence"), next([1, 4, 9], 4, 1), next([1, 4, 9], 4, -1),
  next([1, 4, 9], 9, 1),
];
"""


def test_places_are_counted_as_the_database_counts(person, article):
    opens(person, article)
    assert person.browser.execute_script(POINTS) == [
        [0, 1, 2, 3, 4, 5, 6], 1,
        [0, 1, 3, 4, 5, 6, 7], 6,
        [3, 4], None,
        [0, 2, 3, 4, 6, 8], {"start": [0, 6], "end": [3, 9]},
        {"start": [0, 6], "end": [4, 10]}, 9, 1, 9,
    ]  # fmt: skip


def test_words_are_dragged_over_with_the_mouse(person, article):
    """Over a claim's words too: a mark does not stand in the way."""
    opens(person, article)
    mark = person.find("#text .mark [data-s]")
    for start, end in ((-60, 40), (40, -60)):
        mouse = ActionChains(person.browser).move_to_element_with_offset(mark, start, 0)
        mouse.click_and_hold().move_to_element_with_offset(mark, end, 0).release().perform()
        person.waits_until(lambda: person.find("#editor").is_displayed())
        assert chosen(person) in "Harbour council 🚢 votes on schools"
        assert 5 < len(chosen(person)) < 30
        types(person, Keys.ESCAPE)
        assert not person.find("#editor").is_displayed()

"""The verdict page and the report of an error as readers meet them: phones, dark, long words, a
script from right to left. With SCREENSHOTS=folder, pictures are left there."""

import pytest
from selenium.webdriver.common.by import By

from claims.models import Claim, PublishedVersion, ReaderReport
from claims.services import reports
from claims.services.documents import fingerprint
from claims.site.related import choose
from tests import factories
from tests.browser.person import Person
from tests.browser.screens import look, look_away, picture, sound, too_wide
from tests.claims.presenters.documents import DOCUMENT, line, make_document, make_speaker

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
SENTENCE = "The council’s list names every seat that changed hands, with its day and its majority"
BODY = (
    f"<p>{SENTENCE} [1]. In 1960 a seat changed hands after the result was annulled in court, "
    "which some count and some do not [2].</p><h3>What we counted</h3>"
    f"<p>{SENTENCE}. We read it backwards from the day of the claim [1].</p>"
    "<table><thead><tr><th>Year</th><th>Seat</th><th>From</th></tr></thead><tbody>"
    "<tr><td>1982</td><td>Mitchford</td><td>Opposition</td></tr>"
    "<tr><td>1960</td><td>Brightside</td><td>Opposition, in court</td></tr></tbody></table>"
)


def sighting(publisher, title, on, exact):
    first = DOCUMENT["appearances"][0]
    article = first["article"] | {"publisher": publisher, "title": title, "published_on": on}
    return first | {"article": article, "exact": exact, "voice": "indirect"}


def rich_document(slug, **changes):
    """Every part that a page can have."""
    item = DOCUMENT["evidence"][0]
    first = sighting(
        "The Invented Courier", "A seat changes hands", "2017-02-24",
        "the first time since 1982 the governing party had taken a seat from the opposition",
    ) | {
        "before": "The mood was subdued when the result came in. Speaking in the market hall, Ada "
        "Example told supporters that it was ",
        "after": ", and that the party would work for every vote. Nobody clapped for long.",
    }  # fmt: skip
    document = make_document(
        slug=slug,
        appearances=[
            first,
            sighting("The Made-up Post", "What a seat is worth", "2017-02-25", "first in 35 years"),
            sighting("The Invented Courier", "A year on", "2018-02-23", "not seen since 1982"),
        ],
        claim=DOCUMENT["claim"] | {
            "speaker": make_speaker(),
            "topic": {"code": "elections", "label": "Elections"},
        },
        body_html=BODY,
        summary="The last such gain was in 1982. An earlier seat, in 1960, changed hands in court "
        "after the vote, so it depends on what one counts.",
        evidence=[
            item | {"title": "House list of byelections since 1945", "interest": "Kept by the "
                    "house that is elected.", "copy": {"fetched_at": "2017-02-25T08:00:00Z"}},
            item | {"number": 2, "role": "undermines", "primary": False,
                    "title": "The court that made a member", "quote": "He took the seat in May."},
            item | {"number": 3, "role": "context", "primary": False, "quote": "",
                    "title": "How seats are counted"},
        ],
        reply={"asked_on": "2017-02-24", "asked_how": "by e-mail to her office",
               "due_on": "2017-02-26", "text": "We stand by it.", "replied_on": "2017-02-25"},
        kind="clarification",
        version=3,
        published_at="2017-02-28T09:00:00Z",
        versions=[
            line(1, "publication", "true"),
            line(2, "rating_change", "mostly_true", "The case of 1960 counts for some."),
            line(3, "clarification", "mostly_true", "We name the list that we counted from."),
        ],
    )  # fmt: skip
    return document | changes


@pytest.fixture
def shown():
    """`shown(**changes)` — the address of a page with every part, as no service would make it."""

    def show(**changes):
        review = factories.make_published_review(
            factories.make_claim(topic=Claim.Topic.values[0]), headline="First seat since 1982"
        )
        factories.make_published_review(
            factories.make_claim(topic=Claim.Topic.values[0]), verdict="misleading",
            headline="The first gain of a seat in a generation",
        )  # fmt: skip
        document = rich_document(review.slug, **changes)
        PublishedVersion.objects.filter(review=review).update(
            document=document, sha256=fingerprint(document)
        )
        choose.cache_clear()
        return review

    return show


@pytest.fixture
def reader(browser, live_server):
    yield Person(browser, live_server.url, None)
    look_away(browser)


def test_every_part_of_the_page_at_every_width(reader, shown):
    reader.goes(shown().get_absolute_url())
    for words in ("The verdict has changed", "Primary source", "First sighting",
                  "After our verdict", "Related fact-checks", "Versions"):  # fmt: skip
        assert reader.sees(words)
    sound(reader.browser, "verdict")


@pytest.mark.parametrize("name", ["long", "rtl", "retracted", "misleading"])
def test_hard_words_and_other_verdicts(reader, shown, name):
    arabic = "هذه هي المرة الأولى منذ عام 1982 التي يفوز فيها الحزب الحاكم بمقعد"
    claim = rich_document("x")["claim"]
    changes = {
        "long": {"summary": LONG, "claim": claim | {"headline": LONG[:75], "text": LONG}},
        "rtl": {"summary": arabic, "body_html": f"<p>{arabic} [1]</p>",
                "claim": claim | {"headline": arabic, "text": arabic}},
        "retracted": {"retracted": True, "kind": "retraction", "note": "Another country’s list."},
        "misleading": {"verdict": DOCUMENT["verdict"] | {
            "code": "misleading", "label": "Misleading", "rating": None}},
    }[name]  # fmt: skip
    reader.goes(shown(**changes).get_absolute_url())
    for width in (320, 1280):
        look(reader.browser, width)
        assert too_wide(reader.browser) <= 0
        picture(reader.browser, name, width)


def test_references_lead_there_and_back(reader, shown):
    reader.goes(shown().get_absolute_url())
    reader.find("a[href='#evidence-2']").click()
    assert reader.browser.current_url.endswith("#evidence-2")
    reader.find("#evidence-2 .number a").click()
    assert reader.browser.current_url.endswith("#cited-2")


def test_the_whole_page_is_light(reader, shown):
    """Page, style and icon, as they come over the wire without compression."""
    reader.goes(shown().get_absolute_url())
    sizes = reader.browser.execute_script(
        "return performance.getEntriesByType('navigation')"
        ".concat(performance.getEntriesByType('resource')).map((e) => e.decodedBodySize)"
    )
    assert sum(sizes) <= 60_000, sizes
    assert reader.browser.find_elements(By.CSS_SELECTOR, "script[src]") == []


def test_an_error_is_reported_and_answered(reader, shown):
    review = shown()
    reader.goes(review.get_absolute_url())
    reader.follows("Report an error in this fact-check")
    sound(reader.browser, "report")
    look(reader.browser, 1280)
    form, text = reader.find("form.report"), reader.find("form.report textarea")
    assert text.size["width"] == form.size["width"]
    reader.presses("form.report button")
    assert reader.sees("Write what is wrong.")
    picture(reader.browser, "report-refused", 1280)
    reader.browser.execute_script("document.activeElement.blur()")
    reader.fills(text="The case of 1960 is missing from the table.")
    reader.waits_until(lambda: sent(reader))
    report = ReaderReport.objects.get()
    assert reader.browser.current_url.endswith(f"/reports/{report.token}/")
    sound(reader.browser, "reported")
    reports.answer(report, "You are right. We have added it.", by=factories.editor())
    reader.browser.refresh()
    assert reader.sees("You are right. We have added it.")
    picture(reader.browser, "answered", 1280)


def sent(reader):
    """Whoever is quicker than a person is asked to send it again."""
    reader.presses("form.report button") if reader.sees("Send the report") else None
    return reader.sees("Your report is with our editors")

"""The main job on real input, as people do it: article → claim → two people → page → partner."""

import json
import urllib.request

import pytest
from selenium.webdriver.common.by import By

from claims.models import Extraction
from claims.services.partners import issue_key
from factcheck.places import REPOSITORY
from tests.browser.person import Person
from tests.factories import editor, make_partner, reviewer
from tests.faults.harness import wait_for

# The fixture that starts a real worker on the test database and queue.
from tests.faults.conftest import start_worker  # noqa: F401  isort: skip

ARTICLE = (REPOSITORY / "seeds/copeland-byelection.txt").read_bytes().decode()
WORDS = (
    "the byelection was the first time since 1982 the governing party had taken a seat from the "
    "official opposition"
)
EVIDENCE = [
    ("supports", "House of Commons Library: by-election results", "https://records.example/1"),
    ("context", "Mitcham and Morden, 1982: result", "https://records.example/2"),
]


def read(site, path, key):
    request = urllib.request.Request(site + path, headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def json_ld(person):
    script = person.find("script[type='application/ld+json']")
    return json.loads(script.get_attribute("textContent"))


@pytest.mark.django_db(transaction=True)
def test_an_article_becomes_a_verdict_and_a_correction_reaches_everybody(
    browser,
    live_server,
    settings,
    start_worker,  # noqa: F811
):
    settings.SITE_URL = live_server.url
    start_worker()
    writer = Person(browser, live_server.url, reviewer(first_name="Robin", last_name="Writer"))
    second = Person(browser, live_server.url, editor(first_name="Eddie", last_name="Second"))
    _, key = issue_key(make_partner())

    pastes_the_article(writer.comes_in())
    writes_a_review(writer)
    slug = approves(second.comes_in())
    the_public_page_says(second, slug, "Mostly true", rating=4)
    assert partner_hears(live_server.url, slug, key) == [("publish", "mostly_true")]

    proposes_a_correction(writer.comes_in(), slug)
    approves_the_correction(second.comes_in(), slug)
    the_public_page_says(second, slug, "True", rating=5)
    assert second.sees("Another record shows no exception.")
    assert partner_hears(live_server.url, slug, key) == [
        ("publish", "mostly_true"),
        ("re_rate", "true"),
    ]
    second.goes(f"/verdicts/{slug}/versions/1/")
    assert second.sees("Mostly true")
    second.goes("/corrections/")
    assert second.sees("Another record shows no exception.")


def pastes_the_article(writer):
    writer.goes("/desk/claims/article/add/")
    writer.fills(text=ARTICLE, title="The Copeland byelection", published_on="2017-02-26")
    writer.presses("#receive")
    wait_for(lambda: Extraction.objects.filter(state="done").exists())
    writer.goes("/desk/claims/claim/?q=first+time+since+1982")
    writer.follows("first time since 1982")
    assert WORDS in [mark.text for mark in writer.browser.find_elements(By.TAG_NAME, "mark")]


def writes_a_review(writer):
    writer.presses("#start-review")
    writer.chooses("verdict", "mostly_true")
    writer.fills(
        verdict_reason="It was, leaving aside a seat whose holder had changed party.",
        headline="First governing-party gain from the opposition since 1982",
        summary="The last such gain was Mitcham and Morden in 1982.",
        body="The results [1] show no such gain in between; 1982 was unusual [2].",
    )
    for role, title, url in EVIDENCE:
        number = int(writer.find("[name='evidence-TOTAL_FORMS']").get_attribute("value")) - 1
        writer.opens(f"[name='evidence-{number}-role']")
        writer.sets(f"[name='evidence-{number}-role']", role)
        writer.sets(f"[name='evidence-{number}-title']", title)
        writer.sets(f"[name='evidence-{number}-url']", url)
        writer.presses("#save")
    writer.presses("#submit")
    assert not writer.find("#approve").is_enabled()
    assert writer.sees("You wrote this review; another editor must approve it.")


def approves(second):
    second.goes("/desk/claims/review/")
    second.follows("First governing-party gain")
    second.presses("#approve")
    assert second.sees("This publishes")
    second.presses("#confirm")
    return second.find("#public-page").get_attribute("href").rstrip("/").rpartition("/")[2]


def the_public_page_says(person, slug, verdict, rating):
    person.goes(f"/verdicts/{slug}/")
    assert person.find("mark").text == WORDS
    assert person.sees(verdict, "main")
    for _, title, _ in EVIDENCE:
        assert person.sees(title)
    structured = json_ld(person)
    assert structured["@type"] == "ClaimReview"
    assert structured["reviewRating"]["alternateName"] == verdict
    assert structured["reviewRating"]["ratingValue"] == rating
    assert structured["url"] == f"{person.site}/verdicts/{slug}/"
    assert {c["url"] for c in structured["citation"]} == {url for _, _, url in EVIDENCE}


def partner_hears(site, slug, key):
    """What the partner reads agrees everywhere; returns the changes so far."""
    document = read(site, f"/api/v1/reviews/{slug}/", key)
    structured = read(site, f"/api/v1/reviews/{slug}/claimreview/", key)
    assert structured["reviewRating"]["alternateName"] == document["verdict"]["label"]
    assert document["appearances"][0]["exact"] == WORDS
    changes = read(site, "/api/v1/changes/", key)["results"]
    assert changes[-1]["document"] == document
    return [(c["kind"], c["document"]["verdict"]["code"]) for c in changes]


def proposes_a_correction(writer, slug):
    writer.goes("/desk/claims/review/?status=all")
    writer.follows("First governing-party gain")
    writer.presses("#propose")
    writer.chooses("kind", "rating_change")
    writer.chooses("verdict", "true")
    writer.fills(
        reason="Another record shows no exception.", verdict_reason="It was, without exception."
    )
    writer.presses("#propose-correction")
    assert not writer.find("#approve-correction").is_enabled()
    assert writer.sees("You proposed this correction; another editor must approve it.")
    writer.goes(f"/verdicts/{slug}/")
    assert writer.sees("Mostly true", "main")


def approves_the_correction(second, slug):
    second.goes("/desk/claims/correction/")
    second.follows("Rating change")
    second.presses("#approve-correction")
    second.presses("#confirm")

import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from claims.admin.forms import CorrectionForm
from claims.models import Claim, Correction, Verdict
from claims.models.reviews import LADDER
from claims.site import pages, words
from claims.text.checkworthiness import SIGNS
from claims.text.plan import plan
from tests import factories
from tests.claims.site.conftest import FIRST
from tests.claims.site.reader import Page

LISTS = ["/", "/corrections/", "/methodology/", "/feed.atom", "/sitemap.xml"]


def published(count, **fields):
    return [
        factories.make_published_review(headline=f"Claim number {n}", **fields)
        for n in range(1, count + 1)
    ]


def headings(response):
    page = Page(response)
    return [a for a in page.links() if a.startswith("/verdicts/")]


def test_an_empty_home_says_what_will_be_there(client, db):
    assert "No verdicts have been published yet." in Page(client.get("/")).text


def test_home_lists_the_newest_first_with_verdict_speaker_and_date(client, db):
    older, newer = published(2)
    response = client.get("/")
    assert headings(response) == [newer.get_absolute_url(), older.get_absolute_url()]
    text = Page(response).text
    assert "Mostly true Claim number 2 The newspaper itself, 26 February 2017" in text


def test_a_correction_is_named_and_does_not_make_old_news_new(client, db, correct):
    older, newer = published(2)
    correct(older, "rating_change", at=older.published_at + timedelta(days=1), verdict="true")
    response = client.get("/")
    assert headings(response)[0] == newer.get_absolute_url()
    assert "rating change" in Page(response).text


def test_a_retracted_verdict_is_listed_as_retracted(client, review, correct):
    correct(review, "retraction")
    text = Page(client.get("/")).text
    assert "Retracted First seat taken since 1982" in text
    assert "Mostly true" not in text


def test_home_has_pages(client, db, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    published(3)
    first, second = Page(client.get("/")), Page(client.get("/?page=2"))
    assert first.all("a", rel="next") == [{"rel": "next", "href": "?page=2"}]
    assert second.all("a", rel="prev") == [{"rel": "prev", "href": "?page=1"}]
    assert "Claim number 1" in second.text
    for odd in ("0", "99", "x", "-1"):
        assert client.get(f"/?page={odd}").status_code == 200


@pytest.mark.parametrize(("url", "queries"), [("/", 2), ("/corrections/", 2), ("/methodology/", 0),
                                              ("/feed.atom", 1), ("/sitemap.xml", 1)])  # fmt: skip
def test_lists_cost_the_same_for_many(client, db, correct, django_assert_num_queries, url, queries):
    for review in published(3):
        correct(review, "clarification", summary="Clearer.")
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", LISTS)
def test_lists_are_asked_for_each_time_and_answer_304(client, review, correct, url):
    first = client.get(url)
    assert first["Cache-Control"] == "no-cache"
    headers = {"If-None-Match": first["ETag"]}
    assert client.get(url, headers=headers).status_code == 304
    if url != "/methodology/":
        correct(review, "rating_change", verdict="true")
        assert client.get(url, headers=headers).status_code == 200


def test_corrections_are_listed_newest_first_without_spelling(client, review, correct):
    correct(review, "spelling", "A letter.", at=FIRST, summary="One.")
    correct(review, "clarification", "Clearer now.", at=FIRST, summary="Two.")
    correct(review, "rating_change", "New evidence.", at=FIRST, verdict="true")
    text = Page(client.get("/corrections/")).text
    assert text.index("New evidence.") < text.index("Clearer now.")
    assert "A letter." not in text
    assert "From Mostly true to True." in text


def test_corrections_can_be_only_rating_changes(client, review, correct):
    correct(review, "clarification", "Clearer now.", summary="Two.")
    correct(review, "rating_change", "New evidence.", verdict="true")
    text = Page(client.get("/corrections/?only=rating-changes")).text
    assert "New evidence." in text
    assert "Clearer now." not in text


@pytest.mark.parametrize(
    ("query", "said"),
    [("", "Nothing has been corrected"), ("?only=rating-changes", "No verdict has been changed")],
)
def test_no_corrections_yet(client, db, query, said):
    assert said in Page(client.get(f"/corrections/{query}")).text


def test_the_method_is_told_from_the_codes_own_definitions(client, db):
    text = Page(client.get("/methodology/")).text
    for verdict in Verdict:
        assert verdict.label in text
        assert verdict.definition in text
    for kind in Correction.Kind:
        assert kind.label in text
        assert LADDER[kind] in text


def test_readers_and_the_desk_are_told_the_same_about_corrections():
    shown = dict(CorrectionForm.base_fields["kind"].choices)
    for kind in Correction.Kind:
        assert LADDER[kind] in shown[kind]


@pytest.mark.parametrize(
    ("codes", "explained"),
    [
        (set(Claim.Type.values), words.TYPES),
        (set(Correction.Kind.values), LADDER),
        ({v.value for v in Verdict if v.rating is None}, words.MARKS),
        ({*SIGNS, "wording"}, words.FACTORS),
        ({s.kind for s in plan(tuple(Claim.Type.values), None, None)}, words.PLAN),
    ],
)
def test_every_code_is_explained_to_readers(codes, explained):
    assert codes == set(explained)


def test_robots_may_read_all_but_the_desk(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text
    assert "/sitemap.xml" in text


def test_the_sitemap_has_every_verdict_once(client, review, correct):
    correct(review, "clarification", at=FIRST, summary="Two.")
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    locations = [node.text for node in root.iter() if node.tag.endswith("loc")]
    assert len([url for url in locations if url.endswith(review.get_absolute_url())]) == 1
    assert len(locations) == 4


def test_a_page_that_is_not_there_helps(client, db):
    response = client.get("/verdicts/nothing-here/")
    assert response.status_code == 404
    assert {"/", "/corrections/"} <= set(Page(response).links())


def test_the_error_page_needs_no_database():
    html = render_to_string("500.html", request=RequestFactory().get("/"))
    assert "Something went wrong on our side" in html


def test_all_links_of_the_site_lead_somewhere(client, review, correct):
    correct(review, "rating_change", verdict="true")
    todo, seen = ["/"], set()
    while todo:
        url = todo.pop()
        response = client.get(url)
        assert response.status_code == 200, url
        seen.add(url)
        if "html" in response["Content-Type"]:
            inner = [u.partition("#")[0] for u in Page(response).links() if u.startswith("/")]
            todo += {u for u in inner if u not in seen and not u.startswith("/static/")} - set(todo)
    assert len(seen) == 8

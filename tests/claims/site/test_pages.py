import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory

from claims.admin.forms import CorrectionForm
from claims.models import Claim, Correction, Listing, Verdict
from claims.models.reviews import LADDER
from claims.site import lists, words
from claims.site.sitemaps import PAGES
from claims.templatetags.record import day
from claims.text.checkworthiness import SIGNS
from claims.text.plan import plan
from tests import factories
from tests.claims.site.conftest import FIRST
from tests.claims.site.reader import Page

LISTS = ["/", "/corrections/", "/methodology/", "/feed.atom", "/sitemap.xml"]


def remove(version):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('version', %s, 'A court says so.', %s)",
            [version.uuid, factories.editor().pk],
        )


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


def test_home_lists_the_newest_first_with_verdict_and_date(client, db):
    older, newer = published(2)
    response = client.get("/")
    assert headings(response) == [newer.get_absolute_url(), older.get_absolute_url()]
    text = Page(response).text
    today = day(newer.published_at)
    assert (
        f"Mostly true Claim number 2 It was, if one counts byelections only. checked {today}"
        in (text)
    )


def test_home_shows_changed_verdicts_and_what_is_repeated(client, db, correct):
    changed, repeated = published(2)
    correct(changed, "rating_change", "New evidence.", verdict="true")
    Listing.objects.filter(review=repeated).update(sightings=7, outlets=["A", "B", "C", "D"])
    text = Page(client.get("/")).text
    assert "Verdicts that we have changed Rating change" in text
    assert "From Mostly true to True. New evidence." in text
    assert "seen seven times, in four outlets" in text.partition("Said again and again")[2]


def test_a_retracted_claim_is_not_among_the_most_repeated(client, review, correct):
    correct(review, "retraction")
    Listing.objects.update(sightings=7)
    assert "Said again and again" not in Page(client.get("/")).text


@pytest.mark.parametrize("kind", ["publication", "rating_change"])
def test_what_is_removed_is_gone_from_home_at_once(client, review, correct, kind):
    if kind == "rating_change":
        correct(review, kind, verdict="true")
    for version in review.versions.all():
        remove(version)
    text = Page(client.get("/")).text
    assert "No verdicts have been published yet." in text
    assert "First seat" not in text


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


def test_the_list_of_all_has_pages(client, db, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    published(3)
    first, second = Page(client.get("/search/")), Page(client.get("/search/?page=2"))
    assert first.all("a", rel="next") == [{"rel": "next", "href": "?page=2"}]
    assert second.all("a", rel="prev") == [{"rel": "prev", "href": "?page=1"}]
    assert "Claim number 1" in second.text
    for odd in ("0", "99", "x", "-1"):
        assert client.get(f"/search/?page={odd}").status_code == 200


@pytest.mark.parametrize(
    ("url", "queries"),
    [("/", 4), ("/corrections/", 2), ("/methodology/", 0), ("/feed.atom", 2), ("/feed.rss", 2),
     ("/feed.json", 2), ("/sitemap.xml", 4), ("/news-sitemap.xml", 1),
     ("/about/", 0), ("/funding/", 0), ("/privacy/", 0)],
)  # fmt: skip
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
    assert len(locations) == 1 + len(PAGES)


def test_a_page_that_is_not_there_helps(client, db):
    response = client.get("/verdicts/nothing-here/")
    assert response.status_code == 404
    assert {"/", "/corrections/"} <= set(Page(response).links())


def test_the_error_page_needs_no_database():
    html = render_to_string("500.html", request=RequestFactory().get("/"))
    assert "Something went wrong on our side" in html


def test_all_links_of_the_site_lead_somewhere(client, db, correct):
    speaker = factories.make_speaker("Ada Example", party="Orchard Party")
    claim = factories.make_claim(speaker=speaker, topic="elections")
    correct(factories.make_published_review(claim, reply="No."), "rating_change", verdict="true")
    todo, seen = ["/"], set()
    while todo:
        url = todo.pop()
        response = client.get(url)
        assert response.status_code == 200, url
        seen.add(url)
        if "html" in response["Content-Type"]:
            links = {urljoin(url, link.partition("#")[0]) for link in Page(response).links()}
            inner = {u for u in links if u.startswith("/") and not u.startswith("/static/")}
            # Every way to narrow down leads to more of them.
            deep = {u for u in inner if u.count("=") > 1}
            todo += inner - seen - deep - set(todo)
    assert {"/speakers/", f"/speakers/{speaker.uuid}/", "/topics/elections/", "/privacy/"} <= seen
    assert f"/articles/{claim.appearances.get().snapshot.article.uuid}/" in seen


@pytest.mark.parametrize("name", ["about", "funding", "privacy"])
def test_the_newsroom_says_in_markdown_what_it_is(client, settings, tmp_path, name):
    settings.NEWSROOM_TEXTS = str(tmp_path)
    (tmp_path / f"{name}.md").write_text("We are **ours** <script>x</script>.", "utf-8")
    content = client.get(f"/{name}/").content.decode()
    assert "<strong>ours</strong>" in content
    assert "<script>" not in content


@pytest.mark.parametrize("folder", ["", "/nowhere"])
def test_a_newsroom_that_says_nothing_is_said_to(client, settings, folder):
    settings.NEWSROOM_TEXTS = folder
    assert "has not written yet who it is" in Page(client.get("/about/")).text
    assert "has not written yet who pays" in Page(client.get("/funding/")).text


def test_the_demonstration_says_that_it_is_one(client):
    assert "The Demo Desk is invented." in Page(client.get("/about/")).text
    assert "This is a placeholder" in Page(client.get("/funding/")).text


def test_reading_sets_no_cookie(client, review):
    for url in ("/", review.get_absolute_url(), "/search/?q=seat", "/corrections/", "/privacy/"):
        assert not client.get(url).cookies


def test_a_mistyped_address_of_a_check_finds_it(client, review):
    response = client.get("/verdicts/frist-seat-taken/")
    assert response.status_code == 404
    assert review.get_absolute_url() in Page(response).links()


def test_other_addresses_are_not_looked_for(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/wp-login.php").status_code == 404


def test_corrections_stand_under_their_months(client, review, correct):
    correct(review, "clarification", "Clearer.", at=FIRST + timedelta(days=40), summary="Two.")
    correct(review, "rating_change", "New.", at=FIRST + timedelta(days=1), verdict="true")
    text = Page(client.get("/corrections/")).text
    assert "April 2017 Clarification" in text
    assert "February 2017 Rating change" in text


def test_the_method_names_what_speaks_for_a_claim_and_against(client, db):
    text = Page(client.get("/methodology/")).text
    before, _, against = text.partition("Against it:")
    assert words.FACTORS["number"] in before
    assert words.FACTORS["personal"] in against

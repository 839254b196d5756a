import pytest
from django.db import connection
from django.urls import reverse

from claims.site import verdicts
from tests import factories
from tests.claims.site.conftest import FIRST
from tests.claims.site.reader import Page

REWRITE = {"verdict": "true", "verdict_reason": "No earlier case counts.", "summary": "None did."}


@pytest.fixture
def changed(review, correct):
    """Mostly true, then True; the words changed too."""
    correct(review, "rating_change", "The disputed case does not count.", at=FIRST, **REWRITE)
    return review


def version_url(review, number):
    return reverse("site:version", args=[review.slug, number])


def remove(version):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('version', %s, 'A court said so.', %s)",
            [version.uuid, version.author_id],
        )


def test_a_rating_change_stands_at_the_top(client, changed):
    page = Page(client.get(changed.get_absolute_url()))
    assert "The verdict has changed: Mostly true True 26 February 2017" in page.text
    assert page.text.index("The disputed case does not count.") < page.text.index(
        "What was claimed"
    )
    assert version_url(changed, 1) in page.links()
    assert page.claim_review["reviewRating"]["ratingValue"] == 5
    assert "The disputed case" in page.claim_review["correction"][0]["text"]


def test_an_old_version_stays_readable_and_says_that_it_is_old(client, changed):
    page = Page(client.get(version_url(changed, 1)))
    assert "This is version 1 of" in page.text
    assert "The verdict has since been changed to “True”." in page.text
    assert changed.get_absolute_url() in page.links()
    assert "It was, if one counts byelections only." in page.text
    assert "No earlier case counts." not in page.text
    assert page.all("meta", name="robots", content="noindex")
    assert page.all("link", rel="canonical")[0]["href"].endswith(changed.get_absolute_url())
    assert page.claim_review is None


def test_the_current_version_has_a_permanent_address_too(client, changed):
    page = Page(client.get(version_url(changed, 2)))
    assert "the current one" in page.text
    assert page.all("meta", name="robots", content="noindex")
    assert not Page(client.get(changed.get_absolute_url())).all("meta", name="robots")


def test_the_history_says_what_changed(client, changed):
    content = client.get(changed.get_absolute_url()).content.decode()
    assert "<del>It was, if one counts byelections only.</del>" in content
    assert "<ins>No earlier case counts.</ins>" in content


@pytest.mark.parametrize("kind", ["clarification", "correction"])
def test_a_note_stands_at_the_bottom(client, review, correct, kind):
    correct(review, kind, "We now name the year.", summary="In 1982.")
    text = Page(client.get(review.get_absolute_url())).text
    assert text.index("What was claimed") < text.index("We now name the year.")
    assert text.count("We now name the year.") == 1


def test_a_spelling_fix_is_silent_but_in_the_history(client, review, correct):
    correct(review, "spelling", "Seat, not set.", summary="The last such gain was in June 1982.")
    text = Page(client.get(review.get_absolute_url())).text
    assert "Seat, not set." not in text
    assert "Version 2," in text


def test_a_retracted_page_says_why_and_keeps_the_old_text(client, review, correct):
    correct(review, "retraction", "The list was of another country.")
    page = Page(client.get(review.get_absolute_url()))
    assert "We have retracted this fact-check" in page.text
    assert page.text.index("The list was of another country.") < page.text.index("What was claimed")
    assert "The last such gain was in 1982." in page.text
    assert page.claim_review is None
    assert not [a for a in page.all("span") if "step" in a.get("class", "")]
    old = Page(client.get(version_url(review, 1)))
    assert "The fact-check has been retracted since." in old.text


def test_drafts_and_strangers_have_no_page(client, db):
    draft = factories.make_ready_review()
    for url in (draft.get_absolute_url(), version_url(draft, 1), "/verdicts/no-such/"):
        assert client.get(url).status_code == 404


def test_a_version_that_never_was_has_no_page(client, review):
    for number in (0, 2, 10**30):
        assert client.get(version_url(review, number)).status_code == 404


def test_a_page_answers_304_from_one_query(client, review, django_assert_num_queries):
    url = review.get_absolute_url()
    first = client.get(url)
    assert first["Cache-Control"] == "no-cache"
    assert first["Last-Modified"]
    assert "Cookie" not in first.get("Vary", "")
    with django_assert_num_queries(1):
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("kind", ["spelling", "rating_change", "retraction"])
def test_whatever_changes_shows_at_once_on_every_version(client, review, correct, kind):
    urls = [review.get_absolute_url(), version_url(review, 1)]
    known = {url: client.get(url) for url in urls}
    correct(review, kind, at=review.published_at, **(REWRITE if kind == "rating_change" else
            {"summary": "Another."}))  # fmt: skip
    for url, before in known.items():
        headers = {
            "If-None-Match": before["ETag"],
            "If-Modified-Since": before["Last-Modified"],
        }
        after = client.get(url, headers=headers)
        assert after.status_code == 200
        assert after["ETag"] != before["ETag"]


def test_the_second_of_a_date_is_too_coarse_to_answer_304(client, review):
    """A correction may fall into the same second."""
    first = client.get(review.get_absolute_url())
    headers = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(review.get_absolute_url(), headers=headers).status_code == 200


def test_pages_of_one_review_have_different_tags(client, changed):
    urls = [changed.get_absolute_url(), version_url(changed, 1), version_url(changed, 2)]
    assert len({client.get(url)["ETag"] for url in urls}) == 3


def test_a_removed_review_answers_410_and_helps(client, review):
    version = factories.published_version(review)
    known = client.get(review.get_absolute_url())
    remove(version)
    response = client.get(review.get_absolute_url(), headers={"If-None-Match": known["ETag"]})
    assert response.status_code == 410
    text = Page(response).text
    assert version.sha256 in text
    assert "The last such gain was in 1982." not in text
    assert response["Cache-Control"] == "no-cache"
    for url in ("/", "/feed.atom", "/sitemap.xml", "/corrections/"):
        assert review.slug not in client.get(url).content.decode()


def test_a_removed_old_version_is_gone_from_the_current_page_too(client, changed):
    known = client.get(changed.get_absolute_url())
    remove(changed.versions.get(number=1))
    assert client.get(version_url(changed, 1)).status_code == 410
    assert "see the current version" in Page(client.get(version_url(changed, 1))).text
    current = client.get(changed.get_absolute_url(), headers={"If-None-Match": known["ETag"]})
    assert current.status_code == 200
    assert "if one counts byelections only" not in current.content.decode()


def test_an_old_version_does_not_send_readers_to_a_removed_one(client, changed):
    remove(changed.versions.get(number=2))
    page = Page(client.get(version_url(changed, 1)))
    assert "The fact-check has been removed since" in page.text
    assert "See the current version" not in page.text
    assert "Nothing has been corrected" in Page(client.get("/corrections/")).text


def test_the_page_only_reads(client, review):
    assert client.post(review.get_absolute_url()).status_code == 405
    assert client.head(review.get_absolute_url()).content == b""


SECRET = "Mr Example is innocent of the theft."


@pytest.mark.parametrize("kind", ["correction", "rating_change"])
def test_the_note_of_a_removed_version_is_gone_from_later_ones(client, review, correct, kind):
    correct(review, kind, SECRET, at=FIRST, **REWRITE if kind == "rating_change" else REWRITE | {
        "verdict": "mostly_true"})  # fmt: skip
    correct(review, "clarification", "We name the year.", summary="None did, in 1982.")
    urls = [review.get_absolute_url(), version_url(review, 3)]
    known = {url: client.get(url) for url in urls}
    assert all(SECRET in page.content.decode() for page in known.values())
    remove(review.versions.get(number=2))
    for url, before in known.items():
        response = client.get(url, headers={"If-None-Match": before["ETag"]})
        assert response.status_code == 200
        assert "innocent" not in response.content.decode()
        assert "Removed for legal reasons." in Page(response).text
        assert "We name the year." in Page(response).text
    for url in ("/", "/feed.atom", "/corrections/"):
        assert "innocent" not in client.get(url).content.decode()


def test_a_page_is_rendered_once(client, review, django_assert_num_queries):
    first = client.get(review.get_absolute_url())
    with django_assert_num_queries(1):
        again = client.get(review.get_absolute_url())
    assert (again.status_code, again.content) == (200, first.content)


def test_pages_that_are_kept_do_not_pile_up(client, review, monkeypatch):
    monkeypatch.setattr(verdicts, "KEPT", {})
    monkeypatch.setattr(verdicts, "MOST_KEPT", 1)
    for url in (review.get_absolute_url(), version_url(review, 1)):
        assert client.get(url).status_code == 200
    assert len(verdicts.KEPT) == 1


def test_a_page_that_is_kept_ends_with_its_text(client, review, correct):
    url = review.get_absolute_url()
    assert "It was, if one counts byelections only." in client.get(url).content.decode()
    correct(review, "retraction", "Wrong list.")
    assert "It was, if one counts byelections only." not in client.get(url).content.decode()
    remove(review.versions.get(number=2))
    assert client.get(url).status_code == 410

import pytest
from django.conf import settings

from tests import factories
from tests.claims.presenters.documents import make_document, make_verdict
from tests.claims.site.reader import Page
from tests.claims.site.test_versions import remove


@pytest.fixture
def ask(client):
    """`ask(review, …)`: what oEmbed says of its page."""

    def ask(review, **query):
        url = settings.SITE_URL + review.get_absolute_url()
        return client.get("/oembed", {"url": url} | query)

    return ask


def card(client, review):
    return client.get(f"{review.get_absolute_url()}embed/")


class TestCard:
    def test_it_shows_the_verdict_and_leads_to_the_page(self, client, review):
        page = Page(card(client, review))
        assert "Mostly true" in page.text
        assert "“First seat taken since 1982”" in page.text
        leads = {settings.SITE_URL + review.get_absolute_url()}
        assert {a["href"] for a in page.all("a")} == leads
        assert not page.all("script")

    def test_a_corrected_verdict_reaches_every_page_that_shows_it(self, client, review, correct):
        before = card(client, review)
        correct(review, "rating_change", "New evidence.", verdict="true")
        headers = {"If-None-Match": before["ETag"]}
        after = client.get(f"{review.get_absolute_url()}embed/", headers=headers)
        assert after.status_code == 200
        assert "Rating change on" in Page(after).text
        assert [a for a in Page(after).elements if a[0] == "del"]
        assert after["Cache-Control"] == "no-cache"

    def test_unchanged_it_costs_a_304(self, client, review):
        headers = {"If-None-Match": card(client, review)["ETag"]}
        again = client.get(f"{review.get_absolute_url()}embed/", headers=headers)
        assert again.status_code == 304

    def test_a_retracted_one_says_so(self, client, review, correct):
        correct(review, "retraction", "Another country’s list.")
        text = Page(card(client, review)).text
        assert "Retracted" in text
        assert "We no longer stand behind this rating." in text

    def test_a_removed_one_says_so_without_a_word_of_it(self, client, review):
        remove(review.versions.get())
        response = card(client, review)
        assert response.status_code == 410
        assert "has been removed" in Page(response).text
        assert "1982" not in Page(response).text

    def test_any_page_may_show_it_and_no_other_page_of_ours(self, client, review):
        response = card(client, review)
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "X-Frame-Options" not in response
        page = client.get(review.get_absolute_url())
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"

    def test_there_is_none_of_a_draft(self, client, db):
        assert card(client, factories.make_review()).status_code == 404


class TestOembed:
    def test_it_describes_the_card(self, ask, review):
        answer = ask(review)
        said = answer.json()
        assert (said["type"], said["version"]) == ("rich", "1.0")
        assert said["title"] == "Mostly true: First seat taken since 1982"
        assert f"{review.get_absolute_url()}embed/" in said["html"]
        assert f'width="{said["width"]}" height="{said["height"]}"' in said["html"]
        assert said["thumbnail_url"].endswith("/versions/1/picture.png")
        assert answer["Access-Control-Allow-Origin"] == "*"

    def test_xml_says_the_same(self, ask, review):
        answer = ask(review, format="xml")
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert b"<title>Mostly true: First seat taken since 1982</title>" in answer.content

    @pytest.mark.parametrize(
        ("asked", "width", "height"),
        [
            ({}, 600, 340),
            ({"maxwidth": "500"}, 500, 340),
            ({"maxwidth": "320"}, 320, 420),
            ({"maxwidth": "320", "maxheight": "200"}, 320, 200),
            ({"maxwidth": "100"}, 240, 420),
            ({"maxwidth": "5000", "maxheight": "5000"}, 600, 340),
            ({"maxwidth": "-1", "maxheight": "x"}, 600, 340),
            ({"maxwidth": "9" * 5000}, 600, 340),
        ],
    )
    def test_it_keeps_within_the_room_there_is(self, ask, review, asked, width, height):
        said = ask(review, **asked).json()
        assert (said["width"], said["height"]) == (width, height)

    def test_a_picture_that_has_no_room_is_left_out(self, ask, review):
        assert "thumbnail_url" not in ask(review, maxwidth="600").json()
        assert "thumbnail_url" in ask(review, maxwidth="1200").json()

    def test_a_format_that_nobody_speaks_is_not_implemented(self, ask, review):
        assert ask(review, format="yaml").status_code == 501

    @pytest.mark.parametrize(
        "url",
        ["", "/", "https://other.example/verdicts/x/", "http://[", "javascript:x", "{site}/",
         "{site}/verdicts/nothing-here/", "{site}/search/", "ftp{path}"],
    )  # fmt: skip
    def test_there_is_nothing_for_other_addresses(self, client, review, url):
        url = url.format(site=settings.SITE_URL, path="://127.0.0.1:8000/verdicts/x/")
        assert client.get("/oembed", {"url": url}).status_code == 404

    def test_the_address_of_an_old_version_leads_to_the_current_one(self, client, review, correct):
        correct(review, "rating_change", verdict="true")
        url = f"{settings.SITE_URL}{review.get_absolute_url()}versions/1/"
        assert client.get("/oembed", {"url": url}).json()["title"].startswith("True: ")

    def test_what_was_removed_is_not_there(self, ask, review):
        remove(review.versions.get())
        assert ask(review).status_code == 404

    def test_the_page_leads_to_it(self, client, review):
        page = Page(client.get(review.get_absolute_url()))
        for media in ("application/json+oembed", "text/xml+oembed"):
            (link,) = page.all("link", type=media)
            assert client.get(link["href"]).status_code == 200


def test_the_page_gives_the_code_to_copy(client, review, ask):
    page = Page(client.get(review.get_absolute_url()))
    assert ask(review).json()["html"] in page.text


class TestPicture:
    def test_the_page_names_it_with_words_for_those_who_do_not_see_it(self, client, review):
        page = Page(client.get(review.get_absolute_url()))
        (image,) = page.all("meta", property="og:image")
        (alt,) = page.all("meta", property="og:image:alt")
        assert page.all("meta", name="twitter:card", content="summary_large_image")
        assert alt["content"] == (
            "Fact-check: Mostly true, step 4 of 5 from False to True. "
            "Claim: First seat taken since 1982"
        )
        answer = client.get(image["content"])
        assert answer["Content-Type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")

    def test_a_correction_has_another_address(self, client, review, correct):
        def address():
            page = Page(client.get(review.get_absolute_url()))
            return page.all("meta", property="og:image")[0]["content"]

        before = address()
        correct(review, "rating_change", verdict="true")
        assert address() != before
        assert client.get(address()).content != client.get(before).content

    def test_unchanged_it_costs_a_304(self, client, review):
        url = f"{review.get_absolute_url()}versions/1/picture.png"
        headers = {"If-None-Match": client.get(url)["ETag"]}
        assert client.get(url, headers=headers).status_code == 304

    def test_once_removed_it_is_gone(self, client, review):
        url = f"{review.get_absolute_url()}versions/1/picture.png"
        tag = client.get(url)["ETag"]
        remove(review.versions.get())
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 410

    def test_off_the_scale_no_step_is_told(self, client, freeze):
        document = make_document(verdict=make_verdict("satire", "Satire", None))
        page = Page(client.get(freeze(document)))
        (alt,) = page.all("meta", property="og:image:alt")
        assert alt["content"].startswith("Fact-check: Satire. Claim: ")

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from claims.models import Listing
from claims.site import sitemaps
from tests import factories
from tests.claims.site.test_versions import remove

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def locations(response):
    root = ElementTree.fromstring(response.content)
    return [node.text for node in root.iter() if node.tag.endswith("}loc")]


@pytest.fixture
def few(monkeypatch):
    """Files have room for two checks."""
    monkeypatch.setattr(sitemaps, "LIMIT", len(sitemaps.PAGES) + 2)


def test_many_checks_are_in_several_files_each_once(client, db, few):
    reviews = [factories.make_published_review() for _ in range(5)]
    files = locations(client.get("/sitemap.xml"))
    assert len(files) in (3, 4)  # by key: it depends on where the keys begin
    found = [url for file in files for url in locations(client.get(file))]
    assert len(found) == len(set(found)) == 5 + len(sitemaps.PAGES)
    assert all(len(locations(client.get(file))) <= sitemaps.LIMIT for file in files)
    for review in reviews:
        assert any(url.endswith(review.get_absolute_url()) for url in found)


def test_a_part_without_checks_is_neither_listed_nor_there(client, db, few):
    reviews = [factories.make_published_review() for _ in range(5)]
    gone = [r for r in reviews if sitemaps.bounds(1)[0] <= r.pk - reviews[0].pk < 4]
    middle = reviews[2].pk // 2
    for review in reviews:
        if review.pk // 2 == middle:
            Listing.objects.filter(pk=review.pk).delete()
    assert gone
    assert middle not in list(sitemaps.parts())
    assert client.get(f"/sitemap-{middle}.xml").status_code == 404


def test_what_was_removed_is_in_no_sitemap(client, review):
    remove(review.versions.get())
    for url in ("/sitemap.xml", "/news-sitemap.xml"):
        assert review.slug not in client.get(url).content.decode()


def test_news_are_of_the_last_two_days(client, db, correct):
    new, old, retracted = (factories.make_published_review() for _ in range(3))
    correct(retracted, "retraction", "Wrong list.")
    correct(old, "clarification", "Clearer.", summary="Two.")
    long_ago = timezone.now() - timedelta(days=2, minutes=1)
    Listing.objects.filter(pk=old.pk).update(first_published_at=long_ago)
    response = client.get("/news-sitemap.xml")
    (url,) = locations(response)
    assert url.endswith(new.get_absolute_url())
    root = ElementTree.fromstring(response.content)
    said = {node.tag.removeprefix(NEWS): node.text for node in root.iter() if NEWS in node.tag}
    assert said["title"] == "Mostly true: First seat taken since 1982"
    assert (said["name"], said["language"]) == ("The Demo Desk", "en")


@pytest.mark.parametrize(
    ("language", "said"), [("en-GB", "en"), ("zh-CN", "zh-cn"), ("de", "de"), ("zh-HK", "zh")]
)
def test_a_language_is_two_letters(language, said):
    assert sitemaps.iso_639(language) == said


def test_robots_name_both(client, db):
    text = client.get("/robots.txt").content.decode()
    assert "/sitemap.xml" in text
    assert "/news-sitemap.xml" in text

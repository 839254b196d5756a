"""What the desk tells of articles that change, and of stories that came before."""

import pytest
from django.urls import reverse

from claims import pipeline
from claims.models import Anchor, Appearance, Article, Claim, Extraction
from claims.services.articles import receive_article
from tests import factories
from tests.claims.services.test_sightings import CORRECTED, SAID, STORY, TEXT, URL

from .pages import listed, page, told, verb


def read(text, url=URL, **fields):
    received = receive_article(text=text, url=url, via=Article.Via.LINK, **fields)
    pipeline.extract(received.extraction.pk)
    return received


@pytest.fixture
def edited(db):
    """A claim whose figure its outlet has corrected since."""
    read(TEXT, title="Carrow at work", publisher="The Invented Post")
    claim = Appearance.objects.get(exact__contains="4.1%").claim
    read(CORRECTED)
    return claim


def test_the_first_page_and_a_tab_list_it(desk, reviewer, edited):
    client = desk(reviewer)
    assert "Corrected by publisher" in client.get(reverse("admin:index")).content.decode()
    response = client.get(f"{listed('claim')}?status=edited")
    assert [row.claim for row in response.context["result_list"]] == [edited]


def test_the_page_of_the_claim_shows_old_and_new_words(desk, reviewer, edited):
    html = desk(reviewer).get(page(edited)).content.decode()
    assert "<del>4.1" in html
    assert "<ins>4.7" in html
    old, new = Article.objects.get().snapshots.order_by("pk")
    assert f"?snapshot={old.pk}&amp;claim={edited.pk}#claim-{edited.pk}" in html
    assert f"?snapshot={new.pk}" in html


def test_what_was_taken_out_and_what_is_unclear_is_told(desk, reviewer, edited):
    Anchor.objects.filter(fate="changed").update(fate="gone", start=None, end=None)
    html = desk(reviewer).get(page(edited)).content.decode()
    assert "No longer in the text" in html
    assert f"<del>{SAID.split()[0]}" in html
    Anchor.objects.filter(fate="gone").update(fate="unclear")
    assert "a person must look" in desk(reviewer).get(page(edited)).content.decode()


def test_noted_takes_it_off_the_list(desk, reviewer, edited):
    client = desk(reviewer)
    assert "Noted" in told(client.post(verb(edited, "settle")))
    assert "Corrected by publisher" not in client.get(page(edited)).content.decode()
    assert "h-edited" not in client.get(reverse("admin:index")).content.decode()
    assert Anchor.objects.get(appearance__claim=edited).settled_by == reviewer


def test_noting_needs_the_permission(desk, edited):
    assert desk(factories.make_user()).post(verb(edited, "settle")).status_code == 403


def test_the_list_of_articles_counts_each_claim_once(desk, reviewer, edited):
    read(CORRECTED + "\n\nIt rained.")
    response = desk(reviewer).get(listed("article"))
    assert response.context["cl"].result_list[0].found == Claim.objects.count()


def test_a_copy_says_where_the_story_came_first_and_can_be_read(desk, reviewer):
    first = read(STORY, title="Houses", publisher="The Invented Post").article
    copy = read(f"Ours.\n\n{STORY}", "https://other.example/a", title="Our houses").article
    client = desk(reviewer)
    html = client.get(page(copy)).content.decode()
    assert "Not read again" in html
    assert f'the same story as <a href="{page(first)}">Houses</a>, The Invented Post' in html
    assert "Our houses" in client.get(page(first)).content.decode()
    assert "In the queue" in told(client.post(verb(copy, "read")))
    assert Extraction.objects.get(snapshot__article=copy).state == "waiting"


def test_another_language_says_why_it_is_not_read_and_can_be_read(desk, reviewer):
    text = "Mae'r cyngor wedi cyfarfod ddydd Iau."
    article = receive_article(text=text, via=Article.Via.PASTE, language="cy").article
    client = desk(reviewer)
    assert "The text is in Welsh (cy)" in client.get(page(article)).content.decode()
    assert "Welsh" in told(client.post(reverse("admin:claims_article_add"), {"text": text}))
    client.post(verb(article, "read"))
    assert Extraction.objects.get().state == "waiting"
    assert "read-anyway" not in client.get(page(article)).content.decode()

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.admin.articles import details
from claims.models import Article, Claim, Extraction, Review
from claims.services.articles import ArticleRefused
from tests import factories

from .pages import listed, page, told, verb

ADD = "admin:claims_article_add"


def paste(client, **fields):
    return client.post(reverse(ADD), {"text": "It rained.", **fields})


def test_a_pasted_text_is_kept_to_the_letter(desk, reviewer):
    text = "  Two  spaces\r\n\r\n\tand a tab. 🙂 שלום\r\n "
    response = paste(desk(reviewer), text=text, title="T", publisher="The Invented Post",
                     byline="A. Writer", published_on="2017-02-26",
                     url="https://a.example/x")  # fmt: skip
    article = Article.objects.get()
    assert response["Location"] == page(article)
    assert article.latest.text == text.replace("\r\n", "\n")
    assert (article.title, article.byline, article.url) == ("T", "A. Writer", "https://a.example/x")
    assert article.publisher.name == "The Invented Post"
    assert article.published_at.isoformat() == "2017-02-26T00:00:00+00:00"
    assert (article.received_by, article.via) == (reviewer, "paste")
    assert "Received" in told(response)


def test_only_the_line_ends_of_the_browser_are_changed(desk, reviewer):
    paste(desk(reviewer), text="one\rtwo\r\nthree\n\rfour\u2028five")
    assert Article.objects.get().latest.text == "one\rtwo\nthree\n\rfour\u2028five"


def test_the_same_text_again_says_so(desk, reviewer):
    paste(desk(reviewer))
    response = paste(desk(reviewer))
    assert "already here" in told(response)
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": ""}, "The article is empty"),
        ({"text": " \r\n\t "}, "The article is empty"),
        ({"text": "a\0b"}, "NUL character at position 1"),
        ({"text": "x" * 5_000_000}, "at most 1,000,000 fit"),
        ({"url": "javascript:alert(1)"}, "is not a web address"),
        ({"published_on": "soon"}, "Enter a valid date"),
        ({"title": "x" * 501}, "at most 500 characters"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_the_text(desk, reviewer, fields, says):
    response = paste(desk(reviewer), **fields)
    html = response.content.decode()
    assert response.status_code == 200
    assert says in html
    assert fields.get("text", "It rained.").strip() in html
    assert not Article.objects.exists()


def test_a_file_in_place_of_the_text_is_no_text(desk, reviewer):
    html = paste(desk(reviewer), text=SimpleUploadedFile("a.txt", b"It rained.")).content.decode()
    assert "The article is empty" in html


def described(article, **fields):
    """What a browser sends that opened the page when the article was as it is here."""
    seen = details(article)
    return seen | fields | {f"initial-{name}": value for name, value in seen.items()}


def test_details_are_corrected_and_the_text_is_not(desk, reviewer):
    article = factories.make_article()
    data = described(article, title="New", url="https://a.example/x", text="Forged.")
    response = desk(reviewer).post(verb(article, "describe"), data)
    assert "Saved" in told(response)
    article.refresh_from_db()
    assert (article.title, article.url) == ("New", "https://a.example/x")
    assert article.latest.text == factories.TEXT


def test_bad_details_are_refused_with_what_to_do(desk, reviewer):
    article = factories.make_article()
    data = described(article, title="New", url="ftp://a.example")
    html = desk(reviewer).post(verb(article, "describe"), data).content.decode()
    assert "Start it with https://" in html
    assert 'value="New"' in html
    article.refresh_from_db()
    assert article.title != "New"


def test_what_a_colleague_changed_in_the_details_is_not_reverted(desk, reviewer):
    article = factories.make_article()
    old = described(article, byline="Mine")
    Article.objects.update(title="A colleague’s")
    client = desk(reviewer)
    response = client.post(verb(article, "describe"), old)
    html = response.content.decode()
    assert "A colleague has changed this since you opened it" in html
    assert 'name="title" value="A colleague’s"' in html
    assert 'name="byline" value="Mine"' in html
    client.post(verb(article, "describe"), response.context["details"].data)
    article.refresh_from_db()
    assert (article.title, article.byline) == ("A colleague’s", "Mine")


@pytest.mark.parametrize("field", ["title", "byline", "publisher", "url"])
def test_a_refusal_stands_at_its_field(desk, reviewer, field):
    def refuse(**_):
        raise ArticleRefused("Not like this.", field)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claims.admin.articles.receive_article", refuse)
        form = paste(desk(reviewer)).context["form"]
    assert form.errors == {field: ["Not like this."]}


@pytest.mark.parametrize("name", ["claim", "snapshot"])
def test_a_number_that_is_none_is_no_fault(desk, reviewer, name):
    for wrong in ("9" * 5000, "9" * 19, "\0", "x"):
        address = page(factories.make_article())
        assert desk(reviewer).get(address, {name: wrong}).status_code == 200


def test_days_are_those_of_the_newsroom(desk, reviewer):
    july = datetime(2017, 6, 30, 23, tzinfo=UTC)
    article = factories.make_article(published_at=july, fetched_at=july)
    Extraction.objects.update(created_at=july)
    client = desk(reviewer)
    assert client.get(listed("article")).content.decode().count("1 Jul 2017") == 2
    assert "1 Jul 2017 00:00" in client.get(listed("extraction")).content.decode()
    claim = factories.make_claim(article=article, created_at=july)
    Review.objects.filter(pk=factories.make_review(claim).pk).update(created_at=july)
    assert "1 Jul 2017" in client.get(listed("review")).content.decode()


def test_the_claims_are_marked_where_they_stand(desk, reviewer):
    claim = factories.make_claim()
    html = desk(reviewer).get(page(article_of(claim))).content.decode()
    assert f'id="claim-{claim.pk}"' in html
    assert f">{factories.WORDS}</span>" in html


def test_a_claim_asked_for_stands_out(desk, reviewer):
    claim = factories.make_claim()
    address = f"{page(article_of(claim))}?claim={claim.pk}"
    html = desk(reviewer).get(address).content.decode()
    assert "lane-0 this" in html
    assert 'aria-current="true"' in html


def test_superseded_claims_are_not_marked(desk, reviewer):
    claim = factories.make_claim(status=Claim.Status.SUPERSEDED)
    html = desk(reviewer).get(page(article_of(claim))).content.decode()
    assert f"claim-{claim.pk}" not in html


def test_every_version_of_the_text_can_be_read(desk, reviewer):
    article = factories.make_article("Old text.")
    old = article.latest
    article.snapshots.create(text="New text.", sha256="0" * 64)
    assert "New text." in desk(reviewer).get(page(article)).content.decode()
    assert "Old text." in desk(reviewer).get(f"{page(article)}?snapshot={old.pk}").content.decode()
    assert desk(reviewer).get(f"{page(article)}?snapshot=999999").status_code == 404


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("waiting", "waiting for the engine"),
        ("leased", "This page looks again by itself"),
        ("done", "sentence"),
        ("dead", "The engine gave up after 3 attempts"),
    ],
)
def test_the_page_tells_the_state_of_the_extraction(desk, reviewer, state, says):
    article = factories.make_article()
    set_state(article, state)
    html = desk(reviewer).get(page(article)).content.decode()
    assert says in html
    assert ("data-progress" in html) == (state in ("waiting", "leased"))


def test_the_progress_is_told_in_place_and_leads_on_at_the_end(desk, reviewer):
    article = factories.make_article()
    rows = Extraction.objects.filter(snapshot__article=article)
    address = reverse("admin:claims_article_progress", args=[article.pk])
    set_state(article, "leased")
    rows.update(sentences_read=34, sentence_count=60)
    response = desk(reviewer).get(address)
    assert "34/60" in response.content.decode()
    assert "data-then" not in response.content.decode()
    set_state(article, "done")
    assert f'data-then="{page(article)}"' in desk(reviewer).get(address).content.decode()


def test_sentences_are_counted_and_failures_listed(desk, reviewer):
    article = factories.make_article("One. Two. Three.")
    sentences = [
        {"start": 0, "end": 4, "outcome": "claim", "reason": "event"},
        {"start": 5, "end": 9, "outcome": "not_claim", "reason": "a fragment"},
        {"start": 10, "end": 16, "outcome": "failed", "reason": "TimeoutError: too slow"},
    ]
    set_state(article, "done", sentences=sentences)
    html = desk(reviewer).get(page(article)).content.decode()
    for expected in ("a fragment", "Three.", "TimeoutError: too slow", "<b>1</b> failed"):
        assert expected in html


def test_a_dead_extraction_is_tried_again(desk, reviewer):
    article = factories.make_article()
    set_state(article, "dead", last_error="OSError: disk")
    extraction = article.latest.extractions.get()
    client = desk(reviewer)
    assert 'id="retry"' in client.get(page(article)).content.decode()
    assert "Back in the queue" in told(client.post(verb(extraction, "retry")))
    assert "not among the failed" in told(client.post(verb(extraction, "retry")))
    extraction.refresh_from_db()
    assert (extraction.state, extraction.attempts) == ("waiting", 0)


def test_retry_needs_the_permission(db, desk):
    article = factories.make_article()
    response = desk(factories.make_user()).post(verb(article.latest.extractions.get(), "retry"))
    assert response.status_code == 403
    assert "Not possible" in response.content.decode()


def article_of(claim):
    return claim.appearances.get().snapshot.article


def set_state(article, state, **fields):
    if state == "leased":
        fields |= {"lease_token": article.uuid, "lease_until": factories.PUBLISHED}
    if state == "dead":
        fields |= {"attempts": 3}
    Extraction.objects.filter(snapshot__article=article).update(state=state, **fields)

"""Strings that broke others: no door of ours answers one with a fault, or alters it."""

import json
from datetime import timedelta
from itertools import cycle, zip_longest
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.urls import resolve

from claims import pipeline
from claims.admin.reviews import REVISIONS
from claims.models import ApiKey, Appearance, Article, Review
from claims.services import listings
from claims.services.articles import receive_article
from claims.services.partners import issue_key
from tests import factories
from tests.claims.admin.addresses import addresses, filled, make_rows
from tests.claims.admin.pages import draft, page
from tests.security.doors import Doors
from tests.security.naughty import STRINGS

pytestmark = pytest.mark.django_db
# Neither a page nor the database can hold a NUL: refused everywhere.
KEPT = [text for text in STRINGS if "\0" not in text]
LINES = {"verdict_reason": 300, "headline": 75, "reply_asked_how": 200}
TEXTS = ("summary", "body", "reply")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No worker is rung for, and a form may be sent at once."""
    monkeypatch.setattr("claims.doorbell.ring", lambda *args: None)
    monkeypatch.setattr("claims.site.reports.LEAST_AGE", 0)


def test_there_are_many_of_every_kind():
    assert len(set(STRINGS)) == len(STRINGS) > 150


def to_the_letter(text):
    """What a form means by it: one kind of line end."""
    return text.replace("\r\n", "\n")


def dealt():
    """Each string in a field of a review in which it has room, six at a time."""
    short = [text for text in KEPT if len(text.strip()) <= min(LINES.values())]
    long = [text for text in KEPT if text not in short]
    for at in range(0, len(short), 6):
        yield dict(zip([*LINES, *TEXTS], short[at : at + 6], strict=False))
    for at in range(0, len(long), 3):
        yield dict(zip(TEXTS, long[at : at + 3], strict=False))


def test_a_review_says_what_was_written(client, monkeypatch):
    # Each save is a step of its history, which shows the difference from the one before.
    monkeypatch.setattr("claims.services.reviews.ONE_REVISION", timedelta())
    review = factories.make_ready_review()
    client.force_login(review.author)
    for said in dealt():
        answer = client.post(page(review), draft(review, **said))
        assert answer.status_code == 302, said
        review = Review.objects.get(pk=review.pk)
        for name, text in said.items():
            expected = text.strip() if name in LINES else to_the_letter(text)
            assert getattr(review, name) == expected
        assert client.get(page(review)).status_code == 200, said
    for start in range(0, review.revisions.count(), REVISIONS):
        answer = client.get(f"/desk/claims/review/{review.pk}/changes/", {"from": start})
        assert answer.status_code == 200


@pytest.mark.parametrize("text", ["\0", "a\0b"])
def test_a_review_with_a_nul_is_shown_again(client, text):
    review = factories.make_ready_review()
    client.force_login(review.author)
    answer = client.post(page(review), draft(review, **dict.fromkeys([*LINES, *TEXTS], text)))
    assert answer.status_code == 200
    assert answer.content.decode().count("Null characters are not allowed.") == 6
    assert Review.objects.get(pk=review.pk).edition == review.edition


def test_an_article_keeps_title_and_text(client):
    client.force_login(factories.reviewer())
    for number, (text, title) in enumerate(zip_longest(KEPT[::2], KEPT[1::2], fillvalue="")):
        words = f"Number {number} said so.\n\n{text}\n\n{title}\n\nThe first time since 1982."
        title = title if len(title) <= 500 else "Long"
        answer = client.post("/desk/claims/article/add/", {"text": words, "title": title})
        assert answer.status_code == 302, text
        article = Article.objects.latest("pk")
        assert article.latest.text == to_the_letter(words)
        assert article.title == title.strip()


def test_the_engine_reads_all_of_them():
    text = "\n\n".join(f"Number {n}: {text}, the first since 1982." for n, text in enumerate(KEPT))
    received = receive_article(text=text, via=Article.Via.PASTE)
    assert pipeline.extract(received.extraction.pk)
    received.extraction.refresh_from_db()
    assert received.extraction.state == "done"
    for seen in Appearance.objects.filter(snapshot=received.snapshot):
        assert seen.exact == text[seen.start : seen.end]


def test_partners_and_strangers_get_no_fault(client):
    factories.make_published_review()
    listings.embed_next()
    _, secret = issue_key(factories.make_partner(), scopes=list(ApiKey.Scope), per_minute=100_000)
    key = {"Authorization": f"Bearer {secret}"}
    article = ("text", "html", "title", "byline", "publisher", "url", "published_at")
    # Half a character: JSON can say it, and no encoding can.
    for number, text in enumerate([*STRINGS, *["\ud83d"] * 3]):
        seen, sent = text.encode("utf-8", "replace").decode(), {"content_type": "application/json"}
        requests = [
            ("post", "/api/v1/articles/", json.dumps({"text": "Words.", "title": text})),
            ("post", "/api/v1/articles/", json.dumps(dict.fromkeys(article, text))),
            ("post", "/api/v1/check", json.dumps({"texts": [text], "language": text})),
            ("post", "/api/v1/changes/ack/", json.dumps({"token": text})),
            ("get", "/api/v1/check", {"q": seen}),
            ("get", "/api/v1/claims:search", {"query": seen, "pageToken": seen}),
            ("get", "/api/v1/reviews/", {"q": seen, "verdict": seen, "since": seen}),
            ("get", "/api/v1/changes/", {"since": seen}),
            ("get", "/search/", {"q": seen, "page": seen, "verdict": seen, "party": seen}),
            ("get", "/oembed", {"url": seen, "maxwidth": seen}),
            ("post", "/desk/login/", urlencode({"username": seen, "password": seen, "next": seen})),
        ]
        # Each door gets a third of them, of every kind.
        for method, address, data in requests[number % 3 :: 3]:
            how = {"content_type": FORM} if "desk" in address else sent if method == "post" else {}
            answer = getattr(client, method)(address, data, headers=key, **how)
            assert answer.status_code < 500, (address, text)


def names_of(path):
    found = resolve(path)
    return f"{found.view_name} {found.route}"


def test_every_form_and_every_link_of_every_page(reviewer, editor):
    """Each form that a page shows to somebody who may do everything, each with strings of its own
    in all that one can type; and each page with them in the parameters of its links."""
    rows, words = make_rows(reviewer, editor), cycle(STRINGS)
    factories.make_submitted_review()
    client = Client()
    client.force_login(everybody())
    forms, links = {}, {}
    for _, route in addresses():
        path = filled(route, rows)
        answer = client.get(path)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        doors = Doors(path, answer)
        links[path] = doors.parameters
        for form in doors.forms:
            if form.typed:
                forms[(form.method, names_of(form.action), *form.typed)] = form
    assert len(forms) > 40
    for form in forms.values():
        for _ in range(2):
            knock(client, form.method, form.action, form.filled(words))
    for path, names in links.items():
        if names:
            knock(client, "GET", path, [(name, next(words)) for name in sorted(names)])


def everybody():
    user = factories.make_user("reviewer", username="everybody")
    user.groups.set(Group.objects.all())
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    return user


def knock(client, method, path, fields):
    """Whatever was done is undone, a login's end too."""
    cookies = client.cookies.copy()
    data = urlencode(fields)
    with transaction.atomic():
        if method == "GET":
            answer = client.get(f"{path}?{data}")
        else:
            answer = client.post(path, data, content_type=FORM)
        transaction.set_rollback(True)
    client.cookies = cookies
    assert answer.status_code < 500, (path, fields)
    assert not answer.get("Location", "").startswith("/desk/login/"), path

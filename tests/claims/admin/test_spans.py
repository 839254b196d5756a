"""Words chosen on an article's page: with the script by their place, without it by themselves."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from claims.admin.toasts import way_back
from claims.models import Appearance, Claim
from tests import factories

from .pages import page, told, verb

TEXT = "Rents 🏠 rose by 5%\r\nin 2016, and wages fell. Rents fell later. Rents fell again."


@pytest.fixture
def article(db):
    return factories.make_article(TEXT)


@pytest.fixture
def client(desk, reviewer):
    return desk(reviewer)


def seen(row):
    return {"appearance": row.pk, "seen_start": row.start, "seen_end": row.end}


def undo(client, response):
    [message] = get_messages(response.wsgi_request)
    back = way_back(message)
    return client.post(back["url"], back["fields"])


def test_words_are_marked_by_their_place_and_taken_back(client, article):
    words = "🏠 rose by 5%\r\nin 2016"
    place = {"start": 6, "end": 6 + len(words), "words": words.replace("\r\n", "\n")}
    response = client.post(verb(article, "mark"), place)
    row = Appearance.objects.get()
    assert (row.exact, row.start) == (words, 6)
    assert f"claim={row.claim_id}" in response["Location"]
    assert "Marked" in told(response)
    undo(client, response)
    assert Claim.objects.get().status == "dismissed"


def test_the_words_that_were_shown_must_stand_there(client, article):
    response = client.post(verb(article, "mark"), {"start": 0, "end": 5, "words": "wages"})
    assert "The words you saw do not stand there" in told(response)
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Choose some words"),
        (" \n ", "Choose some words"),
        ("Rents halved", "Copy them from the text to the letter"),
        ("Rents fell", "stand in the text 2 times"),
        ("x" * 7000, "Copy fewer words"),
    ],
)
def test_words_that_are_not_found(client, article, words, says):
    assert says in told(client.post(verb(article, "mark"), {"words": words}))
    assert not Claim.objects.exists()


def test_words_are_marked_without_the_script(client, article):
    client.post(verb(article, "mark"), {"words": "rose by 5% in 2016"})
    assert Appearance.objects.get().exact == "rose by 5%\r\nin 2016"


def test_ends_move_and_move_back(client, article):
    claim = factories.make_claim("Rents fell again", article)
    row = claim.appearances.get()
    response = client.post(verb(article, "move"), seen(row) | {"words": "Rents fell"})
    row.refresh_from_db()
    assert (row.exact, row.start) == ("Rents fell", TEXT.index("Rents fell again"))
    undo(client, response)
    row.refresh_from_db()
    assert row.exact == "Rents fell again"
    response = client.post(verb(article, "move"), seen(row) | {"words": "Rents fell again"})
    assert "Nothing changed" in told(response)


def test_a_claim_is_split_and_joined(client, article):
    claim = factories.make_claim("rose by 5%\r\nin 2016, and wages fell", article)
    row = claim.appearances.get()
    response = client.post(verb(article, "split"), seen(row) | {"words": "and wages"})
    assert set(Appearance.objects.values_list("exact", flat=True)) == {
        "rose by 5%\r\nin 2016",
        "and wages fell",
    }
    undo(client, response)
    row.refresh_from_db()
    assert row.exact == "rose by 5%\r\nin 2016, and wages fell"
    client.post(verb(article, "split"), seen(row) | {"at": TEXT.index("wages")})
    assert Appearance.objects.filter(exact="wages fell").exists()


def test_two_claims_are_merged_and_parted(client, article):
    one = factories.make_claim("Rents fell later", article)
    two = factories.make_claim("Rents fell again", article)
    response = client.post(verb(article, "merge"), {"claim": two.pk, "into": one.pk})
    two.refresh_from_db()
    assert two.merged_into == one
    assert f"claim={one.pk}" in response["Location"]
    undo(client, response)
    two.refresh_from_db()
    assert two.status == "new"


def test_what_a_colleague_changed_is_not_overwritten(client, article):
    claim = factories.make_claim("Rents fell again", article)
    row = claim.appearances.get()
    client.post(verb(article, "move"), seen(row) | {"words": "Rents fell"})
    response = client.post(verb(article, "move"), seen(row) | {"words": "fell again"})
    assert "A colleague has changed where this claim begins" in told(response).replace("’", "'")
    row.refresh_from_db()
    assert row.exact == "Rents fell"


@pytest.mark.parametrize("name", ["mark", "unmark", "move", "split", "join", "merge", "unmerge"])
def test_each_needs_the_permission_and_a_post(desk, db, name):
    article = factories.make_article()
    assert desk(factories.make_user()).post(verb(article, name)).status_code == 403
    assert desk(factories.reviewer()).get(verb(article, name)).status_code == 405


@pytest.mark.parametrize("name", ["unmark", "move", "split", "join", "merge", "unmerge"])
def test_what_is_not_of_this_article_is_not_found(desk, db, name):
    article = factories.make_article()
    other = factories.make_claim()
    row = other.appearances.get()
    fields = seen(row) | {"claim": other.pk, "into": other.pk, "words": "It"}
    if name == "unmerge":
        fields["claim"] = "x"
    assert desk(factories.reviewer()).post(verb(article, name), fields).status_code == 404


def test_the_card_of_a_claim(client, article):
    one = factories.make_claim("Rents fell later", article)
    two = factories.make_claim("Rents fell again", article)
    card = reverse("admin:claims_article_card", args=[article.pk])
    html = client.get(card, {"claim": two.pk, "after": one.pk}).content.decode()
    assert html.count(f'id="claim-{one.pk}"') == 1
    assert 'hx-swap-oob="true"' in html
    assert f'data-claim="{two.pk}"' in html
    assert "No claims here" in client.get(card, {"claim": "9" * 40}).content.decode()
    assert page(article) in html


def test_the_card_needs_the_permission(desk, db):
    card = reverse("admin:claims_article_card", args=[factories.make_article().pk])
    assert desk(factories.make_user()).get(card).status_code == 403


def test_after_a_decision_the_next_claim_comes(client, article):
    one = factories.make_claim("Rents fell later", article)
    two = factories.make_claim("Rents fell again", article)
    onward = client.get(page(article)).context["onward"]
    assert onward.endswith(f"claim={two.pk}#claim-{two.pk}")
    response = client.post(
        reverse("admin:claims_claim_accept", args=[one.pk]), {"seen": "new", "next": onward}
    )
    assert response["Location"] == onward

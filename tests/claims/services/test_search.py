"""Readers find checks by any of their words, mistyped ones too, and narrow down what they found."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from claims.models import Claim, Listing
from claims.services import search
from claims.services.search import Wanted, find
from tests.factories import editor, make_claim, make_published_review, make_speaker

pytestmark = pytest.mark.django_db


def published(headline, *, claim=None, **fields):
    """A public check; `fields` of its listing are set afterwards."""
    review = make_published_review(claim, headline=headline, reply="No.")
    if fields:
        Listing.objects.filter(review=review).update(**fields)
    return review.pk


def test_nothing_asked_finds_all_newest_first():
    older = published("Older", first_published_at=datetime(2017, 1, 1, tzinfo=UTC))
    newer = published("Newer", first_published_at=datetime(2017, 2, 1, tzinfo=UTC))
    assert find(Wanted()).keys == [newer, older]


@pytest.mark.parametrize(
    "words", ["unemployment", "Unemployment fell", "“fell” or nothing", "fell -rose"]
)
def test_words_are_found_as_on_the_web(words):
    wanted = published("Unemployment fell", claim=make_claim(text="Unemployment fell."))
    published("Prices rose", claim=make_claim(text="Prices rose."))
    assert find(Wanted(words=words)).keys == [wanted]


def test_what_was_claimed_counts_more_than_the_reasoning_unless_the_newest_are_asked_for():
    claimed = published("Nurses", first_published_at=datetime(2017, 1, 1, tzinfo=UTC))
    mentioned = published("Doctors", body="The nurses say so.")
    assert find(Wanted(words="nurses")).keys == [claimed, mentioned]
    assert find(Wanted(words="nurses", newest=True)).keys == [mentioned, claimed]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("unemploymnet", "unemployment"),
        ("Exampel", "example"),
        ("Orchrad party", "orchard party"),
        ('"unemploymnet fell"', '"unemployment fell"'),
    ],
)
def test_a_mistyped_word_gives_way_to_the_nearest_known(typed, read):
    speaker = make_speaker("Ada Example", party="Orchard Party")
    wanted = published("Jobs", claim=make_claim(text="Unemployment fell.", speaker=speaker))
    found = find(Wanted(words=typed))
    assert (found.keys, found.words) == ([wanted], read)


def test_a_word_of_a_removed_check_is_not_suggested():
    review = make_published_review(make_claim(text="Quagmires fell."))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('version', %s, 'A court says so.', %s)",
            [review.versions.get().uuid, editor().pk],
        )
    published("Jobs")
    found = find(Wanted(words="quagmirse"))
    assert (found.keys, found.words) == ([], "quagmirse")


def test_without_a_check_that_has_all_words_those_with_some_are_found():
    some = published("Nurses and doctors")
    found = find(Wanted(words="nurses on bicycles"))
    assert (found.keys, found.any_of) == ([some], True)


@pytest.mark.parametrize("words", ["the of and", "-tax", "nurses or -tax", "!!! & | ( :*"])
def test_what_has_no_word_to_look_for_reads_no_rows(words, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = find(Wanted(words=words))
    assert found.unclear
    assert found.query() is None


@pytest.mark.parametrize("words", ["a\x00b nurses", "nurses " * 5000, "'; DROP TABLE x; --", "\\"])
def test_hostile_words_are_words(words):
    published("Nurses")
    assert len(find(Wanted(words=words)).words) <= search.LONGEST


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("verdict", "false", "false"),
        ("topic", "health", "health"),
        ("party", "Orchard Party", "Orchard Party"),
        ("outlet", "The Courier", ["The Courier", "The Mirror"]),
        ("type", "causal", ["quantity", "causal"]),
    ],
)
def test_each_choice_narrows_and_is_counted(field, value, stored):
    column = {"outlet": "outlets", "type": "types"}.get(field, field)
    wanted = published("One", **{column: stored})
    published("Two")
    assert find(Wanted(**{field: value})).keys == [wanted]
    counted = {choice.value: choice.number for choice in find(Wanted()).choices[field]}
    assert counted[value] == 1


def test_a_speaker_is_chosen_by_id_and_called_by_the_newest_name():
    speaker = uuid4()
    old = datetime(2017, 1, 1, tzinfo=UTC)
    published("One", speaker=speaker, speaker_name="Ada Old", first_published_at=old)
    published("Two", speaker=speaker, speaker_name="Ada New")
    [choice] = find(Wanted(speaker=speaker)).choices["speaker"]
    assert choice == (speaker, "Ada New", 2)


def test_days_are_the_newsrooms_and_both_ends_count(settings):
    late = published("Late", first_published_at=datetime(2017, 6, 30, 23, 30, tzinfo=UTC))
    # Half past midnight in London.
    assert find(Wanted(since=date(2017, 7, 1), until=date(2017, 7, 1))).keys == [late]
    assert find(Wanted(until=date(2017, 6, 30))).keys == []
    assert find(Wanted(until=date.max)).keys == [late]


def test_words_that_only_others_have_are_said_to_be_elsewhere():
    published("Nurses", verdict="true")
    found = find(Wanted(words="nurses", verdict="false"))
    assert (found.keys, found.elsewhere) == ([], True)


def test_more_than_are_counted_are_said_to_be_more(monkeypatch):
    monkeypatch.setattr(search, "MOST", 2)
    for n in range(3):
        published(f"Check {n}")
    found = find(Wanted())
    assert (len(found.keys), found.more) == (2, True)


def test_what_is_found_costs_the_same_for_many(django_assert_num_queries):
    for n in range(3):
        published(f"Nurses {n}")
    with django_assert_num_queries(2):
        find(Wanted(words="nurses"))


def test_every_type_and_topic_of_a_listing_is_counted():
    published("One", types=list(Claim.Type.values), topic="health")
    assert {c.value for c in find(Wanted()).choices["type"]} == set(Claim.Type.values)

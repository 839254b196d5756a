"""Who holds which version, and who has not heard of a new verdict."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.utils import timezone

from claims import pipeline
from claims.models import Delivery, Holding, Partner
from claims.services import deliveries, ledger, webhooks
from claims.services.partners import issue_key, number_changes
from tests.claims.api.contract import CheckedClient
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.factories import make_partner, make_published_review

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/changes/"


@pytest.fixture
def partner():
    return make_partner("The Invented Wire")


@pytest.fixture
def api(partner):
    return CheckedClient(headers={"Authorization": f"Bearer {issue_key(partner)[1]}"})


@pytest.fixture
def review():
    review = make_published_review()
    number_changes()
    return review


def late(review):
    """(partner, version it holds, whether the verdict is another one) of those behind."""
    number_changes()
    return [(one.partner.name, one.holds, one.loud) for one in ledger.behind([review])]


def an_hour_passes():
    """In one transaction, as tests are, now() stands still for the database."""
    hour = timedelta(hours=1)
    Holding.objects.update(
        fetched_at=F("fetched_at") - hour, acknowledged_at=F("acknowledged_at") - hour
    )


def test_who_never_asked_is_not_behind(partner, review):
    rate_anew(review)
    assert late(review) == []


@pytest.mark.parametrize(
    "address",
    ["reviews/{slug}/", "reviews/{slug}/versions/1/", "reviews/{slug}/claimreview/", "reviews/",
     "reviews/?fields=slug", "claims/", "claims/{claim}/"],
)  # fmt: skip
def test_who_fetched_the_review_is(api, review, address):
    address = address.format(slug=review.slug, claim=review.claim.uuid)
    assert api.get(f"/api/v1/{address}").status_code == 200
    assert late(review) == []
    rate_anew(review)
    assert late(review) == [("The Invented Wire", 1, True)]
    api.get(f"/api/v1/reviews/{review.slug}/")
    assert late(review) == []


def test_a_correction_is_not_a_new_verdict(api, review):
    api.get(CHANGES)
    correct(review)
    assert late(review) == [("The Invented Wire", 1, False)]
    rate_anew(review)
    assert late(review) == [("The Invented Wire", 1, True)]


def test_who_follows_the_log_needs_no_lines(api, review):
    first = api.get(CHANGES).json()
    retract(review)
    assert late(review) == [("The Invented Wire", 1, True)]
    api.get(CHANGES, {"since": first["next"]})
    assert late(review) == []
    assert not Holding.objects.exists()


@pytest.mark.parametrize(("hours", "behind"), [(0.5, False), (2, True)])
def test_who_crashes_on_a_page_holds_what_it_stored(api, partner, review, hours, behind):
    stored = api.get(CHANGES).json()["next"]
    api.get(CHANGES, {"since": stored})
    retract(review)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        api.get(CHANGES, {"since": stored})
        clock.shift(timedelta(hours=hours))
        new = api.get(CHANGES, {"since": stored}).json()["next"]
        assert late(review) == ([("The Invented Wire", 1, True)] if behind else [])
        correct(make_published_review())
        assert api.get(CHANGES, {"since": stored}).json()["next"] != new
        assert late(review) == ([("The Invented Wire", 1, True)] if behind else [])
        api.get(CHANGES, {"since": new})
        assert late(review) == []


def test_who_asks_once_a_day_is_not_behind_between(api, review):
    stored = api.get(CHANGES).json()["next"]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        rate_anew(review)
        for _ in range(3):
            make_published_review()
            stored = api.get(CHANGES, {"since": stored}).json()["next"]
            clock.shift(timedelta(days=1))
            assert late(review) == []


def test_who_never_says_what_it_stored_holds_what_it_fetched(api, review):
    api.get(CHANGES)
    retract(review)
    api.get(CHANGES)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert late(review) == []


def test_a_list_is_noted_in_one_statement_and_once(api, review, django_assert_num_queries):
    reviews = [review, *(make_published_review() for _ in range(3))]
    correct(review)
    api.get("/api/v1/reviews/?verdict=satire")  # notes the use of the key
    with django_assert_num_queries(4):  # the key, its count, the page, the ledger
        api.get("/api/v1/reviews/")
    before = list(Holding.objects.order_by("pk").values())
    assert {line["review_id"]: line["fetched"] for line in before} == {
        one.pk: 2 if one == review else 1 for one in reviews
    }
    for address in ("/api/v1/reviews/", "/api/v1/claims/", "/api/v1/reviews/?verdict=satire"):
        api.get(address)
    assert list(Holding.objects.order_by("pk").values()) == before


def test_a_look_at_the_head_alone_is_not_noted(api, partner, review):
    token = api.get(CHANGES).json()["next"]
    rate_anew(review)
    number_changes()
    before = Partner.objects.values().get()
    api.head(CHANGES, {"since": token})
    for address in (f"reviews/{review.slug}/", "reviews/", f"claims/{review.claim.uuid}/"):
        assert api.head(f"/api/v1/{address}").status_code == 200
    assert Partner.objects.values().get() == before
    assert not Holding.objects.exists()


def test_an_old_version_asked_for_again_takes_nothing_back(api, review):
    rate_anew(review)
    api.get(f"/api/v1/reviews/{review.slug}/")
    api.get(f"/api/v1/reviews/{review.slug}/versions/1/")
    assert late(review) == []


def test_since_and_ack_say_what_is_stored(api, partner, review):
    first = api.get(CHANGES).json()
    partner.refresh_from_db()
    assert (partner.fetched_position, partner.acknowledged_position) == (1, 0)
    api.get(CHANGES, {"since": first["next"]})
    partner.refresh_from_db()
    assert partner.acknowledged_position == 1
    rate_anew(review)
    number_changes()
    token = api.get(CHANGES).json()["next"]
    answer = api.post(CHANGES + "ack/", {"token": token}, "application/json")
    assert answer.json() == {"token": token}
    partner.refresh_from_db()
    assert partner.acknowledged_position == 2


@pytest.mark.parametrize("body", [{}, {"token": "x"}, {"token": ""}, {"token": 7}, []])
def test_a_token_that_is_none_is_refused(api, body):
    answer = api.post(CHANGES + "ack/", body, "application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_a_webhook_that_was_taken_counts_and_one_that_failed_does_not(partner, review, monkeypatch):
    answers = [200, 500]
    monkeypatch.setattr(pipeline, "send", lambda lease: deliveries.Outcome(answers.pop(0), 1))
    endpoint, _ = webhooks.add(partner, url="https://wire.example/", by=None)
    correct(review)
    number_changes()
    pipeline.deliver(endpoint.pk)
    assert late(review) == []
    rate_anew(review)
    number_changes()
    pipeline.deliver(endpoint.pk)
    assert late(review) == [("The Invented Wire", 2, True)]


def test_a_removal_is_news_to_who_held_it(api, review):
    api.get(CHANGES)
    remove(review.versions.get())
    assert late(review) == [("The Invented Wire", 1, True)]


REMOVED = ["reviews/{slug}/", "reviews/{slug}/versions/1/", "reviews/{slug}/claimreview/",
           "claims/{claim}/"]  # fmt: skip


@pytest.mark.parametrize("address", REMOVED)
def test_who_gets_410_has_heard_of_the_removal(api, partner, review, address):
    ledger.fetched_version(partner.pk, review.pk, 1)
    an_hour_passes()
    remove(review.versions.get())
    assert late(review) == [("The Invented Wire", 1, True)]
    address = address.format(slug=review.slug, claim=review.claim.uuid)
    assert api.get(f"/api/v1/{address}").status_code == 410
    assert late(review) == []
    before = Holding.objects.values().get()
    api.get(f"/api/v1/{address}")
    assert Holding.objects.values().get() == before


def test_who_gets_410_for_what_it_never_had_holds_nothing(api, review):
    remove(review.versions.get())
    api.get(f"/api/v1/reviews/{review.slug}/")
    assert not Holding.objects.exists()


@pytest.mark.parametrize("address", ["reviews/", "reviews/{slug}/"])
def test_who_gets_the_latest_after_an_older_one_was_removed_has_heard(api, review, address):
    correct(review)
    latest = f"/api/v1/{address.format(slug=review.slug)}"
    api.get(latest)
    an_hour_passes()
    remove(review.versions.get(number=1))
    assert late(review) == [("The Invented Wire", 2, True)]
    api.get(latest)
    assert late(review) == []
    before = Holding.objects.values().get()
    api.get(latest)
    assert Holding.objects.values().get() == before


def test_a_removal_that_a_webhook_took_is_heard_of(partner, review, monkeypatch):
    answers = [200, 200, 500, 200]
    monkeypatch.setattr(pipeline, "send", lambda lease: deliveries.Outcome(answers.pop(0), 1))
    endpoint, _ = webhooks.add(partner, url="https://wire.example/", by=None)
    for _ in range(2):
        correct(review)
    number_changes()
    pipeline.deliver(endpoint.pk)
    an_hour_passes()
    remove(review.versions.get(number=2))
    number_changes()
    pipeline.deliver(endpoint.pk)
    assert late(review) == [("The Invented Wire", 3, True)]
    Delivery.objects.update(not_before=timezone.now())
    pipeline.deliver(endpoint.pk)
    assert late(review) == []


def test_the_first_page_lists_the_unheard(api, review):
    quiet = make_published_review()
    number_changes()
    api.get(CHANGES)
    correct(quiet)
    retract(review)
    number_changes()
    assert [one.review for one in ledger.unheard()] == [review]


def test_an_old_verdict_is_not_forgotten(api, partner, review):
    api.get(CHANGES)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        rate_anew(review)
        number_changes()
    partner.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(days=200)):
        assert [one.review for one in ledger.unheard()] == [review]
        assert [one.review for one in ledger.unheard(partner)] == [review]


def test_what_all_have_heard_of_hides_nothing(api, partner, review, monkeypatch):
    monkeypatch.setattr(ledger, "MOST", 1)
    ledger.fetched_version(partner.pk, review.pk, 1)
    retract(review)
    for _ in range(2):
        newer = make_published_review()
        retract(newer)
        ledger.fetched_version(partner.pk, newer.pk, 2)
    number_changes()
    assert [one.review for one in ledger.unheard()] == [review]


def test_a_partner_s_own_list_is_whole(api, partner, monkeypatch):
    monkeypatch.setattr(ledger, "MOST", 1)
    other = make_partner()
    for _ in range(2):
        review = make_published_review()
        ledger.fetched_version(partner.pk, review.pk, 1)
        ledger.fetched_version(other.pk, review.pk, 1)
        retract(review)
    number_changes()
    assert [one.partner for one in ledger.unheard(partner)] == [partner] * 2
    assert len(ledger.unheard()) == 2  # one review, two partners


@pytest.mark.parametrize("numbered", [True, False])
@pytest.mark.parametrize(
    "change", [rate_anew, retract, correct, lambda r: remove(r.versions.get())]
)
def test_both_ways_to_ask_agree(api, review, change, numbered):
    """UNHEARD says in SQL what late() says."""
    follower, reader, both, stranger = (make_partner(name) for name in ("F", "R", "B", "S"))
    last = ledger.last_position()
    for partner in (follower, both):
        ledger.fetched_to(partner, last)
    for partner in (reader, both):
        ledger.fetched_version(partner.pk, review.pk, 1)
    an_hour_passes()
    change(review)
    if numbered:
        number_changes()
    loud = [one for one in ledger.behind([review]) if one.loud]
    assert {one.partner.name for one in loud} == (set() if change is correct else {"F", "R", "B"})
    assert ledger.unheard() == loud
    ledger.fetched_version(reader.pk, review.pk, 2)
    ledger.fetched_to(follower, ledger.last_position())
    loud = [one for one in ledger.behind([review]) if one.loud]
    assert ledger.unheard() == loud
    assert [one for p in Partner.objects.all() for one in ledger.unheard(p)] == loud


def test_partners_do_not_see_each_other(api, review):
    other = Client(headers={"Authorization": f"Bearer {issue_key(make_partner())[1]}"})
    other.get(CHANGES)
    rate_anew(review)
    api.get(CHANGES)
    assert [one.partner for one in ledger.behind([review])] == [
        Partner.objects.exclude(name="The Invented Wire").get()
    ]

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, ClaimEvent, QueueEntry, RankingProfile, SavedFilter
from claims.services import assignment, listing, queue, triage
from tests import factories

from .pages import listed, page, told, verb

LIST = "/desk/claims/claim/"
HTMX = {"HX-Request": "true"}


def texts(client, query=""):
    return [row.claim.text for row in client.get(f"{LIST}{query}").context["result_list"]]


@pytest.fixture
def three(db):
    """Three claims that differ in all that can be filtered."""
    ada, bob = factories.make_speaker("Ada Example"), factories.make_speaker("Bob Instance")
    post = factories.make_publisher("The Invented Post")
    return [
        factories.make_claim(
            text="Taxes rose", types=["quantity"], speaker=ada, score=0.9, topic="economy"
        ),
        factories.make_claim(text="A record", types=["precedent"], speaker=bob, score=0.5),
        factories.make_claim(
            text="It rains",
            types=["event"],
            score=0.1,
            article=factories.make_article(publisher=post),
        ),
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Taxes rose", "A record", "It rains"]),
        ("?order=newest", ["It rains", "A record", "Taxes rose"]),
        ("?type=event", ["It rains"]),
        ("?type=bogus", ["Taxes rose", "A record", "It rains"]),
        ("?topic=economy", ["Taxes rose"]),
        ("?score=high", ["Taxes rose"]),
        ("?score=middle", ["A record"]),
        ("?score=low", ["It rains"]),
        ("?score=bogus", ["Taxes rose", "A record", "It rains"]),
        ("?speaker=EXAMPLE", ["Taxes rose"]),
        ("?q=ROSE+tax", ["Taxes rose"]),
        ("?q=rec", ["A record"]),
        ("?q=rose+rains", []),
        ("?q='%26|!:*", []),
        ("?status=dismissed", []),
        ("?status=bogus", ["Taxes rose", "A record", "It rains"]),
        ("?status=all", ["It rains", "A record", "Taxes rose"]),
        ("?status=unassigned", ["Taxes rose", "A record", "It rains"]),
        ("?outlet=invented+POST", ["It rains"]),
        ("?outlet=nonsense", []),
        ("?article=x", ["Taxes rose", "A record", "It rains"]),
        ("?after=bogus", ["Taxes rose", "A record", "It rains"]),
    ],
)
def test_the_queue_is_ordered_filtered_and_searched(desk, reviewer, three, query, expected):
    assert texts(desk(reviewer), query) == expected


@pytest.mark.parametrize("order", ["", "newest"])
@pytest.mark.parametrize("filters", [{}, {"words": "claim"}, {"type": "event"}])
def test_pages_follow_each_other_without_gap_or_repeat(reviewer, monkeypatch, order, filters):
    monkeypatch.setattr(listing, "WINDOW", 4)
    monkeypatch.setattr(listing, "FEW", 2)
    for n in range(11):
        types = ["event"] if n % 3 else ["rule"]
        factories.make_claim(text=f"Claim {n}", types=types, score=0.5 if n % 2 else n / 20)
    seen, ask = [], listing.Ask(newest=bool(order), **filters)
    while True:
        found = listing.page(ask, reviewer, most=2)
        seen += [row.pk for row in found.rows]
        if not found.after:
            break
        ask = listing.Ask(newest=bool(order), after=found.after, **filters)
    rows = QueueEntry.objects.order_by("-pk") if order else QueueEntry.objects.ranked()
    wanted = rows.filter(claim__types__contains=["event"]) if "type" in filters else rows
    assert seen == [row.pk for row in wanted]


def test_a_name_is_completed_while_it_is_typed(desk, reviewer, three):
    client = desk(reviewer)
    names = f"{LIST}names/"
    assert "Ada Example" in client.get(f"{names}?speaker=ADA").content.decode()
    assert "Ada Example" not in client.get(f"{names}?speaker=bob").content.decode()
    assert "The Invented Post" in client.get(f"{names}?outlet=post").content.decode()
    assert "Ada Example" in client.get(f"{names}?speaker=a\0da").content.decode()


def test_every_page_costs_the_same(desk, reviewer, django_assert_num_queries):
    for _ in range(5):
        factories.make_claim(speaker=factories.make_speaker())
    client = desk(reviewer)
    client.get(LIST)
    with django_assert_num_queries(9):
        client.get(LIST)
    with django_assert_num_queries(11):
        client.get(f"{LIST}?speaker=Ada&group=topic")


def test_no_query_counts_the_table_or_skips_rows(desk, reviewer, three):
    client = desk(reviewer)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{LIST}?q=rose&type=quantity")
    read = [q["sql"] for q in queries if "queueentry" in q["sql"] or "claims_claim" in q["sql"]]
    assert read
    for sql in read:
        assert "COUNT(*)" not in sql
        assert "LIMIT" in sql or '"claims_queueentry"."claim_id" IN (' in sql


def test_tabs_say_how_many_up_to_a_cap(desk, reviewer, three, monkeypatch):
    assert listing.counts(["new", "mine", "all"], reviewer) == {"new": 3, "mine": 0, "all": 3}
    monkeypatch.setattr(listing, "COUNTED", 1)
    assert listing.counts(["new"], reviewer) == {"new": 2}


def test_a_page_that_stopped_says_so(desk, reviewer, three, monkeypatch):
    monkeypatch.setattr(listing, "WINDOW", 1)
    html = desk(reviewer).get(f"{LIST}?type=event").content.decode()
    assert "Look further" in html
    assert "None is" in html


@pytest.mark.parametrize(("by", "expected"), [("topic", 2), ("article", 3)])
def test_groups(desk, reviewer, three, by, expected):
    queue.refresh([claim.pk for claim in three])
    groups = desk(reviewer).get(f"{LIST}?group={by}").context["groups"]
    assert sum(group.total for group in groups) == 3
    assert len(groups) == expected


def test_tabs_of_people(desk, reviewer, editor, three):
    taxes, record, rain = three
    assignment.assign(taxes, reviewer, by=reviewer)
    triage.accept(record, by=reviewer)
    factories.make_submitted_review(rain, by=reviewer)
    client = desk(reviewer)
    assert texts(client, "?status=mine") == ["Taxes rose"]
    assert texts(client, "?status=unassigned") == ["A record"]
    assert texts(client, "?status=accepted") == ["A record"]
    assert texts(client, "?status=second-reader") == ["It rains"]
    assert texts(desk(editor), "?status=mine") == []


# Decisions from the list ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fields", "to"),
    [
        ("accept", {}, "accepted"),
        ("dismiss", {"code": "no_claim"}, "dismissed"),
        ("dismiss", {"reason": "a joke"}, "dismissed"),
        ("defer", {"days": "7"}, "deferred"),
        ("defer", {}, "deferred"),
    ],
)
def test_a_decision_takes_the_row_off_and_can_be_undone(desk, reviewer, name, fields, to):
    claim, client = factories.make_claim(), desk(reviewer)
    response = client.post(
        verb(claim, name), {"seen": "new", "list": "status=new", **fields}, headers=HTMX
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert "data-row" not in html
    claim.refresh_from_db()
    assert claim.status == to
    event = claim.events.get()
    assert event.code == fields.get("code", "other" if name == "dismiss" else "")
    assert f'name="event" value="{event.pk}"' in html
    answer = client.post(verb(claim, "undo"), {"event": event.pk, "next": f"{LIST}?type=event"})
    assert answer["Location"] == f"{LIST}?type=event"
    claim.refresh_from_db()
    assert claim.status == "new"
    assert "gone on since" in told(client.post(verb(claim, "undo"), {"event": event.pk}))


def test_a_refused_decision_shows_the_row_as_it_is(desk, reviewer, editor):
    claim = factories.make_claim()
    triage.accept(Claim.objects.get(), by=editor)
    data = {"seen": "new", "list": "status=all"}
    html = desk(reviewer).post(verb(claim, "dismiss"), {**data, "code": "no_claim"}, headers=HTMX)
    assert "just decided" in html.content.decode()
    assert "state-accepted" in html.content.decode()


def test_without_script_one_comes_back_to_the_same_list(desk, reviewer):
    claim = factories.make_claim()
    back = f"{LIST}?status=new&type=precedent"
    answer = desk(reviewer).post(verb(claim, "accept"), {"seen": "new", "next": back})
    assert answer["Location"] == back


@pytest.mark.parametrize("until", ["2017-01-01", "soon", "9" * 30])
def test_a_day_that_cannot_be_is_refused(desk, reviewer, until):
    claim = factories.make_claim()
    assert "day" in told(desk(reviewer).post(verb(claim, "defer"), {"until": until}))
    assert not claim.events.exists()


def test_a_claim_is_taken_handed_over_and_given_back(desk, reviewer, editor):
    claim, client = factories.make_claim(), desk(reviewer)
    client.post(verb(claim, "take"), {"had": ""})
    assert QueueEntry.objects.get().assigned_to == reviewer
    client.post(verb(claim, "hand_over"), {"had": reviewer.pk, "to": editor.pk})
    assert QueueEntry.objects.get().assigned_to == editor
    assert "faster" in told(client.post(verb(claim, "take"), {"had": ""}))
    client.post(verb(claim, "give_back"), {"had": editor.pk})
    assert QueueEntry.objects.get().assigned_to is None
    assert [event.reason for event in claim.events.all()] == [
        "Assigned to: Eddie Editor → nobody",
        "Assigned to: Rita Reviewer → Eddie Editor",
        "Assigned to: nobody → Rita Reviewer",
    ]


def test_colleagues_see_who_has_a_claim_open(desk, reviewer, editor):
    claim = factories.make_claim()
    hold = reverse("admin:claims_claim_hold", args=[claim.pk])
    assert desk(reviewer).post(hold).content.strip() == b""
    assert "Rita Reviewer" in desk(editor).post(hold).content.decode()
    assert "being reviewed by Rita Reviewer" in desk(editor).get(LIST).content.decode()
    assert "being reviewed" not in desk(reviewer).get(LIST).content.decode()
    # It hinders nobody, and ends by itself.
    desk(editor).post(verb(claim, "accept"))
    QueueEntry.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert desk(editor).post(hold).content.strip() == b""


def test_the_pane_shows_the_claim(desk, reviewer):
    claim = factories.make_claim(plan=[{"kind": "refute", "text": "One case."}])
    html = desk(reviewer).get(reverse("admin:claims_claim_card", args=[claim.pk]))
    assert "One case." in html.content.decode()


# Many at once -----------------------------------------------------------------------------------

BULK = f"{LIST}bulk/"


def rows(claims):
    return [f"{claim.pk}:new" for claim in claims]


def test_many_are_shown_first_then_done_then_undone(desk, reviewer, editor, three):
    triage.accept(Claim.objects.get(text="It rains"), by=editor)
    client = desk(reviewer)
    data = {"step": "dismiss", "row": rows(three), "list": "status=new"}
    html = client.post(BULK, data).content.decode()
    assert "Dismiss 2 claims" in html
    assert "A colleague has decided about it since you saw it." in html
    assert not ClaimEvent.objects.filter(by=reviewer).exists()

    answer = client.post(BULK, data | {"confirmed": "1", "code": "unimportant"})
    assert answer["Location"] == f"{LIST}?status=new"
    assert "2 claims dismissed. 1 left out" in told(answer)
    events = ClaimEvent.objects.filter(by=reviewer)
    [batch] = {event.batch for event in events}
    assert {event.code for event in events} == {"unimportant"}

    triage.accept(Claim.objects.get(text="A record"), by=editor)
    undo = client.post(f"{LIST}undo-batch/", {"batch": batch, "next": LIST})
    assert "Undone for 1 claim. 1 had gone on" in told(undo)
    assert set(Claim.objects.values_list("text", "status")) == {
        ("Taxes rose", "new"), ("A record", "accepted"), ("It rains", "accepted"),
    }  # fmt: skip


def test_all_that_match_are_at_most_a_batch(desk, reviewer, three, monkeypatch):
    monkeypatch.setattr(triage, "MOST", 2)
    data = {"step": "accept", "all": "1", "list": "status=new"}
    html = desk(reviewer).post(BULK, data).content.decode()
    assert "Accept 2 claims" in html
    assert "do it again for the rest" in html


def test_many_are_assigned_and_taken_back(desk, reviewer, editor, three):
    assignment.assign(three[0], editor, by=editor)
    client = desk(reviewer)
    data = {"step": "assign", "row": rows(three), "confirmed": "1", "to": reviewer.pk}
    assert "2 claims assigned. 1 left out" in told(client.post(BULK, data))
    batch = ClaimEvent.objects.filter(batch__isnull=False).first().batch
    client.post(f"{LIST}undo-batch/", {"batch": batch})
    assert [e.assigned_to for e in QueueEntry.objects.order_by("pk")] == [editor, None, None]


@pytest.mark.parametrize(
    "data",
    [
        {}, {"step": "accept"}, {"step": "bogus", "row": "1:new"}, {"one": "bogus"},
        {"row": "x:new", "step": "accept"}, {"step": "accept", "row": f"{'9' * 30}:new"},
    ],
)  # fmt: skip
def test_a_bulk_step_about_nothing_says_so(desk, reviewer, data):
    assert "Tick the claims first" in told(desk(reviewer).post(BULK, data))


@pytest.mark.parametrize("batch", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_batch_that_is_none_is_refused(desk, reviewer, batch):
    response = desk(reviewer).post(f"{LIST}undo-batch/", {"batch": batch})
    assert "undo" in told(response)


@pytest.mark.parametrize("name", ["bulk", "undo-batch", "filters"])
def test_only_those_who_triage_may(desk, name):
    guest = factories.make_user()
    assert desk(guest).post(f"{LIST}{name}/", {"step": "accept"}).status_code == 403


def test_the_history_offers_the_way_back_of_the_last_step_only(desk, reviewer, editor, three):
    client = desk(reviewer)
    claim = three[0]
    triage.accept(claim, by=editor)
    triage.many([(claim.pk, "accepted"), (three[1].pk, "new")], triage.Step("defer"), by=editor)
    html = client.get(page(claim)).content.decode()
    assert html.count('name="event"') == 1
    last = claim.events.first()
    assert f'name="event" value="{last.pk}"' in html
    assert f'name="batch" value="{last.batch}"' in html
    factories.make_review(three[2])
    assert 'name="event"' not in client.get(page(three[2])).content.decode()


# Tabs that people save --------------------------------------------------------------------------


def test_a_filter_is_saved_for_oneself_or_for_the_desk(desk, reviewer, editor, three):
    client = desk(reviewer)
    client.post(f"{LIST}filters/", {"name": "Rain", "query": "type=event"})
    client.post(f"{LIST}filters/", {"name": "Taxes", "query": "q=taxes", "desk": "1"})
    assert "Rain" in client.get(LIST).content.decode()
    html = desk(editor).get(LIST).content.decode()
    assert "Rain" not in html
    assert '<a href="?q=taxes"' in html
    mine = SavedFilter.objects.get(name="Rain")
    desk(editor).post(f"{LIST}filters/", {"remove": mine.pk})
    assert SavedFilter.objects.count() == 2
    client.post(f"{LIST}filters/", {"remove": mine.pk})
    assert SavedFilter.objects.count() == 1
    assert "Give the tab a name" in told(client.post(f"{LIST}filters/", {"name": " "}))


# What counts ------------------------------------------------------------------------------------

WEIGHTS = f"{LIST}weights/"


def test_weights_are_tried_saved_and_restored(desk, editor, reviewer):
    low = factories.make_claim(text="Low")
    high = factories.make_claim(text="High")
    QueueEntry.objects.filter(pk=low.pk).update(rank=0.6, factors={"number": 0.4, "wording": 0})
    QueueEntry.objects.filter(pk=high.pk).update(rank=0.7, factors={"wording": 0.8})
    client = desk(editor)
    given = {"weight wording": "0.1", "weight number": "3"}
    html = client.post(WEIGHTS, {**given, "preview": ""}).content.decode()
    assert html.index("Low") < html.index("High")
    assert not RankingProfile.objects.exists()
    assert texts(client) == ["High", "Low"]
    assert desk(reviewer).post(WEIGHTS, {**given, "save": ""}).status_code == 403
    client.post(WEIGHTS, {**given, "save": ""})
    assert texts(client) == ["Low", "High"]
    client.post(WEIGHTS, {"reset": ""})
    assert texts(client) == ["High", "Low"]
    client.post(WEIGHTS, {"restore": RankingProfile.objects.last().pk})
    assert texts(client) == ["Low", "High"]
    assert "Wording × 0.1" in client.get(WEIGHTS).content.decode()
    assert RankingProfile.objects.count() == 3


@pytest.mark.parametrize("typed", ["nan", "-1", "3.1", "much", "", "1e400"])
def test_a_weight_that_is_none_is_refused(desk, editor, typed):
    response = desk(editor).post(WEIGHTS, {"weight number": typed, "save": ""})
    assert "Has a number" in told(response)
    assert not RankingProfile.objects.exists()


def test_pages_link_where_they_should(desk, reviewer):
    claim = factories.make_claim()
    assert f'href="{page(claim)}"' in desk(reviewer).get(listed("claim")).content.decode()

"""What the page of a claim shows, and what is done there beside deciding."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from claims.admin.cards import seen
from claims.admin.diffs import beside
from claims.admin.factors import START, chart, named, why_other_rank
from claims.admin.history import PAGE, history
from claims.admin.sightings import timeline
from claims.models import Claim, ClaimEvent, ClaimMatch, QueueEntry, Review
from claims.services import claims, matching
from claims.services.checkplan import key_of, steps
from claims.text.checkworthiness import SIGNS
from tests import factories

from .claim_world import FACTORS, SCORE, make_claim, match, rated, see_again, whole_story
from .pages import page, told, verb

pytestmark = pytest.mark.django_db
QUERIES = 24  # with session, account and permissions


@pytest.fixture
def claim():
    return make_claim()


def html_of(client, claim):
    return client.get(page(claim)).content.decode()


# What it shows ------------------------------------------------------------------------------------


def test_what_the_rewrite_changed_and_what_is_unclear_is_marked():
    printed, text = beside("it took a seat", "The Bridge Party took a seat.", ["which “seat”"])
    assert str(printed) == (
        '<span class="replaced" title="the rewrite says this in other words">it</span> took a '
        '<span class="unsure" title="not clear: which “seat”">seat</span>'
    )
    assert '<span class="put-in" title="put in by the rewrite">The Bridge Party</span>' in text
    assert text.endswith("seat</span>.")


@pytest.mark.parametrize(
    ("printed", "text"),
    [("the same", "The same."), ("", ""), ("<b>", "<b>"), ("a “b”", "A “b”")],
)
def test_a_capital_and_a_full_stop_are_no_change(printed, text):
    for side in beside(printed, text, ["“", "“”"]):
        assert "<span" not in side
        assert "<b>" not in side


def test_an_unclear_word_within_what_was_put_in_is_marked_as_both():
    _, text = beside("took it", "took the seat", ["which “seat”"])
    assert text.count("<span") == text.count("</span>") == 3


def test_the_reasons_add_up_to_the_score():
    drawn = chart(FACTORS, SCORE)
    assert drawn.adds_up
    assert drawn.bars[0].name == START[0]
    assert drawn.bars[-1].so_far == round(100 * SCORE)
    for before, after in zip(drawn.bars, drawn.bars[1:], strict=False):
        # Each begins where the last one ended.
        assert before.end in (after.x, pytest.approx(after.x + after.width, abs=0.11))
    assert not chart(FACTORS, 0.1).adds_up
    assert chart([], 0.5) is None


def test_every_reason_has_words():
    assert all(named(name)[1] for name in ["constant", "wording", *SIGNS])
    assert named("of a later engine") == ("Of a later engine", "")


def test_the_rank_says_why_it_is_not_the_score():
    desk = {f["name"]: f["contribution"] for f in FACTORS} | {"seen again": 0.7}
    assert why_other_rank(FACTORS, desk, {"record": 1.5, "number": 1.0}) == [
        "Seen again +0.7",
        "Record × 1.5",
    ]


def test_the_precedent_is_readable(desk, reviewer, claim):
    html = html_of(desk(reviewer), claim)
    for expected in ("The first time since an earlier case", "Among which cases", "1982"):
        assert expected in html


def test_sightings_are_counted_and_told(desk, reviewer):
    claim = whole_story()
    counted = seen(claim)
    assert (counted["times"], counted["outlets"]) == (7, 3)
    html = html_of(desk(reviewer), claim)
    for expected in (
        "seen 7 times in 3 outlets since 26 February 2017", "moved within the text", "taken out",
        "7 sightings from 26 February 2017 to 3 May 2017",
    ):  # fmt: skip
        assert expected in html


def test_what_was_said_after_our_verdict_stands_out(claim):
    see_again(claim, 2)
    see_again(claim, 4)
    review = Review(published_at=factories.PUBLISHED + timedelta(days=30), status="published")
    drawn = timeline(claim, [review])
    assert [dot.again for dot in drawn.dots] == [False, False, True]
    assert "1 of them after our verdict" in drawn.summary


def test_dots_of_one_day_are_piled_up(claim):
    for _ in range(9):
        see_again(claim, 3)
    drawn = timeline(claim, [])
    assert len({(dot.x, dot.y) for dot in drawn.dots}) == 6
    assert drawn.top + drawn.height == 66
    assert len(drawn.rows) + len(drawn.folded) == 10


def test_a_colleague_who_has_it_open_is_named(desk, reviewer, editor, claim):
    entry = QueueEntry.objects.filter(claim=claim)
    now = timezone.now()
    entry.update(
        held_by=editor, held_until=now + timedelta(minutes=1), assigned_to=editor, assigned_at=now
    )
    html = html_of(desk(reviewer), claim)
    assert "Being reviewed by <b>Eddie Editor</b>" in html
    assert "With <b>Eddie Editor</b>" in html
    assert "Being reviewed by" not in html_of(desk(editor), claim)
    entry.update(held_until=now - timedelta(seconds=1))
    assert "Being reviewed by" not in html_of(desk(reviewer), claim)


def test_a_verdict_that_departs_from_an_earlier_one_is_warned_of(desk, reviewer):
    claim = make_claim()
    rated(match(claim, "Not since 1982 …", "same", []), "mostly_true", "It was.")
    factories.make_review(claim, reviewer, verdict="false")
    html = html_of(desk(reviewer), claim)
    assert "We rated the same claim Mostly true on 9 May 2016." in html
    assert "It was." in html
    Review.objects.filter(claim=claim).update(verdict="mostly_true")
    assert "We rated the same claim" not in html_of(desk(reviewer), claim)


def test_nothing_is_suggested_for_what_stands_for_nothing(desk, reviewer):
    claim = make_claim()
    one = match(claim, "Not since 1982 …", "same", [])
    client = desk(reviewer)
    Claim.objects.filter(pk=one.earlier_id).update(status="superseded")
    assert f'id="same-{one.pk}"' not in html_of(client, claim)
    Claim.objects.filter(pk=one.earlier_id).update(status="new")
    assert f'id="same-{one.pk}"' in html_of(client, claim)
    Claim.objects.filter(pk=claim.pk).update(status="superseded")
    html = html_of(client, claim)
    assert f'id="same-{one.pk}"' not in html
    assert "A newer reading of the article no longer finds this claim" in html


# History ------------------------------------------------------------------------------------------


def test_an_edit_is_told_word_by_word(claim, reviewer):
    claims.edit(claim, {"text": claim.text.replace("1982", "1992"), "topic": "health"}, by=reviewer)
    entry = history(claim).entries[0]
    assert (entry.by, entry.what) == (reviewer, "Changed text, topic")
    assert "<del>1982 </del><ins>1992 </ins>" in entry.more
    assert "<del>Elections and parties</del><ins>Health</ins>" in entry.more


def test_a_text_with_an_arrow_in_it_is_told_as_it_was_written(claim, reviewer):
    claims.edit(claim, {"text": "A → B\nTopic: <b>"}, by=reviewer)
    more = history(claim).entries[0].more
    assert "A → B" in more
    assert "<b>" not in more


def test_both_claims_tell_of_a_merge_and_a_split(reviewer):
    claim = make_claim()
    one = match(claim, "Not since 1982 …", "same", [])
    matching.confirm(one, by=reviewer)
    matching.reconsider(one, by=reviewer)
    matching.reject(one, by=reviewer)
    link = f'<a href="{page(one.earlier)}" dir="auto">Not since 1982 …</a>'
    whats = [str(e.what) for e in history(claim).entries[:3]]
    assert whats == [
        f"Not the same claim. {link}",
        f"<b>Split</b> from {link} again",
        f"<b>Merged</b> into {link}",
    ]
    there = [str(e.what) for e in history(one.earlier).entries]
    assert any("was <b>merged</b> into it" in what for what in there)


def test_everything_that_happened_is_there(reviewer):
    claim = whole_story()
    review = factories.make_ready_review(claim, reviewer, reply="No.")
    told = " ".join(f"{e.what} {e.more}" for e in history(claim).entries)
    for expected in (
        "Seen in", "Engine test-1", "no longer there", "Changed text", "Review</a>: <b>draft",
        "under review", "Became a claim",
    ):  # fmt: skip
        assert expected in told
    assert page(review) in told


def test_the_history_is_paged_newest_first(claim, reviewer):
    ClaimEvent.objects.bulk_create(
        ClaimEvent(claim=claim, from_status="new", to_status="new", reason=f"Step {n}", by=reviewer)
        for n in range(60)
    )
    first, second, last = (history(claim, number) for number in (1, 2, 3))
    assert [e.what for e in first.entries] == [f"Step {n}" for n in range(59, 59 - PAGE, -1)]
    assert second.entries[0].what == f"Step {59 - PAGE}"
    assert (first.newer, first.older, last.newer, last.older) == (None, 2, 2, None)
    assert len(last.entries) == 62 - 2 * PAGE
    assert history(claim, 10**9).entries == []


@pytest.mark.parametrize("number", ["0", "x", "-1", "99999999999999999999", "\0"])
def test_any_page_of_the_history_can_be_asked_for(desk, reviewer, claim, number):
    response = desk(reviewer).get(page(claim), {"history": number})
    assert response.status_code == 200


def test_a_claim_with_a_long_life_takes_no_more_queries(
    desk, reviewer, django_assert_max_num_queries
):
    claim = whole_story(sightings=50)
    for number in range(18):
        match(claim, f"Some earlier claim, number {number}.", "same_topic", ["1982 ≠ 1992"])
    ClaimEvent.objects.bulk_create(
        ClaimEvent(claim=claim, from_status="new", to_status="new", reason=f"Step {n}", by=reviewer)
        for n in range(200)
    )
    client = desk(reviewer)
    html_of(client, claim)
    with django_assert_max_num_queries(QUERIES):
        html = html_of(client, claim)
    assert html.count('class="match"') == 22 - 1
    assert "42 later sightings" in html


# What is done there -------------------------------------------------------------------------------


@pytest.fixture
def step(claim):
    return steps(claim, [])[0]


def sent(step, **fields):
    return {"step": step.key, "note": "", "seen_done": "", "seen_note": "", **fields}


def test_a_step_is_ticked_without_script(desk, reviewer, claim, step):
    response = desk(reviewer).post(verb(claim, "work"), sent(step, done="1"))
    assert response["Location"] == page(claim)
    assert claim.ticks.get().done


def test_a_step_is_ticked_with_htmx(desk, reviewer, claim, step):
    response = desk(reviewer).post(
        verb(claim, "work"), sent(step, done="1"), headers={"HX-Request": "true"}
    )
    html = response.content.decode()
    assert "Done: Rita Reviewer" in html
    assert "1 of 8 done" in html
    assert 'name="seen_done" value="1"' in html


def test_a_colleagues_note_is_not_overwritten(desk, reviewer, editor, claim, step):
    desk(editor).post(verb(claim, "work"), sent(step, note="See <p. 4>."))
    mine = sent(step, note="Ask the council.")
    client = desk(reviewer)
    html = client.post(verb(claim, "work"), mine, headers={"HX-Request": "true"}).content.decode()
    assert "Eddie Editor noted meanwhile" in html
    assert "See &lt;p. 4&gt;." in html
    assert "You typed: Ask the council." in told(client.post(verb(claim, "work"), mine))
    assert claim.ticks.get().note == "See <p. 4>."


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"step": key_of("x", "y")}, "The plan has changed"), ({"note": "a\0b"}, "is not text")],
)
def test_what_cannot_be_noted_says_why(desk, reviewer, claim, step, fields, says):
    assert says in told(desk(reviewer).post(verb(claim, "work"), sent(step) | fields))
    assert not claim.ticks.exists()


def test_a_guest_reads_the_plan(desk, claim, step):
    guest = factories.make_user()
    guest.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    html = html_of(desk(guest), claim)
    assert step.text in html
    for button in ('name="note"', "The same claim</button>", 'id="topic"', "Merge into"):
        assert button not in html
    assert desk(guest).get(merge_page(claim)).status_code == 403


def test_the_topic_is_changed_and_taken_back(desk, reviewer, claim):
    client = desk(reviewer)
    response = client.post(verb(claim, "topic"), {"topic": "health"})
    claim.refresh_from_db()
    assert claim.topic == "health"
    assert "Topic: Elections and parties → Health" in claim.events.get().reason
    assert "Topic changed" in told(response)
    assert "no such topic" in told(client.post(verb(claim, "topic"), {"topic": "gossip"}))
    client.post(verb(claim, "topic"), {"topic": ""})
    claim.refresh_from_db()
    assert claim.topic == ""


def test_a_confirmed_match_can_be_undone_from_the_toast(desk, reviewer):
    claim = make_claim()
    one = match(claim, "Not since 1982 …", "same", [])
    client = desk(reviewer)
    after = client.post(verb(claim, "same"), {"match": one.pk}, follow=True).content.decode()
    assert f'action="{verb(claim, "reconsider")}"' in after
    assert f'name="next" value="{page(claim)}"' in after
    response = client.post(verb(claim, "reconsider"), {"match": one.pk, "next": page(claim)})
    assert response["Location"] == page(claim)
    one.refresh_from_db()
    claim.refresh_from_db()
    assert (one.status, claim.status) == ("suggested", "new")


def test_a_split_can_be_undone(desk, reviewer):
    claim = make_claim()
    one = match(claim, "Not since 1982 …", "same", [])
    client = desk(reviewer)
    client.post(verb(claim, "same"), {"match": one.pk})
    html = client.post(verb(claim, "split"), follow=True).content.decode()
    assert f'action="{verb(claim, "merge")}"' in html
    client.post(verb(claim, "merge"), {"into": one.earlier_id})
    claim.refresh_from_db()
    assert claim.merged_into == one.earlier


def merge_page(claim):
    return verb(claim, "merge_into")


def test_a_claim_is_found_to_merge_into(desk, reviewer, claim):
    other = factories.make_claim(text="Not since 1982 had a governing party gained a seat.")
    matching.suggest_next()
    client = desk(reviewer)
    for query in ({}, {"q": "governing party gained a seat"}, {"q": f"https://x{page(other)}"}):
        html = client.get(merge_page(claim), query).content.decode()
        assert f'name="into" value="{other.pk}"' in html
        assert f'name="into" value="{claim.pk}"' not in html
    response = client.post(verb(claim, "merge"), {"into": other.pk})
    assert response["Location"] == page(other)
    assert other.appearances.count() == 2


@pytest.mark.parametrize("query", ["", " ", "\0", "/claim/999999999999999999/", "x" * 9000])
def test_any_words_can_be_looked_for(desk, reviewer, claim, query):
    assert desk(reviewer).get(merge_page(claim), {"q": query}).status_code == 200


@pytest.mark.parametrize("into", ["", "x", "0"])
def test_no_merge_into_nothing(desk, reviewer, claim, into):
    assert desk(reviewer).post(verb(claim, "merge"), {"into": into}).status_code == 404


def test_no_merge_into_itself(desk, reviewer, claim):
    response = desk(reviewer).post(verb(claim, "merge"), {"into": claim.pk})
    assert "This is the claim itself" in told(response)
    assert not ClaimMatch.objects.exists()

import pytest
from django.contrib.auth.models import Permission

from claims.models import Claim, ClaimMatch, Publisher, Speaker
from claims.services import claims as services
from claims.services import triage
from tests import factories

from .pages import listed, page, told, verb

VERBS = ["topic", "work", "same", "different", "reconsider", "merge", "split", "start_review"]
TRIAGE = ["accept", "defer", "dismiss", "reopen"]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        *(("claim", name) for name in ("speaker", "outlet", "type", "status", "score", "text")),
        *(("review", name) for name in ("status", "verdict", "mine")),
        ("correction", "status"),
        ("extraction", "state"),
    ],
)
def test_a_filter_that_no_row_can_meet_is_taken_off(desk, reviewer, model, name):
    response = desk(reviewer).get(f"{listed(model)}?{name}=%00")
    assert response["Location"] == listed(model)


def test_the_page_shows_what_a_decision_needs(desk, reviewer):
    claim = factories.make_claim(
        speaker=factories.make_speaker("Ada Example", role="party chief"),
        flags=["which “seat”"],
        plan=[{"kind": "refute", "text": "One case between 1983 and 2016."}],
        precedent={"kind": "first_since", "since": 1982, "universe": None},
    )
    html = desk(reviewer).get(page(claim)).content.decode()
    for expected in (
        f"<mark>{factories.WORDS}</mark>", "party chief", "26 February 2017", "which “seat”",
        "In reported speech", "One case between 1983 and 2016.", "The first time since",
        "Has a number", "+0.6",
    ):  # fmt: skip
        assert expected in html


@pytest.mark.parametrize(
    ("name", "fields", "before", "after"),
    [
        ("accept", {}, "new", "accepted"),
        ("defer", {"reason": "later"}, "new", "deferred"),
        ("dismiss", {"reason": "no fact in it"}, "new", "dismissed"),
        ("reopen", {}, "dismissed", "new"),
        ("accept", {}, "deferred", "accepted"),
    ],
)
def test_a_decision_is_taken_and_written_down(desk, reviewer, name, fields, before, after):
    claim = factories.make_claim(status=before)
    assert f'id="{name}"' in desk(reviewer).get(page(claim)).content.decode()
    response = desk(reviewer).post(verb(claim, name), {"seen": before, **fields})
    assert response["Location"] == page(claim)
    claim.refresh_from_db()
    assert claim.status == after
    event = claim.events.get()
    assert (event.by, event.reason) == (reviewer, fields.get("reason", ""))


@pytest.mark.parametrize(
    ("name", "fields", "status", "says"),
    [
        ("dismiss", {"reason": "  "}, "new", "Say why the claim is dismissed"),
        ("accept", {}, "reviewed", "cannot become"),
        ("reopen", {}, "new", "cannot become"),
        ("start_review", {}, "dismissed", "Reopen it first"),
        ("split", {}, "new", "not merged"),
        ("dismiss", {"reason": "a\0b"}, "new", "character that is not text"),
        ("defer", {"reason": "a\0b"}, "new", "character that is not text"),
    ],
)
def test_a_refusal_says_why(desk, reviewer, name, fields, status, says):
    claim = factories.make_claim(status=status)
    assert says in told(desk(reviewer).post(verb(claim, name), fields))
    claim.refresh_from_db()
    assert claim.status == status


def test_a_colleagues_decision_is_not_undone(desk, reviewer, editor):
    claim = factories.make_claim()
    triage.defer(Claim.objects.get(pk=claim.pk), by=editor)
    response = desk(reviewer).post(verb(claim, "accept"), {"seen": "new"})
    assert "A colleague has just decided" in told(response)


@pytest.mark.parametrize("name", [*VERBS, *TRIAGE])
def test_verbs_answer_to_post_with_permission_only(desk, reviewer, name):
    claim = factories.make_claim()
    assert desk(reviewer).get(verb(claim, name)).status_code == 405
    assert desk(factories.make_user()).post(verb(claim, name)).status_code == 403
    stranger = factories.reviewer(is_active=False)
    assert desk(stranger).post(verb(claim, name)).status_code == 302
    assert not claim.events.exists()


@pytest.mark.parametrize("role", ["reviewer", "editor", "superuser"])
@pytest.mark.parametrize("name", ["accept", "defer", "start_review"])
def test_every_role_of_the_newsroom_may_triage(desk, people, role, name):
    claim = factories.make_claim()
    assert desk(people[role]).post(verb(claim, name)).status_code == 302
    assert claim.events.get().by == people[role]


def test_verbs_need_the_csrf_token(desk, reviewer):
    client = desk(reviewer)
    client.handler.enforce_csrf_checks = True
    assert client.post(verb(factories.make_claim(), "accept")).status_code == 403


def test_a_review_is_started_once_and_then_linked(desk, reviewer):
    claim = factories.make_claim()
    client = desk(reviewer)
    response = client.post(verb(claim, "start_review"))
    review = claim.reviews.get()
    assert response["Location"] == page(review)
    assert "already started" in told(client.post(verb(claim, "start_review")))
    assert f'href="{page(review)}"' in client.get(page(claim)).content.decode()


@pytest.fixture
def match(db):
    earlier, later = factories.make_claim(), factories.make_claim()
    return ClaimMatch.objects.create(
        claim=later, earlier=earlier, similarity=0.94, relation="same_topic",
        differences=["1992 ≠ 1982"],
    )  # fmt: skip


def test_the_differences_are_spelled_out(desk, reviewer, match):
    factories.make_published_review(match.earlier)
    html = desk(reviewer).get(page(match.claim)).content.decode()
    for expected in ("1992 ≠ 1982", "On the same topic", "Mostly true", "94</span> of 100"):
        assert expected in html


def test_the_same_claim_is_merged_and_split_again(desk, reviewer, match):
    client = desk(reviewer)
    response = client.post(verb(match.claim, "same"), {"match": match.pk})
    assert response["Location"] == page(match.earlier)
    assert match.earlier.appearances.count() == 2
    assert "Undo the merge" in client.get(page(match.claim)).content.decode()
    client.post(verb(match.claim, "split"))
    assert match.earlier.appearances.count() == 1


def test_not_the_same_is_noted_once(desk, reviewer, match):
    client = desk(reviewer)
    assert "not the same" in told(client.post(verb(match.claim, "different"), {"match": match.pk}))
    again = told(client.post(verb(match.claim, "same"), {"match": match.pk}))
    assert "already decided" in again


@pytest.mark.parametrize("wrong", ["", "0", "x", "9" * 19, "9" * 5000])
def test_a_match_of_another_claim_is_not_found(desk, reviewer, match, wrong):
    assert desk(reviewer).post(verb(match.claim, "same"), {"match": wrong}).status_code == 404
    foreign = verb(match.earlier, "same")
    assert desk(reviewer).post(foreign, {"match": match.pk}).status_code == 404


def edited(claim, **fields):
    """What a browser sends that opened the page when the claim was as it is here."""
    seen = {
        "text": claim.text, "types": claim.types, "stated_on": str(claim.stated_on),
        "stated_precision": claim.stated_precision, "speaker": str(claim.speaker or ""),
        "topic": claim.topic,
    }  # fmt: skip
    data = seen | {"stated_on": "2017-02-23"} | fields
    return {f"claim-{name}": value for name, value in data.items()} | {
        f"initial-claim-{name}": value for name, value in seen.items()
    }


def test_the_page_carries_what_it_showed(desk, reviewer):
    html = desk(reviewer).get(page(factories.make_claim())).content.decode()
    for name, value in (("types", "precedent"), ("stated_on", "2017-02-26")):
        assert f'name="initial-claim-{name}" value="{value}"' in html


def test_a_colleagues_wording_is_not_reverted_by_a_date(desk, reviewer, editor):
    claim = factories.make_claim()
    old = edited(claim, stated_on="2017-02-26", stated_precision="month")
    services.edit(claim, {"text": "A colleague’s words."}, by=editor)
    client = desk(reviewer)
    response = client.post(page(claim), old)
    html = response.content.decode()
    assert "A colleague has changed this claim since you opened it" in html
    assert '<option value="month" selected>' in html
    assert html.count("Stored now:") == 1
    claim.refresh_from_db()
    assert (claim.text, claim.stated_precision) == ("A colleague’s words.", "day")
    form = response.context["form"]
    assert form["text"].value() == "A colleague’s words."
    client.post(page(claim), form.data)
    claim.refresh_from_db()
    assert (claim.text, claim.stated_precision) == ("A colleague’s words.", "month")


def test_two_wordings_are_shown_beside_each_other(desk, reviewer, editor):
    claim = factories.make_claim()
    old = edited(claim, text="My words.")
    services.edit(claim, {"text": "A colleague’s words."}, by=editor)
    html = desk(reviewer).post(page(claim), old).content.decode()
    assert "My words.</textarea>" in html
    assert '<div class="letters" dir="auto">A colleague’s words.</div>' in html
    claim.refresh_from_db()
    assert claim.text == "A colleague’s words."


def test_an_old_page_with_a_mistake_in_it_says_both(desk, reviewer, editor):
    claim = factories.make_claim()
    old = edited(claim, stated_on="soon")
    services.edit(claim, {"text": "A colleague’s words."}, by=editor)
    html = desk(reviewer).post(page(claim), old).content.decode()
    assert "A colleague has changed this claim" in html
    assert "Enter a valid date" in html


def test_the_order_of_the_boxes_is_no_change(desk, reviewer):
    claim = factories.make_claim(types=["event", "quantity"])
    data = edited(claim, stated_on="2017-02-26", types=["quantity", "event"])
    assert "Nothing changed" in told(desk(reviewer).post(page(claim), data))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Ada Example", "Ada Example"), ("Eve New", "Eve New"), ("", None)],
)
def test_a_speaker_is_named(desk, reviewer, typed, expected):
    factories.make_speaker("Ada Example")
    claim = factories.make_claim(speaker=factories.make_speaker("Bob Instance"))
    desk(reviewer).post(page(claim), edited(claim, speaker=typed))
    claim.refresh_from_db()
    assert (claim.speaker and claim.speaker.name) == expected
    assert Speaker.objects.count() == 2 + (typed == "Eve New")


def test_few_of_many_names_are_offered(desk, reviewer):
    Speaker.objects.bulk_create(Speaker(name=f"Speaker {n}") for n in range(320))
    Publisher.objects.bulk_create(Publisher(name=f"Outlet {n}") for n in range(320))
    client = desk(reviewer)
    assert client.get(page(factories.make_claim())).content.decode().count(">Speaker ") == 0
    assert client.get(page(factories.make_claim())).content.decode().count('"Speaker ') == 300
    assert client.get(listed("article")).content.decode().count('"Outlet ') == 300


def test_a_claim_needs_words(desk, reviewer):
    claim = factories.make_claim()
    html = desk(reviewer).post(page(claim), edited(claim, text=" \r\n ")).content.decode()
    assert "A claim needs words" in html
    assert not claim.events.exists()


def test_a_correction_keeps_what_the_engine_said(desk, reviewer):
    claim = factories.make_claim()
    before = claim.text
    desk(reviewer).post(page(claim), edited(claim, text="In short."))
    claim.refresh_from_db()
    assert (claim.text, claim.detected_text) == ("In short.", before)
    assert claim.touched_at
    event = claim.events.get()
    assert event.by == reviewer
    assert f"Text: {before} → In short." in event.reason
    assert "Said on: 2017-02-26 → 2017-02-23" in event.reason


def test_an_edit_that_changes_nothing_leaves_no_trace(desk, reviewer):
    claim = factories.make_claim()
    response = desk(reviewer).post(page(claim), edited(claim, stated_on="2017-02-26"))
    assert "Nothing changed" in told(response)
    assert not claim.events.exists()


def test_an_edit_that_is_wrong_says_so(desk, reviewer):
    claim = factories.make_claim()
    response = desk(reviewer).post(page(claim), edited(claim, text="", stated_on="soon"))
    html = response.content.decode()
    assert "This field is required" in html
    assert "Enter a valid date" in html
    assert claim.text in html


def test_a_guest_may_not_edit(desk, db):
    claim = factories.make_claim()
    guest = factories.make_user()
    guest.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    html = desk(guest).get(page(claim)).content.decode()
    assert "start-review" not in html
    assert "Accept" not in html
    assert desk(guest).post(page(claim), edited(claim, text="Mine")).status_code == 403


def test_types_are_named_in_the_history(db, reviewer):
    claim = factories.make_claim()
    services.edit(claim, {"types": ["rule", "event"]}, by=reviewer)
    assert claim.events.get().reason == "Types: Precedent → law or rule, Event"

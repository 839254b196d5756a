"""The pages of figures: who sees them, what they say, and the export."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from claims.admin import charts, numbers
from claims.services.numbers.fairness import COLUMNS
from claims.services.numbers.rates import Rate
from claims.templatetags.numbers import beside, in_words, lasting
from tests import factories
from tests.claims.services.numbers_world import World

from .test_every_page import CANARY, no_inline

NAMES = [*numbers.PAGES, "numbers_fairness_csv"]


@pytest.fixture
def world(db):
    """A few days of work in a newsroom with a biting name in every place."""
    made = World()
    now = timezone.now()
    ada = factories.make_speaker(f"Ada {CANARY}", party=f"=Hats {CANARY}")
    outlet = factories.make_publisher(f"Outlet {CANARY}")
    factor = {"name": f"sign {CANARY}", "value": 1.0, "contribution": 0.5}
    for days in range(8):
        found = now - timedelta(days=days, hours=2)
        made.claim(found, text=f"Waits {CANARY}", speaker=ada, publisher=outlet)
        made.claim(found, (found + timedelta(hours=1), "accepted"), factors=[factor], speaker=ada)
        made.claim(found, (found + timedelta(hours=1), "dismissed", f"Dull {CANARY}"))
        made.claim(found, (found, "accepted"), by_hand=True)
    done = made.claim(now - timedelta(days=5), (now - timedelta(days=4), "reviewed"), speaker=ada)
    made.review(done, (now - timedelta(days=3), "submitted"),
                versions=[(now - timedelta(days=2), "publication"),
                          (now - timedelta(days=1), "rating_change")])  # fmt: skip
    return made


@pytest.mark.parametrize("name", numbers.PAGES)
@pytest.mark.parametrize("days", [7, 30, 90, 365, 1800])
def test_pages_open_escape_and_run_nothing_inline(desk, editor, world, name, days):
    today = timezone.localdate()
    for by in ("party", "speaker", "outlet", "type"):
        query = {"from": today - timedelta(days=days), "to": today, "by": by}
        response = desk(editor).get(reverse(f"admin:{name}"), query)
        assert response.status_code == 200
        html = response.content.decode()
        assert CANARY not in html
        no_inline(response)


@pytest.mark.parametrize("name", numbers.PAGES)
def test_an_empty_newsroom_is_taught(desk, reviewer, name):
    html = desk(reviewer).get(reverse(f"admin:{name}")).content.decode()
    assert 'class="empty"' in html
    assert 'class="chart' not in html


@pytest.mark.parametrize("name", NAMES)
def test_who_may_not_read_claims_may_not_read_their_sums(desk, db, name):
    assert desk(factories.make_user()).get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_strangers_log_in_first(client, db, name):
    assert "login" in client.get(reverse(f"admin:{name}")).url


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"from": "2026-11-01"}, "Give both days"),
        ({"from": "x", "to": "2026-11-01"}, "Give both days"),
        ({"from": "2026-11-02\0", "to": "2026-11-01"}, "Give both days"),
        ({"from": "0001-01-01", "to": "2026-11-01"}, "Give both days"),
        ({"from": "2020-11-02", "to": "2020-11-01"}, "ends before it begins"),
        ({"from": "9999-12-31", "to": "9999-12-31"}, "lies ahead"),
        ({"from": "2001-11-02", "to": "2020-11-01"}, "At most five years"),
    ],
)
def test_a_wrong_period_is_said_and_the_usual_one_shown(desk, reviewer, query, told):
    response = desk(reviewer).get(reverse("admin:numbers"), query)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert response.context["period"].days == numbers.USUAL
    assert desk(reviewer).get(reverse("admin:numbers_fairness_csv"), query).status_code == 400


def test_a_count_that_takes_too_long_is_said(desk, reviewer, monkeypatch):
    def slow(*args):
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(numbers, "throughput", slow)
    response = desk(reviewer).get(reverse("admin:numbers"))
    assert response.status_code == 503
    assert "choose a shorter period" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "most"),
    [("numbers", 16), ("numbers_queue", 11), ("numbers_agreement", 9), ("numbers_fairness", 8)],
)
def test_queries_are_few(desk, reviewer, world, django_assert_max_num_queries, name, most):
    client = desk(reviewer)
    with django_assert_max_num_queries(most):
        client.get(reverse(f"admin:{name}"))


def test_the_overview_says_what_was_done(desk, reviewer, world):
    html = desk(reviewer).get(reverse("admin:numbers")).content.decode()
    assert '<b>Rating changes</b> <span class="figure total">1</span>' in html
    assert "<desc>17 in all; most, 3, " in html


def test_the_oldest_are_linked(desk, reviewer, world):
    html = desk(reviewer).get(reverse("admin:numbers_queue")).content.decode()
    oldest = world.rita and numbers.queue().oldest[0]
    assert reverse("admin:claims_claim_change", args=[oldest.pk]) in html
    assert html.index(f"/{oldest.pk}/change/") < html.index("Waiting longest of all")


def test_agreement_in_words_where_it_is_little(desk, reviewer, world):
    html = desk(reviewer).get(reverse("admin:numbers_agreement")).content.decode()
    assert "<b>9 of 17</b>" in html
    assert "8 in all" in html


# The audit ----------------------------------------------------------------------------------------


def exported(client, **query):
    response = client.get(reverse("admin:numbers_fairness_csv"), query)
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return response, list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_export_is_what_the_page_shows(desk, reviewer, world):
    response, lines = exported(desk(reviewer), by="speaker")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "fairness-speaker-" in response["Content-Disposition"]
    assert list(lines[0]) == list(COLUMNS)
    by_name = {line["group"]: line for line in lines}
    ada = by_name[f"Ada {CANARY}"]
    assert (ada["found"], ada["checked"], ada["rating_changes"]) == ("17", "1", "1")
    assert by_name["Nobody named"]["found"] == "16"


def test_no_cell_is_a_formula(desk, reviewer, world):
    for by in ("party", "speaker"):
        _, lines = exported(desk(reviewer), by=by)
        for cell in (cell for line in lines for cell in line.values()):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert f"'=Hats {CANARY}" in {line["party"] for line in lines}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "  @"])
def test_formulas_are_made_text(start):
    assert numbers.neutral(f"{start}1+1") == f"'{start}1+1"


def test_other_cells_stay():
    assert [numbers.neutral(cell) for cell in ("", "0.5", "a=b", "'", "Ada")] == [
        "", "0.5", "a=b", "'", "Ada",
    ]  # fmt: skip


def test_sorting_keeps_small_groups_last(desk, reviewer, db):
    world, now = World(), timezone.now()
    one = factories.make_speaker("Once Checked")
    many = factories.make_speaker("Often Found")
    checked = world.claim(now, speaker=one)
    world.review(checked, versions=[(now, "publication")])
    for _ in range(20):
        last = world.claim(now, speaker=many)
    world.review(last, versions=[(now, "publication")])
    query = {"by": "speaker", "sort": "checked"}
    groups = desk(reviewer).get(reverse("admin:numbers_fairness"), query).context["groups"]
    assert [g.name for g in groups] == ["Often Found", "Once Checked"]
    query["sort"] = "nonsense"
    response = desk(reviewer).get(reverse("admin:numbers_fairness"), query)
    assert response.context["sort"] == "found"


# Words and charts ---------------------------------------------------------------------------------


def test_small_numbers_are_said_in_words():
    assert in_words(Rate(3, 5)) == "3 of 5"
    assert in_words(Rate(0, 0)) == "none"
    assert in_words(Rate(38, 61)) == "62 % (38 of 61)"


def test_a_group_is_marked_only_where_that_is_sure():
    usual = Rate(500, 1000)
    assert beside(Rate(60, 100), usual) == "above"
    assert beside(Rate(55, 100), usual) == ""
    assert beside(Rate(5, 100), usual) == "below"
    assert beside(Rate(19, 19), usual) == ""
    assert beside(Rate(50, 100), Rate(0, 0)) == ""


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (None, "—"),
        (timedelta(seconds=20), "0 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(minutes=90), "1.5 hours"),
        (timedelta(hours=48), "2.0 days"),
    ],
)
def test_times_are_said_as_people_do(time, said):
    assert lasting(time) == said


@pytest.mark.parametrize(
    ("most", "top"), [(0, 0), (1, 1), (2, 2), (4, 5), (7, 10), (11, 20), (99, 100), (4100, 5000)]
)
def test_axes_end_at_a_round_number(most, top):
    assert charts.ceiling(most) == top


def test_bars_begin_at_zero_and_keep_their_proportion():
    svg = charts.columns([charts.Column("one", 5), charts.Column("two", 10)], "Chart")
    assert 'height="38.0"' in svg
    assert 'height="76.0"' in svg

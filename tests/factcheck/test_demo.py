"""The demonstration has something to show on every page, and names nothing real."""

import html
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from claims.models import (
    ArchivedCopy,
    Article,
    Claim,
    ClaimEvent,
    ClaimMatch,
    Correction,
    Evidence,
    Extraction,
    Partner,
    PublishedVersion,
    QueueEntry,
    ReaderReport,
    Review,
    ReviewEvent,
    Speaker,
    Verdict,
)
from claims.services.gate import gate, open_points
from claims.services.sightings import edited
from factcheck import demo
from factcheck.demo.clock import Clock
from ingest.models import Fetch, Poll

pytestmark = pytest.mark.django_db

# As words, so that "labour" in “labour market” is found as well as the party.
REAL = """
Labour Conservative Conservatives Tory Tories SNP Ukip Plaid Sinn DUP Reform Democrat Democrats
Republican Republicans GOP CDU CSU SPD AfD Corbyn Sturgeon Trump Biden Johnson Starmer Sunak
Farage Merkel Macron Putin Guardian Telegraph Mirror Mail BBC ITV Sky CNN Reuters Spiegel
Britain British England English Scotland Scottish Wales Ireland London Germany France Europe
European America American Brexit Facebook Twitter Google
""".split()


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all tests here, and rolled back after the last."""
    places = SimpleNamespace(logins=tmp_path_factory.mktemp("var") / "demo-logins.json")
    with django_db_blocker.unblock(), override_settings(PLACES=places), transaction.atomic():
        call_command("seed", verbosity=0)
        yield
        transaction.set_rollback(True)


def values(model, field):
    return set(model.objects.values_list(field, flat=True))


@pytest.mark.parametrize(
    ("model", "field", "every"),
    [
        (Claim, "status", Claim.Status),
        (Review, "status", Review.Status),
        (ClaimEvent, "code", ClaimEvent.Dismissed),
        (ClaimMatch, "status", ClaimMatch.Status),
        (PublishedVersion, "kind", PublishedVersion.Kind),
        (Article, "via", {"feed", "file", "paste"}),
        (Evidence, "role", Evidence.Role),
        (Evidence, "primary", {True, False}),
        (ReaderReport, "state", {"new", "answered"}),
    ],
)
def test_every_kind_is_there(model, field, every):
    assert values(model, field) >= set(every)


def test_every_verdict_stands_somewhere():
    standing = Review.objects.filter(status__in=["published", "corrected"])
    assert set(standing.values_list("verdict", flat=True)) == set(Verdict.values)


def test_every_kind_of_correction_was_approved_and_one_waits_and_one_was_declined():
    approved = Correction.objects.filter(status="approved")
    assert set(approved.values_list("kind", flat=True)) == set(Correction.Kind.values)
    assert values(Correction, "status") >= {"proposed", "declined"}


def test_the_engine_finds_every_type_of_claim_that_can_be_checked():
    found = {kind for types in Claim.objects.values_list("types", flat=True) for kind in types}
    assert found >= {
        "quantity", "comparison", "precedent", "causal", "rule", "prediction", "voting",
        "support", "public_opinion", "event", "quote",
    }  # fmt: skip


def test_what_is_published_passes_the_gate_and_cites_its_evidence():
    for review in Review.objects.filter(status__in=Review.PUBLIC):
        assert open_points(review) == []
        advice = {point.name: point.met for point in gate(review)}
        assert advice["Evidence referred to in the text"], review
        assert advice["Claim in short"], review


def test_the_right_of_reply_is_asked_answered_and_overdue():
    today = timezone.localdate()
    asked = Review.objects.filter(reply_asked_on__isnull=False)
    assert asked.exclude(reply="").exists()
    assert asked.filter(reply="", status="draft", reply_due_on__lt=today).exists()
    assert asked.filter(reply="", status="draft", reply_due_on__gt=today).exists()


def test_a_claim_that_differs_in_the_year_is_told_apart():
    match = ClaimMatch.objects.get(claim__text__contains="1992", earlier__text__contains="1982")
    assert "1982" in str(match.differences)
    assert "1992" in str(match.differences)
    assert match.status == "rejected"


def test_a_speaker_repeats_a_claim_and_a_refuted_one_comes_back():
    homes = Claim.objects.get(reviews__headline__contains="40,000 homes")
    assert homes.appearances.values("snapshot__article").distinct().count() == 2
    assert homes.later_matches.filter(status="suggested", relation="same").exists()
    zombies = QueueEntry.objects.filter(status="new", factors__has_key="already refuted")
    assert zombies.filter(claim__speaker__name="Dorian Specimen").exists()


def test_a_text_was_changed_one_is_a_copy_and_one_is_not_read():
    assert edited(Claim.objects.all()).exists()
    assert Article.objects.filter(same_story__isnull=False).exists()
    [german] = Article.objects.filter(language="de")
    assert german.why_unread
    assert not Extraction.objects.filter(snapshot__article=german).exists()


def test_everybody_who_speaks_is_known_with_party():
    told = {name: party for name, _, party, _ in demo.read("newsroom")["speakers"]}
    speakers = Speaker.objects.filter(name__in=told)
    assert {speaker.name: speaker.party for speaker in speakers} == told


def test_feeds_have_brought_articles():
    assert Fetch.objects.filter(feed__isnull=False, article__isnull=False).count() >= 6


def test_no_request_will_leave_the_machine():
    waiting = Extraction.objects.exclude(state="done").values_list("snapshot__article__title")
    assert [title for (title,) in waiting] == ["The Copeland byelection"]
    assert values(ArchivedCopy, "state") == {"done", "dead"}
    assert values(Poll, "state") == {"done"}
    assert not Fetch.objects.exclude(state="done").exists()


def test_the_work_spreads_over_two_months_and_none_of_it_is_to_come():
    now = timezone.now()
    for model in (ClaimEvent, ReviewEvent):
        times = sorted(model.objects.values_list("at", flat=True))
        assert times[0] < now - timedelta(days=50)
        assert times[-1] < now
        assert len({time.date() for time in times}) > 15
    assert Article.objects.first().title == "The Copeland byelection"


def test_the_lists_of_the_desk_tell_who_by_name(client):
    client.force_login(User.objects.get(username="guest"))
    for address in ("/desk/claims/review/", "/desk/claims/correction/?status=all"):
        page = client.get(address).content.decode()
        assert "Remi Reviewer</td>" in page
        assert "Eddie Editor</td>" in page
        assert "<title>Select" not in page


def test_every_verdict_has_its_page(client):
    for review in Review.objects.filter(status__in=Review.PUBLIC):
        page = client.get(review.get_absolute_url())
        assert page.status_code == 200
        assert review.headline in html.unescape(page.content.decode())


def test_it_is_loaded_once():
    def rows():
        return {
            model.__name__: list(model._default_manager.order_by("pk").values_list())
            for model in apps.get_models()
            if model._meta.app_label in ("claims", "ingest", "auth")
        }

    before = rows()
    call_command("seed", verbosity=0)
    assert rows() == before


def test_nothing_in_it_is_real():
    texts = [path.read_text() for path in sorted(demo.FOLDER.iterdir())]
    for text in texts:
        assert not set(re.findall(r"\w+", text)) & {*REAL}
        for host in re.findall(r"https?://([^/\"\s]+)", text):
            assert host.endswith(".example")
        for host in re.findall(r"@([\w.-]+)", text):
            assert host.endswith(".example")


def test_the_clock_is_everybodys_within_and_nobodys_after():
    then = timezone.now() - timedelta(days=9)
    field = Partner._meta.get_field("created_at")
    with Clock() as clock:
        clock.set(then)
        assert timezone.localdate() == timezone.localdate(then)
        assert field.get_default() == then
    assert timezone.now() - then > timedelta(days=8)
    assert field.get_default() - then > timedelta(days=8)

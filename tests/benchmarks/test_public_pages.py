"""A verdict page beside a stock DetailView and a page of Wagtail with the same content."""

import json
import statistics

import pytest
from django.db import connection

from claims.models import Appearance
from claims.services import corrections, reviews
from tests import factories
from tests.benchmarks.race import ROUNDS, Race
from tests.faults.harness import serving_environment

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

TIMES = {False: 40, True: 100}  # requests in a round, of whole pages and of 304
OURS, KEPT = "the verdict page, rendered each time", "the verdict page, as served"
STOCK, WAGTAIL = "Django, a stock DetailView", "Wagtail, a page"
# A project of `startproject` answers every condition with the whole page.
CONDITIONS = "Django, the same with ConditionalGetMiddleware"
# Times as many requests a second as the peer.
LEAST = {False: (WAGTAIL, 2), True: (STOCK, 3)}
EVIDENCE = 8
SENTENCES = (
    "The council’s list names every seat that changed hands [{n}]. In 1960 a seat changed hands "
    "after the result was annulled, which some count and some do not."
)


@pytest.fixture
def review(db):
    """Ten paragraphs, eight items of evidence, three sightings, three versions, four related."""
    speaker = factories.make_speaker("Ada Example", role="Mayor", party="Orchard Party")
    shared = {"speaker": speaker, "topic": "elections", "plan": [
        {"kind": kind, "text": f"{kind} it in the register"}
        for kind in ("establish", "refute", "look")
    ]}  # fmt: skip
    for number in range(4):
        factories.make_published_review(
            factories.make_claim(**shared), headline=f"Another gain {number}", reply="No."
        )
    claim = factories.make_claim(**shared)
    for number in range(2):
        other = factories.make_claim(article=factories.make_article(title=f"Said again {number}"))
        Appearance.objects.filter(claim=other).update(claim=claim)
    body = "\n\n".join(SENTENCES.format(n=n % EVIDENCE + 1) for n in range(10))
    review = factories.make_ready_review(claim, body=body, reply="We stand by what we said.")
    for number in range(2, EVIDENCE + 1):
        factories.make_evidence(review, title=f"Register of seats {number}", quote="One gain.",
                                role=("undermines", "context")[number % 2])  # fmt: skip
    reviews.submit(review, by=review.author)
    review.refresh_from_db()
    factories.approve(review)
    review.refresh_from_db()
    for kind, changes in (("rating_change", {"verdict": "true"}), ("clarification", {})):
        correction = corrections.propose(
            review, kind=kind, reason=f"We have looked again: {kind}.", by=factories.editor(),
            changes=changes | {"summary": f"None did, says the {kind}."},
        )  # fmt: skip
        factories.approve_correction(correction)
        review.refresh_from_db()
    return review


@pytest.fixture
def schemas():
    yield
    with connection.cursor() as cursor:
        for name in ("ours", "stock", "conditions", "wagtail"):
            cursor.execute(f"DROP SCHEMA IF EXISTS {name}_again CASCADE")
            cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def given(review, again, schema, kept=True, conditions=True):
    document = review.versions.latest().document
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    place = {key: connection.settings_dict[key] for key in ("NAME", "USER", "PASSWORD", "HOST")}
    return json.dumps({
        "environment": serving_environment(),
        "database": place | {"OPTIONS": {"options": f"-c search_path={schema}"}},
        "document": document,
        "related": [f"Another gain {number}" for number in range(4)],
        "path": review.get_absolute_url(),
        "words": [document["summary"], "We stand by what we said.", "Another gain 2",
                  "Said again 1", *(item["title"] for item in document["evidence"])],
        "again": again,
        "conditions": again and conditions,
        "kept": kept,
        "times": TIMES[again],
    })  # fmt: skip


@pytest.mark.parametrize("again", [False, True], ids=["whole pages", "asked again"])
def test_a_verdict_page(review, schemas, again):
    suffix = "_again" if again else ""
    with Race([]) as race:
        entries = [(OURS, "ours"), (KEPT, "ours"), (STOCK, "stock"), (WAGTAIL, "wagtail")]
        entries += [(CONDITIONS, "stock")] if again else []
        for label, name in entries:
            schema = "conditions" if label == CONDITIONS else name
            race.texts = [given(review, again, f"{schema}{suffix}", kept=label != OURS,
                                conditions=label != STOCK)]  # fmt: skip
            race.enter(label, f"site-{name}", peer=name == "wagtail")
        race.run()
        print(race.table("304 Not Modified" if again else "Whole pages", "requests", TIMES[again]))
        teams = {team.label: team for team in race.teams}
        ours, served = teams.pop(OURS), teams.pop(KEPT)
        for team in teams.values():
            print(f"  {served.label}: {told(served, team)}; rendered each time {told(ours, team)}")
        peer, least = LEAST[again]
        if peer not in teams:
            pytest.skip("no peer to compare with")
        assert statistics.median(times_as_fast(served, teams[peer])) >= least


def times_as_fast(team, other) -> list[float]:
    return sorted(theirs / mine for mine, theirs in zip(team.seconds, other.seconds, strict=True))


def told(team, other) -> str:
    found = times_as_fast(team, other)
    return (
        f"{statistics.median(found):.2f} times {other.label} "
        f"({found[0]:.2f} to {found[-1]:.2f} in {ROUNDS} rounds)"
    )

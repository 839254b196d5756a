"""What the database refuses, whatever code runs: tried in raw SQL."""

import hashlib
import threading
import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from claims.models import (
    Appearance,
    Article,
    Change,
    Claim,
    ClaimEvent,
    ClaimMatch,
    PlanTick,
    PublishedVersion,
    Removal,
    Review,
    Snapshot,
)
from claims.services import corrections
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "Unemployment 📉 fell.\r\nIt is the lowest since 1974, the minister said."
EXACT = "It is the lowest since 1974"


def sql(statement, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@pytest.fixture
def snapshot():
    article = Article.objects.create(key="https://paper.example/a", via="paste")
    return Snapshot.objects.create(
        article=article, text=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest()
    )


@pytest.fixture
def people():
    return [User.objects.create(username=name) for name in ("writer", "second", "third")]


@pytest.fixture
def claim():
    return Claim.objects.create(text=EXACT, detected_text=EXACT)


def appearance(claim, snapshot, exact, start, end):
    return Appearance(
        claim=claim,
        snapshot=snapshot,
        exact=exact,
        start=start,
        end=end,
        voice="outlet",
        engine="t",
    )


def published_review(claim, writer, second):
    return Review.objects.create(
        claim=claim,
        author=writer,
        approver=second,
        verdict="true",
        status="published",
        published_at=timezone.now(),
        slug="a",
    )


def version(review, author, approver, **fields):
    return PublishedVersion.objects.create(
        review=review,
        number=1,
        kind="publication",
        verdict="true",
        document={"words": "all"},
        sha256="0" * 64,
        author=author,
        approver=approver,
        **fields,
    )


class TestSpans:
    def test_code_points_count_as_python_counts_them(self, claim, snapshot):
        start = TEXT.index(EXACT)
        appearance(claim, snapshot, EXACT, start, start + len(EXACT)).save()
        assert Appearance.objects.get().exact == EXACT

    @pytest.mark.parametrize(
        ("exact", "start", "end"),
        [
            (EXACT, 0, len(EXACT)),
            (EXACT + "!", TEXT.index(EXACT), TEXT.index(EXACT) + len(EXACT) + 1),
            # Past the end of the text the slice is the same: the span would lie.
            ("said.", len(TEXT) - 5, len(TEXT) + 1),
        ],
    )
    def test_other_words_are_refused(self, claim, snapshot, exact, start, end):
        with pytest.raises(IntegrityError), transaction.atomic():
            appearance(claim, snapshot, exact, start, end).save()

    def test_one_wrong_row_refuses_the_statement(self, claim, snapshot):
        start = TEXT.index(EXACT)
        rows = [
            appearance(claim, snapshot, EXACT, start, start + len(EXACT)),
            appearance(claim, snapshot, "Employment", 0, 10),
        ]
        with pytest.raises(IntegrityError), transaction.atomic():
            Appearance.objects.bulk_create(rows)
        assert not Appearance.objects.exists()

    def test_an_update_is_checked_too(self, claim, snapshot):
        appearance(claim, snapshot, "Unemployment", 0, 12).save()
        with pytest.raises(IntegrityError), transaction.atomic():
            Appearance.objects.update(exact="Employment")
        with pytest.raises(IntegrityError), transaction.atomic():
            Appearance.objects.update(end=11)

    def test_an_empty_span_is_refused(self, claim, snapshot):
        with pytest.raises(IntegrityError), transaction.atomic():
            appearance(claim, snapshot, "", 3, 3).save()


class TestTwoPeople:
    FORBIDDEN = {
        "published without approver": ("published", "writer", None, "true", True),
        "published by its author": ("published", "writer", "writer", "true", True),
        "corrected without approver": ("corrected", "writer", None, "true", True),
        "retracted by its author": ("retracted", "writer", "writer", "true", True),
        "published without verdict": ("published", "writer", "second", "", True),
        "published without a date": ("published", "writer", "second", "true", False),
    }

    @pytest.mark.parametrize("case", FORBIDDEN)
    @pytest.mark.parametrize("way", ["insert", "update"])
    def test_a_public_review_needs_a_second_person(self, case, way, claim, people):
        status, author, approver, verdict, dated = self.FORBIDDEN[case]
        ids = {"writer": people[0].pk, "second": people[1].pk, None: None}
        fields = {
            "status": status,
            "author_id": ids[author],
            "approver_id": ids[approver],
            "verdict": verdict,
            "published_at": timezone.now() if dated else None,
        }
        if way == "update":
            draft = Review.objects.create(claim=claim, author=people[0], slug="d")
            with pytest.raises(IntegrityError), transaction.atomic():
                Review.objects.filter(pk=draft.pk).update(**fields)
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                Review.objects.create(claim=claim, slug="d", **fields)

    @pytest.mark.parametrize("approver", [0, None])
    def test_a_version_needs_a_second_person(self, approver, claim, people):
        review = published_review(claim, people[0], people[1])
        with pytest.raises(IntegrityError), transaction.atomic():
            version(review, people[0], None if approver is None else people[approver])

    def test_one_live_review_per_claim(self, claim, people):
        published_review(claim, people[0], people[1])
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(claim=claim, author=people[2], slug="b")
        Review.objects.update(status="retracted")
        Review.objects.create(claim=claim, author=people[2], slug="b")


class TestRecords:
    """UPDATE, DELETE and TRUNCATE are refused to the runtime role, rows or none."""

    TABLES = [
        model
        for model in apps.get_models()
        if getattr(model, "append_only", False) and not getattr(model, "updatable", ())
    ]

    @pytest.mark.parametrize("model", TABLES)
    @pytest.mark.parametrize(
        "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
    )
    def test_refused(self, model, statement, runtime_role):
        with runtime_role(), pytest.raises(ProgrammingError, match="permission denied"):
            sql(statement.format(model._meta.db_table))

    @pytest.mark.parametrize("model", TABLES)
    def test_the_trigger_stands_behind_the_grants(self, model, runtime_role):
        table = model._meta.db_table
        sql(f"GRANT UPDATE, DELETE ON {table} TO {settings.DATABASE_RUNTIME_ROLE}")
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            with runtime_role(), pytest.raises(ProgrammingError, match="refused"):
                sql(statement.format(table))

    def test_a_change_only_gets_its_position_once(self, claim, people, runtime_role):
        change = Change.objects.create(
            kind="publish",
            version=version(published_review(claim, people[0], people[1]), people[0], people[1]),
        )
        with runtime_role():
            Change.objects.update(position=1)
            with pytest.raises(ProgrammingError), transaction.atomic():
                Change.objects.update(position=2)
            with pytest.raises(ProgrammingError), transaction.atomic():
                Change.objects.update(kind="retract")
            with pytest.raises(ProgrammingError), transaction.atomic():
                Change.objects.all().delete()
        change.refresh_from_db()
        assert (change.position, change.kind) == (1, "publish")

    def test_accounts_are_never_deleted(self, people, runtime_role):
        with runtime_role(), pytest.raises(ProgrammingError):
            sql("DELETE FROM auth_user WHERE id = %s", people[2].pk)


class TestLegalRemoval:
    def remove(self, kind, target, why="Court order 12/3", who=None):
        return sql("SELECT legally_remove(%s, %s, %s, %s)", kind, target, why, who)

    def test_a_snapshot_keeps_hash_and_tombstone(self, claim, snapshot, people, runtime_role):
        appearance(claim, snapshot, "Unemployment", 0, 12).save()
        with runtime_role():
            self.remove("snapshot", snapshot.uuid, who=people[0].pk)
        kept = Snapshot.objects.get()
        assert (kept.text, kept.sha256) == ("", snapshot.sha256)
        assert kept.removed_at is not None
        assert Appearance.objects.get().exact == ""
        removal = Removal.objects.get()
        assert (removal.sha256, removal.by, removal.reason) == (
            snapshot.sha256,
            people[0],
            "Court order 12/3",
        )

    def test_partners_learn_of_a_removed_version(self, claim, people, runtime_role):
        gone = version(published_review(claim, people[0], people[1]), people[0], people[1])
        with runtime_role():
            self.remove("version", gone.uuid, who=people[1].pk)
        gone.refresh_from_db()
        assert gone.document == {}
        assert Change.objects.get().kind == "remove"

    @pytest.fixture
    def quoted(self):
        """A published review in two versions, which quote the words of an article."""
        review = factories.make_published_review()
        correction = corrections.propose(
            review,
            kind="correction",
            reason="The year was wrong.",
            changes={"summary": "In 1982."},
            by=factories.reviewer(),
        )
        factories.approve_correction(correction, by=factories.editor())
        return review

    def test_versions_that_quote_a_removed_snapshot_go_with_it(self, quoted, people, runtime_role):
        snapshot = Snapshot.objects.get()
        bystander = factories.make_published_review()
        hashes = list(quoted.versions.order_by("number").values_list("sha256", flat=True))
        with runtime_role():
            self.remove("snapshot", snapshot.uuid, who=people[0].pk)
        versions = list(quoted.versions.order_by("number"))
        assert [(v.document, v.note, v.sha256) for v in versions] == [({}, "", h) for h in hashes]
        assert all(v.removed_at for v in versions)
        assert bystander.versions.get().document
        told = Change.objects.filter(kind="remove").order_by("pk")
        assert [change.version for change in told] == versions
        removals = {(r.kind, r.object_uuid, r.sha256, r.by) for r in Removal.objects.all()}
        assert removals == {
            ("snapshot", snapshot.uuid, snapshot.sha256, people[0]),
            *(("version", v.uuid, v.sha256, people[0]) for v in versions),
        }

    def test_a_claim_found_nowhere_else_loses_its_words(self, quoted, people):
        claim = quoted.claim
        Claim.objects.update(plan=[{"kind": "look", "text": EXACT}], quantities=[{"text": "1982"}])
        self.remove("snapshot", Snapshot.objects.get().uuid, who=people[0].pk)
        claim.refresh_from_db()
        assert (claim.text, claim.detected_text) == ("[removed]", "[removed]")
        assert (claim.plan, claim.quantities, claim.times, claim.precedent) == ([], [], [], None)

    def test_nothing_that_was_made_of_removed_words_keeps_them(self, people):
        by = people[0]
        claim, other = factories.make_claim(), factories.make_claim()
        for one, earlier in ((claim, other), (other, claim)):
            ClaimMatch.objects.create(
                claim=one, earlier=earlier, similarity=0.9, relation="same_topic",
                differences=[f"{EXACT} ≠ 1992"], status="rejected", decided_by=by,
                decided_at=timezone.now(),
            )  # fmt: skip
        bystander = ClaimMatch.objects.create(
            claim=factories.make_claim(), earlier=other, similarity=0.9, relation="same_topic",
            differences=["1982 ≠ 1992"],
        )  # fmt: skip
        PlanTick.objects.create(claim=claim, step="a" * 40, note=EXACT, by=by)
        Claim.objects.filter(pk=claim.pk).update(flags=[f"which “{EXACT}”"])
        event = {"claim": claim, "from_status": "new", "by": by}
        ClaimEvent.objects.create(**event, to_status="new", reason=f"Text: {EXACT} → Less.")
        ClaimEvent.objects.create(**event, to_status="deferred", reason="Wait for the figures.")
        snapshot = claim.appearances.get().snapshot
        self.remove("snapshot", snapshot.uuid, who=by.pk)
        rows = ClaimMatch.objects.exclude(pk=bystander.pk)
        assert set(map(tuple, rows.values_list("differences", flat=True))) == {()}
        bystander.refresh_from_db()
        assert bystander.differences == ["1982 ≠ 1992"]
        claim.refresh_from_db()
        assert claim.flags == []
        assert claim.ticks.get().note == "[removed]"
        reasons = claim.events.order_by("pk").values_list("reason", flat=True)
        assert list(reasons) == ["[removed]", "Wait for the figures."]

    def test_a_claim_that_stands_elsewhere_keeps_its_words(self, people):
        claim = factories.make_claim()
        first = Snapshot.objects.get()
        elsewhere = factories.make_claim()
        Appearance.objects.filter(claim=elsewhere).update(claim=claim, moved_from=elsewhere)
        self.remove("snapshot", first.uuid, who=people[0].pk)
        claim.refresh_from_db()
        assert claim.text.startswith("It was the first time")
        self.remove("snapshot", Snapshot.objects.get(removed_at=None).uuid, who=people[0].pk)
        assert set(Claim.objects.values_list("text", flat=True)) == {"[removed]"}

    def test_a_text_is_removed_once(self, quoted, people):
        target = Snapshot.objects.get().uuid
        self.remove("snapshot", target, who=people[0].pk)
        with pytest.raises(Exception, match="nothing to remove"), transaction.atomic():
            self.remove("snapshot", target, who=people[0].pk)
        assert Removal.objects.count() == 3

    def test_needs_reason_person_and_target(self, snapshot, people):
        for why, who, target in [
            ("", people[0].pk, snapshot.uuid),
            ("why", None, snapshot.uuid),
            ("why", people[0].pk, uuid.uuid4()),
        ]:
            with pytest.raises(Exception, match="removal needs|nothing to remove"):
                self.remove("snapshot", target, why, who)
        assert Snapshot.objects.get().text == TEXT


@pytest.mark.django_db(transaction=True)
def test_a_removal_waits_for_words_that_are_being_written():
    claim, target = factories.make_claim(), Snapshot.objects.get()
    Appearance.objects.all().delete()
    person = factories.editor()
    removed = threading.Event()

    def remove():
        try:
            call = "SELECT legally_remove('snapshot', %s, 'A court said so.', %s)"
            sql(call, target.uuid, person.pk)
            removed.set()
        finally:
            connection.close()

    thread = threading.Thread(target=remove)
    with transaction.atomic():
        appearance(claim, target, target.text[:11], 0, 11).save()
        thread.start()
        assert not removed.wait(0.5)
    thread.join()
    assert removed.is_set()
    assert Appearance.objects.get().exact == ""

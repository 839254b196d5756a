"""Articles that change, and stories that several outlets run."""

import pytest
from django.db import connection

from claims import pipeline
from claims.models import Anchor, Appearance, Article, Claim, Extraction, Snapshot
from claims.services import documents, extraction, matching, sightings, triage
from claims.services.articles import read_anyway, receive_article
from claims.text.analyse import ENGINE
from tests import factories

pytestmark = pytest.mark.django_db

URL = "https://paper.example/carrow"
LEAD = "The council of Carrow met on Thursday in the old town hall."
SAID = "Unemployment in Carrow fell to 4.1% in May, the lowest since 1974."
OTHER = "The party lost 12 of its 40 seats on Thursday, Ada Example said."
TEXT = f"{LEAD}\n\n{SAID}\n\n{OTHER}"
CORRECTED = TEXT.replace("4.1%", "4.7%")


def receive(text=TEXT, url=URL, **fields):
    return receive_article(text=text, url=url, via=Article.Via.LINK, **fields)


def read(text=TEXT, url=URL, **fields):
    received = receive(text, url, **fields)
    assert pipeline.extract(received.extraction.pk)
    return received


def claim_of(words):
    return Appearance.objects.filter(exact__contains=words).earliest("pk").claim


def fates(claim):
    return [a.fate for a in Anchor.objects.filter(appearance__claim=claim).order_by("pk")]


class TestAChangedArticle:
    def test_claims_whose_words_stay_are_the_same_claims(self):
        read()
        before = set(Claim.objects.values_list("pk", flat=True))
        received = read("Corrected on Friday.\n\n" + TEXT)
        assert set(Claim.objects.values_list("pk", flat=True)) == before
        again = received.snapshot.appearances.all()
        assert {a.claim_id for a in again} == before
        assert all(a.carried_from for a in again)
        assert all(a.exact == received.snapshot.text[a.start : a.end] for a in again)
        assert set(Anchor.objects.values_list("fate", flat=True)) == {"moved"}
        assert not sightings.edited(Claim.objects.all())

    def test_a_figure_that_was_corrected_is_told_with_both_wordings(self):
        read()
        claim = claim_of("4.1%")
        read(CORRECTED)
        assert fates(claim) == ["changed"]
        edit = sightings.edits_of(claim).get()
        assert "4.1%" in edit.appearance.exact
        assert edit.words == edit.appearance.exact.replace("4.1%", "4.7%")
        assert list(sightings.edited(Claim.objects.all())) == [claim]
        assert claim_of("4.7%") != claim

    def test_words_that_were_taken_out_are_gone(self):
        read()
        claim = claim_of("4.1%")
        read(TEXT.replace(SAID, ""))
        assert fates(claim) == ["gone"]
        assert sightings.edits_of(claim).get().words == ""

    def test_a_text_that_returns_is_the_latest_again(self):
        first = read()
        claim, other = claim_of("4.1%"), claim_of("40 seats")
        read(CORRECTED)
        new = claim_of("4.7%")
        back = read()
        assert back.created
        assert back.article.latest == back.snapshot != first.snapshot
        assert fates(claim) == ["changed", "exact"]
        assert fates(new) == ["changed"]
        assert set(back.snapshot.appearances.values_list("claim", flat=True)) >= {
            claim.pk,
            other.pk,
        }
        assert list(sightings.edited(Claim.objects.all())) == [new]

    def test_the_same_text_again_is_no_new_version(self):
        first = read()
        assert receive().created is False
        assert first.article.snapshots.count() == 1

    def test_a_removed_text_does_not_come_back(self):
        first = read()
        read(CORRECTED)
        by = factories.reviewer()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT legally_remove('snapshot', %s, 'Order', %s)", [first.snapshot.uuid, by.pk]
            )
        again = receive()
        assert (again.created, again.snapshot.text if again.created else "") == (False, "")
        assert not Snapshot.objects.filter(text=TEXT).exists()

    def test_a_settled_edit_is_not_asked_about_again(self):
        read()
        claim, by = claim_of("4.1%"), factories.reviewer()
        read(CORRECTED)
        assert sightings.settle(claim, by=by) == 1
        read(CORRECTED + "\n\nIt rained.")
        assert fates(claim) == ["changed", "changed"]
        assert not sightings.edited(Claim.objects.all())
        read(CORRECTED.replace("4.7%", "4.8%"))
        assert list(sightings.edited(Claim.objects.filter(pk=claim.pk))) == [claim]

    def test_a_dismissed_claim_raises_no_flag(self):
        read()
        claim = claim_of("4.1%")
        triage.dismiss(claim, by=factories.reviewer(), reason="Old.")
        read(CORRECTED)
        assert not sightings.edited(Claim.objects.all())

    def test_it_is_read_after_the_version_before_it(self):
        first, second = receive(), receive(CORRECTED)
        assert extraction.take(second.extraction.pk) is None
        assert pipeline.extract(first.extraction.pk)
        assert pipeline.extract(second.extraction.pk)
        assert fates(claim_of("4.1%")) == ["changed"]

    def test_the_version_after_is_rung_for(self, monkeypatch, django_capture_on_commit_callbacks):
        first, second = receive(), receive(CORRECTED)
        rung = []
        monkeypatch.setattr("claims.doorbell.send", lambda task, *args: rung.append((task, *args)))
        with django_capture_on_commit_callbacks(execute=True):
            pipeline.extract(first.extraction.pk)
        assert (extraction.TASK, second.extraction.pk) in rung

    def test_the_public_document_names_the_article_once(self):
        read()
        claim = claim_of("40 seats")
        read("Corrected on Friday.\n\n" + TEXT)
        assert claim.appearances.count() == 2
        assert len(documents.sightings(claim)) == 1

    def test_a_merged_claim_takes_later_sightings_back_when_it_is_split(self):
        read()
        claim, earlier = claim_of("40 seats"), claim_of("4.1%")
        match = claim.matches.create(earlier=earlier, similarity=1, relation="same")
        by = factories.reviewer()
        matching.confirm(match, by=by)
        read("Corrected on Friday.\n\n" + TEXT)
        matching.split(Claim.objects.get(pk=claim.pk), by=by)
        assert claim.appearances.count() == 2


STORY = "\n\n".join(
    f"In {year} the council of {town} counted {year - 1000} houses, {year - 1900} more than before."
    for year, town in zip(range(1951, 1971), ["Carrow", "Marlow", "Elmbridge", "Dunford"] * 5,
                          strict=True)
)  # fmt: skip


class TestAgencyCopy:
    COPY = "By our own staff in Marlow.\n\n" + STORY
    MORE = STORY + "\n\n" + "\n\n".join(
        f"The mayor of Tetbury spent £{n} million on roads nobody drives in winter, she said."
        for n in (3, 5, 8)
    )  # fmt: skip

    def test_a_copy_is_linked_and_not_read_again(self):
        first = read(STORY, publisher="The Invented Post")
        found = set(Claim.objects.values_list("pk", flat=True))
        copy = read(self.COPY, "https://other.example/a", publisher="The Other Paper")
        assert copy.article.same_story == first.article
        assert set(Claim.objects.values_list("pk", flat=True)) == found
        assert set(copy.snapshot.appearances.values_list("claim", flat=True)) == found
        row = Extraction.objects.get(pk=copy.extraction.pk)
        assert (row.state, row.copied, row.added, row.kept) == ("done", True, 0, len(found))
        assert not Anchor.objects.exists()
        claim = Claim.objects.first()
        assert {a.snapshot.article for a in documents.sightings(claim)} == {
            first.article,
            copy.article,
        }

    def test_its_claims_stand_only_where_the_words_stand(self):
        read(STORY)
        copy = read(STORY.replace("counted 951", "counted 952"), "https://other.example/a")
        changed = claim_of("counted 951")
        assert changed.pk not in copy.snapshot.appearances.values_list("claim", flat=True)

    def test_a_copy_with_another_figure_is_read(self):
        read(STORY)
        found = set(Claim.objects.values_list("pk", flat=True))
        copy = read(STORY.replace("counted 951", "counted 851"), "https://other.example/a")
        here = set(copy.snapshot.appearances.values_list("claim", flat=True))
        assert claim_of("counted 851").pk in here - found
        assert len(here - found) == 1
        assert len(here & found) == len(found) - 1
        assert not Extraction.objects.get(pk=copy.extraction.pk).copied
        assert not Claim.objects.filter(status=Claim.Status.SUPERSEDED).exists()

    def test_a_copy_that_leaves_something_out_is_not(self):
        read(STORY)
        copy = read(STORY[STORY.index("\n") + 2 :], "https://other.example/a")
        assert Extraction.objects.get(pk=copy.extraction.pk).copied

    def test_a_story_with_more_in_it_is_read_and_shares_its_claims(self):
        first = read(STORY)
        found = set(Claim.objects.values_list("pk", flat=True))
        more = read(self.MORE, "https://other.example/a")
        assert more.article.same_story == first.article
        assert Extraction.objects.get(pk=more.extraction.pk).copied is False
        here = set(more.snapshot.appearances.values_list("claim", flat=True))
        assert here > found
        assert not Claim.objects.filter(status=Claim.Status.SUPERSEDED).exists()
        assert any("Tetbury" in text for text in Claim.objects.values_list("text", flat=True))

    def test_it_waits_for_the_first(self):
        first, copy = receive(STORY), receive(self.COPY, "https://other.example/a")
        assert extraction.take(copy.extraction.pk) is None
        pipeline.extract(first.extraction.pk)
        assert pipeline.extract(copy.extraction.pk)
        assert copy.snapshot.appearances.count() == first.snapshot.appearances.count() > 0

    def test_copies_of_copies_point_to_the_first(self):
        first = receive(STORY)
        receive(self.COPY, "https://other.example/a")
        third = receive("Two.\n\n" + self.COPY, "https://third.example/a")
        assert third.article.same_story == first.article

    def test_a_person_can_have_it_read(self):
        read(STORY)
        copy = read(self.COPY, "https://other.example/a")
        row = read_anyway(copy.article)
        assert (row.pk, row.state, row.copied) == (copy.extraction.pk, "waiting", False)
        assert pipeline.extract(row.pk)
        assert Extraction.objects.get(pk=row.pk).sentences
        assert receive(self.COPY + " Yes.", "https://other.example/a").extraction.copied is False

    def test_another_story_is_not_linked(self):
        read(STORY)
        assert (
            read(self.MORE.replace(STORY, ""), "https://other.example/a").article.same_story is None
        )


class TestAnotherLanguage:
    TEXT = "Mae'r cyngor wedi cyfarfod ddydd Iau. Roedd 40 o bobl yno."

    def test_it_is_kept_and_not_read_and_says_so(self):
        received = receive(self.TEXT, language="cy")
        assert received.extraction is None
        assert received.article.why_unread == (
            "The text is in Welsh (cy); the engine reads English only."
        )
        assert not Extraction.objects.exists()

    @pytest.mark.parametrize("language", ["", "en", "en-GB", "EN_us", "und"])
    def test_english_and_unknown_are_read(self, language):
        assert receive(language=language).extraction

    @pytest.mark.parametrize("language", ["xx", "x" * 99, "x\0y", "q\ud83dq"])
    def test_a_code_that_nobody_knows_is_no_fault(self, language):
        assert "another language" in receive(language=language).article.why_unread

    def test_a_person_can_have_it_read(self):
        received = receive(self.TEXT, language="cy")
        row = read_anyway(received.article)
        assert row.engine == ENGINE
        assert pipeline.extract(row.pk)
        assert Article.objects.get().why_unread == ""
        assert receive(self.TEXT + " Ie.", language="cy").extraction

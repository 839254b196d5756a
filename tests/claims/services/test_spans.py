"""Where claims begin and end: what each verb does, what it refuses, and how it is undone."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from claims.models import Anchor, Appearance, Claim, ClaimMatch
from claims.services import (
    claims,
    documents,
    extraction,
    matching,
    reviews,
    sightings,
    spans,
    triage,
)
from claims.services.spans import SpanRefused
from claims.text.analyse import analyse
from claims.text.encoder import ModelBroken
from tests.factories import (
    approve,
    editor,
    make_article,
    make_claim,
    make_published_review,
    make_submitted_review,
    reviewer,
)

TEXT = (
    "Harbour news 🚢\r\n\r\n"
    "“We opened 12 schools in 2016,  and closed 3 libraries,” said Ada Example, leader of the "
    "council.\r\n\r\nשלום. The e\u0301clair tax rose by 5% last year."
)
SCHOOLS = "We opened 12 schools in 2016"
LIBRARIES = "closed 3 libraries"
BOTH = "We opened 12 schools in 2016,  and closed 3 libraries"
TAX = "The e\u0301clair tax rose by 5% last year"

pytestmark = pytest.mark.django_db


def ends(words, text=TEXT):
    start = text.index(words)
    return start, start + len(words)


def mark(words, article=None, by=None):
    snapshot = (article or make_article(TEXT)).latest
    return spans.create(snapshot, *ends(words, snapshot.text), by=by or reviewer())


def sighting(claim):
    return claim.appearances.get()


def move(claim, words, by=None):
    row = sighting(claim)
    return spans.move(row, *ends(words), seen=(row.start, row.end), by=by or reviewer())


# Marking ------------------------------------------------------------------------------------------


def test_a_person_marks_a_claim():
    by = reviewer()
    claim = mark(SCHOOLS, by=by)
    row = sighting(claim)
    assert (row.exact, row.extraction) == (SCHOOLS, None)
    assert TEXT[: row.start].endswith(row.prefix)
    assert TEXT[row.end :].startswith(row.suffix)
    assert (row.prefix, row.suffix) == ("Harbour news 🚢\r\n\r\n“", TEXT[row.end : row.end + 32])
    assert (claim.detected_text, claim.status, claim.speaker.name) == ("", "new", "Ada Example")
    assert (row.voice, claim.types[0]) == ("direct", "quantity")
    assert 0 < claim.score == row.score
    assert claim.plan
    assert claim.touched_at
    event = claim.events.get()
    assert (event.by, event.reason, event.to_status) == (by, f"Marked: “{SCHOOLS}”", "new")


@pytest.mark.parametrize("words", ["🚢", "שלום", "e\u0301clair", "2016,  and", "🚢\r\n\r\n“We"])
def test_the_span_is_exact_in_every_script(words):
    row = sighting(mark(words))
    assert row.exact == words == TEXT[row.start : row.end]


def test_white_space_at_the_ends_is_left_out():
    assert sighting(mark(f"\r\n\r\n“{BOTH},” ")).exact == f"“{BOTH},”"


def test_what_a_person_marked_is_compared_with_earlier_claims():
    claim = mark(TAX)
    assert claim.matched_at is None
    other = mark(TAX, make_article(f"{TAX}."))
    while matching.suggest_next():
        pass
    assert other.matches.get().earlier == claim


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (3, 3, "no words"),
        (14, 18, "no words"),
        (-1, 4, "not in the text"),
        (5, 4, "not in the text"),
        (0, len(TEXT) + 1, "not in the text"),
        (10**9, 10**9 + 1, "not in the text"),
    ],
)
def test_a_claim_needs_words_of_the_text(start, end, says):
    with pytest.raises(SpanRefused, match=says):
        spans.create(make_article(TEXT).latest, start, end, by=reviewer())
    assert not Claim.objects.exists()


def test_a_claim_is_not_a_chapter():
    snapshot = make_article("word " * 1000).latest
    with pytest.raises(SpanRefused, match=r"4,999 characters, at most 3,000.*Choose the sentence"):
        spans.create(snapshot, 0, 5000, by=reviewer())


def test_the_same_words_are_marked_once():
    article = make_article(TEXT)
    claim = mark(SCHOOLS, article)
    with pytest.raises(SpanRefused, match=r"already \(new\): “"):
        mark(SCHOOLS, article)
    triage.dismiss(claim, by=reviewer(), reason="Local news.")
    with pytest.raises(SpanRefused, match="Reopen it instead"):
        mark(SCHOOLS, article)


def test_words_that_an_engine_gave_up_are_marked_again():
    claim = make_claim(SCHOOLS, make_article(TEXT), status=Claim.Status.SUPERSEDED)
    again = mark(SCHOOLS, sighting(claim).snapshot.article)
    assert (again, again.status) == (claim, "new")
    assert again.touched_at


def test_a_mark_is_taken_back_and_made_again():
    by = reviewer()
    claim = mark(SCHOOLS, by=by)
    spans.take_back(claim, by=by)
    claim.refresh_from_db()
    assert (claim.status, claim.events.first().reason) == ("dismissed", spans.TAKEN_BACK)
    assert mark(SCHOOLS, sighting(claim).snapshot.article, by) == claim


def test_without_the_model_nothing_is_changed(monkeypatch):
    def broken(*_, **__):
        raise ModelBroken("no file")

    claim = mark(SCHOOLS)
    monkeypatch.setattr(spans, "read", broken)
    for step in (lambda: mark(TAX), lambda: move(claim, BOTH)):
        with pytest.raises(SpanRefused, match="Nothing was changed; try again later"):
            step()
    assert sighting(claim).exact == SCHOOLS


def remove(snapshot, by):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT legally_remove('snapshot', %s, 'A court order.', %s)", [snapshot.uuid, by.pk]
        )


def test_a_removed_text_is_not_marked():
    article = make_article(TEXT)
    remove(article.latest, editor())
    with pytest.raises(SpanRefused, match="removed for legal reasons"):
        spans.create(article.latest, 0, 0, by=reviewer())


def test_a_text_that_is_removed_meanwhile_is_not_marked():
    article = make_article(TEXT)
    seen = article.latest
    remove(seen, editor())
    with pytest.raises(SpanRefused, match="just removed for legal reasons"):
        spans.create(seen, *ends(SCHOOLS), by=reviewer())
    assert not Claim.objects.exists()


# Moving -------------------------------------------------------------------------------------------


def test_the_ends_of_a_claim_move_and_what_it_says_follows():
    by = reviewer()
    claim = mark(SCHOOLS)
    assert move(claim, BOTH, by)
    row = sighting(claim)
    claim.refresh_from_db()
    assert (row.exact, row.extraction) == (BOTH, None)
    assert "libraries" in claim.text
    assert [q["value"] for q in claim.quantities][-1] == 3
    assert all(TEXT[q["start"] : q["end"]] == q["exact"] for q in claim.quantities)
    assert claim.score == row.score
    event = claim.events.first()
    assert (event.by, event.reason) == (by, f"Words: “{SCHOOLS}” → “{BOTH}”")
    assert claim.matched_at is None


def test_back_again_is_as_before():
    claim = mark(SCHOOLS)
    before = [getattr(claim, f) for f in ("text", "types", "plan", "quantities", "score")]
    move(claim, BOTH)
    move(claim, SCHOOLS)
    claim.refresh_from_db()
    assert [getattr(claim, f) for f in ("text", "types", "plan", "quantities", "score")] == before


def test_what_people_worded_stays():
    claim = mark(SCHOOLS)
    claims.edit(claim, {"text": "Tarn opened twelve schools.", "types": ["event"]}, by=reviewer())
    move(claim, BOTH)
    claim.refresh_from_db()
    assert (claim.text, claim.types) == ("Tarn opened twelve schools.", ["event"])
    assert sighting(claim).exact == BOTH


def test_what_the_machine_said_first_is_kept():
    claim = make_claim(SCHOOLS, make_article(TEXT))
    said = claim.detected_text
    move(claim, BOTH)
    claim.refresh_from_db()
    assert claim.text != said == claim.detected_text


def test_open_suggestions_are_said_anew():
    first = mark("12 schools")
    claim = mark(SCHOOLS)
    ClaimMatch.objects.create(claim=claim, earlier=first, similarity=1, relation="same")
    move(claim, LIBRARIES)
    assert ClaimMatch.objects.get().relation != "same"


def test_no_change_is_no_event():
    claim = mark(SCHOOLS)
    assert not move(claim, SCHOOLS)
    assert claim.events.count() == 1


def test_the_slower_of_two_colleagues_is_told():
    claim = mark(SCHOOLS)
    row = sighting(claim)
    move(claim, BOTH)
    with pytest.raises(SpanRefused, match=f"colleague has changed.*“{BOTH}”"):
        spans.move(row, *ends(LIBRARIES), seen=ends(SCHOOLS), by=reviewer())


def test_onto_another_claim_means_merging():
    article = make_article(TEXT)
    mark(BOTH, article)
    claim = mark(SCHOOLS, article)
    with pytest.raises(SpanRefused, match="Merge the two claims instead"):
        move(claim, BOTH)
    assert sighting(claim).exact == SCHOOLS


def test_a_published_check_keeps_its_words():
    claim = mark(TAX)
    make_published_review(claim)
    with pytest.raises(SpanRefused, match="published check quotes these words"):
        move(claim, TAX[:-10])
    row = sighting(claim)
    with pytest.raises(SpanRefused, match="published check"):
        spans.split(row, *spans.halves(TEXT, (row.start, row.end), row.start + 10),
                    seen=(row.start, row.end), by=reviewer())  # fmt: skip


def test_a_second_reader_approves_only_the_words_they_read():
    review = make_submitted_review(mark(TAX))
    seen = documents.reading(review)
    move(review.claim, TAX[:-10])
    with pytest.raises(reviews.ReviewRefused, match="changed since you read it"):
        reviews.approve(review, seen=seen, by=editor())


def test_words_that_were_followed_into_a_later_version_stay():
    claim = mark(SCHOOLS)
    article = sighting(claim).snapshot.article
    later = article.snapshots.create(text="Other.", sha256="0" * 64)
    Anchor.objects.create(appearance=sighting(claim), snapshot=later, fate="gone")
    with pytest.raises(SpanRefused, match="Change the claim in the latest version"):
        move(claim, BOTH)


# What the engine does afterwards ------------------------------------------------------------------


def read_again(article, engine="test-2"):
    row = extraction.enqueue(article.latest, engine)
    return extraction.complete(extraction.take(row.pk), analyse(article.latest.text))


def test_no_later_engine_sets_the_ends_back():
    article = make_article(TEXT)
    article.latest.extractions.update(state="done")
    read_again(article)
    row = Appearance.objects.get(exact__contains="12 schools")
    was = row.exact
    spans.move(row, row.start, row.start + 20, seen=(row.start, row.end), by=reviewer())
    mark("news 🚢", article)
    before = set(Appearance.objects.values_list("exact", flat=True))
    read_again(article, "test-3")
    assert set(Appearance.objects.values_list("exact", flat=True)) == before
    assert was not in before
    assert not Claim.objects.filter(status="superseded").exists()


def test_words_that_a_person_set_hold_in_the_next_version():
    article = make_article(TEXT)
    article.latest.extractions.update(state="done")
    read_again(article)
    row = Appearance.objects.get(exact__contains="12 schools")
    spans.move(row, row.start, row.start + 20, seen=(row.start, row.end), by=reviewer())
    old = row.exact
    row.refresh_from_db()
    later = article.snapshots.create(text=f"Updated.\n\n{TEXT}", sha256="0" * 64)
    lease = extraction.take(extraction.enqueue(later, "test-2").pk)
    extraction.complete(lease, analyse(later.text), sightings.trace(lease.earlier, lease.text))
    found = later.appearances.filter(claim=row.claim).get()
    assert (found.exact, found.extraction) == (row.exact, None)
    assert not later.appearances.filter(exact=old).exists()


def test_sentences_that_failed_are_read_again():
    article = make_article(TEXT)
    row = article.latest.extractions.get()
    failed = [{"start": 0, "end": 5, "outcome": "failed", "reason": "OSError"}]
    article.latest.extractions.update(state="done", sentences=failed)
    assert extraction.retry(row)
    article.latest.extractions.update(state="done", sentences=[failed[0] | {"outcome": "claim"}])
    assert not extraction.retry(row)


# Splitting ----------------------------------------------------------------------------------------


def cut(claim, words, by=None):
    row = sighting(claim)
    seen = row.start, row.end
    parts = spans.halves(row.snapshot.text, seen, row.snapshot.text.index(words))
    return spans.split(row, *parts, seen=seen, by=by or reviewer())


def test_a_claim_becomes_two():
    by = reviewer()
    claim = mark(BOTH)
    claims.edit(claim, {"speaker": "Berta Sample"}, by=by)
    other = cut(claim, "and closed")
    other.refresh_from_db()
    claim.refresh_from_db()
    assert (sighting(claim).exact, sighting(other).exact) == (SCHOOLS, "and closed 3 libraries")
    assert other.speaker == claim.speaker
    assert sighting(other).voice == sighting(claim).voice
    assert "libraries" not in claim.text
    assert claim.events.first().reason.startswith("Split: the rest is now “")


@pytest.mark.parametrize(
    ("text", "at", "parts"),
    [
        ("One, two", 4, ("One", "two")),
        ("One two", 3, ("One", "two")),
        ("One — two", 5, ("One", "two")),
        ("It rose 5% (in May); it fell", 20, ("It rose 5% (in May)", "it fell")),
        ("😀 שלום", 1, ("😀", "שלום")),
        ("a\r\nb", 1, ("a", "b")),
    ],
)
def test_what_stands_between_the_parts_goes(text, at, parts):
    found = spans.halves(text, (0, len(text)), at)
    assert tuple(text[a:b] for a, b in found) == parts


@pytest.mark.parametrize("at", [-5, 0, 3, 4, 99])
def test_both_parts_need_words(at):
    with pytest.raises(SpanRefused, match="both parts must have some"):
        spans.halves("One,", (0, 4), at)


@pytest.mark.parametrize(
    ("first", "second"),
    [((0, 5), (4, 8)), ((0, 0), (4, 8)), ((0, 5), (5, 99)), ((4, 8), (0, 3)), ((0, 3), (5, 5))],
)
def test_the_parts_lie_within_and_apart(first, second):
    claim = make_claim("Rents rose", make_article("Rents rose."))
    with pytest.raises(SpanRefused, match="within its words"):
        spans.split(sighting(claim), first, second, seen=(0, 10), by=reviewer())


def test_a_split_is_undone_and_done_again():
    by = reviewer()
    claim = mark(BOTH)
    text = claim.text
    other = cut(claim, "and closed")
    row = sighting(claim)
    spans.join(row, other, ends(BOTH), seen=(row.start, row.end), by=by)
    claim.refresh_from_db()
    other.refresh_from_db()
    assert (sighting(claim).exact, claim.text, other.status) == (BOTH, text, "dismissed")
    assert cut(claim, "and closed") == other


def test_a_split_is_all_or_nothing():
    article = make_article(TEXT)
    claim = mark(BOTH, article)
    mark("and closed 3 libraries", article)
    with pytest.raises(SpanRefused, match="already"):
        cut(claim, "and closed")
    assert sighting(claim).exact == BOTH


# Merging ------------------------------------------------------------------------------------------


def test_two_claims_become_one_and_two_again():
    article, by = make_article(TEXT), reviewer()
    into, claim = mark(SCHOOLS, article), mark(BOTH, article)
    matching.merge(claim, into, by=by)
    claim.refresh_from_db()
    assert (claim.status, claim.merged_into) == ("merged", into)
    assert {a.exact for a in into.appearances.all()} == {SCHOOLS, BOTH}
    assert claim.events.first().by == by
    matching.split(claim, by=by)
    claim.refresh_from_db()
    assert (claim.status, sighting(claim).exact) == ("new", BOTH)
    matching.merge(claim, into, by=by)
    assert ClaimMatch.objects.get().status == "confirmed"


def test_an_earlier_claim_is_merged_into_a_later_one_too():
    article = make_article(TEXT)
    claim, into = mark(SCHOOLS, article), mark(BOTH, article)
    matching.merge(claim, into, by=reviewer())
    assert into.appearances.count() == 2


def test_what_cannot_be_merged():
    article = make_article(TEXT)
    one, two, three = mark(SCHOOLS, article), mark(BOTH, article), mark(TAX, article)
    with pytest.raises(matching.MatchingRefused, match="the claim itself"):
        matching.merge(one, one, by=reviewer())
    matching.merge(one, two, by=reviewer())
    for claim, into, says in [
        (one, three, "merged into another; look there"),
        (three, one, "merged into another; look there"),
        (two, three, "undo that first"),
    ]:
        with pytest.raises(matching.MatchingRefused, match=says):
            matching.merge(claim, into, by=reviewer())


# At the same time ---------------------------------------------------------------------------------


def meanwhile(step):
    """Run `step` on a connection of its own; what it raised or returned, once it is over."""
    outcome = []

    def run():
        try:
            outcome.append(step())
        except Exception as error:
            outcome.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread, outcome


@pytest.mark.django_db(transaction=True)
def test_two_people_mark_the_same_words_at_once():
    snapshot, by, other = make_article(TEXT).latest, reviewer(), reviewer()
    with transaction.atomic():
        spans.create(snapshot, *ends(SCHOOLS), by=by)
        thread, outcome = meanwhile(lambda: spans.create(snapshot, *ends(SCHOOLS), by=other))
        thread.join(1)
        assert thread.is_alive()
    thread.join()
    assert "A colleague has just marked exactly these words" in str(outcome[0])
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_check_that_is_being_published_keeps_its_words():
    review = make_submitted_review(mark(TAX))
    second, waits = editor(), Event()
    with transaction.atomic():
        approve(review, by=second)
        thread, outcome = meanwhile(lambda: move(review.claim, TAX[:-10]))
        waits.wait(0.5)
        assert thread.is_alive()
    thread.join()
    assert "published check" in str(outcome[0])
    assert review.versions.get().document["appearances"][0]["exact"] == TAX


@pytest.mark.django_db(transaction=True)
def test_two_people_move_the_same_claim_at_once():
    claim = mark(SCHOOLS)
    with transaction.atomic():
        move(claim, BOTH)
        row = Appearance.objects.get(claim=claim)
        thread, outcome = meanwhile(
            lambda: spans.move(row, *ends(LIBRARIES), seen=ends(SCHOOLS), by=reviewer())
        )
        thread.join(0.5)
        assert thread.is_alive()
    thread.join()
    assert "A colleague has changed where this claim begins" in str(outcome[0])
    assert sighting(claim).exact == BOTH

import pytest

from claims.models import Speaker
from claims.services import claims
from tests import factories


def test_only_what_was_seen_is_changed(db):
    claim = factories.make_claim()
    seen = claims.values(claim)
    claims.edit(claim, {"text": "Other words."}, seen=seen, by=factories.reviewer())
    with pytest.raises(claims.Conflict):
        claims.edit(claim, {"stated_precision": "year"}, seen=seen, by=factories.reviewer())
    claim.refresh_from_db()
    assert (claim.text, claim.stated_precision) == ("Other words.", "day")


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_a_claim_needs_words(db, text):
    with pytest.raises(claims.ClaimRefused, match="needs words"):
        claims.edit(factories.make_claim(), {"text": text}, by=factories.reviewer())


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ada Example", ("Ada Example", "")),
        ("ada example", ("Ada Example", "")),
        ("Ada Example (the younger)", ("Ada Example", "the younger")),
        ("Ada Example (the elder)", ("Ada Example (the elder)", "")),
        ("Bob", ("Bob", "")),
    ],
)
def test_a_speaker_is_found_by_name_or_new(db, typed, expected):
    Speaker.objects.create(name="Ada Example")
    Speaker.objects.create(name="Ada Example", distinction="the younger")
    found = claims.speaker_named(typed)
    assert (found.name, found.distinction) == expected


def test_a_name_that_does_not_fit_is_refused(db):
    with pytest.raises(claims.ClaimRefused, match="at most 200 fit"):
        claims.speaker_named("x" * 201)


def test_an_empty_name_is_nobody(db):
    assert claims.speaker_named("") is None


def test_a_name_is_the_same_as_the_database_says(db):
    """UPPER() and lower() disagree about the Turkish dotless i."""
    factories.make_speaker("Kemal Kiliç")
    other = factories.make_speaker("Kemal Kılıç")
    claim = factories.make_claim()
    claims.edit(claim, {"speaker": "Kemal Kılıç"}, by=factories.reviewer())
    claim.refresh_from_db()
    assert claim.speaker == other

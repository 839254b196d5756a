"""The second reader of a correction sees everything that the new version would say anew."""

import copy

import pytest

from claims.admin.pending import differences, known_numbers
from claims.models import Article, Correction
from claims.services import claims, corrections
from claims.services.documents import content
from tests import factories

from .pages import page

ITEM = {"number": 1, "role": "supports", "title": "A list", "url": "https://a.example/"}
SIGHTING = {
    "exact": "It rose.", "start": 0, "end": 8,
    "article": {"id": "a", "title": "Taxes", "url": "", "publisher": None},
    "snapshot": {"id": "s", "sha256": "0", "taken_at": "2017"},
}  # fmt: skip
OLD = {
    "claim": {
        "id": "c", "text": "Taxes rose.", "types": [{"code": "rule", "label": "law or rule"}],
        "speaker": {"id": "1", "name": "Ada"}, "stated_on": "2017-02-26",
        "plan": [{"kind": "look", "text": "The budget."}],
    },
    "appearances": [SIGHTING],
    "verdict": {"code": "true", "label": "True", "reason": "It is.", "rating": 5},
    "summary": "Short.",
    "body": "Long.",
    "body_html": "<p>Long.</p>",
    "evidence": [ITEM],
    "as_of": "2017-02-27",
    "reply": {"asked_on": None, "text": ""},
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("claim text", "Taxes fell.", ("Claim", "Taxes rose.", "Taxes fell.")),
        ("claim types", [], ("Claim: types", "law or rule", "")),
        ("claim speaker name", "Eve", ("Claim: speaker", "Ada", "Eve")),
        ("claim speaker id", "2", ("Claim: which speaker of that name", "1", "2")),
        ("claim stated_on", "2016-02-26", ("Claim: said on", "2017-02-26", "2016-02-26")),
        ("claim plan", [], ("Claim: check plan", "look: The budget.", "")),
        ("appearances 0 exact", "It fell.", ("Where it was said: the words", "It rose.",
                                             "It fell.")),
        ("appearances 0 article publisher", "The Post", ("Where it was said: outlet", "",
                                                         "The Post")),
        ("appearances 0 article url", "https://x.example", ("Where it was said: link of the "
                                                            "article", "", "https://x.example")),
        ("appearances", [], ("Where it was said", "the words: It rose.\narticle title: Taxes\n"
                             "snapshot taken at: 2017", "")),
        ("verdict label", "False", ("Verdict", "True", "False")),
        ("verdict reason", "It isn’t.", ("Verdict: in one line", "It is.", "It isn’t.")),
        ("summary", "New.", ("Summary", "Short.", "New.")),
        ("body", "New.", ("Reasoning", "Long.", "New.")),
        ("evidence 0 title", "B", ("Evidence [1]: title", "A list", "B")),
        ("evidence", [], ("Evidence [1]", "role: supports\ntitle: A list\n"
                          "link: https://a.example/", "")),
        ("reply text", "No.", ("The speaker’s reply", "", "No.")),
        ("reply asked_on", "2017-02-27", ("The speaker’s reply: asked on", "", "2017-02-27")),
    ],
)  # fmt: skip
def test_each_difference_is_named(path, value, expected):
    assert differences(OLD, changed(OLD, path, value)) == [expected]


@pytest.mark.parametrize(
    "path", ["body_html", "as_of", "verdict code", "verdict rating", "claim id"]
)
def test_what_is_made_from_the_rest_is_not_told_twice(path):
    assert differences(OLD, changed(OLD, path, "other")) == []


def test_new_evidence_is_told_apart():
    new = changed(OLD, "evidence", [ITEM, {**ITEM, "number": 2}])
    assert differences(OLD, new) == []
    assert known_numbers(new) - known_numbers(OLD) == {2}


def test_two_sightings_in_the_same_place_are_both_compared():
    old = changed(OLD, "appearances", [SIGHTING, SIGHTING])
    assert len(differences(old, OLD)) == 1


def test_a_version_that_was_removed_says_nothing():
    assert ("Summary", "", "Short.") in differences({}, OLD)


def changed(document, path, value):
    new = copy.deepcopy(document)
    *way, last = [int(step) if step.isdecimal() else step for step in path.split()]
    place = new
    for step in way:
        place = place[step]
    place[last] = value
    return new


@pytest.fixture
def proposed(desk, reviewer, editor):
    claim = factories.make_claim(
        speaker=factories.make_speaker("Ada Example"),
        plan=[{"kind": "refute", "text": "One case."}],
        precedent={"kind": "first_since", "since": 1982},
    )
    review = factories.make_published_review(claim, reviewer, editor, reply="No.")
    corrections.propose(
        review,
        kind=Correction.Kind.CLARIFICATION,
        reason="Clearer.",
        changes={"summary": "Clearer words."},
        by=reviewer,
    )
    return review


def test_nothing_of_a_document_escapes(proposed):
    """Whatever may come to stand in the document is compared, or known to be made of the rest."""
    old = content(proposed)
    silent = {p for p in paths(old) if not differences(old, changed(old, p, "changed"))}
    assert silent == {
        "claim id", "claim types 0 code", "verdict code", "verdict rating", "verdict best",
        "verdict worst",
        "body_html", "as_of", "evidence 0 copy", "appearances 0 article id",
        "appearances 0 snapshot sha256",
    }  # fmt: skip


def paths(value, path=""):
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        if isinstance(item, (dict, list)) and item:
            yield from paths(item, f"{path} {key}".strip())
        else:
            yield f"{path} {key}".strip()


def test_the_page_shows_what_changed_beside_the_correction(desk, reviewer, editor, proposed):
    assert "Mallory" not in desk(editor).get(page(proposed)).content.decode()
    claims.edit(proposed.claim, {"text": "Taxes fell.", "speaker": "Mallory"}, by=reviewer)
    Article.objects.update(publisher=factories.make_publisher("The Other Post"))
    html = desk(editor).get(page(proposed)).content.decode()
    for expected in ("<h3>Claim</h3>", "<h3>Claim: speaker</h3>", "Mallory</ins>",
                     "<ins>The Other Post</ins>", "<h3>Summary</h3>"):  # fmt: skip
        assert expected in html

import json

import pytest

from claims.services.documents import context, fingerprint
from tests.factories import make_article, make_claim, make_published_review, make_speaker

pytestmark = pytest.mark.django_db

PLACES = {
    "middle": ("One.\nTwo [x] three.\nFour.", ("Two ", " three.")),
    "first and last": ("[x]", ("", "")),
    "carriage returns": ("One.\r\nTwo [x].\r\nThree.", ("Two ", ".")),
    "long": ("ab " * 300 + "[x]" + " cd" * 300, ("… " + "ab " * 199, " cd" * 199 + " …")),
    "without spaces": ("a" * 700 + "[x]" + "b" * 700, ("… " + "a" * 600, "b" * 600 + " …")),
}


@pytest.mark.parametrize("case", PLACES)
def test_the_paragraph_around_a_span(case):
    marked, expected = PLACES[case]
    start = marked.index("[")
    text = marked.replace("[", "").replace("]", "")
    assert context(text, start, start + 1) == expected


def test_the_document_says_what_was_said_and_by_whom():
    claim = make_claim(speaker=make_speaker("Ada Example", party="Example"), article=make_article())
    review = make_published_review(claim, reply_asked_on="2017-02-27")
    document = review.versions.get().document
    assert document["claim"]["speaker"]["name"] == "Ada Example"
    sighting = document["appearances"][0]
    paragraph = sighting["before"] + sighting["exact"] + sighting["after"]
    assert paragraph in claim.appearances.get().snapshot.text
    assert document["verdict"]["rating"] == 4
    assert document["author"]["name"] != document["approver"]["name"]
    assert document["reply"] == {
        "asked_on": "2017-02-27",
        "asked_how": "",
        "due_on": None,
        "text": "",
        "replied_on": None,
    }


def test_no_database_id_leaves_the_house():
    document = make_published_review().versions.get().document

    def keys(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "id":
                    assert len(value) == 36
                keys(value)
        elif isinstance(node, list):
            for item in node:
                keys(item)

    keys(document)


def test_the_fingerprint_is_of_the_stored_document():
    version = make_published_review().versions.get()
    assert version.sha256 == fingerprint(version.document)
    assert fingerprint(json.loads(json.dumps(version.document))) == version.sha256


def test_a_later_edit_of_anything_changes_nothing_published():
    review = make_published_review()
    before = review.versions.get().document
    review.evidence.update(title="Changed")
    review.claim.text = "Changed"
    review.claim.save()
    assert review.versions.get().document == before

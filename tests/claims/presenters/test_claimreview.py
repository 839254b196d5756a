import pytest

from claims.models import Verdict
from claims.presenters.claimreview import claim_review
from claims.presenters.markup import violations
from tests.claims.presenters.documents import (
    DOCUMENT,
    URL,
    line,
    make_document,
    make_speaker,
    make_verdict,
    with_speaker,
)

CORRECTED = [
    line(1, "publication", "mostly_true"),
    line(2, "spelling", "mostly_true", "Seat, not set."),
    line(3, "clarification", "mostly_true", "We now name the year."),
    line(4, "rating_change", "true", "The disputed case does not count."),
]


def in_voice(voice, publisher="The Invented Courier"):
    sighting = DOCUMENT["appearances"][0]
    article = sighting["article"] | {"publisher": publisher}
    return make_document(appearances=[sighting | {"voice": voice, "article": article}])


def dated(day, precision):
    claim = DOCUMENT["claim"] | {"stated_on": day, "stated_precision": precision}
    return make_document(claim=claim)


def documents():
    yield "plain", make_document()
    yield "a person", with_speaker()
    yield "an organisation", with_speaker(kind="organisation", role="", party="")
    yield "a bare name", with_speaker(role="", party="", wikidata="")
    yield "a wrong Wikidata id", with_speaker(wikidata="https://evil.example")
    yield "no sighting", make_document(appearances=[])
    yield "no evidence", make_document(evidence=[])
    yield "no date", dated(None, "day")
    yield "corrected", make_document(versions=CORRECTED, version=4)
    for verdict in Verdict:
        part = make_verdict(verdict.value, str(verdict.label), verdict.rating)
        yield verdict.value, make_document(verdict=part)
    for voice in ("direct", "headline", "outlet", "unattributed"):
        yield voice, in_voice(voice)
        yield f"{voice}, no outlet", in_voice(voice, publisher=None)


@pytest.mark.parametrize("document", [pytest.param(d, id=name) for name, d in documents()])
def test_keeps_every_rule(document):
    assert violations(claim_review(document)) == []


def test_says_what_the_document_says():
    node = claim_review(make_document())
    assert node["url"] == URL
    assert node["claimReviewed"] == "First seat taken since 1982"
    assert node["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Mostly true",
        "ratingExplanation": "One earlier case is disputed.",
        "ratingValue": 4,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert node["datePublished"] == node["dateModified"] == "2017-02-26T09:00:00Z"
    assert node["inLanguage"] == "en-GB"
    assert node["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "List of byelections",
            "url": "https://records.example/list",
            "archivedAt": "https://archive.example/list",
        }
    ]
    assert node["publisher"]["correctionsPolicy"] == "https://desk.example/corrections/"


def test_without_a_short_form_the_whole_claim_is_reviewed():
    claim = DOCUMENT["claim"] | {"headline": ""}
    assert claim_review(make_document(claim=claim))["claimReviewed"] == claim["text"]


@pytest.mark.parametrize(
    ("day", "precision", "expected"),
    [
        ("2017-02-23", "day", "2017-02-23"),
        ("2017-02-01", "month", "2017-02"),
        ("2017-01-01", "year", "2017"),
    ],
)
def test_the_claims_date_is_as_precise_as_it_is_known(day, precision, expected):
    assert claim_review(dated(day, precision))["itemReviewed"]["datePublished"] == expected


def test_a_person_and_an_organisation_are_told_apart():
    person = claim_review(with_speaker())["itemReviewed"]["author"]
    assert person == {
        "@type": "Person",
        "name": "Ada Example",
        "jobTitle": "Mayor",
        "affiliation": {"@type": "Organization", "name": "Example Party"},
        "sameAs": "https://www.wikidata.org/wiki/Q4115189",
    }
    house = claim_review(with_speaker(kind="organisation"))["itemReviewed"]["author"]
    assert (house["@type"], "jobTitle" in house) == ("Organization", False)


@pytest.mark.parametrize("wikidata", ["", "42", "Q0", "Q1/../x", "https://elsewhere.example/Q1"])
def test_only_a_wikidata_id_is_an_identity(wikidata):
    assert "sameAs" not in claim_review(with_speaker(wikidata=wikidata))["itemReviewed"]["author"]


@pytest.mark.parametrize(
    ("voice", "publisher", "author"),
    [
        ("outlet", "The Invented Courier", "The Invented Courier"),
        ("outlet", None, None),
        ("headline", "The Invented Courier", None),
        ("unattributed", "The Invented Courier", None),
        ("direct", "The Invented Courier", None),
    ],
)
def test_without_a_speaker_only_the_newspapers_own_voice_has_an_author(voice, publisher, author):
    claim = claim_review(in_voice(voice, publisher))["itemReviewed"]
    assert claim.get("author", {}).get("name") == author


def test_corrections_are_told_in_order_and_spelling_is_not():
    node = claim_review(make_document(versions=CORRECTED))
    assert [c["text"] for c in node["correction"]] == [
        "We now name the year.",
        "Verdict changed from “Mostly true” to “True”. The disputed case does not count.",
    ]


def test_a_retracted_review_has_no_markup():
    assert claim_review(make_document(retracted=True, kind="retraction")) is None


def test_a_script_address_is_no_link():
    sighting = DOCUMENT["appearances"][0]
    article = sighting["article"] | {"url": "javascript:alert(1)"}
    document = make_document(
        appearances=[sighting | {"article": article}],
        evidence=[DOCUMENT["evidence"][0] | {"url": "data:text/html,x", "archived_url": "x"}],
    )
    node = claim_review(document)
    assert "url" not in node["itemReviewed"]["firstAppearance"]
    assert set(node["citation"][0]) == {"@type", "name"}


def test_nothing_of_one_claim_leaks_into_the_next():
    claim_review(with_speaker(name="Ada Leak"))
    assert "author" not in claim_review(in_voice("headline"))["itemReviewed"]
    assert make_speaker()["name"] == "Ada Example"

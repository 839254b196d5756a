import pytest

from claims.models import Verdict
from tests import factories
from tests.claims.presenters.documents import (
    DOCUMENT,
    make_document,
    make_verdict,
    with_speaker,
)
from tests.claims.site.reader import Page


@pytest.fixture
def page(client, freeze):
    def page(document):
        return Page(client.get(freeze(document)))

    return page


def shape(value):
    """The keys of a document, at every depth; lists by their first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def test_the_document_by_hand_has_the_shape_of_a_real_one(review):
    real = factories.published_version(review).document
    by_hand = make_document()
    for one in (real, by_hand):
        one["claim"]["plan"] = []
    assert shape(real) == shape(by_hand)


def test_page_markup_and_document_say_the_same(page):
    document = with_speaker()
    seen = page(document)
    node = seen.claim_review
    for said in (
        node["claimReviewed"],
        node["reviewRating"]["alternateName"],
        node["reviewRating"]["ratingExplanation"],
        node["itemReviewed"]["author"]["name"],
        node["itemReviewed"]["author"]["jobTitle"],
        node["itemReviewed"]["firstAppearance"]["headline"],
        *(work["name"] for work in node["citation"]),
    ):
        assert said in seen.text
    assert "Published 26 February 2017" in seen.text
    assert seen.all("link", rel="canonical") == [{"rel": "canonical", "href": node["url"]}]


@pytest.mark.parametrize("verdict", Verdict)
def test_the_meter_shows_the_rating_without_colour(page, verdict):
    part = make_verdict(verdict.value, str(verdict.label), verdict.rating)
    seen = page(make_document(verdict=part))
    steps = [a["class"].split() for a in seen.all("span") if a.get("class", "").startswith("step")]
    rating = verdict.rating or 0
    assert [("filled" in s) for s in steps] == [n <= rating for n in range(1, 6)] * bool(rating)
    assert ("Not on the scale from False to True" in seen.text) == (verdict.rating is None)
    assert seen.claim_review["reviewRating"]["alternateName"] == verdict.label
    assert str(verdict.label) in seen.text
    if rating:
        assert [n for n, s in enumerate(steps, 1) if "here" in s] == [rating]
        assert seen.all("div", role="img")[0]["aria-label"].startswith(f"Step {rating} of 5")


@pytest.mark.parametrize(
    ("voice", "publisher", "who"),
    [
        ("outlet", "The Invented Courier", "The Invented Courier in the newspaper’s own voice"),
        ("outlet", None, "The newspaper itself"),
        ("headline", "The Invented Courier", "A headline of The Invented Courier"),
        ("headline", None, "A headline"),
        ("unattributed", None, "Nobody is named"),
    ],
)
def test_without_a_speaker_the_page_says_whose_voice_it_is(page, voice, publisher, who):
    sighting = DOCUMENT["appearances"][0]
    article = sighting["article"] | {"publisher": publisher}
    document = make_document(appearances=[sighting | {"voice": voice, "article": article}])
    assert f"Who said it {who}" in page(document).text


def test_the_claim_as_title_cannot_be_read_as_our_words(page):
    text = page(make_document(verdict=make_verdict("false", "False", 1))).text
    assert "Fact-check: false First seat taken since 1982" in text


def test_the_claims_words_are_marked_in_their_paragraph(client, review):
    response = client.get(review.get_absolute_url())
    words = factories.WORDS
    assert f"It was <mark>{words}</mark>, said Ada Example." in response.content.decode()


def test_references_lead_to_the_evidence(page):
    html = "<p>As listed [1], not [2]. <a href='https://x.example'>[1]</a> <code>[1]</code></p>"
    seen = page(make_document(body_html=html))
    assert seen.links().count("#evidence-1") == 1
    assert "#evidence-2" not in seen.links()
    assert seen.all("li", id="evidence-1")


def test_evidence_says_its_role_source_quote_and_dates(page):
    seen = page(make_document())
    for said in ("Supports the claim", "Primary source", "One gain, in 1982.",
                 "Read on 25 February 2017", "Archived copy of [1]"):  # fmt: skip
        assert said in seen.text
    assert "https://archive.example/list" in seen.links()


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"asked_on": "2017-02-25", "text": "We stand by it."}, "Asked on 25 February 2017, they"),
        ({"asked_on": None, "text": "We stand by it."}, "They told us: We stand by it."),
        ({"asked_on": "2017-02-25", "text": ""}, "We asked on 25 February 2017 and had no reply"),
    ],
)
def test_the_reply_or_that_there_was_none(page, reply, said):
    assert said in page(make_document(reply=reply)).text


def test_nobody_was_asked_where_nobody_could_be(page):
    assert "reply" not in page(make_document(reply={"asked_on": None, "text": ""})).text.lower()


def test_how_it_was_checked_and_why(page):
    text = page(make_document()).text
    assert "For the claim to hold, this must be so It happened in 1982." in text
    assert "We looked at it because it contains a number." in text


def test_a_factor_without_words_of_ours_keeps_its_name(page):
    document = make_document()
    document["appearances"][0]["factors"] = [
        {"name": "constant", "value": 1.0, "contribution": -1.2},
        {"name": "a new factor", "value": 1.0, "contribution": 0.2},
        {"name": "personal", "value": 1.0, "contribution": -0.4},
    ]
    text = page(document).text
    assert "because a new factor. Against it: it is about somebody’s own experience." in text
    assert "constant" not in text


@pytest.mark.parametrize(("contribution", "said"), [(0.7, "is like"), (-0.7, "is unlike")])
def test_wording_can_speak_for_or_against(page, contribution, said):
    document = make_document()
    document["appearances"][0]["factors"] = [
        {"name": "number", "value": 1.0, "contribution": 1.0},
        {"name": "wording", "value": 0.5, "contribution": contribution},
    ]

    assert (
        f"its wording {said} that of sentences which people wanted checked" in page(document).text
    )


def test_people_and_days_stand_on_the_page(page):
    text = page(make_document()).text
    assert "Written by Robin Writer, approved by Eddie Second" in text
    assert "Facts as of 25 February 2017" in text


def test_other_sightings_are_listed(page):
    document = make_document()
    second = DOCUMENT["appearances"][0] | {"exact": "first gain in 35 years", "voice": "indirect"}
    later = second["article"] | {"published_on": "2017-03-01", "publisher": "The Made-up Post"}
    document["appearances"].append(second | {"article": later})
    text = page(document).text
    assert "In 2 articles of 2 outlets that we know of, from 24 February 2017 to 1 March" in text
    assert "24 February 2017 First sighting the first time since 1982" in text
    assert "1 March 2017 After our verdict first gain in 35 years" in text


def test_sightings_stand_in_the_order_of_their_days(page):
    document = make_document()
    for on in (None, "2016-05-01"):
        sighting = DOCUMENT["appearances"][0]
        article = sighting["article"] | {"published_on": on}
        document["appearances"].append(sighting | {"article": article})
    text = page(document).text
    places = [text.index(d) for d in ("1 May 2016 First", "24 February 2017 the", "Day not known")]
    assert places == sorted(places)


def test_a_claim_without_sighting_is_quoted_as_it_reads(page):
    seen = page(make_document(appearances=[]))
    assert DOCUMENT["claim"]["text"] in seen.text
    assert not seen.all("mark")


def test_the_evidence_leads_back_to_where_it_is_cited(page):
    cited = page(make_document(body_html="<p>As listed [1], and [1] again.</p>"))
    assert [a.get("id") for a in cited.all("a", href="#evidence-1")] == ["cited-1", None]
    assert cited.all("a", href="#cited-1")
    assert not page(make_document(body_html="<p>Without.</p>")).all("a", href="#cited-1")


def test_the_weight_of_the_evidence_is_said_in_numbers(page):
    item = DOCUMENT["evidence"][0]
    against = item | {"number": 2, "role": "undermines", "primary": False}
    text = page(make_document(evidence=[item, against, against | {"number": 3}])).text
    assert "+ Supports the claim: 1 (1 primary) − Undermines the claim: 2" in text


def test_how_the_speaker_was_asked(page):
    reply = {"asked_on": "2017-02-25", "asked_how": "by e-mail", "due_on": "2017-03-01", "text": ""}
    text = page(make_document(reply=reply)).text
    assert "We asked on 25 February 2017 (by e-mail) for an answer by 1 March 2017" in text


def test_the_page_costs_four_queries_and_one_the_next_time(
    client, review, django_assert_num_queries
):
    for queries in (4, 1):
        with django_assert_num_queries(queries):
            client.get(review.get_absolute_url())


def test_the_first_view_is_light(client, review):
    assert len(client.get(review.get_absolute_url()).content) < 30_000

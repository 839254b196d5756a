"""Every trap of ClaimReview: the markup of a sound document falls into none, any fault is seen."""

import json
from copy import deepcopy
from html.parser import HTMLParser
from itertools import cycle, product

import pytest

from claims.models import PublishedVersion, Verdict
from claims.presenters.claimreview import claim_review
from claims.presenters.markup import ANY_NODE, REVIEW, advice, violations
from claims.site.verdicts import script_json
from tests.claims.presenters.documents import (
    DOCUMENT,
    URL,
    line,
    make_document,
    make_speaker,
    make_verdict,
    with_speaker,
)
from tests.claims.site.test_safety import PAYLOADS

Kind = PublishedVersion.Kind


def author(**fields):
    return lambda n: n["itemReviewed"].update(author=fields)


def rating(**fields):
    return lambda n: n["reviewRating"].update(fields)


def top(**fields):
    return lambda n: n.update(fields)


# The name of the rule, and what it must notice.
BROKEN = [
    ("a known type", lambda n: n["itemReviewed"].update({"@type": "Thing"})),
    ("schema.org's properties only", lambda n: n["itemReviewed"].update(location="Perth")),
    ("schema.org's properties only", top(rating="4")),
    ("says something", top(citation=[{"@type": "CreativeWork"}])),
    ("no empty value", lambda n: n["itemReviewed"].update(text=" ")),
    ("no empty value", top(citation=[])),
    ("a name", author(**{"@type": "Person"})),
    ("a name", lambda n: n["author"].pop("name")),
    ("nobody is called unknown", author(**{"@type": "Person", "name": "Unknown"})),
    ("nobody is called unknown", author(**{"@type": "Person", "name": " N/A "})),
    ("ISO 8601 dates", top(datePublished="26 February 2017")),
    ("web addresses", top(citation=[{"@type": "CreativeWork", "url": "javascript:alert(1)"}])),
    ("web addresses", top(citation=[{"@type": "CreativeWork", "url": "https://"}])),
    ("web addresses", top(citation=[{"@type": "CreativeWork", "url": "https://a.example/b c"}])),
    ("a known identity", lambda n: n["itemReviewed"]["author"].update(sameAs=URL)),
    ("one ClaimReview", top(citation=[{"@type": "ClaimReview", "url": URL}])),
    ("one ClaimReview", top(**{"@type": "Review"})),
    ("only schema.org's context", top(**{"@context": ["https://schema.org", URL]})),
    ("only schema.org's context", top(**{"@context": "http://schema.org"})),
    ("what is required is there", lambda n: n.pop("claimReviewed")),
    ("what is required is there", lambda n: n.pop("itemReviewed")),
    ("the claim without the rating", top(claimReviewed="Mostly true: first seat since 1982")),
    ("the claim without the rating", top(claimReviewed="FALSE – first seat since 1982")),
    ("the claim without the rating", top(claimReviewed="First seat since 1982 (half true)")),
    ("a rating in words", lambda n: n["reviewRating"].pop("alternateName")),
    ("all numbers or none", lambda n: n["reviewRating"].pop("bestRating")),
    ("numbers on the scale only", rating(alternateName="Unproven")),
    ("numbers on the scale only", lambda n: n.update(reviewRating={
        "@type": "Rating", "alternateName": "True"})),
    ("numbers in order", rating(worstRating=0)),
    ("numbers in order", rating(ratingValue=6)),
    ("numbers in order", rating(bestRating=1, ratingValue=1)),
    ("numbers in order", rating(ratingValue="4")),
    ("numbers in order", rating(worstRating=True)),
    ("who made the claim", author(**{"@type": "NewsArticle", "headline": "Ada"})),
    ("a page of its own", top(**{"@id": f"{URL}#other"})),
    ("an address that is final", top(url=URL.rstrip("/"))),
    ("an address that is final", top(url=f"{URL}?page=2")),
    ("an address that is final", top(url="https://Desk.example/verdicts/x/")),
    ("the language", top(inLanguage="English (UK)")),
    ("the corrections policy", lambda n: n["publisher"].pop("correctionsPolicy")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "broken"), BROKEN)
def test_each_fault_is_seen_and_named(rule, broken):
    node = claim_review(with_speaker())
    assert violations(node, URL) == []
    broken(node)
    found = violations(node)
    assert any(f"{rule}.)" in sentence for sentence in found), found


def test_every_rule_has_a_test():
    assert {rule for rule, _ in BROKEN} == {rule.name for rule in (*ANY_NODE, *REVIEW)}


def test_the_markup_is_of_the_page_it_stands_on():
    (fault,) = violations(claim_review(make_document()), "https://other.example/verdicts/x/")
    assert "https://other.example" in fault


@pytest.mark.parametrize(
    "claim",
    [
        "False alarms doubled in a year",
        "It is true that crime fell",
        "The mayor called it satire: nobody laughed",
        "“Mostly true” is the most common verdict",
    ],
)
def test_a_claim_may_speak_of_truth(claim):
    node = claim_review(make_document())
    node["claimReviewed"] = claim
    assert violations(node) == []


@pytest.mark.parametrize(("length", "told"), [(75, False), (76, True)])
def test_a_long_claim_is_advised_against_and_not_refused(length, told):
    node = claim_review(make_document())
    node["claimReviewed"] = "x" * length
    assert (violations(node), bool(advice(node))) == ([], told)


# A thousand verdicts ------------------------------------------------------------------------------

SPEAKERS = [
    None,
    make_speaker(),
    make_speaker(role="", party="", wikidata=""),
    make_speaker(kind="organisation", name="The Example Office", role="", party=""),
    make_speaker(kind="organisation", name="The Example Office", wikidata="not a number"),
]
VOICES = ("direct", "indirect", "mixed", "headline", "outlet", "unattributed")
WORDS = [*PAYLOADS, "", "Łódź’s “rate” – 12 % 📉", "نسبة البطالة", "x" * 300, "two\nlines"]


def thousand():
    """Every verdict after every kind of correction, for every kind of speaker, with words of
    strangers in every field that can hold them; what they have in common goes round."""
    hostile, voices = cycle(WORDS), cycle(VOICES)
    lengths = cycle([0, 1, 3])
    cases = product(Verdict, Kind, SPEAKERS, range(4))
    for (verdict, kind, speaker, _), words in zip(cases, hostile, strict=False):
        yield generated(verdict, kind, speaker, words, next(voices), next(lengths))


def generated(verdict, kind, speaker, words, voice, length):
    versions = [line(1, "publication", "half_true")]
    if kind != Kind.PUBLICATION:
        versions.append(line(2, kind, verdict, words or "We were wrong."))
    sighting = deepcopy(DOCUMENT["appearances"][0]) | {"voice": voice}
    sighting["article"] |= {"title": words, "url": words, "publisher": words or None}
    # Whoever said it has a name: the desk does not take a blank one.
    said_by = speaker and speaker | {"name": f"Ada {words}", "role": words, "party": words}
    return make_document(
        claim=DOCUMENT["claim"]
        | {"speaker": said_by, "headline": words[:75], "text": words or "It rained."},
        appearances=[sighting] * length,
        evidence=[DOCUMENT["evidence"][0] | {"title": words, "url": words, "archived_url": words}],
        verdict=make_verdict(verdict.value, str(verdict.label), verdict.rating)
        | {"reason": words or "It did."},
        kind=kind.value,
        note=words,
        retracted=kind == Kind.RETRACTION,
        version=len(versions),
        versions=versions,
        published_at=versions[-1]["published_at"],
    )


class Scripts(HTMLParser):
    """What a browser takes for scripts."""

    def __init__(self, html):
        super().__init__()
        self.found, self.inside = [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.inside = tag == "script"
        self.found += [""] if self.inside else []

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found[-1] += data


def test_a_thousand_verdicts_break_no_rule():
    seen, faults = 0, []
    for document in thousand():
        html = f"<script>{script_json(claim_review(document))}</script><p>after</p>"
        (script,) = Scripts(html).found
        node = json.loads(script) if script else None
        assert (node is None) == document["retracted"]
        faults += violations(node, URL)
        seen += 1
    assert seen >= 1_000
    assert faults == []

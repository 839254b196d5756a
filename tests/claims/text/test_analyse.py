import json
import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import extraction, reported
from claims.text.analyse import ENGINE, analyse
from claims.text.encoder import ModelBroken

ARTICLE = """\
Mayor faces vote on port tolls

ADA Moss has vowed to stay on as mayor of Port Ambrose despite her party’s worst result in 20 years.

Prompted by the sale of the docks, the vote was the first time since 1974 the council had
overruled its own mayor.

Ms Moss said: “Rents have risen by 12% since the sale. We must not give up.

“Did the dockers give up? Never.”

She said there was “no appetite” in the town for tolls.

Harbour Party councillor Ben Reed said the port lost £3m in 2016.
"""
PUBLISHED = date(2017, 2, 26)

# Marks, cues and breaks that the rules look at, so that random texts reach into them.
PIECES = st.sampled_from(
    ["“", "”", '"', "'", "’", " said ", "Ada Moss", "He", " that ", ": ", ", ", ". ", "? ", "\n",
     "\r\n", "\n\n", "\x00", "\ud800", "😀", "e\u0301", "مرحبا", "<p>", "£5m", "since 1982",
     "the first time", "worst", " ever", "not ", "on Thursday", "according to ", " and ", "— ", "A"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@pytest.fixture(scope="module")
def analysis():
    return analyse(ARTICLE, published=PUBLISHED)


def claim(analysis, words):
    return next(c for c in analysis.claims if words in c.exact)


def test_the_outlets_own_record(analysis):
    found = claim(analysis, "worst result")

    assert found.exact == "her party’s worst result in 20 years"
    assert (found.speaker, found.voice) == (None, "outlet")
    assert (found.precedent.kind, found.precedent.span_years) == ("extreme_since", 20)


def test_the_clause_is_the_claim_and_not_the_sentence(analysis):
    found = claim(analysis, "since 1974")

    assert found.exact.startswith("the vote was the first time")
    assert found.precedent.since == 1974


def test_a_direct_quotation(analysis):
    found = claim(analysis, "12%")

    assert (found.speaker, found.speaker_printed, found.voice, found.cue) == (
        "Ada Moss", "Ms Moss", "direct", "said",
    )  # fmt: skip
    assert "quantity" in found.types


def test_words_quoted_inside_reported_speech(analysis):
    found = claim(analysis, "no appetite")

    assert found.exact == "there was “no appetite” in the town for tolls"
    assert (found.speaker, found.voice) == ("Ada Moss", "mixed")
    assert "public_opinion" in found.types


def test_role_and_party_as_printed(analysis):
    found = claim(analysis, "£3m")

    assert (found.speaker, found.speaker_role) == ("Ben Reed", "Harbour Party councillor")


def test_what_is_no_claim_says_why(analysis):
    reasons = {s.text: s.reason for s in analysis.sentences if s.outcome == "not_claim"}

    assert reasons["We must not give up."] == "opinion"
    assert reasons["“Did the dockers give up?"] == "a question"


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("“Rents rose by 5%,” Ada Moss told voters in Tarn.", ["Rents rose by 5%"]),
        (
            "Channel Six said: “Rents rose by 5%.” Ada Moss later told Channel Six said: “No.”",
            ["Rents rose by 5%."],
        ),
        (
            "In her first speech since the council sold the docks on Monday, Ms Moss wept.",
            ["the council sold the docks on Monday"],
        ),
        (
            "Ada Moss, who voted for tolls in 2014, now says rents rose by 5%.",
            ["Ada Moss, who voted for tolls in 2014", "rents rose by 5%"],
        ),
        ("The port has added 500 jobs since May.", ["The port has added 500 jobs since May."]),
    ],
)
def test_what_is_taken_out_of_a_sentence(text, exact):
    assert [c.exact for c in analyse(text, published=PUBLISHED).claims] == exact


def test_whoever_backs_somebody_is_told_by_the_outlet():
    found = analyse("Ada Moss challenged Ben Reed, who backed Jo Voss for mayor, to resign.")

    assert [(c.speaker, c.voice) for c in found.claims] == [(None, "outlet")]


def test_what_a_speaker_denies_is_flagged():
    found = analyse("Ada Moss denied that she had sold the docks in 2014.").claims

    assert "the speaker denies this" in found[0].flags


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Rents rose by 5%, according to a poll released Monday by the Harlan Institute.",
         "Harlan Institute"),
        ("A Quill University poll found rents rose by 5%.", "Quill University"),
        ("A survey by the polling firm Delphic found that rents rose by 5%.", "Delphic"),
        ("Moss’s critics say rents rose by 5%.", "Moss’s critics"),
        ("Secretary of State Ada Moss said rents rose by 5%.", "Ada Moss"),
        ("“Rents rose by 5%,” the mayor of Tarn, Ada Moss, told the Post.", "Ada Moss"),
        ("“Rents rose by 5%,” said resident Ada Moss.", "Ada Moss"),
        ("Furious Ada Moss hit back: “Rents rose by 5%.”", "Ada Moss"),
    ],
)  # fmt: skip
def test_a_speaker_is_a_person_or_body_and_no_phrase(text, speaker):
    assert [c.speaker for c in analyse(text).claims] == [speaker]


def test_the_headline_has_its_own_voice():
    found = analyse("Port loses £3m in a year\n\nIt rained in Tarn on Monday.").claims

    assert [c.voice for c in found] == ["headline", "outlet"]


@pytest.mark.parametrize("text", ["", " \n\t", "\u2028"])
def test_nothing_in_nothing_out(text):
    assert analyse(text).as_dict() == {
        "sentences": [], "claims": [], "quotes": [], "engine": ENGINE,
    }  # fmt: skip


TWO = "Ada Moss said it rained in Foley. Ada Moss said it rained in Tarn in 2016."


def assert_only_the_second_failed(found):
    assert [s.outcome for s in found.sentences] == ["claim", "failed"]
    assert found.sentences[1].reason == "ValueError: no rule for Tarn"
    assert all("Tarn" not in c.exact for c in found.claims)


def test_a_sentence_that_fails_when_judged_is_told_and_the_others_go_on(monkeypatch):
    judge = extraction.classify

    def fails(exact, *args, **kwargs):
        if "Tarn" in exact:
            raise ValueError("no rule for Tarn")
        return judge(exact, *args, **kwargs)

    monkeypatch.setattr(extraction, "classify", fails)
    assert_only_the_second_failed(analyse(TWO))


def test_a_sentence_that_fails_when_attributed_is_told_and_the_others_go_on(monkeypatch):
    read = reported.complement

    def fails(text, masked, sentence, cue):
        if "Tarn" in sentence.of(text):
            raise ValueError("no rule for Tarn")
        return read(text, masked, sentence, cue)

    monkeypatch.setattr(reported, "complement", fails)
    assert_only_the_second_failed(analyse(TWO))


@given(TEXTS)
def test_for_any_text_offsets_are_true_and_every_word_has_an_outcome(text):
    found = analyse(text, published=PUBLISHED)

    at = 0
    for sentence in found.sentences:
        assert at <= sentence.start < sentence.end
        assert not text[at : sentence.start].strip()
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.outcome in ("claim", "not_claim")
        assert sentence.reason
        at = sentence.end
    assert not text[at:].strip()
    for part in (*found.claims, *found.quotes):
        assert text[part.start : part.end] == part.exact
        assert part.exact.strip()
    for one in found.claims:
        sentence = found.sentences[one.sentence]
        assert sentence.start <= one.start < one.end <= sentence.end
        assert sentence.outcome == "claim"
        for inner in (*one.times, *one.quantities):
            assert text[inner.start : inner.end] == inner.exact
    assert analyse(text, published=PUBLISHED) == found
    json.dumps(found.as_dict())


@pytest.mark.parametrize(
    "unit",
    [
        "word ", "Go. ", '"', "“a ", "Ada Moss said he ", ", who said ", "since the ", "quickly ",
        "Abc and ", "A. ", "1,000 ", "'a ", "<b>“x”</b> said ", "a\n", "not ", "— ", "more than ",
        "“We won,” said Ada Moss. ", "the first a b c d ", "1", "\r",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_and_not_with_its_square(unit):
    def seconds(size):
        text = unit * (size // len(unit))
        start = time.process_time()
        analyse(text)
        return time.process_time() - start

    def growth():
        # Eight times the text: a square would take 64 times as long.
        return seconds(16_000) / max(seconds(2_000), 0.01)

    # A busy machine slows some runs, never all of them.
    assert any(growth() < 24 for _ in range(4))


def test_importing_the_engine_loads_no_django():
    code = "import sys, claims.text.analyse; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_when_a_report_was_published_is_no_claim():
    text = "A report published on Monday found that 4,312 people waited in January."

    assert [c.exact for c in analyse(text).claims] == ["4,312 people waited in January"]


def test_what_somebody_denies_after_admitting_something_is_theirs():
    text = "Ada Moss admitted that rents rose by 5% but denied that the 2019 cuts led to it."

    denied = analyse(text).claims[-1]
    assert (denied.exact, denied.speaker) == ("the 2019 cuts led to it", "Ada Moss")
    assert "the speaker denies this" in denied.flags


def test_what_somebody_did_while_saying_something_keeps_its_subject():
    text = "Ada Moss resigned on Monday, saying that the port lost 900 jobs."

    assert [c.exact for c in analyse(text).claims] == [
        "Ada Moss resigned on Monday", "the port lost 900 jobs",
    ]  # fmt: skip


def test_a_broken_model_is_no_failure_of_the_text():
    class Broken:
        def judge(self, candidate):
            raise ModelBroken("gone")

    with pytest.raises(ModelBroken):
        analyse(ARTICLE, scorer=Broken())

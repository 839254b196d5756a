"""Who said it, how: one row a way of attributing, British and American."""

import pytest

from claims.text.marks import quotations
from claims.text.names import Names
from claims.text.reported import AttributionReader
from claims.text.sentences import sentences
from claims.text.spans import paragraphs


def read(text):
    reader = AttributionReader(text, quotations(text, paragraphs(text)), Names(text))
    for sentence in sentences(text):
        reader.read(sentence)
    return sorted(reader.found, key=lambda a: (a.content, a.cue or a.content))


def said(text):
    """(speaker, voice, words) of each attribution."""
    return [(a.person and a.person.name, a.voice, a.content.of(text)) for a in read(text)]


@pytest.mark.parametrize(
    ("text", "speaker", "voice", "words"),
    [
        ("Ada Moss said: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("“We won,” said Ada Moss.", "Ada Moss", "direct", "“We won,”"),
        ("“We won,” Ada Moss said.", "Ada Moss", "direct", "“We won,”"),
        ("“Did we win?” asked Ada Moss.", "Ada Moss", "direct", "“Did we win?”"),
        ("'We won the seat,' said Ada Moss.", "Ada Moss", "direct", "'We won the seat,'"),
        ("Ada Moss told Channel Six: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("Ada Moss later told Channel Six said: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("Ada Moss said taxes had risen.", "Ada Moss", "indirect", "taxes had risen"),
        ("Ada Moss said that taxes rose.", "Ada Moss", "indirect", "taxes rose"),
        ("Taxes had risen, said Ada Moss.", "Ada Moss", "indirect", "Taxes had risen"),
        ("Ms Moss said taxes were “a joke”.", "Moss", "mixed", "taxes were “a joke”"),
        ("Taxes rose, according to Ada Moss.", "Ada Moss", "indirect", "Taxes rose"),
        ("Taxes rose, Ada Moss believes.", "Ada Moss", "indirect", "Taxes rose"),
        ("Ada Moss found there was no proof.", "Ada Moss", "indirect", "there was no proof"),
        ("Ada Moss concluded she had lost.", "Ada Moss", "indirect", "she had lost"),
        ("Ada Moss lost but denied that she fell.", "Ada Moss", "indirect", "she fell"),
        ("According to Ada Moss, taxes rose.", "Ada Moss", "indirect", "taxes rose"),
        ("The Treasury said taxes rose.", "Treasury", "indirect", "taxes rose"),
        ("Sen. Ada Moss, R-Ohio, said taxes rose.", "Ada Moss", "indirect", "taxes rose"),
        ("Ada Moss, who runs the port, added: “We won.”", "Ada Moss", "direct", "“We won.”"),
        (
            "Ada Moss, a farmer from Ames, Iowa, said taxes rose.",
            "Ada Moss", "indirect", "taxes rose",
        ),
        ("Labour MP Ada Moss claimed taxes rose.", "Ada Moss", "indirect", "taxes rose"),
        ("In Perth on Sunday, Ada Moss said taxes rose.", "Ada Moss", "indirect", "taxes rose"),
        (
            "Ada Moss left early, saying the vote was over.",
            "Ada Moss", "indirect", "the vote was over",
        ),
        ("Figures from Tarn Bank show taxes rose.", "Tarn Bank", "indirect", "taxes rose"),
        ("Taxes rose, according to its director, Ada Moss.", "Ada Moss", "indirect", "Taxes rose"),
        ("Ada Moss: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("Said Ada Moss: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("Ada Moss said on Monday: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("Taxes rose, a spokesman told the Post.", "spokesman", "indirect", "Taxes rose"),
        ("As the Post reported, taxes rose.", "Post", "indirect", "taxes rose"),
        ("“We won,” trilled Ada Moss.", "Ada Moss", "direct", "“We won,”"),
        ("“We won,” Ada Moss trilled.", "Ada Moss", "direct", "“We won,”"),
        ("Ada Moss put it this way: “We won.”", "Ada Moss", "direct", "“We won.”"),
        ("Ada Moss declared:\n\n“We won the vote.”", "Ada Moss", "direct", "“We won the vote.”"),
        ("Taxes rose, said its head, Ada Moss.", "Ada Moss", "indirect", "Taxes rose"),
        (
            "On the show “Six Live,” Ada Moss said that taxes rose.",
            "Ada Moss", "indirect", "taxes rose",
        ),
        (
            "Ada Moss said the vote that she lost was fair.",
            "Ada Moss", "indirect", "the vote that she lost was fair",
        ),
        (
            "Ada Moss, who says taxes rose, left the party.",
            "Ada Moss", "indirect", "taxes rose",
        ),
        (
            "The mayor of Tarn, Ada Moss, said taxes rose.",
            "Ada Moss", "indirect", "taxes rose",
        ),
        (
            "Ada Moss said the talks were “dead. We tried. It is over.”",
            "Ada Moss", "mixed", "the talks were “dead. We tried. It is over.”",
        ),
        ("Ada Moss vowed to cut taxes.", "Ada Moss", "indirect", "to cut taxes"),
        ("Ada Moss called the plan “a joke”.", "Ada Moss", "mixed", "the plan “a joke”"),
        (
            "Ada Moss accused the mayor of lying.",
            "Ada Moss", "indirect", "the mayor of lying",
        ),
    ],
)  # fmt: skip
def test_one_attribution(text, speaker, voice, words):
    assert said(text) == [(speaker, voice, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The claim was made in May.",
        "He called the flag back up the stairs.",
        "The so-called “bedroom tax” was dropped in May.",
        "She won the “people’s prize” in 2014.",
        "Ada Moss was last night accused of lying.",
        "She showed courage in 2016.",
        "The reports were late and the state paid.",
    ],
)
def test_no_attribution(text):
    assert said(text) == []


def test_a_quotation_goes_on_over_paragraphs():
    text = "Ada Moss said: “One is here.\n\n“Two is here.\n\n“Three is here.”\n\nRain fell."

    assert [speaker for speaker, _, _ in said(text)] == ["Ada Moss"] * 3


def test_a_quotation_goes_on_after_its_cue():
    text = "“We won the vote,” said Ada Moss. “We won it well.”"

    assert [(a.person.name, a.content.of(text)) for a in read(text)] == [
        ("Ada Moss", "“We won the vote,”"),
        ("Ada Moss", "“We won it well.”"),
    ]


def test_the_cue_at_the_end_counts_for_every_sentence_before_it():
    text = "Ben Reed left. “We won the vote. It was close,” Ada Moss said."

    assert said(text) == [("Ada Moss", "direct", "“We won the vote. It was close,”")]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Moss resigned. She said taxes rose.", "Ada Moss"),
        ("Mr Reed met Ada Moss. Ben Reed spoke. He said taxes rose.", "Ben Reed"),
        ("Ada Moss spoke. Ben Reed said no. She added that taxes rose.", "Ada Moss"),
        ("It rained. He said taxes rose.", None),
    ],
)
def test_pronouns(text, speaker):
    assert said(text)[-1][0] == speaker


def test_a_chain_names_who_passed_it_on():
    text = "Ada Moss said that Ben Reed had claimed that taxes rose."
    inner = read(text)[-1]

    assert inner.person.name == "Ben Reed"
    assert inner.chain == ("Ada Moss",)
    assert inner.content.of(text) == "taxes rose"


def test_reported_words_go_on_around_the_cue():
    text = "Rents rose by half, Ada Moss said, while wages fell."

    assert [(a.person.name, a.content.of(text)) for a in read(text)] == [
        ("Ada Moss", "Rents rose by half"),
        ("Ada Moss", "while wages fell"),
    ]


def test_two_cues_share_a_sentence():
    text = "Ada Moss said rents had risen, adding: “We won.”"

    assert said(text) == [
        ("Ada Moss", "indirect", "rents had risen"),
        ("Ada Moss", "direct", "“We won.”"),
    ]


def test_role_and_party_are_carried_on():
    text = "Sen. Ada Moss, R-Ohio, said rents rose. “We won,” Moss said."
    moss = read(text)[-1].person

    assert (moss.name, moss.role, moss.party) == ("Ada Moss", "Sen.", "Republican")


def test_a_quotation_of_nobody_is_unattributed():
    text = "The letter came in May.\n\n“The port is lost and the town with it.”"

    assert said(text) == [(None, "unattributed", "“The port is lost and the town with it.”")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Ada Moss said taxes rose and criticised the mayor for it.",
            ["taxes rose", "the mayor for it"],
        ),
        ("Ada Moss said taxes rose, noting that rents fell.", ["taxes rose", "rents fell"]),
        ("When Ben Reed left, Ada Moss stood up, saying taxes rose.", ["taxes rose"]),
        ("Taxes, according to Ada Moss, rose.", ["Taxes", "rose"]),
        ("The taxes “have risen,” Ada Moss said.", ["The taxes", "“have risen,”"]),
    ],
)
def test_the_same_speaker_goes_on(text, words):
    assert [(who, what) for who, _, what in said(text)] == [("Ada Moss", what) for what in words]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Moss left. In her memoir she said taxes rose.", "Ada Moss"),
        ("Local Tory MP Sir Ben Reed said taxes rose.", "Ben Reed"),
        ("Labour’s Ada Moss said taxes rose.", "Ada Moss"),
        ("Mother-of-two Ada Moss said taxes rose.", "Ada Moss"),
        ("Pensioner Ada Moss said taxes rose.", "Ada Moss"),
    ],
)
def test_names_with_something_before_them(text, speaker):
    assert said(text)[-1][0] == speaker


def test_somebody_else_speaks_after_and():
    text = "Ada Moss said it was “dead,” and a clerk estimated that taxes rose."

    assert [(who, what) for who, _, what in said(text)] == [
        ("Ada Moss", "it was “dead,”"),
        ("clerk", "taxes rose"),
    ]


def test_a_story_in_between_ends_a_quotation():
    text = "“We won it,” said Ada Moss.\n\nBen Reed stayed at home all day.\n\n“I am tired of it.”"

    assert [who for who, _, _ in said(text)] == ["Ada Moss", "Ben Reed"]


@pytest.mark.parametrize(
    "text",
    [
        "The port rules that once barred such aid are gone.",
        "Port claims that were settled last year cost £3m.",
        "Reed conceded shortly before 11 p.m. on Monday.",
        "A port report in March was late.",
        "Clinics are at breaking point, MPs told",
    ],
)
def test_a_noun_a_passive_and_a_time_report_nothing(text):
    assert said(text) == []


def test_a_report_that_concludes_is_one_attribution():
    text = "A Tarn Audit report in March concluded there was no proof that the yard had failed."

    assert [words for _, _, words in said(text)] == ["there was no proof that the yard had failed"]


def test_she_is_no_body():
    text = "Ada Moss said rents rose.\n\nPolice Department data show thefts fell. She said it fell."

    assert [speaker for speaker, _, _ in said(text)] == [
        "Ada Moss",
        "Police Department",
        "Ada Moss",
    ]

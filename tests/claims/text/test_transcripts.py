import time

import pytest

from claims.text.transcripts import read

HEAD = """The First Voss-Reed Debate

PARTICIPANTS:
Former Mayor Ada Voss (H) and
Businessman Ben McReed (I)

MODERATOR:
Lee Hallam (Tarn News)

"""


def turns(raw: str) -> list[tuple[str | None, list[str]]]:
    return [(turn.speaker, [span.of(raw) for span in turn.sentences]) for turn in read(raw)]


def said(raw: str) -> list[tuple[str | None, list[str]]]:
    """Without what stands before the first label."""
    return [turn for turn in turns(raw) if turn[0]]


def test_labels_in_capitals_stand_for_the_names_in_the_head():
    raw = (
        HEAD + "HALLAM: Good evening. Ms. Voss?\n\nVOSS: Rents fell.\n\nThey fell by half.\n\n"
        "MCREED: No. Ben McReed does not agree."
    )

    assert said(raw) == [
        ("Lee Hallam", ["Good evening.", "Ms. Voss?"]),
        ("Ada Voss", ["Rents fell.", "They fell by half."]),
        ("Ben McReed", ["No.", "Ben McReed does not agree."]),
    ]


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("ADA VOSS:", "Ada Voss"),
        ("MS. VOSS:", "Ada Voss"),
        ("MAYOR VOSS:", "Ada Voss"),
        ("SEN. VOSS (H-TN):", "Ada Voss"),
        ("VOSS [H-TN]:", "Ada Voss"),
        ("ADA VOSS, HOST AND EDITOR, “TARN TONIGHT,” TARN NEWS:", "Ada Voss"),
        ("VOSS (continuing):", "Ada Voss"),
        (">> VOSS:", "Ada Voss"),
        ("[21:05:10] VOSS:", "Ada Voss"),
        ("Ms. Voss:", "Ada Voss"),
        ("Ada Voss:", "Ada Voss"),
        ("Ada Voss: (00:12)", "Ada Voss"),
        ("Ada Voss (00:12):", "Ada Voss"),
        ("The Minister for Ports (Ms Ada Voss):", "Ada Voss"),
        ("Ada Voss (Tarn) (Harbour):", "Ada Voss"),
        ("MR. VOSS:", "Ada Voss"),
        ("MR. McDALE:", "McDale"),
        ("MR. CHANCELLOR:", "Mr. Chancellor"),
        ("Mr Speaker:", "Mr Speaker"),
        ("The Minister for Ports (Ada Voss):", "Ada Voss"),
        ("Madam Deputy Speaker (Dame Ada Voss):", "Ada Voss"),
        ("**VOSS:**", "Ada Voss"),
        ("QUESTION:", "Question"),
        ("(UNKNOWN):", "Unknown"),
        ("AUDIENCE MEMBER:", "Audience member"),
        ("Speaker 2:", "Speaker 2"),
        ("Q:", "Q"),
        ("UNIDENTIFIED FEMALE:", "Unidentified female"),
    ],
)
def test_labels(label, speaker):
    raw = f"Ada Voss came.\n\nHALLAM: Well, go on.\n\n{label} Rents fell.\n\nHALLAM: Thank you."
    if label.startswith("MR. VOSS"):
        raw = raw.replace("MR.", "MS.")

    assert turns(raw)[2] == (speaker, ["Rents fell."])


@pytest.mark.parametrize(
    "words",
    [
        "One thing is clear: rents fell.",
        "Result: rents fell.",
        "Here is the truth: rents fell.",
        "At 9:30 we met.",
        "See https://example.org/rents for more.",
    ],
)
def test_a_colon_is_no_label(words):
    raw = f"HALLAM: Well.\n\nVOSS: Listen.\n\n{words}\n\nHALLAM: Thank you."

    assert turns(raw)[1] == ("Voss", ["Listen.", words])


def test_known_labels_in_the_middle_of_a_line():
    raw = (
        "HALLAM: Terry? VOSS: Let -- let -- let... HALLAM: Go on, and mind this: rents fell."
        "\n\nVOSS: No."
    )

    assert turns(raw) == [
        ("Hallam", ["Terry?"]),
        ("Voss", ["Let -- let -- let..."]),
        ("Hallam", ["Go on, and mind this: rents fell."]),
        ("Voss", ["No."]),
    ]


def test_a_text_without_line_breaks():
    raw = "HALLAM: Good evening. VOSS: Rents fell. HALLAM: Did they? (APPLAUSE) VOSS: They did."

    assert [speaker for speaker, _ in turns(raw)] == ["Hallam", "Voss", "Hallam", "Voss"]
    assert turns(raw)[2][1] == ["Did they?"]


def test_labels_that_end_in_a_full_stop():
    raw = (
        "Mr. Hallam. Good evening.\n\nThe President. Thank you.\n\n"
        "Mr. Hallam. Well?\n\nThe President. Yes."
    )

    assert turns(raw + "\n\nPresident Voss came.")[1] == ("Voss", ["Thank you."])


def test_the_president_is_whom_the_text_calls_so():
    raw = (
        "MS. HALLAM: President Voss, you follow President Moss.\n\nTHE PRESIDENT: Yes.\n\n"
        "MS. HALLAM: Thank you, President Voss. I mean Ada Voss.\n\nTHE PRESIDENT: Indeed."
    )

    assert turns(raw)[1] == ("Ada Voss", ["Yes."])


def test_an_office_is_held_by_whom_a_label_names():
    raw = "The Minister (Ada Voss): Yes.\n\nBen Reed (Tarn) (Lab): Why?\n\nThe Minister: Because."

    assert [speaker for speaker, _ in turns(raw)] == ["Ada Voss", "Ben Reed", "Ada Voss"]


def test_labels_on_a_line_of_their_own():
    raw = "Lee Hallam: (00:01)\nGo on.\n\nSpeaker 2: (00:05)\n[inaudible 00:06] yes.\n\nVOSS:\nNo."

    assert turns(raw) == [
        ("Lee Hallam", ["Go on."]),
        ("Speaker 2", ["yes."]),
        ("Voss", ["No."]),
    ]


def test_labels_with_a_time_and_no_colon():
    raw = "Lee Hallam  0:15\nGo on.\n\nAda Voss  [1:05]\nWe met at 9:30\n\nLee Hallam 2:10\nNo."

    assert turns(raw)[1] == ("Ada Voss", ["We met at 9:30"])
    assert [speaker for speaker, _ in turns(raw)] == ["Lee Hallam", "Ada Voss", "Lee Hallam"]


def test_a_surname_alone_in_mixed_case_has_to_come_again():
    raw = "Tarr: One.\n\nResult: two.\n\nTarr: Three.\n\nTarr: Four. Tarr: Five."

    assert turns(raw) == [
        ("Tarr", ["One.", "Result: two."]),
        ("Tarr", ["Three."]),
        ("Tarr", ["Four."]),
        ("Tarr", ["Five."]),
    ]


def test_names_before_a_colon_within_a_sentence_are_no_labels():
    raw = "Tarr: One.\n\nTarr: I said to Tarr: no.\n\nTarr: Two.\n\nMOSS: I met you, MOSS: no."

    assert turns(raw)[1] == ("Tarr", ["I said to Tarr: no."])


def test_headlines_in_capitals_are_no_labels():
    raw = "TARN DEBATE: THE PORT AND THE RENTS\n\nHALLAM: Go on.\n\nVOSS: NO. NO."

    assert [speaker for speaker, _ in turns(raw)] == [None, "Hallam", "Voss"]


def test_a_full_stop_ends_a_label_only_where_labels_come_again():
    assert turns("Mr. Hallam. Go on.\n\nMs. Voss. No.")[0][0] is None


def test_a_moderator_who_is_listed_and_one_who_speaks():
    listed = "SPEAKERS:\nAda Voss\n\nMODERATOR:\nLee Hallam\n\nDATE: May 5\n\nHALLAM: Go on."

    assert turns(listed)[-1] == ("Lee Hallam", ["Go on."])
    assert said(listed) == turns(listed)[-1:]
    assert said("MODERATOR:\nGo on.\n\nVOSS: No.") == [("Moderator", ["Go on."]), ("Voss", ["No."])]


def test_a_name_that_goes_with_another_gender_is_somebody_else():
    raw = "MS. VOSS: I am Ada Voss.\n\nMR. VOSS: Her brother."

    assert [speaker for speaker, _ in turns(raw)] == ["Ada Voss", "Voss"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Yes.\n\n(APPLAUSE)\n\nWe won.", ["Yes.", "We won."]),
        ("Yes. [Laughter] We won.", ["Yes.", "We won."]),
        ("(Applause.) We won.", ["We won."]),
        ("We won. (Cheers and applause)", ["We won."]),
        ("We -- [applause] -- we won.", ["We -- [applause] -- we won."]),
        ("Jo Tarr (ph) won.", ["Jo Tarr (ph) won."]),
        ("We won (and they know it).", ["We won (and they know it)."]),
        ("(CROSSTALK)", None),
        ("Go (at 9:30) to 9:30", ["Go (at 9:30) to 9:30"]),
        ("They won. (00:12:05) We lost.\n\n0:13\n\nYes.", ["They won.", "We lost.", "Yes."]),
        ("We won (in May). They lost.", ["We won (in May).", "They lost."]),
        ("We won. (In May.) They lost.", ["We won.", "(In May.)", "They lost."]),
        ("We won.\n\nBut then", ["We won.", "But then"]),
        ("We won. [crosstalk 00:03:05].", ["We won."]),
        ("I met Jo Tarr (AZ).", ["I met Jo Tarr (AZ)."]),
        ("We won.\n\n[21:10:00]\n\nThey lost.\n\nPage 3 of 9\n\nEND", ["We won.", "They lost."]),
    ],
)
def test_notes_and_page_furniture_are_nobodys_words(words, expected):
    found = turns(f"HALLAM: Well.\n\nVOSS: {words}\n\nHALLAM: Fine.")

    assert dict(found[1:2] if expected else []) == ({"Voss": expected} if expected else {})


def test_page_headers():
    page = "\n\nTarn News Transcripts, page {}\n\n"
    raw = (
        "VOSS: One."
        + page.format(1)
        + "Two."
        + page.format(2)
        + "Three."
        + page.format(3)
        + "Four."
    )

    assert said(raw) == [("Voss", ["One.", "Two.", "Three.", "Four."])]


def test_lines_of_a_wrapped_turn():
    raw = (
        "VOSS: The council of Port Ambrose voted on Monday evening to close\n"
        "both of its libraries, and then we heard from nobody at all on the\n"
        "HALLAM: Sorry, time."
    )

    assert [speaker for speaker, _ in turns(raw)] == ["Voss", "Hallam"]


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        ":",
        "\x00: \ud800:",
        "A: " * 100_000,
        "VOSS: " * 50_000,
        "(" * 200_000,
        "A" * 200_000 + ":",
        "VOSS (" * 50_000,
        "Voss: Yes.\n" * 30_000,
        "<b>VOSS:</b> Yes. " * 20_000,
        "[00:00:01] " * 50_000,
        "SPEAKERS:\n" * 30_000,
        "VOSS: (boo). " * 30_000,
        "Mr. " * 50_000 + ":",
        "\n" * 1_000_000,
        "VOSS:" + " " * 500_000 + "(x",
    ],
    ids=range(16),
)
def test_bounded_time_and_true_ranges(garbage):
    started = time.monotonic()
    found = read(garbage)

    assert time.monotonic() - started < 20
    spans = [span for turn in found for span in turn.sentences]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert all(span.of(garbage).strip() == span.of(garbage) != "" for span in spans)

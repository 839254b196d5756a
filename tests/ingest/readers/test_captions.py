import pytest

from ingest import readers

VTT = """WEBVTT - debate

STYLE
::cue { color: red }

NOTE made by hand

intro
00:00:01.000 --> 00:00:03.500 align:start
<v Mara Quill>Rents rose by <b>4%</b> &amp; more
<v Mara Quill>last year.

00:00:03.600 --> 00:00:05.000
<v Tom Ashby>That is <i>not</i> so.

00:06.000 --> 00:07.000
[applause]
"""


def test_voices_become_turns():
    read = readers.read(VTT.encode())
    assert read.text == (
        "Mara Quill: Rents rose by 4% & more last year.\n\nTom Ashby: That is not so."
    )
    assert read.transcript


def test_subrip_with_labels_and_dashes():
    srt = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\nMARA QUILL: We built\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\n900 homes.\r\n\r\n"
        "3\r\n00:00:03,000 --> 00:00:04,000\r\n- You did not.\r\n- We did.\r\n\r\n"
        "4\r\n00:00:04,000 --> 00:00:05,000\r\n♪ music ♪\r\n"
    )
    assert readers.read(srt.encode()).text == (
        "MARA QUILL: We built 900 homes.\n\nYou did not.\n\nWe did."
    )


def test_lines_that_roll_are_read_once():
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nthe river rose\n\n"
        "00:02.000 --> 00:03.000\nthe river rose\nby two metres\n\n"
        "00:03.000 --> 00:04.000\nby two metres\nin one night\n"
    )
    assert readers.read(vtt.encode()).text == "the river rose by two metres in one night"


def test_a_silence_after_a_sentence_ends_the_paragraph():
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nIt rained.\n\n00:02.100 --> 00:03.000\nA lot.\n\n"
        "00:30.000 --> 00:31.000\nThen it stopped.\n"
    )
    assert readers.read(vtt.encode()).text == "It rained. A lot.\n\nThen it stopped."


def test_cues_without_an_empty_line_between():
    srt = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n"
    assert readers.read(srt.encode()).text == "One. Two."


def test_captions_without_words():
    with pytest.raises(readers.Unreadable, match="no words"):
        readers.read(b"WEBVTT\n\n00:01.000 --> 00:02.000\n[music]\n")

import pytest

from ingest.readers.text import Unreadable, read_text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Plain.\r\nLine.\rEnd.\n", "Plain.\r\nLine.\rEnd.\n"),
        ("Café 👮".encode(), "Café 👮"),
        (b"\xef\xbb\xbfMarked.", "Marked."),
        ("Wide £5".encode("utf-16"), "Wide £5"),
        (b"", ""),
    ],
)
def test_to_the_letter(data, text):
    assert read_text(data) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"Cost: \xa35", "byte 6 is 0xa3"),
        (b"\xed\xa0\xbd", "byte 0 is 0xed"),
        (b"\xff\xfea", "Save the file as UTF-8"),
        (b"\xef\xbb\xbfab\xa35", "byte 5 is 0xa3"),
    ],
)
def test_says_where_and_what_to_do(data, says):
    with pytest.raises(Unreadable, match=says):
        read_text(data)

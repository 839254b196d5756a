import pytest

from ingest.readers.encoding import decode
from ingest.sandbox import Unreadable

TEXT = "Zoë’s café – £5 or €6"
LONG = "Le maire déclare que l’école coûtera 5 £ ; c’est très cher, a-t-il répété à Sauvelle. " * 9


@pytest.mark.parametrize(
    ("data", "declared", "markup"),
    [
        (TEXT.encode(), None, False),
        (TEXT.encode("utf-8-sig"), "text/html; charset=iso-8859-1", False),
        (TEXT.encode("utf-16"), None, False),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "text/plain; charset=utf-8", False),
        (TEXT.encode("cp1252"), "text/html; charset=ISO-8859-1", False),
        (TEXT.encode("cp1252"), 'text/html; charset="windows-1252"', False),
        # UTF-8 that the server or the page calls something else.
        (TEXT.encode(), "text/html; charset=iso-8859-1", False),
        (TEXT.encode(), "text/html; charset=no-such-thing", False),
    ],
)
def test_right_whatever_is_declared(data, declared, markup):
    assert decode(data, declared, markup=markup) == (TEXT, "")


def test_what_the_page_says_of_itself():
    page = f'<meta charset="windows-1252"><p>{TEXT}'
    assert decode(page.encode("cp1252"), markup=True) == (page, "")
    page = (
        f'<?xml version="1.0" encoding="ISO-8859-15"?><p>{TEXT.replace("’", "").replace("–", "")}'
    )
    assert decode(page.encode("iso-8859-15"), markup=True) == (page, "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (LONG, "cp1252"),
        (TEXT, "cp1252"),
        ("Мэр заявил, что школа будет стоить пять миллионов, и это очень дорого. " * 5, "cp1251"),
        ("Starosta řekl, že škola bude stát pět milionů korun, což je moc. " * 5, "cp1250"),
    ],
)
def test_a_guess_is_right_and_told(text, encoding):
    read, note = decode(text.encode(encoding))
    assert read == text
    assert f"not told; read as {encoding}" in note


def test_torn_and_garbled_text_is_told():
    text, note = decode(TEXT.encode() * 9 + b"\xff")
    assert text.endswith("\ufffd")
    assert "1 characters are torn" in note
    garbled = "“No,” she said, “it’s not.”".encode().decode("cp1252", errors="ignore")
    assert "garbled at its origin" in decode(garbled.encode())[1]


def test_what_is_no_text_is_refused():
    with pytest.raises(Unreadable, match="NUL"):
        decode(b"\x00\xff\x00\xfe")

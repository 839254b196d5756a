import time

import pytest

from ingest.readers import Unreadable, kind
from tests.ingest.readers.made import WORD, docx, pdf


@pytest.mark.parametrize(
    ("data", "declared", "found"),
    [
        (pdf([]), "text/plain", "pdf"),
        (docx((WORD % "").encode()), "application/pdf", "docx"),
        (b"<!DOCTYPE html><p>Hi", None, "html"),
        (b"\xef\xbb\xbf\n<HTML><body>", "text/plain", "html"),
        ("<html><p>Wide".encode("utf-16"), None, "html"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "text/html", "rss"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", None, "rss"),
        (b"<rdf:RDF xmlns:rdf='x'>", None, "rss"),
        (b"<article><p>About &lt;rss&gt;</article>", None, "html"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', None, "jsonfeed"),
        (b"<?xml version='1.0'?><publicwhip latest='yes'>", None, "parlparse"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000", None, "vtt"),
        (b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi", None, "srt"),
        (b"Mara Quill <mara@paper.example> said so.", "text/html", "text"),
        (b"It cost 5m.", None, "text"),
        (b"", None, "text"),
    ],
)
def test_by_content(data, declared, found):
    assert kind(data, declared) == found


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as .docx"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04" + b"\0" * 40, "archive"),
        (b"\0\0\0\x20ftypisom", "transcript"),
        (b"<?xml version='1.0'?><invoice/>", "XML of a kind"),
    ],
)
def test_says_what_else_to_send(data, says):
    with pytest.raises(Unreadable, match=says):
        kind(data)


def test_is_told_at_once_whatever_it_is():
    """It is asked outside the sandbox."""
    began = time.process_time()
    for data in (b"1" + b"\n" * 9000, b"1" * 4000 + b" \n" * 3000, b"<" * 9000, b"{" + b" " * 9000):
        kind(data)
    assert time.process_time() - began < 0.1

"""The invented pages of tests/ingest/web: what is read of them, and plain trafilatura beside it.

The first 47 were written before the readers were, six more afterwards. `gold.json` says what a
person reads on each page; main text is standfirst, paragraphs, crossheads, lists, tables and
correction notes, without captions.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest import readers

WEB = Path(__file__).parent.parent / "web"
GOLD = json.loads((WEB / "gold.json").read_text())
FIELDS = ("title", "date", "byline", "text F1")


@dataclass
class Found:
    title: str | None
    published: str | None
    byline: set[str]
    text: str


def ours(page, url):
    read = readers.read(page, url=url)
    return Found(read.title, read.published, names(read.byline, ", | and "), read.text)


def plain_trafilatura(page, url):
    import trafilatura

    read = trafilatura.bare_extraction(
        page, url=url, with_metadata=True, include_comments=False
    ).as_dict()
    return Found(read["title"], read["date"], names(read["author"], "; "), read["text"] or "")


def names(byline, between):
    return set(re.split(between, byline)) if byline else set()


def scores(found, gold):
    return (
        found.title == gold["title"],
        (found.published or "")[:10] == gold["published"][:10],
        found.byline == set(gold["byline"]),
        token_f1(found.text, " ".join(gold["text"])),
    )


def token_f1(one, other):
    one, other = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def means(rows):
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


@pytest.fixture(scope="module")
def measured():
    return {
        reader.__name__: {
            name: scores(reader((WEB / f"{name}.html").read_bytes(), gold["url"]), gold)
            for name, gold in GOLD.items()
        }
        for reader in (ours, plain_trafilatura)
    }


def test_details_and_text_are_right(measured, capsys):
    figures = {reader: means(list(rows.values())) for reader, rows in measured.items()}
    with capsys.disabled():
        print(f"\n{len(GOLD)} pages{'':19}" + "".join(f"{field:>9}" for field in FIELDS))
        for reader, row in figures.items():
            print(f"{reader:27}" + "".join(f"{figure:9.3f}" for figure in row))
    assert len(GOLD) >= 40
    assert all(figure >= 0.95 for figure in figures["ours"])
    assert all(
        ours >= plain
        for ours, plain in zip(figures["ours"], figures["plain_trafilatura"], strict=True)
    )


def test_no_page_is_lost(measured):
    worst = min(measured["ours"], key=lambda name: measured["ours"][name][3])
    assert measured["ours"][worst][3] >= 0.9, worst


@pytest.mark.parametrize("name", GOLD)
def test_outlet_language_and_update(name):
    gold = GOLD[name]
    read = readers.read((WEB / f"{name}.html").read_bytes(), url=gold["url"])
    assert (read.outlet, read.language) == (gold["outlet"], gold["language"])
    if gold["canonical"] or gold["image_alt"]:
        assert read.canonical == (gold["canonical"] or gold["url"]) or not gold["canonical"]
        assert read.image_alt == gold["image_alt"] or not gold["image_alt"]
    # The scripts of one page alone tell that it was changed.
    if name != "nextjs-modules":
        assert (read.modified or "")[:10] == (gold["modified"] or "")[:10]
    assert not re.search("[\ufffd\u0080-\u009f]", read.text)


def test_times_keep_their_zone():
    read = readers.read((WEB / "us-date.html").read_bytes(), url=GOLD["us-date"]["url"])
    assert read.published == "2026-03-03"
    read = readers.read((WEB / "amp.html").read_bytes(), url=GOLD["amp"]["url"])
    assert read.published == "2025-10-02T06:00:00+01:00"


def test_paragraphs_stand_apart():
    read = readers.read((WEB / "broadcaster-blocks.html").read_bytes())
    assert read.text.split("\n\n") == GOLD["broadcaster-blocks"]["text"]


def test_a_paywall_is_told():
    read = readers.read((WEB / "paywall-stub.html").read_bytes())
    assert read.notes == ("The page is behind a paywall; this may be only its beginning.",)


def test_a_page_without_text_says_what_to_do():
    with pytest.raises(readers.Unreadable, match="paste the text instead"):
        readers.read(b"<!doctype html><html><body><div id=root></div></body></html>")

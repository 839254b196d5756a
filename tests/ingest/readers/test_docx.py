import pytest

from ingest import readers
from tests.ingest.readers.made import WORD, docx, paragraph


def word(*parts, core=None):
    return docx((WORD % "".join(parts)).encode(), core=core)


def test_paragraphs_title_and_tables():
    cell = "<w:tc>{}</w:tc>"
    row = f"<w:tr>{cell.format(paragraph('Norvale'))}{cell.format(paragraph('£699'))}</w:tr>"
    read = readers.read(
        word(
            paragraph("Rents are up", "Title"),
            paragraph("They rose by 4% &amp; more."),
            f"<w:tbl>{row}</w:tbl>",
        )
    )
    assert read.text == "Rents are up\n\nThey rose by 4% & more.\n\nNorvale | £699"
    assert read.title == "Rents are up"


def test_what_was_struck_out_is_not_read():
    changed = (
        "<w:p><w:r><w:t>It cost </w:t></w:r><w:del><w:r><w:delText>£5m</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>£6m</w:t></w:r></w:ins><w:r><w:tab/><w:t>in all.</w:t></w:r></w:p>"
    )
    assert readers.read(word(changed)).text == "It cost £6m in all."


def test_the_title_of_the_file_stands_in():
    core = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A  plan</dc:title></c>'
    assert readers.read(word(paragraph("Text."), core=core)).title == "A plan"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (word(), "holds no text"),
        (docx(b"<w:document"), "damaged"),
        (word(paragraph("Text."))[:150], "damaged"),
    ],
)
def test_says_what_is_wrong(data, says):
    with pytest.raises(readers.Unreadable, match=says):
        readers.read(data)

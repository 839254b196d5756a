"""Published versions as rows of a table: CSV (https://www.rfc-editor.org/rfc/rfc4180) and XLSX.

A table is flat: of several appearances it has the first. Whoever needs all takes NDJSON.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any

import xlsxwriter

Document = Mapping[str, Any]
Cell = str | int | None
About = Mapping[str, str]

BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of the machine
# https://support.microsoft.com/office "Excel specifications and limits"
LONGEST_CELL, MOST_ROWS = 32_767, 1_048_576
# Of its XML, of which each cell has some beside its text. A part over 2 GB needs extensions of the
# zip format that Excel calls damage and repairs; half of it is left for what is escaped.
LARGEST_SHEET, AROUND_A_CELL = 1_000_000_000, 75


def first(document: Document) -> Document:
    found = document["appearances"]
    return found[0]["article"] if found else {}


def speaker(document: Document) -> Document:
    return document["claim"]["speaker"] or {}


CLAIM: dict[str, Callable[[Document], Cell]] = {
    "claim": lambda d: d["claim"]["text"],
    "headline": lambda d: d["claim"]["headline"],
    "types": lambda d: ", ".join(one["code"] for one in d["claim"]["types"]),
    "topic": lambda d: (d["claim"].get("topic") or {}).get("code"),
    "speaker": lambda d: speaker(d).get("name"),
    "speaker_role": lambda d: speaker(d).get("role"),
    "speaker_party": lambda d: speaker(d).get("party"),
    "speaker_wikidata": lambda d: speaker(d).get("wikidata"),
    "stated_on": lambda d: d["claim"]["stated_on"],
    "stated_precision": lambda d: d["claim"]["stated_precision"],
    "article_url": lambda d: first(d).get("url"),
    "article_title": lambda d: first(d).get("title"),
    "article_publisher": lambda d: first(d).get("publisher"),
    "article_published_on": lambda d: first(d).get("published_on"),
    "appearances": lambda d: len(d["appearances"]),
}
REVIEW: dict[str, Callable[[Document], Cell]] = {
    "url": lambda d: d["url"],
    "language": lambda d: d["language"],
    "verdict": lambda d: d["verdict"]["code"],
    "verdict_label": lambda d: d["verdict"]["label"],
    "rating": lambda d: d["verdict"]["rating"],
    "best_rating": lambda d: d["verdict"]["best"],
    "worst_rating": lambda d: d["verdict"]["worst"],
    "verdict_reason": lambda d: d["verdict"]["reason"],
    "summary": lambda d: d["summary"],
    "evidence": lambda d: " ".join(one["url"] for one in d["evidence"]),
    "as_of": lambda d: d["as_of"],
    "author": lambda d: d["author"]["name"],
    "approver": lambda d: d["approver"]["name"],
    "first_published_at": lambda d: d["first_published_at"],
    "published_at": lambda d: d["published_at"],
}
# What is known of a review whose document was legally removed as well.
ALWAYS = ("review_id", "slug", "version", "state", "note")
TERMS = ("licence", "attribution")
REVIEW_COLUMNS = (*ALWAYS, *REVIEW, "claim_id", *CLAIM, "sha256", *TERMS)
CLAIM_COLUMNS = ("claim_id", *CLAIM, *ALWAYS, *REVIEW, "sha256", *TERMS)


def cells(columns: Sequence[str], known: Mapping[str, Cell], document: Document) -> list[Cell]:
    """In the order of `columns`; empty where the document is."""
    getters = CLAIM | REVIEW
    return [
        known[name] if name in known else getters[name](document) if document else None
        for name in columns
    ]


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows([neutral(cell) for cell in row] for row in rows)
    return written.getvalue()


QUOTE = "'"  # what follows it is text
_FORMULA = re.compile(r" *[=+\-@＝＋－＠\t\r\n]")
# Where another cell begins for a spreadsheet that divides at semicolons or tabs.
_ANOTHER = re.compile(r"(?<=[;\t\r\n])(?= *[=+\-@＝＋－＠])")


def neutral(cell: Cell) -> Cell:
    """A spreadsheet would run what begins like a formula:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(cell, str):
        return cell
    text = cell.lstrip()
    before = cell[: len(cell) - len(text)]
    return f"{QUOTE if _FORMULA.match(cell) else ''}{before}{_ANOTHER.sub(QUOTE, text)}"


def write_xlsx(
    file: IO[bytes], name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], about: About
) -> None:
    """Row by row through a temporary file, in as many sheets as it takes. Every text is written as
    text, so nothing in it is a formula or a link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "use_zip64": True,  # should something be larger after all, nothing is lost
    }
    with xlsxwriter.Workbook(file, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("About")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100)
        for line, (label, text) in enumerate(about.items()):
            sheet.write_string(line, 0, label, bold)
            sheet.write_string(line, 1, text)
        rows, number, more = iter(rows), 1, True
        while more:
            sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
            if number == 1:
                sheet.activate()
            more, number = fill_sheet(sheet, columns, rows, bold), number + 1


def fill_sheet(
    sheet: Any, columns: Sequence[str], rows: Iterator[Sequence[Cell]], bold: Any
) -> bool:
    """Whether there may be rows for another sheet."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(columns) - 1, 18)
    sheet.write_row(0, 0, columns, bold)
    size = 0
    for at, row in enumerate(islice(rows, MOST_ROWS - 1), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell)
            elif cell:
                size += AROUND_A_CELL + len(cell.encode())
                sheet.write_string(at, column, fitting(cell))
        if at == MOST_ROWS - 1 or size > LARGEST_SHEET:
            return True
    return False


def fitting(cell: str) -> str:
    """Cut, and marked as cut, where a cell of Excel ends."""
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 2]} …"

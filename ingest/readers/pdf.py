"""PDF, by pypdf: text in reading order, words joined over line ends, heads and feet of pages left
out. A PDF has no paragraphs; gaps, indents and short last lines show them."""

import io
import logging
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ingest.readers import language
from ingest.readers.document import Document
from ingest.sandbox import Unreadable

MOST_PAGES = 500
# Embedded fonts are the largest honest ones; pypdf itself would unpack 75 MB.
_LARGEST_STREAM = 20_000_000
_GUTTER = 4  # letter heights of white between two columns
_EDGE = 3  # lines at the top and the bottom of a page that may be its head or foot
_ENDED = (".", "?", "!", ":", "”", '"', "’", ")")
_PAGE_NUMBER = re.compile(r"(?:page )?[-–—]?\s*\d{1,4}\s*[-–—]?(?: ?(?:of|/) ?\d{1,4})?", re.I)
_ITEM = re.compile(r"\s*(?:[•◦▪‣·*–-]|\(?\d{1,2}[.)]|\([a-z]\))\s+\S")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u00ad]$")
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\xa0": " "})


@dataclass(slots=True)
class _Line:
    x: float
    y: float
    size: float
    text: str
    end: float  # about: letters are half as wide as high


def preload() -> None:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    writer, file = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(file)
    pypdf.PdfReader(file).pages[0].extract_text(visitor_text=lambda *_: None)


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """Raises Unreadable for what is locked, damaged or has no text."""
    from pypdf import apply_configuration

    with apply_configuration(zlib_maximum_output_length=_LARGEST_STREAM):
        reader = _opened(data)
        count = len(reader.pages)
        pages, broken = _pages(reader)
    lines = [line for page in _without_edges(pages) for line in [*page, None]]
    text = "\n\n".join(_paragraphs(lines))
    if not text and broken:
        raise Unreadable("This PDF is damaged, or unpacks to more than it should.")
    if not text:
        raise Unreadable("This PDF holds no text, only pictures of it. Send the text itself.")
    notes = [f"Page {number} could not be read." for number in broken[:20]]
    if count > MOST_PAGES:
        notes.append(f"Only the first {MOST_PAGES} of {count:,} pages were read.")
    return Document(
        text,
        title=_title(reader),
        language=language.recognise(text),
        notes=tuple(notes),
    )


def _pages(reader: Any) -> tuple[list[list[_Line]], list[int]]:
    """The lines of each page, and the numbers of the pages that are damaged."""
    pages: list[list[_Line]] = []
    broken: list[int] = []
    for number in range(min(MOST_PAGES, len(reader.pages))):
        try:
            pages.append(_lines(reader.pages[number]))
        except (MemoryError, RecursionError):
            raise
        except Exception:
            # pypdf raises whatever a damaged page makes it stumble over.
            broken.append(number + 1)
    return pages, broken


def _opened(data: bytes) -> Any:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("This PDF is locked with a password.")
        len(reader.pages)
    except ImportError as error:
        raise Unreadable("This PDF is encrypted. Save a copy without encryption.") from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"This PDF is damaged: {error}") from error
    return reader


def _title(reader: Any) -> str | None:
    title = getattr(reader.metadata, "title", None)
    words = " ".join(str(title or "").split())
    # "Microsoft Word - final2.docx", "untitled"
    named = re.search(r"\.(?:docx?|pdf|indd|qxd|rtf|odt)$|^Microsoft |^untitled", words, re.I)
    return words[:500] if words and not named else None


def _lines(page: Any) -> list[_Line]:
    """In the order of the file, which is the order of reading; but columns that were written row
    by row are put one after the other."""
    lines: list[_Line] = []

    def visit(text: str, matrix: Any, position: Any, _: Any, size: float) -> None:
        x = position[4] * matrix[0] + matrix[4]
        y = position[5] * matrix[3] + matrix[5]
        size = abs(size * position[3] * matrix[3]) or 1.0
        text = text.translate(_LIGATURES).replace("\n", "")
        if not text:
            return
        end = x + 0.5 * size * len(text)
        if lines and abs(lines[-1].y - y) < 0.4 * size and x < lines[-1].end + _GUTTER * size:
            lines[-1].text += text
            lines[-1].end = end
        elif text.strip():
            lines.append(_Line(x, y, size, text, end))

    page.extract_text(visitor_text=visit)
    lines = [line for line in lines if line.text.strip()]
    return _columns(lines)


def _columns(lines: list[_Line]) -> list[_Line]:
    """Two columns written row by row show as many steps back up to the same height."""
    level = sum(
        1
        for before, line in zip(lines, lines[1:], strict=False)
        if abs(before.y - line.y) < 1 and line.x > before.x + 100
    )
    if level < 4 or level < len(lines) / 4:
        return lines
    starts = Counter(round(line.x / 10) for line in lines)
    right = max((x for x in starts if x > min(starts) + 10), key=lambda x: starts[x]) * 10 - 10
    pair = max(line.y for line in lines if line.x >= right)
    head = [line for line in lines if line.y > pair + 1]
    rest = [line for line in lines if line.y <= pair + 1]
    return [
        *head,
        *(line for line in rest if line.x < right),
        *(line for line in rest if line.x >= right),
    ]


def _without_edges(pages: list[list[_Line]]) -> list[list[_Line]]:
    often: Counter[str] = Counter()
    for page in pages:
        edge = [*page[:_EDGE], *page[-_EDGE:]]
        often.update({_masked(line.text) for line in edge})
    repeated = {text for text, times in often.items() if times > 2 or times == len(pages) == 2}
    return [
        [
            line
            for number, line in enumerate(page)
            if not (
                (number < _EDGE or number >= len(page) - _EDGE)
                and (_masked(line.text) in repeated or _PAGE_NUMBER.fullmatch(line.text.strip()))
            )
        ]
        for page in pages
    ]


def _masked(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _paragraphs(lines: list[_Line | None]) -> list[str]:
    """None stands between two pages."""
    written = [line for line in lines if line]
    if not written:
        return []
    gaps = [a.y - b.y for a, b in zip(written, written[1:], strict=False) if 0 < a.y - b.y < 100]
    # Of the lines of one paragraph, not of many short paragraphs.
    gap = sorted(gaps)[len(gaps) // 4] if gaps else 12.0
    width = sorted(len(line.text) for line in written)[int(len(written) * 0.8)]
    words = Counter(re.findall(r"[\w-]+", " ".join(line.text for line in written).lower()))
    made: list[str] = []
    before: _Line | None = None
    for line in written:
        text = " ".join(line.text.split())
        if before is None or _begins(before, line, gap, width):
            made.append(text)
        else:
            made[-1] = _joined(made[-1], text, words)
        before = line
    return made


def _begins(before: _Line, line: _Line, gap: float, width: int) -> bool:
    ended = before.text.rstrip().endswith(_ENDED)
    fell = before.y - line.y
    if abs(line.size - before.size) > 0.12 * before.size:
        return True
    if fell < 0 or fell > 100:
        # The next column or page: the sentence goes on unless it has ended.
        return ended and (len(before.text) < 0.8 * width or line.text.lstrip()[:1].isupper())
    if fell > 1.35 * gap:
        return True
    if _ITEM.match(line.text):
        return True
    indented = 0.5 * line.size < line.x - before.x < 6 * line.size
    return ended and (indented or len(before.text) < 0.75 * width)


def _joined(text: str, more: str, words: Counter[str]) -> str:
    if not _HYPHEN.search(text) or not more[:1].islower():
        return f"{text} {more}"
    left, right = text.rsplit(None, 1)[-1][:-1].lower(), more.split(None, 1)[0].lower()
    right = re.match(r"[\w-]*", right)[0]  # type: ignore[index]
    # "long-term" where the text has it elsewhere, "government" otherwise.
    keep = words[f"{left}-{right}"] > words[f"{left}{right}"]
    return (text if keep else text[:-1]) + more

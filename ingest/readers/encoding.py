"""Characters from bytes, in the order of the WHATWG's encoding sniffing, and never wrong without a
word: https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding"""

import codecs
import encodings
import importlib
import pkgutil
import re
import sys

from ingest.sandbox import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
# What browsers read these labels as: https://encoding.spec.whatwg.org/#names-and-labels
_LABELS = {
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "x-cp1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    # A page whose meta tag could be read byte by byte is not UTF-16.
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "unicode": "utf-8",
}
# UTF-8 that somebody has read as Windows-1252 and saved again: "â€œ", "Ã©", "Â£".
_GARBLED = re.compile("â€[\u009c\u009d\u0099œ™“”˜¦]|Ã[\u00a0-\u00bf]|Â[£§©°»«\u00a0]")
# What browsers know; a guess among all of Python's falls for Mac OS Latin 2.
_ON_THE_WEB = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 koi8_r koi8_u iso8859_2"
    " cp932 euc_jp gb18030 big5 euc_kr utf_16_le utf_16_be"
).split()
_SAMPLE = 200_000
_ENOUGH = 10  # characters beyond ASCII; with fewer, what browsers take in the West
_GARBLED_ENOUGH = 3


def preload() -> None:
    """Python loads a codec when it is first asked for."""
    import charset_normalizer  # noqa: F401

    for module in pkgutil.iter_modules(encodings.__path__):
        name = f"encodings.{module.name}"
        try:
            importlib.import_module(name)
        except ImportError:
            # Windows has two more; Python would look for their files again each time.
            sys.modules[name] = None  # type: ignore[assignment]


def decode(data: bytes, declared: str | None = None, *, markup: bool = False) -> tuple[str, str]:
    """The text and a note for a person, or "". `declared` is the Content-Type; `markup` looks for
    what the document says of itself. Raises Unreadable."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _noted(data[len(mark) :].decode(name, errors="replace"))
    says = _declared(data, declared, markup)
    try:
        # Text in another encoding is practically never valid UTF-8, whatever it is labelled.
        return _noted(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if says in (None, "utf-8") and _cut_or_torn(data, error):
            return _noted(data.decode("utf-8", errors="replace"))
    if says and says != "utf-8":
        try:
            return _noted(_decode_as(data, says))
        except (UnicodeDecodeError, LookupError):
            pass
    return _guessed(data)


def _declared(data: bytes, content_type: str | None, markup: bool) -> str | None:
    start = data[:4096]
    found = _HEADER.search(content_type or "")
    name = found[1] if found else ""
    if not name and markup and (inside := _META.search(start) or _XML.search(start)):
        name = inside[1].decode("ascii", errors="replace")
    name = _LABELS.get(name.lower(), name.lower())
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        return None


def _cut_or_torn(data: bytes, error: UnicodeDecodeError) -> bool:
    """UTF-8 with a few broken bytes, and not another encoding: most of what is beyond ASCII is
    right."""
    text = data.decode("utf-8", errors="replace")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return good > 4 * text.count("\ufffd")


def _decode_as(data: bytes, name: str) -> str:
    if name != "cp1252":
        return data.decode(name)
    # Python refuses the five bytes that Windows left free; browsers read them as controls.
    return data.decode("cp1252", errors="strict" if _has_no_gaps(data) else "replace")


def _has_no_gaps(data: bytes) -> bool:
    return not set(b"\x81\x8d\x8f\x90\x9d") & set(data)


def _guessed(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    if b"\0" in data[:1024]:
        raise Unreadable("This is not text: it has NUL bytes.")
    sample = data[:_SAMPLE]
    name = "cp1252"
    if sum(byte > 127 for byte in sample) >= _ENOUGH:
        best = from_bytes(sample, cp_isolation=_ON_THE_WEB).best()
        if best is None:
            raise Unreadable("Nobody can tell the encoding of this text. Save it as UTF-8.")
        name = best.encoding
    text = data.decode(name, errors="replace")
    note = f"The encoding is not told; read as {name}. Look at accents, quotes and currency signs."
    return text, note


def _noted(text: str) -> tuple[str, str]:
    if torn := text.count("\ufffd"):
        return text, f"{torn:,} characters are torn; they show as \ufffd."
    if len(_GARBLED.findall(text, 0, 200_000)) >= _GARBLED_ENOUGH:
        return text, "The text is garbled at its origin (“â€œ” for a quotation mark)."
    return text, ""

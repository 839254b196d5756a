"""Files made for the tests: PDF and Word from lines, and bombs."""

import io
import zipfile
import zlib

MB = 1_000_000
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {chr(98 + depth)} "{("&" + chr(97 + depth) + ";") * 10}">' for depth in range(12)
    )
    + "]>"
)
QUADRATIC = '<!DOCTYPE x [<!ENTITY a "' + "a" * 100_000 + '">]>'
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body>%s</w:body></w:document>"
)


def pdf(*pages, title="", filters="/FlateDecode"):
    """Each page is a list of (x, y, size, text), or the bytes of a compressed stream."""
    kids = " ".join(f"{number * 2 + 4} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        f"<</Title({title})>>".encode(),
    ]
    for number, page in enumerate(pages):
        stream = page if isinstance(page, bytes) else zlib.compress(operators(page))
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1"
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>"
            % (number * 2 + 5),
            b"<</Length %d/Filter %s>>stream\n%s\nendstream"
            % (len(stream), filters.encode(), stream),
        ]
    return written(objects)


def operators(lines):
    shown = (
        f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET".encode("cp1252")
        for x, y, size, text in ((x, y, size, escaped(text)) for x, y, size, text in lines)
    )
    return b"\n".join(shown)


def escaped(text):
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def written(objects):
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R/Info 3 0 R>>\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
        )
        + b"startxref\n%d\n%%%%EOF" % len(out)
    )


def deflated(chunk, times):
    squeezed, check = squeeze(chunk, times), 1
    for _ in range(times):
        check = zlib.adler32(chunk, check)
    return b"\x78\xda" + squeezed + check.to_bytes(4, "big")


def squeeze(chunk, times):
    """The chunk so many times, deflated once: after a full flush the same bytes mean it again."""
    squeezer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    once = squeezer.compress(chunk) + squeezer.flush(zlib.Z_FULL_FLUSH)
    return once * times + squeezer.flush()


def docx(xml, *, times=1, core=None):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        with parts.open("word/document.xml", "w") as part:
            if times > 1:
                part._compressor = Ready(squeeze(xml, times))
            for _ in range(times):
                part.write(xml)
        if core:
            parts.writestr("docProps/core.xml", core)
    return file.getvalue()


class Ready:
    """In place of a compressor: what it would have made of everything."""

    def __init__(self, squeezed):
        self.squeezed = squeezed

    def compress(self, data):
        return b""

    def flush(self):
        return self.squeezed


def paragraph(text, style=""):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"

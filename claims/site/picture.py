"""The picture that a link to a verdict is shared with: claim, verdict, who said it, and the meter.

Drawn from the frozen document alone. What the fonts cannot write is left out rather than drawn as
empty boxes: the page has it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont, features

from claims.site.words import claim_title, verdict_now, who_said_it

Document = Mapping[str, Any]
Font = ImageFont.FreeTypeFont

SIZE = (1200, 630)  # https://developers.facebook.com/docs/sharing/webmasters/images/
MARGIN = 72
WIDTH = SIZE[0] - 2 * MARGIN
BAND = 454  # where the verdict begins
CLAIM = (148, BAND - 96)  # between these two heights
SIZES = (64, 56, 48, 42, 36, 32)
FONTS = Path(__file__).with_name("fonts")
SERIF, BOLD = "DejaVuSerif.ttf", "DejaVuSans-Bold.ttf"
# As in static/site/site.css, by daylight.
PAPER, GROUND, INK, QUIET, LINE = "#fff", "#f5f3ee", "#1b1b1a", "#595752", "#cfcbc2"
TONES = {
    "false": "#a32d0e",
    "mostly_false": "#96480a",
    "half_true": "#685a12",
    "mostly_true": "#12636b",
    "true": "#14508c",
}
TONE = "#45433f"
ON_PAGE = "Read the claim on its page"
KEPT = 256  # pictures in memory, about 30 kB each


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the picture shows, and so what it depends on."""

    newsroom: str
    claim: str
    who: str
    verdict: str
    code: str
    rating: int | None
    before: str = ""  # the verdict that was retracted


def picture(document: Document) -> bytes:
    """A PNG of 1200 × 630."""
    verdict, retracted = document["verdict"], document["retracted"]
    return draw(
        Facts(
            newsroom=document["newsroom"]["name"],
            claim=one_line(claim_title(document)),
            who=one_line(who_said_it(document)),
            verdict=verdict_now(document),
            code="" if retracted else verdict["code"],
            rating=None if retracted else verdict["rating"],
            before=verdict["label"] if retracted else "",
        )
    )


def in_words(document: Document) -> str:
    """What the picture says, for those who do not see it."""
    rating = "" if document["retracted"] else document["verdict"]["rating"]
    step = f", step {rating} of 5 from False to True" if rating else ""
    return f"Fact-check: {verdict_now(document)}{step}. Claim: {claim_title(document)}"


@lru_cache(maxsize=KEPT)
def draw(facts: Facts) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    draw_masthead(canvas, facts.newsroom)
    draw_claim(canvas, facts)
    draw_verdict(canvas, facts)
    file = BytesIO()
    # Few colours: a third of the bytes, and no difference to the eye.
    image.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_masthead(canvas: ImageDraw.ImageDraw, name: str) -> None:
    font = font_for(name, BOLD, 30)
    canvas.text((MARGIN, 78), clipped(name, font, WIDTH - 260), INK, font, anchor="ls")
    canvas.text((SIZE[0] - MARGIN, 78), "Fact-check", QUIET, load(BOLD, 26), anchor="rs")
    for y in (104, 110):
        canvas.line((MARGIN, y, SIZE[0] - MARGIN, y), LINE, 2)


def draw_claim(canvas: ImageDraw.ImageDraw, facts: Facts) -> None:
    claim = f"“{facts.claim}”" if writable(facts.claim) else ON_PAGE
    font, lines = fitted(claim, CLAIM[1] - CLAIM[0])
    x, anchor = (SIZE[0] - MARGIN, "ra") if is_rtl(claim) else (MARGIN, "la")
    for number, line in enumerate(lines):
        canvas.text((x, CLAIM[0] + number * leading(font)), line, INK, font, anchor=anchor)
    if writable(facts.who):
        small = font_for(facts.who, SERIF, 30)
        canvas.text((x, BAND - 34), clipped(facts.who, small, WIDTH), QUIET, small,
                    anchor=anchor[0] + "s")  # fmt: skip


def draw_verdict(canvas: ImageDraw.ImageDraw, facts: Facts) -> None:
    tone = TONES.get(facts.code, TONE)
    canvas.rectangle((0, BAND, *SIZE), GROUND)
    canvas.rectangle((0, BAND, 15, SIZE[1]), tone)
    middle = (BAND + SIZE[1]) // 2
    if facts.rating:
        canvas.text((MARGIN, middle), facts.verdict, tone, load(BOLD, 60), anchor="lm")
        draw_meter(canvas, facts.rating, tone, middle)
    else:
        small = (
            f"It was “{facts.before}”" if facts.before else "Not on the scale from False to True"
        )
        canvas.text((MARGIN, middle - 22), facts.verdict, tone, load(BOLD, 60), anchor="lm")
        canvas.text((MARGIN, middle + 42), small, QUIET, load(SERIF, 28), anchor="lm")


def draw_meter(canvas: ImageDraw.ImageDraw, rating: int, tone: str, middle: int) -> None:
    """Five steps: their number, the pointer and the words each say it without colour."""
    step, gap, height = 72, 8, 30
    left, top = SIZE[0] - MARGIN - 5 * step - 4 * gap, middle - 30
    for number in range(1, 6):
        x = left + (number - 1) * (step + gap)
        fill = tone if number <= rating else PAPER
        canvas.rectangle((x, top, x + step, top + height), fill, tone, 3)
        if number == rating:
            tip, foot = (x + step // 2, top + height + 8), top + height + 22
            canvas.polygon((tip, (tip[0] - 12, foot), (tip[0] + 12, foot)), tone)
    small = load(SERIF, 24)
    canvas.text((left, top + height + 50), "False", QUIET, small, anchor="ls")
    canvas.text((SIZE[0] - MARGIN, top + height + 50), "True", QUIET, small, anchor="rs")


def fitted(text: str, height: int) -> tuple[Font, list[str]]:
    """The largest size at which the text has room; the smallest, cut short, if none."""
    for size in SIZES:
        font = font_for(text, SERIF, size)
        room = height // leading(font)
        lines = wrapped(text, font)
        if len(lines) <= room:
            return font, lines
    kept = lines[:room]
    # What is left of a quotation is still one.
    kept[-1] = clipped(f"{kept[-1]} …”", font, WIDTH, "…”")
    return font, kept


def leading(font: Font) -> int:
    return int(font.size * 1.3)


def wrapped(text: str, font: Font) -> list[str]:
    """In lines; a word that has no room in one is broken."""
    lines, line = [], ""
    for word in text.split(" "):
        if font.getlength(longer := f"{line} {word}".strip()) <= WIDTH:
            line = longer
            continue
        lines += [line] if line else []
        while font.getlength(word) > WIDTH:
            part = clipped(word, font, WIDTH, "")
            lines.append(part)
            word = word[len(part) :]
        line = word
    return [*lines, line]


def clipped(text: str, font: Font, width: int, mark: str = "…") -> str:
    if font.getlength(text) <= width:
        return text
    # By halves: a hostile word has a million letters.
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if font.getlength(text[:middle] + mark) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + mark


def font_for(text: str, name: str, size: int) -> Font:
    """The other font has Arabic and Hebrew."""
    return load(name if has_all(text, name) else BOLD, size)


def writable(text: str) -> bool:
    """Right-to-left scripts need their letters joined and put in order, which not every machine
    can: the picture goes without."""
    shaped = not is_rtl(text) or features.check("raqm")
    return shaped and (has_all(text, SERIF) or has_all(text, BOLD))


def has_all(text: str, name: str) -> bool:
    return all(has(char, name) for char in set(text))


@lru_cache(maxsize=4096)
def has(char: str, name: str) -> bool:
    """What a font lacks, it draws as one and the same box."""
    if char.isspace() or unicodedata.category(char) == "Cf":
        return True
    font = ImageFont.truetype(FONTS / name, 20, layout_engine=ImageFont.Layout.BASIC)
    return bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffd"))


@cache
def load(name: str, size: int) -> Font:
    return ImageFont.truetype(FONTS / name, size)


def is_rtl(text: str) -> bool:
    """By its first letter that has a direction (Unicode Bidirectional Algorithm, rule P2)."""
    found = (unicodedata.bidirectional(char) for char in text)
    return next((d in ("R", "AL") for d in found if d in ("L", "R", "AL")), False)


def one_line(text: str) -> str:
    """Without what no font draws; a text may be longer than anybody reads in a picture."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:1000]).split())

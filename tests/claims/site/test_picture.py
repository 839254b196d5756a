"""What the shared picture shows: pixels are looked at, where they can tell."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, features

from claims.models import Verdict
from claims.site import picture
from claims.site.picture import BAND, CLAIM, MARGIN, SIZE, TONES, WIDTH, Facts, draw
from tests.claims.presenters.documents import DOCUMENT, make_document
from tests.claims.site.test_safety import PAYLOADS

FACTS = Facts("The Demo Desk", "First seat since 1982", "Ada Example", "True", "true", 5)


def drawn(facts):
    return Image.open(BytesIO(draw(facts))).convert("RGB")


def filled_steps(facts):
    """The middle of each step has the colour of the verdict, or of paper."""
    image, tone = drawn(facts), tuple(bytes.fromhex(TONES[facts.code][1:]))
    left, middle = SIZE[0] - MARGIN - 392, (BAND + SIZE[1]) // 2 - 15
    return [near(image.getpixel((left + 36 + 80 * n, middle)), tone) for n in range(5)]


def near(one, other):
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("verdict", [v for v in Verdict if v.rating])
def test_the_meter_has_as_many_steps_as_the_rating(verdict):
    facts = replace(FACTS, verdict=verdict.label, code=verdict.value, rating=verdict.rating)
    assert filled_steps(facts) == [n < verdict.rating for n in range(5)]


def test_the_tones_are_those_of_the_page():
    css = (picture.FONTS.parents[1] / "static/site/site.css").read_text()
    for code, tone in TONES.items():
        assert f"--{code.replace('_', '-')}: {tone};" in css


@pytest.mark.parametrize(
    "claim",
    ["Short", "many words " * 30, "many words " * 300, "x" * 5_000, "Łódź ≠ Ωμέγα", "失業 📉", ""],
)
def test_no_claim_leaves_its_room(claim):
    facts = replace(FACTS, claim=claim, who="Ada " * 200)
    image = drawn(facts)
    assert image.size == SIZE
    white = Image.new("RGB", (MARGIN - 4, BAND), "#fff")
    for x in (0, SIZE[0] - MARGIN + 4):
        assert image.crop((x, 0, x + MARGIN - 4, BAND)).tobytes() == white.tobytes()
    font, lines = picture.fitted(f"“{claim}”", CLAIM[1] - CLAIM[0])
    assert len(lines) * picture.leading(font) <= CLAIM[1] - CLAIM[0]
    assert all(font.getlength(line) <= WIDTH for line in lines)


def test_what_was_cut_says_so():
    _, lines = picture.fitted(f"“{'many words ' * 300}”", CLAIM[1] - CLAIM[0])
    assert lines[-1].endswith("…”")


def test_what_no_font_can_write_is_left_to_the_page():
    assert picture.writable("Łódź’s rate – Ωμέγα, Жалоба")
    assert picture.writable("نسبة") == features.check("raqm")
    assert not picture.writable("失業")
    assert (
        drawn(replace(FACTS, claim="失業")).tobytes() == drawn(replace(FACTS, claim="📉")).tobytes()
    )


def test_another_verdict_or_speaker_is_another_picture():
    others = [replace(FACTS, who="Bo Sample"), replace(FACTS, verdict="False", code="false")]
    others += [replace(FACTS, claim="Second seat"), replace(FACTS, newsroom="Another Desk")]
    assert len({draw(facts) for facts in [FACTS, *others]}) == 5


def test_a_retracted_verdict_has_no_meter(monkeypatch):
    monkeypatch.setattr(picture, "draw", lambda facts: facts)
    facts = picture.picture(make_document(retracted=True))
    assert (facts.verdict, facts.rating, facts.before) == ("Retracted", None, "Mostly true")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_are_drawn_or_left_out(payload):
    claim = DOCUMENT["claim"] | {"headline": payload}
    assert picture.picture(make_document(claim=claim)).startswith(b"\x89PNG")

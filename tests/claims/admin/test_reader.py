"""How an article is read on the desk: marks, parts, sentences."""

import re
from html import unescape

import pytest
from django.urls import reverse

from claims.admin.highlights import marked, parts, pieces
from claims.admin.reader import PART, part_of, plain_reason, running_text, sentence_rows
from claims.models import Appearance, Claim, Extraction
from tests import factories

from .pages import page


def sightings(*spans):
    return [
        Appearance(pk=n, start=a, end=b, claim=Claim(pk=n)) for n, (a, b) in enumerate(spans, 1)
    ]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], ["0123456789"]),
        ([(2, 5)], ["01", "[234]", "56789"]),
        ([(0, 10)], ["[0123456789]"]),
        ([(0, 6), (4, 10)], ["[0123]", "[[45]]", "[6789]"]),
        ([(0, 10), (3, 4)], ["[012]", "[[3]]", "[456789]"]),
        ([(2, 4), (4, 6)], ["01", "[23]", "[45]", "6789"]),
    ],
)
def test_pieces_show_the_whole_text_and_every_overlap(spans, expected):
    found = list(pieces("0123456789", marked(sightings(*spans))))
    assert ["[" * len(p.marks) + p.text + "]" * len(p.marks) for p in found] == expected
    assert "".join(p.text for p in found) == "0123456789"
    assert sum(len(p.begins) for p in found) == len(spans)


def test_pieces_of_a_part_count_from_the_beginning_of_the_text():
    found = list(pieces("56789", marked(sightings((3, 7), (8, 12))), offset=5, also=(6, 6, 99)))
    assert [(p.text, p.start, p.end, len(p.marks)) for p in found] == [
        ("5", 5, 6, 1),
        ("6", 6, 7, 1),
        ("7", 7, 8, 0),
        ("89", 8, 10, 1),
    ]


@pytest.mark.parametrize(
    ("spans", "lanes"),
    [
        ([(0, 4), (4, 8)], [0, 0]),
        ([(0, 5), (4, 8)], [0, 1]),
        ([(0, 9), (0, 2), (3, 5)], [0, 1, 1]),
        ([(0, 9), (1, 9), (2, 9), (3, 9), (4, 9)], [0, 1, 2, 3, 3]),
        ([(0, 3), (1, 9), (4, 6)], [0, 1, 0]),
    ],
)
def test_overlapping_claims_are_underlined_one_below_the_other(spans, lanes):
    assert [mark.lane for mark in marked(sightings(*spans))] == lanes


def test_offsets_count_code_points():
    (_, found, _) = pieces("😀e\u0301x!", marked(sightings((1, 3))))
    assert found.text == "e\u0301"


@pytest.mark.parametrize(
    "text", ["", "short", "a\n" * 500, "x" * 1000, "x" * 40 + "\n" + "y" * 200]
)
def test_parts_hold_the_whole_text(text):
    found = parts(text, 100)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(end - start <= 150 for start, end in found)
    assert all(text[end - 1] == "\n" for _, end in found[:-1] if "\n" in text[-200:])


@pytest.mark.django_db
def test_no_character_is_lost_on_the_way_to_the_browser():
    text = "One\r\ntwo  & <b>three</b>\r 😀 e\u0301 שלום\n"
    article = factories.make_article(text)
    factories.make_claim("two  & <b>", article)
    html = running_text(part_of(article.latest), None)
    html = re.sub(r'<a class="number.*?</a>', "", html)
    # As a browser reads it: a bare carriage return would be one line end with what follows.
    assert "\r" not in html
    assert unescape(re.sub(r"<[^>]*>", "", html).replace("&#13;", "\ue000")).replace(
        "\ue000", "\r"
    ) == text  # fmt: skip


@pytest.mark.django_db
def test_a_transcript_shows_who_speaks():
    text = "MS EXAMPLE: Rents rose by 5%.\n\nMR SAMPLE: They fell.\n\nMS EXAMPLE: They rose.\n"
    html = running_text(part_of(factories.make_article(text).latest), None)
    assert html.count('<b class="who">') == html.count("</b>") == 3
    assert 'class="who"' not in running_text(part_of(factories.make_article().latest), None)


LONG = "".join(f"Rents in ward {n} rose by 5% in 2016. Nobody knows.\n" for n in range(2000))


@pytest.mark.django_db
def test_a_long_text_comes_in_parts(desk, reviewer):
    article = factories.make_article(LONG)
    first = factories.make_claim("Rents in ward 7 rose by 5%", article)
    later = factories.make_claim("Rents in ward 1500 rose by 5%", article)
    client = desk(reviewer)
    html = client.get(page(article)).content.decode()
    assert f"claim-{first.pk}" in html
    assert f"claim-{later.pk}" not in html
    assert len(html) < 3 * PART
    html = client.get(f"{page(article)}?claim={later.pk}").content.decode()
    assert f'id="claim-{later.pk}"' in html
    assert 'aria-label="Claim 2:' in html
    assert re.search("of [34]</label>", html)
    for wrong in ("0", "99", "x", "9" * 30):
        assert client.get(f"{page(article)}?part={wrong}").status_code == 200


@pytest.mark.django_db
def test_what_cost_there_is_does_not_grow(desk, reviewer, django_assert_max_num_queries):
    article = factories.make_article(LONG)
    for n in range(30):
        claim = factories.make_claim(f"Rents in ward {n} rose", article)
        claim.speaker = factories.make_speaker()
        claim.save()
    card = reverse("admin:claims_article_card", args=[article.pk])
    client = desk(reviewer)
    for address, most in ((page(article), 16), (f"{card}?claim={claim.pk}", 12)):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_beside_the_queue_the_text_is_shown_around_a_claim(desk, reviewer):
    article = factories.make_article("Rents fell. Taxes rose.", title="A day")
    rents, taxes = (factories.make_claim(words, article) for words in ("Rents fell", "Taxes rose"))
    address = reverse("admin:claims_article_text", args=[article.pk])
    html = desk(reviewer).get(f"{address}?claim={taxes.pk}").content.decode()
    assert re.search(rf'<span class="mark [^"]*\bthis" data-c="{taxes.pk}"', html)
    assert not re.search(rf'\bthis" data-c="{rents.pk}"', html)
    # Its links lead to the article from wherever the text is shown.
    assert f'href="{page(article)}?snapshot=' in html
    assert f'<a href="{page(article)}">A day</a>' in html


SENTENCES = [
    {"start": 0, "end": 12, "outcome": "claim", "reason": "quantity, public_opinion"},
    {"start": 14, "end": 18, "outcome": "not_claim", "reason": "a question"},
    {"start": 19, "end": 24, "outcome": "failed", "reason": "OSError: disk <full>"},
]


@pytest.mark.django_db
def test_every_sentence_says_what_became_of_it(desk, reviewer):
    article = factories.make_article("Rents fell. \n\nWhy? Alas.\n")
    Extraction.objects.update(state="done", sentences=SENTENCES)
    client = desk(reviewer)
    html = client.get(f"{page(article)}?sentences").content.decode()
    for words in (
        "<b>A claim</b> Quantity, public opinion",
        "<b>No claim</b> It asks; it does not state.",
        "<b>Failed</b> OSError: disk &lt;full&gt;",
        "Read the text again",
    ):
        assert words in html
    assert html.count('class="sentence') == 3
    assert html.count(" paragraph") == 2
    rows = list(sentence_rows(part_of(article.latest), SENTENCES, None))
    assert re.sub(r"<[^>]*>", "", "".join(row.html for row in rows)) == article.latest.text
    address = reverse("admin:claims_extraction_retry", args=[article.latest.extractions.get().pk])
    assert client.post(address).status_code == 302
    assert article.latest.extractions.get().state == "waiting"


@pytest.mark.parametrize(
    ("outcome", "reason", "plain"),
    [
        ("not_claim", "opinion", "A judgement: nobody could prove it true or false."),
        ("not_claim", "something new", "something new"),
        ("not_claim", "", "The engine gave no reason."),
        ("claim", "rule, quantity", "Law or rule, quantity"),
        ("failed", "OSError: x", "OSError: x"),
    ],
)
def test_reasons_in_plain_words(outcome, reason, plain):
    assert plain_reason(outcome, reason) == plain

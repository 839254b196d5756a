"""Spans found again in changed texts. A wrong anchor is worse than none."""

import time
from collections import Counter
from copy import deepcopy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.anchoring import Anchor, anchors

from .edits import Writer, edit, printed

EDITS = 500


def changed_article(seed):
    """An invented article, its text after one to four edits, and where each word is then."""
    writer = Writer(Random(seed))
    article, nouns = writer.article()
    old, old_words = printed(article)
    article = deepcopy(article)
    for _ in range(writer.random.choice([1, 1, 2, 4])):
        edit(article, writer, nouns)
    new, new_words = printed(article)
    return writer.random, old, old_words, new, new_words


def chosen_spans(random, words):
    """Sentences, and runs of words within them: first and last word."""
    first = 0
    for n, (word, _, _) in enumerate(words):
        if word.text != ".":
            continue
        if random.random() < 0.5:
            yield first, n + (random.random() < 0.5)
        elif n - first > 6:
            begin = random.randint(first, n - 5)
            yield begin, random.randint(begin + 3, n)
        first = n + 1


def verdict(anchor, said, old, old_words, new, new_words):
    """Whether the anchor is right, told as unclear, or wrong."""
    if anchor.fate == "unclear":
        return "unclear"
    wanted = {word.origin for word, _, _ in said}
    own = [(w, a, b) for w, a, b in new_words if w.origin in wanted and not w.copy]
    copies = [w for w, _, _ in new_words if w.origin in wanted and w.copy]
    if anchor.start is None:
        left = {w.text for w, _, _ in own} & {w.text for w, _, _ in said}
        return "wrong" if copies or len(left) >= 0.5 * len(said) else "right"
    if anchor.fate == "changed":
        return "right" if own and (anchor.start, anchor.end) == reach(own) else "wrong"
    there = [w for w, a, b in new_words if anchor.start <= a and b <= anchor.end]
    if [w.text for w in there] != [w.text for w, _, _ in said]:
        return "wrong"
    # Where one of two equal sentences went, nobody can say whose surroundings are the same.
    alike = surroundings(new, anchor.start, anchor.end) == surroundings(old, *reach(said))
    return "right" if alike or all(w.origin in wanted for w in there) else "wrong"


def surroundings(text, start, end):
    return text[max(0, start - 40) : start], text[end : end + 40]


def reach(words):
    return words[0][1], words[-1][2]


def told(seeds):
    outcomes = Counter()
    for seed in seeds:
        random, old, old_words, new, new_words = changed_article(seed)
        picked = [old_words[a:b] for a, b in chosen_spans(random, old_words)]
        found = anchors(old, [reach(said) for said in picked], new)
        for said, anchor in zip(picked, found, strict=True):
            outcome = verdict(anchor, said, old, old_words, new, new_words)
            outcomes[outcome] += 1
            outcomes[f"{outcome} {anchor.fate}"] += 1
            if outcome == "wrong":
                outcomes[f"seed {seed}: {anchor} {old[slice(*reach(said))]!r}"] += 1
    return outcomes


def test_no_anchor_is_wrong_in_edited_articles():
    outcomes = told(range(EDITS))
    assert outcomes["wrong"] == 0, outcomes
    assert outcomes["unclear"] <= 0.1 * outcomes.total() / 2, outcomes
    for fate in ("exact", "moved", "changed", "gone"):
        assert outcomes[f"right {fate}"] > 40, outcomes


def test_articles_that_once_had_a_wrong_anchor_have_none():
    outcomes = told([1320, 1515, 1974, 1977, 2262, 2393, 2446, 2763, 2909, 3060, 3185])
    assert outcomes["wrong"] == 0, outcomes


BEFORE = "The council of Carrow met on Thursday in the old town hall. "
SAID = "Unemployment in Carrow fell to 4.1% in May, the lowest since 1974."
AFTER = " Ada Example, the mayor, said that nobody had expected it."
TEXT = BEFORE + SAID + AFTER
REWRITTEN = "Joblessness dropped in Carrow to 4.2% in June, its lowest since 1975."
NOTE = " Correction: an earlier version said "

# What became of SAID, and the words that stand for it now.
FATES = {
    "nothing changed": (TEXT, "exact", SAID),
    "something was added after it": (TEXT + " It rained.", "exact", SAID),
    "something was added before it": ("Update. " + TEXT, "moved", SAID),
    "only its spaces changed": (TEXT.replace("to 4.1%", "to  4.1%"), "moved", None),
    "a figure was corrected": (TEXT.replace("4.1", "4.2"), "changed", SAID.replace("4.1", "4.2")),
    "its first word changed": (
        TEXT.replace("Unemployment", "The jobless rate"),
        "changed",
        SAID.replace("Unemployment", "The jobless rate"),
    ),
    "its last word changed": (
        TEXT.replace("1974", "1975"),
        "changed",
        SAID.replace("1974", "1975"),
    ),
    "words were put in": (
        TEXT.replace("fell", "fell again"),
        "changed",
        SAID.replace("fell", "fell again"),
    ),
    "its quotation marks changed": (TEXT.replace("Ada", "“Ada”"), "exact", SAID),
    "it was taken out": (BEFORE + AFTER.strip(), "gone", None),
    "it was put after the next one": (BEFORE + AFTER.strip() + " " + SAID, "moved", SAID),
    "it was copied to the end": (TEXT + " " + SAID, "exact", SAID),
    # There are two now: which is the old one?
    "it was doubled": (BEFORE + SAID + " " + SAID + AFTER, "unclear", None),
    "it was corrected and quoted": (
        TEXT.replace("4.1", "4.2") + NOTE + SAID,
        "changed",
        SAID.replace("4.1", "4.2"),
    ),
    "it was rewritten and quoted": (BEFORE + REWRITTEN + AFTER + NOTE + SAID, "unclear", None),
    "it was corrected and stands at the end as well": (
        TEXT.replace("4.1", "4.2") + " " + SAID,
        "unclear",
        None,
    ),
    "it was rewritten and stands at the end as well": (
        BEFORE + REWRITTEN + AFTER + " " + SAID,
        "unclear",
        None,
    ),
    "it was corrected and doubled": (
        BEFORE + (SAID.replace("4.1", "4.2") + " ") * 2 + AFTER.strip(),
        "unclear",
        None,
    ),
    "it was corrected and ends the text": (
        BEFORE + SAID.replace("4.1", "4.2"),
        "changed",
        SAID.replace("4.1", "4.2"),
    ),
    "it was taken out and quoted": (BEFORE + AFTER + NOTE + "that " + SAID, "unclear", None),
    "it was replaced": (BEFORE + "Nobody is out of work." + AFTER, "gone", None),
    "all was replaced": ("It rained in Marlow, and nobody minded.", "gone", None),
    "nothing is left": ("", "gone", None),
}


@pytest.mark.parametrize("case", FATES)
def test_what_became_of_a_sentence(case):
    new, fate, words = FATES[case]
    start = TEXT.index(SAID)
    [anchor] = anchors(TEXT, [(start, start + len(SAID))], new)
    assert anchor.fate == fate
    if words:
        assert new[anchor.start : anchor.end] == words
    assert (anchor.start is None) == (fate in ("gone", "unclear"))


def fate(old, words, new):
    start = old.index(words)
    [anchor] = anchors(old, [(start, start + len(words))], new)
    return anchor.fate


def test_a_name_is_not_found_inside_a_word():
    assert fate("So said Linus on Monday.", "Linus", "So said machines on Monday.") != "moved"
    assert fate("Linus.", "Linus", "machines") == "gone"


def test_a_clause_is_not_found_in_a_note_that_quotes_it():
    clause = "the lowest since 1974"
    assert fate(TEXT, clause, BEFORE + AFTER + NOTE + "that " + SAID) == "unclear"
    assert fate(BEFORE + SAID, clause, BEFORE + NOTE + "that " + SAID) == "unclear"


CLAUSE = "unemployment fell to 4.1% in May"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("She said joblessness fell to 4.1% in May, and nobody clapped.", "changed"),
        ("She said on Monday that joblessness fell to 4.1% in May, and nobody clapped.", "unclear"),
        ("She said unemployment fell to 4.1% in June, and nobody clapped.", "changed"),
        ("She said unemployment fell to 4.1% in June, we read, and nobody clapped.", "unclear"),
    ],
)
def test_where_a_clause_ends_is_not_guessed(new, expected):
    old = f"The council met in Carrow. She said {CLAUSE}, and nobody clapped. It rained."
    assert fate(old, CLAUSE, f"The council met in Carrow. {new} It rained.") == expected


@pytest.mark.parametrize("gone", [0, 1])
def test_one_of_two_equal_sentences_that_is_taken_out_is_told_apart_by_its_neighbours(gone):
    twice = "It was the worst result in the history of the party."
    parts = ["Marlow voted first.", "Carrow voted last.", "Nobody clapped in Elmbridge."]
    old = f"{parts[0]} {twice} {parts[1]} {twice} {parts[2]}"
    kept = [twice, twice]
    kept[gone] = ""
    new = f"{parts[0]} {kept[0]} {parts[1]} {kept[1]} {parts[2]}".replace("  ", " ")
    spans = [(old.index(twice), old.index(twice) + len(twice))]
    spans.append((old.rindex(twice), old.rindex(twice) + len(twice)))
    found = anchors(old, spans, new)
    assert found[gone] == Anchor("gone")
    assert (found[1 - gone].start, found[1 - gone].end) == (
        new.index(twice),
        new.index(twice) + len(twice),
    )


def test_one_of_two_neighbours_that_are_equal_is_unclear():
    twice = "It was the worst result in the history of the party. "
    old = "Carrow voted last. " + twice + twice + "Nobody clapped."
    start = old.index(twice)
    found = anchors(old, [(start, start + 51)], old.replace(twice, "", 1))
    assert found == [Anchor("unclear")]


def test_spans_of_signs_alone_and_of_nothing_are_no_trouble():
    found = anchors("a — b … !!! c", [(2, 3), (1, 2), (6, 7), (0, 0), (8, 11)], "x — b … !!! c")
    assert {anchor.fate for anchor in found} <= {"exact", "unclear", "gone"}


texts = st.text(st.sampled_from("ab .\n“”'’é1,"), max_size=80)


@given(texts, texts, st.integers(0, 80), st.integers(0, 80))
def test_the_same_words_are_the_same_words(old, new, start, end):
    end = min(end, len(old))
    if start >= end:
        return
    [anchor] = anchors(old, [(start, end)], new)
    if anchor.start is not None:
        assert 0 <= anchor.start < anchor.end <= len(new)
    if anchor.fate in ("exact", "moved") and old != new:
        plain = str.maketrans("“”’", '""\'')
        said = old[start:end].translate(plain).split()
        assert "".join(said) == "".join(new[anchor.start : anchor.end].translate(plain).split())


MEGABYTE = {
    "one word": "a ",
    "one sentence": "The council met. ",
    "signs": ".",
    "lines": "a.\n",
    "one long word": "a.",
}


@pytest.mark.parametrize("case", MEGABYTE)
def test_long_garbage_takes_seconds(case):
    text = MEGABYTE[case] * (300_000 // len(MEGABYTE[case]))
    spans = [(n, n + 100) for n in range(0, 299_000, 1_000)]
    start = time.perf_counter()
    anchors(text, spans, f"x {text[:150_000]} y {text[100_000:]}")
    assert time.perf_counter() - start < 15

import time
from random import Random

import pytest

from claims.text.duplicates import bands, overlap

from .edits import Writer, printed


def story(seed, sentences=20):
    writer = Writer(Random(seed))
    nouns = [writer.name() for _ in range(400)]
    return writer, nouns, [[writer.sentence(nouns)] for _ in range(sentences)]


def text_of(paragraphs):
    return printed(paragraphs)[0]


def share_a_band(one, other):
    return bool(set(bands(one)) & set(bands(other)))


COPIES = 200


def copies(seed):
    """The earlier text, and what other outlets made of it."""
    random = Random(seed)
    writer, nouns, paragraphs = story(seed, random.randint(8, 40))
    whole = text_of(paragraphs)
    yield whole, whole
    yield whole, "By our own staff in Marlow. " + whole + "\n\nRead more: the weather."
    yield whole, whole.replace("The council said", "The town council said")
    yield whole, text_of(paragraphs[: len(paragraphs) * 2 // 3])
    yield whole, text_of(random.sample(paragraphs, len(paragraphs)))


def test_copies_are_found_and_told():
    pairs = [pair for seed in range(COPIES // 5) for pair in copies(seed)]
    assert sum(share_a_band(*pair) for pair in pairs) >= 0.99 * len(pairs)
    assert all(overlap(later, earlier).copy for earlier, later in pairs)


def test_a_story_with_more_in_it_is_the_same_story_and_no_copy():
    for seed in range(40):
        writer, nouns, paragraphs = story(seed)
        whole = text_of(paragraphs)
        more = [[writer.sentence(nouns) for _ in range(2)] for _ in range(3)]
        longer = text_of(paragraphs[:10] + more + paragraphs[10:])
        found = overlap(longer, whole)
        assert found.same_story
        assert not found.copy
        assert share_a_band(whole, longer)


def test_other_stories_in_the_same_words_are_no_copies():
    writer = Writer(Random(5))
    nouns = [writer.name() for _ in range(100)]
    texts = [text_of([[writer.sentence(nouns)] for _ in range(20)]) for _ in range(60)]
    pairs = [(a, b) for n, a in enumerate(texts) for b in texts[:n]]
    assert not any(overlap(*pair).same_story for pair in pairs)
    numbers = [set(bands(text)) for text in texts]
    assert sum(bool(a & b) for n, a in enumerate(numbers) for b in numbers[:n]) < 0.01 * len(pairs)


@pytest.mark.parametrize("text", ["", " ", "It rained.", "新" * 50, "a b c " * 3])
def test_a_short_text_is_nobody_s_copy(text):
    assert bands(text) == []
    assert not overlap(text, text).copy


def test_the_numbers_are_the_same_in_every_process_and_fit_the_database():
    """They are stored: another way to reckon them would need a migration."""
    text = " ".join(f"word{n}" for n in range(100))
    found = bands(text)
    assert len(found) == 42
    assert found[:2] == [-6293627845982639480, 2956052133078975994]
    assert all(-(2**63) <= number < 2**63 for number in found)


def test_a_megabyte_takes_no_time():
    text = " ".join(f"{n * 7919 % 50_000}" for n in range(180_000))
    start = time.perf_counter()
    bands(text)
    overlap(text, text + " more")
    assert time.perf_counter() - start < 10

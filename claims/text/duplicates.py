"""The same story in several outlets: found by a few numbers, judged by its words.

`signature()` estimates the likeness of two sets of word runs without comparing the texts (Broder,
"On the resemblance and containment of documents", 1997). Cut into bands it can be looked up: texts
that share a band are candidates (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
section 3.4). `overlap()` then says what the later text has that the earlier has not.
"""

import re
from dataclasses import dataclass
from random import Random
from zlib import crc32

import numpy as np

WORD = re.compile(r"\w+")
RUN = 4  # words in a row: shorter ones are shared by all texts, longer ones break at each edit
# 42 bands of 3: of two stories that share half of their runs, 99 in 100 share a band; of two that
# share one in fifty, 1 in 3,000.
BANDS, ROWS = 42, 3
FEWEST = 40  # words: a shorter text says too little to be called the same
# What one outlet adds to a copy: a byline, a link, the name of a town. More is a statement.
ADDED_WORDS, ADDED_SHARE = 20, 0.05
# New words in a row from which they count as added and not as edited.
ADDITION = 6

_random = Random(1)
_MULTIPLIERS = np.array(
    [_random.getrandbits(64) | 1 for _ in range(BANDS * ROWS)], dtype=np.uint64
)[:, None]


def bands(text: str) -> list[int]:
    """What to look a text up by: signed 64-bit numbers, none for a text that is too short."""
    runs = runs_of(words(text))
    if len(runs) < FEWEST - RUN + 1:
        return []
    hashes = np.fromiter(runs, dtype=np.uint64, count=len(runs))
    # Multiply-shift hashing (Dietzfelbinger and others, 1997); in pieces, for long texts.
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for piece in np.array_split(hashes, len(hashes) // 4096 + 1):
        mixed = (_MULTIPLIERS * piece[None, :]) >> np.uint64(16)
        least = np.minimum(least, mixed.min(axis=1))
    rows = least.reshape(BANDS, ROWS)
    return [
        int.from_bytes(number.to_bytes(8, "big"), "big", signed=True)
        for number in (band_number(place, row) for place, row in enumerate(rows))
    ]


def band_number(place: int, row: "np.ndarray[tuple[int], np.dtype[np.uint64]]") -> int:
    """A number for a band and its place among the bands."""
    data = place.to_bytes(2, "big") + row.astype(">u8").tobytes()
    return crc32(data) << 32 | crc32(data[::-1])


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a later text stands in an earlier one: `shared` from 0 to 1, and how many words
    of it stand in longer passages that do not."""

    shared: float
    added: int
    size: int

    @property
    def same_story(self) -> bool:
        return self.size >= FEWEST and self.shared >= 0.5

    @property
    def copy(self) -> bool:
        """Nothing of substance was added."""
        most = max(ADDED_WORDS, ADDED_SHARE * self.size)
        return self.same_story and self.shared >= 0.8 and self.added <= most


def overlap(later: str, earlier: str) -> Overlap:
    """Compare the words themselves."""
    own = words(later)
    known = runs_of(words(earlier))
    shared = bytearray(len(own))
    for place, run in enumerate(run_numbers(own)):
        if run in known:
            shared[place : place + RUN] = b"\1" * RUN
    stretches = (len(found) for found in bytes(shared).split(b"\1"))
    added = sum(length for length in stretches if length >= ADDITION)
    return Overlap(sum(shared) / len(own) if own else 0.0, added, len(own))


def words(text: str) -> list[str]:
    return [word.lower() for word in WORD.findall(text)]


def runs_of(own: list[str]) -> set[int]:
    return set(run_numbers(own))


def run_numbers(own: list[str]) -> list[int]:
    """A number for every run of words. Not hash(): it is another in every process."""
    numbers = [crc32(word.encode("utf-8", "surrogatepass")) for word in own]
    found = []
    for runs in zip(*(numbers[n:] for n in range(RUN)), strict=False):
        mixed = 0
        for number in runs:
            mixed = (mixed * 0x9E3779B97F4A7C15 + number + 1) & 0xFFFFFFFFFFFFFFFF
        found.append(mixed)
    return found

"""Which words of an old text stand where in a new one.

Only what is certain is matched: runs of words that occur once in each text (Heckel, "A technique
for isolating differences between files", 1978), the longest set of them that kept its order
(Cohen's patience diff), then what stands at the edges of the gaps, then runs that moved, then the
gaps by themselves. Words that could as well belong to what stands before them as to what stands
after (the second of two equal sentences was taken out, or the first) are told as such.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TOKEN = re.compile(r"\w+(?:[.,'’\-]\w+)*|[^\w\s]")
# An outlet that changes its quotation marks has changed no words.
PLAIN = str.maketrans("‘’“”", "''\"\"")
TERMINAL = frozenset(".!?…")
CLOSING = frozenset("\"')]»") | TERMINAL
# Words in a row that must occur only once: in the whole texts, and in ever smaller gaps.
RUNS = (4, 4, 2, 1)
# One word that occurs once proves something only in a gap of a few sentences.
FEW = 60

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and signs of a text, each with its offsets (code points)."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    # Where a sentence may begin: at each token, for each token, and after the last.
    opens: bytearray

    @classmethod
    def of(cls, text: str) -> "Tokens":
        found = list(TOKEN.finditer(text))
        words = [match[0].translate(PLAIN) for match in found]
        starts, ends = [m.start() for m in found], [m.end() for m in found]
        opens = bytearray(len(found) + 1)
        ended = True
        for n, word in enumerate(words):
            if n and word in CLOSING and starts[n] == ends[n - 1]:
                ended = ended or word in TERMINAL
                continue
            opens[n] = ended or "\n" in text[ends[n - 1] : starts[n]]
            ended = word in TERMINAL
        opens[-1] = True
        return cls(words, starts, ends, opens)


class Alignment:
    """`early` and `late` give for each old token its place in the new text, or None: where a
    token is contested, `early` leaves it to what stands before it and `late` to what follows."""

    def __init__(self, old: str, new: str):
        self.old, self.new = Tokens.of(old), Tokens.of(new)
        size = len(self.old.words)
        self.early: list[int | None] = [None] * size
        self.late: list[int | None] = [None] * size
        self.moved = bytearray(size)
        self.taken = bytearray(len(self.new.words))
        self._align()

    def certain(self, place: int) -> int | None:
        """Where this old token stands now, if that is beyond doubt."""
        there = self.early[place]
        return there if there == self.late[place] else None

    def _align(self) -> None:
        whole = (0, len(self.old.words), 0, len(self.new.words))
        seeds = list(self._once(range(whole[1]), range(whole[3]), RUNS[0]))
        gaps = list(self._between(whole, rising(seeds), RUNS[0]))
        self._match_moved(seeds)
        stack = [(gap, 1) for gap in gaps]
        while stack:
            (a, b, c, d), level = stack.pop()
            run = RUNS[level]
            if run == 1 and max(b - a, d - c) > FEW:
                continue
            old = [i for i in range(a, b) if self._free(i)]
            new = [j for j in range(c, d) if not self.taken[j]]
            found = rising(self._once(old, new, run))
            if level + 1 < len(RUNS):
                rest = self._between((a, b, c, d), found, run) if found else [(a, b, c, d)]
                stack += [(gap, level + 1) for gap in rest]
            else:
                list(self._between((a, b, c, d), found, run))

    def _free(self, place: int) -> bool:
        return self.early[place] is None and self.late[place] is None

    def _once(self, old: Iterable[int], new: Iterable[int], run: int) -> Iterator[Pair]:
        """Pairs of places from which the same `run` tokens stand, and nowhere else in either."""
        there = singles(self.new.words, new, run)
        for words, place in singles(self.old.words, old, run).items():
            other = there.get(words, -1)
            # A lone comma proves nothing.
            if place >= 0 <= other and (run > 1 or words[0][0].isalnum()):
                yield place, other

    def _between(
        self, whole: tuple[int, int, int, int], chain: list[Pair], run: int
    ) -> Iterator[tuple[int, int, int, int]]:
        """Match the runs of the chain and the edges of the gaps between them; what is left."""
        a, end, c, other_end = whole
        for i, j, length in [*blocks(chain, run), (end, other_end, 0)]:
            rest = self._match_edges(a, i, c, j)
            for n in range(length):
                self._match(i + n, j + n)
            a, c = i + length, j + length
            if rest[0] < rest[1] and rest[2] < rest[3]:
                yield rest

    def _match(self, place: int, there: int) -> None:
        self.early[place] = self.late[place] = there
        self.taken[there] = True

    def _match_edges(self, a: int, b: int, c: int, d: int) -> tuple[int, int, int, int]:
        """Match what begins and ends the gap alike; words that both would take are contested.
        What is left of the gap."""
        least = min(b - a, d - c)
        ahead = behind = 0
        while ahead < least and self._alike(a + ahead, c + ahead):
            ahead += 1
        while behind < least and self._alike(b - 1 - behind, d - 1 - behind):
            behind += 1
        for n in range(ahead):
            self.early[a + n] = c + n
        for n in range(min(behind, least - ahead)):
            self.early[b - 1 - n] = d - 1 - n
        for n in range(behind):
            self.late[b - 1 - n] = d - 1 - n
        for n in range(min(ahead, least - behind)):
            self.late[a + n] = c + n
        behind = min(behind, least - ahead)
        for j in (*range(c, c + ahead), *range(d - behind, d)):
            self.taken[j] = True
        return a + ahead, b - behind, c + ahead, d - behind

    def _alike(self, place: int, there: int) -> bool:
        return (
            self.old.words[place] == self.new.words[there]
            and self._free(place)
            and not self.taken[there]
        )

    def _match_moved(self, seeds: Iterable[Pair]) -> None:
        """Runs that left their order; the longest first, for they prove most."""
        runs: list[list[int]] = []
        for i, j in seeds:
            if runs and (i, j) == (runs[-1][0] + runs[-1][2], runs[-1][1] + runs[-1][2]):
                runs[-1][2] += 1
            else:
                runs.append([i, j, 1])
        for i, j, length in sorted(runs, key=lambda run: -run[2]):
            self._match_run(i, j, length + RUNS[0] - 1)

    def _match_run(self, i: int, j: int, length: int) -> None:
        n = 0
        while n < length:
            begin = n
            while n < length and self._alike(i + n, j + n):
                n += 1
            if n - begin >= RUNS[0]:
                self._match_around(i + begin, j + begin, n - begin)
            n += 1

    def _match_around(self, i: int, j: int, length: int) -> None:
        ahead = behind = 0
        while i > behind < j and self._alike(i - behind - 1, j - behind - 1):
            behind += 1
        i, j, length = i - behind, j - behind, length + behind
        most = min(len(self.old.words) - i, len(self.new.words) - j)
        while length + ahead < most and self._alike(i + length + ahead, j + length + ahead):
            ahead += 1
        for n in range(length + ahead):
            self._match(i + n, j + n)
            self.moved[i + n] = True


def singles(words: list[str], places: Iterable[int], run: int) -> dict[tuple[str, ...], int]:
    """Each run of tokens at these places with its place; -1 where it occurs again."""
    places = list(places)
    found: dict[tuple[str, ...], int] = {}
    for place, last in zip(places, places[run - 1 :], strict=False):
        if last == place + run - 1:
            key = tuple(words[place : place + run])
            found[key] = -1 if key in found else place
    return found


def rising(pairs: Iterable[Pair]) -> list[Pair]:
    """The longest selection of the pairs, which come in the order of their first places, in which
    the second ones rise too (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    pairs = sorted(pairs)
    before: list[int] = []
    for n, (_, there) in enumerate(pairs):
        pile = bisect_left(tops, there)
        before.append(at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [there]
        at[pile : pile + 1] = [n]
    chain = []
    n = at[-1] if at else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def blocks(chain: Iterable[Pair], run: int) -> list[tuple[int, int, int]]:
    """The runs of a chain put together: place, other place, length. Where two of them claim the
    same tokens, neither gets them."""
    found: list[list[int]] = []
    for i, j in chain:
        if found:
            last = found[-1]
            overlap = max(last[0] + last[2] - i, last[1] + last[2] - j)
            if i - last[0] == j - last[1] and overlap >= 0:
                last[2] = i + run - last[0]
                continue
            if overlap > 0:
                last[2] -= overlap
                found.append([i + overlap, j + overlap, run - overlap])
                continue
        found.append([i, j, run])
    return [(i, j, length) for i, j, length in found if length > 0]

"""What became of a span when its text was changed: never guessed.

exact    the same words at the same place
moved    the same words elsewhere
changed  other words, and it is certain which
gone     the words are no longer there
unclear  none of these is certain: a person must look
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from claims.text.alignment import TERMINAL, Alignment

Fate = Literal["exact", "moved", "changed", "gone", "unclear"]

# The share of the old words that must still stand in changed ones: with fewer it may be another
# sentence.
KEPT = 0.5
# Where more of them than this share stand, the old words have not simply gone.
ECHO_HERE, ECHO_ANYWHERE = 0.25, 0.5
# So many places with the same words are looked at; a text that repeats itself more is unclear.
MOST_PLACES = 1000
# Tokens that are compared around two places with the same words.
FAR = 60
# Signs that may stand between a span and the next word.
NEAR = 20


@dataclass(frozen=True, slots=True)
class Anchor:
    """`start` and `end` are code points of the new text; None where the fate is gone or unclear."""

    fate: Fate
    start: int | None = None
    end: int | None = None


GONE, UNCLEAR = Anchor("gone"), Anchor("unclear")


def anchors(old: str, spans: Iterable[tuple[int, int]], new: str) -> list[Anchor]:
    """The fate of each span of the old text, in the order given."""
    if old == new:
        return [Anchor("exact", start, end) for start, end in spans]
    anchoring = Anchoring(old, new)
    return [anchoring.anchor(start, end) for start, end in spans]


class Anchoring:
    """An old and a new text, aligned once for all spans. Tokens are numbered; `first` and `last`
    of a span are its first token and the one after it."""

    def __init__(self, old: str, new: str):
        self.texts = old, new
        self.alignment = Alignment(old, new)
        self.old, self.new = self.alignment.old, self.alignment.new
        self.sure = [self.alignment.certain(n) for n in range(len(self.old.words))]
        in_place = [
            n for n, there in enumerate(self.sure) if there is not None and not self.moved(n)
        ]
        self.pins = [-1, *in_place, len(self.old.words)]
        self.free = [0, *accumulate(1 - taken for taken in self.alignment.taken)]
        self.origin = {there: n for n, there in enumerate(self.sure) if there is not None}
        self.old_places, self.new_places = index(self.old.words), index(self.new.words)
        self.loose = self.content(
            word
            for word, taken in zip(self.new.words, self.alignment.taken, strict=True)
            if not taken
        )
        self.echoes: dict[tuple[int, int], frozenset[str]] = {}

    def anchor(self, start: int, end: int) -> Anchor:
        first = bisect_right(self.old.ends, start)
        last = bisect_left(self.old.starts, end)
        if first >= last or self.crowded(first, last):
            return UNCLEAR
        shift = self.shift(first, last)
        if shift is not None:
            certain = self.stayed(first, last, shift) or self.moved_whole(first, last, shift)
            if certain and self.stands_out(first, last, first + shift):
                return self.same(start, end, first, last, shift)
            return UNCLEAR
        found = self.changed(first, last)
        rivals = self.new_rivals(first, last, -1)
        if found.fate == "changed":
            whole = any(self.went_whole(first, last, there - first) for there in rivals)
            return UNCLEAR if whole else found
        return UNCLEAR if rivals else found

    # The same words ---------------------------------------------------------------------------

    def shift(self, first: int, last: int) -> int | None:
        """How far the whole span went, if its words stand there, at least one beyond doubt, and
        not more of them elsewhere."""
        words = self.words(first, last)
        shifts = Counter(there - n for n in words if (there := self.sure[n]) is not None)
        for shift, count in shifts.most_common(1):
            alone = len(shifts) == 1 or count >= KEPT * len(words)
            if alone and self.verbatim(first, last, first + shift):
                return shift
        return None

    def verbatim(self, first: int, last: int, there: int) -> bool:
        return (
            there >= 0
            and self.new.words[there : there + last - first] == self.old.words[first:last]
        )

    def same(self, start: int, end: int, first: int, last: int, shift: int) -> Anchor:
        old, new = self.texts
        begin = self.new.starts[first + shift] + max(start - self.old.starts[first], 0)
        finish = self.new.ends[last - 1 + shift] - max(self.old.ends[last - 1] - end, 0)
        by = self.new.starts[first + shift] - self.old.starts[first]
        if start + by >= 0 and old[start:end] == new[start + by : end + by]:
            begin, finish = start + by, end + by
        return Anchor("exact" if (begin, finish) == (start, end) else "moved", begin, finish)

    def stayed(self, first: int, last: int, shift: int) -> bool:
        """Whether the span still follows the sentence it followed, or precedes the one it did."""
        old, new = self.old.opens, self.new.opens
        there = first + shift
        if old[first] != new[there] or old[last] != new[last + shift]:
            return False
        lead = self.old.words[self.sentence_start(first) : first]
        new_lead = self.new.words[max(new.rfind(1, 0, there + 1), 0) : there]
        # “Correction: an earlier version said that …” stands where the sentence stood.
        if len(new_lead) > len(lead) + 3 or new_lead.count(":") > lead.count(":"):
            return False
        before = self.word_before(self.sentence_start(first))
        if before is not None and (place := self.sure[before]) is not None:
            begun = self.openings(new, place + 1, there)
            if place < there and begun == self.openings(old, before + 1, first):
                return True
        after = self.word_after(self.sentence_end(last))
        if after is not None and (place := self.sure[after]) is not None:
            begun = self.openings(new, last + shift, place)
            return place >= last + shift and begun == self.openings(old, last, after)
        return False

    def moved_whole(self, first: int, last: int, shift: int) -> bool:
        """Whether the span's sentence went with it, and nothing like it is left behind."""
        return self.went_whole(first, last, shift) and self.echo(first, last) <= ECHO_HERE

    def went_whole(self, first: int, last: int, shift: int) -> bool:
        """Whether the sentence stands there as it stood, a sentence of its own. An outlet that
        corrects a figure and quotes the old one in a note at the end has not moved it."""
        begin, end = self.sentence_start(first), self.sentence_end(last)
        before, behind = self.around(first, last, first + shift)
        return (
            before >= first - begin
            and behind >= end - last
            and bool(self.old.opens[begin] and self.new.opens[begin + shift])
            and bool(self.old.opens[end] and self.new.opens[end + shift])
        )

    def stands_out(self, first: int, last: int, there: int) -> bool:
        """Whether, of all places with these words, in either text, the two go together by what
        stands around them."""
        around = self.around(first, last, there)
        for place in self.new_rivals(first, last, there):
            other = self.around(first, last, place)
            if any(a < b for a, b in zip(around, other, strict=True)):
                return False
            if sum(around) < sum(other) + 2:
                return False
        size = last - first
        return all(
            all(a > b for a, b in zip(around, self.around(n, n + size, there), strict=True))
            for n in self.old_rivals(first, last, there)
        )

    def new_rivals(self, first: int, last: int, there: int) -> list[int]:
        """Other new places with these words that do not belong to other old words."""
        places = occurrences(self.old.words[first:last], self.new.words, self.new_places)
        return [n for n in places if n != there and not self.owned(n, first, last)]

    def owned(self, there: int, first: int, last: int) -> bool:
        """Whether every word of a place belongs to old words that are not of the span."""
        return not any(
            first <= self.origin.get(n, first) < last
            for n in range(there, there + last - first)
            if is_word(self.new.words[n])
        )

    def old_rivals(self, first: int, last: int, there: int) -> list[int]:
        """Other old places with these words that may have become the new one."""
        size = last - first
        places = occurrences(self.old.words[first:last], self.old.words, self.old_places)
        return [
            n
            for n in places
            if n != first
            and not any(
                (now := self.sure[k]) is not None and now - k != there - n
                for k in range(n, n + size)
            )
        ]

    def around(self, first: int, last: int, there: int) -> tuple[int, int]:
        """How many tokens before, and how many after, are the same at both places."""
        old, new, after = self.old.words, self.new.words, there + last - first
        before = next(
            (n for n in range(min(first, there, FAR)) if old[first - 1 - n] != new[there - 1 - n]),
            min(first, there, FAR),
        )
        most = min(len(old) - last, len(new) - after, FAR)
        behind = next((n for n in range(most) if old[last + n] != new[after + n]), most)
        return before, behind

    # Other words, or none ---------------------------------------------------------------------

    def changed(self, first: int, last: int) -> Anchor:
        found = self.inside(first, last)
        words = self.words(first, last)
        kept = sum(n in found for n in words) / len(words)
        if kept < KEPT:
            return UNCLEAR if kept > ECHO_HERE else self.lost(first, last)
        self.complete(first, last, found)
        if any(found[a] >= found[b] for a, b in pairwise(sorted(found))):
            return UNCLEAR
        moved = [self.moved(n) for n in found]
        if any(moved) and not (all(moved) and first in found and last - 1 in found):
            return UNCLEAR
        whole = bool(self.old.opens[first]) and self.ends_sentence(last)
        begin, finish = self.left(first, found, whole), self.right(last, found, whole)
        if begin is None or finish is None or not self.one(first, last, begin, finish):
            return UNCLEAR
        return Anchor("changed", self.new.starts[begin], self.new.ends[finish - 1])

    def inside(self, first: int, last: int) -> dict[int, int]:
        """Where the tokens of the span stand now; contested ones with those that are certain."""
        sure = [n for n in self.words(first, last) if self.sure[n] is not None]
        if not sure:
            return {}
        early, late = self.alignment.early, self.alignment.late
        places = ((n, late[n] if n < sure[0] else early[n]) for n in range(first, last))
        return {n: there for n, there in places if there is not None}

    def complete(self, first: int, last: int, found: dict[int, int]) -> None:
        """Take in the signs at either end that stand at the words as they did: a full stop that
        was contested."""
        old, new = self.old.words, self.new.words
        n, there = max(found.items())
        while n + 1 < last and there + 1 < len(new) and old[n + 1] == new[there + 1]:
            n, there = n + 1, there + 1
            found[n] = there
        n, there = min(found.items())
        while n > first and there > 0 and old[n - 1] == new[there - 1]:
            n, there = n - 1, there - 1
            found[n] = there

    def one(self, first: int, last: int, begin: int, finish: int) -> bool:
        """Whether the new words are one statement, and stand only once: a corrected sentence that
        was printed twice is neither of the two."""
        sentences = self.openings(self.old.opens, first + 1, last - 1)
        words = self.new.words[begin:finish]
        return (
            finish - begin <= 2 * (last - first) + 3
            and self.openings(self.new.opens, begin + 1, finish - 1) <= sentences
            and len(occurrences(words, self.new.words, self.new_places)) == 1
        )

    def left(self, first: int, found: dict[int, int], whole: bool) -> int | None:
        """The first new token of a changed span."""
        kept = min(found)
        there = found[kept]
        if kept == first:
            return there
        pin, place = self.pin_before(first)
        if self.free_between(place + 1, there) == 0:
            return there
        if pin < first - 1:
            # What stands before was changed too: only a sentence that begins here parts them.
            parted = self.old.opens[first] and self.openings(self.old.opens, pin + 1, kept) == 1
            if not parted or self.openings(self.new.opens, place + 1, there) != 1:
                return None
            return self.new.opens.find(1, place + 1)
        if self.openings(self.new.opens, place + 2, there):
            return None
        fits = whole or there - place - 1 <= kept - first
        return place + 1 if fits else None

    def right(self, last: int, found: dict[int, int], whole: bool) -> int | None:
        """The new token after a changed span."""
        kept = max(found)
        there = found[kept]
        if kept == last - 1:
            return there + 1
        pin, place = self.pin_after(last)
        if self.free_between(there + 1, place) == 0:
            return there + 1
        if pin > last:
            parted = self.old.opens[last] and self.openings(self.old.opens, kept + 1, pin) == 1
            if not parted or self.openings(self.new.opens, there + 1, place) != 1:
                return None
            return self.new.opens.find(1, there + 1)
        if self.openings(self.new.opens, there + 1, place - 1):
            return None
        fits = whole or place - there - 1 <= last - 1 - kept
        return place if fits else None

    def lost(self, first: int, last: int) -> Anchor:
        here = self.echo(first, last)
        return UNCLEAR if here > ECHO_HERE or self.echo_anywhere(first, last) else GONE

    def echo(self, first: int, last: int) -> float:
        """The share of the span's words that stand, unmatched, where it stood."""
        _, before = self.pin_before(first)
        _, after = self.pin_after(last)
        if self.free_between(before + 1, after) == 0:
            return 0.0
        if (before, after) not in self.echoes:
            self.echoes[before, after] = self.content(
                self.new.words[n] for n in range(before + 1, after) if not self.alignment.taken[n]
            )
        return self.share(first, last, self.echoes[before, after])

    def echo_anywhere(self, first: int, last: int) -> bool:
        return self.share(first, last, self.loose) >= ECHO_ANYWHERE

    def share(self, first: int, last: int, words: frozenset[str]) -> float:
        own = self.content(self.old.words[first:last])
        return len(own & words) / len(own) if own else float(bool(words))

    # Tokens -----------------------------------------------------------------------------------

    def crowded(self, first: int, last: int) -> bool:
        """Whether even the rarest token of the span stands everywhere."""
        return min(len(self.old_places[w]) for w in self.old.words[first:last]) > MOST_PLACES

    def words(self, first: int, last: int) -> list[int]:
        """The tokens that are words; all of them where none is."""
        found = [n for n in range(first, last) if is_word(self.old.words[n])]
        return found or list(range(first, last))

    def moved(self, *tokens: int) -> bool:
        return any(self.alignment.moved[n] for n in tokens)

    def pin_before(self, n: int) -> tuple[int, int]:
        """The last token before the n-th that kept its order, and its place."""
        pin = self.pins[bisect_left(self.pins, n) - 1]
        return pin, self.sure_place(pin)

    def pin_after(self, n: int) -> tuple[int, int]:
        pin = self.pins[bisect_left(self.pins, n)]
        return pin, self.sure_place(pin)

    def sure_place(self, pin: int) -> int:
        if pin < 0:
            return -1
        place = self.sure[pin] if pin < len(self.sure) else None
        return len(self.new.words) if place is None else place

    def free_between(self, begin: int, end: int) -> int:
        """How many tokens of new[begin:end] are matched with nothing."""
        return self.free[end] - self.free[begin] if begin < end else 0

    def openings(self, opens: bytearray, begin: int, end: int) -> int:
        """How many sentences begin from `begin` to `end`, both included."""
        return opens.count(1, begin, end + 1) if begin <= end else 0

    def sentence_start(self, first: int) -> int:
        return max(self.old.opens.rfind(1, 0, first + 1), 0)

    def sentence_end(self, last: int) -> int:
        return self.old.opens.find(1, last)

    def word_before(self, n: int) -> int | None:
        near = range(n - 1, max(n - NEAR, 0) - 1, -1)
        return next((k for k in near if is_word(self.old.words[k])), None)

    def word_after(self, n: int) -> int | None:
        near = range(n, min(n + NEAR, len(self.old.words)))
        return next((k for k in near if is_word(self.old.words[k])), None)

    def ends_sentence(self, last: int) -> bool:
        return bool(self.old.opens[last]) or self.old.words[last] in TERMINAL

    def content(self, words: Iterable[str]) -> frozenset[str]:
        """What sentences are about: long words and figures."""
        return frozenset(w.lower() for w in words if len(w) > 3 or w[0].isdecimal())


def index(words: list[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for n, word in enumerate(words):
        places.setdefault(word, []).append(n)
    return places


def occurrences(span: list[str], words: list[str], places: dict[str, list[int]]) -> list[int]:
    """Where the tokens of the span stand in a row. None is looked for where the rarest of them
    stands at more than MOST_PLACES."""
    rarest = min(range(len(span)), key=lambda n: len(places.get(span[n], ())))
    found = [place - rarest for place in places.get(span[rarest], ())[:MOST_PLACES]]
    return [n for n in found if n >= 0 and words[n : n + len(span)] == span]


def is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"

"""An article's text cut into pieces, so that each claim can be marked where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from claims.models import Appearance, Claim
from claims.services.spans import Ends

from .marks import family, percent

# Claims in the same words are underlined below one another; few have more than three in common.
LANES = 4
OFF = {Claim.Status.DISMISSED, Claim.Status.MERGED}


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """A claim in its place in the text; `lane` is the underline that no overlapping claim has."""

    number: int
    appearance: Appearance
    lane: int
    family: str
    strength: int
    told: SafeString

    @property
    def claim(self) -> Claim:
        return self.appearance.claim


def strength(claim: Claim) -> int:
    """1 to 4: how much the claim asks to be checked; 0 where it is not to be checked."""
    return 0 if claim.status in OFF else min(4, int(4 * claim.score) + 1)


def told(appearance: Appearance) -> SafeString:
    """Who says it, in whose words, and what became of it: on hover and on focus."""
    claim, said = appearance.claim, []
    if claim.speaker:
        said.append(claim.speaker.name)
    said.append(appearance.get_voice_display())
    said.append(f"score {percent(claim.score)}")
    if claim.status != Claim.Status.NEW:
        said.append(claim.get_status_display().lower())
    return escape(" · ".join(said))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the claims that cover it, the first lane first. `start` and `end` count
    code points of the whole text."""

    text: str
    start: int
    end: int
    marks: tuple[Mark, ...]
    # The claims that begin here: their anchors in the page.
    begins: tuple[Mark, ...]


def marked(appearances: Iterable[Appearance]) -> list[Mark]:
    """The claims in the order of the text, numbered, each in the first lane that is free."""
    ends: list[int] = []
    found = []
    for number, a in enumerate(sorted(appearances, key=lambda a: (a.start, -a.end)), 1):
        free = (lane for lane, end in enumerate(ends) if end <= a.start)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [a.end]
        kind = family(a.claim.types)
        lane = min(lane, LANES - 1)
        found.append(Mark(number, a, lane, kind, strength(a.claim), told(a)))
    return found


def pieces(
    text: str, marks: Iterable[Mark], offset: int = 0, also: Iterable[int] = ()
) -> Iterator[Piece]:
    """`text` without loss or repetition; overlapping claims share the pieces they both cover.

    `offset` is where `text` begins in the whole, `also` are further places to cut at.
    """
    last = offset + len(text)
    waiting = sorted(marks, key=lambda m: (m.appearance.start, m.lane), reverse=True)
    spans = [(m.appearance.start, m.appearance.end) for m in waiting]
    places = {offset, last, *also, *(place for span in spans for place in span)}
    cuts = sorted(place for place in places if offset <= place <= last)
    covering: list[Mark] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        covering = [m for m in covering if m.appearance.end > start]
        begins = []
        while waiting and waiting[-1].appearance.start <= start:
            begins.append(waiting.pop())
        covering = sorted(covering + begins, key=lambda m: m.lane)
        covering = [m for m in covering if m.appearance.end > start]
        yield Piece(text[start - offset : end - offset], start, end, tuple(covering), tuple(begins))


def parts(text: str, size: int) -> list[Ends]:
    """A long text in parts of about `size` characters, cut at line ends where there are any."""
    found, start = [], 0
    while len(text) - start > 3 * size // 2:
        line = text.find("\n", start + size, start + 3 * size // 2)
        cut = line + 1 or start + size
        found.append((start, cut))
        start = cut
    return [*found, (start, len(text))]

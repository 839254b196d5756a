"""An article's text cut into pieces, so that each claim can be marked where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.models import Appearance

from .marks import family


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and the claims that cover it, the shortest first."""

    text: str
    claims: tuple[Appearance, ...]
    # The claims that begin here: their anchors in the page.
    begins: tuple[Appearance, ...]

    @property
    def claim(self) -> Appearance | None:
        return self.claims[0] if self.claims else None

    @property
    def family(self) -> str:
        return family(self.claims[0].claim.types)

    @property
    def depth(self) -> int:
        return min(len(self.claims), 3)


def pieces(text: str, appearances: Iterable[Appearance]) -> Iterator[Piece]:
    """`text` without loss or repetition; overlapping claims share the pieces they both cover."""
    waiting = sorted(appearances, key=lambda a: (a.start, a.end), reverse=True)
    cuts = sorted({0, len(text), *(a.start for a in waiting), *(a.end for a in waiting)})
    covering: list[Appearance] = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        covering = [a for a in covering if a.end > start]
        while waiting and waiting[-1].start == start:
            covering.append(waiting.pop())
        by_length = tuple(sorted(covering, key=lambda a: a.end - a.start))
        begins = tuple(a for a in covering if a.start == start)
        yield Piece(text[start:end], by_length, begins)

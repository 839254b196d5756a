"""How the turns read from a transcript compare with its labelled sentences and speakers.

Gold sentences are given as text, some damaged by a wrong decoding: letters and digits of ASCII are
compared, without notes such as "(Applause)", and each is looked for after the one before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from factcheck.evaluation.metrics import Figures
from factcheck.evaluation.rows import Row

_NOTE = re.compile(r"\([^()]{1,40}\)|\[[^\[\]]{1,40}\]")
_OTHER = re.compile(r"[^a-z0-9]+")


def figures(pairs: Iterable[tuple[Row, Row]]) -> Figures:
    """Shares of the gold sentences: `whole`, exactly one sentence; `speaker_right`."""
    docs = n = whole = right = 0
    for gold, found in pairs:
        docs += 1
        transcript = _Transcript(gold["raw"], found["turns"])
        for sentence in gold["gold_sentences"]:
            is_whole, speaker = transcript.look_up(sentence["text"])
            n += 1
            whole += is_whole
            right += same_speaker(sentence["speaker"], speaker)
    return {"docs": docs, "n": n, "whole": whole / max(n, 1), "speaker_right": right / max(n, 1)}


def same_speaker(gold: str, predicted: str | None) -> bool:
    """The same surname; first names count where both have one."""
    one, other = gold.casefold().split(), (predicted or "").casefold().split()
    if not one or not other or one[-1] != other[-1]:
        return False
    return 1 in (len(one), len(other)) or one[0] == other[0]


class _Transcript:
    """The predicted sentences as one stream of letters, read forward."""

    def __init__(self, raw: str, turns: Iterable[Row]) -> None:
        spoken = [(raw[s:e], turn["speaker"]) for turn in turns for s, e in turn["sentences"]]
        keys = [_key(text) for text, _ in spoken]
        self._stream = "".join(keys)
        self._starts = [0, *accumulate(map(len, keys))]
        self._speakers = [speaker for _, speaker in spoken]
        self._places: dict[str, list[int]] = {}
        for key, start in zip(keys, self._starts, strict=False):
            self._places.setdefault(key, []).append(start)
        self._read = 0

    def look_up(self, text: str) -> tuple[bool, str | None]:
        """Whether `text` is exactly one sentence, and who says it."""
        key = _key(text)
        places = self._places.get(key, [])
        if not key or (not places and key not in self._stream):
            return False, None
        at = next((place for place in places if place >= self._read), None)
        if at is None:
            at = max(self._stream.find(key, self._read), -1)
        if at < 0:
            at = places[-1] if places else self._stream.find(key)
        self._read = at + len(key)
        return at in places, self._speakers[bisect_right(self._starts, at) - 1]


def _key(text: str) -> str:
    return _OTHER.sub("", _NOTE.sub("", text).lower())

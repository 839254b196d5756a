"""Captions as a transcript: WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip."""

import re
from collections.abc import Iterator
from html import unescape

from ingest.readers import encoding, language
from ingest.readers.document import Document
from ingest.sandbox import Unreadable

_TIMING = re.compile(
    r"^\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})\s*-->\s*(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
)
_BLOCK = re.compile(r"^(?:WEBVTT|NOTE|STYLE|REGION)\b")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?\s+([^>\n]{1,120})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>\n]{0,200}>|\{\\[^{}\n]{0,80}\}")
_LABEL = re.compile(r"^(?:[-–—]\s*|>>+\s*)?(?P<who>[A-Z][\w.'’ -]{1,50}):\s+(?P<said>\S.*)$", re.S)
_CHANGE = re.compile(r"^(?:[-–—]\s+|[-–—](?=[A-Z])|>>+\s*)")
_NOTE = re.compile(r"^\W*[\[(♪♫][^\])]{0,80}[\])♪♫]\W*$")
_LONGEST_LINE = 1_000
_PAUSE = 4.0  # seconds of silence that end a paragraph
_LONG = 600  # characters after which a sentence end does


def read(data: bytes, *, url: str | None = None, declared: str | None = None) -> Document:
    """One paragraph for each turn, "Speaker: text" where the captions name the speaker. Raises
    Unreadable."""
    text, note = encoding.decode(data, declared)
    turns = _turns(_cues(text.replace("\0", "")))
    paragraphs = [f"{who}: {said}" if who else said for who, said in turns]
    whole = "\n\n".join(paragraphs)
    if not whole:
        raise Unreadable("These captions hold no words.")
    return Document(
        whole,
        language=language.recognise(whole),
        transcript=True,
        notes=(note,) if note else (),
    )


def _cues(text: str) -> Iterator[tuple[float, float, list[str]]]:
    """Start, end and lines of each cue, in order."""
    times: tuple[float, float] | None = None
    lines: list[str] = []
    skipping = False
    for whole in [*text.lstrip("\ufeff").splitlines(), ""]:
        line = whole[:_LONGEST_LINE]
        if match := _TIMING.match(line):
            if times and lines:
                # No empty line between: the last line is the number of this cue.
                yield *times, lines[:-1] if lines[-1].strip().isdigit() else lines
            times, lines, skipping = _times(match), [], False
        elif not line.strip():
            if times and lines:
                yield *times, lines
                times, lines = None, []
            skipping = False
        elif times and not skipping:
            lines.append(line)
        elif _BLOCK.match(line):
            skipping = True


def _times(match: re.Match[str]) -> tuple[float, float]:
    parts = [float(each or 0) for each in match.groups()]
    return _seconds(parts[:4]), _seconds(parts[4:])


def _seconds(parts: list[float]) -> float:
    return parts[0] * 3600 + parts[1] * 60 + parts[2] + parts[3] / 1000


def _turns(cues: Iterator[tuple[float, float, list[str]]]) -> list[tuple[str | None, str]]:
    made: list[tuple[str | None, list[str]]] = []
    shown: list[str] = []
    ended = 0.0
    for start, end, lines in cues:
        # Captions that roll show each line two or three times.
        new = [line for line in _spoken(lines) if line[2] not in shown]
        for who, changes, said in new:
            if not made or who or changes or _rests(made[-1][1], start - ended):
                goes_on = not (who or changes) and made
                made.append((who or (made[-1][0] if goes_on else None), [said]))
            else:
                made[-1][1].append(said)
        shown = [line[2] for line in _spoken(lines)]
        ended = end
    return _merged(made)


def _rests(said: list[str], silence: float) -> bool:
    if not said[-1].endswith((".", "?", "!", "…", "”", '"')):
        return False
    return silence > _PAUSE or sum(map(len, said)) > _LONG


def _spoken(lines: list[str]) -> list[tuple[str | None, bool, str]]:
    """Speaker, whether another one begins, words."""
    found: list[tuple[str | None, bool, str]] = []
    for line in lines:
        voice = _VOICE.search(line)
        plain = " ".join(unescape(_TAG.sub("", line)).split())
        if not plain or _NOTE.match(plain):
            continue
        label = _LABEL.match(plain)
        if voice:
            found.append((unescape(voice[1]).strip(), True, _CHANGE.sub("", plain)))
        elif label and len(label["who"].split()) <= 5:
            found.append((label["who"], True, label["said"]))
        else:
            found.append((None, bool(_CHANGE.match(plain)), _CHANGE.sub("", plain)))
    return found


def _merged(turns: list[tuple[str | None, list[str]]]) -> list[tuple[str | None, str]]:
    """Cues of one speaker, one after the other, are one turn."""
    made: list[tuple[str | None, list[str]]] = []
    for who, said in turns:
        if made and who and made[-1][0] == who and not _rests(made[-1][1], 0):
            made[-1][1].extend(said)
        else:
            made.append((who, list(said)))
    return [(who, " ".join(said)) for who, said in made]

"""Whole transcripts: who speaks, and the sentences of each turn as ranges of the raw text.

Applause, time stamps and page furniture are nobody's words.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from claims.text.labels import TIME_STAMP, Label, is_anybody, label_source, labels, unbracketed
from claims.text.lexicon import HONORIFICS, ROLE_WORDS
from claims.text.names import Names, split_title
from claims.text.sentences import sentences_in
from claims.text.spans import Span, lines, paragraphs, trim

_NOTE = re.compile(r"\([^()\n]{1,60}\)|\[[^\[\]\n]{1,60}\]")
_STAMP = re.compile(TIME_STAMP)
_NOTE_WORD = re.compile(
    r"applau|laugh|cheer|boo(?:s|ing)\b|cross ?talk|inaudible|unintelligible|chuckl|pause"
    r"|off.mi[ck]|video|audio|clip|\bbreak\b|music|\bbell\b|phonetic|\bph\b|\bsic\b|indiscernible"
    r"|interruption|gavel|silence|recess|coughs?|end of|\bend\b|begin|overlapping",
    re.I,
)
_FURNITURE = re.compile(
    r"[\W_]*|(?:page )?\d{1,4}(?: of \d{1,4})?|-? ?\d{1,4} ?-?|(?:the )?end\.?", re.I
)
_ENDED = tuple(".?!…:;\"”’')]-–—")
_WORD = re.compile(r"\w")
_I_AM = re.compile(r"\bI[’']m\b")
_GENERATION = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$", re.I)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch; None where the transcript does not tell who."""

    speaker: str | None
    sentences: tuple[Span, ...]


def read(raw: str) -> list[Turn]:
    """The turns in order. Never raises for the content of `raw`."""
    found = labels(raw)
    speakers = _Speakers(raw, found)
    furniture = _repeated(raw)
    ends = [*(label.start for label in found), len(raw)]
    made = []
    for label, end in zip([Label(0, 0, None), *found], ends, strict=True):
        if spoken := tuple(_spoken(raw, Span(label.end, end), furniture)):
            made.append(Turn(speakers.name(label.who) if label.who else None, spoken))
    return made


def _repeated(raw: str) -> frozenset[str]:
    """Lines that come again and again, but for a number: the heads and feet of pages."""
    often = Counter(_unnumbered(line.of(raw)) for line in lines(raw) if line.end - line.start < 120)
    return frozenset(line for line, times in often.items() if times > 2)


def _unnumbered(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _spoken(raw: str, within: Span, furniture: frozenset[str]) -> Iterator[Span]:
    for number, paragraph in enumerate(paragraphs(raw, within)):
        printed = paragraph.of(raw)
        header = number > 0 and not printed.endswith(_ENDED) and _unnumbered(printed) in furniture
        if header or _FURNITURE.fullmatch(printed) or _STAMP.fullmatch(printed):
            continue
        for piece in _without_notes(raw, paragraph):
            if _WORD.search(raw, piece.start, piece.end):
                yield from sentences_in(raw, piece)


def _without_notes(raw: str, paragraph: Span) -> Iterator[Span]:
    """The paragraph without applause and the like, where that does not cut a sentence in two."""
    start = paragraph.start
    for note in _NOTE.finditer(raw, paragraph.start, paragraph.end):
        if not _is_note(note.group()):
            continue
        before, after = trim(raw, start, note.start()), trim(raw, note.end(), paragraph.end)
        goes_on = after and (raw[after.start].islower() or raw[after.start] in "-–—,;")
        if before and after and (goes_on or raw[before.end - 1] not in _ENDED):
            continue
        if before:
            yield before
        start = note.end()
    if rest := trim(raw, start, paragraph.end):
        yield rest


def _is_note(printed: str) -> bool:
    inner = printed.strip("()[]")
    # "(AZ)" and "(CNN)" say where somebody is from.
    loud = inner.isupper() and len(inner) > 4
    told = loud or _NOTE_WORD.search(inner) or _STAMP.fullmatch(inner)
    return len(inner.split()) <= 8 and bool(told)


class _Speakers:
    """The name that each label stands for: in full where the transcript gives it."""

    def __init__(self, raw: str, found: list[Label]) -> None:
        printed = list(dict.fromkeys(label.who for label in found if label.who))
        body = "\n".join(t for line in lines(raw) if not (t := line.of(raw)).isupper())
        body = _I_AM.sub("i am", body)
        self._cases = _cases(body)
        full = (" ".join(self._name_words(who)) for who in printed)
        self._names = Names("\n".join(name for name in full if " " in name) + "\n" + body)
        self._surnames = _by_surname(self._names)
        self._given: dict[str, list[str]] = {}
        for name in self._surnames.values():
            self._given.setdefault(name.split()[0].lower(), []).append(name)
        self._holders = {
            office.strip().lower(): " ".join(self._name_words(who))
            for who in printed
            if label_source(who).start > len(office := who.partition("(")[0])
        }
        self._body = body
        self._found: dict[str, str] = {}

    def name(self, who: str) -> str:
        if who not in self._found:
            self._found[who] = self._resolve(who)
        return self._found[who]

    def _resolve(self, who: str) -> str:
        bare = unbracketed(who)
        if is_anybody(who):
            return bare.capitalize() if bare.isupper() else bare
        tokens = self._name_words(who)
        honorific = split_title(bare.split())[2].lower()
        if not tokens or (honorific and tokens[0].lower() in ROLE_WORDS - self._surnames.keys()):
            return self._holder(bare) or (bare.title() if bare.isupper() else bare)
        name = self._full_name(tokens)
        genders = {HONORIFICS.get(honorific, ""), self._names.gender(name)}
        return " ".join(tokens) if genders >= {"m", "f"} else name

    def _name_words(self, who: str) -> list[str]:
        """ "SEN. JO McDOE (D-NY), MODERATOR" → ["Jo", "McDoe"]; [] for an office alone."""
        source = label_source(who).of(who)
        source = _GENERATION.sub("", unbracketed(source).partition(",")[0].strip())
        tokens, _, honorific = split_title(source.split())
        if not honorific and all(token.lower() in ROLE_WORDS for token in tokens):
            return []
        return [self._cases.get(token.lower(), _proper(token)) for token in tokens]

    def _holder(self, who: str) -> str | None:
        """ "THE PRESIDENT" is whom a label or else the text calls "President Doe"."""
        if told := self._holders.get(who.lower()):
            return told
        office = who.title().removeprefix("The ")
        named = re.compile(
            rf"(?<!Vice )(?<!Former )(?<!former )\b{re.escape(office)} ([A-Z][\w-]+)"
        )
        often = Counter(named.findall(self._body)).most_common(1)
        return self._full_name([often[0][0]]) if often else None

    def _full_name(self, tokens: list[str]) -> str:
        """As printed in full somewhere: a surname alone, or a first name that only one bears."""
        key = tokens[-1].lower()
        if len(tokens) > 1:
            return " ".join(tokens)
        bearers = self._given.get(key, ())
        alone = bearers[0] if len(bearers) == 1 else None
        return self._surnames.get(key) or alone or tokens[0]


def _by_surname(names: Names) -> dict[str, str]:
    """The first full name with each surname: "Jo Doe" rather than "Businesswoman Jo Doe"."""
    full = dict.fromkeys(name for _, _, name in names.found)
    found: dict[str, str] = {}
    for name in full:
        rest = name.partition(" ")[2]
        if rest not in full:
            found.setdefault(name.split()[-1].lower(), name)
    return found


def _cases(body: str) -> dict[str, str]:
    """How each name is written in mixed case: mccain → McCain."""
    found: dict[str, str] = {}
    for match in re.finditer(r"\b[A-Z][\w’'-]*[a-z]\b", body):
        found.setdefault(match.group().lower(), match.group())
    return found


def _proper(token: str) -> str:
    """O'BRIEN → O'Brien, McDOE → McDoe; initials stay."""
    return re.sub(r"(?<=[^\W\d_a-z])[^\W\d_a-z]+", lambda rest: rest.group().lower(), token)

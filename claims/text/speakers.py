"""Who is meant by a speaker's name or pronoun, as the text goes on.

"He" is the last man, or person of unknown gender, who spoke or was the subject of a sentence. Role
and party are carried from where they were printed first.
"""

import re
from dataclasses import replace

from claims.text.cues import ACCORDING
from claims.text.lexicon import ORGANISATION_WORDS
from claims.text.names import Names, Person, party_of
from claims.text.sources import is_pronoun
from claims.text.spans import Span

_MEMORY = 8
_BESIDE_REACH = 90
_BESIDE = re.compile(
    r",\s+(?:(?P<letter>[RDI])-[A-Z][\w.]+|(?:an?|the)\s+(?P<role>[a-zA-Z][^,.;:“”\"]{2,60})"
    r"(?=,|\.$|\.\s))"
)
_PARTY_LETTER = {"R": "Republican", "D": "Democratic", "I": "Independent"}
_PRONOUNS = {"he": "m", "she": "f"}


class Speakers:
    """The people of one text in the order in which they come into view."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names
        self._seen: list[Person] = []
        self.latest_at: Span | None = None  # where the latest one was named
        self._introduced: dict[str, Person] = {}

    @property
    def latest(self) -> Person | None:
        return self._seen[-1] if self._seen else None

    def who(self, source: Span) -> Person | None:
        """The person or body that the phrase at `source` means, as printed there."""
        phrase = source.of(self._text)
        if is_pronoun(phrase):
            person = self._meant_by(phrase.lower())
            if person is None:
                return None
            self._seen.append(person)
            self.latest_at = source
            return replace(person, printed=phrase)
        person = self._names.resolve(phrase)
        if person is None:
            return None
        person = self._with_description(person, source)
        self._introduced[person.name] = person
        self._seen.append(person)
        self.latest_at = source
        return person

    def known(self, source: Span) -> Person | None:
        """Like `who`, but the one meant does not come into view."""
        phrase = source.of(self._text)
        return self._meant_by(phrase.lower()) if is_pronoun(phrase) else self._names.resolve(phrase)

    def notice(self, subject: Span) -> None:
        """Somebody whom a sentence is about, whether or not they speak in it."""
        phrase = subject.of(self._text)
        person = None if is_pronoun(phrase) else self._names.resolve(phrase)
        if person and _has_full_name(person):
            self._seen.append(person)
            self.latest_at = subject

    def _meant_by(self, pronoun: str) -> Person | None:
        if pronoun not in _PRONOUNS:
            return None
        fits = ("", _PRONOUNS[pronoun])
        recent = reversed(self._seen[-_MEMORY:])
        return next((p for p in recent if p.gender in fits and _is_one_person(p)), None)

    def _with_description(self, person: Person, source: Span) -> Person:
        """Role and party from beside the name (", R-Ohio,", ", a lawyer,") or from earlier."""
        role, party = person.role, person.party
        if beside := self._beside(source):
            party = party or _PARTY_LETTER.get(beside["letter"] or "") or party_of(beside["role"])
            role = role or beside["role"]
        if earlier := self._introduced.get(person.name):
            role, party = role or earlier.role, party or earlier.party
        return replace(person, role=role, party=party)

    def _beside(self, source: Span) -> re.Match[str] | None:
        # "According to the Treasury, the bill would …" has a clause there, no apposition.
        if ACCORDING.search(self._text, max(0, source.start - 16), source.start):
            return None
        return _BESIDE.match(self._text, source.end, source.end + _BESIDE_REACH)


def _has_full_name(person: Person) -> bool:
    return person.name[:1].isupper() and " " in person.name


def _is_one_person(person: Person) -> bool:
    if re.search(r"spokes|official|source", person.name):
        return True
    return _has_full_name(person) and person.name.split()[-1].lower() not in ORGANISATION_WORDS

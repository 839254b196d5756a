"""What readers find among the public checks: words, narrowed by verdict, speaker, outlet and so on.

PostgreSQL finds and ranks the rows of `Listing`. A mistyped word gives way to the nearest one that
some claim, speaker or party has; it is looked for when it is asked for, so that what was removed
for legal reasons is neither found nor suggested.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordDistance
from django.db import connection
from django.db.models import ExpressionWrapper, F, FloatField, TextField, Value
from django.utils import timezone

from claims.models import Listing
from claims.models.public import NAMED, ListingQuerySet

CONFIG = "english"  # as the words are stored
MOST = 2_000  # matches, the newest, that are counted, put in order and paged through
LONGEST = 200  # characters of a question that are read
WORDS = 8  # of it that are looked at for typing errors
LETTERS = 4  # shorter words have too many neighbours
NEIGHBOURS = 20
ALIKE = 0.75  # difflib's ratio: one letter in four, two in eight may be wrong
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asks for; dates are days of first publication, both included."""

    words: str = ""
    verdict: str = ""
    topic: str = ""
    speaker: UUID | None = None
    party: str = ""
    outlet: str = ""
    type: str = ""
    since: date | None = None
    until: date | None = None
    newest: bool = False

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in (*FACETS, "since", "until"))


class Row(NamedTuple):
    """What is read of each match."""

    key: int
    rank: float
    verdict: str
    topic: str
    speaker: UUID | None
    speaker_name: str
    party: str
    outlets: list[str]
    types: list[str]
    year: int


class Choice(NamedTuple):
    """One way to narrow down, and how many matches it leaves."""

    value: Any
    label: str
    number: int


FACETS = ("verdict", "topic", "speaker", "party", "outlet", "type")
WAYS = 8  # of each list that is open-ended


@dataclass(frozen=True, slots=True)
class Found:
    """The matches in order, by key; `more` if there are more than were counted.

    `words` were looked for instead of those typed, if any was mistyped; `any_of` them if no check
    has all. `unclear`: there was no word that could be looked for.
    """

    keys: list[int]
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    words: str = ""
    any_of: bool = False
    more: bool = False
    unclear: bool = False
    elsewhere: bool = False

    def query(self) -> SearchQuery | None:
        """For the words to be marked in what was found."""
        return asked(self.words, self.any_of) if self.words and not self.unclear else None


def find(wanted: Wanted) -> Found:
    wanted = replace(wanted, words=readable(wanted.words))
    if wanted.words and not can_be_asked(wanted.words):
        return Found([], words=wanted.words, unclear=True)
    rows = matches(wanted)
    if rows or not wanted.words:
        return found(rows, wanted)
    if wanted.is_narrowed and anywhere(wanted.words):
        return Found([], words=wanted.words, elsewhere=True)
    if better := corrected(wanted.words):
        wanted = replace(wanted, words=better)
        if rows := matches(wanted):
            return found(rows, wanted)
    return found(matches(wanted, any_of=True), wanted, any_of=True)


def readable(words: str) -> str:
    """What PostgreSQL can store and a person can have meant: no NUL, single spaces."""
    return " ".join(words.replace("\x00", " ")[:LONGEST].split())


def asked(words: str, any_of: bool = False) -> SearchQuery:
    """As on the web: “these words”, -not, or. Any text is a question; none is an error."""
    text = " or ".join(WORD.findall(words)) if any_of else words
    return SearchQuery(text, config=CONFIG, search_type="websearch")


def can_be_asked(words: str) -> bool:
    """Not for nothing but “the” and “of”, nor for all that has not a word: each row would have to
    be read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT querytree(websearch_to_tsquery(%s, %s))", [CONFIG, words])
        return cursor.fetchone()[0] not in ("", "T")


def matches(wanted: Wanted, any_of: bool = False) -> list[Row]:
    """The newest; one more than are counted, if there are more."""
    rows = narrowed(wanted)
    rank: Any = Value(0.0, FloatField())
    if wanted.words:
        query = asked(wanted.words, any_of)
        rows = rows.filter(words=query)
        rank = Value(0.0, FloatField()) if wanted.newest else SearchRank(F("head"), query)
    values = rows.newest_checks().values_list(
        "pk", rank, "verdict", "topic", "speaker", "speaker_name", "party", "outlets", "types",
        "first_published_at__year",
    )  # fmt: skip
    return [Row(*row) for row in values[: MOST + 1]]


def narrowed(wanted: Wanted) -> ListingQuerySet:
    exact = {
        name: value
        for name in ("verdict", "topic", "speaker", "party")
        if (value := getattr(wanted, name))
    }
    rows: ListingQuerySet = Listing.objects.filter(**exact)
    if wanted.outlet:
        rows = rows.filter(outlets__contains=[wanted.outlet])
    if wanted.type:
        rows = rows.filter(types__contains=[wanted.type])
    if wanted.since:
        rows = rows.filter(first_published_at__gte=midnight(wanted.since))
    if wanted.until and wanted.until < date.max:
        rows = rows.filter(first_published_at__lt=midnight(wanted.until + timedelta(days=1)))
    return rows


def midnight(day: date) -> datetime:
    """When the day begins in the newsroom."""
    return timezone.make_aware(datetime.combine(day, time.min))


def anywhere(words: str) -> bool:
    return Listing.objects.filter(words=asked(words)).exists()


def found(rows: list[Row], wanted: Wanted, any_of: bool = False) -> Found:
    counted = rows[:MOST]
    # Stable: among equals the newest stays first.
    ordered = counted if wanted.newest else sorted(counted, key=lambda row: -row.rank)
    return Found(
        keys=[row.key for row in ordered],
        choices=dict(choices(counted)),
        words=wanted.words,
        any_of=any_of,
        more=len(rows) > MOST,
    )


def choices(rows: list[Row]) -> Iterator[tuple[str, list[Choice]]]:
    names = {row.speaker: row.speaker_name for row in reversed(rows) if row.speaker}
    yield "verdict", ways(row.verdict for row in rows)
    yield "topic", ways(row.topic for row in rows)
    yield (
        "speaker",
        [
            Choice(value, names[value], count)
            for value, _, count in ways((row.speaker for row in rows), WAYS)
        ],
    )
    yield "party", ways((row.party for row in rows), WAYS)
    yield "outlet", ways((outlet for row in rows for outlet in row.outlets), WAYS)
    yield "type", ways(code for row in rows for code in row.types)
    yield "year", sorted(ways(row.year for row in rows), reverse=True)


def ways(values: Iterable[Any], most: int | None = None) -> list[Choice]:
    counts = Counter(value for value in values if value)
    return [Choice(value, str(value), count) for value, count in counts.most_common(most)]


def corrected(words: str) -> str:
    """The words with each unknown one replaced by the nearest known; "" if there is none such."""
    better = words
    for word in dict.fromkeys(WORD.findall(words)[:WORDS]):
        if len(word) >= LETTERS and is_unknown(word) and (known := nearest(word.lower())):
            better = re.sub(rf"\b{re.escape(word)}\b", known, better)
    return better if better != words else ""


def is_unknown(word: str) -> bool:
    return can_be_asked(word) and not anywhere(word)


def nearest(word: str) -> str | None:
    """The most similar word of the claims, speakers and parties."""
    text = ExpressionWrapper(NAMED, TextField())
    rows = Listing.objects.order_by(TrigramWordDistance(word, text)).values_list(text)
    texts = [text for (text,) in rows[:NEIGHBOURS]]
    known = sorted({name for text in texts for name in WORD.findall(text)})
    return next(iter(get_close_matches(word, known, n=1, cutoff=ALIKE)), None)

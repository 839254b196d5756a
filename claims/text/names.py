"""People and organisations as printed, and the full name each short form stands for.

"Ms Doe", "Doe" and "JANE Doe" are Jane Doe once that name stands in the text.
Nobody is looked up outside the text: a name that it never gives in full stays as printed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.text.lexicon import (
    EPITHETS,
    FEMALE_NAMES,
    HONORIFICS,
    MALE_NAMES,
    ORGANISATION_WORDS,
    PARTIES,
    ROLE_WORDS,
    STARTERS,
    words,
)

_TOKEN = r"(?:[A-Z]\.(?:[A-Z]\.)*|[^\W\d_a-z][\w’'\-]*[\w]|[A-Z])"
_PARTICLE = r"(?:de|da|di|del|van|von|der|den|bin|al|el|la|le)"
# A full stop inside a name belongs to a short title or an initial, else the sentence is over.
_SHORT = r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Lt|Gen|Col|Sgt|Prof|Rev|St|Maj|Capt|Cllr)\.)"
_SEQUENCE = re.compile(
    rf"\b(?:{_SHORT}|{_TOKEN})(?: (?:{_PARTICLE} ){{0,2}}(?:{_SHORT}|{_TOKEN})){{0,7}}"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_DOCUMENT = re.compile(
    r"(?:\w+ ){0,4}(?:reports?|study|surveys?|polls?|polling|analysis|"
    r"figures|research|review|data|estimates?|statement)(?: (?:released|published|issued|conducted|"
    r"commissioned|out|on|last|this|\w+day|week|month|year)){0,5} (?:by|from) (?P<maker>.+)$",
    re.I,
)
# "A Quill University poll", "FBI data": the body comes first.
_MADE_BY = re.compile(
    r"(?:(?:[Aa]n?|[Tt]he|[Nn]ew|[Rr]ecent|[Ll]atest|\d{4}) ){0,3}(?P<maker>[A-Z][\w’'&-]+"
    r"(?: (?:[A-Z][\w’'&-]+|of|and|for|the))*?) (?:[a-z]\w+ )?(?:poll|survey|study|data|figures|"
    r"report|analysis)(?: (?:for|of) .+)?$"
)
# Nouns after which a single capitalised word names a body: "the polling firm Delphic".
_BODY_NOUN = re.compile(
    r"\b(?:firm|company|charity|group|tank|union|pollster|newspaper|website|magazine|agency|giant|"
    r"broadcaster|lobby|business|party|campaign|chain|maker)$"
)
_ADJECTIVE = re.compile(r"[A-Z]\w+-(?:[a-z]+(?:ed|ing|right|left|wing|old)|of-\w+)$")
# Whoever is asked in the street: capitalised before a name only where they open a sentence.
_BYSTANDERS = words("""
    parent parents mother father mum mom dad grandmother grandfather pensioner widow widower
    resident neighbour neighbor voter farmer teacher nurse student pupil shopkeeper trader driver
    commuter worker volunteer veteran owner landlord tenant passenger patient doctor surgeon baker
    fisherman builder plumber midwife
    """)
_OFFICE_OF = re.compile(r"(?i:the|its|his|her|their|our|an?) [a-z].* (?:of|for|at|in) \S")
_OFFICE = {"gov": "governor", "sen": "senator", "rep": "representative", "pm": "prime minister"}
_PORTFOLIO = re.compile(
    r"\b(?:secretary|minister|director|commissioner|chancellor|head|chief|chair|speaker|president|"
    r"leader|professor|superintendent)\s+(?:of|for)(?: the)?$",
    re.I,
)
_WORD = re.compile(r"[^\W_][\w’'\-]*\.?")


@dataclass(frozen=True, slots=True)
class Person:
    """`name` in full; `role` and `party` only where the text prints them; gender "m", "f" or ""."""

    name: str
    printed: str
    role: str | None = None
    party: str | None = None
    gender: str = ""


class Names:
    """The full names of one text, by surname, first name and office."""

    def __init__(self, text: str) -> None:
        self._full: dict[str, str] = {}
        self._surnames: dict[str, list[str]] = {}
        self._offices: dict[str, str] = {}
        self._gender: dict[str, str] = {}
        self.found: list[tuple[int, int, str]] = []
        for match in _SEQUENCE.finditer(text):
            self._learn(match.group(), match.start(), match.end())

    def _learn(self, printed: str, start: int, end: int) -> None:
        tokens, role, honorific = split_title(_POSSESSIVE.sub("", printed).split())
        if len(tokens) < 2 or not _looks_personal(tokens):
            if honorific and tokens:
                self._gender.setdefault(tokens[-1].lower(), HONORIFICS[honorific.lower()])
            return
        name = self._full.setdefault(_key(tokens), _as_name(tokens))
        known = self._surnames.setdefault(tokens[-1].lower(), [])
        if name not in known:
            known.append(name)
        if role:
            held = [_plain(word) for word in role]
            self._offices.setdefault(" ".join(_OFFICE.get(word, word) for word in held), name)
        self.found.append((start, end, name))

    def resolve(self, printed: str) -> Person | None:
        """The person or organisation that a noun phrase names; None for one that names nobody."""
        printed = re.sub(r"\s*\([^)]*\)?\s*$", "", printed) or printed
        phrase = _POSSESSIVE.sub("", _named_part(printed).strip(" ,;:()[]\"“”'’‘"))
        bare = re.sub(r"^(?:the|a|an|one|its|his|her|their|our) ", "", phrase, flags=re.I)
        if office := self._offices.get(bare.lower()):
            return Person(office, phrase, role=bare)
        before, tokens = _trailing_name(phrase)
        tokens, role, honorific = split_title(tokens)
        if not tokens:
            return _described(phrase, bare)
        person = self._person(tokens, bool(honorific))
        titled = bool(role) and bool(_PORTFOLIO.search(before))
        if person is None and len(tokens) == 1 and _BODY_NOUN.search(before):
            return Person(tokens[0], phrase, role=bare[: -len(tokens[0])].strip())
        if person is None or (_is_spokesman(before) and not titled):
            return _described(phrase, bare)
        full_role = " ".join([*before.split(), *role]) or None
        return Person(
            person,
            " ".join(filter(None, [honorific, *tokens])),
            role=re.sub(r"^(?:the|a|an) ", "", full_role, flags=re.I) if full_role else None,
            party=party_of(full_role),
            gender=self.gender(person, honorific),
        )

    def _person(self, tokens: list[str], honorific: bool) -> str | None:
        if full := self._full.get(_key(tokens)):
            return full
        known = self._surnames.get(tokens[-1].lower(), [])
        if len(tokens) == 1 and known and tokens[0].lower() not in ORGANISATION_WORDS:
            return known[0]
        if len(tokens) == 1:  # "Len", and "Sir Alan"
            first = [n for n in self._full.values() if n.split()[0] == tokens[0]][:2]
            if len(first) == 1:
                return first[0]
            if not honorific:
                return None
        return _as_name(tokens) if honorific or _looks_personal(tokens) else None

    def gender(self, name: str, honorific: str = "") -> str:
        if known := HONORIFICS.get(honorific.lower()):
            return known
        tokens = name.lower().split()
        if (said := self._gender.get(tokens[-1])) is not None:
            return said
        return "m" if tokens[0] in MALE_NAMES else "f" if tokens[0] in FEMALE_NAMES else ""


def _named_part(printed: str) -> str:
    """The words that name: in "Jo Doe, D-Iowa", "its president, Jo Doe", "a poll by Jo Doe"."""
    first, _, rest = printed.partition(",")
    rest = rest.partition(",")[0].strip()
    described = first.split()[-1:] and first.split()[-1][0].islower()
    # "the mayor of Tarn, Jo Doe"
    described = described or (bool(_OFFICE_OF.match(first)) and _looks_personal(rest.split()))
    if described and rest[:1].isupper() and len(rest.split()) > 1:
        first = rest
    made = _DOCUMENT.match(first) or _MADE_BY.match(first)
    return made["maker"] if made else first


def split_title(tokens: list[str]) -> tuple[list[str], list[str], str]:
    """Split "Labour MP Jane Doe" into the name, the role words before it, the honorific."""
    role: list[str] = []
    honorific = ""
    rest = list(tokens)
    while len(rest) > 1 and (_plain(rest[0]) in STARTERS | EPITHETS or _ADJECTIVE.match(rest[0])):
        rest.pop(0)
    while rest and (word := _plain(rest[0])):
        if len(rest) > 2 and _POSSESSIVE.sub("", word) in PARTIES and _POSSESSIVE.search(word):
            role.append(_POSSESSIVE.sub("", rest.pop(0)))  # "Labour’s Jo Doe"
        elif word in HONORIFICS:
            honorific = rest.pop(0).rstrip(".")
        elif len(rest) > 1 and _is_title_word(rest):
            role.append(rest.pop(0))
        else:
            break
    # The longest run of role words counts: "Bank of Foo Governor Jo Bloggs".
    for at in range(len(rest) - 1, 0, -1):
        if _plain(rest[at - 1]) in ROLE_WORDS and len(rest) - at >= 1:
            role, rest = role + rest[:at], rest[at:]
            break
    if len(rest) > 2 and _plain(rest[0]) in HONORIFICS:  # "Tory MP Sir Jo Doe"
        honorific = rest.pop(0).rstrip(".")
    return rest, role, honorific


def party_of(role: str | None) -> str | None:
    named = (role or "").lower().replace("’s", "").replace("'s", "").split()
    return next((PARTIES[word] for word in named if word in PARTIES), None)


def _is_title_word(rest: list[str]) -> bool:
    word = _plain(rest[0])
    acronym = rest[0].isupper() and 1 < len(word) <= 4 and rest[1][0].isupper()
    bystander = word in _BYSTANDERS and len(rest) > 2
    return (
        bystander or word in ROLE_WORDS or word in PARTIES or (acronym and not _all_caps_name(rest))
    )


def _all_caps_name(rest: list[str]) -> bool:
    return _plain(rest[0]) in MALE_NAMES or _plain(rest[0]) in FEMALE_NAMES


def _plain(token: str) -> str:
    return token.rstrip(".").lower()


def _key(tokens: Iterable[str]) -> str:
    return " ".join(token.lower() for token in tokens)


def _as_name(tokens: list[str]) -> str:
    """The name in mixed case: "JANE Doe" is only how some newspapers open a story."""
    return " ".join(t.capitalize() if t.isupper() and _shouted(t) else t for t in tokens)


def _shouted(token: str) -> bool:
    return len(token) > 3 or _plain(token) in MALE_NAMES or _plain(token) in FEMALE_NAMES


def _looks_personal(tokens: list[str]) -> bool:
    # "Bill" and "April" are words for bodies and months too, but hardly before a surname.
    given = _plain(tokens[0]) in MALE_NAMES | FEMALE_NAMES if tokens else False
    words = {_plain(token) for token in tokens[given:]}
    return 2 <= len(tokens) <= 5 and not words & ORGANISATION_WORDS and not words & STARTERS


def _trailing_name(phrase: str) -> tuple[str, list[str]]:
    """Words before the last run of capitalised words, and that run."""
    words = phrase.split()
    at = len(words)
    while at and (words[at - 1][:1].isupper() or (at < len(words) and words[at - 1] in _PARTICLES)):
        at -= 1
    return " ".join(words[:at]), words[at:]


# Papers and pronouns speak for somebody whom the text has not named here.
_NOBODY = words("""
    report reports study figures data research survey poll it this that which documents evidence
    statistics analysis review they we you i some many others one people everyone nobody
    """)
_PARTICLES = frozenset(_PARTICLE[3:-1].split("|"))


def _is_spokesman(before: str) -> bool:
    """In "a spokesman for Ms Doe" the name is not the one who speaks."""
    return bool(re.search(r"\b(?:for|of|from|at|by|to|in|on|with|and)\s*(?:the)?$", before))


def _described(phrase: str, bare: str) -> Person | None:
    """A speaker without a name: "the Treasury", "a spokesman for Ms Doe", "police"."""
    if not _WORD.match(bare) or bare.lower() in _NOBODY:
        return None
    return Person(bare, phrase, party=PARTIES.get(bare.lower()))

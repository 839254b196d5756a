"""Self-contained text: what a reader needs who has not read the article.

Only what is certain is put in; the rest is flagged. Nothing is taken out, so numbers, units,
names, negation and modality stay as said.
"""

import re
from datetime import date

from claims.text.names import Names
from claims.text.references import Descriptions, lacks_subject
from claims.text.spans import Span
from claims.text.times import Time

_PRONOUN = re.compile(
    r"\b(?:he|she|they|we|his|her|their|its|our|him|them|us|these|those|"
    # "It emerged that …" stands for what follows.
    r"it(?! (?:\w+ )?(?:emerged|transpired|turned out|appears|seems|appeared|seemed)\b)|"
    r"this(?! (?:week|month|year|weekend|morning|spring|summer|autumn|winter|century|decade)\b)|"
    # "that" before a clause points to nothing, and "a bill that would" to the noun before it.
    r"that(?=[^\w]*$|[.,;:!?]|\s(?:figure|money|year|time|day)\b)|"
    r"(?:(?<=^)|(?<=[.,;:!?“\"—–] )|(?<=[“\"‘])|(?<=\band )|(?<=\bbut )|(?<=\bbecause )|(?<=\bif ))"
    r"that(?=\s(?:is|was|will|would|has|means)\b))\b",
    re.I,
)
_DEFINITE = re.compile(
    r"\b[Tt]he (?:by-?election|result|party|bill|plan|report|government|decision|vote|figures?|"
    r"deal|policy|country|minister|president|election|referendum|move|proposal|law|act|company|"
    r"firm|charity|bank|"
    r"committee|council|hospital|trust|university|school|union|project|agency|scheme|inquiry)\b"
)
_SHORT_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Sen|Rep|Gov)\.? ([A-Z][\w’'-]+)(?! [A-Z])"
)
# "Tuesday night", "Tuesday’s" are not torn apart.
_STILL_A_TIME = re.compile(
    r" (?:morning|afternoon|evening|night|lunchtime)\b(?:[’']s\b)?|[’']s?(?!\w)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself)\b")


def rewrite(
    exact: str,
    span: Span,
    times: tuple[Time, ...],
    names: Names,
    speaker: str | None,
    *,
    subject: str | None = None,
    pronoun: str | None = None,
    known: Descriptions | None = None,
) -> tuple[str, tuple[str, ...]]:
    """The text for the reader, and a flag for each thing it leaves open.

    `subject` is what the clause shares with another and does not repeat, `pronoun` the name that
    its first word stands for.
    """
    changes: list[tuple[int, int, str]] = []
    for match in _SHORT_NAME.finditer(exact):
        person = names.resolve(match.group())
        if person and " " in person.name:
            end = match.end() - (2 if re.search(r"[’']s$", match.group()) else 0)
            changes.append((match.start(), end, person.name))
    changes += [_dated(exact, time, span.start) for time in times if _needs_date(time)]
    resolved = known.resolve(exact, span.start) if known else []
    if pronoun:
        resolved.append((0, exact.index(" "), pronoun))
    text = _apply(exact, changes + resolved)
    text = f"{subject} {text}" if subject else text
    open_words = _apply(exact, [(start, end, "") for start, end, _ in resolved])
    flags = _flags(f"{subject} {open_words}" if subject else open_words, times, speaker)
    if not subject and lacks_subject(exact):
        flags.insert(0, f"who or what “{' '.join(exact.split()[:3])}”")
    return text[:1].upper() + text[1:], tuple(flags)


def _needs_date(time: Time) -> bool:
    return time.first is not None and not re.search(r"\d{4}|\d0s", time.exact)


def _dated(exact: str, time: Time, offset: int) -> tuple[int, int, str]:
    assert time.first is not None
    at = time.end - offset
    if goes_on := _STILL_A_TIME.match(exact, at):
        at = goes_on.end()
    return at, at, f" ({_printed(time.first, time.precision)})"


def _printed(day: date, precision: str) -> str:
    month = day.strftime("%B %Y")
    return {
        "day": f"{day.day} {month}",
        "week": f"week of {day.day} {month}",
        "month": month,
        "quarter": f"quarter from {month}",
        "decade": f"{day.year}s",
    }.get(precision, str(day.year))


def _apply(text: str, changes: list[tuple[int, int, str]]) -> str:
    for start, end, words in sorted(changes, reverse=True):
        text = text[:start] + words + text[end:]
    return text


def _flags(exact: str, times: tuple[Time, ...], speaker: str | None) -> list[str]:
    flags = [f"who or what is “{m.group()}”" for m in _PRONOUN.finditer(exact)]
    flags += [f"which “{m.group()}”" for m in _DEFINITE.finditer(exact)]
    if _FIRST_PERSON.search(exact) and not speaker:
        flags.append("who is speaking")
    flags += [f"when was “{time.exact}”" for time in times if time.first is None]
    return list({flag.lower(): flag for flag in reversed(flags)}.values())[::-1]

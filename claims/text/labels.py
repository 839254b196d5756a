"""What a speaker label is: the words before the colon in "Ms Doe: …", "HOLT: …", "Speaker 1: …".

One rule for articles (`turns.py`) and whole transcripts (`transcripts.py`). In a transcript labels
may stand in capitals, come again and again, and open a sentence in the middle of a line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from claims.text.lexicon import HONORIFICS, ROLE_WORDS, STARTERS, words
from claims.text.names import Names
from claims.text.spans import Span, lines

TIME_STAMP = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?[\])]?"

_LONGEST = 120
_LEAD = re.compile(rf"(?:(?:>>+|[*_#]+|{TIME_STAMP}(?=\s))\s*)+")
_COLON = re.compile(r":(?![\d/:])[*_]*")
_STAMPED = re.compile(rf"(?P<who>[A-Z][^\d:\n]{{1,60}}?)\s+{TIME_STAMP}")
# "The President. Thank you.", "Q. Why?": the manner of the Public Papers.
_STOPPED = re.compile(
    r"(?P<who>The (?:Vice )?President|The Prime Minister|Q|A|(?:Mr|Mrs|Ms|Miss|Dr|Sen|Rep|Gov|Gen"
    r"|Amb|President|Senator|Governor|Representative|Secretary|Moderator|Chairman)\.? "
    r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3})\.\s"
)
_BRACKETS = re.compile(r"(?<!\s)\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_NAMED_IN_BRACKETS = re.compile(
    r"\((?P<name>(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Baroness)\.? [^)]+)\)"
    r"|^The [^(]+\((?P<bare>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+)\)"
)
_CAPITALS = re.compile(
    r"(?:M(?:a?c|rs?|s)|Dr|Sen|Rep|Gov|[DL][ei]|La|Van|Von|d[ei]|van|von)?[^a-z]*"
)
_LINKS = words("of for the and to in from")
# "MODERATOR: Jo Doe (Tarn News)" in the head of a transcript lists, it does not speak.
_LISTS = words("""
    speaker speakers participants participant moderators moderator panelists panellists panel
    candidates guests attendees present host hosts
    """)
_FIELDS = words("""
    date time location venue place topic topics subject note notes source transcript length sponsor
    sponsors event title copyright byline
    """)
_ANYBODY = re.compile(
    r"(?:Q|A|Questions?|Answer|Audience(?: (?:member|question(?:er)?))?|Member of (?:the )?audience"
    r"|(?:Co-)?Moderator|Host|Interviewer|Interviewee|Announcer|Narrator|Operator|Clerk|Reporter"
    r"|(?:Unidentified |Unknown )?(?:Speaker|Voices?|Man|Woman|Male|Female|Person|Participant"
    r"|Panelist|Questioner)(?: voice)?|Unknown|Unidentified|All|Crowd|Both)(?: ?#?\d{1,2})?",
    re.I,
)
_REST = re.compile(rf"\s*(?:{TIME_STAMP}\s+)?(?P<rest>\S[^\n\r]{{0,2000}})")
_ENDED = tuple(".?!…:;\"”’')]-–—>")
_MAY_STAND = 4  # words of a label in the middle of a line


@dataclass(frozen=True, slots=True)
class Label:
    """A label at `start`, whose words begin at `end`; `who` is None for a list of speakers."""

    start: int
    end: int
    who: str | None


def label_source(label: str) -> Span:
    """The name: in "The Minister (Ms Doe)" and "Ms Doe (Tarn) (Lab)" it is Ms Doe."""
    if named := _NAMED_IN_BRACKETS.search(label):
        return Span(*named.span("name" if named["name"] else "bare"))
    return Span(0, len(label.partition("(")[0].rstrip()))


def unbracketed(label: str) -> str:
    return _BRACKETS.sub("", label).strip()


def names_somebody(label: str, names: Names) -> bool:
    """False of "One thing is clear", "Poll" and "The result"."""
    parts = label.split()
    if not parts or any(not part[0].isupper() and part not in _LINKS for part in parts):
        return False
    first = parts[0].rstrip(".").lower()
    if first in HONORIFICS or (first == "the" and parts[-1].lower() in ROLE_WORDS):
        return True
    person = names.resolve(label.title() if label.isupper() else label)
    return person is not None and " " in person.name and person.name[0].isupper()


def is_anybody(label: str) -> bool:
    """ "QUESTION", "Audience member", "Speaker 2": a part to play, not a name."""
    return bool(_ANYBODY.fullmatch(unbracketed(label)))


def labels(raw: str) -> list[Label]:
    """The labels of a whole transcript, in order."""
    made = _at_line_starts(raw)
    if sum(label.who is not None for label in made) < 2:
        made = _stopped(raw) or made
    return sorted([*made, *_inside(raw, made)], key=lambda label: label.start)


def _at_line_starts(raw: str) -> list[Label]:
    opening = [found for line in lines(raw) if (found := _opening(raw, line))]
    often = Counter(label.who for label in opening)
    names = Names(_BRACKETS.sub("", raw))
    loud = raw.isupper()
    accepted: dict[str, bool] = {}
    made: list[Label] = []
    spoken = False
    for label in opening:
        who = label.who or ""
        if who not in accepted:
            accepted[who] = _is_label(who, often[who], names)
        after = _line_after(raw, label.end)
        if who.lower() in _FIELDS:
            continue
        if who.lower() in _LISTS and not (spoken or after.endswith((".", "?", "!"))):
            made.append(Label(label.start, label.end, None))
        elif accepted[who] and (loud or not _is_shouted(after)):
            made.append(label)
            spoken = True
    return made


def _opening(raw: str, line: Span) -> Label | None:
    """The label that a line starts with, if it has the shape of one."""
    lead = _LEAD.match(raw, line.start, line.end)
    start = lead.end() if lead else line.start
    stop = min(line.end, start + _LONGEST)
    stamped = _STAMPED.fullmatch(raw, start, line.end) if stop == line.end else None
    if stamped and _is_capitalised(stamped["who"]):
        return Label(line.start, line.end, stamped["who"])
    colon = _COLON.search(raw, start, stop)
    printed = raw[start : colon.start()].strip(" \t*_") if colon else ""
    if _BRACKETS.fullmatch(printed):  # "(UNKNOWN):"
        printed = printed[1:-1].strip()
    if colon and printed and (_in_capitals(printed) or _is_capitalised(printed)):
        return Label(line.start, colon.end(), printed)
    return None


def _is_label(who: str, times: int, names: Names) -> bool:
    if is_anybody(who) or _in_capitals(who):
        return True
    if names_somebody(label_source(who).of(who).partition(",")[0], names):
        return True
    bare = unbracketed(who).split()
    return times >= 3 and len(bare) <= _MAY_STAND and bare[0].lower() not in STARTERS


def _in_capitals(label: str) -> bool:
    """ "HOLT", "MR. McGEE", "JO DOE, CHAIR", "SEN. DOE [D-NY]"."""
    bare = unbracketed(label).split()
    loud = any(len(word) > 1 and word.isupper() for word in bare)
    return loud and label[0].isalpha() and all(_CAPITALS.fullmatch(word) for word in bare)


def _is_capitalised(label: str) -> bool:
    bare = unbracketed(label).partition(",")[0].split()
    return (
        0 < len(bare) <= 8
        and bare[0][0].isupper()
        and all(not word[0].isalpha() or word[0].isupper() or word in _LINKS for word in bare)
    )


def _line_after(raw: str, at: int) -> str:
    """The rest of the line, or the next one where a label stands alone."""
    found = _REST.match(raw, at)
    return found["rest"].rstrip() if found else ""


def _is_shouted(line: str) -> bool:
    """In "DEBATE: THE ECONOMY AND THE WAR" what follows is as loud."""
    return line.isupper() and len(line.split()) > 3


def _inside(raw: str, made: list[Label]) -> Iterator[Label]:
    """Labels in the middle of a line, "let me. HOLT: Go on": known ones, or in capitals twice."""
    taken = {label.end for label in made}
    known = {label.who for label in made if label.who}
    found = []
    for colon in _COLON.finditer(raw):
        if colon.end() not in taken:
            before = raw[max(0, colon.start() - _LONGEST) : colon.start()]
            if who := _at_end(before, known):
                found.append(Label(colon.start() - len(who), colon.end(), who))
    often = Counter(label.who for label in found)
    return (label for label in found if label.who in known or often[label.who] > 1)


def _at_end(before: str, known: set[str]) -> str | None:
    """The label that ends `before`, by at most its last words."""
    loud: str | None = None
    for word in reversed(list(re.finditer(r"\S+", before))[-_MAY_STAND:]):
        who, ended = before[word.start() :], before[: word.start()].rstrip().endswith(_ENDED)
        if who in known and (ended or _in_capitals(who)):
            return who
        if ended and _in_capitals(who) and sum(map(str.isalpha, who)) > 2:
            loud = who
    return loud


def _stopped(raw: str) -> list[Label]:
    found = [match for line in lines(raw) if (match := _STOPPED.match(raw, line.start, line.end))]
    if max(Counter(match["who"] for match in found).values(), default=0) < 2:
        return []
    return [Label(match.start(), match.end(), match["who"]) for match in found]

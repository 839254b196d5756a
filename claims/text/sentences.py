"""Sentences with true offsets, by rules: which marks may end one, and what speaks against it.

Whether a full stop ends a sentence depends on the word before it (a title, a short form, an
initial) and, where such a word may stand last, on the word after it.
"""

import re

from claims.text.cues import KIND
from claims.text.lexicon import STARTERS, words
from claims.text.spans import MAX_SENTENCE, Span, paragraphs, trim

_MARK = re.compile(r"(?P<mark>[.!?…‽؟۔।。！？]+)(?P<close>[\"”’'»)\]]*)(?P<gap>\s*)")
_AFTER = re.compile(r"(?P<open>[\"“”‘’'«„`(\[¿¡]*)(?P<word>[^\W\d_]+(?:[’'-][^\W\d_]+)*)?")
_BEFORE = re.compile(r"[^\s\"“”‘«„`(\[—–/]*\Z")
_TOKEN = 40  # characters looked back on for the word before a mark
_WORD = re.compile(r"\w")
_QUOTE_END = re.compile(r"[\"”’'»]")
_OMISSION = re.compile(r"\[?(?:\.|…)")

# A name, a number or an example follows: these never stand last.
_NEVER_LAST = words("""
    Mr Mrs Ms Messrs Mme Mlle Dr Prof Rev Hon Sen Sens Rep Reps Gov Govs Gen Lt Maj Capt Sgt Cmdr
    Cpl Pvt Adm Col Sec Supt Cllr Det Insp Msgr Fr Atty Asst Amb Treas Dist Rt Pres Mt Ft Comm
    vs v cf e.g i.e eg ie ca viz hon rt
    """)
_BEFORE_NUMBER = words("No Nos no nos p pp Fig Figs Vol Art Ch para")
# Short forms that may stand last: the next word tells.
_SHORT = words("""
    Inc Corp Co Cos Ltd Plc Bros Jr Sr Esq St Dept Univ Assn Assoc Ave Blvd Rd Hwy Bldg inc corp
    ltd jr sr dept govt intl est approx etc al Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon
    Tue Tues Wed Thu Thur Thurs Fri Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md
    Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Maj
    """)
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|(?:Ph|Ed)\.D")
_CLOCK = re.compile(r"[ap]\.?m", re.I)
_AFTER_CLOCK = words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Eastern Central Mountain Pacific Local
    ET EST EDT CT CST CDT MT MST PT PST PDT GMT BST UTC
    """)
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})")
_CUE_CLAUSE = re.compile(
    rf"(?:[A-Z][\w.’'-]*\s){{1,5}}(?:{'|'.join(verb for verb in KIND if KIND[verb] == 'say')})\b"
)
# "“The … Moss team won.”": words are left out within the sentence.
_LEFT_OUT = re.compile(
    r"\b(?:the|an?|of|and|but|or|to|in|on|at|for|from|with|by|as|than|that) (?:\.{2,}|…)\Z", re.I
)
_ASIDE = re.compile(r"[-–—―]+\s?[a-z]")
_CREDIT = re.compile(r"[-–—―]+\s?[A-Z@]")
_DATE = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]+ \d{1,2}, \d{4}"
_DAY_FIRST = re.compile(rf"{_DATE} (?=[A-Z])")
_DAY_LAST = re.compile(rf"(?<=[^\s.,:;!?]) (?={_DATE}\Z)")
_BEFORE_DAY = words("""
    on of from until till since by for to and or before after through dated between last this next
    """)


def sentences(text: str) -> list[Span]:
    """Sentences in order: trimmed, disjoint, together covering every non-space character."""
    return [span for paragraph in paragraphs(text) for span in sentences_in(text, paragraph)]


def sentences_in(text: str, paragraph: Span) -> list[Span]:
    """The sentences of one paragraph."""
    found, start = [], paragraph.start
    if day := _dateline(text, paragraph):
        found.append(Span(start, day))
        start = day
    read, worded = start, False
    for match in _MARK.finditer(text, start, paragraph.end):
        worded = worded or bool(_WORD.search(text, read, match.start()))
        read = match.end()
        if worded and read < paragraph.end and _ends(text, start, match):
            found.append(Span(start, match.end("close")))
            start, worded = read, False
    found.append(Span(start, paragraph.end))
    return [piece for span in found for piece in _bounded(text, span)]


def _dateline(text: str, paragraph: Span) -> int | None:
    """Where the two parts meet in "Harbour reopens Friday, May 5, 2017", or day and text."""
    if first := _DAY_FIRST.match(text, paragraph.start, paragraph.end):
        return first.end()
    last = _DAY_LAST.search(text, max(paragraph.start, paragraph.end - _TOKEN), paragraph.end)
    if last is None:
        return None
    before = text[paragraph.start : last.start()].split()[-1]
    return None if before in _BEFORE_DAY else last.end()


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    after = _AFTER.match(text, match.end())
    word = (after and after["word"]) or ""
    mark, close = match["mark"], match["close"]
    if _OMISSION.match(text, match.end()) or (mark == "." and _ASIDE.match(text, match.end())):
        return False
    found = _BEFORE.search(text[max(start, match.start() - _TOKEN) : match.start()])
    before = found.group() if found else ""
    if not match["gap"]:
        quotes = bool(close or (after and after["open"]))
        return _is_plain(before) and word[:1].isupper() and (quotes or _opens_sentences(word))
    if word[:1].islower():
        listed = text.startswith(")", match.end() + 1)  # "a) … b) …"
        return mark == "." and not close and not listed and _is_plain(before)
    if _QUOTE_END.search(close) and _continues(text, match.end(), mark, word):
        return False
    if mark != ".":
        return _opens_sentences(word) or not _LEFT_OUT.search(
            text, max(start, match.start() - _TOKEN), match.end("mark")
        )
    first = match.start() - len(before) == start
    return not (first and _LIST_NUMBER.fullmatch(before)) and _stop_ends(
        before, word, text[match.end()]
    )


def _continues(text: str, at: int, mark: str, word: str) -> bool:
    """In "“Why now?” Ada Moss asked." and "“We won.” – Ada Moss" the sentence goes on."""
    asked = mark != "." and not _opens_sentences(word) and _CUE_CLAUSE.match(text, at)
    return bool(asked or _CREDIT.match(text, at))


def _is_plain(before: str) -> bool:
    """No short form: after "taxes." even a word in lower case starts a sentence."""
    known = _in(_NEVER_LAST, before) or _in(_SHORT, before) or before in _BEFORE_NUMBER
    return len(before) > 2 and before.isalpha() and not known


def _stop_ends(before: str, word: str, character: str) -> bool:
    """Whether one full stop ends the sentence before a word that is not in lower case."""
    if _in(_NEVER_LAST, before) or (before in _BEFORE_NUMBER and character.isdigit()):
        return False
    if _CLOCK.fullmatch(before):
        return word not in _AFTER_CLOCK
    initial = len(before) == 1 and before.isupper() and before != "I"
    if initial or _in(_SHORT, before) or _DOTTED.fullmatch(before):
        return _opens_sentences(word)
    return True


def _in(table: frozenset[str], word: str) -> bool:
    """In the table, or there in capitals: "MR", "ST"."""
    return word in table or (word.isupper() and word.capitalize() in table)


def _opens_sentences(word: str) -> bool:
    stem, _, rest = word.lower().replace("’", "'").partition("'")
    return stem in STARTERS or (rest == "t" and stem.removesuffix("n") in STARTERS)


def _bounded(text: str, span: Span) -> list[Span]:
    pieces, start = [], span.start
    while span.end - start > MAX_SENTENCE:
        cut = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        cut = cut if cut > 0 else start + MAX_SENTENCE
        pieces.append(trim(text, start, cut))
        start = cut
    pieces.append(trim(text, start, span.end))
    return [piece for piece in pieces if piece]

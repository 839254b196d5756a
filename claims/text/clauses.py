"""A sentence cut into the clauses that can be true or false on their own."""

import re

from claims.text.precedents import precedent
from claims.text.spans import Span, trim

_FINITE = (
    r"(?:is|are|was|were|has|have|had|will|would|did|does|do|can|could|left|rose|fell|went|took|"
    r"made|gave|cost|lost|won|\w{3,}ed|\w+n[’']t)"
)
_SPLIT = re.compile(
    rf";\s|\s[—–-]{{1,2}}\s(?!\w+\s?[—–])|"
    rf",\s+(?:and|but|while|whereas|although|though|when|after|before|as|so|yet|with)\s"
    rf"(?=[^,;]{{0,100}}?\b{_FINITE}\b)|"
    rf"\s(?=(?:despite|even though)\s)|"
    rf"\s(?:and|but)\s(?=(?:then |also |now |\w+ly )?"
    rf"(?:are|is|was|were|has|have|had|will|would|did)\s(?!not to))|"
    rf"\s(?:while|whereas|although|though|but)\s"
    rf"(?=(?:the|a|an|he|she|it|they|there|we|his|her|their|our|I|[A-Z]\w+)\b"
    rf"[^,;]{{0,60}}?\b{_FINITE}\b)",
)
_RELATIVE = re.compile(
    r",?\s(?:that|which|who)\s(?=(?:has|have|had|is|are|was|were|left|cost|led|\w{3,}ed)\b)"
)
_LEADING = re.compile(
    r"(?:(?i:in|on|at|with|for|during|over|by|after|before|following|despite|amid|unlike|like|"
    r"according to|as|since|when|while|although|though|if|because|from|to|of|among|speaking|"
    r"prompted|addressing|asked|writing)|[A-Z]\w+(?:ed|ing))\b[^,;]{2,160},\s+(?=[^,;]{0,120}\b"
    rf"{_FINITE}\b)"
)
# "In his first interview since the party lost Tarn, Mr Doe …": what happened is the loss.
_FIRST_SINCE = re.compile(
    r"(?i:in|at|on|during|with) (?:his|her|its|their|a|the) first [^,;]{2,60}? since "
    r"(?!\D{0,20}\d{4})"
)
_CONJUNCTION = re.compile(
    r"(?:(?:and|but|or|so|yet|as|while|whereas|although|though|because|when|after|before|that|"
    r"which|who|despite|even though|however|meanwhile|also|then|with)\b[,\s]*)+",
    re.I,
)
# "Ms Doe, who ran in 2002, now | says": what belongs to the words that were cut off.
_LEFT_OVER = re.compile(
    r"(?:,\s+(?:now|also|later|then|still)|[,\s]+(?:but|and|or|while|whereas|although))$"
)
_EDGES = " \t\r\n,;:—–-“”\"‘'«»()[]"


def clauses(text: str, span: Span) -> list[Span]:
    """Clauses in order, disjoint, inside `span`, without leading conjunctions."""
    words = span.of(text)
    first = _FIRST_SINCE.match(words)
    cuts = [first.end() if first else 0]
    if first and (comma := words.find(", ", first.end())) > 0:
        cuts.append(comma + 1)
    lead = None if first else _LEADING.match(words)
    # "In the worst defeat since 1945, ministers lost …" is one record, told by the whole.
    if lead and not precedent(lead.group()):
        cuts.append(lead.end())
    cuts += [m.start() for m in _SPLIT.finditer(words, cuts[-1])]
    pieces = [
        clause_span(text, span.start + a, span.start + b)
        for a, b in zip(cuts, [*cuts[1:], len(words)], strict=True)
    ]
    return [piece for piece in pieces if piece]


def relative_clauses(text: str, clause: Span) -> list[Span]:
    """What may be a fact inside an opinion: "a rigged economy that left …"."""
    found = [
        clause_span(text, match.end(), clause.end)
        for match in _RELATIVE.finditer(text, clause.start, clause.end)
    ]
    return [span for span in found if span]


def clause_span(text: str, start: int, end: int) -> Span | None:
    """The range without marks, spaces and conjunctions before it, or marks after it."""
    span = trim(text, start, end, extra=_EDGES)
    while span and (lead := _CONJUNCTION.match(text, span.start, span.end)):
        span = trim(text, lead.end(), span.end, extra=_EDGES)
    if span and (rest := _LEFT_OVER.search(text, span.start, span.end)):
        span = trim(text, span.start, rest.start(), extra=_EDGES)
    if span is None:
        return None
    # A mark that opens inside must not lose the one that closes it.
    inner = span.of(text)
    following = text[span.end : min(end, span.end + 1)]
    if following in ("”", '"') and inner.count("“") + inner.count('"') > inner.count("”"):
        return Span(span.start, span.end + 1)
    if following == ")" and inner.count("(") > inner.count(")"):
        return Span(span.start, span.end + 1)
    return span

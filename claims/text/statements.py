"""Words that state nothing: questions, greetings, exhortations, notes, fragments."""

import re

QUESTION = "a question"
EXHORTATION = "an exhortation"
GREETING = "a greeting or answer word"
HOUSEKEEPING = "a note on the reporting"
PROCEDURE = "a remark on the proceedings"
FRAGMENT = "a fragment without a statement"
BARE_CUE = "only says who is speaking"

MARKS = " “”\"'‘’«»…-—–"
_QUESTION = re.compile(r"\?[\s\"”’')\]]*$")
_IMPERATIVE = re.compile(
    r"(?:please |never |do not |don[’']t |just |and |so )?(?:let|listen|stop|give|get|take|imagine|"
    r"remember|join|vote|tell|think|consider|ask|make sure|believe|stand|go|come|put|keep|bring|"
    r"help|trust|be|forget|read|wait|watch|click|follow|sign|share|subscribe|look at|support)\b"
    r"(?! (?:is|was|has|of|for|from)\b)",
    re.I,
)
_GREETING = re.compile(
    r"(?:thank(?:s| you)|good (?:morning|evening|afternoon)|hello|welcome|ladies and gentlemen|"
    r"yes|no|well|okay|ok|of course|absolutely|exactly|right|sure)\b[\s,.!]*(?:\w+[\s,.!]*){0,4}$",
    re.I,
)
_THANKS = re.compile(
    r"(?:and |so |but |again,? )?(?:many |special )?thank(?:s| you)\b(?:,? [\w’'-]+){1,8}? for\b",
    re.I,
)
_HOUSEKEEPING = re.compile(
    r"\b(?:declined to comment|(?:did not|didn[’']t) (?:immediately )?(?:respond|return|reply)|"
    r"(?:has|have|had) been (?:contacted|approached|asked) for|could not be reached)\b",
    re.I,
)
_EXCLAMATION = re.compile(r"(?:(?:oh|and|but|ah)\b,? )?what an?\b", re.I)
_BARE_CUE = re.compile(
    r"(?:[\w.’'-]+ ){1,6}(?:said|says|added|adds|replied|wrote|tweeted|"
    r"told (?:the )?(?:[A-Z][\w’'-]*\s?){1,4}(?: said)?)[\s:,.]*$"
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|cannot|could|may|might|"
    r"must|shall|"
    r"should|won|lost|fell|rose|left|cut|said|says|took|made|gave|went|came|saw|kept|met|ran|held|"
    r"grew|cost|spent|paid|built|show|want|think|need|believe|know|get|got|say|put|hit|led|come|"
    r"fought|told|brought|sent|stood|wrote|began|became|drove|broke|chose|spoke|oversaw|overtook|"
    r"sat|"
    r"drew|threw|knew|felt|found|sold|bought|caught|taught|sought|wore|swore|shot|sank|shook|"
    r"spread|"
    r"struck|swept|withdrew|bore|flew|slept|understood|shut|beat|bet|dealt|hurt|lent|meant|try|"
    r"use|make|take|"
    r"go|see|find|give|work|live|face|receive|support|oppose|back|pretend|lie|remain|mean|"
    r"hate|love|like|help|stand|seem|look|feel|hope|agree|claim|argue|deserve|require|allow|"
    r"affect|own|"
    r"spend|pay|rise|fall|grow|lose|win|sell|buy|kill|fail)\b|"
    r"\b[a-z]{3,}(?:ed|es|[^s\W]s)\b|n[’']t\b|[’'](?:s|re|ve|ll|m)\b"
)
_SUBJECTLESS = re.compile(
    r"(?:and |but |or )?(?:[A-Z][a-z]+ed|[A-Z][a-z]+ing) (?:in|by|to|on|for)\b"
)
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would)\b")


# "Mr Speaker, Senator Moss, distinguished guests."
_ADDRESS = re.compile(
    r"(?:Mr|Mrs|Ms|Madam|My fellow|Fellow|Honou?rable|Ladies|Distinguished|Members of)\b\.? ?"
    r"(?:Speaker|President|Chair\w*|Lieutenant|[a-z]+|Americans)\b",
)
_PROCEDURE = re.compile(
    r"(?:(?:and|well|now|so|but|first of all),? )*(?:I (?:just |also )?(?:want|would like|"
    r"wanted) to "
    r"(?:say|make|thank|encourage|ask|talk|turn|begin|close|add|congratulate|move|welcome|"
    r"point out)|"
    r"I[’']d like to (?:say|make|thank|ask|turn|begin|move|welcome|point out)|one (?:last|final|"
    r"more) "
    r"(?:point|thing)|let me (?:just |also |first )?(?:say|ask|turn|begin|be clear|tell you|add|"
    r"explain|"
    r"make)|here(?:[’']s| is| are) (?:what|how|why)|may I|that[’']s a (?:good|great|"
    r"fair) question|next question|go (?:to|ahead)|"
    r"excuse me)\b",
    re.I,
)
_PRONOUN_AND_VERB = re.compile(
    r"(?:(?:and|but|so) )?(?:I|we|they|you) (?!all\b|two\b|both\b)[a-z]+", re.I
)
_PREPOSITION = re.compile(
    r"(?:(?:and|but|so|or),? )*(?:on|to|for|by|with|in|not|of|about|from|at|like|without|"
    r"especially|"
    r"including)\b",
    re.I,
)
_SUBORDINATE = re.compile(r"\b(?:who|that|which|whose|as|where|when|if|because|while)\b[^,;:—–]*")
_MAIN_VERB = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did|will|would|can|cannot|could|may|might|"
    r"must|shall|"
    r"should|won|lost|fell|rose|left|said|says|took|made|gave|went|came|saw|kept|met|ran|held|"
    r"grew|spent|"
    r"paid|built|think|want|need|believe|know|get|got|led|brought|became|began|[a-z]{3,}(?:ed|es)|"
    r"[a-z]{3,}[^s\Wu]s(?= (?:the|a|an|to|that|his|her|its|their|not|in|on|by|as)\b))\b|"
    r"n[’']t\b|[’'](?:re|ve|ll|m|d)\b|\b(?:it|that|there|he|she|what|who)[’']s\b"
)


def _lowered(text: str) -> str:
    """Words in capitals ("OPPOSES") as others are written."""
    return re.sub(r"\b[A-Z]{3,}\b", lambda word: word.group().lower(), text)


def not_a_statement(text: str) -> str | None:
    """Why the words state nothing, or None: question, greeting, exhortation, fragment."""
    stripped = text.strip(MARKS)
    if _QUESTION.search(stripped):
        return QUESTION
    if _GREETING.match(stripped) or _THANKS.match(stripped):
        return GREETING
    if _EXCLAMATION.match(stripped):
        return FRAGMENT
    if _IMPERATIVE.match(stripped):
        return EXHORTATION
    if _HOUSEKEEPING.search(stripped):
        return HOUSEKEEPING
    if _BARE_CUE.match(stripped):
        return BARE_CUE
    if _ADDRESS.match(stripped) and not _MAIN_VERB.search(stripped):
        return GREETING
    if _PROCEDURE.match(stripped):
        return PROCEDURE
    if len(stripped.split()) < 3 or not (
        _FINITE.search(_lowered(stripped)) or _PRONOUN_AND_VERB.match(stripped)
    ):
        return FRAGMENT
    if _PREPOSITION.match(stripped) and not _MAIN_VERB.search(_SUBORDINATE.sub(" ", stripped)):
        return FRAGMENT
    if _SUBJECTLESS.match(stripped) and not _AUXILIARY.search(stripped):
        return FRAGMENT
    return None

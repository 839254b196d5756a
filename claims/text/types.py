"""What kind of claim a clause makes: a table of signs, one row a type.

The types are Full Fact's 2018 taxonomy, opened up (quantity and comparison apart, and so on);
several may hold. `opinion`, `personal` and `not_claim` are what cannot be checked.
"""

import re

from claims.text.precedents import Precedent
from claims.text.quantities import Quantity

TYPES = (
    "quantity", "comparison", "precedent", "causal", "rule", "prediction", "voting", "support",
    "public_opinion", "event", "quote", "personal", "opinion", "not_claim",
)  # fmt: skip
UNCHECKABLE = frozenset({"opinion", "personal", "not_claim"})


def _signs(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\s*\n\s*", "", pattern), re.I)


_CHECKABLE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quantity", _signs(r"""
        \b(?:huge|large|record|small|growing|vast|significant|tiny) (?:numbers?|amounts?|sums?|majority|proportion)\b|
        \b(?:number|rate|level|share|amount|proportion) of \w+|\bdouble[ds]?\b|\bhalved\b|
        \b(?:millions|thousands|billions|hundreds|dozens|majority|most|many) of\b|\bhalf (?:of|the)\b|
        \b(?:rose|fell|risen|fallen|rising|falling|dropped|increased|decreased|soared|plunged|slumped|grew|grown) (?:by|to|from|sharply|steadily|every)\b|
        \b(?:unemployment|crime|inflation|wages|prices|spending|taxes|debt|deficit|poverty|emissions|immigration|exports) (?:has|have|is|are|was|were) (?:\w+ly )?(?:up|down|rising|falling|risen|fallen|increased|dropped|doubled|soared|gone)\b""")),
    ("comparison", _signs(r"""
        \b(?:more|less|fewer) (?!than ever\b)(?:\w+ ){0,4}than (?!(?:\W?\d|one\b|a\b|half))|
        \b(?!rather|other|further|after)\w{3,}er (?:\w+ ){0,3}than\b|\btwice (?:as|the)\b|\bcompared (?:with|to)\b|
        \b(?:first|second|third|fourth|fifth)[- ](?:largest|highest|biggest|lowest|most)\b|
        \bas (?:many|much|high|low|big|large) (?:\w+ )*as\b|\btimes (?:as|more|higher|the)\b|
        \bthe (?:largest|biggest|highest|lowest|fastest[- ]growing|smallest|richest|poorest)\b (?!ever)|\bunlike\b|\boutnumber|
        \b(?:ahead of|above|below) (?:the )?(?:average|rest of|national)\b|\bsame as\b""")),
    ("causal", _signs(r"""
        \bbecause\b|\bdue to\b|\b(?:caus|trigger|fuel|spark|prompt)(?:e?s|ed|ing)\b|\bled? to\b|\bleads to\b|
        \bas a (?:direct )?result of\b|\bresult(?:s|ed|ing)? (?:in|from)\b|\bthanks to\b|
        \bresponsible for\b|\bblam(?:e[ds]?|ing)\b|\bdriven (?:by|up|down)\b|\bcontributed to\b|
        \bprevent(?:s|ed)\b|\bleft (?:\w+ ){1,6}(?:in|without|with|reliant|unable)\b|\bcollapse of\b|\battribut(?:e[ds]?|able) to\b|
        \bmeans that\b|\bmeant that\b|\bhas (?:cost|driven|destroyed|created|saved|killed)\b|
        \b(?:forced|pushed) (?:\w+ ){1,5}(?:to|into|out)\b|\bin the wake of\b|\bcreated by\b|\bkills?\b""")),
    ("rule", _signs(r"""
        \b(?:il)?legal(?:ly)? |\bunder (?:the |a |an |our |current |existing |new |federal |state |UK |EU )+(?:\w+ ){0,4}(?:law|act|rules?|constitution|treaty|agreement|bill)\b|
        \bthe law (?:says|requires|allows|states|prohibits)\b|\b(?:required|allowed|permitted|prohibited|banned|entitled|eligible|obliged|empowered) (?:by law )?(?:to|from|under)\b|
        \b(?:constitution|statute|act|bill|law|rules?|treaty|amendment|legislation)\b (?:\w+ ){0,2}(?:allows?|requires?|bans?|prohibits?|says|gives?|grants?|guarantees?|protects?|permits?|forbids?|limits?|exempts?)\b|
        \bhas (?:no|the) (?:power|authority|right) to\b|\bby law\b|\bunconstitutional\b|\bis (?:a crime|an offence|against the law)\b|\bcannot (?:legally|be sued|be removed)\b|\bmay not (?:legally )?(?:be|vote|own)\b""")),
    ("prediction", _signs(r"""
        \b(?:will|won[’']t|shall|[’']ll)\b(?! have been)|\b(?:is|are|was|were) (?:\w+ly )?(?:expected|set|due|likely|predicted|forecast|projected|poised|bound) to\b|
        \bgoing to (?!the\b|a\b|an\b|[A-Z])\w+|\bforecasts?\b|\bwould (?:cost|lead|mean|cause|result|create|raise|cut|add|destroy|increase|reduce|bring|hit|leave|save|put|be)\b|
        \bby (?:20[3-9]\d|the end of)\b|\bis on (?:course|track) to\b""")),
    ("voting", _signs(r"""
        \bvot(?:ed|ing) (?:\w+ )?(?:for|against|to|down|in favou?r|with|on|through)\b|\babstain(?:s|ed)\b|\b(?:cast|casting) (?:\w+ ){0,3}votes?\b|
        \bvoting record\b|\bvotes? (?:for|against) (?:the|a|it|this)\b|\b(?:co-?)?sponsored\b (?:\w+ )*bill\b""")),
    ("support", _signs(r"""
        \b(?:back|endorse|oppose|support|favou?r)(?:s|ed|d)? (?!by\b)(?:\w+ )|\b(?:promis|pledg|vow)(?:e[ds]?|ing)\b (?:to|that|\w+)|\bcall(?:s|ed|ing) (?:for|on)\b|
        \bin favou?r of\b|\bcommitted to\b|\bpushing for\b|\bcampaign(?:s|ed|ing) (?:for|against)\b|\b(?:wants?|wanted) to (?:ban|cut|raise|abolish|repeal|end|scrap|leave|take|increase|privatise|give|get rid)\b|
        \bpretend(?:s|ed)?\b|\b(?:is|are|was|were) (?:against|opposed to)\b|\bno support for\b|\bmanifesto\b|\brul(?:ed|es|ing) out\b""")),
    ("public_opinion", _signs(r"""
        \bpolls?\b(?! tax)|\bpollsters?\b|\bapproval ratings?\b|\b(?:no |little |public |popular |real )appetite\b|\bmandate\b (?:from|of|for)\b|\b(?:public|popular) (?:opinion|support|mandate|backing)\b|
        \b(?:absolutely |almost )?no support for\b|\b(?:voters|people|Americans|Britons|public|electorate|majority|residents|Scots)\b (?:\w+ ){0,4}(?:want|support|oppose|believe|think|favou?r|agree|disapprove|approve|prefer|say they|trust|reject|back)s?\b|
        \bsurvey(?:ed|s)?\b""")),
)  # fmt: skip

_EXHORTS = _signs(r"""
    \b(?:must|should|ought to|needs? to|have to|has to|had to|has got to|got to|shouldn[’']t|mustn[’']t|let us|let[’']s|it[’']s time|now is (?:not )?the time|
    cannot afford to|has no place|deserves?|it is (?:time|right|wrong|vital|essential|important)|would be (?:right|wrong|a mistake|foolish|unwise))\b""")  # fmt: skip
_IMPERATIVE = re.compile(
    r"(?:please |never |do not |don[’']t |just )?(?:let|listen|stop|give|get|take|look|imagine|"
    r"remember|join|vote|tell|think|consider|ask|make sure|believe|stand|go|come|put|keep|bring|"
    r"help|trust|be|forget|read|see|call|support|wait|watch|click|follow|sign|share|subscribe)\b"
    r"(?! (?:is|was|has|of)\b)",
    re.I,
)
_PERSONAL = _signs(r"""
    ^(?:and |but |so |well,? |of course,? |frankly,? |personally,? )*(?:I|we)(?:[’'](?:m|ve|d|re|ll))?\b (?:\w+ ){0,3}
    (?:feel|felt|think|thought|believe|hope|love|hate|want|wish|like|take|proud|grateful|delighted|
    sorry|glad|happy|sad|pleased|honou?red|confident|convinced|know|understand|accept|remember|
    care|regret|apologi[sz]e|look forward|thank|doing|sure|afraid|worried|disappointed|respect|
    appreciate|pray|promise you|grew up|urge)\b|
    \bthat[’']s what I\b|\bmy (?:share of|heart|belief|view|opinion|feeling|thoughts|dream|hope|faith)\b|\bin my (?:view|opinion)\b|\bif I[’']ve\b""")  # fmt: skip
_OPINION = _signs(r"""
    \b(?:disgrace(?:ful)?|shame(?:ful)?|great|terrible|awful|appalling|wonderful|fantastic|tremendous|
    brilliant|incredible|amazing|beautiful|horrible|ridiculous|absurd|nonsense|outrageous|stupid|
    foolish|folly|brave|courageous|inspiring|cowardly|cruel|heartless|reckless|irresponsible|
    pathetic|weak|damning|severely|inadequate|deeply|truly|utterly|completely|clearly|frankly|
    sadly|unfortunately|hopefully|better future|fairer|hope|desperate(?:ly)?|dream|vision|values|
    belief|believe|betray(?:al|ed)|lies|liar|hypocri\w+|denial|delusion|suicide|struggle|trust|
    proud|pride|respect|decent|dignity|heroes?|evil|nasty|mess|fail(?:ed|ing|ure)|disaster(?:s|rous)?|chaos|shambl\w+|
    right thing|wrong|unacceptable|unfair|just|better|worse|hard-?working|bold|strong|leadership|united|
    disappointing|disappointed|important|critical|vital|essential|danger|threat|magic(?:al|ally)?|
    alien|crucial|never forget|too (?:many|much|often|long|little)|enough|seems?|appears?|suggesting|perhaps|maybe|probably|ironic\w*|so-called|rigged)\b|!$""")  # fmt: skip
_CONCRETE = _signs(r"""
    \b(?:(?:has|have|had|was|were|is|are|[’']s|been) (?:\w+ly |not |also |now |being )*(?:\w{3,}(?:ed|en|ing)|made|won|lost|cut|put|sold|built|spent|paid|held|sent|left|met|told|set|hit|shut|brought|bought)|
    announced|resigned|won|lost|signed|voted|passed|launched|published|closed|opened|killed|arrested|charged|elected|appointed|sacked|fired|quit|died|born|met|visited|told|gained|took|cut|spent|paid|built|held|began|ended|joined|left|sold|bought|moved|introduced|approved|rejected|blocked|scrapped|mispronounced|sent|received|gave|went|came|became|made|stepped down|stood|ran|served)\b""")  # fmt: skip
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|am|has|have|had|do|does|did|will|would|can|could|may|might|must|"
    r"shall|should)\b|n[’']t\b|[’'](?:s|re|ve|ll|d|m)\b|\b[a-z]{2,}(?:ed|es|ing)\b|"
    r"\b(?:won|lost|fell|rose|left|cut|said|says|took|made|gave|went|came|saw|kept|met|ran|held|"
    r"grew|cost|costs|spent|paid|built|show|want|think|need|believe|know|get|got|pretend|say|put|"
    r"hit|led|fought|told|brought|sent|stood|wrote|began|became|drove|broke|chose|spoke|lie|"
    r"[a-z]{3,}[^s\W]s)\b"
)
_PARTICIPLE_START = re.compile(
    r"^(?:and |but )?(?:[A-Z]?\w+ed|\w+ing)\b(?! [^.]*\b(?:is|are|was|were|has|have)\b)", re.I
)
_GREETING = re.compile(
    r"^(?:thank(?:s| you)|good (?:morning|evening|afternoon)|hello|welcome|ladies and gentlemen|"
    r"yes|no|well|okay|ok|of course|absolutely|exactly|right|sure)\b[\s,.!]*(?:\w+[\s,.!]*){0,4}$",
    re.I,
)


def not_a_statement(text: str) -> str | None:
    """Why the words state nothing, or None: question, greeting, exhortation, fragment."""
    stripped = text.strip(" “”\"'‘’")
    words = stripped.split()
    if stripped.endswith("?"):
        return "a question"
    if _GREETING.match(stripped):
        return "a greeting or answer word"
    if _IMPERATIVE.match(stripped) and not re.search(r"^\w+ed\b", stripped):
        return "an exhortation"
    if len(words) < 3 or not _VERB.search(stripped):
        return "a fragment without a statement"
    if _PARTICIPLE_START.match(stripped) and len(words) < 14:
        return "a fragment without a statement"
    return None


def classify(
    text: str, precedent: Precedent | None, quantities: tuple[Quantity, ...], *, reported: bool
) -> tuple[str, ...]:
    """Types of a clause, in the order of `TYPES`; `reported`: somebody's words, not the outlet's."""
    found = {name for name, signs in _CHECKABLE if signs.search(text)}
    if precedent:
        found.add("precedent")
    if quantities:
        found.add("quantity")
    if _EXHORTS.search(text) and "precedent" not in found:
        return ("opinion",)
    if _PERSONAL.search(text) and not found - {"prediction", "support", "causal"}:
        return ("personal",)
    loaded = len(_OPINION.findall(text))
    if not found and (loaded > (0 if reported else 1) or (reported and not _CONCRETE.search(text))):
        return ("opinion",)
    if found <= {"prediction", "comparison", "support"} and loaded > 1:
        found.add("opinion")
    if not found - {"opinion"} or (_CONCRETE.search(text) and "prediction" not in found):
        found.add("event")
    return tuple(name for name in TYPES if name in found)

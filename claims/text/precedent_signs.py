"""The words by which a record over time shows: heads, limits, and what is none. Data for
`precedents.py`.

Every pattern is bounded: no part of it runs further than a few words or one clause.
"""

import re

from claims.text.signs import compiled

NUMBERS: dict[str, int] = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {
    "a": 1, "an": 1, "the": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100, "one hundred": 100,
    "two hundred": 200, "a thousand": 1000,
}  # fmt: skip
YEARS_IN = {
    "year": 1, "years": 1, "decade": 10, "decades": 10, "century": 100, "centuries": 100,
    "quarter-century": 25, "quarter century": 25, "quarter of a century": 25,
    "half-century": 50, "half century": 50, "half a century": 50,
}  # fmt: skip
_NUMBER = "|".join(sorted((word for word in NUMBERS if word != "the"), key=len, reverse=True))

_YEAR = r"(?:1[5-9]|20)\d\d"
_WORD = r"[^\s,.;:?!“”\"()]+"
SINCE = re.compile(
    rf"\b(?:since|this side of) (?:(?:at least|about|around|perhaps|literally|right),? )?"
    rf"(?:, I (?:think|believe), )?"
    rf"(?:(?:the )?(?:early |mid[- ]?|late |(?:begin|start|end)\w* of the )?"
    rf"(?:(?P<decade>(?:1[5-9]|20)\d0)['’]?s|[’'](?P<short>[1-9]0)s)\b|"
    rf"(?:(?!the )[A-Z][a-z]+\.? )?(?:\d\d?,? )?(?P<year>{_YEAR})\b|"
    rf"the (?P<of>{_YEAR}) [a-z]+(?: [a-z]+)?(?=[,.;:)]|$)|"
    # "since Voss took over in 1973": the year is written, and stands for the event.
    rf"(?:{_WORD} ){{1,7}}(?:in|of) (?P<told>{_YEAR})\b|"
    rf"[(“\"]?(?P<event>{_WORD}(?: {_WORD}){{0,6}}))",
    re.I,
)
SPAN_PEAK = re.compile(
    rf"\b(?P<anchor>(?P<n>\d{{1,4}}|{_NUMBER})[ -](?P<unit>year|decade|month|week))"
    r"[ -](?P<peak>low|high)s?\b",
    re.I,
)
# "since he entered the race last June" is told as a clause, and goes on to its end.
TOLD = re.compile(r"(?:he|she|they|it|we|I) [a-z]+", re.I)
_HEDGE = (
    r"(?:(?:over|more than|nearly|almost|about|around|at least|some|the last|the past|well over|"
    r"just over|roughly|close to|the|his|her|its|our|their|my|approximately|probably) ){0,3}"
)
PERIOD = re.compile(
    rf"\b(?:in|for|over|during) {_HEDGE}"
    rf"(?:(?:(?P<n>\d{{1,4}}|\d{{1,3}},\d{{3}}|{_NUMBER})[ -](?:consecutive |straight |full )?"
    r"(?P<unit>years?|decades?|century|centuries|generations?|months?|weeks?|elections?|"
    r"quarter[ -]century|quarter of a century|half[ -]century)|"
    r"(?P<half>half a century)|"
    r"(?:(?:a good )?many |several )?(?:generations|decades|centuries|years|months)|"
    r"this century|century|"
    r"(?:a|some|quite some) (?:very )?(?:long )?(?:time|while)|"
    r"(?:living|recent|modern) memory))\b"
    r"(?![’']| (?:ago|to come|ahead|after|before|since|following)\b)",
    re.I,
)
_TIME_OF = (
    r"(?:\d+-year|recorded|modern|recent|human|world|living|political|economic|financial|military|"
    r"[A-Z][\w.]+|\w+[’']s?|the|this|our|its|his|her|their|all|of|entire|whole)"
)
EVER = compiled(
    r"than (?:just about )?ever(?: before)?",
    r"(?<!if )(?<!hardly )(?<!rarely )(?<!would )(?<!could )(?<!can )"
    r"ever(?: before| recorded| seen)?",
    r"never before",
    r"(?:unprecedented(?:ly)?|unparalleled|without precedent)",
    r"all[- ]time",
    r"of all time",
    r"since (?:\w+ ){0,2}?(?:records?|record-keeping|the series) "
    r"(?:(?:began|begins|started)(?: in \d{4})?|have been kept)",
    rf"(?:in|of) the history of (?:{_TIME_OF} ){{0,2}}[\w’']+",
    rf"(?:in|through|throughout) (?:{_TIME_OF} ){{0,4}}history",
    r"in (?:the |all )?(?:modern|political|nuclear|post-war|postwar|recorded) (?:\w+ )?(?:era|age)",
    r"(?:since|on) records?(?! (?:as|that|saying|with|supporting|extensively|opposing|numbers?))",
    r"in (?:modern times|peacetime|wartime)",
)
_RECORDED = (
    r"highs?|lows?|numbers?|levels?|amounts?|rates?|year|turnout|majority|deficits?|surplus|sums?|"
    r"spending|profits?|temperatures?|crowds?|unemployment|employment|growth|heat|inflation|debts?|"
    r"sales|revenues?|investments?|funding|enrol+ment|attendance|pace|margin|fine|snowfall|rainfall|"
    r"flooding|votes|exports|imports|demand|prices|loss(?:es)?|month|quarter|season|budget|time|"
    r"high \w+|low \w+|breaking|setting"
)
_BREAKS = (
    r"(?:br(?:eaks?|oke|oken|eaking)|sets?|setting|smash(?:es|ed|ing)|shatter(?:s|ed|ing)|"
    r"h(?:olds?|eld) the)"
)
RECORD = compiled(
    rf"(?<!track )(?<!voting )(?<!criminal )record[- ](?:{_RECORDED})",
    r"(?:a|new|another|an all-time) record (?:[£$€]?\d[\d.,]*\w*|(?:one|two|three|four|five|six|"
    r"seven|eight|nine|ten) (?:in|out of|million|per cent|percent))",
    rf"{_BREAKS} (?:(?!the )\w+ ){{0,3}}(?:the )?(?:\w+ )?records?(?! straight)",
    r"all[- ]time (?:record|highs?|lows?|peak)",
)
_MIN = (
    "lowest|fewest|slowest|smallest|weakest|shortest|poorest|youngest|coldest|cheapest|driest|"
    "narrowest|quietest|earliest|tightest|safest|thinnest|lightest|mildest|calmest|leanest"
)
_NO_SUPERLATIVE = (
    "west|midwest|northwest|southwest|rest|test|latest|interest|honest|request|suggest|protest|"
    "modest|forest|invest|arrest|harvest|contest|guest|quest|conquest|priest|manifest|earnest|digest|"
    "chest|crest|nest|attest|divest|reinvest|infest|ingest|molest|unrest|everest|breast|behest|"
    "inquest|tempest|dishonest|jest|vest|zest|pest|wrest"
)
EXTREME = re.compile(
    rf"\b(?:(?P<min>{_MIN}|(?<!at )(?<!the very )least(?! [a-z]* ?(?:one|two|some)\b))|"
    r"(?P<max>worst|best|(?:(?<=the )|(?<=its )|(?<=our )|(?<=his )|(?<=her )|(?<=their )|"
    r"(?<=one )|(?<=two )|(?<=three )|(?<=[’']s ))most|"
    rf"(?!(?:{_NO_SUPERLATIVE})\b)[a-z]{{3,}}est))\b"
    r"(?! (?:of all|people|of the|in class|practice)\b)(?!-(?:known|case|off)\b)",
    re.I,
)
COMPARED = re.compile(
    r"\b(?:(?P<min>fewer|less|lower|smaller|slower|weaker|poorer|shorter|cheaper)|"
    r"(?P<max>more|worse|better|(?!(?:other|rather|after|over|under|number|whether|never|however|"
    r"together|consider|remember|ever|member|power|order|water|later|earlier)\b)"
    r"[a-z]{3,}(?:er)))\b(?=(?:[^.;]|\.(?!\s)){0,100}?\bthan\b)",
    re.I,
)
# What follows one upon the other in time, so that "any" of it ranks over time.
SUCCESSIVE = (
    r"(?:president|prime minister|government|administration|governor|mayor|chancellor|congress|"
    r"parliament|minister|secretary|year|month|decade|quarter|winter|summer|era|period|generation|"
    r"time|point|nominee|candidate|campaign|speaker|leader|monarch|budget|one|election|recession|"
    r"predecessor)s?"
)
_PLACES = (
    r"(?:other |of the other )?(?:\w+ )?(?:countr(?:y|ies)|nations?|states?|cit(?:y|ies)|places?|"
    r"count(?:y|ies)|econom(?:y|ies)|regions?|industr(?:y|ies)|compan(?:y|ies)|groups?|districts?|"
    r"part|race|issue|thing|person|combined)"
)
THAN_ANY = compiled(
    rf"than (?:(?:at|in|under|during) )?(?:any|all|every)(?! {_PLACES}\b)",
    r"than anyone|than anybody|than (?:at )?anytime",
    r"than in (?:decades|generations|years|a generation|(?:\w+ ){1,3}(?:years|decades))(?! of\b)",
    r"than (?:it|they|he|she|we|I)(?:[’'](?:s|ve)| (?:has|have|had|was|were|ever))",
)
OF_ANY = compiled(
    rf"(?:of|than) any (?:other |of (?:his|her|its|their|the) )?"
    rf"(?:(?!in\b|on\b|of\b|local\b|\d)\w+ ){{0,3}}?{SUCCESSIVE}"
    r"(?! running| still)(?![^.;]{0,40}\bthis (?:year|election|cycle|race|campaign|stage))"
)
FIRST_TIME = re.compile(r"\bfirst (?:time|occasion)\b", re.I)
# "has not won in 12 years"; with "since", "no president" and "not" alone do as well.
NOT_DONE = re.compile(
    r"\b(?:has|have|had|is|are)(?:n[’']t| not| never)\b|\b(?:has|have|had) no\b|"
    r"\bnot (?:been )?(?:seen|witnessed|matched|experienced|known|felt)\b|\bunseen\b|"
    r"\b(?:has|have|had) (?:taken|had|seen|won|built|held|passed|received) no(?:ne)?\b",
    re.I,
)
NONE = re.compile(r"\b(?:not|never|no (?=[\w-])|none|nobody|neither)\b|n[’']t\b", re.I)
OTHER_CLAUSE = re.compile(r"\b(?:who|which|that|whose|because|if|when)\b", re.I)
# "No mayor since Voss has built more homes" ranks; "No mayor since Voss has done it" does not.
MORE = re.compile(
    r"\b(?:has|have|had|was|were)(?:n[’']t)? (?:\w+ ){0,3}?"
    r"(?:(?P<max>more|higher|larger|greater|worse|better|stronger)|"
    r"(?P<min>fewer|less|lower|smaller))\b",
    re.I,
)
_NEVER_BEEN = r"(?:been|had|seen|spent|paid|produced|looked) (?:\w+ )?"
NEVER_MORE = re.compile(
    rf"\b(?:never|not ever|n[’']t ever) (?:before |in history )?(?:{_NEVER_BEEN}"
    r"(?P<min>fewer|less|lower|smaller|weaker|so few|so low)|"
    rf"{_NEVER_BEEN}(?P<max>(?!other|under|over)\w{{3,}}er|more|worse|"
    r"so (?:many|much|high|large)))\b|\bnever so (?:many|much)\b|"
    r"\bnever (?:before )?(?:has|have|had|did)\b[^.;]{0,60}?\bso "
    r"(?:(?P<few>few|little)|many|much)\b",
    re.I,
)
NONE_HAS = re.compile(r"\b(?:no|none|nobody|neither)\b[^.;]{1,60}?\s(?:has|have|had)\b", re.I)
NO_EARLIER = re.compile(
    rf"\bno (?:other )?(?:[\w.]+ ){{0,3}}?{SUCCESSIVE} (?:[\w,]+ ){{0,4}}?(?:has|have|had)\b", re.I
)
NONE_EVER = re.compile(
    rf"\b(?:no (?:other )?(?:[\w.]+ ){{0,3}}?{SUCCESSIVE}\b[^.;]{{0,40}}\b(?:has|have|had) ever\b|"
    r"(?:no (?:other )?[\w-]+|none|nobody|no one)\b[^.;]{0,60}\bever\b"
    r"(?=[^.;]{0,60}\b(?:before|history)\b)|"
    r"no(?:body| one)(?:[’']s| has| have| had)? ever (?:seen|done|had|witnessed|tried|built)\b|"
    r"no(?:body| one)(?: else)? (?:has|have|had) [^.;]{0,40}\bbefore(?=\W*$|[”\",]))",
    re.I,
)
_ORDINAL = (
    r"(?:of|and(?! (?:so far )?only)|minister|lady|ladies|step|place|half|quarter|week|day|month|"
    r"year|night|time|thing|way|reason|question|option|choice|problem|difference|one|few|couple|chance|"
    r"hope|amendment|resort|grade|grader|name|hundred|debate|responder|priority|concern|duty|job|"
    r"love|language|instinct|reaction|draft|line|goal|task|order|term|round|person (?:I|you|we|he)|"
    r"family|aid|degree|class|hand|world|inning|appearance|stop|season|edition|chapter|part|thought|"
    r"spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|\w+day|\d+|two|three|four|five|six|seven|eight|nine|ten|twelve)"
)
_UNRANKED = rf"(?!,(?! and (?:so far )?only)|[ -]{_ORDINAL}s?\b)"
FIRST = re.compile(
    rf"(?<!at )\b(?:first (?:time|occasion)\b|first{_UNRANKED}\b|"
    rf"(?<=the )only{_UNRANKED} |only the second\b)",
    re.I,
)
# "has to", "going to" belong to another verb than the one that "the first to …" did.
_TO_DO = (
    r"(?<!has )(?<!have )(?<!had )(?<!going )(?<!want )(?<!need )(?<!is )(?<!was )(?<!supposed )"
    r"(?<!due )(?<!whether )to (?!the\b|an?\b|go to\b)"
)
_IS = (
    r"(?:\b(?:is|are|was|were|be|been|being|am|becom(?:e|es|ing)|became|as|marks?|marked|"
    r"making \w+|makes \w+|made \w+)|[’'](?:s|m|re))(?: (?:not|also|now|still|actually|perhaps|"
    r"probably|one of|among|only|officially|reportedly|even|by far))* "
)
_OWNER = (
    r"(?:(?:the|its|his|her|their|our|my|a|that|this|(?:the |our )?[\w.]+[’']s?) )"
    r"(?:very )?(?:single )?"
)
_NAMED_LAND = (
    r"(?:country|nation|world|state|united states|us|u\.s\.?|uk|america|union|europe|britain)"
)
NEVER_BEFORE = re.compile(
    r"\bnever\b[^.;]{0,90}?\b(?:before(?! the\b|(?:[ ,]+\w+){1,3}? (?:was|were|is|are|took|had))|"
    r"in (?:[\w’']+ ){0,3}history)\b(?! the\b)",
    re.I,
)
FIRST_EVER = re.compile(
    r"\bfirst[- ]ever\b|\b(?:first|only) (?:(?!quarter|half)[\w’'.-]+ ){0,8}ever\b", re.I
)
ONLY_FIRST = re.compile(
    rf"{_IS}{_OWNER}first{_UNRANKED}[ ,-]|"
    rf"\b(?:the|a|its) (?:very )?first{_UNRANKED}(?: [\w’'.-]+){{0,7}}? (?:{_TO_DO}|who\b|whose\b)|"
    rf"\b(?:the|its|{_OWNER}) ?first{_UNRANKED}(?: [\w’'.-]+){{0,4}}? in (?:the |our |this )?"
    rf"{_NAMED_LAND}\b|"
    rf"{_IS}the first (?:year|month|winter|election|season|budget)(?! of| in office)|"
    rf"\b(?:creat|launch|unveil|introduc|sign|enact|pass|author|establish|found|open|appoint|elect|"
    rf"nominat|host|buil)\w* (?:the |a |\w+[’']s )?(?:(?:nation|country|state|world|city)[’']s )?"
    rf"first{_UNRANKED}[ -](?!reading\b)|"
    rf"\bthe first{_UNRANKED}(?: [\w’'.-]+){{1,4}} (?:he|she|it|they|we|I)"
    r"(?:[’'](?:s|ve)| has| have| had)\b|"
    r"\bfirst,? and (?:so far )?only,? \w|"
    # "its only debate on Tuesday", "the only cut in this budget" hold for no time.
    rf"(?:\b|(?<=[’']s )){_OWNER}only{_UNRANKED}(?: (?!in\b|of\b|with\b|on\b)[\w’'.-]+){{0,6}}?"
    r"(?: (?:in|on|of|from) (?:the |this |our )?[\w.]+){0,2} "
    rf"(?:{_TO_DO}|(?:who|that|whose|elected|ever)\b)|"
    r"\bthe only (?:one|person|candidate|president|governor|senator|mayor|state|country|nation|"
    r"party|member|woman|man|leader|mp|minister|politician|city|people|government)s?\b[^.;]{0,90}?"
    r"\b(?:who|whose|that (?:has|have|had|is|was|does|did|ever))\b|"
    rf"\b(?:first|last) (?!{_ORDINAL})[\w’'-]+(?: [\w’'.-]+){{0,5}}? {_TO_DO}|"
    r"(?:\b(?:for|is|was|be|been|being|as|marks?|marked|marking|only|not)|[’']s|^\W*|[,:–—-]) "
    r"?(?:not )?the (?:first|only) time\b|"
    r"\bthe only time\b|\bbecame the (?:first|only)\b",
    re.I,
)
_FILLER = (
    r"(?:the|a|an|for|even|just|our|its|his|her|by|actually|in|been|be|one|of|at|really|"
    r"necessarily|quite|yet|among|anywhere near|anything like|close to|remotely|exactly|"
    r"in fact|,|from|\w+ing)"
)
DENIAL = re.compile(
    rf"(?:(?:\b(?:not|never|hardly|no longer|far from|neither|nowhere near|cannot be)|n[’']t)"
    rf"[\s,]+(?:{_FILLER}\s*)*|"
    r"\b(?:not true|untrue|false|a myth|wrong to (?:say|claim)|den(?:y|ies|ied)) that "
    r"[^.;]{0,60})$",
    re.I,
)
RHETORIC = re.compile(r"\b(?:now|today),? more than ever\b|\bmore than ever\b(?=[^\w]*$)", re.I)

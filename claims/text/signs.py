"""The words by which claim types show: data for `types.py`, one short pattern a line.

Patterns are regular expressions, matched without regard to case on word boundaries.
"""

import re


def compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.I)


_MEASURES = (
    "unemployment|employment|crime|inflation|wages|pay|prices|rents?|spending|tax(?:es)?|debt|deficit|"
    "poverty|emissions|immigration|exports|imports|productivity|turnout|waiting times|homelessness|"
    "costs?|premiums?|revenues?|incomes?|ratings?|jobs?|deaths?|arrests?|budgets?|funding|growth|rates?|"
    "bullying|autism|obesity|sales|profits?|salaries|fees|tuition|bills|economy|gdp|population"
)
_MOVED = (
    "rose|fell|risen|fallen|rising|falling|dropped|increased|decreased|soared|plunged|slumped|"
    "grew|grown|doubled|gone up|gone down|went up|went down|shrank|climbed|jumped|up|down"
)
_LAWS = "law|act|bill|rules?|constitution|treaty|statute|amendment|legislation|agreement|order"
_PEOPLE = "voters|people|americans|britons|public|electorate|majority|residents|citizens|parents"

# Whoever a rule binds: not the speaker, not the listener.
_THIRD = r"(?!I|we|you|he|she|they|it)\w+"
_CHAMBERS = (
    "senate|senators|house|congress|parliament|commons|lords|peers|mps|msps|lawmakers|legislators|"
    "legislature|council|councillors|committee|assembly|republicans|democrats|tories|court|justices"
)

# A part of the public, as polls count it.
SHARE = (
    r"(?:an? (?:\w+ )?majority|most|half|(?:a|two|three)[ -](?:thirds?|quarters?)|"
    r"(?:\d[\d.]*|[a-z]{3,12}(?:-[a-z]{3,5})?) ?(?:%|percent|per cent))"
    r"(?: of)? (?:[\w-]+ )?(?:[\w-]+s|people|electorate|public)"
)

_NTH = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_MOST = (
    "largest|highest|biggest|lowest|most|worst|best|poorest|richest|smallest|fastest|fewest|safest"
)

CHECKABLE: dict[str, re.Pattern[str]] = {
    "quantity": compiled(
        r"(?:huge|large|record|small|vast|tiny|double|triple|growing|increasing) "
        r"(?:numbers?|amounts?|sums?|majority|proportion|digits|share)",
        r"(?:number|rate|level|share|amount|proportion|percentage) of \w+",
        r"(?:millions|thousands|billions|hundreds|tens|dozens|scores) of",
        r"(?:most|majority) of (?!us\b|all\b|the (?:time|people))",
        r"half (?:of|the|a|their|all)|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|halv(?:e[sd]?|ing)",
        rf"(?:{_MEASURES}) (?:(?:has|have|had|is|are|was|were) (?:\w+ly )?)?(?:{_MOVED})",
        rf"(?:{_MOVED}) (?:by|sharply|steadily|every year|year on year)",
        rf"(?:higher|lower|rising|falling|increased|reduced|more|fewer|"
        rf"less) (?:\w+[- ])?(?:{_MEASURES})",
        rf"(?:{_MEASURES}) (?:increases?|hikes?|cuts?|rises?|falls?|shortages?|losses)",
        r"(?:visibility|support|trust|attendance|demand|membership) (?:has |have )?"
        r"(?:increased|decreased|grown|fallen|dropped|doubled)",
        r"(?:reductions?|increases?|rise|fall|drop|decline|decrease|growth|surge|jump|"
        r"spike) in \w+",
        r"on the (?:rise|increase|decline)",
        r"no (?:money|jobs|evidence|increase|cost) (?:for|in|at all)|not a (?:single )?(?:cent|"
        r"penny|dime)",
    ),
    "comparison": compiled(
        r"(?:more|less|fewer)\b(?! than (?:\W?\d|one\b|a\b|half|ever))[^.;:]{0,70}? than(?! ever)",
        r"(?!rather|other|further|after|under|over|never|whether|number|consider|together|later)"
        r"\w{3,}er\b(?:(?! if | that )[^.;:]){0,60}? than",
        r"worse (?:[^.;]{0,60}? )?than",
        r"different (?:than|from) (?:when|what|any|every|the)",
        r"twice (?:as|the)|half as (?:many|much)",
        r"times (?:as (?:many|much|high)|more|higher|the (?:\w+ )?(?:rate|size|number|average))",
        r"compared (?:with|to)|in comparison (?:with|to)|versus|relative to",
        rf"{_NTH}[- ](?:{_MOST})",
        r"(?:no\.? ?\d+|number (?:one|two|three|\d+)|top \d+)(?= (?!\w* ?(?:priority|issue|goal|"
        r"reason)))",
        r"rank(?:s|ed|ing)? (?:\w+ )?(?:first|last|\d+(?:st|nd|rd|th)?|near|among|behind|above|"
        r"below|high|low)",
        r"as (?:many|much|high|low|big|large|little|few|safe|good|bad|expensive) "
        r"(?:\w+ ){0,4}?as(?! (?:possible|you|i|we)\b)",
        r"(?:the|one of the|its|our|some of the) (?:\w+[’']s )?(?:\w+ )?"
        r"(?:largest|biggest|highest|lowest|smallest|richest|poorest|fewest|fastest|slowest|safest|"
        r"deadliest|(?:most|least|best|worst) (?:\w+ ){1,3}(?:in|of) the (?:world|country|nation|"
        r"state|"
        r"west|region))",
        r"(?:highest|lowest|largest|smallest|best|worst|most|fewest) (?:[\w-]+ ){0,5}"
        r"(?:in|of) (?:the (?:world|country|nation|state|union|region)|any (?:other )?(?:country|"
        r"state))",
        r"(?:of|than) any (?:other )?\w+|(?:other|rest of the) \w+ combined|than the rest of",
        r"outnumber(?:s|ed)?|outpac(?:e[sd]?|ing)|outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?",
        r"(?:ahead of|above|below|behind) (?:the )?(?:\w+ )?(?:average|rest of|most|other|every|"
        r"levels?)",
        r"out of (?:step|sync|line) with|on (?:a )?par with|right (?:in|at) the average",
        r"(?:much|just) like (?:(?-i:[A-Z])[\w.]+ ?){1,3},",
        r"(?:better|worse|bigger) than",
        r"gap between|unlike|in contrast|trail(?:s|ed|ing)? (?:far |well )?behind",
        r"(?:and|is|are|was|were|runs?|it[’']s) even (?:more|less|higher|lower|larger|smaller|"
        r"bigger|"
        r"worse|better)|a lot (?:tougher|harder|easier|worse|better)",
        r"the same (?:\w+ )?as|equal to|similar \w+ (?:to|as|over)|"
        r"(?<!draw )contrasts (?:\w+ly )?with",
        r"(?:far|much|even|slightly|significantly|considerably|a bit|a little|still) (?:more|"
        r"less|fewer|"
        r"(?!over|under|later|never|after|other|rather)\w{3,}er)",
        r"(?:got|gotten|getting|become|becoming|grown|grew) (?:much |even |a lot )?(?:worse|"
        r"better|more|less|"
        r"harder|easier|stronger|weaker|larger|smaller|bigger|tougher)",
        r"(?:%|percent|per cent) (?:below|above|higher|lower|more|less|fewer)",
        r"(?!(?:inter|for|requ|prot|hon|harv|arr|inv|w|r|cont|sugg|mod|conqu|gu|t)est\b)"
        r"\w{2,}est\b[^.;]{0,40} "
        r"(?:in|on|of) (?:the|our) (?:world|country|nation|planet|state|region|union)",
        r"\d+(?:st|nd|rd|th) in (?:the (?:country|nation|world|state|union)|\w+ing\b)",
        r"out(?:spent|spends?|raised|raises|voted)|(?:trail(?:s|ed)?|leads?|led|beat|ahead of|"
        r"behind) "
        r"(?:\w+ ){1,3}by (?:about |nearly |over |just )?[\d.]+",
        r"(?:the|exactly the) same \w+ (?:of|as)|f(?:a|e)ll (?:far |well )?short of",
        r"the (?:most|fewest) (?:seats|votes|\w+ of any)",
    ),
    "causal": compiled(
        r"because(?: of)?",
        r"due to|owing to",
        r"(?:caus|trigger|fuel|spark)(?:e?s|ed|ing)",
        r"(?:does|do|did|can|will|would|could|to)(?:n[’']t| not)? cause",
        r"le(?:a)?d(?:s|ing)? (?:\w+ ){0,2}to",
        r"(?:that|this|which)(?:[’']s| is| was) (?:\w+ )?why|in response to|stem(?:s|med|"
        r"ming) from",
        r"(?:gave|gives?|giving) rise to|thus \w+ing|thereby",
        r"as a (?:direct )?(?:result|consequence)(?: of)?",
        r"(?:is|was|are|were) the (?:direct )?(?:result|consequence|product) of",
        r"result(?:s|ed|ing) (?:in|from)",
        r"thanks to",
        r"(?:is|are|was|were|be|been|being) (?:\w+ )?responsible for(?! the (?:safety|bill|cost))",
        r"blam(?:es?|ed|ing)",
        r"driven (?:by|up|down)|brought (?:on|about) by|prompted by",
        r"contribut(?:ed|es|ing) to",
        r"on account of|in (?:large |great |no small )?part (?:due|because|thanks)|due in part to",
        r"ma(?:de|kes?|king) (?:it|them|him|her|us|people|\w+) (?:even |much |\w+ly )?(?:more|"
        r"less|worse|"
        r"harder|easier|tougher|safer|poorer|richer|weaker|stronger|cheaper|(?:un|im|"
        r"in)?(?:\w+[ai]ble|\w+ient)|"
        r"difficult|dangerous)",
        r"(?:made|makes|making) (?:them|him|her|people|us) (?!a\b|an\b|the\b|and\b|in\b|to\b|"
        r"of\b)[a-z]+",
        r"(?:have|has|had|having) an? (?:\w+ ){0,2}(?:impact|effect) on",
        r"(?<=, )(?:causing|creating|leaving|forcing|allowing|pushing|driving|raising|doubling|"
        r"costing|"
        r"enabling|killing|putting|giving)",
        r"enabl(?:e|es|ed|ing)|help(?:s|ed)? (?:\w+ ){0,2}(?:boost|cut|reduce|create|increase|"
        r"save|raise|"
        r"stop|fund|improve)",
        r"(?:boost|hamper|hinder|worsen|exacerbat|accelerat|undermin|jeopardi[sz]|stok)(?:s|es|"
        r"ed|ing)",
        r"(?:increas|reduc|rais|lower|cut|doubl)(?:e|es|s|ing)? (?:the )?(?:costs?|prices?|"
        r"deficits?|risks?|"
        r"size|burden|demand|number of|supply)|driv(?:e|es|ing|en) (?:up|down)",
        r"(?:impacts?|effects?|consequences?) (?:of|from|on|for)|(?:the|as a) result:",
        r"hurt(?:s|ing)?|harm(?:s|ed|ing)|damag(?:es|ed|ing)|devastat(?:es|ed|ing)",
        r"bring(?:s|ing)? (?:about|greater|more|new|an end)",
        r"(?:root )?causes? of|factors? (?:in|behind)|to blame|the culprit",
        r"prevent(?:s|ed)|prompt(?:s|ed|ing)|spur(?:s|red|ring)|depend(?:s|ed)? on|side effects?",
        r"toll on|attract(?:s|ed)|the (?:main|principal|chief|real|only) reason",
        r"left (?:\w+ ){1,6}(?:in|without|reliant|unable|homeless)",
        r"collapse (?:of|in)",
        r"attribut(?:ed|able) to",
        r"mean(?:s|t) that",
        r"has (?:cost|driven|destroyed|created|saved|killed)",
        r"(?:forced|pushed|drove|forcing|pushing|driving) (?:\w+ ){1,5}(?:to|into|out)",
        r"created by|killed by",
        r"in the wake of",
        r"translat(?:es?|ed|ing) into|the reason (?:is|was|for|why)|reasons? (?:why|for)",
        r"mak(?:es|ing) it (?:\w+ )?(?:harder|easier|impossible|possible|difficult)",
        r"(?:has|have) (?:many|most|some|left) (?:\w+ ){1,3}(?:struggling|scrambling)",
        r"(?:eliminat|sav|improv|hurt|harm|destroy|undermin|devastat)(?:es|s|ed|ing) "
        r"(?:(?:the|its|their|our|any|many) )?(?:\w+ ){0,3}(?:jobs?|lives?|econom\w+|business\w*|"
        r"families|"
        r"means|services|workers)",
        r"so (?:that )?(?:\w+ ){0,6}(?:can|could) (?:now|no longer)",
        r"has been attributed|credited with",
    ),
    "rule": compiled(
        r"(?:is|are|was|were|be|been|being|it|ma[dk]es?|making|became|remains?) "
        r"(?:\w+ly |now |still |not |no longer )?(?:il)?legal(?! team)",
        r"(?:il)?legally (?:required|bound|binding|obliged|allowed|entitled|responsible|vote|own|"
        r"carry|be)",
        r"legal (?:requirement|right|barrier|status|obligation|duty|limit|protection)s?|"
        r"legali[sz]\w+",
        rf"under (?:\w+[’']?s? ){{0,6}}(?:{_LAWS})",
        rf"(?:{_LAWS})(?:,? (?:it|which|that))? (?:\w+ ){{0,2}}(?:allows?|requires?|bans?|"
        rf"prohibits?|says|gives?|grants?|lets)",
        rf"(?:{_LAWS}|policy|program(?:me)?|plan|document|proposal|section) (?:\w+ ){{0,2}}"
        r"(?:guarantees?|protects?|permits?|forbids?|limits?|states?|directs|provides for|shields|"
        r"allows|requires|bans|caps|exempts|does not (?:take|give|allow|require))",
        r"(?:required|permitted|prohibited|banned|entitled|eligible) (?:by law )?"
        r"(?:to|from|under|for)",
        r"(?:is|are|was|were|be|been) (?:not |only |no longer |never )?(?:allowed|banned|barred|"
        r"forbidden|disallowed|exempt(?:ed)?) (?:to|from|by|in)",
        r"(?:has|have|had) (?:no|the|sole|exclusive|a) (?:\w+ )?(?:constitutional |legal )?"
        r"(?:power|authority|right|duty) (?:to|of)",
        r"(?:the|a|no|constitutional|legal|basic|civil) rights? to",
        r"(?:law|constitution) (?:\w+ )?bars",
        r"(?:broke|breach(?:es|ed)|violat(?:es|ed|ing)|complied with|struck down|contrary to|"
        r"against) "
        rf"(?:\w+[’']?s? ){{0,3}}(?:{_LAWS})",
        r"(?:illegal|criminal|statutory) (?:to|duty)|criminali[sz](?:es|ed)|decriminali[sz]\w+",
        r"(?:ban(?:s|ned)|outlaw(?:s|ed)|legali[sz](?:es|ed)|repeal(?:s|ed)) \w+",
        r"vot(?:ed|es|ing) to (?:require|mandate|ban|outlaw|prohibit|allow|legali[sz]e)",
        r"(?:guidelines|regulations?|rules?|statutes?|laws?|treaty|constitution) "
        r"(?:in place|on|that|which|requir\w+|protecting|governing|against|prohibiting|changed)",
        r"changed the (?:rules|law)|special rules|federal (?:law|regulations?)|state law",
        r"(?:terms?|term) (?:is|are) limited to|term limits?",
        r"tax-exempt|loopholes?|legal (?:barrier|status|requirement)|amnesty program|permits? to",
        r"licen[cs]e (?:to|is|shall)|application (?:is|shall|must)|applicants? (?:must|shall|"
        r"bears?)",
        r"(?:can|could)(?:not|n[’']t)? (?:no longer )?be (?:denied|forced|fired|sacked|deported|"
        r"required|sued|removed|appealed|prosecuted)",
        r"you can(?:not|[’']t) (?:disallow|deny|force|fire|vote|own|carry|sue)",
        rf"(?:{_THIRD}) (?:must|may|shall) (?:not |only |no longer |also |now |first )?"
        rf"(?:be (?!proud|clear|honest|held)\w+ed|originate|register|obtain|file|publish|notify|"
        rf"restore|"
        rf"disclose|submit|apply|serve|make no)",
        rf"(?:{_THIRD}) (?:must|may|shall) [^.;]{{0,60}}(?:within \w+ (?:days|weeks|months|hours)|"
        r"no (?:more|less|fewer|later) than|at least \w+ (?:days|weeks|months|years)|unless)",
        rf"(?:{_THIRD}) (?:may|shall) (?:not|only|no longer) (?!have\b|be\b)\w+",
        rf"(?:{_THIRD}) shall,? (?:be|from|have|give|make|on|hold|receive)",
        rf"(?:{_THIRD}) cannot (?:legally|serve|vote|hold office|be (?:sacked|removed|sued))",
        r"carr(?:y|ies|ied) (?:a|the) (?:\w+ )?(?:sentence|penalty|fine)",
        r"sentence of up to",
        r"(?:will|would|to|now) (?:now |also )?(?:require|mandate|outlaw|prohibit) \w+",
        rf"(?:\w+ (?:care|crimes?|rights|gun|tax)) law|(?:{_LAWS}) (?:\w+ )?(?:puts|forces|lets|"
        rf"creates|makes)",
        r"(?:a|the|new|of|on|temporary) (?:\w+ )?(?:cap|ban|moratorium|freeze|limit|restriction|"
        r"sanction|embargo)s? on",
        r"(?-i:Bill|Act|Law) (?:\w+ly )?(?:introduces|creates|sets|provides|contains|includes|"
        r"imposes|would)",
        r"responsibility for (?:\w+ ){1,6}(?:passes|lies|rests|falls)",
        r"no (?:congressional |parliamentary |judicial |legal |public )?oversight|"
        r"(?:allow|permit|entitl|forbid|oblig|authori[sz]|requir)(?:e|s|es|ed|"
        r"ing) (?:\w+ ){0,2}(?:authorities|states|"
        r"councils|employers|employees|companies|citizens|voters|schools|people|banks|workers|"
        r"police|judges) to",
        r"(?:tax|taxing|veto|spending|police|emergency) powers?",
        r"by law|written into law|signed into law",
        r"unconstitutional|constitutional(?:ly)?",
        r"(?:a crime|an offence|against the law)|morally acceptable",
    ),
    "prediction": compiled(
        r"(?:will|won[’']t)(?! (?:tell you|say|have been|of|power|and testament|said|says|told|"
        r"wrote)\b)",
        r"shall (?:see|have|never|overcome|be able)",
        r"(?!(?:he|she|it|what|who|there|that)[’']ll)\w+[’']ll|(?:he|she|it|they)[’']ll",
        r"(?:is|are|was|were) (?:\w+ly )?(?:expected|set|due|likely|unlikely|predicted|"
        r"forecast) to",
        r"(?:is|are|was|were) (?:\w+ly )?(?:projected|poised|bound|scheduled|on (?:course|"
        r"track)) to",
        r"(?:is|are|was|were|am|\w+[’'](?:s|re|m)) (?:not |now |\w+ly )?(?:going|coming|planning|"
        r"about) to "
        r"(?!the\b|a\b|an\b|(?-i:[A-Z]))\w+",
        r"forecasts?|projections?|outlook",
        r"(?<!i )would (?:not |\w+ly |also |still )?(?!have (?!an?\b|the\b|to\b|no\b|\d)|like\b|"
        r"rather\b|say\b|you\b|i\b|"
        r"argue\b)\w+",
        r"wouldn[’']t (?!have\b|you\b|it\b)\w+",
        r"(?:could|may|might) (?:well |soon |also |eventually )?(?!have\b|not have\b)"
        r"(?:be (?!treated|seen|used|determined)|cost|lead|lose|face|see|rise|fall|draw|change|"
        r"become|end|"
        r"trigger|bring|cause|mean|take|force)",
        r"by (?:20[3-9]\d|the end of)|over the next|in the next \w+ (?:years|months|weeks)",
        r"plans? to|plans (?:an?|new|major|more|another) \w+|(?:could|may|might|can) (?:soon|"
        r"eventually|yet) \w+|"
        r"(?:could|might) (?:exert|influence|reach|decide|force|help|give|win|run|send|allow)",
        r"mandate to act|isn[’']t certain|remains to be seen",
    ),
    "voting": compiled(
        r"vot(?:ed|es|ing) (?:\w+ )?(?:against|down|in favou?r|on|through)|vote (?:against|down)",
        r"voted (?:\w+ )?(?:for|with)(?! (?:me|us|him|her|you|themselves|democrats|republicans)\b)",
        r"voted (?:\w+ )?[“\"‘]?(?:to|yes|no)",
        r"(?:would not|never|always|regularly) votes? for|votes? for (?:legislation|bills?|"
        r"measures?)",
        r"abstain(?:s|ed)",
        r"(?:cast|casting) (?:\w+ ){0,3}votes?",
        r"voting record|tie(?:-breaking)? vote",
        r"vote (?:was|of) \d+",
        r"vetoe[sd]|ruled (?:against|for|in favou?r)",
        r"(?:voted|ruled|split|passed|decided) \d+[-–]\d+|\d+[-–]\d+ (?:vote|ruling|decision)",
        r"\d+ votes to \d+",
        rf"(?:{_CHAMBERS}) (?:who |that )?(?:just |on \w+day |last \w+ |narrowly |"
        rf"\w+ly )?(?:has |have |had )?"
        r"(?:blocked|passed|rejected|approved|defeated|backed|adopted|voted) (?:\w+ ){0,5}"
        r"(?:bill|measure|motion|amendment|resolution|nomination|budget|plan|act|law|raise|"
        r"increase|cut)",
        r"broken? (?:with|ranks)",
        r"(?:motion|amendment|resolution|measure) (?:was |were )?(?:carried|passed|defeated)",
        r"co-?sponsored",
    ),
    "support": compiled(
        r"(?:backs|(?<!-)backed|endorse[sd]?|opposes?|(?<!as )opposed|supports|supported|favou?rs)",
        r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )favou?red",
        r"(?<!their )(?<!his )(?<!her )(?<!popular )(?<!public )(?<!to )support (?:for )?(?:the|"
        r"a|an|this|that|"
        r"his|her|its|their|it|him|them)",
        r"(?:still |to )back (?!to\b|down\b|up\b|in\b|on\b|from\b|at\b|home\b)(?:the|a|him|her|"
        r"it|(?-i:[A-Z])\w+)",
        r"opposition to|opponents? of|supporters? of|proponents? of|advocat(?:es?|ed|"
        r"ing) (?!general)",
        r"(?:promis|pledg|vow)(?:es?|ed|ing) (?!of\b)\w+|[\d$£€] ?\w* pledged",
        r"(?:^|(?<=\s))call(?:s|ed|ing) (?:for|on)",
        r"in (?:favou?r|support|defen[cs]e) of|supportive of",
        r"committed to|commitment to",
        r"stands? with|rejects? (?:that|the|this)|refus(?:es|ed) to (?:back|support|join|endorse|"
        r"oppose)",
        r"trying (?:\w+ ){0,3}to (?:centrali[sz]e|close|stop|block|ban|cut|raise|end|repeal)",
        r"pushing for|clamou?ring for|lobb(?:y|ied|ying) (?:for|against)",
        r"campaign(?:s|ed|ing) (?:for|against)|fundraiser in support",
        r"(?:wants?|seeks?|hopes?|intend(?:s|ed)|plans?|trying) (?:to )?[“\"‘]?(?:\w+ )?(?:ban|"
        r"cut|raise|"
        r"abolish|repeal|end|scrap|leave|take|increase|privati[sz]e|replace|drag|destroy|expand|"
        r"spend|"
        r"impose|eliminate|build)",
        r"pretends?",
        r"(?:is|are|was|were|am|I[’']m|\w+[’']s) (?:\w+ )?(?:against|opposed to|for) (?:the|a|"
        r"any|this|that|\w+ing)",
        r"(?:ready|willing|prepared|determined) to (?:sign|back|support|vote|oppose|veto)",
        r"(?:stood|stands?|organi[sz]ing|fights?|fought|fighting) (?:\w+ ){0,2}(?:for|against)",
        r"in opposition to|would advocate|donat(?:ed|es|ing) to",
        r"disavow\w*|champion(?:s|ed|ing)|embrac(?:es|ed|ing)|endorsements?|loyal to",
        r"(?:support|opposition|backing) (?:from|of) (?:the|a|his|her|their|\w+s)\b|"
        r"backing (?!down|up|away|off)\w+",
        r"supporting (?:the|a|this|that|him|her|it)|(?:intention|goal|aim) (?:is|was) to",
        r"no support for",
        r"manifesto",
        r"rul(?:ed|es|ing) out|agrees? with|sid(?:es|ed|ing) with",
        r"accept(?:s|ed)? the recommendations?|recommend(?:s|ed)|defended (?:it|the|his|her)|"
        r"(?<!was )(?<!were )(?<!been )(?:prais|criti[ck]i[sz]|denounc|rebuk)(?:e|es|ed|ing)",
        r"would rather|central to (?:his|her|their) campaign",
        r"offer(?:s|ed)? to (?:shelter|help|pay|resign)|shared (?:\w+[’']s? ){1,2}offer",
    ),
    "public_opinion": compiled(
        r"(?:trail(?:s|ed)?|leads?|led|ahead of|behind) (?:\w+ ){1,3}by (?:about |nearly |over |"
        r"just )?"
        r"[\d.]+ (?:percentage )?(?:points|percent)|among (?:[\w-]+ ){0,3}voters",
        r"(?:standing|popularity|support|favou?rability|lead) (?:with|among) (?:\w+ )?(?:voters|"
        r"women|men|"
        r"americans|britons|democrats|republicans|the public|young\w*|older)",
        r"(?<!to the )(?<!at the )polls?(?! tax| numbers|ing place)(?= |$|"
        r"[.,])(?! workers)",
        r"(?:in|of|top of|rises? in) the polls",
        r"popularity|leads? (?:\w+ ){0,3}\d+ ?(?:%|percent|points)",
        r"pollsters?|polled|polling (?:shows?|suggests?|data|average)",
        r"(?<!short )(?<!a )survey(?:s)? (?:of|found|show\w*|suggest\w*|by|conducted)|surveyed",
        r"a (?:recent |new )?survey (?:of|found|shows)",
        r"(?:job[- ])?approval(?: ratings?)?(?= (?:rating|is|was|of|at|has|numbers)|$|[.,])|"
        r"approval ratings?",
        r"(?:no|little|public|popular|real|huge) [“\"‘]?appetite",
        r"[“\"‘]no appetite",
        r"mandate (?:from|of|for)",
        r"(?:public|popular) (?:opinion|support|mandate|backing|trust)",
        r"no support for|(?:tremendous|strong|broad|wide) (?:\w+ )?support",
        r"(?:favou?rite|front-?runner) (?:to|for|in)",
        rf"(?:{_PEOPLE}) (?:[\w’']+ ){{0,4}}(?:want|support|oppose|believe|think|favou?r|agree)s?",
        rf"(?:{_PEOPLE}) (?:[\w’']+ ){{0,4}}(?:disapprove|approve|prefer|say they|trust|reject)s?",
        rf"(?:{_PEOPLE}|conservatives|liberals|democrats|republicans|women|men|teachers) "
        r"(?:don[’']t |do not |doesn[’']t )?(?:really |also |strongly |already )?"
        r"(?:(?:don[’']t |doesn[’']t )(?:really )?like|hate|love|fear|worr(?:y|ying)|"
        r"are (?:already )?worrying|distrust|dislike)",
        rf"{SHARE} [^.;]{{0,40}}(?:sa(?:y|id)|th(?:ink|ought)|believed?|want(?:ed)?|told)",
        rf"{SHARE} (?:\w+ )?(?:support|oppose|back|favou?r|approve|disapprove)(?:d|s|ed|ive)?",
        r"(?:viewed?|seen) (?:\w+ )?(?:more |less )?(?:un)?favou?rabl[ye]",
        rf"(?:{_PEOPLE}) (?:is|are) (?:conservatives|liberals|supportive|divided|opposed|tired|"
        rf"angry)",
    ),
}

# A named measure that moved is a fact to check even in loaded words.
MEASURED = compiled(
    rf"(?:{_MEASURES}) (?:(?:has|have|had|is|are|was|were) (?:\w+ly )?)?(?:{_MOVED})",
    rf"(?:collapse|fall|rise|drop|surge|slump|increase|cuts?|growth|decline|crash) (?:in|of) "
    rf"(?:\w+ ){{0,3}}(?:{_MEASURES})",
    r"rank(?:s|ed|ing)? (?:\w+ )?(?:first|last|\d+(?:st|nd|rd|th)?)|no\.? ?\d+",
    rf"{_NTH}[- ](?:{_MOST})",
)
# "Says the mayor lied": how fact-checks title what somebody said.
TITLE_SAYS = re.compile(
    r"\W*(?:(?:Says|Said|Quotes|Claims|Claimed)\b|"
    r"(?:[A-Z][\w.’'-]+ ){0,2}[A-Z][\w’'-]+: (?=[A-Z“\"]))"
)
# "As the mayor pointed out, rents rose."
AS_SAID = re.compile(
    r"\W{0,3}As (?:[\w.’'-]+ ){1,5}(?:said|says|pointed out|points out|noted|notes|put it|puts it|"
    r"argued|argues|"
    r"wrote|writes|explained|explains|reported|reports)\b(?! (?:earlier|before|above))"
)
# Not somebody who speaks: the speaker of these very words, a poll, a share of the public.
NO_SPEAKER = compiled(
    r"I|we|you|me|so|bill|law|act|disclosures?|polls?|records|statistics|surveys?|data|figures|"
    r"stud(?:y|ies)|results|chart|" + SHARE
)

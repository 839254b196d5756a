"""The words by which claim types show: data for `types.py`, one short pattern a line.

Patterns are regular expressions, matched without regard to case on word boundaries.
"""

import re


def compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.I)


_MEASURES = (
    "unemployment|employment|crime|inflation|wages|pay|prices|rents?|spending|taxes|debt|deficit|"
    "poverty|emissions|immigration|exports|imports|productivity|turnout|waiting times|homelessness"
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
    r"(?:a majority|most|half|(?:a|two|three)[ -](?:thirds?|quarters?)|"
    r"\d[\d.]*(?:%| percent| per cent))"
    r"(?: of)? (?:\w+ )?(?:\w+s|people|electorate|public)"
)

CHECKABLE: dict[str, re.Pattern[str]] = {
    "quantity": compiled(
        r"(?:huge|large|record|small|vast|tiny) (?:numbers?|amounts?|sums?|majority|proportion)",
        r"(?:number|rate|level|share|amount|proportion|percentage) of \w+",
        r"(?:millions|thousands|billions|hundreds|dozens|majority|most) of",
        r"half (?:of|the|a)",
        rf"(?:{_MEASURES}) (?:(?:has|have|had|is|are|was|were) (?:\w+ly )?)?(?:{_MOVED})",
        rf"(?:{_MOVED}) (?:by|sharply|steadily|every year|year on year)",
    ),
    "comparison": compiled(
        r"(?:more|less|fewer) (?!than ever)(?:\w+ ){0,4}than(?! (?:\W?\d|one\b|a\b|half))",
        r"(?!rather|other|further|after|under|over)\w{3,}er (?:\w+ ){0,3}than",
        r"worse (?:\w+ ){0,2}than",
        r"twice (?:as|the)",
        r"times (?:as|more|higher|the)",
        r"compared (?:with|to)",
        r"(?:first|second|third|fourth|fifth)[- ](?:largest|highest|biggest|lowest|most)",
        r"as (?:many|much|high|low|big|large) (?:\w+ ){0,4}as",
        r"the (?:\w+[’']s )?(?:largest|biggest|highest|lowest|smallest|richest|poorest)",
        r"(?:of|than) any (?:other )?\w+",
        r"outnumber(?:s|ed)?",
        r"(?:ahead of|above|below) (?:the )?(?:\w+ )?(?:average|rest of)",
    ),
    "causal": compiled(
        r"because(?: of)?",
        r"due to",
        r"(?:caus|trigger|fuel|spark)(?:e?s|ed|ing)",
        r"(?:does|do|did|can|will|would|could|to)(?:n[’']t| not)? cause",
        r"le(?:a)?ds? to",
        r"as a (?:direct )?result(?: of)?",
        r"result(?:s|ed|ing) (?:in|from)",
        r"thanks to",
        r"responsible for",
        r"blam(?:es?|ed|ing)",
        r"driven (?:by|up|down)",
        r"contributed to",
        r"prevent(?:s|ed)",
        r"left (?:\w+ ){1,6}(?:in|without|reliant|unable|homeless)",
        r"collapse (?:of|in)",
        r"attribut(?:ed|able) to",
        r"mean(?:s|t) that",
        r"has (?:cost|driven|destroyed|created|saved|killed)",
        r"(?:forced|pushed|drove) (?:\w+ ){1,5}(?:to|into|out)",
        r"created by",
        r"in the wake of",
    ),
    "rule": compiled(
        r"(?:il)?legal(?:ly)?",
        rf"under (?:\w+ ){{0,4}}(?:{_LAWS})",
        rf"(?:{_LAWS}) (?:\w+ ){{0,2}}(?:allows?|requires?|bans?|prohibits?|says|gives?|grants?)",
        rf"(?:{_LAWS}) (?:\w+ ){{0,2}}(?:guarantees?|protects?|permits?|forbids?|limits?|states?)",
        r"(?:required|permitted|prohibited|banned|entitled|eligible|obliged) (?:by law )?"
        r"(?:to|from|under)",
        r"(?:is|are|was|were) (?:not |only )?(?:allowed|banned|barred) (?:to|from)",
        r"(?:has|have|had) (?:no|the|sole|exclusive) (?:\w+ )?"
        r"(?:power|authority|right|duty) (?:to|of)",
        r"(?:law|constitution) (?:\w+ )?bars",
        r"(?:broke|breach(?:es|ed)|violat(?:es|ed)|complied with|struck down) (?:\w+ ){0,3}"
        rf"(?:{_LAWS})",
        r"(?:illegal|criminal|statutory) (?:to|duty)",
        rf"(?:{_THIRD}) (?:must|may|shall) (?:not |only |no longer |also |now |first )?"
        rf"(?:be (?!proud|clear|honest)\w+ed|originate|register|obtain|file|publish|notify|restore|"
        rf"disclose|submit|apply|serve|make no)",
        rf"(?:{_THIRD}) (?:must|may|shall) [^.;]{{0,60}}(?:within \w+ (?:days|weeks|months|hours)|"
        r"no (?:more|less|fewer|later) than|at least \w+ (?:days|weeks|months|years)|unless)",
        rf"(?:{_THIRD}) (?:may|shall) (?:not|only|no longer) (?!have\b|be\b)\w+",
        rf"(?:{_THIRD}) cannot (?:legally|serve|vote|hold office|be (?:sacked|removed|sued))",
        r"carr(?:y|ies|ied) (?:a|the) (?:\w+ )?(?:sentence|penalty|fine)",
        r"sentence of up to",
        r"by law",
        r"unconstitutional",
        r"(?:a crime|an offence|against the law)",
    ),
    "prediction": compiled(
        r"(?:will|won[’']t|shall)(?! have been)",
        r"\w+[’']ll",
        r"(?:is|are|was|were) (?:\w+ly )?(?:expected|set|due|likely|predicted|forecast) to",
        r"(?:is|are|was|were) (?:\w+ly )?(?:projected|poised|bound|on (?:course|track)) to",
        r"going to (?!the\b|a\b|an\b)\w+",
        r"forecasts?",
        r"would (?:\w+ly )?(?:cost|lead|mean|cause|result|create|raise|cut|add|destroy|increase)",
        r"would (?:\w+ly )?(?:reduce|bring|hit|leave|save|put|rise|fall|lose|gain)",
        r"would (?:\w+ly )?(?:drive|force|push|strip|bankrupt|double|halve)",
        r"by (?:20[3-9]\d|the end of)",
    ),
    "voting": compiled(
        r"vot(?:ed|es|ing) (?:\w+ )?(?:for|against|to|down|in favou?r|with|on|through)",
        r"abstain(?:s|ed)",
        r"(?:cast|casting) (?:\w+ ){0,3}votes?",
        r"voting record",
        r"vote (?:was|of) \d+",
        r"(?:voted|ruled|split|passed|decided) \d+[-–]\d+|\d+[-–]\d+ (?:vote|ruling|decision)",
        r"\d+ votes to \d+",
        rf"(?:{_CHAMBERS}) (?:on \w+day |last \w+ |narrowly |\w+ly )?(?:has |have |had )?"
        r"(?:blocked|passed|rejected|approved|defeated|backed|adopted|voted) (?:\w+ ){0,5}"
        r"(?:bill|measure|motion|amendment|resolution|nomination|budget|plan|act|law)",
        r"broken? (?:with|ranks)",
        r"(?:motion|amendment|resolution|measure) (?:was |were )?(?:carried|passed|defeated)",
        r"co-?sponsored",
    ),
    "support": compiled(
        r"(?:backs|backed|endorse[sd]|opposes?|opposed|supports|supported|favou?rs|favou?red)",
        r"(?:promis|pledg|vow)(?:es?|ed|ing) (?:to|that|\w+)",
        r"call(?:s|ed|ing) (?:for|on)",
        r"in favou?r of",
        r"committed to",
        r"pushing for",
        r"campaign(?:s|ed|ing) (?:for|against)",
        r"wants? to (?:ban|cut|raise|abolish|repeal|end|scrap|leave|take|increase|privati[sz]e)",
        r"pretends?",
        r"(?:is|are|was|were) (?:against|opposed to)",
        r"no support for",
        r"manifesto",
        r"rul(?:ed|es|ing) out",
    ),
    "public_opinion": compiled(
        r"(?<!to the )polls?(?! tax)",
        r"pollsters?",
        r"survey(?:ed|s)?",
        r"approval ratings?",
        r"(?:no|little|public|popular|real|huge) [“\"‘]?appetite",
        r"[“\"‘]no appetite",
        r"mandate (?:from|of|for)",
        r"(?:public|popular) (?:opinion|support|mandate|backing)",
        r"no support for",
        rf"(?:{_PEOPLE}) (?:\w+ ){{0,4}}(?:want|support|oppose|believe|think|favou?r|agree)s?",
        rf"(?:{_PEOPLE}) (?:\w+ ){{0,4}}(?:disapprove|approve|prefer|say they|trust|reject)s?",
        rf"{SHARE} [^.;]{{0,40}}(?:sa(?:y|id)|th(?:ink|ought)|believed?|want(?:ed)?|told)",
        rf"{SHARE} (?:\w+ )?(?:support|oppose|back|favou?r|approve|disapprove)(?:d|s|ed)?",
    ),
}

# A named measure that moved is a fact to check even in loaded words.
MEASURED = compiled(
    rf"(?:{_MEASURES}) (?:(?:has|have|had|is|are|was|were) (?:\w+ly )?)?(?:{_MOVED})",
    rf"(?:collapse|fall|rise|drop|surge|slump|increase|cuts?|growth|decline|crash) (?:in|of) "
    rf"(?:\w+ ){{0,3}}(?:{_MEASURES})",
)
EXHORTS = compiled(
    r"must|should|ought to|shouldn[’']t|mustn[’']t|(?:have|has) got to",
    r"let us|let[’']s|it[’']s time|now is (?:not )?the time|cannot afford to|has no place",
    r"it is (?:time|right|wrong|vital|essential|important)",
    r"would be (?:right|wrong|a mistake|foolish|unwise|better)",
    r"had better|be prepared to",
)
# Weaker: "patients have to wait 18 weeks" tells a number all the same.
WISHES = compiled(r"(?:have|has|had) to|needs? to|deserves?")
FEELINGS = compiled(
    r"(?:I|we)(?:[’'](?:m|ve|d|re|ll))? (?:\w+ ){0,3}(?:feel|felt|think|thought|believe|hope|love|"
    r"hate|want|wish|like|proud|grateful|delighted|sorry|glad|happy|pleased|honou?red|confident|"
    r"convinced|accept|care|regret|apologi[sz]e|thank|sure|afraid|worried|disappointed|respect|"
    r"appreciate|pray|understand|promise|welcome|mean|doing|need|take)",
    r"that[’']s what I",
    r"my (?:father|mother|parents|family|wife|husband|son|daughter|grand\w+|share of|"
    r"heart|belief|view|opinion|feeling|thoughts|dream|hope|faith|job|pledge)",
    r"in my (?:view|opinion)",
    r"if I[’']ve",
)
FAMILY = compiled(r"my (?:father|mother|mum|mom|dad|parents|wife|husband|son|daughter|grand\w+)")
LOADED = compiled(
    r"disgrace(?:ful)?|shame(?:ful)?|terrible|awful|appalling|wonderful|fantastic|brilliant",
    r"incredible|amazing|beautiful|horrible|ridiculous|absurd|nonsense|outrageous|stupid|foolish",
    r"folly|brave|courageous|inspiring|cowardly|cruel|heartless|reckless|irresponsible|pathetic",
    r"damning|severely|inadequate|deeply|truly|utterly|clearly|frankly|sadly|unfortunately",
    r"sad|hopefully|fairer|hope|desperate(?:ly)?|dreams?|vision|belief|betray(?:al|ed)|liar|lies",
    r"hypocri\w+|denial|delusion|suicide|struggle|proud|pride|respect|decent|dignity|heroes?|evil",
    r"nasty|mess|failing|disastrous|disaster|chaos|chaotic|shambl\w+|shambolic|right thing|wrong",
    r"unacceptable|unfair|hard-?working|bold|disappointing|disappointed|danger(?:ous)?|magic\w*",
    r"never forget|too (?:much|often|long|little|far)|seems?|perhaps|maybe|probably|ironic\w*",
    r"so-called|nowhere to be|tragic|weak|timid|empty|hollow|proper|rightly|frankly|great",
    r"tremendous|arrogan\w+|out of touch|insult(?:ing)?|scandal(?:ous)?|extreme|radical|honest",
)
_GRADED = r"(?:\w+ly |so |too |very |not |just |such |quite |more |now |still |also |always ){0,3}"
_IS = r"(?:is|are|was|were|be|been|\w+[’']s|\w+[’']re|isn[’']t)"
_SEEMS = r"(?:remains?|seems?|looks?|feels?|becom(?:e|es|ing))"
# What is only somebody's view when it is said of something: "is a sad day", "was a shambles".
EVALUATIVE = compiled(
    rf"(?:{_IS}|{_SEEMS}) {_GRADED}"
    r"(?:(?:in )?(?:an?|the|our|the same) |in )?(?:\w+ (?:of )?)?"
    r"(?:sad|good|great|bad|wrong|right|nice|silly|wonderful|terrible|awful|horrible|finished|exciting|"
    r"damning|shameful|disgraceful|disappointing|important|vital|crucial|essential|laughable|proud|"
    r"safe|unacceptable|inexcusable|unforgivable|ridiculous|absurd|pathetic|cruel|unfair|fair|outrageous|"
    r"brilliant|fantastic|beautiful|dangerous|reckless|irresponsible|hopeless|useless|pointless|"
    r"clueless|weak|strong|brave|amazing|incredible|perfect|tragic|worrying|shocking|appalling|"
    r"deplorable|despicable|sorry|sick|simple|obvious|alive|lost|adrift|rotten|toxic|"
    r"scandal|shambles|disgrace|mess|farce|joke|tragedy|disaster|catastrophe|betrayal|insult|"
    r"distraction|nonsense|triumph|sham|fantasy|denial|delusion|nightmare|outrage|circus|charade|"
    r"embarrassment|blunder|folly|hypocrisy|cowardice|chaos|crossroads|laughing stock)"
    r"(?! (?:party|side|wing|number|to hospital|leave|pay|friday))",
    r"(?:nobody|no one|everybody|everyone) (?:wants?|knows|likes|cares|believes|thinks)",
    r"now more than ever",
    r"there (?:is|[’']s) (?:nothing|no greater|no better)",
    r"(?:isn[’']t|is|are|was) (?:not |simply not )?(?:working|good enough)(?=[\W]*$)",
    r"living in (?:a|another) (?:fantasy|dream|world)",
    r"had enough|fed up|enough is enough|sick and tired",
)
# Signs that something happened or is the case at a place or time.
CONCRETE = compiled(
    r"(?:has|have|had|was|were|is|are|\w+[’']s|been)"
    r"(?: (?:\w+ly|not|never|also|now|being|already|just))*"
    r" (?:\w{2,}(?:ed|ing)|\w{3,}en|made|won|lost|cut|put|sold|built|spent|paid|held|sent|left|met|"
    r"told|set|hit|shut|brought|bought|done|gone|come|begun|run)",
    r"announced|resigned|won|lost|signed|passed|launched|published|closed|opened|killed|arrested",
    r"charged|elected|appointed|sacked|fired|quit|died|born|met|visited|gained|took|cut|spent|paid",
    r"built|held|began|ended|joined|left|sold|bought|moved|introduced|approved|rejected|blocked",
    r"scrapped|sent|received|gave|went|came|became|made|stepped down|stood|ran|served|\w{3,}ed",
    r"fought|led|wrote|drove|broke|chose|spoke|brought|fell|rose|grew|kept|set|hit|shut|did",
    r"(?:does|do|did) not cause \w+",
    r"would (?:drive|force|push|close|kill|bankrupt|double|halve|abolish|ban|scrap|strip) \w+",
)
CONDITIONAL = compiled(r"if|could|might|may|would|can|cannot|suppose|imagine|unless|whether")
FIRST_PERSON = compiled(r"I|my|me|I[’']m|I[’']ve")

"""The words by which opinion, feeling and plain happening show: data for `types.py`."""

from claims.text.signs import compiled

EXHORTS = compiled(
    r"must|should|ought to|shouldn[’']t|mustn[’']t|(?:have|has) got to",
    r"let us|let[’']s|it[’']s time|now is (?:not )?the time|cannot afford to|has no place",
    r"it is (?:time|right|wrong|vital|essential|important)",
    r"would be (?:right|wrong|a mistake|foolish|unwise|better)",
    r"had better|be prepared to|I (?:urge|implore|encourage|ask) (?:you|each|every|all|this|the)",
)
# Weaker: "patients have to wait 18 weeks" tells a number all the same.
WISHES = compiled(r"(?:have|has|had) to|needs? to|deserves?")
# A view, told as the speaker's own.
VIEWS = compiled(
    r"(?:I|we)(?:[’'](?:m|ve|d|re|ll))? (?:\w+ ){0,2}(?:think|thought|believe|believed|agree|"
    r"disagree|"
    r"sure|convinced|confident|accept|understand|mean|need|owe|ought)",
    r"in my (?:view|opinion)|my (?:view|belief|opinion|point|thought)s? (?:is|are|was)",
    r"that[’']s what I|if I[’']ve|it strikes me",
)
FEELINGS = compiled(
    r"I (?:had|wasn[’']t|haven[’']t|hadn[’']t|didn[’']t|couldn[’']t|(?:also |just |never |always )?"
    r"[a-z]{3,}ed)|my (?:thoughts|prayers)|ma(?:de|kes) me|for me,|as I (?:have )?(?:travel|look|"
    r"stand|sit|come)\w*",
    r"(?:I|we)(?:[’'](?:m|ve|d|re|ll))? (?:\w+ ){0,3}(?:feel|felt|hope|love|hate|wish|like|proud|"
    r"grateful|delighted|sorry|glad|happy|pleased|honou?red|care|regret|apologi[sz]e|thank|afraid|"
    r"worr(?:y|ied)|disappointed|respect|appreciate|pray|promise|welcome|doing|take|want|"
    r"congratulate|"
    r"commend|salute|admire)",
    r"my (?:father|mother|parents|family|wife|husband|son|daughter|grand\w+|share of|"
    r"heart|feeling|thoughts|dream|hope|faith|job|pledge)",
)
# What the speaker lived through, and nobody else can look up.
LIVED = compiled(
    r"I (?:remember|recall|got to|grew up|was (?:born|raised|there|in|a|\d+)|(?:have|"
    r"[’']ve) (?:been|spent|worked|met|"
    r"known|lived|seen|heard|had|always)|left|ran|spent|lived|learned|worked|met|knew|wanted|"
    r"decided|like|"
    r"don[’']t like|do know|worry|served|started|went to|came to)|I[’']ve (?:been|spent|worked|"
    r"met|known|"
    r"lived|seen|heard|had|always)",
    r"(?:we|I)[’']ve been working on|hold me to",
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
    r"(?:sad|good|great|bad|wrong|right|nice|silly|wonderful|terrible|awful|horrible|finished|"
    r"exciting|"
    r"damning|shameful|disgraceful|disappointing|important|vital|crucial|essential|laughable|proud|"
    r"safe|unacceptable|inexcusable|unforgivable|ridiculous|absurd|pathetic|cruel|unfair|fair|"
    r"outrageous|"
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
# Something was done or befell, whatever else the sentence tells.
DONE = compiled(
    r"(?:has|have|had|was|were|been) (?:\w+ly |not |never |also |being )?\w+(?:ed|en)",
    r"(?!need|indeed|speed|feed|seed|limited|based|united)[a-z]{3,}ed",
    r"won|lost|took|made|gave|went|came|became|held|ran|sent|sold|met|left|began|told|brought|"
    r"built",
)
# What the speaker did: an event of their own life.
DID = compiled(
    r"I (?:\w+ly |also |once |first |had |have )?(?:visited|attended|walked|talked|learned|"
    r"stopped|stayed|"
    r"watched|went|met|saw|found|came|grew|spent|sat|stood|heard|knew)"
)
WE = compiled(r"I|we|my|our|us|me|(?:I|we)[’'](?:m|ve|re|d|ll)")
# What people and bodies do in public, told as done.
ACTS = compiled(
    r"arrested|accused|charged|convicted|indicted|jailed|sued|announced|signed|revoked|refused|"
    r"resigned|surveyed|interviewed|became|sold|bought|banned|met|moved|transferred|sent|joined|"
    r"left|appointed|named|fired|sacked|hired|died|shot|launched|published|opened|closed|attended|"
    r"visited|went|came|cancell?ed|seized|freed|filed|hosted|invaded|bombed|attacked|returned|"
    r"withdrew|quit|stepped down|apologi[sz]ed|travell?ed|married|born|forced|rolled back|"
    r"stepped in|praised|thanked",
)

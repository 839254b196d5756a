"""The verbs and phrases that attribute words to somebody, and what each takes as complement.

- ``say``   a clause or a quotation: "said that …", "said: “…”", "“…”, said Ms Doe"
- ``think`` a clause only, and only where it plainly is one: "believes that …", "hopes to …"
- ``to``    an infinitive: "vowed to …", "refused to …"
- ``at``    a person or thing, then the matter: "accused X of …", "called X “…”", "blamed X for …"
"""

import re

_TABLE: dict[str, str] = {
    "say": """
        say says said saying|tell tells told telling|add adds added adding|claim claims
        claimed claiming|argue argues argued arguing|insist insists insisted insisting|
        stress stresses stressed stressing|warn warns warned warning|admit admits admitted
        admitting|explain explains explained explaining|note notes noted noting|suggest
        suggests suggested suggesting|announce announces announced announcing|declare
        declares declared declaring|acknowledge acknowledges acknowledged acknowledging|
        write writes wrote writing|tweet tweets tweeted tweeting|stated stating|assert
        asserts asserted asserting|allege alleges alleged alleging|contend contends
        contended contending|maintain maintains maintained maintaining|concede concedes
        conceded conceding|confirm confirms confirmed confirming|report reports reported
        reporting|reply replies replied replying|respond responds responded responding|
        recall recalls recalled recalling|predict predicts predicted predicting|estimate
        estimates estimated estimating|complain complains complained complaining|reveal
        reveals revealed revealing|conclude concludes concluded concluding|observe
        observes observed observing|remark remarks remarked remarking|joke jokes joked
        joking|boast boasts boasted boasting|repeat repeats repeated repeating|reiterate
        reiterates reiterated reiterating|lament laments lamented lamenting|quip quips
        quipped|continue continues continued continuing|conclude|point points pointed
        pointing|ask asks asked asking|wonder wonders wondered|shout shouts shouted|
        posted|show shows showed showing|find finds found|indicate indicates indicated
        indicating|forecasts forecasting|imply implies implied implying|hint hints hinted
        hinting|assure assures assured assuring|remind reminds reminded reminding|counter
        counters countered|retort retorts retorted|testify testifies testified testifying|
        swear swears swore|emphasize emphasizes emphasized emphasizing|emphasise
        emphasises emphasised emphasising|caution cautions cautioned cautioning|tells|
        proclaim proclaims proclaimed|rule rules ruled|disclose discloses disclosed|read
        reads|exclaim exclaimed|lie lied|sum sums summed|pronounce pronounced|deny
        denies denied denying|chant chanted|storm
        stormed|fume fumes fumed fuming|rage rages raged|snap snaps snapped|sneer sneers sneered|
        mutter mutters muttered|murmur murmured|whisper whispered|yell yells yelled yelling|
        scream screams screamed screaming|cry cries cried|roar roars roared|thunder thundered|
        moan moans moaned|groan groaned|grumble grumbles grumbled|plead pleads pleaded pleading|
        jest jested|muse muses mused musing|opine opines opined|surmise surmised|sigh sighed|
        scoff scoffs scoffed|gush gushes gushed|beam beamed|shrug shrugged|laugh laughed|
        interject interjected|summarise summarised|summarize summarized|recount recounted|
        recite recited|preach preached|bellow bellowed|blurt blurted|vent vented|gripe griped""",
    "think": """
        believe believes believed believing|think thinks thought thinking|know knows knew|feel
        feels felt|hope hopes hoped hoping|fear fears feared fearing|expect expects expected
        expecting|agree agrees agreed agreeing|worry worries worried|understand understands
        understood|recognise recognises recognised|recognize recognizes recognized|want wants
        wanted wanting|see sees saw|decide decides decided""",
    "to": """
        vow vows vowed vowing|pledge pledges pledged pledging|promise promises promised promising|
        refuse refuses refused refusing|decline declines declined declining|offer offers offered|
        threaten threatens threatened threatening|propose proposes proposed
        proposing|demand demands demanded demanding""",
    "at": """
        accuse accuses accused accusing|blame blames blamed blaming|criticise criticises criticised
        criticising|criticize criticizes criticized criticizing|condemn condemns condemned
        condemning|denounce denounces denounced denouncing|praise praises praised praising|
        attacked attacking|urge urges urged urging|call calls called calling|dub dubs
        dubbed|describe describes described describing|
        label labels labelled labeled|brand brands branded branding|dismiss dismisses
        dismissed dismissing|reject rejects rejected rejecting|defend defends defended defending|
        oppose opposes opposed opposing|supports supported supporting|backs backed
        backing|endorse endorses endorsed endorsing|cite cites cited citing|questions
        questioned questioning|mock mocks mocked mocking|welcome welcomes welcomed welcoming|
        slam slams slammed slamming|blast blasts
        blasted blasting|hail hails hailed hailing|highlight highlights highlighted""",
}

KIND: dict[str, str] = {
    form: kind
    for kind, table in reversed(_TABLE.items())
    for form in re.split(r"[\s|]+", table.strip())
}
# Two words that only ever bring a quotation.
KIND |= dict.fromkeys(
    (
        "put it",
        "puts it",
        "hit back",
        "hits back",
        "fired back",
        "shot back",
        "went on",
        "weighed in",
        "chimed in",
    ),
    "say",
)
# What somebody does rather than says: the outlet tells it in its own voice.
STANCE = frozenset(
    """oppose opposes opposed opposing supports supported supporting backs backed backing endorse
    endorses endorsed endorsing defend defends defended defending""".split()
)
# The words that follow are what the speaker says is not so.
DENIAL = frozenset("deny denies denied denying".split())
CUE = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(KIND, key=len, reverse=True))})\b", re.I)
# "Rules that were barred …" are a noun, no verb.
NOUN_CLAUSE = re.compile(
    r"\s+that\s+(?:(?:once|never|also|now|already|then|\w+ly)\s+)*(?:(?:is|are|was|were|has|have|had|"
    r"will|would|could|can|may|might|must|do|did)\b|\w+ed\s+(?:the|an?|such|by|in|on|to|for|from|"
    r"up|down|it|them|his|her|their|its)\b)"
)
ACCORDING = re.compile(r"\b(?:according to|in the words of)\b", re.I)

# Verbs that introduce speech by themselves; the others need a quotation or "that".
PLAIN_SPEECH = frozenset(
    """say says said saying tell tells told telling claim claims claimed claiming insist insists
    insisted insisting stress stressed stresses stressing argue argues argued arguing warn warns
    warned warning admit admits admitted admitting suggest suggests suggested suggesting
    acknowledge acknowledges acknowledged acknowledging concede conceded concedes announce
    announced announces announcing allege alleged alleges alleging adding added adds insist
    believes believe believed think thinks thought boasted complained noting noted notes
    explained predicted predicts assert asserts asserted asserting maintains
    maintained confirmed reiterated hopes hoped hope fears feared contends contended""".split()
)
# A person is told before the message comes: "told the BBC that …".
ADDRESSED = frozenset(
    """tell tells told telling warn warns warned warning assure assures assured assuring remind
    reminds reminded reminding ask asks asked asking""".split()
)

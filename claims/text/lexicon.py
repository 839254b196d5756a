"""Word lists that several steps share; general English, no names from the news."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS: dict[str, str] = {
    **dict.fromkeys("mr sir lord".split(), "m"),
    **dict.fromkeys("mrs ms miss lady dame baroness".split(), "f"),
    **dict.fromkeys("dr prof professor rev".split(), ""),
}

PARTIES: dict[str, str] = {
    "labour": "Labour",
    "conservative": "Conservative",
    "conservatives": "Conservative",
    "tory": "Conservative",
    "tories": "Conservative",
    "snp": "SNP",
    "ukip": "UKIP",
    "dup": "DUP",
    "sdlp": "SDLP",
    "plaid": "Plaid Cymru",
    "green": "Green",
    "greens": "Green",
    "lib": "Liberal Democrat",
    "liberal": "Liberal Democrat",
    "democrat": "Democratic",
    "democrats": "Democratic",
    "democratic": "Democratic",
    "republican": "Republican",
    "republicans": "Republican",
    "gop": "Republican",
    "libertarian": "Libertarian",
}

ROLE_WORDS = words("""
    mp mps msp msps mep ms am td cllr councillor leader deputy depute chief boss head chair chairman
    chairwoman chairperson president vice prime first minister secretary chancellor shadow attorney
    general solicitor home foreign health education defence defense treasury transport justice
    speaker whip senator sen congressman congresswoman representative rep gov governor lt lieutenant
    mayor commissioner director executive officer spokesman spokeswoman spokesperson adviser advisor
    ambassador envoy judge justice sheriff captain colonel col gen major sgt sergeant detective
    inspector constable superintendent bishop archbishop cardinal pope king queen prince princess
    duke candidate nominee rival challenger incumbent backbencher peer former ex acting interim
    campaigner activist economist analyst pollster editor reporter correspondent author comedian
    actor singer professor lecturer founder co-leader co-founder ceo lawyer attorney counsel
    strategist manager organiser organizer delegate state
    communities environment energy business work pensions culture international development
    councilman councilwoman selectman assemblymember
    majority minority assemblyman assemblywoman alderman supervisor comptroller treasurer
    """)

ORGANISATION_WORDS = words("""
    party council government parliament congress senate house court committee commission union
    university college school news times post telegraph herald tribune journal gazette guardian
    observer mail express mirror press agency department ministry office bank group company
    association institute foundation trust service services authority board federation conference
    society league club corporation network coalition campaign center centre hospital police force
    forces army navy station street road avenue square hall city county state states kingdom
    republic nations island islands north south east west northern southern eastern western
    central labour tories tory conservatives democrats republicans act bill treaty agreement day
    week year election byelection by-election referendum brexit europe european britain british
    england english scotland scottish wales welsh ireland irish london america american africa
    new york washington hampshire jersey carolina dakota virginia texas florida ohio iowa
    monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december
    radio tv television channel twitter facebook watchdog budget report review fund programme
    supreme federal national united royal great world international public
    """)

# Capitalised only because they open a sentence.
STARTERS = words("""
    the a an this that these those he she it they we you i his her their its our my your
    but and or nor yet so for if when while where why what who how which whose as at by in on of to
    from with without after before since until during under over about against between through
    because although though despite unless whether however meanwhile moreover also then now there
    here earlier later yesterday today tonight tomorrow last next some many most more all both each
    every few several any no not one two three four five six seven eight nine ten other another
    such only even still just once again never always often speaking asked addressing writing
    according following citing prompted instead indeed perhaps let did do does is are was were will
    would can could should may might must has have had yes oh well thank thanks
    """)

# Before a name they say how somebody is, and are no part of it.
EPITHETS = words("""
    furious angry embattled beleaguered defiant disgraced outgoing veteran senior rebel
    outspoken retired late tearful fuming controversial millionaire billionaire
    """)

MALE_NAMES = words("""
    james john robert michael david william richard joseph thomas charles christopher daniel
    matthew anthony mark donald steven steve paul andrew joshua kenneth kevin brian george timothy
    tim ronald edward ed jason jeffrey jeff ryan jacob gary nicholas nick eric jonathan jon
    stephen larry justin scott brandon benjamin ben samuel sam gregory greg frank alexander alex
    raymond ray patrick jack dennis jerry tyler aaron jose adam nathan henry douglas doug zachary
    peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin
    arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan
    allan juan wayne roy ralph randy eugene vincent russell louis philip phil bobby bob johnny
    bradley tom tony jim mike chris bill rob dan matt ken ron don gerry graham gordon simon nigel
    ian iain neil stuart craig gavin angus alistair duncan hamish euan malcolm trevor clive derek
    barry colin martin geoffrey geoff hugh oliver harry boris rishi keir vince len gerard tam
    clement jamie liam owen rhys gareth aled mohammed muhammad ahmed ali omar hassan carlos luis
    miguel marco ted mitch chuck bernie newt rand jeb rick mitt barack hillel abdul imran sajid
    humza sadiq dominic damian edwin leo
    """)

FEMALE_NAMES = words("""
    mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    margaret sandra ashley kimberly emily donna michelle carol amanda dorothy melissa deborah
    stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma
    nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather
    diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith
    megan andrea cheryl hannah jacqueline martha gloria teresa theresa ann anne sara madison
    frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn
    danielle beverly isabella diana natalie brittany charlotte marie kayla alexis lori jane kate
    katie kim sue sally ada ivy fiona nicola yvette harriet tessa priti liz suella penny bridget
    rosie lucy layla shami dawn thangam kezia johann leanne arlene naomi caroline sian siobhan
    niamh aisling hillary elena sonia kamala tulsi nikki carly condoleezza fatima aisha mhairi
    joanna jo moira eleanor edith ellen claire clare holly gillian wendy lynn paula
    """)

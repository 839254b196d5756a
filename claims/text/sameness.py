"""Words by which two claims agree or differ: the tables of `similarity.py`."""

import re
from functools import lru_cache

from claims.text.lexicon import PARTIES, words

# Rewritten before anything is compared: their "not" negates nothing, or says something else.
IDIOMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.I), plain)
    for pattern, plain in (
        (r"can(?:no|[’'])t", "can not"),
        (r"won[’']t", "will not"),
        (r"(\w+)n[’']t", r"\1 not"),
        (r"(?:no|not) (?:fewer|less) than", "at least"),
        (r"(?:no|not) more than", "at most"),
        (r"not only", "also"),
        (r"no doubt|without doubt", ""),
        (r"(?:did|do|does) not deny(?: that)?", ""),
        *(
            (
                r"(?:(?:has|have|had) )?(?:not|never) been (?:this|so|as|that) "
                rf"{adjective}(?= since| in| for)",
                f"is {most}",
            )
            for adjective, most in (("low", "lowest"), ("high", "highest"), ("bad", "worst"))
        ),
        (r"(?:fail|refuse|decline)(?:d|s|ed)? to", "did not"),
        (r"(?:step(?:s|ped)?|stood|stands?) down", "resigned"),
        (r"(?:went|gone|goes|go|going) up", "rose"),
        (r"(?:went|gone|goes|go|going|came|come) down", "fell"),
        (r"(?:cut|cuts|cutting) by", "fell by"),
        (r"put(?:s|ting)? up", "raised"),
        (r"set(?:s|ting)? up", "founded"),
        (r"shut(?:s|ting)? down", "closed"),
        (r"(?:vote[sd]?|voting) for", "backed"),
        (r"(?:vote[sd]?|voting) against", "opposed"),
        (r"(?:members? of parliament)", "MPs"),
        (r"jobless (?:rate|total|figure)|rate of unemployment|unemployment rate", "unemployment"),
        (r"(?:a|one) hundred per ?cent|100 ?%|100 per ?cent", "all"),
        (r"at (?:its|their|the|a) (?=\w+est\b)", ""),
    )
)  # fmt: skip

NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|without|hardly|scarcely|barely|"
    r"den(?:y|ies|ied|ying))\b",
    re.I,
)

# More of it implies less of it, from left to right; "no" is a negation.
QUANTIFIERS: dict[str, int] = {
    **dict.fromkeys(("all", "every", "each", "everyone", "everybody", "always", "entire"), 4),
    **dict.fromkeys(("most", "majority", "usually", "mostly"), 3),
    **dict.fromkeys(("many", "several", "often"), 2),
    **dict.fromkeys(("some", "someone", "somebody", "sometimes", "certain"), 1),
    **dict.fromkeys(("few", "rarely", "seldom"), 0),
}
MODAL: dict[str, str] = {
    **dict.fromkeys(
        "may might could possibly perhaps maybe probably likely reportedly allegedly "
        "apparently seemingly".split(),
        "possibly",
    ),
    **dict.fromkeys("will shall would plans planned intends expected".split(), "will"),
    **dict.fromkeys("must should ought needs need".split(), "should"),
    **dict.fromkeys("if unless".split(), "if"),
    **dict.fromkeys("nearly almost virtually partly".split(), "nearly"),
    **dict.fromkeys("only solely exclusively".split(), "only"),
    **dict.fromkeys("fake false falsely untrue wrong wrongly".split(), "falsely"),
}
ORDINALS = words("first second third fourth fifth sixth seventh eighth ninth tenth next last final")
COUNTS = words("one once dozen dozens couple hundreds thousands millions billions trillions single")

# "rose | fell": what one side says with a word of the left and the other with one of the right.
# The words of one side mean the same.
OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (words(left), words(right))
    for left, _, right in (
        line.partition("|")
        for line in """
        rose risen rise rises rising raised raise raises raising increased increase increases increasing grew grown grow grows growing climbed climbs climbing soared soaring jumped surged up | fell fallen fall falls falling decreased decrease decreases decreasing dropped drop drops dropping declined declines declining decline shrank shrunk shrinking plunged slumped reduced reduces reducing reduce down
        doubled doubling doubles tripled trebled quadrupled | halved halving halves
        more greater exceeded exceeds exceed outnumber outnumbered outnumbers above higher larger bigger | fewer less below lower smaller
        highest largest biggest greatest maximum | lowest smallest fewest least minimum
        best better | worst worse
        fastest faster quickest quicker | slowest slower
        richest richer rich wealthy | poorest poorer poor
        oldest older | youngest younger
        earliest earlier early | latest later late
        won win wins winning beat beats beaten victory | lost lose loses losing loss defeat
        backed backs back supported supports support supporting favoured favours favored favors endorsed endorses approved approves for | opposed opposes oppose opposing against rejected rejects reject blocked blocks vetoed
        before | after
        opened opens open opening reopened | closed closes close closing closure shut shuts
        began begun begin begins start started starts starting launched launches | ended ends end ending stopped stops stop finished abolished abolishes scrapped scraps
        banned bans ban banning prohibited prohibits outlawed forbidden forbids | allowed allows allow allowing permitted permits legalised legalized
        created creates create creating founded founds built builds build constructed | destroyed destroys destroy destroying demolished
        hired hires hire hiring recruited appointed appoints | fired fires sacked sacks dismissed
        accepted accepts accept agreed agrees | refused refuses
        passed passes pass enacted | defeated repealed repeals
        guilty convicted | innocent acquitted
        joined joins join entered enters | left leaves leave quit resigned resigns resign
        strengthened strengthens | weakened weakens
        succeeded succeeds success | failed fails failure
        improved improves improve improving | worsened worsens worsen deteriorated
        expanded expands | contracted contracts
        majority | minority
        remained remains stayed stays kept | changed changes
        true right correct | false wrong incorrect
        same equal | different unequal
        alive born living | dead died dies killed deaths death
        """.splitlines()  # noqa: E501
        if line.strip()
    )
)  # fmt: skip

# Not opposites, but one does not stand for the other: every line is a set of such words.
CONFLICTS: tuple[tuple[frozenset[str], ...], ...] = tuple(
    tuple(frozenset(word.split("/")) for word in line.split())
    for line in """
    men/man/male/males women/woman/female/females boys/boy girls/girl
    north/northern south/southern east/eastern west/western
    import/imports/imported export/exports/exported
    public private
    gross net
    nominal real
    daily weekly monthly quarterly annually/yearly/annual
    spring summer autumn winter
    primary secondary
    primaries elections
    local national federal regional
    parents children
    rural urban
    domestic foreign
    direct indirect
    """.splitlines()
    if line.strip()
)

# Said with another word, the same: the first of a line stands for all.
_SYNONYMS = """
    people persons person individuals
    pupils students schoolchildren pupil student
    wages salaries pay wage salary earnings earn earned earns
    car cars automobile automobiles vehicles
    jail prison jailed imprisoned prisons jails
    firm company firms companies business businesses
    child children kids kid
    house home homes houses
    doctor doctors physician physicians
    begin commence
    purchase bought buy buys purchased buying
    big large huge major
    job jobs post posts
    unemployment unemployed jobless joblessness
    election elections poll polls
    byelection byelections by-election by-elections
    illegal unlawful illegally unlawfully
    legal lawful
    levy tax taxes taxation levies
    aid help assistance helped
    budget spending spent spend spends expenditure
    crime crimes offence offences offense offenses
    road roads highway highways
    military army armed
    immigrant immigrants migrant migrants
    law laws legislation act bill
    councillor councillors councilor councilors councilman councilwoman
    mp mps
    say said says stated states told claimed claims claim
    gun guns firearm firearms
    show shows showed shown
    film movie films movies
    vaccine vaccines vaccination vaccinations jab jabs vaccinated
    country nation countries nations
    petrol gasoline
    """

# They carry no condition of truth.
LIGHT = words("""
    a an the this that these those there here it its they them their he him his she her hers we
    us our you your i my me who whom whose which what and or but so also too as of to in on at
    by with from into onto than then for about between among during within through across per is
    are was were be been being am has have had having do does did doing done get gets got now
    today currently still already again even just very quite really actually indeed well yet
    rate level levels figure figures number numbers amount total value such till while when
    where how out off new any both own one ones year years time times day days month months week
    weeks according because therefore however mr mrs ms dr sir lady lord like
    """)

# May open a sentence with a capital letter without being a name.
ORDINARY = words("""
    unemployment employment crime crimes inflation wages wage pay prices rents rent taxes tax
    debt deficit poverty spending emissions immigration exports imports productivity turnout
    homelessness people voters teachers nurses doctors police officers schools hospitals homes
    houses pupils students children women men parents families workers jobs councillors
    residents patients prisoners migrants refugees pensioners farmers companies businesses firms
    banks councils ministers mps lords peers senators members libraries roads trains buses cars
    ships vaccines deaths births cancer smoking drugs guns violence murders murder murdered
    sales growth output income incomes profits energy electricity gas oil coal water food
    housing education health trade investment government parliament council court president
    chancellor mayor membership support opposition figures nearly almost about around roughly
    over under exactly during data official according violent knife house hospital school
    average median national local foreign public private youth child overall total real annual
    record rail bus ticket tickets fares fare tuition university universities student pupil road
    traffic air plastic waste recycling fish bread milk rice sugar salt meat farm farms land
    shops pubs restaurants factories factory industry manufacturing construction tourism
    """)

ALIASES: dict[str, str] = {
    **dict.fromkeys("us usa america american americans".split(), "united states"),
    **dict.fromkeys(("uk", "britain", "british", "britons", "great britain"), "united kingdom"),
    **{alias: party.lower() for alias, party in PARTIES.items()},
    "eu": "european union",
    "un": "united nations",
    "nhs": "national health service",
}  # fmt: skip

_GROUPS: dict[str, str] = {}
for _line in _SYNONYMS.splitlines():
    for _word in _line.split():
        _GROUPS.setdefault(_word, _line.split()[0])
for _pair in OPPOSITES:
    for _side in _pair:
        for _word in _side:
            _GROUPS.setdefault(_word, min(_side))

_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


@lru_cache(maxsize=8192)
def canonical(word: str) -> str:
    """One form for a word's inflections and synonyms; not a word of the language."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("s'")
    if word in _GROUPS:
        return _GROUPS[word]
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            word = word.removesuffix(ending) + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    word = word.removesuffix("e")
    return _GROUPS.get(word, word)

"""Words by which a text tells what somebody plans, wants, thinks, favours or speaks about.

A table maps what follows a word to the words: an object (``object``), an infinitive
(``infinitive``), a clause (``clause``), or the preposition. Cues of speech are in ``cues.py``.
"""

from collections import defaultdict
from dataclasses import dataclass

VERBS = {
    "object": """
        acknowledge address admire admit adore advocate affirm announce anticipate applaud approve
        ask assail assure attack authorize back beg belittle bemoan berate blame blast boo boycott
        brand broach call castigate challenge champion characterize charge chastise chide circulate
        cite claim clarify commend concede condemn confirm congratulate consider contemplate
        contradict counter credit criticise criticize debunk decry deem defend demand denigrate
        denounce deny deplore deride describe detail detest disavow discourage discuss dislike
        dismiss disown disparage dispute disregard doubt downplay dub echo embrace emphasise
        emphasize encourage endorse envision eschew espouse estimate exaggerate expect explain
        expose express extol fault favor favour fear flaunt float forecast foresee forgive guarantee
        hail hate highlight hype identify ignore imagine implore impugn indicate insult interpret
        invite invoke knock label lambast lambaste lament lampoon laud list love malign mention
        minimize misrepresent misstate mock mourn mull name note notice oppose order outline
        oversell paint parody pitch plug portray praise predict prefer present pressure preview
        proclaim promise propose protest publicize push question quote rebuff rebuke rebut recall
        recite recognise recognize recommend refute regret reiterate reject relish remember remind
        renounce repeat repudiate request resent resist respect retract retweet reveal revile
        ridicule rip roast salute scold scorn scrutinize seek share shout shun sign signal skewer
        slam slight smear snub spotlight stress suggest support suspect tackle target taunt tease
        testify thank threaten tout trash trumpet trust tweet underline underscore understand unveil
        urge value veto view vilify voice vow want warn welcome witness write
        """,
    "infinitive": """
        agree aim appeal ask call claim commit consent decide decline demand deserve elect fear
        forget hate hesitate hope intend like long love mean neglect offer opt plan plead pledge
        plot prefer pretend promise propose purport refuse request seek strive swear threaten urge
        volunteer vow want wish yearn
        """,
    "clause": """
        add admit agree allege announce argue ask assert assume assure believe boast calculate
        caution charge claim complain concede conclude confess confide contend convince decide
        declare demand discover doubt estimate explain fear feel figure find forget gather grumble
        guess hear hint hold hope imply indicate infer insinuate insist joke know lament learn lie
        maintain mean muse note observe opine persuade posit pray predict presume pretend proclaim
        promise protest prove quip realise realize reason recall reckon recognise recognize reflect
        remark remember remind report reveal rule say scoff see sense show signal specify speculate
        stipulate stress suggest suppose surmise suspect swear tell testify theorize think threaten
        tweet underscore understand venture vow warn wish wonder worry write
        """,
    "about": """
        argue ask boast brag care chat comment complain debate dream feel fret grumble gush hear
        inquire joke know learn lecture lie moan muse opine preach quip rant rave read reminisce say
        sing speak speculate talk tease testify think tweet vent warn whine wonder worry write
        """,
    "for": """
        advocate agitate apologize argue ask beg call campaign care cheer clamor hope lobby long
        mourn opt pine plead pray press push root settle speak vote wish yearn
        """,
    "on": """
        agree bet call comment concentrate decide dwell elaborate expand expound focus hammer harp
        insist opine press reflect remark settle tweet vote weigh
        """,
    "of": """
        accuse approve boast brag complain conceive convict despair disapprove dream hear learn say
        sing speak talk tell think warn wonder write
        """,
    "to": """
        adhere admit agree allude appeal attest commit nod object pander point refer respond
        subscribe swear testify warm
        """,
    "with": """
        agree align argue clash concur differ disagree empathize flirt identify quarrel side spar
        struggle sympathize
        """,
    "against": """
        advise argue campaign caution crusade fight inveigh lash lobby preach protest rail rally
        speak testify turn vote warn
        """,
    "at": "balk bridle bristle cringe gape hint jab laugh marvel poke scoff shout sneer snipe",
    "in": "believe delight revel trust",
    "by": "stand",
    "over": "agonize argue bicker clash debate fret quarrel spar wrangle",
    "as": "brand cast characterize denounce depict describe hail paint portray regard see view",
}
IRREGULAR = {
    "beg": "begged", "begin": "began begun", "bet": "bet", "cast": "cast",
    "choose": "chose chosen", "feel": "felt", "fight": "fought", "find": "found",
    "foresee": "foresaw foreseen", "forget": "forgot forgotten",
    "forgive": "forgave forgiven", "hear": "heard", "hold": "held",
    "know": "knew known", "mean": "meant", "read": "read", "say": "said",
    "see": "saw seen", "seek": "sought", "show": "showed shown", "sing": "sang sung",
    "speak": "spoke spoken", "stand": "stood", "swear": "swore sworn", "tell": "told",
    "think": "thought", "understand": "understood", "withdraw": "withdrew withdrawn",
    "write": "wrote written",
}  # fmt: skip
DOUBLED = frozenset(
    (
        "admit bet brag commit drop dub hem jab pan pet plan plot plug prefer rap rebut refer "
        "regret rip slam snub spar stop tap vet"
    ).split()
)

# The subject is what they tell of, and nobody in the text vouches for it: "is expected to win".
RAISED = (
    "accused alleged assumed believed blamed called considered credited deemed described dubbed "
    "estimated expected hailed perceived portrayed predicted presumed projected regarded "
    "reported rumored rumoured said seen thought touted understood viewed"
)

NOUNS = {
    "clause": """
        accusation acknowledgment admission allegation announcement argument assertion assessment
        assumption assurance awareness belief case certainty charge claim complaint concern
        conclusion confidence consensus contention conviction denial doubt estimate evidence
        expectation fear feeling hint hope idea impression insistence knowledge notion opinion
        perception pledge prediction promise question realization recognition report rumor rumour
        sense signal speculation statement suggestion suspicion theory threat understanding view vow
        warning worry
        """,
    "of": """
        acceptance accusation acknowledgment admirer advocate allegation approval assertion
        assessment awareness backer champion characterization condemnation critic criticism critique
        defender denial denunciation depiction disapproval dismissal embrace endorsement fan foe
        follower mention mockery opinion opponent portrayal praise prediction promise proponent
        repudiation skeptic support understanding warning
        """,
    "for": """
        admiration advocate affection affinity apology appeal appreciation argument call case
        contempt demand desire disdain disregard enthusiasm fondness hope justification love plan
        plea praise preference proposal push respect responsibility stumping support sympathy thirst
        """,
    "on": """
        advice assault attack comment criticism debate decision discussion emphasis focus lecture
        opinion position remark stance stand statement view vote
        """,
    "about": """
        anxiety argument assertion claim comment complaint concern conversation debate discussion
        doubt fear feeling joke lie message misgiving opinion optimism pessimism question remark
        reservation rumor skepticism speculation speech statement story suspicion talk uncertainty
        view warning worry
        """,
    "infinitive": """
        agreement aim ambition call commitment decision desire determination goal hope intent
        intention invitation offer plan plea pledge promise proposal readiness refusal reluctance
        request threat unwillingness vow willingness wish
        """,
    "to": "allusion commitment objection opposition rebuke reference resistance threat",
    "against": "allegation argument attack case charge invective protest rhetoric vote warning",
    "with": "agreement disagreement disappointment dissatisfaction frustration",
    "at": "anger dig frustration jab outrage swipe",
    "over": "anger anxiety concern dispute frustration outrage",
    "in": "belief confidence faith interest trust",
}  # fmt: skip
ADJECTIVES = {
    "infinitive": """
        afraid anxious ashamed committed content dedicated desperate determined disposed eager glad
        happy hesitant inclined keen loath pleased proud reluctant unwilling willing
        """,
    "about": """
        adamant alarmed ambivalent angry anxious apprehensive bullish candid clear concerned
        confident coy curious enthusiastic excited frustrated honest hopeful mad nervous optimistic
        outspoken passionate pessimistic sanguine sceptical serious silent skeptical thrilled uneasy
        unhappy unsure upset vocal wary worried
        """,
    "of": """
        afraid ashamed aware certain confident convinced critical disdainful dismissive enamored
        envious fearful fond guilty mindful proud sceptical scornful skeptical supportive sure
        suspicious tired tolerant unaware wary
        """,
    "clause": """
        adamant afraid aware certain clear concerned confident convinced furious hopeful insistent
        optimistic pleased satisfied shocked skeptical sure surprised unaware upset worried
        """,
    "with": """
        comfortable disappointed disgusted displeased dissatisfied frustrated furious happy
        impressed pleased satisfied uncomfortable unhappy
        """,
    "by": """
        alarmed angered annoyed appalled baffled bothered disappointed disgusted disturbed
        encouraged energized frustrated horrified impressed infuriated insulted irritated moved
        offended outraged shocked startled surprised troubled
        """,
    "to": """
        committed dedicated devoted indifferent loyal open opposed receptive resistant sympathetic
        """,
    "in": "confident interested uninterested",
    "on": "bullish divided focused intent keen sold split undecided",
    "for": "grateful hopeful nostalgic responsible sorry thankful",
    "at": "aghast alarmed angry disappointed furious mad surprised",
    "over": "alarmed angry divided furious split",
}
SEEM = "seem seems seemed appear appears appeared appearing"


@dataclass(frozen=True, slots=True)
class Use:
    """A word read as one part of speech, and what may follow it.

    `part` is verb, noun, adjective, raised or seem; `form` of a verb base, s, ing or past.
    """

    part: str
    form: str
    frames: frozenset[str]


def _inflected(verb: str) -> list[tuple[str, str]]:
    """The forms of a verb, each with its name."""
    stem = verb + verb[-1] if verb in DOUBLED else verb
    if verb.endswith("e"):
        forms = [verb + "s", verb[:-1] + "ing", verb + "d"]
    elif verb.endswith("y") and verb[-2] not in "aeou":
        forms = [verb[:-1] + "ies", verb + "ing", verb[:-1] + "ied"]
    else:
        forms = [verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")]
        forms += [stem + "ing", stem + "ed"]
    past = IRREGULAR.get(verb, forms[2]).split()
    names = [(verb, "base"), (forms[0], "s"), (forms[1].replace("lieing", "lying"), "ing")]
    return names + [(form, "past") for form in past]


def _numbers(noun: str) -> list[tuple[str, str]]:
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeou" else noun + "s"
    return [(noun, ""), (plural, "")]


def _as_is(word: str) -> list[tuple[str, str]]:
    return [(word, "")]


def _uses() -> dict[str, tuple[Use, ...]]:
    """Every form of every word in the tables, with its uses in the order of the tables."""
    found: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    tables = (
        ("verb", VERBS, _inflected),
        ("noun", NOUNS, _numbers),
        ("adjective", ADJECTIVES, _as_is),
        ("raised", {"": RAISED}, _as_is),
        ("seem", {"": SEEM}, _as_is),
    )
    for part, table, inflect in tables:
        for frame, line in table.items():
            for word in line.split():
                for form, name in inflect(word):
                    found[form][part, name].add(frame)
    return {
        word: tuple(Use(part, name, frozenset(frames)) for (part, name), frames in uses.items())
        for word, uses in found.items()
    }


FORMS = _uses()

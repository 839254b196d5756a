"""What a claim is about: one of the Comparative Agendas Project's major topics, from its words.

Each topic has stems (the beginning of a word) and phrases that point to it, strong (2) or weak (1).
The topic with the most points is the claim's, where it has at least two and no other has as many;
"" when unsure. The tables are ours; what belongs to a topic follows the project's master codebook
(comparativeagendas.net). One pass over the words.
"""

import re
from collections import Counter

ENOUGH = 2  # points
LONGEST_PHRASE = 3  # words

_STRONG = {
    "economy": "tax taxes taxation taxpayer* vat inflation deficit budget* gdp fiscal monetary "
    "austerity recession econom* chancellor treasury borrowing surplus council-tax",
    "rights": "discriminat* equality racis* racial lgbt* transgender abortion* privacy censorship "
    "disab* blasphemy same-sex free_speech civil_rights human_rights gender_pay",
    "health": "nhs hospital* doctor* nurse* patient* vaccin* cancer surgery clinic* gp gps medic* "
    "disease* epidemic* pandemic* obes* dentist* ambulance* midwi* maternity psychiatr* smoking "
    "drug_prices waiting_list waiting_lists mental_health public_health",
    "agriculture": "farm farms farmer* farming crop* livestock dairy cattle harvest fisher* "
    "fishing pesticide* agricultur* food_prices food_safety",
    "labour": "unemploy* jobless wage wages payroll strike strikes trade_union trade_unions "
    "workforce redundan* apprentic* overtime minimum_wage zero-hours living_wage out_of_work",
    "education": "school* pupil* teacher* universit* student* classroom* tuition exam exams "
    "nursery kindergarten curriculum literacy college colleges headteacher*",
    "environment": "climate emission* pollut* recycl* flood flooding floods biodivers* wildlife "
    "sewage landfill deforest* carbon drought* drinking_water air_quality greenhouse",
    "energy": "nuclear electricity gas oil coal fracking wind_farm wind_farms solar energy power_"
    "station turbine* petrol megawatt* gigawatt* reactor*",
    "immigration": "immigra* migrant* migration asylum refugee* deport* visa visas border_control "
    "citizenship undocumented small_boats",
    "transport": "rail railway* train trains bus buses road roads motorway* airport* airline* "
    "cycling pothole* commuter* congestion tram trams traffic rail_fares high-speed highway*",
    "crime": "crime* criminal* police prison* murder* burglar* knife theft* robber* court courts "
    "judge judges sentenc* offender* offence* shooting* gang gangs jail* homicide* rape rapes "
    "terror* drug_dealer*",
    "welfare": "pension* benefits poverty welfare universal_credit food_bank food_banks carers "
    "social_security child_benefit child_care childcare social_care foodbank* means-test*",
    "housing": "housing houses homes homeless* rent rents tenant* landlord* mortgage* "
    "house_prices home_ownership social_homes eviction* house_building",
    "business": "bank banks banking bankrupt* startup* small_business small_businesses insolv* "
    "shareholder* monopol* corporate consumer* tourism insurance insurer*",
    "defence": "army navy military troops soldier* warship* missile* nato defence defense veteran* "
    "air_force regiment* submarine* armed_forces",
    "technology": "broadband internet satellite* artificial_intelligence algorithm* science "
    "scientist* research* cyber* space_agency telecom* 5g software social_media",
    "trade": "export* import imports imported tariff* customs trade_deal trade_deals free_trade "
    "single_market trade_deficit trade_balance",
    "world": "foreign_aid embassy ambassador* sanctions diplomat* peacekeep* treaty treaties "
    "united_nations overseas_aid foreign_secretary foreign_minister ceasefire",
    "elections": "election* byelection* by-election* referendum* ballot* voter* turnout poll polls "
    "constituency constituencies majority candidate* electoral* electorate swing seat seats "
    "opposition_party governing_party official_opposition",
    "government": "civil_servant* civil_service quango* devolution ombudsman whitehall "
    "local_government councillor* council councils ministers expenses lobbying bureaucra* "
    "public_sector freedom_of_information",
    "culture": "museum* theatre* football* sport* olympic* librar* broadcaster* orchestra* cinema* "
    "heritage stadium* music film films art arts gallery galleries",
}
_WEAK = {
    "economy": "growth debt debts spending prices living_standards billion income incomes cuts",
    "rights": "women minority minorities religion religious equal",
    "health": "health care treatment* beds care_homes drug drugs deaths operation*",
    "agriculture": "food land rural",
    "labour": "job jobs work workers employ* pay paid earn* salary salaries union unions hours",
    "education": "education graduate* classes grammar degree* children",
    "environment": "water air green temperature* waste plastic environment* trees river rivers",
    "energy": "fuel power heating bills",
    "immigration": "border borders foreigners arrivals nationals",
    "transport": "transport journey* fares passenger* cars drivers ferry bridge",
    "crime": "arrest* victim* law violence violent officers drugs fraud justice",
    "welfare": "poor poorest elderly claimants disabled child",
    "housing": "house home planning council_homes property properties flats",
    "business": "business* firm firms compan* industry retail shops investors investment",
    "defence": "war wars security weapons attack* bomb*",
    "technology": "digital technolog* computer* data online phone phones",
    "trade": "trade goods exporters market markets",
    "world": "foreign international countries aid world",
    "elections": "vote* voted campaign* party parties win won elected",
    "government": "government minister parliament mp mps lords cabinet reform",
    "culture": "culture* team club clubs game games festival* television tv",
}
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


def _tables() -> tuple[dict[str, list[tuple[str, int]]], dict[str, list[tuple[str, int]]]]:
    """Whole words and phrases, and beginnings of words; each with its topics and their points."""
    whole: dict[str, list[tuple[str, int]]] = {}
    begins: dict[str, list[tuple[str, int]]] = {}
    for points, table in ((2, _STRONG), (1, _WEAK)):
        for topic, entries in table.items():
            for entry in entries.split():
                stem = entry.endswith("*")
                into, key = (begins, entry[:-1]) if stem else (whole, entry.replace("_", " "))
                into.setdefault(key, []).append((topic, points))
    return whole, begins


_WHOLE, _BEGINS = _tables()
_STEM_LENGTHS = sorted({len(stem) for stem in _BEGINS}, reverse=True)


def topic(text: str) -> str:
    """The topic of a claim, "" when unsure.

    >>> topic("Waiting lists at the hospital grew by a third.")
    'health'
    """
    words = [word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text)]
    points: Counter[str] = Counter()
    at = 0
    while at < len(words):
        length, about = _about(words, at)
        points.update(dict(about))
        at += length
    ranked = points.most_common(2)
    if not ranked or ranked[0][1] < ENOUGH:
        return ""
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return ""
    return ranked[0][0]


def _about(words: list[str], at: int) -> tuple[int, list[tuple[str, int]]]:
    """What the longest entry that begins here says, and how many words it has."""
    for length in range(LONGEST_PHRASE, 1, -1):
        if found := _WHOLE.get(" ".join(words[at : at + length])):
            return length, found
    word = words[at]
    if found := _WHOLE.get(word):
        return 1, found
    for letters in _STEM_LENGTHS:
        if letters <= len(word) and (found := _BEGINS.get(word[:letters])):
            return 1, found
    return 1, []

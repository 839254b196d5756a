"""Where a fact-checker looks, by type of claim and country: data for `plan.py`."""

import re

# Where to look, by country; for every other text the words without a country stand.
LOOK: dict[str, dict[str, str]] = {
    "quantity": {
        "uk": "ONS and the department’s statistics; OBR for public money; NHS England, police "
        "recorded crime, DfE; Scotland, Wales and Northern Ireland publish their own.",
        "us": "BLS (jobs, prices), Census Bureau, BEA (GDP), CBO and Treasury (budget), FBI "
        "and BJS (crime), CDC (health); state agencies for state figures.",
        "": "The statistics office or department that publishes the series.",
    },
    "comparison": {
        "uk": "One ONS or departmental series for both sides; OECD between countries.",
        "us": "One federal series for both sides; OECD between countries.",
        "": "One series that has both sides: OECD, World Bank, the national statistics office.",
    },
    "precedent": {
        "uk": "The whole series: ONS long runs, House of Commons Library briefings, Hansard, the "
        "Electoral Commission and the Library’s election records.",
        "us": "The whole series: FRED and BLS long runs, the House and Senate historians, the "
        "Clerk’s election statistics, the National Archives.",
        "": "The longest official series or list there is, and who keeps it.",
    },
    "causal": {
        "uk": "Evaluations by departments, OBR and IFS analyses, NAO reports, reviewed studies.",
        "us": "CBO and GAO reports, agency evaluations, NBER papers, reviewed studies.",
        "": "Evaluations, systematic reviews and peer-reviewed studies.",
    },
    "rule": {
        "uk": "legislation.gov.uk, Erskine May and Standing Orders, gov.uk guidance, court "
        "judgments at the National Archives.",
        "us": "congress.gov, the U.S. Code and the CFR, state codes, supremecourt.gov and court "
        "opinions, the Federal Register.",
        "": "The official collection of statutes, the rule book, the treaty text.",
    },
    "prediction": {
        "uk": "OBR and Bank of England forecasts, departmental impact assessments.",
        "us": "CBO and JCT scores, Federal Reserve projections, agency regulatory analyses.",
        "": "The forecast itself, with its assumptions and its range.",
    },
    "voting": {
        "uk": "Division lists at votes.parliament.uk and in Hansard; council minutes.",
        "us": "Roll calls at clerk.house.gov and senate.gov; state legislature journals.",
        "": "The official record of the chamber.",
    },
    "support": {
        "uk": "Manifestos, Hansard, party and campaign statements, early day motions.",
        "us": "Platforms, the Congressional Record, bill sponsors, campaign sites.",
        "": "Manifestos, speeches and signed statements, with their dates.",
    },
    "public_opinion": {
        "uk": "Tables of British Polling Council members, British Social Attitudes.",
        "us": "Pollsters’ toplines (Gallup, Pew, AP-NORC), the Roper Center’s archive.",
        "": "The pollsters’ full tables.",
    },
    "event": {
        "uk": "Official announcements, court and Companies House records, Hansard, agency reports.",
        "us": "Official announcements, court dockets, FEC and SEC filings, agency reports.",
        "": "Official records, first-hand reports, two independent outlets.",
    },
    "quote": {
        "uk": "Hansard, the broadcast, the speech as published.",
        "us": "The Congressional Record, C-SPAN, the transcript or post itself.",
        "": "The recording, the transcript, the post itself.",
    },
}  # fmt: skip


def _words(*patterns: str) -> re.Pattern[str]:
    """With regard to case: "US" is a country, "us" is not."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


_SIGNS = {
    "uk": _words(
        r"MPs?|Commons|Hansard|NHS|Tory|Tories|Labour|Lib Dems?|Conservatives?|SNP|Plaid|Ukip|"
        r"Holyrood|"
        r"Stormont|Senedd|Westminster|Whitehall|Downing Street|by-?elections?|Britain|British|"
        r"Britons?|"
        r"UK|United Kingdom|England|English|Scotland|Scottish|Wales|Welsh|Northern Ireland|"
        r"prime minister|"
        r"council tax|councillors?|Brexit|Ofsted|OBR|ONS|HMRC",
        r"£\d[\d.,]*",
    ),
    "us": _words(
        r"Congress(?:man|woman)?|Senators?|Senate|House of Representatives|Republicans?|"
        r"Democrats?|GOP|"
        r"Medicare|Medicaid|Obamacare|Social Security|America|Americans?|U\.?S\.?A?|United States|"
        r"White House|Supreme Court|governors?|attorney general|federal|county|Pentagon|FBI|FDA|"
        r"EPA|"
        r"Sen\.|Rep\.|Gov\.",
        r"\$\d[\d.,]*",
    ),
}


def country(text: str) -> str:
    """ "uk" or "us" by the signs in a text; "" where neither has more."""
    uk, us = (len(_SIGNS[name].findall(text)) for name in ("uk", "us"))
    return "uk" if uk > us else "us" if us > uk else ""

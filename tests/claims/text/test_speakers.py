"""Who says each quotation in short reports of different styles; people and places are fiction."""

import json
from pathlib import Path

import pytest

from claims.text.analyse import analyse

REPORTS = {
    "British broadsheet": (
        """\
Dunmore council has scrapped plans to close its last library after a campaign by residents.

The leader of the council, Petra Lowe, told a packed meeting on Tuesday night that the closure \
would have been “an act of vandalism”. “We listened,” she said. “It is what councils are for.”

Hugh Tarrant, the Conservative leader, was unconvinced. “They are spending money they do \
not have,” he said, adding that reserves had fallen to £2m. Lowe disagreed. “The books balance,” \
she insisted.

A spokesperson for the county said: “We welcome the decision and will work with Dunmore.”

The Labour MP for Dunmore, Owen Brace, who started the petition, described it as “a great day for \
the town”. Speaking outside the library, he said: “Nobody thought we could win.

“We proved them wrong.”

Campaigners were more cautious. “It is a stay of execution,” said one, Molly Fenn, 34, who has run \
the reading group for a decade.
""",
        {
            "an act of vandalism": "Petra Lowe",
            "We listened": "Petra Lowe",
            "It is what councils are for": "Petra Lowe",
            "They are spending money": "Hugh Tarrant",
            "reserves had fallen to": "Hugh Tarrant",
            "The books balance": "Petra Lowe",
            "We welcome the decision": "spokesperson for the county",
            "a great day for": "Owen Brace",
            "Nobody thought we could win": "Owen Brace",
            "We proved them wrong": "Owen Brace",
            "It is a stay of execution": "Molly Fenn",
        },
    ),
    "British tabloid": (
        """\
FURY AS BIN TAX DOUBLES

FURIOUS families blasted town hall fat cats last night after their bin tax DOUBLED overnight.

Mum-of-three Kelly Stubbs, 29, fumed: 'It's daylight robbery. I can't feed the kids and pay this.'

Tory councillor Ron Pike hit back: 'Nobody likes it, but we had no choice.' But Labour's Jas Birdi \
stormed: 'He should hang his head in shame.'

The Taxpayers' Union branded the rise 'a kick in the teeth'. Its boss Dan Frost said: 'They must \
think again.'

A Castle Marsh council source claimed the charge was 'temporary'.
""",
        {
            "daylight robbery": "Kelly Stubbs",
            "Nobody likes it": "Ron Pike",
            "He should hang his head": "Jas Birdi",
            "a kick in the teeth": "Taxpayers' Union",
            "They must": "Dan Frost",
            "temporary": "Castle Marsh council source",
        },
    ),
    "American local paper": (
        """\
PLUMFIELD — The school board voted 5-2 Monday to close Eastside School, despite pleas \
from dozens of parents.

"This breaks my heart," said board president Marcia Quill, who voted for the closure. "But the \
numbers don't lie."

Superintendent Leon Abbate said enrollment had dropped by a third since 2015.

"We can't heat a building for 140 kids," Abbate told the board.

Board member Tracy Oduya, who voted no along with Phil Stang, called the vote rushed.

"Nobody showed us the math," Oduya said. "I asked three times."

Parent Wes Kolb said he would move his daughter to a charter school. "She's crying every night," \
Kolb said.

According to state Sen. Dee Hartwell, D-Plumfield, the district will get $1.2 million in aid. \
"They had options," Hartwell said in an interview Tuesday.
""",
        {
            "This breaks my heart": "Marcia Quill",
            "But the numbers don't lie": "Marcia Quill",
            "enrollment had dropped": "Leon Abbate",
            "We can't heat a building": "Leon Abbate",
            "Nobody showed us the math": "Tracy Oduya",
            "I asked three times": "Tracy Oduya",
            "he would move his daughter": "Wes Kolb",
            "She's crying every night": "Wes Kolb",
            "the district will get": "Dee Hartwell",
            "They had options": "Dee Hartwell",
        },
    ),
    "wire": (
        """\
WESTHAVEN (Newsline) - Finance Minister Ilse Rand said on Friday the economy would shrink by 0.4 \
percent this year, the first contraction since 2009.

"We are not in crisis," Rand told reporters after a cabinet meeting. "Exports are recovering."

The central bank, however, warned in a report that inflation was "stubbornly high". Governor Karl \
Imber will present new forecasts next week, two officials said.

Opposition lawmaker Nadia Voll accused Rand of hiding the true deficit.

"The minister knows it is 6 percent," Voll said. "She has known since March."

Rand's office declined to comment. Analysts at Delmar Bank said the figure was closer to 5 percent.

"Markets hate surprises," said Tom Ashe, its chief economist.
""",
        {
            "the economy would shrink": "Ilse Rand",
            "We are not in crisis": "Ilse Rand",
            "Exports are recovering": "Ilse Rand",
            "stubbornly high": "central bank",
            "The minister knows": "Nadia Voll",
            "She has known since March": "Nadia Voll",
            "the figure was closer to 5": "Analysts at Delmar Bank",
            "Markets hate surprises": "Tom Ashe",
        },
    ),
    "Scottish paper": (
        """\
The First Minister, Catriona Bain, has ruled out a second bridge over the Sound of Ardle.

Ms Bain told MSPs the £300m cost was “simply not affordable”. Asked whether ferries would be added \
instead, she replied: “We will look at everything.”

“That is no answer,” shouted the Conservatives’ Fergus Laird, to laughter. Mr Laird later claimed \
that islanders had been “betrayed”.

Islanders themselves were scathing. “We were promised it in writing,” said Effie Munro, a crofter. \
“In writing.” Her neighbour, Donald Gunn, agreed: “You cannot trust a word of it.”

The Ardle Chronicle reported that ministers had been advised to sell the site in 2019. A Scottish \
Government spokeswoman said it did not recognise the claim.
""",
        {
            "simply not affordable": "Catriona Bain",
            "We will look at everything": "Catriona Bain",
            "That is no answer": "Fergus Laird",
            "betrayed": "Fergus Laird",
            "We were promised it in writing": "Effie Munro",
            "You cannot trust a word": "Donald Gunn",
            "ministers had been advised": "Ardle Chronicle",
            "it did not recognise": "Scottish Government spokeswoman",
        },
    ),
    "Washington paper": (
        """\
Senate Majority Leader Carl Dunning (R-Neb.) vowed Thursday to bring the farm bill to a \
vote, even as Democrats accused him of stalling.

"There's no excuse," said Sen. Lucia Marrero, D-N.M., the top Democrat on the farm panel. \
"Farmers have waited 11 months."

A spokesman for Dunning, Kyle Petty, said the senator had "been clear from day one." Marrero's \
claims, he added, were "laughable."

President Whitlow's advisers said that the president would sign it. "He wants this done," \
said one senior administration official, who was not authorized to speak publicly.

Asked if the votes were there, Dunning shrugged. "Ask me Monday," he said.
""",
        {
            "There's no excuse": "Lucia Marrero",
            "Farmers have waited 11 months": "Lucia Marrero",
            "been clear from day one": "Kyle Petty",
            "laughable": "Kyle Petty",
            "the president would sign it": "President Whitlow's advisers",
            "He wants this done": "senior administration official",
            "Ask me Monday": "Carl Dunning",
        },
    ),
}
ROWS = [(style, words, who) for style, (_, said) in REPORTS.items() for words, who in said.items()]


@pytest.fixture(scope="module")
def found():
    return {style: (text, analyse(text).quotes) for style, (text, _) in REPORTS.items()}


@pytest.mark.parametrize(("style", "words", "speaker"), ROWS)
def test_who_said_it(found, style, words, speaker):
    text, quotes = found[style]
    start = text.index(words)
    said = [q for q in quotes if q.start <= start and start + len(words) <= q.end]

    assert speaker in [quote.speaker for quote in said]


def test_who_speaks_in_reports_written_after_the_rules():
    """A floor, never to be undercut: 39 of 42, and 36 before the rules were mended on them."""
    missed, of = [], 0
    for path in sorted((Path(__file__).parent / "reports").glob("*.json")):
        gold = json.loads(path.read_bytes())
        text = "\n\n".join(gold["text"])
        quotes = analyse(text).quotes
        for words, speaker in gold["quotes"].items():
            start, of = text.index(words), of + 1
            end = start + len(words)
            if speaker not in [q.speaker for q in quotes if q.start <= start and end <= q.end]:
                missed.append(words)

    assert (len(missed), of) <= (3, 42), missed

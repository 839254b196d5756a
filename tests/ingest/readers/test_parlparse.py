import pytest

from claims.text import transcripts
from ingest import readers

DEBATE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE publicwhip [<!ENTITY ndash "&#8211;"><!ENTITY pound "&#163;">]>
<publicwhip scraperversion="a" latest="yes">
<major-heading id="uk.org.publicwhip/debate/2031-02-03a.1.0" nospeaker="true" url="x">
  Water Bill</major-heading>
<minor-heading id="uk.org.publicwhip/debate/2031-02-03a.1.1" nospeaker="true">Clause 1: spills
</minor-heading>
<speech id="uk.org.publicwhip/debate/2031-02-03a.1.2" speakername="Cosima Leadbetter"
  person_id="uk.org.publicwhip/person/99901" time="14:30:00" url="x">
  <p pid="a1.2/1">Spills rose to 464,000 last year &ndash; the highest <i>ever</i>.</p>
  <p pid="a1.2/2">That cost &pound;2bn.</p></speech>
<speech id="uk.org.publicwhip/debate/2031-02-03a.1.3" nospeaker="true"><p><i>rose</i>&#8212;</p>
</speech>
<division id="uk.org.publicwhip/debate/2031-02-03a.1.4" ayes="1"><mplist vote="aye">
  <mpname>Bertrand Oyelaran-Pike</mpname></mplist></division>
<speech id="uk.org.publicwhip/debate/2031-02-03a.1.5" speakername="Bertrand Oyelaran-Pike">
  <p>I disagree.</p></speech>
</publicwhip>"""


def test_speeches_with_full_names():
    read = readers.read(DEBATE.encode("latin-1"))
    assert read.text.split("\n\n") == [
        "Water Bill",
        "Clause 1 – spills",
        "Cosima Leadbetter: Spills rose to 464,000 last year – the highest ever.",
        "That cost £2bn.",
        "[rose—]",
        "Bertrand Oyelaran-Pike: I disagree.",
    ]
    assert (read.title, read.outlet, read.published) == (
        "Water Bill",
        "House of Commons",
        "2031-02-03",
    )
    assert read.transcript


def test_the_engine_hears_the_speakers():
    text = readers.read(DEBATE.encode("latin-1")).text
    heard = {
        turn.speaker: [span.of(text) for span in turn.sentences] for turn in transcripts.read(text)
    }
    assert heard["Bertrand Oyelaran-Pike"] == ["I disagree."]
    assert "That cost £2bn." in heard["Cosima Leadbetter"]


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"<publicwhip><speech>", "damaged"), (b"<publicwhip></publicwhip>", "no speeches")],
)
def test_says_what_is_wrong(data, says):
    with pytest.raises(readers.Unreadable, match=says):
        readers.read(data)

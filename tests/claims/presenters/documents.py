"""A frozen document by hand, for tests of what is rendered from one. test_documents_agree.py keeps
its shape in step with services/documents.py."""

from copy import deepcopy
from typing import Any

URL = "https://desk.example/verdicts/first-since-1982/"


def make_document(**changes: Any) -> dict[str, Any]:
    """Mostly true, one sighting in the newspaper's own voice; `changes` replace top-level parts."""
    return deepcopy(DOCUMENT | changes)


def make_speaker(**changes: Any) -> dict[str, Any]:
    speaker = {"id": "s-1", "name": "Ada Example", "kind": "person", "role": "Mayor"}
    return speaker | {"party": "Example Party", "wikidata": "Q4115189"} | changes


def make_verdict(code: str, label: str, rating: int | None) -> dict[str, Any]:
    best, worst = (5, 1) if rating else (None, None)
    numbers = {"rating": rating, "best": best, "worst": worst}
    return DOCUMENT["verdict"] | {"code": code, "label": label} | numbers


def with_speaker(**changes: Any) -> dict[str, Any]:
    return make_document(claim=DOCUMENT["claim"] | {"speaker": make_speaker(**changes)})


def line(number: int, kind: str, verdict: str, note: str = "") -> dict[str, Any]:
    label = verdict.replace("_", " ").capitalize()
    return {
        "number": number,
        "kind": kind,
        "label": kind.replace("_", " ").capitalize(),
        "verdict": {"code": verdict, "label": label},
        "note": note,
        "author": {"name": "Robin Writer"},
        "approver": {"name": "Eddie Second"},
        "published_at": f"2017-02-{25 + number}T09:00:00Z",
    }


DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "id": "0b1f5c1e-6d0e-4c39-9a55-1f2d3c4b5a69",
    "slug": "first-since-1982",
    "url": URL,
    "language": "en-GB",
    "version": 1,
    "kind": "publication",
    "note": "",
    "retracted": False,
    "claim": {
        "id": "c-1",
        "text": "It was the first time since 1982 the governing party had taken a seat.",
        "headline": "First seat taken since 1982",
        "types": [{"code": "precedent", "label": "Precedent"}],
        "topic": None,
        "speaker": None,
        "stated_on": "2017-02-23",
        "stated_precision": "day",
        "precedent": None,
        "plan": [{"kind": "establish", "text": "It happened in 1982."}],
    },
    "appearances": [
        {
            "exact": "the first time since 1982",
            "before": "It was ",
            "after": ", they wrote.",
            "start": 7,
            "end": 32,
            "voice": "outlet",
            "speaker_printed": "",
            "score": 0.8,
            "factors": [{"name": "number", "value": 1.0, "contribution": 1.1}],
            "article": {
                "id": "a-1",
                "title": "A seat changes hands",
                "byline": "Nora Sample",
                "url": "https://courier.example/seat",
                "publisher": "The Invented Courier",
                "published_on": "2017-02-24",
            },
            "snapshot": {"id": "n-1", "sha256": "ab" * 32, "taken_at": "2017-02-25T08:00:00Z"},
        }
    ],
    "verdict": {
        "code": "mostly_true",
        "label": "Mostly true",
        "definition": "The claim is right in what matters and needs a clarification.",
        "reason": "One earlier case is disputed.",
        "rating": 4,
        "best": 5,
        "worst": 1,
        "scale_version": "1",
    },
    "summary": "The list has one case in 1982.",
    "body": "The list shows it [1].",
    "body_html": "<p>The list shows it [1].</p>\n",
    "evidence": [
        {
            "number": 1,
            "role": "supports",
            "primary": True,
            "title": "List of byelections",
            "url": "https://records.example/list",
            "quote": "One gain, in 1982.",
            "accessed_on": "2017-02-25",
            "archived_url": "https://archive.example/list",
            "interest": "",
            "copy": None,
        }
    ],
    "as_of": "2017-02-25",
    "reply": {
        "asked_on": "2017-02-25",
        "asked_how": "by e-mail",
        "due_on": None,
        "text": "We stand by it.",
        "replied_on": None,
    },
    "author": {"name": "Robin Writer"},
    "approver": {"name": "Eddie Second"},
    "first_published_at": "2017-02-26T09:00:00Z",
    "published_at": "2017-02-26T09:00:00Z",
    "versions": [line(1, "publication", "mostly_true")],
    "newsroom": {
        "name": "The Demo Desk",
        "url": "https://desk.example",
        "logo": "/static/logo.png",
        "email": "corrections@desk.example",
        "corrections_policy": "/corrections/",
        "methodology": "/methodology/",
        "language": "en-GB",
    },
}

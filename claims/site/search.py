"""The search page: every way to narrow down is a link, and every choice can be taken back."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib.postgres.search import SearchHeadline
from django.core.paginator import Page
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Concat, Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import Claim, Listing, Verdict
from claims.services.search import CONFIG, FACETS, LONGEST, Choice, Found, Wanted, find, readable
from claims.site.lists import listed, paged
from claims.templatetags.record import day

# Private-use characters: in the texts they are left out, so that only we mark words with them.
START, STOP = "\ue000", "\ue001"
BODY = 4000  # characters of the reasoning in which words are marked
# References, and what Markdown writes around words.
MARKS = re.compile(r" ?\[\d{1,3}\]|\]\([^)\s]*\)|[*_`#>|\[\]]")
GROUPS = {
    "verdict": "Verdict",
    "topic": "Topic",
    "speaker": "Who said it",
    "party": "Party",
    "outlet": "Where it was printed",
    "type": "Kind of claim",
    "year": "Checked in",
}


class Question(forms.Form):
    """The address as it is typed or linked; what cannot be read is left out, and said to be."""

    q = forms.CharField(required=False, empty_value="")
    verdict = forms.ChoiceField(choices=Verdict, required=False)
    topic = forms.ChoiceField(choices=Claim.Topic, required=False)
    speaker = forms.UUIDField(required=False)
    party = forms.CharField(required=False, max_length=100)
    outlet = forms.CharField(required=False, max_length=200)
    type = forms.ChoiceField(choices=Claim.Type, required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    sort = forms.ChoiceField(choices=[("date", "date")], required=False)

    def wanted(self) -> Wanted:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        newest = said.pop("sort", "") == "date"
        return Wanted(words=said.pop("q", ""), newest=newest, **said)


class Link(NamedTuple):
    label: str
    address: str
    number: int | None = None


@require_safe
@cache_control(no_cache=True)
@conditional_page
def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.copy()
    # PostgreSQL has no way to keep a NUL, nor has anybody a reason to ask for one.
    for name, value in asked.items():
        asked[name] = value.replace("\x00", " ")
    question = Question(asked)
    question.is_valid()
    wanted = question.wanted()
    found = find(wanted)
    page = paged(request, found.keys)
    links = Links(question, wanted, found)
    context = {
        "wanted": wanted,
        "typed": readable(wanted.words),
        "found": found,
        "page": page,
        "results": results(page, found),
        "links": links,
        "chosen": list(links.chosen),
        "groups": list(links.groups),
        "unread": [str(GROUPS.get(name, name)).lower() for name in question.errors],
        "cut": len(asked.get("q", "")) > LONGEST,
        "latest": [] if found.keys else listed()[:3],
    }
    return render(request, "site/search.html", context)


class Links:
    """Where the choices of the page lead."""

    def __init__(self, question: Question, wanted: Wanted, found: Found):
        self.wanted = wanted
        self.found = found
        self.names = {c.value: c.label for c in found.choices.get("speaker", [])}
        self.asked = {
            name: str(question.data[name])
            for name in question.cleaned_data
            if question.cleaned_data[name]
        }

    def to(self, **changes: Any) -> str:
        """The same question with these changes; None takes one away, and the page begins anew."""
        asked = {**self.asked, **changes}
        return f"?{encoded({k: v for k, v in asked.items() if v is not None})}"

    @property
    def kept(self) -> dict[str, str]:
        """What the form must keep beside the fields that it shows."""
        return {k: v for k, v in self.asked.items() if k not in ("q", "since", "until")}

    @property
    def query(self) -> str:
        return encoded(self.asked)

    @property
    def without_choices(self) -> str:
        return self.to(**dict.fromkeys((*FACETS, "since", "until")))

    @property
    def by_relevance(self) -> str:
        return self.to(sort=None)

    @property
    def by_date(self) -> str:
        return self.to(sort="date")

    @property
    def chosen(self) -> Iterator[Link]:
        for name in FACETS:
            if value := getattr(self.wanted, name):
                label = f"{GROUPS[name]}: {self.label(name, value)}"
                yield Link(label, self.to(**{name: None}))
        if period := self.period:
            yield Link(f"Checked {period}", self.to(since=None, until=None))

    @property
    def period(self) -> str:
        since, until = self.wanted.since, self.wanted.until
        if (
            since
            and until
            and since == date(since.year, 1, 1)
            and until == date(since.year, 12, 31)
        ):
            return f"in {since.year}"
        return " ".join(
            f"{word} {day(on.isoformat())}" for word, on in (("from", since), ("to", until)) if on
        )

    @property
    def groups(self) -> Iterator[tuple[str, list[Link]]]:
        """What is not chosen yet, with how many each choice would leave."""
        for name, choices in self.found.choices.items():
            chosen = self.period if name == "year" else getattr(self.wanted, name)
            # What all of them have in common narrows nothing.
            if not chosen and any(choice.number < len(self.found.keys) for choice in choices):
                yield GROUPS[name], [self.choice(name, choice) for choice in choices]

    def choice(self, name: str, choice: Choice) -> Link:
        if name == "year":
            year = {"since": f"{choice.value}-01-01", "until": f"{choice.value}-12-31"}
            return Link(str(choice.value), self.to(**year), choice.number)
        address = self.to(**{name: choice.value})
        return Link(self.label(name, choice.value), address, choice.number)

    def label(self, name: str, value: Any) -> str:
        if name == "speaker":
            return self.names.get(value) or name_of(value)
        kinds: Mapping[str, Any] = {"verdict": Verdict, "topic": Claim.Topic, "type": Claim.Type}
        label = str(kinds[name](value).label) if name in kinds else str(value)
        return label[:1].upper() + label[1:]


def encoded(asked: Mapping[str, Any]) -> str:
    return urlencode(asked)


def name_of(speaker: Any) -> str:
    rows = listed().filter(speaker=speaker).values_list("speaker_name", flat=True)
    return rows.first() or "somebody whom we have not checked"


def results(page: Page, found: Found) -> list[Listing]:
    """The rows of this page in their order, with the words that were looked for marked."""
    rows = listed().filter(pk__in=list(page.object_list))
    query = found.query()
    if query is not None:
        body = Left("body", BODY)
        texts = Concat("summary", Value("\n"), body, output_field=TextField())
        rows = rows.annotate(
            title_marked=marked(query, F("headline"), highlight_all=True),
            claim_marked=marked(query, F("claim"), highlight_all=True),
            snippet_marked=marked(
                query, texts, max_words=34, min_words=16, max_fragments=2, fragment_delimiter=" … "
            ),
        )
    by_key = {row.pk: row for row in rows}
    shown = [by_key[key] for key in page.object_list if key in by_key]
    for row in shown:
        title = (row.title_marked if row.headline else row.claim_marked) if query else str(row)
        row.title_html = highlighted(title)
        row.snippet_html = highlighted(
            MARKS.sub("", row.snippet_marked) if query else row.verdict_reason
        )
    return shown


def marked(query: Any, text: Any, **options: Any) -> SearchHeadline:
    ours = Func(text, Value(START + STOP), Value(""), function="translate")
    ours.output_field = TextField()
    return SearchHeadline(ours, query, config=CONFIG, start_sel=START, stop_sel=STOP, **options)


def highlighted(text: str) -> SafeString:
    """HTML: the text as words, and what stands between our two characters in <mark>."""
    return mark_safe(str(escape(text)).replace(START, "<mark>").replace(STOP, "</mark>"))

"""What we checked of one speaker, on one topic, in one article."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from claims.models import Claim, Listing, Verdict
from claims.site.charts import verdict_bars
from claims.site.lists import listed, paged
from claims.site.pages import topics as topics_with_checks
from claims.templatetags.lists import in_words

Document = Mapping[str, Any]

NAMES = 100
REPEATED = 3
# Fewer are told in words: a chart would make them look like more than they are.
ENOUGH = 5
# Fewer say nothing about the rest of what somebody said.
MANY = 20


@dataclass(frozen=True, slots=True)
class Record:
    """How often each verdict was given; retracted checks have none."""

    verdicts: dict[Verdict, int]
    retracted: int
    repeated: int
    times: int

    @classmethod
    def of(cls, rows: Any) -> "Record":
        again = Q(sightings__gt=1)
        counts = (
            rows.order_by()
            .values("verdict", "retracted")
            .annotate(
                n=Count("pk"), again=Count("pk", filter=again), times=Sum("sightings", filter=again)
            )
        )
        counts = list(counts)
        standing = {c["verdict"]: c["n"] for c in counts if not c["retracted"]}
        return cls(
            {verdict: standing.get(verdict.value, 0) for verdict in Verdict},
            sum(c["n"] for c in counts if c["retracted"]),
            sum(c["again"] for c in counts),
            sum(c["times"] or 0 for c in counts),
        )

    @property
    def total(self) -> int:
        return sum(self.verdicts.values())

    @property
    def in_words(self) -> str:
        """“two False, one Half true”."""
        parts = [f"{in_words(n)} {v.label}" for v, n in self.verdicts.items() if n]
        return ", ".join(parts)

    @property
    def has_chart(self) -> bool:
        return self.total >= ENOUGH

    @property
    def is_small(self) -> bool:
        return self.total < MANY

    def chart(self, name: str) -> str:
        return verdict_bars(self.verdicts, f"Verdicts on what {name} said")


@require_safe
@cache_control(no_cache=True)
@conditional_page
def speakers(request: HttpRequest) -> HttpResponse:
    """Under each name that the checks give; from A to Z."""
    named = Listing.objects.exclude(speaker=None).order_by("speaker_name", "speaker")
    page = paged(request, named.values("speaker_name", "speaker").annotate(n=Count("*")), NAMES)
    letters = groupby(page.object_list, lambda row: row["speaker_name"][:1].upper())
    context = {"page": page, "letters": [(letter, list(rows)) for letter, rows in letters]}
    return render(request, "site/speakers.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def speaker(request: HttpRequest, speaker: UUID) -> HttpResponse:
    rows = listed().filter(speaker=speaker)
    newest = rows.select_related("version").first()
    if newest is None:
        raise Http404("Nobody of whom anything was checked")
    record = Record.of(rows)
    person = newest.version.document["claim"]["speaker"]
    again = rows.filter(sightings__gt=1, retracted=False)
    context = {
        "key": speaker,
        "person": person,
        "as_of": newest.first_published_at,
        "record": record,
        "chart": record.chart(person["name"]) if record.has_chart else "",
        "repeated": again.order_by("-sightings", "-first_published_at")[:REPEATED],
        "page": paged(request, rows),
    }
    return render(request, "site/speaker.html", context)


@require_safe
@cache_control(no_cache=True)
@conditional_page
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "site/topics.html", {"topics": topics_with_checks()})


@require_safe
@cache_control(no_cache=True)
@conditional_page
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    if topic not in Claim.Topic.values:
        raise Http404("No such topic")
    page = paged(request, listed().filter(topic=topic))
    return render(request, "site/topic.html", {"topic": Claim.Topic(topic), "page": page})


@dataclass(slots=True)
class Passage:
    """A paragraph of an article, as far as our documents quote it, and the checked words in it."""

    text: str
    start: int
    claims: list[tuple[int, int, Listing]] = field(default_factory=list)

    def takes(self, start: int, end: int) -> bool:
        """No other claim's words overlap these."""
        return all(end <= low or high <= start for low, high, _ in self.claims)

    @property
    def pieces(self) -> Iterator[tuple[str, Listing | None]]:
        at = 0
        for start, end, listing in sorted(self.claims, key=lambda claim: claim[:2]):
            yield self.text[at:start], None
            yield self.text[start:end], listing
            at = end
        yield self.text[at:], None


@require_safe
@cache_control(no_cache=True)
@conditional_page
def article(request: HttpRequest, article: UUID) -> HttpResponse:
    rows = listed().filter(articles__contains=[article]).select_related("version")
    quoted = [
        (sighting, row)
        for row in rows.order_by(F("first_published_at").desc())
        for sighting in row.version.document["appearances"]
        if sighting["article"]["id"] == str(article)
    ]
    if not quoted:
        raise Http404("No article in which a claim was checked")
    quoted.sort(key=lambda pair: pair[0]["start"])
    context = {
        # As the newest document describes it.
        "article": max(quoted, key=lambda pair: pair[1].published_at)[0]["article"],
        "passages": passages(quoted),
        "checks": len({row.pk for _, row in quoted}),
    }
    return render(request, "site/article.html", context)


def passages(quoted: Iterable[tuple[Document, Listing]]) -> list[Passage]:
    """In the order of the text; claims of one paragraph in one passage, unless they overlap."""
    found: list[Passage] = []
    for sighting, listing in quoted:
        text = sighting["before"] + sighting["exact"] + sighting["after"]
        start = len(sighting["before"])
        end = start + len(sighting["exact"])
        same = next((p for p in found if p.text == text and p.takes(start, end)), None)
        if same is None:
            found.append(same := Passage(text, sighting["start"]))
        same.claims.append((start, end, listing))
    return found

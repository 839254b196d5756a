"""Which claims the desk's list shows: a page at a time, in order, and quick at a million rows.

Nothing is counted beyond a cap, no page skips rows it has to read (keyset instead of OFFSET), and
no filter reads the whole table: one that few claims meet names them first; one that many meet is
held against the next WINDOW claims in order, and the page says where it stopped.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import (
    Appearance,
    Claim,
    Correction,
    Publisher,
    QueueEntry,
    Review,
    SavedFilter,
    Speaker,
)

from . import queue, sightings
from .users import User

Status = Claim.Status
Entries = QuerySet[QueueEntry]
PAGE = 25  # a screenful and a half; the list goes on by itself
WINDOW = 10_000
FEW = 5_000
NAMES = 200  # of speakers or outlets that what was typed is a part of
COUNTED = 500
GROUPED = 1000
ALL, MINE, UNASSIGNED, SECOND, EDITED, ZOMBIE = (
    "all", "mine", "unassigned", "second-reader", "edited", "zombie",
)  # fmt: skip
# Where a rank changes its meaning for the reader of a queue.
BANDS = {
    "high": ("60 and more", Q(rank__gte=0.6)),
    "middle": ("40 to 59", Q(rank__gte=0.4, rank__lt=0.6)),
    "low": ("under 40", Q(rank__lt=0.4)),
}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a person wants to see; `after` is the place of the last row already seen."""

    tab: str = Status.NEW
    words: str = ""
    type: str = ""
    topic: str = ""
    band: str = ""
    speaker: str = ""
    outlet: str = ""
    article: int = 0
    newest: bool = False
    after: str = ""

    @property
    def by_key(self) -> bool:
        """Ordered by age: only rows of one tab have an index by rank."""
        return self.newest or self.tab == ALL


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[QueueEntry]
    # The place to go on from; "" at the end.
    after: str = ""
    # Not all that match could be looked for: WINDOW claims were.
    stopped: bool = False


# Tabs ---------------------------------------------------------------------------------------------


def second_reader(user: User) -> Entries:
    submitted = Review.objects.filter(status=Review.Status.SUBMITTED).values("claim")
    proposed = Correction.objects.filter(status=Correction.Status.PROPOSED).values("review__claim")
    return QueueEntry.objects.filter(claim__in=submitted.union(proposed))


def edited(user: User) -> Entries:
    claims = sightings.edited(Claim.objects.order_by())
    return QueueEntry.objects.filter(claim__in=claims.values("pk"))


TABS: dict[str, Callable[[User], Entries]] = {
    MINE: lambda user: QueueEntry.objects.filter(
        assigned_to=user, status__in=["new", "accepted", "deferred", "under_review"]
    ),
    UNASSIGNED: lambda user: QueueEntry.objects.open().filter(assigned_to=None),
    SECOND: second_reader,
    EDITED: edited,
    ZOMBIE: lambda user: QueueEntry.objects.filter(factors__has_key=queue.REFUTED).filter(
        status__in=["new", "accepted", "under_review", "deferred"]
    ),
    ALL: lambda user: QueueEntry.objects.all(),
}


def tab(name: str, user: User) -> Entries:
    """The claims under a tab: a state of claims, or one of TABS."""
    if name in TABS:
        return TABS[name](user)
    return QueueEntry.objects.filter(status=name)


def counts(tabs: Iterable[str], user: User) -> dict[str, int]:
    """How many claims are under each tab, at most COUNTED + 1; in one query."""
    names = list(tabs)
    parts: list[str] = []
    parameters: list[Any] = []
    for name in names:
        rows = tab(name, user).order_by().values("pk")[: COUNTED + 1]
        sql, given = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS capped)")
        parameters += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return dict(zip(names, cursor.fetchone(), strict=True))


# Filters ------------------------------------------------------------------------------------------


def narrowed(ask: Ask, user: User) -> tuple[Entries, bool]:
    """The claims that are asked for, in no order; and whether few of them are there to look at."""
    rows, few = tab(ask.tab, user), ask.tab in (MINE, SECOND, EDITED, ZOMBIE)
    if ask.article:
        rows, few = rows.filter(article=ask.article), True
    if ask.band in BANDS:
        rows = rows.filter(BANDS[ask.band][1])
    if ask.type in Claim.Type.values:
        rows = rows.filter(claim__types__contains=[ask.type])
    if ask.topic in Claim.Topic.values:
        rows = rows.filter(claim__topic=ask.topic)
    for claims, condition in selective(ask):
        keys = list(claims.order_by()[: FEW + 1])
        if len(keys) <= FEW:
            rows, few = rows.filter(claim__in=keys), True
        else:
            rows = rows.filter(condition)
    return rows, few


def selective(ask: Ask) -> Iterable[tuple[QuerySet[Any, int], Q]]:
    """The keys of the claims that meet a filter, and the filter for a claim at hand."""
    if ask.words:
        query = search_query(ask.words)
        yield (
            Claim.objects.filter(stems=query).values_list("pk", flat=True),
            Q(claim__stems=query),
        )
    if ask.speaker:
        speakers = ids(Speaker, ask.speaker)
        yield (
            Claim.objects.filter(speaker__in=speakers).values_list("pk", flat=True),
            Q(claim__speaker__in=speakers),
        )
    if ask.outlet:
        there = Appearance.objects.filter(
            snapshot__article__publisher__in=ids(Publisher, ask.outlet)
        )
        yield (
            there.values_list("claim", flat=True),
            Q(Exists(there.filter(claim=OuterRef("claim")))),
        )


def ids(model: Any, name: str) -> list[int]:
    """Of those whose name has this part. Fetched first, that the database knows how many."""
    return list(model.objects.filter(name__icontains=name).values_list("pk", flat=True)[:NAMES])


def search_query(words: str) -> SearchQuery:
    """Every word must occur, at least the beginning of it; in whatever form."""
    # A word that stands nowhere, where nothing typed is a word: an empty query is an error.
    terms = " & ".join(f"'{word}':*" for word in _WORD.findall(words)[:20]) or "'\u2400'"
    return SearchQuery(terms, search_type="raw", config="english")


# Order and pages ----------------------------------------------------------------------------------

SHOWN = ("claim__speaker", "article__publisher", "assigned_to", "held_by")
LONG = ("plan", "times", "quantities", "precedent", "flags", "detected_text", "embedding", "stems")


def page(ask: Ask, user: User, most: int = PAGE) -> Page:
    rows, few = narrowed(ask, user)
    rows = following(rows, ask)
    edge = None if few else window_edge(ask, user)
    if edge:
        rows = rows.filter(upto(edge, ask))
    found = described(list(in_order(rows, ask).values_list("pk", flat=True)[: most + 1]))
    if len(found) > most:
        return Page(found[:most], place(found[most - 1], ask))
    return Page(found, place(edge, ask) if edge else "", stopped=edge is not None)


def described(keys: list[int]) -> list[QueueEntry]:
    """The rows with what the list shows of them. Apart from finding their keys, so that claims,
    speakers and articles are read for these alone."""
    rows = QueueEntry.objects.select_related(*SHOWN).defer(*(f"claim__{name}" for name in LONG))
    by_key = rows.in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def in_order(rows: Entries, ask: Ask) -> Entries:
    return rows.order_by("-pk") if ask.by_key else rows.order_by("-rank", "-pk")


def place(row: QueueEntry, ask: Ask) -> str:
    return str(row.pk) if ask.by_key else f"{row.rank!r},{row.pk}"


def following(rows: Entries, ask: Ask) -> Entries:
    """Those after the last row that was seen; a place that is none is the beginning."""
    rank, _, key = ask.after.rpartition(",")
    try:
        pk = int(key)
        if ask.by_key:
            return rows.filter(claim__lt=pk)
        at = float(rank)
    except ValueError:
        return rows
    # The first condition is what the index is entered by.
    return rows.filter(rank__lte=at).filter(Q(rank__lt=at) | Q(claim__lt=pk))


def window_edge(ask: Ask, user: User) -> QueueEntry | None:
    """The last of the next WINDOW claims under the tab; None where there are fewer."""
    plain = Ask(tab=ask.tab, band=ask.band, newest=ask.newest)
    if replace(ask, after="") == plain:
        return None  # every row is shown
    rows = tab(ask.tab, user)
    if ask.band in BANDS:
        rows = rows.filter(BANDS[ask.band][1])
    rows = in_order(following(rows, ask), ask).only("claim", "rank")
    return next(iter(rows[WINDOW : WINDOW + 1]), None)


def upto(edge: QueueEntry, ask: Ask) -> Q:
    if ask.by_key:
        return Q(claim__gte=edge.pk)
    return Q(rank__gte=edge.rank) & (Q(rank__gt=edge.rank) | Q(claim__gte=edge.pk))


def all_rows(ask: Ask, user: User, most: int) -> dict[int, str]:
    """The key and the state of each claim that is asked for, in order, at most `most`."""
    rows, few = narrowed(replace(ask, after=""), user)
    if not few and (edge := window_edge(replace(ask, after=""), user)):
        rows = rows.filter(upto(edge, ask))
    return dict(in_order(rows, ask).values_list("claim", "status")[:most])


def shows(ask: Ask, user: User, claim: int) -> QueueEntry | None:
    """The row of this claim, if the list still shows it."""
    rows, _ = narrowed(ask, user)
    return rows.filter(claim=claim).select_related(*SHOWN).first()


# Groups -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Group:
    key: str | int
    title: str
    rows: list[QueueEntry]
    total: int = 0


def groups(ask: Ask, user: User, by: str, rows_each: int = 5, most: int = 30) -> list[Group]:
    """The best GROUPED claims by article or by topic, the group with the best claim first."""
    found: dict[str | int, Group] = {}
    for row in page(ask, user, GROUPED).rows:
        if by == "topic":
            key: str | int = row.claim.topic
            title = row.claim.get_topic_display() or "No topic"
        else:
            key = row.article_id or 0
            title = str(row.article or "In no article")
        group = found.setdefault(key, Group(key, title, []))
        group.total += 1
        if group.total <= rows_each:
            group.rows.append(row)
    return list(found.values())[:most]


# Filters that people save -------------------------------------------------------------------------


def saved(user: User) -> QuerySet[SavedFilter]:
    """This person's and the desk's."""
    return SavedFilter.objects.filter(Q(owner=user) | Q(owner=None))

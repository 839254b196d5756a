"""The verbs of the diary: what people do on the desk, through the services that the desk uses."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from claims import pipeline
from claims.models import (
    Appearance,
    Article,
    Claim,
    ClaimMatch,
    Extraction,
    Partner,
    SavedFilter,
    Snapshot,
)
from claims.services import (
    assignment,
    checkplan,
    claims,
    extraction,
    matching,
    partners,
    queue,
    spans,
    triage,
)
from claims.services.articles import receive_article
from claims.text.analyse import analyse

from . import setting
from .reviews import Reviews

How = dict[str, Any]
EARLIER_ENGINE = "trained-2"


class Desk(Reviews):
    """Each verb takes who acts, what about, and how; a claim's name is one of newsroom.toml, or
    the name of an article and words in it."""

    def __init__(self, folder: Path, newsroom: How, texts: How, people: dict[str, User]) -> None:
        self.folder, self.newsroom, self.texts, self.people = folder, newsroom, texts, people
        self.articles: dict[str, Article] = {}
        self.known: dict[str, int] = {}

    def act(self, by: User | None, verb: str, subject: str, how: How) -> None:
        getattr(self, verb)(by, subject, **how)

    # What arrives ---------------------------------------------------------------------------------

    def arrive(
        self, by: User | None, name: str, *, via: str, file: str = "", mistaken: str = ""
    ) -> None:
        """`mistaken`: words that an earlier engine took for a claim."""
        said = self.newsroom["articles"][name]
        received = receive_article(
            text=(self.folder / (file or f"{name}.txt")).read_text(),
            via=Article.Via(via),
            by=by,
            published_at=timezone.now() - timedelta(minutes=20),
            **said,
        )
        self.articles[name] = received.article
        due = received.extraction
        if due and mistaken:
            due = read_by_earlier_engine(due, mistaken)
        if due and not pipeline.extract(due.pk):
            raise RuntimeError(f"The claims of {name} could not be found: see the log.")
        pipeline.match()
        setting.describe(self.newsroom["speakers"])
        if received.article.via == Article.Via.FEED:
            setting.collected(received.article)

    # Which claim is meant -------------------------------------------------------------------------

    def claim(self, name: str, by: User | None) -> Claim:
        """The claim with these words; marked by hand where the engine has found none."""
        if name in self.known:
            return Claim.objects.get(pk=self.known[name])
        article, words = self.place(name)
        texts = self.articles[article].snapshots.order_by("pk")
        snapshot = next((text for text in texts if words in text.text), None)
        if snapshot is None:
            raise ValueError(f"“{words}” does not stand in {article}.")
        start = snapshot.text.index(words)
        end = start + len(words)
        there = self.sighting(snapshot, start, end)
        person = by or self.people["reviewer"]
        claim = there.claim if there else spans.create(snapshot, start, end, by=person)
        self.known[name] = claim.pk
        return claim

    def sighting(self, snapshot: Snapshot, start: int, end: int) -> Appearance | None:
        touching = snapshot.appearances.select_related("claim").filter(start__lt=end, end__gt=start)
        return touching.order_by("start").last()

    def place(self, name: str) -> tuple[str, str]:
        if name in self.newsroom["claims"]:
            article, words, _ = self.newsroom["claims"][name]
            return article, words
        article, _, words = name.partition(": ")
        return article, words

    # Decisions ------------------------------------------------------------------------------------

    def accept(self, by: User, name: str) -> None:
        claim = self.claim(name, by)
        triage.accept(claim, by=by)
        topic = self.newsroom["claims"].get(name, ("", "", ""))[2]
        claims.edit(claim, {"topic": topic}, by=by)

    def dismiss(self, by: User, name: str, *, code: str, reason: str = "") -> None:
        triage.dismiss(self.claim(name, by), by=by, code=code, reason=reason)

    def dismiss_under(self, by: User, article: str, *, score: float, code: str) -> None:
        """All of the article's that are left and less check-worthy, in one batch."""
        step = triage.Step("dismiss", code=code)
        triage.many(self.left(article, Q(score__lt=score)), step, by=by)

    def accept_over(self, by: User, article: str, *, score: float) -> None:
        triage.many(self.left(article, Q(score__gte=score)), triage.Step("accept"), by=by)

    def left(self, article: str, which: Q) -> list[tuple[int, str]]:
        """Claims of the article that nobody has decided about, by key, with their state."""
        new = Claim.objects.filter(
            which,
            appearances__snapshot__article=self.articles[article],
            status=Claim.Status.NEW,
        )
        return list(new.distinct().values_list("pk", "status"))

    def defer(self, by: User, name: str, *, days: int, reason: str = "") -> None:
        until = timezone.localdate() + timedelta(days=days)
        triage.defer(self.claim(name, by), by=by, until=until, reason=reason)

    def wake(self, by: None, name: str) -> None:
        triage.wake()

    def assign(self, by: User, name: str, *, to: str) -> None:
        claim = self.claim(name, by)
        assignment.assign(claim, self.people[to], by=by, seen=claim.entry.assigned_to_id)

    def hold(self, by: User, name: str) -> None:
        """The claim is open on a colleague's screen, for the half hour after the loading."""
        at = timezone.now() + timedelta(minutes=30)
        assignment.hold(self.claim(name, by).pk, by=by, at=at)

    def edit(self, by: User, name: str, **changes: Any) -> None:
        claims.edit(self.claim(name, by), changes, by=by)
        pipeline.match()

    def tick(self, by: User, name: str, *, steps: int, note: str) -> None:
        """The first steps of the plan are done; the note is about the last of them."""
        claim = self.claim(name, by)
        for number, step in enumerate(checkplan.steps(claim, [])[:steps], start=1):
            text = note if number == steps else ""
            checkplan.work(claim, step.key, done=True, note=text, seen=(False, ""), by=by)

    # Claims that are alike ------------------------------------------------------------------------

    def same(self, by: User, name: str, *, to: str) -> None:
        claim, other = self.claim(name, by), self.claim(to, by)
        suggested = claim.matches.filter(earlier=other, status=ClaimMatch.Status.SUGGESTED).first()
        if suggested:
            matching.confirm(suggested, by=by)
        else:
            matching.merge(claim, other, by=by)

    def other(self, by: User, name: str, *, than: str) -> None:
        pair = Q(claim=self.claim(name, by), earlier=self.claim(than, by))
        matching.reject(ClaimMatch.objects.get(pair), by=by)

    # The desk itself ------------------------------------------------------------------------------

    def weigh(self, by: User, _: str, **weights: float) -> None:
        queue.set_weights(weights, by=by)

    def filter(self, by: User, name: str, *, query: str, own: bool = False) -> None:
        owner = by if own else None
        SavedFilter.objects.create(name=name, query=query, owner=owner, made_by=by)

    def partner(self, by: User, name: str, *, contact: str) -> None:
        partners.issue_key(Partner.objects.create(name=name, contact=contact))


def read_by_earlier_engine(due: Extraction, mistaken: str) -> Extraction:
    """Its claims, and one more that the present engine will not find; what is due after that."""
    Extraction.objects.filter(pk=due.pk).update(engine=EARLIER_ENGINE)
    lease = extraction.take(due.pk)
    if lease is None or lease.published is None:
        raise RuntimeError("Another worker reads the demonstration.")
    found = analyse(lease.text, published=timezone.localdate(lease.published))
    start = lease.text.index(mistaken)
    extra = spans.reading(due.snapshot, start, start + len(mistaken))
    extraction.complete(lease, replace(found, claims=(*found.claims, extra)))
    return extraction.enqueue(due.snapshot)

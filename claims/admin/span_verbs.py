"""The buttons of an article's page that say where a claim begins and ends."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import Truncator

from claims.models import Appearance, Article, Claim, Snapshot
from claims.services import matching, spans
from claims.services.spans import Ends, SpanRefused

from .desk import page_address, row_id, tell, verb, verb_address


class SpanVerbs:
    """Where a person chose words with the script, it sends where they begin and end, and the words
    that were shown. Without it, the words are looked for in the text."""

    @verb("claims.change_claim")
    def mark(self, request: HttpRequest, article: Article) -> HttpResponse:
        snapshot = snapshot_of(request, article)
        claim = spans.create(snapshot, *chosen(request, snapshot.text), by=request.user)
        undo(
            request,
            article,
            "unmark",
            f"Marked: {Truncator(claim.text).chars(150)}",
            claim=claim.pk,
        )
        return here(article, snapshot, claim)

    @verb("claims.change_claim")
    def unmark(self, request: HttpRequest, article: Article) -> str:
        spans.take_back(claim_of(request, article, "claim"), by=request.user)
        return "Taken back: the words are no claim any more. The history keeps that they were."

    @verb("claims.change_claim")
    def move(self, request: HttpRequest, article: Article) -> HttpResponse:
        row = appearance_of(request, article)
        seen = ends(request, "seen")
        start, end = chosen(request, row.snapshot.text, near=seen[0])
        if spans.move(row, start, end, seen=seen, by=request.user):
            row.refresh_from_db()
            said = f"Its words are now: {Truncator(row.exact).chars(150)}"
            undo(request, article, "move", said, **known(row), start=seen[0], end=seen[1])
        else:
            tell(request, "Nothing changed: the claim has these words already.")
        return here(article, row.snapshot, row.claim)

    @verb("claims.change_claim")
    def split(self, request: HttpRequest, article: Article) -> HttpResponse:
        row = appearance_of(request, article)
        seen = ends(request, "seen")
        at = (
            row_id(request.POST.get("at"))
            or found(row.snapshot.text, request.POST.get("words", ""), within=seen)[0]
        )
        parts = spans.halves(row.snapshot.text, seen, at)
        other = spans.split(row, *parts, seen=seen, by=request.user)
        row.refresh_from_db()
        fields = known(row) | {"claim": other.pk, "start": seen[0], "end": seen[1]}
        undo(
            request,
            article,
            "join",
            f"Split. On its own now: {Truncator(other.text).chars(150)}",
            **fields,
        )
        return here(article, row.snapshot, row.claim)

    @verb("claims.change_claim")
    def join(self, request: HttpRequest, article: Article) -> HttpResponse:
        row = appearance_of(request, article)
        other = claim_of(request, article, "claim")
        spans.join(row, other, ends(request), seen=ends(request, "seen"), by=request.user)
        tell(request, "Joined again: the claim has its words back.")
        return here(article, row.snapshot, row.claim)

    @verb("claims.change_claimmatch")
    def merge(self, request: HttpRequest, article: Article) -> HttpResponse:
        claim = claim_of(request, article, "claim")
        into = claim_of(request, article, "into")
        matching.merge(claim, into, by=request.user)
        undo(
            request,
            article,
            "unmerge",
            f"Merged into: {Truncator(into.text).chars(150)}",
            claim=claim.pk,
        )
        return here(article, snapshot_of(request, article), into)

    @verb("claims.change_claimmatch")
    def unmerge(self, request: HttpRequest, article: Article) -> HttpResponse:
        claim = get_object_or_404(Claim, pk=row_id(request.POST.get("claim")))
        matching.split(claim, by=request.user)
        tell(request, "Two claims again.")
        return here(article, article.latest, claim)


def undo(request: HttpRequest, article: Article, name: str, text: str, **fields) -> None:
    tell(request, text, undo=verb_address(article, name), fields=fields)


def known(row: Appearance) -> dict:
    return {"appearance": row.pk, "seen_start": row.start, "seen_end": row.end}


def here(article: Article, snapshot: Snapshot, claim: Claim) -> HttpResponse:
    """Back to the article, at this claim."""
    query = urlencode({"snapshot": snapshot.pk, "claim": claim.pk})
    return redirect(f"{page_address(article)}?{query}#claim-{claim.pk}")


# What the form says -------------------------------------------------------------------------------


def snapshot_of(request: HttpRequest, article: Article) -> Snapshot:
    if wanted := row_id(request.POST.get("snapshot")):
        return get_object_or_404(article.snapshots, pk=wanted)
    return article.latest


def appearance_of(request: HttpRequest, article: Article) -> Appearance:
    rows = Appearance.objects.filter(snapshot__article=article)
    return get_object_or_404(
        rows.select_related("snapshot", "claim"), pk=row_id(request.POST.get("appearance"))
    )


def claim_of(request: HttpRequest, article: Article, name: str) -> Claim:
    rows = Claim.objects.filter(appearances__snapshot__article=article).distinct()
    return get_object_or_404(rows, pk=row_id(request.POST.get(name)))


def ends(request: HttpRequest, prefix: str = "") -> Ends:
    names = [f"{prefix}_{end}" if prefix else end for end in ("start", "end")]
    start, end = (row_id(request.POST.get(name)) for name in names)
    return start, end


def chosen(request: HttpRequest, text: str, near: int = 0) -> Ends:
    """The span that the person chose; the words they were shown must stand there."""
    words = request.POST.get("words")
    if not request.POST.get("end"):
        return found(text, words or "", near=near)
    start, end = ends(request)
    if words is not None and words.split() != text[start:end].split():
        raise SpanRefused(
            "The words you saw do not stand there in the text. Nothing was changed. "
            "Load the page again and choose them once more."
        )
    return start, end


def found(text: str, words: str, near: int = 0, within: Ends | None = None) -> Ends:
    """Where the words stand, whatever white space is between them; nearest to `near`."""
    if not words.strip():
        raise SpanRefused("Choose some words of the article, or copy them into the field.")
    if len(words) > 2 * spans.LONGEST:
        raise SpanRefused(f"At most {spans.LONGEST:,} characters make a claim. Copy fewer words.")
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    start, end = within or (0, len(text))
    places = [match.span() for match in pattern.finditer(text, start, end)]
    if not places:
        raise SpanRefused("These words do not stand there. Copy them from the text to the letter.")
    if len(places) > 1 and not (near or within):
        raise SpanRefused(
            f"These words stand in the text {len(places)} times. Copy some of the words beside "
            "them too; you can take them away afterwards."
        )
    return min(places, key=lambda place: abs(place[0] - near))

"""Articles: the paste form, the list, and each text with its claims marked in place."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse

from claims.models import Appearance, Article, ClaimEvent, Extraction, Publisher, Snapshot
from claims.services import triage
from claims.services.articles import ArticleRefused, describe, read_anyway, receive_article

from .desk import ListAdmin, PageAdmin, local_day, posted, row_id, verb
from .filters import Outlet
from .forms import KnownDetailsForm, PasteForm
from .highlights import Mark
from .marks import Stage, stages, state_tag
from .reader import (
    Part,
    coverage,
    failures,
    number_link,
    others,
    part_of,
    running_text,
    sentence_rows,
)
from .span_verbs import SpanVerbs

RETELLINGS = 50
OPEN = (Extraction.State.WAITING, Extraction.State.LEASED)


@admin.register(Article)
class ArticleAdmin(SpanVerbs, PageAdmin):
    list_display = ["__str__", "outlet", "published", "received", "claims_found", "extraction"]
    list_filter = [Outlet]
    list_select_related = ["publisher"]
    ordering = ["-fetched_at", "-pk"]
    search_fields = ["title"]
    searched = "title"
    search_help_text = "Words of the title"
    empty_state = "No articles yet. Paste one to see what the engine finds in it."
    page_related = ("publisher", "received_by", "same_story__publisher")
    paste_form = PasteForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_article")

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """What arrived is kept as it arrived."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        latest = Extraction.objects.filter(snapshot__article=OuterRef("pk")).order_by("-pk")
        found = (
            Appearance.objects.filter(snapshot__article=OuterRef("pk"))
            .order_by()
            .values("snapshot__article")
            .annotate(n=Count("claim", distinct=True))
            .values("n")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                state=Subquery(latest.values("state")[:1]),
                found=Coalesce(Subquery(found, output_field=IntegerField()), 0),
            )
        )

    @admin.display(description="outlet", ordering="publisher__name")
    def outlet(self, article: Article) -> str:
        return article.publisher.name if article.publisher else "—"

    @admin.display(description="published", ordering="published_at")
    def published(self, article: Article) -> str:
        return local_day(article.published_at) if article.published_at else "—"

    @admin.display(description="received", ordering="fetched_at")
    def received(self, article: Article) -> str:
        return local_day(article.fetched_at)

    @admin.display(description="claims")
    def claims_found(self, article: Article) -> int:
        return article.found

    @admin.display(description="extraction")
    def extraction(self, article: Article) -> str:
        if not article.state:
            return "—"
        return state_tag(article.state, Extraction.State(article.state).label)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.paste_form(posted(request), request.FILES or None)
        if form.is_valid() and (address := self.receive(request, form)):
            return redirect(address)
        return self.render(
            request,
            "paste",
            title="Paste an article",
            form=form,
            publishers=Publisher.objects.values_list("name", flat=True)[:300],
        )

    def receive(self, request: HttpRequest, form: PasteForm) -> str | None:
        """Hand the article in; the address of its page. A refusal becomes an error of the form,
        which keeps the text."""
        try:
            received = receive_article(**form.arguments(), via=Article.Via.PASTE, by=request.user)
        except ArticleRefused as refusal:
            form.add_error(refusal.field, str(refusal))
            return None
        if received.extraction is None:
            self.message_user(request, f"Kept. {received.article.why_unread}", messages.WARNING)
        elif received.created:
            self.message_user(request, "Received. The engine reads it now.", messages.SUCCESS)
        else:
            self.message_user(request, "This very text was already here.", messages.INFO)
        return self.address(received.article)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(getattr(self, name)),
                name=f"claims_article_{name}",
            )
            for name in ("progress", "card", "text")
        ]
        return own + super().get_urls()

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The part of the page that the script renews while the engine reads."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            return self.refuse(request)
        extraction = self.chosen(request, article).extractions.first()
        then = "" if reading(extraction) else self.address(article)
        return render(
            request, "admin/desk/progress.html", {"line": stage_line(extraction), "then": then}
        )

    @verb("claims.change_article")
    def describe(self, request: HttpRequest, article: Article) -> HttpResponse | str:
        form = KnownDetailsForm(request.POST)
        stored = None
        if form.is_valid():
            try:
                stored = save_details(article, form)
            except ArticleRefused as refusal:
                form.add_error(refusal.field, str(refusal))
        if form.is_valid():
            return "Saved. The text stays as it arrived."
        return self.page(request, article, form, stored)

    @verb("claims.change_extraction")
    def read(self, request: HttpRequest, article: Article) -> str:
        read_anyway(article)
        return "In the queue. The engine reads it now."

    def page(
        self,
        request: HttpRequest,
        article: Article,
        form: KnownDetailsForm | None = None,
        stored: dict[str, str] | None = None,
    ) -> HttpResponse:
        snapshot = self.chosen(request, article)
        extraction = snapshot.extractions.first()
        part = part_of(snapshot, row_id(request.GET.get("part")), row_id(request.GET.get("claim")))
        asked = part.mark_of(row_id(request.GET.get("claim")))
        current = asked or next(iter(part.marks), None)
        by_sentence = "sentences" in request.GET and bool(extraction and extraction.sentences)
        return self.render(
            request,
            "article",
            article,
            snapshots=list(article.snapshots.order_by("-taken_at", "-pk").defer("text")),
            snapshot=snapshot,
            part=part,
            text="" if by_sentence else running_text(part, current),
            rows=list(sentence_rows(part, extraction.sentences, current)) if by_sentence else (),
            by_sentence=by_sentence,
            families=sorted({mark.family for mark in part.marks if mark.strength}),
            extraction=extraction,
            retellings=article.retellings.select_related("publisher").order_by("pk")[:RETELLINGS],
            reading=reading(extraction),
            line=stage_line(extraction),
            details=form or KnownDetailsForm(initial=details(article)),
            stored=stored,
            failed=failures(extraction, snapshot.text),
            **coverage(extraction),
            **card_of(article, part, current),
        )

    def card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The pane with one claim; `after` is a claim whose number is to be drawn anew."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_permission(request, article):
            return self.refuse(request)
        snapshot = self.chosen(request, article)
        claim = row_id(request.GET.get("claim"))
        part = part_of(snapshot, claim=claim)
        current = part.mark_of(claim)
        decided = part.mark_of(row_id(request.GET.get("after")))
        again = number_link(decided, part, current, again=True) if decided else ""
        context = card_of(article, part, current)
        return render(
            request,
            "admin/desk/article_card.html",
            {"original": article, "snapshot": snapshot, "part": part, "again": again, **context},
        )

    def text(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The pane of the queue with the text around a claim."""
        article = get_object_or_404(Article.objects.select_related("publisher"), pk=pk)
        if not self.has_view_permission(request, article):
            return self.refuse(request)
        snapshot = self.chosen(request, article)
        claim = row_id(request.GET.get("claim"))
        part = part_of(snapshot, claim=claim)
        text = running_text(part, part.mark_of(claim))
        context = {"article": article, "snapshot": snapshot, "part": part, "text": text}
        return render(request, "admin/desk/queue_text.html", context)

    def chosen(self, request: HttpRequest, article: Article) -> Snapshot:
        if wanted := row_id(request.GET.get("snapshot")):
            return get_object_or_404(article.snapshots, pk=wanted)
        return article.latest


def reading(extraction: Extraction | None) -> bool:
    return extraction is not None and extraction.state in OPEN


def stage_line(extraction: Extraction | None) -> list[Stage]:
    return stages(extraction.progress if extraction else {"stage": "queued"}, skipped=2)


def card_of(article: Article, part: Part, mark: Mark | None) -> dict:
    """What the pane says about the current claim, and where the person goes on to."""
    if mark is None:
        return {"mark": None}
    page = reverse("admin:claims_article_change", args=[article.pk])
    card = reverse("admin:claims_article_card", args=[article.pk])
    after = part.beside(mark, 1)
    snapshot = mark.appearance.snapshot_id

    def at(to: Mark) -> str:
        return f"snapshot={snapshot}&claim={to.claim.pk}"

    return {
        "mark": mark,
        "number": part.before + mark.number,
        "previous": part.beside(mark, -1),
        "following": after,
        "others": others(part, mark),
        "dismissals": ClaimEvent.Dismissed.choices,
        "possible": {to.value for to, seen in triage.FROM.items() if mark.claim.status in seen},
        # After a decision: the next claim. With the script only the pane is renewed.
        "onward": f"{page}?{at(after or mark)}#claim-{(after or mark).claim.pk}",
        "stay": f"{page}?{at(mark)}#claim-{mark.claim.pk}",
        "onward_card": f"{card}?{at(after or mark)}&after={mark.claim.pk}",
        "stay_card": f"{card}?{at(mark)}&after={mark.claim.pk}",
    }


@transaction.atomic
def save_details(article: Article, form: KnownDetailsForm) -> dict[str, str] | None:
    """Save what this person changed; where a colleague was faster, what is stored now."""
    Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    article.refresh_from_db()
    now = details(article)
    stored = form.overtaken(now)
    if stored is None:
        describe(article, **(now | form.changes()))
        return None
    form.add_error(None, "A colleague has changed this since you opened it. Nothing was lost.")
    return {name: value or "nothing" for name, value in stored.items()}


def details(article: Article) -> dict[str, str]:
    outlet = article.publisher.name if article.publisher else ""
    return {
        "title": article.title,
        "byline": article.byline,
        "publisher": outlet,
        "url": article.url,
    }


@admin.register(Publisher)
class PublisherAdmin(ListAdmin):
    list_display = ["name", "homepage"]
    search_fields = ["name"]
    searched = "name"
    fields = ["name", "homepage"]
    empty_state = "No outlets yet. They come with the articles."

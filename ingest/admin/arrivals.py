"""Arrivals: each article on its way in, live; and the page that a bookmarklet sends."""

from dataclasses import replace
from typing import ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from claims.admin.desk import PageAdmin, page_address, posted, verb
from claims.admin.filters import Tabs
from claims.admin.marks import Stage, stages, state_tag
from claims.services.articles import ArticleRefused
from ingest.models import Errand, Fetch
from ingest.services import errands, fetches

from .forms import SendForm
from .marks import NOTHING, due, moment

# The address and the title of the page one is on, in a new tab of the desk.
BOOKMARKLET = (
    "javascript:void(window.open('{}?url='+encodeURIComponent(location.href)"
    "+'&title='+encodeURIComponent(document.title.slice(0,500)),'_blank'))"
)


class Outcome(Tabs):
    title = parameter_name = "state"
    default = "all"

    def lookups(self, request: HttpRequest, model_admin: PageAdmin) -> list[tuple[str, str]]:
        return [
            ("all", "All"), ("coming", "On their way"), ("here", "Here"), ("dead", "Refused"),
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        narrowed = {
            "coming": {"article": None, "state__in": ["waiting", "leased"]},
            "here": {"article__isnull": False},
            "dead": {"state": Errand.State.DEAD},
        }
        return queryset.filter(**narrowed.get(self.value(), {}))


def stage_line(fetch: Fetch) -> list[Stage]:
    line = stages(fetch.progress, skipped=0 if fetch.url else 1)
    if not waits_for_server(fetch):
        return line
    note = f"again at {timezone.localtime(fetch.not_before):%H:%M}"
    return [replace(stage, note=note) if stage.place == "now" else stage for stage in line]


def waits_for_server(fetch: Fetch) -> bool:
    """Whether it was tried and is tried again, at a time that has not come."""
    waiting = fetch.article_id is None and fetch.state == Errand.State.WAITING
    return bool(waiting and fetch.failures and fetch.not_before > timezone.now())


def tag(fetch: Fetch) -> str:
    if fetch.article_id:
        return state_tag("done", "here")
    if fetch.state == Errand.State.DEAD:
        return state_tag("dead", "refused")
    running = fetch.state == Errand.State.LEASED and fetch.step
    return state_tag(fetch.state, fetch.get_step_display() if running else "waiting")


@admin.register(Fetch)
class FetchAdmin(PageAdmin):
    list_display = ["what", "way", "state_mark", "asked", "trouble"]
    list_filter = [Outcome]
    list_select_related = ["feed", "article"]
    empty_state = "Nothing has arrived yet. Paste a text or a link, or follow a feed."
    page_related = ("feed", "article", "by", "partner", "original")

    class Media:
        css: ClassVar = {"all": ["desk/ingest.css"]}

    def has_change_permission(self, request: HttpRequest, obj: Fetch | None = None) -> bool:
        return False

    @admin.display(description="article")
    def what(self, fetch: Fetch) -> str:
        return str(fetch.article or fetch)

    @admin.display(description="how")
    def way(self, fetch: Fetch) -> str:
        return str(fetch.feed) if fetch.feed else capfirst(fetch.get_via_display())

    @admin.display(description="state", ordering="state")
    def state_mark(self, fetch: Fetch) -> str:
        return tag(fetch)

    @admin.display(description="asked for", ordering="created_at")
    def asked(self, fetch: Fetch) -> str:
        return moment(fetch.created_at)

    @admin.display(description="what is wrong")
    def trouble(self, fetch: Fetch) -> str:
        if waits_for_server(fetch):
            return format_html("{} Tried again {}.", fetch.last_error, due(fetch.not_before))
        return fetch.last_error or NOTHING

    def get_urls(self) -> list[URLPattern]:
        return [
            self.own_url("<int:pk>/progress/", self.progress),
            self.own_url("bookmarklet/", self.bookmarklet),
            self.own_url("send/", self.send),
            *super().get_urls(),
        ]

    def own_url(self, route: str, view) -> URLPattern:
        name = f"ingest_fetch_{view.__name__}"
        return path(route, self.admin_site.admin_view(view), name=name)

    def page(self, request: HttpRequest, fetch: Fetch) -> HttpResponse:
        progress = fetch.progress
        return self.render(
            request,
            "arrival",
            fetch,
            line=stage_line(fetch),
            moving=progress["stage"] not in ("done", "failed"),
            reason=progress["reason"],
            looks_again=fetch.article and fetch.state == Errand.State.WAITING,
        )

    def progress(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The part of the page that the script renews."""
        fetch = get_object_or_404(Fetch.objects.select_related("article"), pk=pk)
        if not self.has_view_permission(request, fetch):
            return self.refuse(request)
        stage = fetch.progress["stage"]
        then = {"done": fetch.article or fetch, "failed": fetch}.get(stage)
        address = page_address(then) if then else ""
        return render(
            request, "admin/desk/progress.html", {"line": stage_line(fetch), "then": address}
        )

    @verb("ingest.change_fetch")
    def retry(self, request: HttpRequest, fetch: Fetch) -> str:
        if errands.retry(fetch):
            return "It is tried again now."
        return "There is nothing to try again."

    def bookmarklet(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm("ingest.add_fetch"):
            return self.refuse(request)
        address = request.build_absolute_uri(reverse("admin:ingest_fetch_send"))
        return self.render(
            request,
            "bookmarklet",
            title="Send a page to the desk",
            code=BOOKMARKLET.format(address),
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        """Where the bookmarklet leads. It asks: a page that links here must send nothing by
        itself."""
        if not request.user.has_perm("ingest.add_fetch"):
            raise PermissionDenied
        form = SendForm(posted(request), initial=request.GET.dict())
        if form.is_valid():
            try:
                fetch = fetches.collect_link(
                    form.cleaned_data["url"],
                    by=request.user,
                    details={"title": form.cleaned_data["title"]},
                )
            except ArticleRefused as refused:
                form.add_error("url", str(refused))
            else:
                return redirect(page_address(fetch))
        return self.render(request, "send", title="Send this page to the desk", form=form)

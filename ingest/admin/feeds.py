"""Feeds: the list with their health, and a page for each."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject, TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims.admin.desk import PageAdmin, posted, verb
from claims.admin.filters import ALL, Tabs
from claims.admin.marks import state_tag
from claims.models import Publisher
from claims.services.articles import outlet
from ingest.models import Errand, Feed, Fetch, Poll
from ingest.services import errands, feeds

from .charts import Days, bars, every_day, in_words
from .forms import FeedForm, KnownFeedForm
from .marks import NOTHING, due, moment

SHOWN_DAYS, LISTED_DAYS, SHOWN_ARRIVALS = 30, 14, 20
LABELS = {
    "new": "not polled yet",
    "healthy": "healthy",
    "failing": "failing",
    "dead": "stopped",
    "paused": "paused",
    "ended": "ended",
}


OPEN = Q(poll__state__in=[Errand.State.WAITING, Errand.State.LEASED])
FAILING = OPEN & Q(poll__failures__gt=0) | Q(poll__state=Errand.State.DEAD)
SHOWN_FAILING = 5


class Health(Tabs):
    title = parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: PageAdmin) -> list[tuple[str, str]]:
        return [(ALL, "All"), ("failing", "Failing"), ("off", "Paused or ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        narrowed = {"failing": FAILING, "off": Q(poll__state=Errand.State.DONE)}
        return queryset.filter(narrowed.get(self.value(), Q()))


@dataclass(frozen=True, slots=True)
class Failing:
    count: int
    feeds: list[Feed]


def failing_feeds() -> Failing:
    """For the first page of the desk: how many, and those that have failed the longest."""
    failing = Feed.objects.filter(FAILING).select_related("poll")
    first = list(failing.order_by("-poll__failures", "pk")[: SHOWN_FAILING + 1])
    count = failing.count() if len(first) > SHOWN_FAILING else len(first)
    return Failing(count, first[:SHOWN_FAILING])


def health(feed: Feed) -> str:
    poll: Poll = feed.poll
    if poll.state == Errand.State.DONE:
        return "ended" if feed.ended_at else "paused"
    if poll.state == Errand.State.DEAD:
        return "dead"
    if poll.failures:
        return "failing"
    return "healthy" if poll.succeeded_at else "new"


def health_tag(feed: Feed) -> SafeString:
    code = health(feed)
    return state_tag(code, LABELS[code])


def per_day(days: int) -> ArraySubquery:
    """The articles of each feed on each of the last days that brought any."""
    since = timezone.now() - timedelta(days=days)
    counted = (
        Fetch.objects.filter(feed=OuterRef("pk"), created_at__gte=since)
        .order_by()
        .values(day=TruncDate("created_at"))
        .annotate(n=Count("pk"))
        .values(found=JSONObject(day="day", n="n"))
    )
    return ArraySubquery(counted)


def days_of(feed: Feed, days: int) -> Days:
    counts = {date.fromisoformat(each["day"]): each["n"] for each in feed.recent}
    return every_day(counts, timezone.localdate(), days)


@admin.register(Feed)
class FeedAdmin(PageAdmin):
    list_display = ["__str__", "outlet", "state", "succeeded", "next_poll", "articles", "error"]
    list_filter = [Health]
    # Those that fail first.
    ordering = ("-poll__failures", "title", "url")
    list_select_related = ["publisher", "poll"]
    search_fields = ["title"]
    searched = "title"
    search_help_text = "Words of the name"
    empty_state = "No feeds yet. Add one: its new articles come in by themselves."
    page_related = ("publisher", "poll", "added_by")

    class Media:
        css: ClassVar = {"all": ["desk/ingest.css"]}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ingest.add_feed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Feed]:
        return super().get_queryset(request).annotate(recent=per_day(LISTED_DAYS))

    @admin.display(description="outlet", ordering="publisher__name")
    def outlet(self, feed: Feed) -> str:
        return feed.publisher.name if feed.publisher else NOTHING

    @admin.display(description="health")
    def state(self, feed: Feed) -> str:
        return health_tag(feed)

    @admin.display(description="last success", ordering="poll__succeeded_at")
    def succeeded(self, feed: Feed) -> str:
        return moment(feed.poll.succeeded_at) if feed.poll.succeeded_at else "never"

    @admin.display(description="next poll", ordering="poll__not_before")
    def next_poll(self, feed: Feed) -> str:
        polled = feed.poll.state in (Errand.State.WAITING, Errand.State.LEASED)
        return due(feed.poll.not_before) if polled else NOTHING

    @admin.display(description=f"articles, {LISTED_DAYS} days")
    def articles(self, feed: Feed) -> str:
        days = days_of(feed, LISTED_DAYS)
        return format_html(
            '<span class="figure">{}</span>{}',
            sum(n for _, n in days),
            bars(days, f"Articles per day of {feed}"),
        )

    @admin.display(description="error", ordering="poll__failures")
    def error(self, feed: Feed) -> str:
        return Truncator(feed.poll.last_error).chars(120) or NOTHING

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FeedForm(posted(request))
        if form.is_valid() and (feed := self.follow(request, form)):
            self.message_user(request, "Followed. It is polled now.", messages.SUCCESS)
            return redirect(self.address(feed))
        return self.render(
            request, "feed_form", title="Follow a feed", form=form, publishers=publishers()
        )

    def follow(self, request: HttpRequest, form: FeedForm) -> Feed | None:
        try:
            with transaction.atomic():
                return feeds.follow(
                    form.cleaned_data["url"],
                    title=form.cleaned_data["title"],
                    publisher=outlet(form.cleaned_data["publisher"]),
                    every=form.cleaned_data["every"],
                    by=request.user,
                )
        except feeds.FeedRefused as refused:
            form.add_error("url", str(refused))
            return None

    def page(self, request: HttpRequest, feed: Feed) -> HttpResponse:
        named = feed.publisher.name if feed.publisher else ""
        form = KnownFeedForm(posted(request), instance=feed, initial={"publisher": named})
        if request.method == "POST":
            if not self.has_change_permission(request, feed):
                return self.refuse(request)
            if form.is_valid():
                return self.save(request, feed, form)
        feed.recent = Feed.objects.values_list(per_day(SHOWN_DAYS), flat=True).get(pk=feed.pk)
        days = days_of(feed, SHOWN_DAYS)
        return self.render(
            request,
            "feed",
            feed,
            poll=feed.poll,
            health=health(feed),
            tag=health_tag(feed),
            chart=bars(days, f"Articles per day of {feed}"),
            said=in_words(days),
            days=[(day, n) for day, n in reversed(days) if n],
            first_day=days[0][0],
            last_day=days[-1][0],
            arrivals=feed.fetches.select_related("article")[:SHOWN_ARRIVALS],
            form=form,
            publishers=publishers(),
        )

    def save(self, request: HttpRequest, feed: Feed, form: KnownFeedForm) -> HttpResponse:
        # Only these: a poll may be writing the address at this moment.
        Feed.objects.filter(pk=feed.pk).update(
            title=form.cleaned_data["title"],
            every=form.cleaned_data["every"],
            publisher=outlet(form.cleaned_data["publisher"]),
        )
        self.message_user(request, "Saved.", messages.SUCCESS)
        return redirect(self.address(feed))

    @verb("ingest.change_feed")
    def poll_now(self, request: HttpRequest, feed: Feed) -> str:
        if errands.retry(feed.poll):
            return "It is polled now, or as soon as its server has had its pause."
        return "It is being polled at this moment, or paused."

    @verb("ingest.change_feed")
    def pause(self, request: HttpRequest, feed: Feed) -> str:
        feeds.pause(feed)
        return "Paused. Nothing is fetched from it until somebody presses “Poll it again”."

    @verb("ingest.change_feed")
    def resume(self, request: HttpRequest, feed: Feed) -> str:
        feeds.resume(feed)
        return "It is polled again."


def publishers() -> QuerySet[Publisher, str]:
    return Publisher.objects.values_list("name", flat=True)[:300]

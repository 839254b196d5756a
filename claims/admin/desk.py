"""What the desk's pages share: a page of its own for each row, and verbs that are buttons on it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from claims.admin.toasts import tell as tell
from claims.services.articles import ArticleRefused
from claims.services.claims import ClaimRefused
from claims.services.matching import MatchingRefused
from claims.services.reports import ReportRefused
from claims.services.reviews import ReviewRefused
from claims.services.spans import SpanRefused
from claims.services.triage import TriageRefused
from claims.services.webhooks import WebhookRefused


class NotText(ValueError):
    """What was typed cannot be stored. The message says what to do."""


# Their messages are written for the person at the desk.
REFUSALS = (
    ArticleRefused,
    ClaimRefused,
    MatchingRefused,
    NotText,
    ReportRefused,
    ReviewRefused,
    SpanRefused,
    TriageRefused,
    WebhookRefused,
)
NOT_YOURS = "Your account may not do this. Ask an editor, or whoever looks after the accounts."

Method = Callable[..., HttpResponse | str | None]


def verb(permission: str) -> Callable[[Method], Method]:
    """Mark `method(self, request, obj)` as the target of a button.

    It answers to POST alone, at <page>/<its name>/, for those with the permission. It returns a
    response; or what to tell the person; or None, where it told already, with the way back. The
    person goes on to what the form says is `next`, or to the page of `obj`.
    """

    def mark(method: Method) -> Method:
        method.permission = permission
        return method

    return mark


class ListAdmin(admin.ModelAdmin):
    """A list that stays quick however many rows there are. Nothing is deleted on the desk."""

    change_list_template = "admin/desk/change_list.html"
    add_form_template = change_form_template = "admin/desk/change_form.html"
    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    empty_state = "Nothing here."
    # The text that the search box looks in; claims have a trigram index on its lower case.
    searched: str | None = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        """No row holds a NUL character, and the database does not even let one ask for it."""
        if any("\0" in value for _, values in request.GET.lists() for value in values):
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Every word must occur. Not `icontains`: its UPPER() would read each row."""
        if self.searched and search_term:
            queryset = queryset.alias(lowered=Lower(self.searched))
            for word in search_term.lower().split():
                queryset = queryset.filter(lowered__contains=word)
        return queryset, False


class PageAdmin(ListAdmin):
    """A list, with a page of our own for each row."""

    page_related: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        methods = {name: getattr(type(self), name, None) for name in dir(type(self))}
        verbs = {name: m for name, m in methods.items() if hasattr(m, "permission")}
        return [self.verb_url(name, m) for name, m in verbs.items()] + super().get_urls()

    def verb_url(self, name: str, method: Method) -> URLPattern:
        return path(
            f"<int:pk>/{name.replace('_', '-')}/",
            self.admin_site.admin_view(partial(self.run, method)),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
        )

    def run(self, method: Method, request: HttpRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm(method.permission):
            return self.refuse(request)
        obj = get_object_or_404(self.model, pk=pk)
        try:
            answer = method(self, request, obj)
        except REFUSALS as refusal:
            tell(request, str(refusal), level=messages.ERROR)
            return redirect(self.onward(request, obj))
        if isinstance(answer, HttpResponse):
            return answer
        if answer:
            tell(request, answer)
        return redirect(self.onward(request, obj))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        try:
            obj = self.model.objects.select_related(*self.page_related).get(pk=unquote(object_id))
        except (self.model.DoesNotExist, ValueError):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return self.page(request, obj)

    def page(self, request: HttpRequest, obj: Any) -> HttpResponse:
        raise NotImplementedError

    def address(self, obj: models.Model) -> str:
        return page_address(obj)

    def onward(self, request: HttpRequest, obj: models.Model) -> str:
        """Where the person goes after a step."""
        chosen = request.POST.get("next", "")
        ours = chosen.startswith("/") and url_has_allowed_host_and_scheme(chosen, None)
        return chosen if ours else self.address(obj)

    def render(
        self, request: HttpRequest, template: str, obj: Any = None, **context: Any
    ) -> TemplateResponse:
        """A template of this model, with what every page of the desk shows around it."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": str(obj) if obj else self.opts.verbose_name_plural.capitalize(),
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, f"admin/desk/{template}.html", context)

    def refuse(self, request: HttpRequest) -> HttpResponse:
        response = self.render(request, "refused", title="Not possible", why=NOT_YOURS)
        response.status_code = 403
        return response

    def ask(
        self, request: HttpRequest, obj: Any, *, title: str, happens: str, button: str, **more: Any
    ) -> HttpResponse:
        """Ask once before a public or destructive step; the same POST comes back confirmed."""
        kept = {k: v for k, v in request.POST.items() if k not in ("csrfmiddlewaretoken", "reason")}
        return self.render(
            request, "confirm", obj, title=title, happens=happens, button=button, kept=kept, **more
        )


def page_address(obj: models.Model) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def verb_address(obj: models.Model, name: str) -> str:
    """Where the verb `name` of this row's page answers."""
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{name}", args=[obj.pk])


def confirmed(request: HttpRequest) -> bool:
    return "confirmed" in request.POST


def row_id(value: str | None) -> int:
    """The id of a row as a page sends it; 0, which no row has, for all that cannot be one."""
    return int(value) if value and value.isdecimal() and len(value) < 19 else 0


def reason(request: HttpRequest) -> str:
    """Why, in the person's words."""
    return words(request, "reason")


def words(request: HttpRequest, name: str) -> str:
    """What was typed into the field `name`. Raises NotText."""
    typed = request.POST.get(name, "")
    if "\0" in typed:
        raise NotText(f"The {name} has a character that is not text. Type it again.")
    return typed


def local_day(at: datetime) -> str:
    """The day in the newsroom; in July London's begins an hour before that of UTC."""
    return f"{timezone.localtime(at):%-d %b %Y}"


def local_minute(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %b %Y %H:%M}"


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; an empty POST is bound too, and refused."""
    return request.POST if request.method == "POST" else None

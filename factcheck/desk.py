"""The desk in the place of Django's admin site: its own login, a page for one's own account, and
refusals that say what to do.

The site is made before any model is loaded, hence the late imports.
"""

from collections.abc import Callable
from functools import update_wrapper

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

NOT_YOURS = "Your account may not do this. Ask an editor, or whoever looks after the accounts."
READ_ONLY = "You are here as a guest: you can read everything on the desk and change nothing."
# The pages on which the second step is switched on, for those whose role needs it.
OPEN = ("admin:account", "admin:second_factor", "admin:logout")
# What guests may send: what is about themselves, and weights to try, which are not kept.
OWN = (*OPEN, "admin:password_change", "admin:account_sessions", "admin:claims_claim_weights")

View = Callable[..., HttpResponse]


class Desk(admin.AdminSite):
    def get_urls(self) -> list[URLPattern]:
        from claims.admin import account, numbers, signin

        def desk(route: str, view: View, name: str) -> URLPattern:
            return path(route, self.admin_view(view), name=name)

        return [
            path("login/", signin.SignIn.as_view(), name="login"),
            path("login/code/", signin.Code.as_view(), name="login_code"),
            path("welcome/<uidb64>/<token>/", signin.Welcome.as_view(), name="welcome"),
            desk("account/", account.yours, "account"),
            desk("password_change/", account.password, "password_change"),
            desk("account/second-step/", account.second_factor_view, "second_factor"),
            desk("account/sessions/", account.sessions, "account_sessions"),
            *numbers.pages(self),
            *(u for u in super().get_urls() if getattr(u, "name", None) not in TAKEN),
        ]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if must_set_up(request):
                return redirect("admin:second_factor")
            if writes(request) and reads_only(request):
                return self.refuse(request)
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                return self.refuse(request)

        return super().admin_view(update_wrapper(guarded, view), cacheable)

    def refuse(self, request: HttpRequest) -> HttpResponse:
        guest = request.user.get_all_permissions() and reads_only(request)
        why = READ_ONLY if guest else NOT_YOURS
        context = {**self.each_context(request), "title": "Not possible", "why": why}
        return TemplateResponse(request, "admin/account/refused.html", context, status=403)


TAKEN = ("login", "password_change", "password_change_done")


def writes(request: HttpRequest) -> bool:
    safe = request.method in ("GET", "HEAD", "OPTIONS")
    return not safe and request.resolver_match.view_name not in OWN


def reads_only(request: HttpRequest) -> bool:
    """Whether this person may only look, whatever a page forgets to ask."""
    return all(".view_" in permission for permission in request.user.get_all_permissions())


def must_set_up(request: HttpRequest) -> bool:
    """Whether this person's role needs the second step, and this session came in without it."""
    from django.conf import settings

    from claims.services import second_factor

    if not settings.SECOND_FACTOR_FOR or request.session.get("second_factor"):
        return False
    if request.resolver_match.view_name in OPEN:
        return False
    return second_factor.is_required(request.user)


class DeskConfig(AdminConfig):
    default_site = "factcheck.desk.Desk"

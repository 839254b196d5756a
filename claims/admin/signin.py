"""Coming in: the login, the code of the second step, the link with which a password is chosen."""

import time
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.generic import FormView

from claims.services import accounts, second_factor
from claims.services.accounts import AccountRefused

from .account_forms import ChosenPasswordForm, CodeForm, NameAndPassword

PENDING = "pending_login"
# How long the password that was typed before the code counts, in seconds.
PATIENCE = 5 * 60


class DeskPage:
    """What every page of the desk shows around it, though nobody is logged in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**admin.site.each_context(self.request), **context, "newsroom": settings.NEWSROOM}


class SignIn(DeskPage, LoginView):
    template_name = "admin/account/login.html"
    authentication_form = NameAndPassword
    next_page = reverse_lazy("admin:index")
    extra_context = {"title": "Log in"}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: NameAndPassword) -> HttpResponse:
        user = form.get_user()
        if not second_factor.is_on(user):
            return super().form_valid(form)
        self.request.session[PENDING] = {
            "user": user.pk,
            "backend": user.backend,
            "at": time.time(),
            # Judged by LoginView: an address of this site or nothing.
            "next": self.get_success_url(),
        }
        return redirect("admin:login_code")


class Code(DeskPage, FormView):
    """The second step, after the right password."""

    template_name = "admin/account/code.html"
    form_class = CodeForm
    extra_context = {"title": "Second step"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.pending = request.session.get(PENDING, {})
        if time.time() - self.pending.get("at", 0) > PATIENCE:
            return redirect("admin:login")
        self.user = User.objects.filter(pk=self.pending["user"], is_active=True).first()
        if self.user is None:
            return redirect("admin:login")
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wrong codes count as wrong passwords do."""
        self.who = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, self.who):
            return get_lockout_response(request, None, self.who)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        try:
            second_factor.check(self.user, form.cleaned_data["code"])
        except AccountRefused as refusal:
            user_login_failed.send(__name__, credentials=self.who, request=self.request)
            form.add_error("code", str(refusal))
            return self.form_invalid(form)
        del self.request.session[PENDING]
        login(self.request, self.user, backend=self.pending["backend"])
        self.request.session["second_factor"] = True
        left = second_factor.codes_left(self.user)
        if left < 3:
            text = f"You have {left or 'no'} backup codes left: make new ones under Your account."
            messages.warning(self.request, text)
        return redirect(self.pending["next"])


class Welcome(DeskPage, PasswordResetConfirmView):
    """Where a link of an administrator leads: one chooses a password, once."""

    template_name = "admin/account/welcome.html"
    form_class = ChosenPasswordForm
    success_url = reverse_lazy("admin:login")
    title = "Choose a password"

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if user and user.is_active else None

    def form_valid(self, form: ChosenPasswordForm) -> HttpResponse:
        first = not User.objects.get(pk=self.user.pk).has_usable_password()
        response = super().form_valid(form)
        accounts.joined(self.user, first=first)
        messages.success(self.request, "Your password is set. Log in with it now.")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
        return {**context, "account": self.user, "days": days}


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """After too many wrong passwords: until when, and what to do."""
    username = (credentials or {}).get("username") or request.POST.get("username", "")
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    until = (last or timezone.now()) + timedelta(hours=settings.AXES_COOLOFF_TIME)
    minutes = max(1, round((until - timezone.now()).total_seconds() / 60))
    context = {
        **admin.site.each_context(request),
        "title": "Too many wrong passwords",
        "username": username[:150],
        "tries": settings.AXES_FAILURE_LIMIT,
        "until": until,
        "minutes": minutes,
        "newsroom": settings.NEWSROOM,
    }
    return render(request, "admin/account/locked.html", context, status=429)

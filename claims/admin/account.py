"""“Your account”: one's password, the second step at login, one's sessions."""

import io
from base64 import b32encode
from typing import Any

import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_totp.models import TOTPDevice

from claims.models import DeskSession
from claims.services import accounts, second_factor
from claims.services.accounts import AccountRefused
from claims.services.users import MEANING

from .account_forms import CodeForm, OwnPasswordForm
from .desk import posted
from .devices import in_words

EVENTS = 12


def page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/account/{template}.html", context)


def yours(request: HttpRequest, form: OwnPasswordForm | None = None) -> HttpResponse:
    user = request.user
    return page(
        request,
        "account",
        "Your account",
        form=form or OwnPasswordForm(user),
        roles=[(name, MEANING[name]) for name in accounts.roles_of(user)],
        factor_on=second_factor.is_on(user),
        factor_required=second_factor.is_required(user),
        codes_left=second_factor.codes_left(user),
        sessions=shown(accounts.sessions_of(user), request.session.session_key),
        idle_hours=int(settings.SESSION_IDLE.total_seconds() // 3600),
        days=settings.SESSION_COOKIE_AGE // (24 * 3600),
        events=user.account_events.select_related("by")[:EVENTS],
    )


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    form = OwnPasswordForm(request.user, posted(request))
    if request.method != "POST":
        return redirect("admin:account")
    if not form.is_valid():
        return yours(request, form)
    with transaction.atomic():
        accounts.password_changed(form.save())
    # The other sessions end: their hash is of the old password.
    update_session_auth_hash(request, form.user)
    accounts.end_own(request.user, but=request.session.session_key)
    messages.success(request, "Your password is changed. All your other sessions have ended.")
    return redirect("admin:account")


def sessions(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions, or all others."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    current = request.session.session_key
    if "others" in request.POST:
        ended = accounts.end_own(request.user, but=current)
        text = f"{ended} ended." if ended else "There was no other session."
    else:
        named = {handle(s): s.pk for s in accounts.sessions_of(request.user) if s.pk != current}
        key = named.get(request.POST.get("session", ""))
        text = "Ended." if key else "This session has ended already."
        if key:
            accounts.end_own(request.user, key=key)
    messages.success(request, text)
    return redirect("admin:account")


@sensitive_post_parameters()
def second_factor_view(request: HttpRequest) -> HttpResponse:
    user = request.user
    steps = {"start": start, "confirm": confirm, "codes": codes, "off": off}
    if request.method == "POST":
        step = next((steps[name] for name in steps if name in request.POST), None)
        try:
            if step and (answer := step(request)):
                return answer
        except AccountRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:second_factor")
    device = second_factor.started(user)
    waiting = device is not None and not second_factor.is_on(user)
    return page(
        request,
        "second_factor",
        "Second step at login",
        on=second_factor.is_on(user),
        required=second_factor.is_required(user),
        codes_left=second_factor.codes_left(user),
        waiting=waiting,
        form=CodeForm(),
        qr=qr_code(device) if waiting else "",
        secret=secret(device) if waiting else "",
    )


def start(request: HttpRequest) -> None:
    right_password(request)
    second_factor.start(request.user)


def confirm(request: HttpRequest) -> HttpResponse:
    codes = second_factor.confirm(request.user, request.POST.get("code", ""))
    # A session that came in by password alone may not be one's own.
    accounts.end_own(request.user, but=request.session.session_key)
    request.session["second_factor"] = True
    return show_codes(request, codes, "The second step is on")


def codes(request: HttpRequest) -> HttpResponse:
    right_password(request)
    return show_codes(request, second_factor.new_codes(request.user), "New backup codes")


def off(request: HttpRequest) -> HttpResponse:
    right_password(request)
    second_factor.switch_off(request.user)
    request.session.pop("second_factor", None)
    messages.success(request, "The second step is off: your password alone lets you in.")
    return redirect("admin:account")


def show_codes(request: HttpRequest, codes: list[str], title: str) -> HttpResponse:
    """The answer itself shows them: no later page does."""
    return page(request, "codes", title, codes=codes)


def right_password(request: HttpRequest) -> None:
    """Whoever finds a desk unlocked must not change how one gets in."""
    who = {"username": request.user.username, "password": request.POST.get("password", "")}
    # Counts wrong ones, as the login does.
    if authenticate(request, **who) is None:
        raise AccountRefused("This is not your password. Nothing was changed.")


def qr_code(device: TOTPDevice) -> SafeString:
    """Black on white in every theme, or phones do not read it."""
    out = io.BytesIO()
    segno.make(device.config_url, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff",
        svgclass="qr", lineclass=None, omitsize=True, title="QR code for your app",
    )  # fmt: skip
    # Made by segno from an address in which everything is quoted.
    return mark_safe(out.getvalue().decode())


def secret(device: TOTPDevice) -> str:
    """For typing where there is no camera, in groups of four."""
    letters = b32encode(device.bin_key).decode().rstrip("=").lower()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def handle(session: DeskSession) -> str:
    """Names a session on a page without giving it away."""
    return salted_hmac("desk session", session.pk).hexdigest()[:16]


def shown(found: list[DeskSession], current: str | None = None) -> list[dict[str, Any]]:
    return [
        {
            "session": s,
            "handle": handle(s),
            "device": in_words(s.user_agent),
            "current": s.pk == current,
        }
        for s in found
    ]

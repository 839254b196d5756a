"""Accounts and roles. An account is deactivated, never deleted: the record names people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django_otp.plugins.otp_static.admin import StaticDeviceAdmin
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin

from claims.services import accounts, second_factor
from claims.services.accounts import AccountRefused
from claims.services.users import GROUPS, MEANING

from .account import shown
from .account_forms import InviteForm, PersonForm, RolesForm
from .desk import PageAdmin, local_minute, posted, reason, verb
from .filters import Tabs
from .marks import state_tag

# Their pages would give away keys and passwords, or the editor's role.
STOCK = (GroupAdmin, UserAdmin, StaticDeviceAdmin, TOTPDeviceAdmin)
for model in [m for m, page in admin.site._registry.items() if type(page) in STOCK]:
    admin.site.unregister(model)


class Standing(Tabs):
    title = parameter_name = "standing"
    default = "active"

    def lookups(self, request: HttpRequest, model_admin: PageAdmin) -> list[tuple[str, str]]:
        roles = [(name, f"{name.capitalize()}s") for name in GROUPS]
        return [("active", "Active"), *roles, ("gone", "Deactivated"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in GROUPS:
            return queryset.filter(is_active=True, groups__name=self.value())
        wanted = {"active": {"is_active": True}, "gone": {"is_active": False}}
        return queryset.filter(**wanted.get(self.value(), {}))


@admin.register(User)
class AccountAdmin(PageAdmin):
    called, change_list_template = "Accounts", "admin/account/change_list.html"
    list_display = ["person", "username", "roles", "state", "second_step", "seen"]
    list_filter = [Standing]
    ordering = ["first_name", "last_name", "username"]
    search_fields = ["username"]
    searched = "username"
    search_help_text = "User name"
    empty_state = "Nobody here."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("auth.add_user")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups", "totpdevice_set")
            .annotate(seen_at=Max("desk_sessions__seen_at"))
        )

    @admin.display(description="name", ordering="first_name")
    def person(self, account: User) -> str:
        return account.get_full_name() or account.username

    @admin.display(description="roles")
    def roles(self, account: User) -> str:
        held = {group.name for group in account.groups.all()}
        operator = ["server operator"] if account.is_superuser else []
        return ", ".join([*operator, *(name for name in GROUPS if name in held)]) or "none"

    @admin.display(description="state")
    def state(self, account: User) -> SafeString:
        if not account.is_active:
            return state_tag("dismissed", "deactivated")
        if not account.has_usable_password():
            return state_tag("new", "invited")
        return state_tag("done", "active")

    @admin.display(description="second step")
    def second_step(self, account: User) -> str:
        return "on" if any(d.confirmed for d in account.totpdevice_set.all()) else "—"

    @admin.display(description="last seen", ordering="seen_at")
    def seen(self, account: User) -> str:
        at = account.seen_at or account.last_login
        return local_minute(at) if at else "never"

    def run(self, method: Callable, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return super().run(method, request, pk)
        except AccountRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return redirect("admin:auth_user_change", pk)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InviteForm(posted(request), initial={"roles": ["reviewer"]})
        if form.is_valid():
            try:
                account = accounts.invite(**form.cleaned_data, by=request.user)
            except AccountRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return self.show_link(request, account)
        return self.account_page(request, "invite", title="Invite a colleague", form=form)

    def page(
        self, request: HttpRequest, account: User, form: PersonForm | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            return self.save(request, account)
        roles = accounts.roles_of(account)
        return self.account_page(
            request,
            "person",
            account,
            title=account.get_full_name() or account.username,
            form=form or PersonForm(instance=account),
            roles_form=RolesForm(initial={"roles": roles}),
            roles=[(name, MEANING[name]) for name in roles],
            why_not=accounts.why_not_manage(account, request.user),
            why_not_appoint=accounts.why_not_appoint(account, request.user),
            factor_on=second_factor.is_on(account),
            sessions=shown(accounts.sessions_of(account)),
            locks=locks(account),
            events=account.account_events.select_related("by")[:50],
        )

    def save(self, request: HttpRequest, account: User) -> HttpResponse:
        if not request.user.has_perm("auth.change_user"):
            return self.refuse(request)
        if why := accounts.why_not_manage(account, request.user):
            self.message_user(request, why, messages.ERROR)
            return redirect(self.address(account))
        form = PersonForm(request.POST, instance=User.objects.get(pk=account.pk))
        if not form.is_valid():
            request.method = "GET"
            return self.page(request, account, form)
        changed = accounts.rename(account, **form.cleaned_data, by=request.user)
        self.message_user(request, "Saved." if changed else "Nothing changed.", messages.SUCCESS)
        return redirect(self.address(account))

    def account_page(
        self, request: HttpRequest, template: str, account: User | None = None, **context: Any
    ) -> HttpResponse:
        response = self.render(request, template, account, **context)
        response.template_name = f"admin/account/{template}.html"
        return response

    def show_link(self, request: HttpRequest, account: User) -> HttpResponse:
        """The answer itself shows the link: it is stored nowhere."""
        uid, token = accounts.link(account, by=request.user).split("/")
        path = reverse("admin:welcome", args=[uid, token])
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
        return self.account_page(
            request,
            "link",
            account,
            title="A link for one person",
            link=f"{settings.SITE_URL}{path}",
            days=days,
        )

    @verb("auth.change_user")
    def new_link(self, request: HttpRequest, account: User) -> HttpResponse:
        return self.show_link(request, account)

    @verb("auth.change_user")
    def set_roles(self, request: HttpRequest, account: User) -> str:
        changed = accounts.set_roles(account, request.POST.getlist("roles"), by=request.user)
        return "Saved. It holds from their next click on." if changed else "Nothing changed."

    @verb("claims.approve_review")
    def appoint(self, request: HttpRequest, account: User) -> str:
        accounts.appoint(account, by=request.user)
        return "An editor now: may approve what others wrote."

    @verb("auth.change_user")
    def deactivate(self, request: HttpRequest, account: User) -> str:
        accounts.deactivate(account, by=request.user, reason=reason(request))
        return "Deactivated, and all sessions have ended. What they did keeps their name."

    @verb("auth.change_user")
    def reactivate(self, request: HttpRequest, account: User) -> str:
        accounts.reactivate(account, by=request.user)
        return "Active again, with the roles of before."

    @verb("auth.change_user")
    def unlock(self, request: HttpRequest, account: User) -> str:
        accounts.unlock(account, by=request.user)
        return "Unlocked: they can try again now."

    @verb("auth.change_user")
    def end_sessions(self, request: HttpRequest, account: User) -> str:
        ended = accounts.end_sessions(account, by=request.user)
        return f"{ended} ended. They must log in again." if ended else "There was no session."

    @verb("auth.change_user")
    def reset_factor(self, request: HttpRequest, account: User) -> str:
        second_factor.reset(account, by=request.user, reason=reason(request))
        return "Reset: they log in with the password alone, and can switch it on again."


def locks(account: User) -> list[dict[str, Any]]:
    """The addresses from which this account may not log in now."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    found: dict[str, dict[str, Any]] = {}
    # One row for each browser: they count together.
    for attempt in AccessAttempt.objects.filter(
        username=account.username, attempt_time__gt=since
    ).order_by("attempt_time"):
        lock = found.setdefault(attempt.ip_address, {"address": attempt.ip_address, "wrong": 0})
        lock["wrong"] += attempt.failures_since_start
        lock["until"] = attempt.attempt_time + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return [lock for lock in found.values() if lock["wrong"] >= settings.AXES_FAILURE_LIMIT]


@admin.register(Group)
class RoleAdmin(PageAdmin):
    """To be read: roles are declared in claims/services/users.py, and `upgrade` gives them."""

    called, change_list_template = "Roles", "admin/account/change_list.html"
    list_display = ["role", "meaning"]
    empty_state = "No roles yet. The server operator runs `manage.py upgrade`."

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return False

    @admin.display(description="role", ordering="name")
    def role(self, group: Group) -> str:
        return group.name.capitalize()

    @admin.display(description="what it may do")
    def meaning(self, group: Group) -> str:
        return MEANING.get(group.name, "Not one of this version's roles: nothing is known of it.")

    def page(self, request: HttpRequest, group: Group) -> HttpResponse:
        response = self.render(
            request,
            "role",
            group,
            title=group.name.capitalize(),
            meaning=self.meaning(group),
            permissions=group.permissions.select_related("content_type"),
            people=group.user_set.filter(is_active=True).order_by("first_name", "last_name"),
        )
        response.template_name = "admin/account/role.html"
        return response

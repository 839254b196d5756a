"""Accounts and groups. An account is deactivated, never deleted: the record names people."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

admin.site.unregister([User, Group])


class Kept:
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class AccountAdmin(Kept, UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "last_login"]


@admin.register(Group)
class NewsroomGroupAdmin(Kept, GroupAdmin):
    pass

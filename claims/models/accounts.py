"""Who is at the desk: the sessions of people, and what happened to their accounts."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string

from .record import Event


class DeskSession(AbstractBaseSession):
    """A session, and whose it is, so that people can see theirs and end them: a session ends when
    its row is deleted."""

    # Null before the login, while the second step is asked for.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="desk_sessions"
    )
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.GenericIPAddressField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def until(self) -> datetime:
        """It ends when nobody has used it for a while, and in any case some days after login."""
        return min(
            self.started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE),
            self.seen_at + settings.SESSION_IDLE,
        )

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class AccountEvent(Event):
    """What was done to an account, or what its owner did about its safety."""

    class Kind(models.TextChoices):
        INVITED = "invited"
        LINK = "link", "link for a new password made"
        JOINED = "joined", "password chosen by link"
        PASSWORD = "password", "password changed"
        ROLES = "roles", "roles changed"
        APPOINTED = "appointed", "made an editor"
        RESTED = "rested", "no editor until another editor confirms"
        RENAMED = "renamed"
        DEACTIVATED = "deactivated"
        REACTIVATED = "reactivated"
        SESSIONS = "sessions", "sessions ended"
        UNLOCKED = "unlocked", "login unlocked"
        FACTOR_ON = "factor_on", "second step switched on"
        FACTOR_OFF = "factor_off", "second step switched off"
        FACTOR_RESET = "factor_reset", "second step reset"
        CODES = "codes", "new backup codes made"

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="account_events"
    )
    kind = models.CharField(max_length=12, choices=Kind)

    def __str__(self) -> str:
        return f"{self.account}: {self.get_kind_display()}"

"""The time that the diary tells, in place of the real one."""

from contextlib import ExitStack
from datetime import datetime
from unittest.mock import patch

from django.apps import apps
from django.utils import timezone


class Clock:
    """Within the block everything is done, and written, at the time last set.

    The services ask `timezone.now()`, as they should. To give each of them a parameter for the sake
    of a demonstration would be a door for false dates in the record.
    """

    def __init__(self) -> None:
        self.at = timezone.now()
        self.patches = ExitStack()

    def set(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def __enter__(self) -> "Clock":
        real = timezone.now
        self.patches.enter_context(patch.object(timezone, "now", self.now))
        for model in apps.get_models():
            for field in model._meta.local_fields:
                # A default is that function itself, however the module calls another one.
                if field.default is real:
                    self.patches.enter_context(patch.object(field, "_get_default", self.now))
        return self

    def __exit__(self, *error: object) -> None:
        self.patches.close()

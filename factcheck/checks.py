"""What must hold before strangers may reach this installation: `manage.py check --deploy`."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, register


@register(deploy=True)
def check_deployment(app_configs, **kwargs) -> list[Error]:
    return list(problems())


def problems() -> Iterator[Error]:
    if not settings.PRODUCTION:
        yield Error("Only FACTCHECK_ENV=production may serve strangers.", id="factcheck.E001")
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield Error(
            "SITE_URL is not an https address.",
            hint="It stands in every published document and never changes.",
            id="factcheck.E002",
        )
    if user(settings.OWNER_URL) == user(settings.RUNTIME_URL):
        yield Error(
            "The database role that serves also owns the tables: it could rewrite history.",
            hint="Set DATABASE_OWNER_URL to another role and run `manage.py upgrade`.",
            id="factcheck.E003",
        )
    if not urlsplit(settings.REDIS_URL).password:
        yield Error("REDIS_URL has no password.", id="factcheck.E004")
    for name in ("name", "email"):
        if "demo" in settings.NEWSROOM[name].lower():
            yield Error(
                f"NEWSROOM_{name.upper()} is still the demonstration's.", id="factcheck.E005"
            )


def user(url: str) -> str | None:
    return urlsplit(url).username

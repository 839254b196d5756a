import json
import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.models import Article, Partner
from claims.services.articles import receive_article
from claims.services.partners import issue_key
from claims.services.users import sync_groups
from factcheck import demo

SEEDS = settings.REPOSITORY / "seeds"
DEMO_PARTNER = "The Demo Partner"


class Command(BaseCommand):
    help = (
        "Load the seed article and a demo newsroom: people, articles, claims, reviews, a partner. "
        "Safe to run again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--minimal", action="store_true", help="the seed article, people and a partner only"
        )

    def handle(self, *, minimal: bool, **options):
        if settings.PRODUCTION:
            raise CommandError("Demo users have no place in production.")
        sync_groups()
        logins = read_logins()
        people = {}
        for username, first, last, group in demo.read("newsroom")["people"]:
            people[username], logins[username] = demo_user(
                username, (first, last), group, logins.get(username)
            )
        logins["partner"] = demo_partner(logins.get("partner"))
        write_logins(logins)
        for entry in json.loads((SEEDS / "articles.json").read_text()):
            received = seed_article(entry)
            self.stdout.write(f"{'Loaded' if received.created else 'Present'}: {received.article}")
        if not minimal:
            loaded = demo.load(people)
            self.stdout.write(f"{'Loaded' if loaded else 'Present'}: the demo newsroom")


def read_logins() -> dict:
    path = settings.PLACES.logins
    return json.loads(path.read_text()) if path.exists() else {}


def write_logins(logins: dict) -> None:
    """Readable by this user only."""
    path: Path = settings.PLACES.logins
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(logins, file, indent=1)


def demo_user(
    username: str, name: tuple[str, str], group: str, login: dict | None
) -> tuple[User, dict]:
    """A demo user and the login, whose password is made once per data folder."""
    login = login or {"username": username, "password": secrets.token_urlsafe(12)}
    user, _ = User.objects.get_or_create(
        username=login["username"],
        defaults={"first_name": name[0], "last_name": name[1], "is_staff": True},
    )
    if not user.check_password(login["password"]):
        user.set_password(login["password"])
        user.save(update_fields=["password"])
    user.groups.add(Group.objects.get(name=group))
    return user, login


def demo_partner(known: dict | None) -> dict:
    """The demo partner's API key, which can be read only when it is made."""
    partner, _ = Partner.objects.get_or_create(name=DEMO_PARTNER)
    if known and partner.keys.valid().exists():
        return known
    return {"name": partner.name, "key": issue_key(partner)[1]}


def seed_article(entry: dict):
    day = datetime.fromisoformat(entry["published"])
    return receive_article(
        text=(SEEDS / entry["file"]).read_bytes().decode(),
        title=entry["title"],
        url=entry.get("url", ""),
        publisher=entry.get("publisher", ""),
        published_at=timezone.make_aware(day),
        via=Article.Via.FILE,
    )

"""The demonstration: an invented newsroom whose diary of two months is acted out on the desk."""

import tomllib
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims.models import Article, Claim
from claims.services import queue
from claims.services.articles import one_at_a_time

from . import setting
from .clock import Clock
from .desk import Desk

FOLDER = settings.REPOSITORY / "seeds" / "demo"


@transaction.atomic
def load(people: dict[str, User]) -> bool:
    """Act the diary out, whole or not at all; False when that was done before.

    In one transaction: no worker sees a row before its work is done, so that nothing is fetched
    from an invented address, and nothing is read twice.
    """
    one_at_a_time()
    newsroom, reviews = read("newsroom"), read("reviews")
    addresses = [article["url"] for article in newsroom["articles"].values()]
    if Article.objects.filter(url__in=addresses).exists():
        return False
    desk = Desk(FOLDER, newsroom, reviews, people)
    diary = entries(timezone.now())
    with Clock() as clock:
        clock.set(diary[0][0])
        setting.follow(newsroom["outlets"], newsroom["feeds"], people["editor"])
        for at, who, verb, subject, how in diary:
            clock.set(at)
            desk.act(people.get(who), verb, subject, how)
    for name, who in newsroom["held"].items():
        desk.hold(people[who], name)
    queue.refresh(Claim.objects.values_list("pk", flat=True))
    return True


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def entries(now: datetime) -> list[tuple[datetime, str, str, str, dict[str, Any]]]:
    """What happened, in order: when, who, what, about what, how."""
    today = timezone.localdate(now)
    lines = []
    for days, clock, who, verb, subject, *how in read("diary")["entries"]:
        day = datetime.combine(today + timedelta(days=days), time.fromisoformat(clock))
        lines.append((timezone.make_aware(day), who, verb, subject, dict(*how)))
    return sorted(lines, key=lambda line: line[0])
